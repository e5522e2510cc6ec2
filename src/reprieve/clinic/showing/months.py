"""What does each day of the diary look like as a tile, and each month as a row of numbers?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, get_format
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from reprieve.clinic.showing.plain_words import say_date, say_few_words, say_month
from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY
from reprieve.pathway.diagnosis.intractability import LONG_ATTACK
from reprieve.pathway.diagnosis.medication_overuse import ANY_DRUG
from reprieve.pathway.diary.calendar import count_days, dates
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, YES, Truth

SHOWN_MONTHS = 12
# A file of two lines, three hundred years apart, must not become a page of a hundred thousand tiles.
DRAWN_DAYS = 15 * 366


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One look of a tile: a shape and a border besides its colour, and what it says in words."""

    key: str
    mark: str
    words: str | Promise


LONG = Kind(key="long", mark="\u25cf\u25cf\u25cf", words=gettext_lazy("long attack, over 72 hours"))
MIGRAINE = Kind(key="migraine", mark="\u25cf\u25cf", words=gettext_lazy("migraine"))
HEADACHE = Kind(key="headache", mark="\u25cf", words=gettext_lazy("headache, not migraine"))
HEADACHE_OR_MIGRAINE = Kind(
    key="headache", mark="\u25cf?", words=gettext_lazy("headache; whether migraine is not known")
)
UNSURE = Kind(key="unsure", mark="?", words=gettext_lazy("pain written; whether it counts is not known"))
NONE = Kind(key="none", mark="\u25cb", words=gettext_lazy("no headache"))
NOT_WRITTEN = Kind(key="unwritten", mark="", words=gettext_lazy("not written"))
KINDS = (LONG, MIGRAINE, HEADACHE, HEADACHE_OR_MIGRAINE, UNSURE, NONE, NOT_WRITTEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayShown:
    """One day as it is judged."""

    day: date
    kind: Kind
    headache: Truth
    migraine: Truth
    drug: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One day as it is drawn; `look` names its classes, `words` are what it says without the picture."""

    number: int
    look: str
    mark: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthShown:
    """One calendar month, drawn and counted; `column` is where its first tile stands, 1 to 7."""

    key: str
    name: str
    year: int
    column: int
    tiles: tuple[Tile, ...]
    headache: str
    migraine: str
    drugs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearShown:
    """The earlier months of one year, folded."""

    year: int
    months: tuple[MonthShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthsShown:
    """All months, the latest first; `weekdays` are the heads of the columns.

    `not_drawn_before` is a sentence where the diary reaches back further than is drawn, else empty.
    """

    latest: tuple[MonthShown, ...]
    earlier: tuple[YearShown, ...]
    weekdays: tuple[str, ...]
    legend: tuple[Kind, ...]
    not_drawn_before: str


def judge_days(findings: Findings) -> list[DayShown]:
    """The diary's days, one after the other, as far back as they are drawn."""
    first, last = findings.calendar.first, findings.calendar.last
    if first is None or last is None:
        return []
    if (last - first).days > DRAWN_DAYS:
        first = (last - timedelta(days=DRAWN_DAYS)).replace(day=1)
    return [judge_day(findings, day) for day in dates(first, last)]


def show_months(findings: Findings) -> MonthsShown:
    """The diary's months as tiles."""
    first, days = findings.calendar.first, judge_days(findings)
    drawn_from = days[0].day if days else None
    spoken = _Spoken()
    by_month = groupby(days, key=lambda it: (it.day.year, it.day.month))
    months = [_month(list(of_month), spoken) for _key, of_month in by_month][::-1]
    earlier = groupby(months[SHOWN_MONTHS:], key=lambda month: month.year)
    seen = {id(it.kind) for it in days}
    order = (6, 0, 1, 2, 3, 4, 5) if sunday_first() else range(7)
    return MonthsShown(
        latest=tuple(months[:SHOWN_MONTHS]),
        earlier=tuple(YearShown(year=year, months=tuple(of_year)) for year, of_year in earlier),
        weekdays=tuple(str(WEEKDAYS[n])[:2] for n in order),
        not_drawn_before=_not_drawn(first, drawn_from),
        legend=tuple(kind for kind in KINDS if id(kind) in seen),
    )


def _not_drawn(first: date | None, drawn_from: date | None) -> str:
    if first is None or drawn_from is None or first == drawn_from:
        return ""
    words = gettext("The days from %(first)s to %(month)s are not drawn. They are counted in all else on this page.")
    return words % {"first": say_date(first), "month": say_month(drawn_from - timedelta(days=1))}


def sunday_first() -> bool:
    return bool(get_format("FIRST_DAY_OF_WEEK") == 0)


def judge_day(findings: Findings, on: date) -> DayShown:
    day = findings.calendar.day(on)
    headache = findings.on_day(HEADACHE_DAY.unit, HEADACHE_DAY.that, day)
    migraine = findings.on_day(MIGRAINE_DAY.unit, MIGRAINE_DAY.that, day)
    drug = findings.on_day(Unit.DOSE, ANY_DRUG, day)
    long = any(decide(LONG_ATTACK, findings.attacks[n]) is YES for n in day.attacks)
    kind = _kind(headache, migraine, long=long, attacked=bool(day.attacks))
    return DayShown(day=on, kind=kind, headache=headache, migraine=migraine, drug=drug)


def _kind(headache: Truth, migraine: Truth, *, long: bool, attacked: bool) -> Kind:
    if long and headache is YES:
        return LONG
    if migraine is YES:
        return MIGRAINE
    if headache is YES:
        return HEADACHE if migraine is NO else HEADACHE_OR_MIGRAINE
    if headache is NO:
        return NONE
    return UNSURE if attacked else NOT_WRITTEN


def _month(days: list[DayShown], spoken: _Spoken) -> MonthShown:
    first, last = days[0].day, days[-1].day
    headache, migraine, drugs = (
        count_days(first, last, truths)
        for truths in ([it.headache for it in days], [it.migraine for it in days], [it.drug for it in days])
    )
    return MonthShown(
        key=f"{first:%Y-%m}",
        name=say_month(first),
        year=first.year,
        column=(first.weekday() + (1 if sunday_first() else 0)) % 7 + 1,
        tiles=tuple(spoken.tile(it) for it in days),
        headache=say_few_words(headache),
        migraine=say_few_words(migraine),
        drugs=say_few_words(drugs),
    )


class _Spoken:
    """The words of a calendar in the reader's language, looked up once and not for every day."""

    def __init__(self) -> None:
        self.weekdays = [date_format(date(2001, 1, 1 + n), gettext("D")) for n in range(7)]
        self.months = {n: date_format(date(2001, n, 1), gettext("M")) for n in range(1, 13)}
        self.kinds = {id(kind): str(kind.words) for kind in KINDS}
        self.drug = gettext("medicine taken")

    def tile(self, shown: DayShown) -> Tile:
        day, drug = shown.day, shown.drug is YES
        said = f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month]}: {self.kinds[id(shown.kind)]}"
        return Tile(
            number=day.day,
            look=f"{shown.kind.key} drug" if drug else shown.kind.key,
            mark=shown.kind.mark,
            words=f"{said}; {self.drug}" if drug else said,
        )
