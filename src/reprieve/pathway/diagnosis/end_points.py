"""What would a trial report: days per 28, the change from baseline, and who responded, with bounds?

Days that nobody wrote about widen every figure to bounds. Responding is judged by the bounds: yes
only if it is so however the missing days were, no only if it cannot be. The prorated figure is the
customary one; it is shown and never judged by, because people write more on bad days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction

from reprieve.pathway.diagnosis.days import HEADACHE_DAY, MIGRAINE_DAY, NAMED_DAYS, DayDefinition
from reprieve.pathway.diagnosis.intractability_ehf import ANY_MIGRAINE
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.rules.gates import Days
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.bounds import Bounds, DayCount
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.spans import TRIAL_MONTH_DAYS
from reprieve.pathway.terms.text import later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, opposite, truth_of

# A baseline is at least one month long, with at least 80 % of its days written. [not verified]
LEAST_BASELINE_DAYS = 28
ADHERENCE_PERCENT = 80
# Fewer written days than half of a month are not prorated. [not verified: 14 of 28 in the erenumab trials]
PRORATED_FROM_DAYS = 14
RESPONSES_PERCENT = (30, 50, 75, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from the first to the last, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InvalidInput(say("a period must not end before it begins. Check both dates."))


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """Days of a kind in one period, per 28 days.

    Parameters
    ----------
    count : DayCount
        As counted over the whole period.
    """

    count: DayCount

    @property
    def bounds(self) -> Bounds:
        """Per 28 days, at least and at most."""
        return Bounds(float(self.least), float(self.most))

    @property
    def prorated(self) -> float | None:
        """Per 28 days as if the missing days were like the written ones; None with fewer than half written."""
        enough = self.count.written * TRIAL_MONTH_DAYS >= PRORATED_FROM_DAYS * self.count.days
        return TRIAL_MONTH_DAYS * self.count.yes / self.count.written if enough and self.count.written else None

    @property
    def least(self) -> Fraction:
        """The lower bound, exactly."""
        return Fraction(TRIAL_MONTH_DAYS * self.count.yes, self.count.days)

    @property
    def most(self) -> Fraction:
        """The upper bound, exactly."""
        return Fraction(TRIAL_MONTH_DAYS * (self.count.yes + self.count.missing), self.count.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A later period against a baseline, by one named kind of day."""

    definition: DayDefinition
    baseline: Monthly
    later: Monthly

    @property
    def change(self) -> Bounds:
        """Days per 28 more (or, below 0, fewer) than at baseline: at least and at most."""
        lower, upper = self.later.least - self.baseline.most, self.later.most - self.baseline.least
        return Bounds(float(lower), float(upper))

    @property
    def change_prorated(self) -> float | None:
        """The same of the prorated figures; None where one of them is none."""
        before, after = self.baseline.prorated, self.later.prorated
        return None if before is None or after is None else after - before

    def responded(self, percent: int) -> Truth:
        """Whether the days fell by so many percent or more.

        Notes
        -----
        Not known where there may have been no such day at baseline: nothing can fall from nothing.
        """
        kept = Fraction(100 - percent, 100)
        if self.later.least > self.baseline.most * kept:
            return NO
        return YES if self.baseline.least > 0 and self.later.most <= self.baseline.least * kept else NOT_KNOWN

    @property
    def responses(self) -> dict[int, Truth]:
        """Whether the person responded, for each customary share in percent."""
        return {percent: self.responded(percent) for percent in RESPONSES_PERCENT}

    @property
    def baseline_suffices(self) -> Truth:
        """Whether the baseline is long enough, and enough of it written, for a trial."""
        written = self.baseline.count.written * 100 >= ADHERENCE_PERCENT * self.baseline.count.days
        return truth_of(written and self.baseline.count.days >= LEAST_BASELINE_DAYS)


def monthly_days(findings: Findings, period: Period, *, definition: str = MIGRAINE_DAY.key) -> Monthly:
    """Days of a named kind in a period, per 28 days.

    Parameters
    ----------
    findings : Findings
    period : Period
    definition : str
        A key of `days.NAMED_DAYS`.
    """
    kind = NAMED_DAYS[definition]
    return Monthly(count=findings.count(kind.unit, kind.that, period.first, period.last))


def compare(findings: Findings, *, baseline: Period, later: Period, definition: str = MIGRAINE_DAY.key) -> Comparison:
    """A later period against a baseline.

    Raises
    ------
    InvalidInput
        When the later period begins before the baseline has ended.
    """
    if later.first <= baseline.last:
        raise InvalidInput(say("the later period must begin after the baseline has ended. Check the dates."))
    return Comparison(
        definition=NAMED_DAYS[definition],
        baseline=monthly_days(findings, baseline, definition=definition),
        later=monthly_days(findings, later, definition=definition),
    )


# Groups by frequency


class Group(StrEnum):
    """What trials call a person by how often it comes."""

    CHRONIC = later("chronic migraine: 3 months with at least 15 headache days and 8 migraine days")
    HIGH = later("high-frequency episodic migraine: a month with at least 8 migraine days")
    LOW = later("low-frequency episodic migraine: fewer than 8 migraine days in each month")


GROUP_MONTHS = 3
CHRONIC_HEADACHE_DAYS, HIGH_MIGRAINE_DAYS = 15, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """Whether the person is of each group, over the last three months of 28 days."""

    months: int
    truths: dict[Group, Truth] = field(default_factory=dict)

    @property
    def group(self) -> Group | None:
        """The group, where it is known."""
        return next((group for group, truth in self.truths.items() if truth is YES), None)


def group_by_frequency(findings: Findings) -> Grouped:
    """Chronic, high- or low-frequency episodic, by headache days and migraine days of the last three months.

    The groups are of people with migraine: of nobody else is any of them true.

    References
    ----------
    van der Arend BWH, thesis (Leiden), as `MIGRAINE_DAY_2023`: the groups and their numbers. Months are of 28
    days here, as end points of trials are.
    """
    a_migraine = decide(ANY_MIGRAINE, findings)
    headache = _months(findings, HEADACHE_DAY)
    migraine = _months(findings, MIGRAINE_DAY)
    if not migraine:
        return Grouped(months=0, truths=dict.fromkeys(Group, NOT_KNOWN))
    chronic = all_of(
        [
            *(month.bounds.reaches(at_least=CHRONIC_HEADACHE_DAYS) for month in headache),
            *(month.bounds.reaches(at_least=HIGH_MIGRAINE_DAYS) for month in migraine),
        ]
    )
    often = any_of(month.bounds.reaches(at_least=HIGH_MIGRAINE_DAYS) for month in migraine)
    return Grouped(
        months=len(migraine),
        truths={
            Group.CHRONIC: all_of([a_migraine, chronic]),
            Group.HIGH: all_of([a_migraine, often, opposite(chronic)]),
            Group.LOW: all_of([a_migraine, opposite(often)]),
        },
    )


def _months(findings: Findings, kind: DayDefinition) -> Sequence[DayCount]:
    return findings.day_counts(Days(unit=kind.unit, that=kind.that, windows=GROUP_MONTHS, window_days=TRIAL_MONTH_DAYS))
