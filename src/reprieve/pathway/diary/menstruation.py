"""On which days did menstrual cycles begin, and which attacks began around them?

A first day of bleeding is certain where it is written as such, or where bleeding follows a day
that is written without. Between the certain ones there may be others that nobody wrote; what
hangs on them is not known. All of this is a decision of ours: ICHD-3 counts days from the first
day of bleeding and does not say how it is told.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reprieve.pathway.diary.calendar import dates
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.diary.timeline import Timeline
from reprieve.pathway.rules.measures import AttacksOutsideCycleDays, CyclesWithAttack
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, any_of

# Bleeding that begins less than so many days after a first day belongs to it, unless it is itself written as
# a first day. [ours; bleeding between two periods is common, and a cycle of under 21 days is not]
SHORTEST_CYCLE_DAYS = 21

Around = CyclesWithAttack | AttacksOutsideCycleDays


def bleeding_written(days: Iterable[DayEntry]) -> bool:
    """Whether bleeding is written on any day."""
    return any(YES in (entry.menstruation, entry.menstruation_begins) for entry in days)


def cycles_with_attack(measure: CyclesWithAttack, timeline: Timeline) -> Bounds:
    """In how many of the last cycles an attack begins around the first day of bleeding."""
    cycles = _last_cycles(measure, timeline)
    if cycles is None:
        return UNKNOWN_AMOUNT
    sure = [_hit(day, measure, timeline) for day in cycles.sure]
    unseen = measure.cycles - len(sure)
    if unseen and any(_hit(day, measure, timeline) is not NO for day in cycles.maybe if day <= cycles.last):
        return Bounds(sure.count(YES), len(sure) - sure.count(NO) + unseen)
    every = [_hit(day, measure, timeline) for day in cycles.first_days]
    return Bounds(sure.count(YES), len(every) - every.count(NO))


def attacks_outside_cycle_days(measure: AttacksOutsideCycleDays, timeline: Timeline) -> Bounds:
    """How many attacks begin at other times, from the oldest of the last cycles to the last written day."""
    cycles = _last_cycles(measure, timeline)
    if cycles is None:
        return UNKNOWN_AMOUNT
    around = _days_around(cycles.first_days, measure)
    may_be_around = around | _days_around(cycles.maybe, measure)
    begun = [attack.first_day for attack in timeline.certain if attack.first_day <= cycles.last]
    certain = sum(day > cycles.sure[0] and day not in may_be_around for day in begun) if cycles.sure else 0
    outside = {day for day in dates(min(around), cycles.last) if day not in around}
    if any(timeline.begun_on(day) is NOT_KNOWN for day in outside):
        return Bounds(certain, math.inf)
    return Bounds(certain, sum(day in outside for day in begun))


def _hit(first_day: date, measure: Around, timeline: Timeline) -> Truth:
    """Whether an attack begins around a first day of bleeding."""
    return any_of(timeline.begun_on(day) for day in sorted(_days_around([first_day], measure)))


def _days_around(first_days: Iterable[date], measure: Around) -> set[date]:
    """Day 1 is the first day of bleeding, and the day before it is day -1: there is no day 0."""
    numbers = range(-measure.days_before, measure.days_from)
    return {day + timedelta(days=number) for day in first_days for number in numbers}


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCycles:
    """The last cycles of a diary.

    Parameters
    ----------
    first_days : tuple of date
        The last certain first days, as many as were asked for, in order.
    sure : tuple of date
        Those of them that are among the last, whatever other first days nobody wrote.
    maybe : tuple of date
        Other days after the oldest of them that may be first days, in order, some beyond the last written day.
    last : date
        The last written day.
    """

    first_days: tuple[date, ...]
    sure: tuple[date, ...]
    maybe: tuple[date, ...]
    last: date


def _last_cycles(measure: Around, timeline: Timeline) -> LastCycles | None:
    """The last cycles; None where fewer are certain."""
    bleeding = _Bleeding.of(timeline.diary.days)
    first_days = tuple(_certain_first_days(bleeding))[-measure.cycles :]
    if len(first_days) < measure.cycles:
        return None
    last = max(day for day in (timeline.calendar.last, *bleeding.written) if day is not None)
    # A period that begins just after the diary makes its last days the days before it.
    until = last + timedelta(days=measure.days_before)
    maybe = tuple(day for day in dates(first_days[0], until) if _may_be_first(day, first_days, bleeding))
    unseen = min(_most_apart(day for day in maybe if day <= last), measure.cycles)
    return LastCycles(first_days=first_days, sure=first_days[unseen:], maybe=maybe, last=last)


def _most_apart(days: Iterable[date]) -> int:
    """The most of these days, in order, that lie a cycle apart from one another."""
    found, free_from = 0, date.min
    for day in days:
        if day >= free_from:
            found, free_from = found + 1, day + timedelta(days=SHORTEST_CYCLE_DAYS)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bleeding:
    """What is written of bleeding, day by day; a day that is not here says nothing."""

    on: dict[date, Truth]
    begins: dict[date, Truth]

    @classmethod
    def of(cls, days: Iterable[DayEntry]) -> _Bleeding:
        on: dict[date, set[Truth]] = defaultdict(set)
        begins: dict[date, set[Truth]] = defaultdict(set)
        for entry in days:
            if entry.menstruation.known:
                on[entry.day].add(entry.menstruation)
            if entry.menstruation_begins.known:
                begins[entry.day].add(entry.menstruation_begins)
        return cls(on=_agreed(on), begins=_agreed(begins))

    @property
    def written(self) -> Collection[date]:
        return {*self.on, *self.begins}

    def bled(self, day: date) -> Truth:
        """Whether there was bleeding; a first day of it is one."""
        if self.begins.get(day) is YES:
            return YES
        return self.on.get(day, NOT_KNOWN)

    def first(self, day: date) -> Truth:
        """Whether it is a first day of bleeding, by what is written of it and of the day before."""
        said = self.begins.get(day, NOT_KNOWN)
        if said.known:
            return said
        before = self.bled(day - timedelta(days=1))
        if self.bled(day) is NO or before is YES:
            return NO
        return YES if self.bled(day) is YES and before is NO else NOT_KNOWN


def _agreed(said: dict[date, set[Truth]]) -> dict[date, Truth]:
    """One answer for a day; two that contradict each other are none."""
    return {day: next(iter(answers)) for day, answers in said.items() if len(answers) == 1}


def _certain_first_days(bleeding: _Bleeding) -> Iterator[date]:
    """The first days that are certain, in order.

    Bleeding that may have begun a cycle leaves uncertain whether bleeding soon after it did.
    """
    written = {day for day, answer in bleeding.begins.items() if answer is YES}
    certain = maybe = date.min
    for day in sorted(bleeding.written):
        if day in written:
            certain = day
            yield day
            continue
        of_a_period = (day - certain).days < SHORTEST_CYCLE_DAYS or _near(day, written)
        if of_a_period or bleeding.bled(day) is not YES or bleeding.first(day) is NO:
            continue
        if bleeding.first(day) is YES and (day - maybe).days >= SHORTEST_CYCLE_DAYS:
            certain = day
            yield day
        else:
            maybe = day


def _may_be_first(day: date, certain: Sequence[date], bleeding: _Bleeding) -> bool:
    """Whether a day that is not a certain first day may be one."""
    return bleeding.first(day) is not NO and not _near(day, certain)


def _near(day: date, first_days: Collection[date]) -> bool:
    """Whether a day lies less than a cycle before or after one of these, or is one."""
    if len(first_days) < SHORTEST_CYCLE_DAYS:
        return any(abs((day - other).days) < SHORTEST_CYCLE_DAYS for other in first_days)
    # Of many, a set: the days around are looked up, however many there are.
    return any(day + timedelta(days=n) in first_days for n in range(1 - SHORTEST_CYCLE_DAYS, SHORTEST_CYCLE_DAYS))
