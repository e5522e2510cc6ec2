"""What does a cell of somebody's own CSV say: a date, a time of day, a length, a number?

Every reader gives None for a text it does not understand. The longest cell looked at is short, so
that no cell can take long.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache

from reprieve.pathway.diary.cells import a_day, read_time
from reprieve.pathway.diary.date_order import DateOrder

_MOST_CHARS = 64
_MOST_KEPT = 4_096
LONGEST = timedelta(days=3_660)

_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)", re.ASCII)
_DAY_NAME = r"(?:[^\W\d_]{2,10}\.?,?\s+)?"
_DAY_MONTH = re.compile(
    _DAY_NAME + r"(\d{1,2})(?:st|nd|rd|th|er|\.|º)?[\s-]+(?:de\s+)?([^\W\d_]{3,12})\.?,?[\s-]+(?:de\s+)?(\d{4})"
)
_MONTH_DAY = re.compile(_DAY_NAME + r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_BEFORE_TIME = re.compile(r"(?:\s*[T,·|]\s*|\s+)(?:(?:at|um|a las|à|às)\s+)?", re.IGNORECASE)
_CLOCK = re.compile(
    r"(\d{1,2})(?:\s?[:h.]\s?(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?)?(?:\s*(h|uhr|hs))?"
    r"(?:\s*([ap])\.?\s?m\.?)?\s*(Z|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
_MONTHS = (
    "jan january ene enero januar jänner janvier janeiro",
    "feb february febrero februar févr fév février fevereiro fev",
    "mar march marzo märz mär mars março",
    "apr april abr abril avr avril",
    "may mayo mai maio",
    "jun june junio juni juin junho",
    "jul july julio juli juil juillet julho",
    "aug august ago agosto août aoû",
    "sep sept september septiembre set setiembre septembre setembro",
    "oct october octubre okt oktober octobre out outubro",
    "nov november noviembre novembre novembro",
    "dec december dic diciembre dez dezember déc décembre dezembro",
)


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


_MONTH: Mapping[str, int] = {_bare(word): n for n, words in enumerate(_MONTHS, 1) for word in words.split()}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and a time of day and its offset from UTC where they are written."""

    day: date
    clock: time | None = None
    offset: timezone | None = None

    @property
    def wall(self) -> datetime | None:
        """What a clock on the wall showed; None if no time of day is written."""
        return None if self.clock is None else datetime.combine(self.day, self.clock)


# A diary has few days, and a day few times that are written: what is written again is not read again.
@lru_cache(maxsize=_MOST_KEPT)
def read_moment(cell: str, order: DateOrder) -> Moment | None:
    """A date, with a time of day or without.

    >>> read_moment("8th Dec 2021", DateOrder.DOUBTFUL)
    Moment(day=datetime.date(2021, 12, 8), clock=None, offset=None)
    >>> read_moment("3.4.26 7:05 PM", DateOrder.DAY_FIRST).wall
    datetime.datetime(2026, 4, 3, 19, 5)
    >>> read_moment("3/4/26", DateOrder.DOUBTFUL) is None
    True
    """
    cell = cell.strip()
    if len(cell) > _MOST_CHARS:
        return None
    iso = read_time(cell)
    if iso is not None:
        offset = iso.utcoffset()
        return Moment(iso.date(), iso.time(), None if offset is None else timezone(offset))
    found = _dated(cell, order)
    if found is None:
        return None
    day, end = found
    if end == len(cell):
        return Moment(day)
    before = _BEFORE_TIME.match(cell, end)
    clock = read_clock(cell[before.end() :]) if before else None
    return None if clock is None else Moment(day, *clock)


def _dated(cell: str, order: DateOrder) -> tuple[date, int] | None:
    """The date at the beginning of a cell, and where it ends."""
    day = None
    if found := _YEAR_FIRST.match(cell):
        day = a_day(int(found[1]), int(found[2]), int(found[3]))
    elif found := _YEAR_LAST.match(cell):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        year = year if year > 99 else 2000 + year
        if order is DateOrder.DAY_FIRST:
            day = a_day(year, second, first)
        elif order is DateOrder.MONTH_FIRST or first == second:
            day = a_day(year, first, second)
    elif (found := _DAY_MONTH.match(cell)) and (month := _MONTH.get(_bare(found[2]))):
        day = a_day(int(found[3]), month, int(found[1]))
    elif (found := _MONTH_DAY.match(cell)) and (month := _MONTH.get(_bare(found[1]))):
        day = a_day(int(found[3]), month, int(found[2]))
    return None if day is None or found is None else (day, found.end())


def first_and_second(cell: str) -> tuple[int, int] | None:
    """The two numbers of a date of which either could be the month."""
    found = _YEAR_LAST.match(cell.strip()) if len(cell) <= _MOST_CHARS else None
    return (int(found[1]), int(found[3])) if found else None


@lru_cache(maxsize=_MOST_KEPT)
def read_clock(cell: str) -> tuple[time, timezone | None] | None:
    """A time of day, with its offset from UTC if one is written.

    >>> read_clock("14h30"), read_clock("12:05 am")
    ((datetime.time(14, 30), None), (datetime.time(0, 5), None))
    """
    cell = cell.strip()
    found = _CLOCK.fullmatch(cell) if len(cell) <= _MOST_CHARS else None
    if not found or (found[2] is None and not (found[5] or found[6])):
        return None
    hour, minute, second = (int(part or 0) for part in found.group(1, 2, 3))
    if found[6]:
        hour = hour % 12 + (12 if found[6] in "Pp" else 0) if 1 <= hour <= 12 else 99
    if hour > 23 or minute > 59 or second > 59:
        return None
    offset = read_time(f"2000-01-01 00:00{found[7]}") if found[7] else None
    if found[7] and offset is None:
        return None
    shift = offset.utcoffset() if offset else None
    return time(hour, minute, second, int((found[4] or "").ljust(6, "0"))), None if shift is None else timezone(shift)


# Numbers and lengths -----------------------------------------------------------------------------

_POINT = re.compile(r"\d{1,9}(?:\.\d{1,20})?", re.ASCII)
_COMMA = re.compile(r"\d{1,9}(?:,\d{1,20})?", re.ASCII)
_HOURS_AND_MINUTES = re.compile(r"(\d{1,5}):(\d{2})(?::(\d{2}))?", re.ASCII)
_PART = re.compile(
    r"\s*(\d{1,9}(?:[.,]\d{1,6})?)\s*([^\W\d_]{1,10})\.?(?:\s*(?:,|and|y|und|et|e)(?=[\s\d])|)", re.IGNORECASE
)
_SECONDS_IN: Mapping[str, int] = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds", "seg", "segundos", "sekunden", "secondes"), 1),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes", "minuto", "minutos", "minuten"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "hora", "horas", "std", "stunde", "stunden"), 3_600),
    **dict.fromkeys(("heure", "heures"), 3_600),
    **dict.fromkeys(("d", "day", "days", "dia", "dias", "día", "días", "tag", "tage", "jour", "jours"), 86_400),
}
_SECONDS_OF_UNIT: Mapping[str, int] = {"seconds": 1, "minutes": 60, "hours": 3_600, "days": 86_400}


def read_number(cell: str, *, decimal_comma: bool) -> float | None:
    """A number of 0 or more.

    >>> read_number("4,25", decimal_comma=True), read_number("4,25", decimal_comma=False)
    (4.25, None)
    """
    cell = cell.strip()
    if not (_COMMA if decimal_comma else _POINT).fullmatch(cell):
        return None
    return float(cell.replace(",", "."))


def read_span(cell: str, unit: str, *, decimal_comma: bool) -> timedelta | None:
    """A length of time: a number of the unit, or a text such as 4h 15m or 04:15.

    >>> read_span("4.25", "hours", decimal_comma=False) == read_span("4 h 15 min", "text", decimal_comma=False)
    True
    """
    cell = cell.strip()
    if len(cell) > _MOST_CHARS:
        return None
    number = read_number(cell, decimal_comma=decimal_comma) if unit in _SECONDS_OF_UNIT else None
    seconds = number * _SECONDS_OF_UNIT[unit] if number is not None else _spelt_out(cell)
    if seconds is None or seconds > LONGEST.total_seconds():
        return None
    return timedelta(seconds=round(seconds, 6))


def _spelt_out(cell: str) -> float | None:
    if found := _HOURS_AND_MINUTES.fullmatch(cell):
        minutes, seconds = int(found[2]), int(found[3] or 0)
        return int(found[1]) * 3_600.0 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
    at, total, largest = 0, 0.0, 10**9
    while at < len(cell):
        found = _PART.match(cell, at)
        size = _SECONDS_IN.get(found[2].casefold()) if found else None
        if found is None or size is None or size >= largest:
            return None
        total += float(found[1].replace(",", ".")) * size
        at, largest = found.end(), size
    return total if cell else None
