"""How many people are met, not met and not known, verdict by verdict, by sex and by age?

True counts, for the machine they are counted on: nothing here may leave it before `suppression`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.layout import EPOCH, MISSING, NOT_WRITTEN
from reprieve.pathway.population.results import PLANES, VERDICTS, WORD_BITS, WORDS
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import later, say

# What is counted of each verdict. Met is the first two together; of rule sets nothing is ever set aside.
STANDS, SET_ASIDE, NOT_MET, NOT_KNOWN = range(4)
STATES: Final = 4

# Ages from which a band begins, in years; the last band is of people whose age is not known.
BANDS_FROM: Final = (0, 18, 30, 40, 50, 60, 70)
SEXES: Final = (later("women"), later("men"), later("sex not known"))
BANDS: Final = (
    later("under 18"),
    *(f"{low}–{high - 1}" for low, high in pairwise(BANDS_FROM[1:])),
    later("70 and over"),
    later("age not known"),
)
ALL: Final = later("everybody")
# Everybody, then each sex, then each band: the sexes add up to everybody, and so do the bands.
STRATA: Final = (ALL, *SEXES, *BANDS)
FAMILIES: Final = (range(1, 1 + len(SEXES)), range(1 + len(SEXES), len(STRATA)))
# So many people's columns lie in a processor's cache: four times as fast as 262,144 at once.
BATCH_PEOPLE: Final = 16_384
_SEX_OF_ROW: Final = np.array([2, 0, 1])


@dataclass(frozen=True)
class Counts:
    """True counts.

    Parameters
    ----------
    people, silent : Array of (strata,)
        How many people there are, and how many of them wrote nothing.
    states : Array of (verdicts, strata, states)
    """

    people: Array
    silent: Array
    states: Array

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.people + other.people, self.silent + other.silent, self.states + other.states)


NOBODY: Final = Counts(
    np.zeros(len(STRATA), dtype=np.int64),
    np.zeros(len(STRATA), dtype=np.int64),
    np.zeros((len(VERDICTS), len(STRATA), STATES), dtype=np.int64),
)


def count_people(results: Path) -> Counts:
    """Count everybody in a folder of results, some thousands at a time.

    Raises
    ------
    InvalidInput
        If there are no results in it.
    UnreadableFile
        If a file is damaged, or is none of results.
    """
    files = sorted(results.glob("part-*.parquet"))
    if not files and not (results / "results.json").is_file():
        raise InvalidInput(say("the folder must hold the results of a run; there are none."))
    return sum((counts_of(group) for file in files for group in _groups(file)), NOBODY)


def _groups(file: Path) -> Iterator[pa.Table]:
    names = ["birth_year", "sex", "last_day", *(f"{plane}_{word}" for plane in PLANES for word in range(WORDS))]
    try:
        with pq.ParquetFile(file) as opened:
            for rows in opened.iter_batches(batch_size=BATCH_PEOPLE, columns=names, use_threads=False):
                yield pa.table(rows)
    except (OSError, KeyError, pa.ArrowException) as error:
        message = say("{file} holds no results that can be read. Judge the registry again.", file=file.name)
        raise UnreadableFile(message) from error


def counts_of(table: pa.Table) -> Counts:
    """The counts of some rows of results."""
    columns = {name: table.column(name).to_numpy() for name in table.column_names}
    sex, band = _SEX_OF_ROW[columns["sex"]], bands_of(columns["birth_year"], columns["last_day"])
    strata = [np.ones(len(sex), dtype=bool)]
    strata += [sex == number for number in range(len(SEXES))] + [band == number for number in range(len(BANDS))]
    cross = sex * len(BANDS) + band
    order = np.argsort(cross, kind="stable")
    cells, begins = np.unique(cross[order], return_index=True)
    of_cells = np.zeros((len(VERDICTS), len(SEXES) * len(BANDS), STATES), dtype=np.int64)
    if len(begins):
        planes = {name: columns[name][order] for name in columns if name[-1].isdigit()}
        for number in range(len(VERDICTS)):
            of_cells[number, cells] = _states(planes, number, begins, len(cross))
    by_cell = of_cells.reshape(len(VERDICTS), len(SEXES), len(BANDS), STATES)
    states = np.concatenate([by_cell.sum(axis=(1, 2))[:, None], by_cell.sum(axis=2), by_cell.sum(axis=1)], axis=1)
    silent = columns["last_day"] == MISSING
    return Counts(
        np.array([which.sum() for which in strata]), np.array([(which & silent).sum() for which in strata]), states
    )


def _states(planes: dict[str, Array], number: int, begins: Array, rows: int) -> Array:
    """How many of each cell are in each state of one verdict."""
    word, bit = divmod(number, WORD_BITS)
    certain, possible, stands = (
        np.add.reduceat((planes[f"{plane}_{word}"] >> np.uint64(bit) & np.uint64(1)).astype(np.int64), begins)
        for plane in PLANES
    )
    people = np.diff(np.append(begins, rows))
    return np.stack([stands, certain - stands, people - possible, possible - certain], axis=1)


def bands_of(birth_year: Array, last_day: Array) -> Array:
    """The band of the age in the year of the last written day; the last where it is not known."""
    day = np.where(last_day == MISSING, 0, last_day).astype("timedelta64[D]")
    year = (np.datetime64(EPOCH) + day).astype("datetime64[Y]").astype(np.int64) + 1970
    age = np.maximum(year - birth_year, 0)
    band = np.searchsorted(np.array(BANDS_FROM), age, side="right") - 1
    return np.where((birth_year == NOT_WRITTEN) | (last_day == MISSING), len(BANDS) - 1, band)


# Strata of few people


@dataclass(frozen=True)
class Strata:
    """What people are told apart by, without strata of so few that their number may not be told.

    Parameters
    ----------
    names : tuple of tuple of str
        Of each stratum, the names of those that were joined in it; everybody first.
    families : tuple of ranges
        Strata that add up to everybody.
    counts : Counts
        Of these strata.
    """

    names: tuple[tuple[str, ...], ...]
    families: tuple[range, ...]
    counts: Counts


def joined(counts: Counts, threshold: int) -> Strata:
    """Join each stratum of 1 to `threshold` people to the smaller of its neighbours, and leave out those of nobody."""
    groups: list[list[int]] = [[0]]
    families = []
    for family in FAMILIES:
        of_family = _joined([number for number in family if counts.people[number]], counts.people, threshold)
        if len(of_family) > 1:
            families.append(range(len(groups), len(groups) + len(of_family)))
            groups += of_family
    people, silent = (np.array([of[group].sum() for group in groups]) for of in (counts.people, counts.silent))
    states = np.stack([counts.states[:, group].sum(axis=1) for group in groups], axis=1)
    names = tuple(tuple(STRATA[number] for number in group) for group in groups)
    return Strata(names, tuple(families), Counts(people, silent, states))


def _joined(strata: Sequence[int], people: Array, threshold: int) -> list[list[int]]:
    groups = [[number] for number in strata]

    def size(place: int) -> int:
        return int(people[groups[place]].sum())

    while len(groups) > 1:
        smallest = min(range(len(groups)), key=size)
        if size(smallest) > threshold:
            break
        beside = min((it for it in (smallest - 1, smallest + 1) if 0 <= it < len(groups)), key=size)
        first, second = sorted((smallest, beside))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return groups
