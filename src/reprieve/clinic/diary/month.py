"""What does one month look like, and what months are there?"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from reprieve.clinic.diary.access import first_written, things_between
from reprieve.clinic.diary.clock import now_of
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.nearby import findings_between
from reprieve.clinic.diary.overuse import Nearing, warn, window_of
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.months import KINDS, Kind, judge_day, sunday_first
from reprieve.clinic.showing.plain_words import say_date, say_few_words, say_month
from reprieve.pathway.diary.book import ATTACK_THING, DAY_THING
from reprieve.pathway.diary.calendar import count_days, dates
from reprieve.pathway.diary.wall_clock import FIRST_YEAR
from reprieve.pathway.terms.truth import YES


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTile:
    """One day as a link to its page; `words` is all that its picture says. A day to come leads nowhere."""

    day: str
    number: int
    look: str
    mark: str
    words: str
    to_come: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthPage:
    name: str
    column: int
    weekdays: tuple[str, ...]
    tiles: tuple[DayTile, ...]
    legend: tuple[Kind, ...]
    headache: str
    migraine: str
    drugs: str
    before: str
    after: str
    years: tuple[tuple[int, tuple[tuple[str, str], ...]], ...]
    warnings: tuple[Nearing, ...]
    today: str
    yesterday: str


def month_named(asked: str, today: date) -> date:
    """The first day of the month that is asked for; of this one where none is, or it cannot be."""
    year, _dash, month = asked.partition("-")
    is_one = len(asked) == 7 and asked.isascii() and year.isdecimal() and month.isdecimal()
    if is_one and int(year) >= FIRST_YEAR and 1 <= int(month) <= 12:
        return min(date(int(year), int(month), 1), today.replace(day=1))
    return today.replace(day=1)


def present_month(opened: OpenRecord, asked: str) -> MonthPage:
    today = now_of(opened.patient).date()
    first = month_named(asked, today)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    until = min(last, today)
    # What is said of the last thirty days belongs to this month's page; a past one has its own days alone.
    this_month = until == today
    findings = findings_between(opened, min(first, window_of(today)[0]) if this_month else first, until)
    there = things_between(opened, first, last)
    judged = [judge_day(findings, day) for day in dates(first, until)]
    menses = {it.first_day for it in there if it.thing == DAY_THING and "yes" in _bleeding(it)}
    ongoing = [it for it in there if it.thing == ATTACK_THING and it.goes_on]
    tiles = []
    for shown in judged:
        on = any(it.first_day is not None and it.first_day <= shown.day for it in ongoing) and shown.day == today
        tiles.append(_tile(shown.day, shown.kind, drug=shown.drug is YES, bleeds=shown.day in menses, ongoing=on))
    tiles += [_to_come(day) for day in dates(until + timedelta(days=1), last)]
    seen = {id(it.kind) for it in judged}
    headache, migraine, drugs = (
        say_few_words(count_days(first, until, truths))
        for truths in ([it.headache for it in judged], [it.migraine for it in judged], [it.drug for it in judged])
    )
    order = (6, 0, 1, 2, 3, 4, 5) if sunday_first() else range(7)
    return MonthPage(
        name=say_month(first),
        column=(first.weekday() + (1 if sunday_first() else 0)) % 7 + 1,
        weekdays=tuple(str(WEEKDAYS[n])[:2] for n in order),
        tiles=tuple(tiles),
        legend=tuple(kind for kind in KINDS if id(kind) in seen),
        headache=headache,
        migraine=migraine,
        drugs=drugs,
        before=_key(first - timedelta(days=1)),
        after=_key(last + timedelta(days=1)) if last < today else "",
        years=_years(first_written(opened), today),
        warnings=warn(findings, today) if this_month else (),
        today=today.isoformat(),
        yesterday=(today - timedelta(days=1)).isoformat(),
    )


def _bleeding(it: DiaryThing) -> tuple[str, str]:
    return it.cells.get("menstruation", ""), it.cells.get("menstruation_begins", "")


def _tile(day: date, kind: Kind, *, drug: bool, bleeds: bool, ongoing: bool) -> DayTile:
    words = [str(kind.words)]
    words += [_("still going on")] if ongoing else []
    words += [_("medicine taken")] if drug else []
    words += [_("period (bleeding)")] if bleeds else []
    looks = {"drug": drug, "bleeds": bleeds, "goes-on": ongoing}
    return DayTile(
        day=day.isoformat(),
        number=day.day,
        look=" ".join([kind.key, *(look for look, is_so in looks.items() if is_so)]),
        mark=kind.mark,
        words=f"{say_date(day)}: {'; '.join(words)}",
        to_come=False,
    )


def _to_come(day: date) -> DayTile:
    return DayTile(day=day.isoformat(), number=day.day, look="to-come", mark="", words="", to_come=True)


def _key(day: date) -> str:
    return f"{day:%Y-%m}"


def _years(first: date | None, today: date) -> tuple[tuple[int, tuple[tuple[str, str], ...]], ...]:
    """The months since the first that is written, the latest year first."""
    begun = max(first or today, date(today.year - 100, 1, 1)).replace(day=1)
    found = []
    for year in range(today.year, begun.year - 1, -1):
        months = [date(year, month, 1) for month in range(1, 13)]
        found.append((year, tuple((_key(it), say_month(it)) for it in months if begun <= it <= today)))
    return tuple(found)
