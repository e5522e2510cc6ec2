"""Which attacks come out of the records of an Apple Health export?

A record with a beginning and an end by the clock is an attack. One whose end is its beginning, or that
spans whole days, was entered for a moment or a day: when the headache ended is not recorded.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from reprieve.pathway.diary.apple_health_words import PAIN, Severity
from reprieve.pathway.diary.choices import Nausea
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# An attack is looked for among so many that began last; fifty at once are no diary.
MOST_NEAR = 50
_LAST_MINUTE = time(23, 59)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Symptom:
    """One record of a headache, of nausea or of vomiting, understood."""

    severity: Severity
    start: datetime
    end: datetime
    line: int

    @property
    def present(self) -> bool:
        """Whether the symptom was there."""
        return self.severity is not Severity.NOT_PRESENT

    @property
    def of_a_moment(self) -> bool:
        """Whether it ends when it begins."""
        return self.start == self.end

    @property
    def of_whole_days(self) -> bool:
        """Whether it spans one calendar day or several from their beginning to their end."""
        return not self.of_a_moment and self.whole_days == (self.first_day, self.last_day)

    @property
    def first_day(self) -> date:
        """The calendar day it begins."""
        return self.start.date()

    @property
    def last_day(self) -> date:
        """The last calendar day it touches."""
        return _last_day(self.start, self.end)

    @property
    def whole_days(self) -> tuple[date, date]:
        """The first and the last calendar day it covers wholly; the last lies before the first if there is none."""
        first = self.first_day if self.start.time() == time() else self.first_day + _ONE_DAY
        last = self.end.date() if self.end.time() >= _LAST_MINUTE else self.end.date() - _ONE_DAY
        return first, last


@dataclass(slots=True)
class Draft:
    """An attack while its records are still coming in.

    Parameters
    ----------
    end : datetime or None
        None where it is not recorded.
    strengths : list of Severity
        How strong it was, as far as it is written.
    rows : int
        How many records belong to it.
    """

    start: datetime
    end: datetime | None
    line: int
    strengths: list[Severity]
    nausea: list[Severity] = field(default_factory=list)
    vomiting: list[Severity] = field(default_factory=list)
    rows: int = 1

    def add(self, symptom: Symptom) -> None:
        """Another record of the same headache."""
        self.strengths.append(symptom.severity)
        self.rows += 1

    @property
    def pain_0_to_10(self) -> int | None:
        """The number for the strongest; none where one that is not told may have been stronger."""
        known = [PAIN[strength] for strength in self.strengths if strength in PAIN]
        worst = max(known, default=None)
        return worst if len(known) == len(self.strengths) or worst == max(PAIN.values()) else None

    @property
    def had_nausea(self) -> Nausea | None:
        """Nausea, as strong as is known."""
        return next((nausea for severity, nausea in _NAUSEA if severity in self.nausea), None)

    @property
    def vomited(self) -> Truth:
        """Whether the person vomited."""
        if not self.vomiting:
            return NOT_KNOWN
        return YES if any(severity is not Severity.NOT_PRESENT for severity in self.vomiting) else NO


# What weighs most stands first: mild is less than a nausea of which nobody told how strong it was.
_NAUSEA = (
    (Severity.SEVERE, Nausea.SEVERE),
    (Severity.MODERATE, Nausea.MODERATE),
    (Severity.UNSPECIFIED, Nausea.YES),
    (Severity.MILD, Nausea.MILD),
    (Severity.NOT_PRESENT, Nausea.NONE),
)


class Drafts:
    """The attacks of an export, looked up by time.

    Attributes
    ----------
    covered : set of date
        Every day with a headache, by whatever record.
    """

    def __init__(self, headaches: Iterable[Symptom]) -> None:
        headaches = sorted(headaches, key=lambda symptom: symptom.start)
        of_days = [symptom for symptom in headaches if symptom.of_whole_days]
        self._by_clock = _by_clock(s for s in headaches if not s.of_a_moment and not s.of_whole_days)
        self._starts = [draft.start for draft in self._by_clock]
        self._by_day: dict[date, Draft] = {}
        for symptom in (symptom for symptom in headaches if symptom.of_a_moment):
            around = self._around(symptom)
            if around:
                around[-1].add(symptom)
            else:
                self._add_to_day(symptom)
        for symptom in of_days:
            self._add_whole_days(symptom)
        self.covered = set(_dates((symptom.first_day, symptom.last_day) for symptom in headaches))
        self._of_days = set(_dates((symptom.first_day + _ONE_DAY, symptom.last_day) for symptom in of_days))

    def all(self) -> list[Draft]:
        """Every attack, in order of start."""
        return sorted([*self._by_clock, *self._by_day.values()], key=lambda draft: draft.start)

    def days_without_attack(self) -> set[date]:
        """The days with a headache on which no attack is known to have been: the later ones of several whole days."""
        attacked = _dates(
            (draft.start.date(), _last_day(draft.start, draft.end or draft.start))
            for draft in (*self._by_clock, *self._by_day.values())
        )
        return self._of_days.difference(attacked)

    def of(self, symptom: Symptom) -> list[Draft]:
        """The attacks a symptom belongs to: those it overlaps, and those of its days that have no end."""
        on_its_days = (self._by_day.get(day) for day in _dates([(symptom.first_day, symptom.last_day)]))
        return [*self._around(symptom), *(draft for draft in on_its_days if draft)]

    def _around(self, symptom: Symptom) -> list[Draft]:
        last = bisect_right(self._starts, symptom.end)
        near = self._by_clock[max(last - MOST_NEAR, 0) : last]
        return [draft for draft in near if draft.end is not None and draft.end >= symptom.start]

    def _add_to_day(self, symptom: Symptom) -> None:
        """Several records of one day without an end may be one headache or more: they count as one."""
        draft = self._by_day.get(symptom.first_day)
        if draft is None:
            self._by_day[symptom.first_day] = Draft(symptom.start, None, symptom.line, [symptom.severity])
        else:
            draft.add(symptom)

    def _add_whole_days(self, symptom: Symptom) -> None:
        """What is said of a day is said of its only attack by the clock; of one of several nobody can tell which."""
        on_first = [draft for draft in self._around(symptom) if draft.start.date() <= symptom.first_day]
        if len(on_first) == 1:
            on_first[0].add(symptom)
        elif not on_first:
            self._add_to_day(symptom)


def _by_clock(symptoms: Iterable[Symptom]) -> list[Draft]:
    """One attack for each beginning and end; of two that differ in strength only, the stronger word counts."""
    drafts: dict[tuple[datetime, datetime], Draft] = {}
    for symptom in symptoms:
        same = drafts.get((symptom.start, symptom.end))
        if same is None:
            drafts[symptom.start, symptom.end] = Draft(symptom.start, symptom.end, symptom.line, [symptom.severity])
            continue
        same.rows += 1
        # Another source that tells no strength takes nothing away from one that does.
        told = {*same.strengths, symptom.severity} - {Severity.UNSPECIFIED}
        same.strengths = list(told) or [Severity.UNSPECIFIED]
    return list(drafts.values())


def _last_day(start: datetime, end: datetime) -> date:
    """The last calendar day that is touched; an end at midnight does not reach the new day."""
    return end.date() - _ONE_DAY if end.time() == time() and end.date() > start.date() else end.date()


def _dates(spans: Iterable[tuple[date, date]]) -> Iterator[date]:
    """Every date of some spans, each once, however often they overlap."""
    reached = date.min
    for first, last in sorted(spans):
        day = max(first, reached)
        while day <= last:
            yield day
            day += _ONE_DAY
        reached = max(reached, day)
