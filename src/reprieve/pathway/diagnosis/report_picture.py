"""What does each day look like in the report's calendar, and what is counted beneath it?

One row a month, one mark a day, for the last months of the diary; what lies before is told in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY
from reprieve.pathway.diagnosis.medication_overuse import ANY_DRUG
from reprieve.pathway.diagnosis.saying import MONTHS, say_count, say_day
from reprieve.pathway.diary.calendar import count_days, dates
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.truth import NO, YES, Truth

Json = dict[str, object]

SHOWN_MONTHS = 6


def looks() -> dict[str, str]:
    """The looks of a day and what each says, in the order of the legend."""
    return {
        "migraine": say("migraine day"),
        "headache": say("headache day, not migraine"),
        "headache_or_migraine": say("headache day; whether migraine is not known"),
        "unsure": say("pain written; whether it counts is not known"),
        "none": say("no headache"),
        "not_written": say("not written"),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDrawn:
    """One day as it is drawn."""

    day: date
    look: str
    headache: Truth
    migraine: Truth
    drug: Truth
    bleeding: bool


def picture(findings: Findings) -> Json | None:
    """The last months as rows of marks with their counts; None where nothing is written."""
    first, last = findings.calendar.first, findings.calendar.last
    if first is None or last is None:
        return None
    bleeding = frozenset(it.day for it in findings.diary.days if it.menstruation is YES)
    months = [_drawn(findings, begin, end, bleeding) for begin, end in _last_months(first, last)]
    drawn = [day for month in months for day in month]
    return {
        "days": [n if n == 1 or n % 5 == 0 else "" for n in range(1, 32)],
        "heads": [say("headache"), say("migraine"), say("drug"), say("written")],
        "months": [_row(month) for month in months],
        "legend": _legend(drawn),
        "older": _older(findings, first, drawn[0].day - timedelta(days=1)),
    }


def say_bounds(days: DayCount) -> str:
    """The least and the most it can have been, in as few signs as can be.

    >>> say_bounds(DayCount(first=date(2026, 3, 1), last=date(2026, 3, 30), yes=12, missing=5))
    '12–17'
    """
    if not days.written:
        return "?"
    return f"{days.yes}–{days.yes + days.missing}" if days.missing else str(days.yes)


def say_month(day: date) -> str:
    """A month of a year.

    >>> say_month(date(2026, 3, 3))
    'Mar 2026'
    """
    return f"{short_month(day)} {day.year}"


def short_month(day: date) -> str:
    """The name of a month in three letters, as there is no room for more."""
    return say(MONTHS[day.month - 1])[:3]


def _last_months(first: date, last: date) -> list[tuple[date, date]]:
    """First and last day of the calendar months to draw, as far as the diary reaches; the oldest first."""
    months: list[tuple[date, date]] = []
    end = last
    while len(months) < SHOWN_MONTHS and end >= first:
        months.append((max(end.replace(day=1), first), end))
        end = end.replace(day=1) - timedelta(days=1)
    return months[::-1]


def _drawn(findings: Findings, begin: date, end: date, bleeding: frozenset[date]) -> list[DayDrawn]:
    return [_judged(findings, day, begin, end, bleeding) for day in dates(begin, end)]


def _judged(findings: Findings, on: date, begin: date, end: date, bleeding: frozenset[date]) -> DayDrawn:
    day = findings.calendar.day(on, first=begin, last=end)
    headache = findings.on_day(HEADACHE_DAY.unit, HEADACHE_DAY.that, day)
    migraine = findings.on_day(MIGRAINE_DAY.unit, MIGRAINE_DAY.that, day)
    return DayDrawn(
        day=on,
        look=_look(headache, migraine, attacked=bool(day.attacks)),
        headache=headache,
        migraine=migraine,
        drug=findings.on_day(Unit.DOSE, ANY_DRUG, day),
        bleeding=on in bleeding,
    )


def _look(headache: Truth, migraine: Truth, *, attacked: bool) -> str:
    if migraine is YES:
        return "migraine"
    if headache is YES:
        return "headache" if migraine is NO else "headache_or_migraine"
    if headache is NO:
        return "none"
    return "unsure" if attacked else "not_written"


def _row(month: Sequence[DayDrawn]) -> Json:
    begin, end = month[0].day, month[-1].day
    headache, migraine, drugs = (
        count_days(begin, end, truths)
        for truths in ([it.headache for it in month], [it.migraine for it in month], [it.drug for it in month])
    )
    marks: list[Json | None] = [None] * 31
    for it in month:
        marks[it.day.day - 1] = {"look": it.look, "drug": it.drug is YES, "bleeding": it.bleeding}
    return {
        "name": say_month(begin).replace(" ", "\u00a0"),
        "marks": marks,
        "words": _in_words(month),
        "counts": [
            say_bounds(headache),
            say_bounds(migraine),
            say_bounds(drugs),
            f"{headache.written}/{headache.days}",
        ],
    }


def _in_words(month: Sequence[DayDrawn]) -> str:
    """The row as it is told to somebody who does not see it."""
    parts = [
        say("{look}: {days}", look=words, days=_runs(it.day.day for it in month if it.look == look))
        for look, words in looks().items()
        if any(it.look == look for it in month)
    ]
    for words, days in (
        (say("drug taken against headache"), [it.day.day for it in month if it.drug is YES]),
        (say("menstruation"), [it.day.day for it in month if it.bleeding]),
    ):
        if days:
            parts.append(say("{look}: {days}", look=words, days=_runs(days)))
    return f"{say_month(month[0].day)}. {'; '.join(parts)}."


def _runs(days: Iterator[int] | list[int]) -> str:
    """Days in a row as one span: 3 to 5, 9."""
    spans = []
    for _, run in groupby(enumerate(days), key=lambda it: it[1] - it[0]):
        numbers = [day for _, day in run]
        many = len(numbers) > 1
        spans.append(say("{first} to {last}", first=numbers[0], last=numbers[-1]) if many else str(numbers[0]))
    return a_list(spans)


def _legend(drawn: Sequence[DayDrawn]) -> list[Json]:
    """What the marks mean, only those that are drawn."""
    seen = {it.look for it in drawn}
    legend: list[Json] = [
        {"look": look, "drug": False, "bleeding": False, "words": words}
        for look, words in looks().items()
        if look in seen
    ]
    if any(it.drug is YES for it in drawn):
        legend.append({"look": "none", "drug": True, "bleeding": False, "words": say("drug taken against headache")})
    if any(it.bleeding for it in drawn):
        legend.append({"look": "none", "drug": False, "bleeding": True, "words": say("menstruation")})
    return legend


def _older(findings: Findings, first: date, last: date) -> str:
    """What the diary says of the days before those that are drawn; empty where there are none."""
    if last < first:
        return ""
    headache = findings.count(HEADACHE_DAY.unit, HEADACHE_DAY.that, first, last)
    migraine = findings.count(MIGRAINE_DAY.unit, MIGRAINE_DAY.that, first, last)
    return say(
        "Before, from {first} to {last}: {written} of {days} days written; headache on {headache}, "
        "migraine on {migraine}.",
        first=say_day(first),
        last=say_day(last),
        written=headache.written,
        days=headache.days,
        headache=say_count(headache),
        migraine=say_count(migraine),
    )
