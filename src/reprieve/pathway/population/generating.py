"""How is a registry of made-up people generated, of any size, the same for the same seed?

Nobody in it is real, and no share below is a finding: they are chosen so that every criterion has people
who meet it, people who do not, and people of whom it is not known, and so that few people have most of the
attacks. `docs/population.md` lists them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any

from numpy.random import Generator, SeedSequence, default_rng

from reprieve.pathway.population.generating_rows import People, group_of
from reprieve.pathway.population.layout import GROUP_PEOPLE, PART_PEOPLE, TABLES, part_name
from reprieve.pathway.population.writing import PartWriter, must_be_empty, write_manifest
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

Tell = Callable[[int], None]
MOST_PEOPLE, MOST_DAYS = 400_000_000, 3_650


def generate_registry(
    path: Path,
    people: int,
    *,
    seed: int = 1,
    days: int = 120,
    group_people: int = GROUP_PEOPLE,
    part_people: int = PART_PEOPLE,
    workers: int = 2,
    tell: Tell | None = None,
) -> None:
    """Write a registry of so many made-up people.

    Parameters
    ----------
    path : Path
        A new or empty folder.
    people : int
        0 or more.
    seed : int
        The same seed gives the same bytes, whatever the number of workers.
    days : int
        How many days each person's diary may span, 30 to 3,650.
    workers : int
        How many parts are made at the same time.
    tell : callable or None
        Told how many people were written, after each row group.

    Raises
    ------
    InvalidInput
        If a number is out of its range, or the folder holds something.
    """
    _must_be_within("people", people, 0, MOST_PEOPLE)
    _must_be_within("days", days, 30, MOST_DAYS)
    _must_be_within("seed", seed, 0, 2**63 - 1)
    must_be_empty(path)
    for table in TABLES:
        (path / table).mkdir(parents=True, exist_ok=True)
    parts = [
        (number, first, min(part_people, people - first)) for number, first in enumerate(range(0, people, part_people))
    ]

    one_at_a_time = Lock()

    def told(number: int) -> None:
        if tell is not None:
            with one_at_a_time:
                tell(number)

    def make(part: tuple[int, int, int]) -> dict[str, Any]:
        number, first, size = part
        return _make_part(path, number, first, size, group_people, seed, days, told)

    try:
        with ThreadPoolExecutor(max(workers, 1)) as pool:
            made = list(pool.map(make, parts))
    except BaseException:
        _leave_nothing(path)
        raise
    write_manifest(path, made, list(People.DRUGS))


def _make_part(
    path: Path, number: int, first: int, size: int, group_people: int, seed: int, days: int, tell: Tell
) -> dict[str, Any]:
    writer = PartWriter(path, part_name(number))
    try:
        for begin in range(0, size, group_people):
            by = _chance(seed, number, begin)
            here = min(group_people, size - begin)
            writer.add(group_of(by, first + begin, here, days))
            tell(here)
        return writer.finish()
    except BaseException:
        writer.abandon()
        raise


def _chance(seed: int, part: int, begin: int) -> Generator:
    return default_rng(SeedSequence([seed, part, begin]))


def _leave_nothing(path: Path) -> None:
    for table in TABLES:
        for file in (path / table).glob("part-*"):
            file.unlink(missing_ok=True)
        with suppress(OSError):
            (path / table).rmdir()


def _must_be_within(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise InvalidInput(
            say("`{name}` must be between {low} and {high}; got {value}.", name=name, low=low, high=high, value=value)
        )
