"""What does a cell of our own CSV say, and how is a value written into one?

Each kind of cell is a pair: `read` gives None for a text it does not understand, `write` gives the
text that `read` takes back to exactly the same value. An empty cell is *not recorded* and reaches
neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from functools import lru_cache
from math import ceil
from typing import Any

from reprieve.pathway.diary.choices import (
    AuraKind,
    Autonomic,
    BrainstemSymptom,
    EasedBy,
    Effect,
    Helped,
    Nausea,
    Outcome,
    Quality,
    Route,
    Sex,
    Side,
)
from reprieve.pathway.diary.wall_clock import FIRST_YEAR, LAST_YEAR
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, YES, Truth

NONE_OF_THESE = "none_of_these"
HIGHEST_PAIN = 10
_YES_WORDS = frozenset({"yes", "y", "true", "1", "si", "sí", "s", "verdadero"})
_NO_WORDS = frozenset({"no", "n", "false", "0", "falso"})
_GUARDED = ("'", "=", "+", "-", "@", "\t", "\r")

_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?"
    r"\s*(Z|[+-]\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?)?",
    re.ASCII | re.IGNORECASE,
)
_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?", re.ASCII)
_WHOLE = re.compile(r"\+?(\d{1,9})(?:\.0+)?", re.ASCII)
_PAIN = re.compile(r"\+?(\d{1,9}(?:[.,]\d{1,9})?)", re.ASCII)
_NUMBER = re.compile(r"\d{1,9}(?:\.\d{1,20})?(?:e[+-]?\d{1,3})?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of cell: what it must be, in words, and how it is read and written."""

    must_be: str
    read: Callable[[str], object]
    write: Callable[[Any], str]
    keeps_spaces: bool = False


def plain(word: str) -> str:
    """A word as it is compared: without case, outer blanks, and with blanks and hyphens alike.

    >>> plain("  Pain-free ")
    'pain_free'
    """
    return "_".join(word.replace("-", " ").replace("_", " ").casefold().split())


def read_truth(cell: str) -> Truth | None:
    """Yes or no in English or Spanish.

    >>> read_truth("Sí"), read_truth("maybe")
    (<Truth.YES: 'yes'>, None)
    """
    word = cell.strip().casefold()
    if word in _YES_WORDS:
        return YES
    return NO if word in _NO_WORDS else None


def read_day(cell: str) -> date | None:
    """A date written YYYY-MM-DD."""
    found = _DAY.fullmatch(cell.strip())
    return a_day(*(int(part) for part in found.groups())) if found else None


def a_day(year: int, month: int, day: int) -> date | None:
    """That day, if there is one and a living person can mean it."""
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def read_time(cell: str) -> datetime | None:
    """A date and time in ISO 8601, without an offset if none is written.

    >>> read_time("2026-03-01 8:05")
    datetime.datetime(2026, 3, 1, 8, 5)
    >>> read_time("2026-03-01T08:05:00-05:00").utcoffset()
    datetime.timedelta(days=-1, seconds=68400)
    """
    found = _TIME.fullmatch(cell.strip())
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    microsecond = int((found[7] or "").ljust(6, "0"))
    if a_day(year, month, day) is None or hour > 23 or minute > 59 or second > 59:
        return None
    wall = datetime(year, month, day, hour, minute, second, microsecond)  # noqa: DTZ001 - the caller's zone
    if not found[8]:
        return wall
    offset = _read_offset(found[8])
    return None if offset is None else wall.replace(tzinfo=offset)


@lru_cache(maxsize=64)
def _read_offset(text: str) -> timezone | None:
    if text in ("Z", "z"):
        return UTC
    found = _OFFSET.fullmatch(text)
    if not found:
        return None
    hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:4])
    microseconds = int((found[5] or "").ljust(6, "0"))
    size = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds)
    if minutes > 59 or seconds > 59 or size >= timedelta(days=1):
        return None
    return timezone(-size if found[1] == "-" else size)


def _write_time(time: datetime) -> str:
    _must_be_a_living_year(time.year)
    return time.isoformat(sep=" ", timespec="auto" if time.second or time.microsecond else "minutes")


def _write_day(day: date) -> str:
    _must_be_a_living_year(day.year)
    return day.isoformat()


def _must_be_a_living_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput(
            say(
                "a date must lie between {first_year} and {last_year} to be written. Correct its year.",
                first_year=FIRST_YEAR,
                last_year=LAST_YEAR,
            )
        )


def _read_time_or_day(cell: str) -> datetime | date | None:
    return read_time(cell) or read_day(cell)


def read_whole(cell: str) -> int | None:
    """A whole number of 0 or more."""
    found = _WHOLE.fullmatch(cell.strip())
    return int(found[1]) if found else None


def read_pain(cell: str) -> int | None:
    """A number of 0 or more, rounded to a whole one, a half upwards; above 10 always upwards, so that it stays above.

    >>> read_pain("6,5"), read_pain("6.4"), read_pain("10.2")
    (7, 6, 11)
    """
    found = _PAIN.fullmatch(cell.strip())
    if not found:
        return None
    value = float(found[1].replace(",", "."))
    return int(value + 0.5) if value <= HIGHEST_PAIN else ceil(value)


def _read_number(cell: str) -> float | None:
    return float(cell) if _NUMBER.fullmatch(cell) else None


def guard(text: str) -> str:
    """The text with `'` before it if a spreadsheet would take it for a formula.

    >>> guard("=1+1"), guard("'tis"), guard("plain")
    ("'=1+1", "''tis", 'plain')
    """
    if "\x00" in text or not _can_be_stored(text):
        raise InvalidInput(say("a text holds a character that no text file can hold. Remove it, then write again."))
    return f"'{text}" if text.startswith(_GUARDED) else text


def unguard(cell: str) -> str:
    """The text that `guard` was given.

    >>> unguard("'=1+1"), unguard("''tis"), unguard("'tis")
    ('=1+1', "'tis", "'tis")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_GUARDED) else cell


def _can_be_stored(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _read_complete(cell: str) -> bool | None:
    answer = read_truth(cell)
    return None if answer is None else answer is YES


def _one_of(members: type[Enum], words: Mapping[str, Any] | None = None) -> Kind:
    """The kind of cell that holds one member of an enumeration, by its value or by another word for it."""
    known: dict[str, Enum] = {plain(str(member.value)): member for member in members}
    known.update(words or {})
    return Kind(
        must_be=", ".join(str(member.value) for member in members),
        read=lambda cell: known.get(plain(cell)),
        write=lambda member: str(member.value),
    )


def _some_of(members: type[Enum], words: Mapping[str, Any] | None = None) -> Kind:
    """The kind of cell that holds several members of an enumeration, or says that it is none of them."""
    known: dict[str, Enum] = {plain(str(member.value)): member for member in members}
    known.update(words or {})

    def read(cell: str) -> frozenset[Enum] | None:
        written = [plain(word) for word in re.split(r"[;,+]", cell) if word.strip()]
        if written == [NONE_OF_THESE]:
            return frozenset()
        found = [known.get(word) for word in written]
        # One word that is not understood leaves the list incomplete, and what is missing is not "no".
        return frozenset(member for member in found if member) if found and None not in found else None

    return Kind(
        must_be=f"{', '.join(str(member.value) for member in members)} (several parted by ;) or {NONE_OF_THESE}",
        read=read,
        write=lambda some: ";".join(sorted(str(member.value) for member in some)) or NONE_OF_THESE,
    )


_QUALITY_WORDS = {
    "throbbing": Quality.PULSATING,
    "pounding": Quality.PULSATING,
    "tightening": Quality.PRESSING,
    "pressure": Quality.PRESSING,
}
_SIDE_WORDS = {
    "one_side": Side.ONE,
    "one_sided": Side.ONE,
    "unilateral": Side.ONE,
    "both_sides": Side.BOTH,
    "bilateral": Side.BOTH,
    "izquierda": Side.LEFT,
    "izquierdo": Side.LEFT,
    "derecha": Side.RIGHT,
    "derecho": Side.RIGHT,
    "un_lado": Side.ONE,
    "ambos": Side.BOTH,
    "ambos_lados": Side.BOTH,
}
_NAUSEA_WORDS = (
    dict.fromkeys(_YES_WORDS, Nausea.YES)
    | dict.fromkeys(_NO_WORDS, Nausea.NONE)
    | {"none": Nausea.NONE, "leve": Nausea.MILD, "moderada": Nausea.MODERATE, "intensa": Nausea.SEVERE}
)
_SEX_WORDS = {
    "female": Sex.FEMALE,
    "mujer": Sex.FEMALE,
    "femenino": Sex.FEMALE,
    "male": Sex.MALE,
    "hombre": Sex.MALE,
    "masculino": Sex.MALE,
}

TRUTH = Kind(must_be="yes or no", read=read_truth, write=lambda truth: str(truth.value))
# Written only when it is no, so that a diary by hand needs no such column.
COMPLETE = Kind(must_be="yes or no", read=_read_complete, write=lambda complete: "" if complete else "no")
TEXT = Kind(must_be="text", read=unguard, write=guard, keeps_spaces=True)
WHOLE = Kind(must_be="a whole number", read=read_whole, write=str)
PAIN = Kind(must_be="a number from 0 to 10", read=read_pain, write=str)
NUMBER = Kind(must_be="a number", read=_read_number, write=repr)
TIME = Kind(must_be="a date and time such as 2026-03-01 08:00+01:00", read=read_time, write=_write_time)
TIME_OR_DAY = Kind(must_be=TIME.must_be, read=_read_time_or_day, write=_write_time)
DAY = Kind(must_be="a date such as 2026-03-01", read=read_day, write=_write_day)
QUALITIES = _some_of(Quality, _QUALITY_WORDS)
AUTONOMIC = _some_of(Autonomic)
SIDE = _one_of(Side, _SIDE_WORDS)
NAUSEA = _one_of(Nausea, _NAUSEA_WORDS)
EASED_BY = _one_of(EasedBy)
AURA_KIND = _one_of(AuraKind)
BRAINSTEM = _one_of(BrainstemSymptom)
ROUTE = _one_of(Route)
EFFECT = _one_of(Effect)
HELPED = _one_of(Helped)
SEX = _one_of(Sex, _SEX_WORDS)
OUTCOME = _one_of(Outcome)
