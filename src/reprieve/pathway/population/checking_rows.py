"""Which rows of a row group break the layout?

Asked of all rows at once: each rule is an array operation that says yes for a bad row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from reprieve.pathway.diary.records import MOST_DOSE_DAYS, AuraSymptom, Treatment
from reprieve.pathway.population.encoding import EFFECTS, SEXES
from reprieve.pathway.population.layout import (
    AMOUNTS,
    ATTACK_BITS,
    DAY_BITS,
    MISSING,
    NOT_WRITTEN,
    PROFILE_BITS,
    SORTED,
    TABLES,
)
from reprieve.pathway.population.reading import Arrays
from reprieve.pathway.population.told import from_text
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import later

# What a row must not be: in words, by kind.
ROWS: Final[Mapping[str, str]] = {
    "order": later("not in order of person and time"),
    "nobody": later("of persons who have no profile in the same row group"),
    "twice": later("of a person who has a profile already"),
    "flags": later("with a yes to what is not recorded"),
    "bits": later("with bits that mean nothing"),
    "marks": later("without the marks that every record has, or with marks that exclude each other"),
    "backwards": later("that end before they begin"),
    "time": later("with a time, a day or an offset that no calendar has"),
    "pain": later("with a pain outside 0 to 10"),
    "aura": later("with a shortest aura longer than the longest"),
    "key": later("that refer to an attack that is not there"),
    "drug": later("with a drug that the registry does not name"),
    "days": later("over fewer than 1 or more than 31 days"),
    "effects": later("with an answer that the layout does not have"),
    "profile": later("with a year, a sex or a total that no profile can have"),
    "amounts": later("with a least amount above the most"),
    "symptoms": later("with aura symptoms that cannot be read"),
    "treatments": later("with treatments that cannot be read"),
}
# Days from the epoch that a calendar can show, and minutes that a clock can be apart from UTC.
EARLIEST_DAY, LATEST_DAY = -730_119, 2_921_939
FARTHEST_MIN = 24 * 60


@dataclass(frozen=True)
class Rows:
    """The rows of one row group of every table, and how many drugs the registry names."""

    tables: Mapping[str, Arrays]
    drugs: int

    @cached_property
    def people(self) -> np.ndarray:
        """Everybody who has a profile, in order."""
        return np.unique(self.tables["profiles"]["person"])

    @cached_property
    def attack_keys(self) -> np.ndarray:
        """Every attack's person and key, as one number."""
        return self.keys(self.tables["attacks"])

    def keys(self, rows: Arrays) -> np.ndarray:
        """Each row's person, by their place in the row group, and key, as one number."""
        return np.searchsorted(self.people, rows["person"]).astype(np.int64) << 32 | rows["key"]


Bad = Callable[[Arrays, Rows], np.ndarray]


def bad_rows(tables: Mapping[str, Arrays], drugs: int) -> Iterator[tuple[str, str, np.ndarray]]:
    """The table, the kind (a key of `ROWS`) and which rows, for each rule that some rows break.

    Parameters
    ----------
    tables : mapping of table to columns
        One row group of every table, all columns.
    drugs : int
        How many drugs the registry names.
    """
    rows = Rows(tables, drugs)
    for table in TABLES:
        for kind, bad in RULES[table].items():
            found = bad(tables[table], rows)
            if found.any():
                yield table, kind, found


def _nobody(it: Arrays, rows: Rows) -> np.ndarray:
    return ~np.isin(it["person"], rows.people)


def _out_of_order(by: tuple[str, ...]) -> Bad:
    def bad(it: Arrays, _: Rows) -> np.ndarray:
        """Rows that belong before the one above."""
        found = np.zeros(len(it["person"]), dtype=bool)
        alike = np.ones(max(len(found) - 1, 0), dtype=bool)
        for name in by:
            found[1:] |= alike & (it[name][1:] < it[name][:-1])
            alike &= it[name][1:] == it[name][:-1]
        return found

    return bad


def _twice(it: Arrays, _: Rows) -> np.ndarray:
    found = np.ones(len(it["person"]), dtype=bool)
    found[np.unique(it["person"], return_index=True)[1]] = False
    return found


def _yes_to_unknown(it: Arrays, _: Rows) -> np.ndarray:
    return _nonzero(it["flags"] & ~it["known"])


def _no_such_bit(bits: Mapping[str, int]) -> Bad:
    mask = _mask(bits, bits)
    return lambda it, _: _nonzero((it["flags"] | it["known"]) & ~it["known"].dtype.type(mask))


def _nonzero(values: np.ndarray) -> np.ndarray:
    return np.asarray(values != 0)


def _mask(bits: Mapping[str, int], names: Iterable[str]) -> int:
    return sum(1 << bits[name] for name in names)


MARKS = np.uint64(_mask(ATTACK_BITS, ("described", "going_on", "timeless", "endless")))


def _wrong_marks(it: Arrays, _: Rows) -> np.ndarray:
    """All are known; what goes on has no end."""
    going_on, endless = (it["flags"] >> np.uint64(ATTACK_BITS[name]) & np.uint64(1) for name in ("going_on", "endless"))
    return np.asarray((it["known"] & MARKS != MARKS) | (going_on > endless))


def _no_such_time(it: Arrays, _: Rows) -> np.ndarray:
    return np.asarray(
        (it["start_s"] == MISSING)
        | (it["until_s"] == MISSING)
        | _far(it["start_offset_min"])
        | _far(it["until_offset_min"])
    )


def _far(offset_min: np.ndarray) -> np.ndarray:
    return np.asarray((offset_min <= -FARTHEST_MIN) | (offset_min >= FARTHEST_MIN))


def _outside(values: np.ndarray, least: int, most: int) -> np.ndarray:
    return np.asarray((values < least) | (values > most))


def _no_such_day(days: np.ndarray, *, may_be_missing: bool = False) -> np.ndarray:
    return np.asarray(_outside(days, EARLIEST_DAY, LATEST_DAY) & ~(may_be_missing & (days == MISSING)))


def _no_such_attack(it: Arrays, rows: Rows) -> np.ndarray:
    return np.asarray((it["key"] != MISSING) & ~np.isin(rows.keys(it), rows.attack_keys))


def _no_such_answer(it: Arrays, _: Rows) -> np.ndarray:
    bits = sum(width for _, width, _ in EFFECTS.values())
    found = _nonzero(it["effects"] >> np.uint16(bits))
    for first, width, answers in EFFECTS.values():
        found |= (it["effects"] >> np.uint16(first) & np.uint16((1 << width) - 1)) > len(answers)
    return found


def _no_such_profile(it: Arrays, _: Rows) -> np.ndarray:
    found = _outside(it["sex"], 0, len(SEXES) - 1)
    for name, least, most in (("birth_year", 1880, 2200), ("midas", 0, 270), ("hit6", 36, 78)):
        found |= _outside(it[name], least, most) & (it[name] != NOT_WRITTEN)
    return found


def _crossed_amounts(it: Arrays, _: Rows) -> np.ndarray:
    found = np.zeros(len(it["person"]), dtype=bool)
    for name in AMOUNTS:
        found |= (it[f"{name}_least"] < 0) | (it[f"{name}_least"] > it[f"{name}_most"])
    return found


def _cannot_be_read(column: str, is_told: Callable[[str], bool]) -> Bad:
    def bad(it: Arrays, _: Rows) -> np.ndarray:
        texts = it[column]
        wrong = {text for text in {text for text in texts if text is not None} if not is_told(text)}
        return np.fromiter((text in wrong for text in texts), dtype=bool, count=len(texts))

    return bad


def _are_symptoms(text: str) -> bool:
    try:
        from_text(AuraSymptom, text)
    except InvalidInput:
        return False
    return True


def _are_treatments(text: str) -> bool:
    try:
        from_text(Treatment, text)
    except InvalidInput:
        return False
    return True


# By table: what a row must not be.
RULES: Final[Mapping[str, Mapping[str, Bad]]] = {
    "profiles": {
        "order": _out_of_order(("person",)),
        "twice": _twice,
        "flags": _yes_to_unknown,
        "bits": _no_such_bit(PROFILE_BITS),
        "profile": _no_such_profile,
        "time": lambda it, _: (
            _no_such_day(it["headaches_since"], may_be_missing=True)
            | _no_such_day(it["daily_since"], may_be_missing=True)
        ),
        "amounts": _crossed_amounts,
        "treatments": _cannot_be_read("treatments", _are_treatments),
    },
    "attacks": {
        "nobody": _nobody,
        "order": _out_of_order(SORTED["attacks"]),
        "flags": _yes_to_unknown,
        "bits": _no_such_bit(ATTACK_BITS),
        "marks": _wrong_marks,
        "backwards": lambda it, _: it["until_s"] < it["start_s"],
        "time": _no_such_time,
        "pain": lambda it, _: _outside(it["pain_0_to_10"], NOT_WRITTEN, 10),
        "aura": lambda it, _: ~(it["aura_least_min"] <= it["aura_most_min"]),
        "key": lambda it, _: (it["key"] < 0) & (it["key"] != MISSING),
        "symptoms": _cannot_be_read("symptoms", _are_symptoms),
    },
    "doses": {
        "nobody": _nobody,
        "order": _out_of_order(SORTED["doses"]),
        "key": _no_such_attack,
        "drug": lambda it, rows: _outside(it["drug"], 0, rows.drugs - 1),
        "days": lambda it, _: _outside(it["days"], 1, MOST_DOSE_DAYS),
        "time": lambda it, _: _no_such_day(it["day"]) | _far(it["offset_min"]),
        "effects": _no_such_answer,
    },
    "days": {
        "nobody": _nobody,
        "order": _out_of_order(SORTED["days"]),
        "flags": _yes_to_unknown,
        "bits": _no_such_bit(DAY_BITS),
        "time": lambda it, _: _no_such_day(it["day"]),
    },
}
