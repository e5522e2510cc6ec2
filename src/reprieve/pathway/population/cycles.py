"""On which days did menstrual cycles begin, and which attacks began around them? For all people at once.

The compiled form of `diary.menstruation`. Only people of whom bleeding is written are looked at.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reprieve.pathway.diary.menstruation import SHORTEST_CYCLE_DAYS
from reprieve.pathway.population.kernels import Array, kernel, making_arrays
from reprieve.pathway.population.layout import DAY_BITS, MISSING
from reprieve.pathway.population.timelines import NO, NOT_KNOWN, YES, Days, Timeline, begun_on, days_of

BLEEDS, BEGINS = 1 << DAY_BITS["menstruation"], 1 << DAY_BITS["menstruation_begins"]


class Bleeding(NamedTuple):
    """What is written of bleeding, day by day from `first` on: whether there was any, and whether it began."""

    on: Array
    begins: Array
    first: int


class LastCycles(NamedTuple):
    """The last cycles, as `diary.menstruation` has them, in days from `first` of the bleeding; `enough` is whether
    as many as were asked for are certain."""

    enough: bool
    first_days: Array
    unseen: int
    maybe: Array
    last: int


@making_arrays
def bleeding_of(of: Timeline, p: int) -> Bleeding:
    """What is written of a person's bleeding; two answers that contradict each other are none."""
    first, last = (2**31), (-(2**31))
    for row in range(of.days[p], of.days[p + 1]):
        if of.known[row] & (BLEEDS | BEGINS):
            first, last = min(first, int(of.day[row])), max(last, int(of.day[row]))
    size = max(last - first + 1, 0)
    on, begins = np.zeros(size, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
    for row in range(of.days[p], of.days[p + 1]):
        at = of.day[row] - first
        if of.known[row] & BLEEDS:
            on[at] |= YES if of.flags[row] & BLEEDS else NO
        if of.known[row] & BEGINS:
            begins[at] |= YES if of.flags[row] & BEGINS else NO
    for at in range(size):
        on[at] = on[at] if on[at] != YES | NO else NOT_KNOWN
        begins[at] = begins[at] if begins[at] != YES | NO else NOT_KNOWN
    return Bleeding(on, begins, first)


@kernel
def said_at(answers: Array, at: int) -> int:
    """What is written of a day."""
    return answers[at] if 0 <= at < len(answers) else NOT_KNOWN


@kernel
def bled(of: Bleeding, at: int) -> int:
    """Whether there was bleeding; a first day of it is one."""
    return YES if said_at(of.begins, at) == YES else said_at(of.on, at)


@kernel
def first_of_bleeding(of: Bleeding, at: int) -> int:
    """Whether it is a first day of bleeding, by what is written of it and of the day before."""
    said = said_at(of.begins, at)
    if said != NOT_KNOWN:
        return said
    before, this = bled(of, at - 1), bled(of, at)
    if this == NO or before == YES:
        return NO
    return YES if this == YES and before == NO else NOT_KNOWN


@kernel
def near_one(marked: Array, at: int) -> bool:
    """Whether a day lies less than a cycle before or after one of the marked, or is one."""
    low, high = max(at - SHORTEST_CYCLE_DAYS + 1, 0), min(at + SHORTEST_CYCLE_DAYS, len(marked))
    found = False
    for other in range(low, high):
        found |= marked[other]
    return found


@making_arrays
def certain_first_days(of: Bleeding) -> Array:
    """The first days that are certain, in order."""
    written = of.begins == YES
    found = np.empty(len(of.on), dtype=np.int64)
    number, certain, maybe = 0, -(2**31), -(2**31)
    for at in range(len(of.on)):
        if of.on[at] == NOT_KNOWN and of.begins[at] == NOT_KNOWN:
            continue
        if written[at]:
            certain, found[number] = at, at
            number += 1
            continue
        of_a_period = at - certain < SHORTEST_CYCLE_DAYS or near_one(written, at)
        first = first_of_bleeding(of, at)
        if of_a_period or bled(of, at) != YES or first == NO:
            continue
        if first == YES and at - maybe >= SHORTEST_CYCLE_DAYS:
            certain, found[number] = at, at
            number += 1
        else:
            maybe = at
    return found[:number]


@making_arrays
def last_cycles(of: Timeline, p: int, bleeding: Bleeding, cycles: int, days_before: int) -> LastCycles:
    """The last cycles."""
    certain = certain_first_days(bleeding)
    nothing = np.empty(0, dtype=np.int64)
    if len(certain) < cycles:
        return LastCycles(False, nothing, 0, nothing, 0)
    first_days = certain[len(certain) - cycles :]
    last = int(len(bleeding.on) - 1)
    # The last day of which something is known is written: a day whose answers contradict each other is none.
    while bleeding.on[last] == NOT_KNOWN and bleeding.begins[last] == NOT_KNOWN:
        last -= 1
    if of.last[p] != MISSING:
        last = max(last, of.last[p] - bleeding.first)
    maybe = np.empty(last + days_before - first_days[0] + 1, dtype=np.int64)
    number, unseen, free_from = 0, 0, -(2**31)
    for at in range(first_days[0], last + days_before + 1):
        near = False
        for first in first_days:
            near |= abs(at - first) < SHORTEST_CYCLE_DAYS
        if near or first_of_bleeding(bleeding, at) == NO:
            continue
        maybe[number] = at
        number += 1
        if at <= last and at >= free_from:
            unseen, free_from = unseen + 1, at + SHORTEST_CYCLE_DAYS
    return LastCycles(True, first_days, min(unseen, cycles), maybe[:number], last)


@kernel
def hit(days: Days, at: int, days_before: int, days_from: int) -> int:
    """Whether an attack begins around a first day of bleeding; days count from the diary's first."""
    found = NO
    for day in range(at - days_before, at + days_from):
        begun = begun_on(days, day)
        if begun == YES:
            return YES
        if begun == NOT_KNOWN:
            found = NOT_KNOWN
    return found


@kernel
def to_diary(of: Timeline, p: int, bleeding: Bleeding) -> int:
    """What makes a day of the bleeding one of the diary, both counted from their first."""
    return 0 if of.last[p] == MISSING else bleeding.first - int(of.first[p])


@making_arrays
def cycles_with_attack(of: Timeline, cycles: int, days_before: int, days_from: int, lower: Array, upper: Array) -> None:
    """In how many of the last cycles an attack begins around the first day of bleeding."""
    for p in of.people:
        lower[p], upper[p] = 0.0, np.inf
        bleeding = bleeding_of(of, p)
        found = last_cycles(of, p, bleeding, cycles, days_before)
        if not found.enough:
            continue
        days, shift = days_of(of, p), to_diary(of, p, bleeding)
        sure_yes, sure_no, every_no = 0, 0, 0
        for n in range(cycles):
            answer = hit(days, found.first_days[n] + shift, days_before, days_from)
            every_no += answer == NO
            if n >= found.unseen:
                sure_yes += answer == YES
                sure_no += answer == NO
        any_hit = False
        for at in found.maybe:
            if at <= found.last and found.unseen:
                any_hit |= hit(days, at + shift, days_before, days_from) != NO
        lower[p] = sure_yes
        upper[p] = cycles - found.unseen - sure_no + found.unseen if any_hit else cycles - every_no


@kernel
def put_around(around: Array, days: Array, base: int, days_before: int, days_from: int) -> None:
    """Mark the days around each of some days."""
    for at in days:
        for day in range(at - days_before, at + days_from):
            if 0 <= day - base < len(around):
                around[day - base] = True


@making_arrays
def attacks_outside_cycle_days(
    of: Timeline, cycles: int, days_before: int, days_from: int, lower: Array, upper: Array
) -> None:
    """How many attacks begin at other times, from the oldest of the last cycles to the last written day."""
    for p in of.people:
        lower[p], upper[p] = 0.0, np.inf
        bleeding = bleeding_of(of, p)
        found = last_cycles(of, p, bleeding, cycles, days_before)
        if not found.enough:
            continue
        days, shift = days_of(of, p), to_diary(of, p, bleeding)
        base = found.first_days[0] - days_before
        around = np.zeros(found.last - base + 1, dtype=np.bool_)
        put_around(around, found.first_days, base, days_before, days_from)
        may_be_around = around.copy()
        put_around(may_be_around, found.maybe, base, days_before, days_from)
        certain, outside, unclear = 0, 0, False
        for day in range(base, found.last + 1):
            begun = days.certain[day + shift] if 0 <= day + shift < len(days.certain) else 0
            if found.unseen < cycles and day > found.first_days[found.unseen] and not may_be_around[day - base]:
                certain += begun
            if not around[day - base]:
                outside += begun
                unclear |= begun_on(days, day + shift) == NOT_KNOWN
        lower[p] = certain
        upper[p] = np.inf if unclear else outside
