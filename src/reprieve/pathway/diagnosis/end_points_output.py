"""How are the end points of trials said, as text and as data?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reprieve.pathway.diagnosis.days import NAMED_DAYS, DayDefinition
from reprieve.pathway.diagnosis.end_points import (
    GROUP_MONTHS,
    Comparison,
    Grouped,
    Monthly,
    Period,
    compare,
    group_by_frequency,
    monthly_days,
)
from reprieve.pathway.diagnosis.saying import MARK, say_count, say_day
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.spans import TRIAL_MONTH_DAYS
from reprieve.pathway.terms.text import amount, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

Json = dict[str, object]
STATUS = {YES: "met", NO: "not_met", NOT_KNOWN: "not_known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class EndPoints:
    """Every named kind of day per 28 days, and between two periods where there are two.

    Parameters
    ----------
    group : Grouped
    months : tuple of (DayDefinition, tuple of Monthly)
        The last three months of 28 days, the oldest first; none where nothing is written.
    comparisons : tuple of Comparison
    """

    group: Grouped
    months: tuple[tuple[DayDefinition, tuple[Monthly, ...]], ...]
    comparisons: tuple[Comparison, ...] = ()


def end_points(findings: Findings, *, baseline: Period | None = None, later: Period | None = None) -> EndPoints:
    """The end points of a diary; with two periods, the change between them too."""
    return EndPoints(
        group=group_by_frequency(findings),
        months=tuple((kind, tuple(_months(findings, kind))) for kind in NAMED_DAYS.values()),
        comparisons=()
        if baseline is None or later is None
        else tuple(compare(findings, baseline=baseline, later=later, definition=key) for key in NAMED_DAYS),
    )


def _months(findings: Findings, kind: DayDefinition) -> Iterator[Monthly]:
    last = findings.calendar.last
    for back in reversed(range(GROUP_MONTHS if last is not None else 0)):
        end = last - timedelta(days=TRIAL_MONTH_DAYS * back) if last is not None else date.max
        period = Period(first=end - timedelta(days=TRIAL_MONTH_DAYS - 1), last=end)
        yield monthly_days(findings, period, definition=kind.key)


# In words


def say_end_points(found: EndPoints) -> Iterator[str]:
    """Line by line; what belongs to the line before is indented."""
    yield say("Months of 28 days that end on the last written day, oldest first: days seen, and at most")
    for kind, months in found.months:
        yield f"  {say(kind.name)}"
        if months:
            yield "    " + "; ".join(_say_month(month) for month in months)
        else:
            yield "    " + say("no day is written")
    yield say("Group by frequency")
    for group, truth in found.group.truths.items():
        yield f"  {say(MARK[truth]):<10}  {say(group.value)}"
    if found.comparisons:
        yield from _say_comparisons(found.comparisons)


def _say_month(month: Monthly) -> str:
    if month.prorated is None or not month.count.missing:
        return say_count(month.count)
    return say("{days}, prorated {prorated}", days=say_count(month.count), prorated=amount(month.prorated))


def _say_comparisons(comparisons: Sequence[Comparison]) -> Iterator[str]:
    before, after = comparisons[0].baseline.count, comparisons[0].later.count
    yield say(
        "From {first} to {last}, against {before} to {until}, per 28 days",
        first=say_day(after.first),
        last=say_day(after.last),
        before=say_day(before.first),
        until=say_day(before.last),
    )
    for one in comparisons:
        yield f"  {say(one.definition.name)}"
        yield "    " + say(
            "{before}, then {after}: a change of {change}",
            before=_say_bounds(one.baseline.bounds),
            after=_say_bounds(one.later.bounds),
            change=_say_bounds(one.change),
        )
        if one.definition.key in FEWER_ARE_BETTER:
            told = [
                say("{percent} % fewer: {answer}", percent=percent, answer=say(MARK[truth]))
                for percent, truth in one.responses.items()
            ]
            yield "    " + "; ".join(told)
        if one.baseline_suffices is not YES:
            yield "    " + say("the baseline is shorter than 28 days, or less than 80 % of it is written")


# Of a crystal-clear day more are better, and a drug day is no end point of effect.
FEWER_ARE_BETTER = frozenset(NAMED_DAYS) - {"crystal_clear", "gepant_or_ditan"}


def _say_bounds(bounds: Bounds) -> str:
    if bounds.exact:
        return amount(bounds.lower)
    return say("{low} to {high}", low=amount(bounds.lower), high=amount(bounds.upper))


# As data


def end_points_json(found: EndPoints) -> Json:
    """The same as plain data, ready for `json.dumps`."""
    return {
        "group": {group.name.lower(): STATUS[truth] for group, truth in found.group.truths.items()},
        "months": [
            {
                "definition": kind.key,
                "name": say(kind.name),
                "source": kind.source.id,
                "check": kind.source.check.name.lower(),
                "months": [_monthly(month) for month in months],
            }
            for kind, months in found.months
        ],
        "comparisons": [_comparison(one) for one in found.comparisons],
    }


def _monthly(month: Monthly) -> Json:
    return {
        "first": month.count.first.isoformat(),
        "last": month.count.last.isoformat(),
        "written": month.count.written,
        "per_28_days": _bounds(month.bounds),
        "prorated": month.prorated,
    }


def _comparison(one: Comparison) -> Json:
    return {
        "definition": one.definition.key,
        "baseline": _monthly(one.baseline),
        "later": _monthly(one.later),
        "change": _bounds(one.change),
        "change_prorated": one.change_prorated,
        "fewer_by_percent": {str(percent): STATUS[truth] for percent, truth in one.responses.items()}
        if one.definition.key in FEWER_ARE_BETTER
        else None,
        "baseline_suffices": STATUS[one.baseline_suffices],
    }


def _bounds(bounds: Bounds) -> Json:
    return {"at_least": bounds.lower, "at_most": bounds.upper}
