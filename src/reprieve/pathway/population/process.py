"""How does a part of a registry become a part of the results, on whatever machine it is asked?

`judge_part` needs nothing but names: it reads the part, judges its row groups and writes one file. So it
is what a cluster is sent, instead of rows. It may be repeated, here or elsewhere, even at the same time:
the file takes its name only when it is whole, and is the same byte by byte.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from contextvars import copy_context
from pathlib import Path
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from reprieve.pathway.population.checking import parts_must_be_sound
from reprieve.pathway.population.judging import judge_group
from reprieve.pathway.population.reading import Part, Registry, open_registry
from reprieve.pathway.population.results import SCHEMA
from reprieve.pathway.population.writing import UNFINISHED
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import say

Tell = Callable[[int], None]

# Pieces of memory up to this size are kept.
KEPT_BYTES = 1 << 28
TURN_S = 5e-5


def judge_part(registry_path: Path, part_name: str, out: Path, *, workers: int = 1, tell: Tell | None = None) -> int:
    """Judge everybody in one part into the file of the same name, and return how many people they are.

    Parameters
    ----------
    registry_path, out : Path
        The registry's folder, and that of the results, which is there.
    part_name : str
        As in the registry's manifest.
    workers : int
        How many row groups are judged at the same time, 1 or more. The file does not depend on it.
    tell : callable or None
        Told how many people were judged, after each row group.

    Raises
    ------
    InvalidInput
        If the registry has no such part.
    UnreadableFile
        If the part is damaged, or its row groups cut people.
    """
    registry = open_registry(registry_path)
    parts = [part for part in registry.parts if part.name == part_name]
    if not parts:
        raise InvalidInput(say("the part must be one that the registry names; got another."))
    parts_must_be_sound(parts)
    return judge_parts(registry, parts, out, workers=workers, tell=tell)


def judge_parts(registry: Registry, parts: Sequence[Part], out: Path, *, workers: int, tell: Tell | None = None) -> int:
    """As `judge_part`, for several that are known to be sound: the next is begun before the last is written."""
    keep_memory()
    with taking_turns_often():
        return _judge_parts(registry, parts, out, workers, tell)


def _judge_parts(registry: Registry, parts: Sequence[Part], out: Path, workers: int, tell: Tell | None) -> int:
    people = 0
    tables = _in_order(((part, group) for part in parts for group in range(part.groups)), registry.drugs, workers)
    with closing(tables):
        for part in parts:
            with finished_file(out / part.name) as unfinished:
                _write_part(unfinished, part, tables, tell)
            people += part.people
    return people


def keep_memory() -> None:
    """Keep freed memory for the next row group, where the machine's C library can: fetching it anew costs a third.

    glibc gives large pieces back at once; its M_MMAP_THRESHOLD (-3) and M_TRIM_THRESHOLD (-1) say from what size on.
    """
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(-3, KEPT_BYTES)
        library.mallopt(-1, KEPT_BYTES)


@contextmanager
def taking_turns_often() -> Iterator[None]:
    """Let a thread that waits for Python's lock have it soon: as it is, it waits longer than most of our steps take."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_S)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def is_finished(part: Part, out: Path) -> bool:
    """Whether the part's results are there, whole."""
    try:
        found = pq.read_metadata(out / part.name)
    except (OSError, pa.ArrowException):
        return False
    return (
        bool(found.num_rows == part.people)
        and bool(found.num_row_groups == part.groups)
        and bool(found.schema.to_arrow_schema().equals(SCHEMA))
    )


@contextmanager
def finished_file(whole: Path) -> Iterator[Path]:
    """Another name to write under; what was written gets its own name in one step, or nothing is left of it."""
    unfinished = whole.with_name(f"{whole.name}.{uuid4().hex}{UNFINISHED}")
    try:
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(unfinished, whole)
    finally:
        unfinished.unlink(missing_ok=True)


def _write_part(file: Path, part: Part, tables: Iterator[pa.Table], tell: Tell | None) -> None:
    people = 0
    with pq.ParquetWriter(file, SCHEMA, compression="zstd", compression_level=1, store_schema=False) as writer:
        for _ in range(part.groups):
            table = next(tables)
            writer.write_table(table, row_group_size=max(table.num_rows, 1))
            people += table.num_rows
            if tell is not None:
                tell(table.num_rows)
    if people != part.people:
        raise UnreadableFile(
            say(
                "{part} must hold as many people as its manifest says; another number was judged. "
                "`reprieve registry check` says more.",
                part=part.name,
            )
        )


def _in_order(tasks: Iterable[tuple[Part, int]], drugs: Sequence[str], workers: int) -> Generator[pa.Table]:
    """What is said of each row group, in order; never more than two of them for each worker are in memory."""
    waiting: deque[Future[pa.Table]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        try:
            for part, group in tasks:
                # With its own copy of the context, so that a refusal is said in the reader's language.
                waiting.append(pool.submit(copy_context().run, judge_group, part, group, drugs))
                if len(waiting) == 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()
