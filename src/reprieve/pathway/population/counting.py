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

from reprieve.pathway.population.kernels import Array, kernel, lowest_bit
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
CELLS: Final = len(SEXES) * len(BANDS)
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
    silent = columns["last_day"] == MISSING
    cell = _SEX_OF_ROW[columns["sex"]] * len(BANDS) + bands_of(columns["birth_year"], columns["last_day"])
    people, of_silent = (np.bincount(cell[which], minlength=CELLS) for which in (slice(None), silent))
    certain, possible, stands = (_of_plane(columns, plane, cell) for plane in PLANES)
    whole = people[:, None]
    states = np.stack([stands, certain - stands, whole - possible, possible - certain], axis=2)
    return Counts(_by_stratum(people), _by_stratum(of_silent), _by_stratum(states).swapaxes(0, 1))


def _of_plane(columns: dict[str, Array], plane: str, cell: Array) -> Array:
    """How many of each cell are in each verdict's plane."""
    found = np.zeros((CELLS, WORDS * WORD_BITS), dtype=np.int64)
    for word in range(WORDS):
        count_bits(columns[f"{plane}_{word}"], cell, word * WORD_BITS, found)
    return found[:, : len(VERDICTS)]


@kernel
def count_bits(words: Array, cell: Array, first: int, out: Array) -> None:
    """Add to each row's cell one for each bit that is set."""
    for row in range(len(words)):
        word = words[row]
        while word:
            out[cell[row], first + lowest_bit(word)] += 1
            word &= word - np.uint64(1)


def _by_stratum(of_cells: Array) -> Array:
    """Counts of cells, each a sex and a band, as those of everybody, of each sex and of each band."""
    crossed = of_cells.reshape(len(SEXES), len(BANDS), *of_cells.shape[1:])
    return np.concatenate([of_cells.sum(axis=0)[None], crossed.sum(axis=1), crossed.sum(axis=0)])


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
