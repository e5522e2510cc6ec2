"""Which days are told of, and how do the attacks of a kind follow one another on them?

The compiled form of `diary.timeline` and of the measures in `diary.trigeminal_facts`. A person's days are
marked one by one, from the first written one to the last, only where the answer hangs on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from reprieve.pathway.diary.trigeminal_facts import WHOLE
from reprieve.pathway.population.calendars import HEADACHE, counted
from reprieve.pathway.population.kernels import WORD, Array, kernel, making_arrays
from reprieve.pathway.population.layout import MISSING

if TYPE_CHECKING:
    from reprieve.pathway.population.asking import Asking

# Marks of a day: an attack is written; an entry says yes, or no; pain that nobody told of may have gone on; it is
# told that no headache was.
ATTACK, SAID_YES, SAID_NO, IN_PAIN, TOLD_NO = 1, 2, 4, 8, 16


class Timeline(NamedTuple):
    """What the measures of a course read, for all people.

    Parameters
    ----------
    certain, possible : Array
        Of each attack that is asked about, whether it is of the kind.
    first, last, begin : Array
        Of each person: the first and last written day, and the first that is asked about.
    unwritten : Array
        Of each person, how many days tell of nothing.
    people : Array
        Whose course is asked about.
    """

    certain: Array
    possible: Array
    offsets: Array
    first_day: Array
    last_day: Array
    endless: Array
    day: Array
    flags: Array
    known: Array
    days: Array
    all_written: Array
    first: Array
    last: Array
    begin: Array
    unwritten: Array
    people: Array


def timeline_of(it: Asking, certain: Array, possible: Array, within_days: int, people: Array) -> Timeline:
    """The timeline of the attacks of a kind."""
    of, span = it.people, it.span
    day, flags, known = of.entries
    begin = np.maximum(span.first.astype(np.int64), span.last.astype(np.int64) - (within_days or 2**31))
    return Timeline(
        certain,
        possible,
        of.whole_offsets,
        of.wholes.first_day,
        of.wholes.last_day,
        it.attacks.endless,
        day,
        flags,
        known,
        of.day_offsets,
        of.told("every_headache_written").certain,
        span.first,
        span.last,
        begin,
        it.unwritten_days(within_days),
        people,
    )


def unwritten_days(it: Asking, within_days: int) -> Array:
    """How many of each person's days tell neither of an attack nor that there was no headache."""
    calendar = it.calendar
    untold = calendar.inside & ~it.painted.own("any") & ~calendar.headache.no
    kept = calendar.words * WORD
    return counted(untold, 0, min(within_days + 1, kept) if within_days else kept).astype(np.int64)


@kernel
def is_in(plane: Array, n: int) -> int:
    """The bit of one attack in a plane."""
    return int(plane[n >> 6] >> np.uint64(n & 63) & np.uint64(1))


@making_arrays
def marks_of(of: Timeline, p: int) -> Array:
    """The marks of each of a person's days."""
    first = int(of.first[p])
    span = 0 if of.last[p] == MISSING else of.last[p] - first + 1
    marks = np.zeros(span, dtype=np.uint8)
    for row in range(of.days[p], of.days[p + 1]):
        at = of.day[row] - first
        if of.known[row] & HEADACHE and 0 <= at < span:
            marks[at] |= SAID_YES if of.flags[row] & HEADACHE else SAID_NO
    for n in range(of.offsets[p], of.offsets[p + 1]):
        for day in range(of.first_day[n], of.last_day[n] + 1):
            marks[day - first] |= ATTACK
    for n in range(of.offsets[p], of.offsets[p + 1]):
        at = of.last_day[n] - first + 1
        while is_in(of.endless, n) and at < span and not marks[at]:
            marks[at] |= IN_PAIN
            at += 1
    for at in range(span):
        said = marks[at] & (SAID_YES | SAID_NO)
        if said == SAID_NO or (of.all_written[p] and not said and not marks[at] & IN_PAIN):
            marks[at] |= TOLD_NO
    return marks


@making_arrays
def count_untold(of: Timeline, out: Array) -> None:
    """How many days of some people tell of nothing."""
    for p in of.people:
        out[p] = 0
        for mark in marks_of(of, p):
            if not mark & (ATTACK | TOLD_NO):
                out[p] += 1


class Days(NamedTuple):
    """One person's days from the first written one on: how many attacks began, certainly and at most, and the marks."""

    certain: Array
    possible: Array
    marks: Array
    begin: int


@making_arrays
def days_of(of: Timeline, p: int) -> Days:
    """One person's days."""
    marks = marks_of(of, p)
    certain, possible = np.zeros(len(marks), dtype=np.int32), np.zeros(len(marks), dtype=np.int32)
    for n in range(of.offsets[p], of.offsets[p + 1]):
        at = of.first_day[n] - int(of.first[p])
        certain[at] += is_in(of.certain, n)
        possible[at] += is_in(of.possible, n)
    return Days(certain, possible, marks, of.begin[p] - of.first[p])


@kernel
def has(plane: Array, offsets: Array, p: int) -> int:
    """How many of a person's entries of a plane are true."""
    found = 0
    for n in range(offsets[p], offsets[p + 1]):
        found += is_in(plane, n)
    return found


YES, NO, NOT_KNOWN = 1, 2, 0


@kernel
def begun_on(of: Days, at: int) -> int:
    """Whether an attack of the kind begins on a day."""
    if not 0 <= at < len(of.marks):
        return NOT_KNOWN
    if of.certain[at]:
        return YES
    if of.possible[at]:
        return NOT_KNOWN
    return NO if of.marks[at] & (ATTACK | TOLD_NO) else NOT_KNOWN


@making_arrays
def most_at_once(which: Array, first_day: Array, begin: int, end: int, days: int) -> int:
    """The most attacks that begin within so many days in a row."""
    number = 0
    for n in range(begin, end):
        number += is_in(which, n)
    began = np.empty(number, dtype=np.int64)
    at = 0
    for n in range(begin, end):
        if is_in(which, n):
            began[at] = first_day[n]
            at += 1
    began.sort()
    found, first = 0, 0
    for at in range(number):
        while began[at] - began[first] >= days:
            first += 1
        found = max(found, at - first + 1)
    return found


@making_arrays
def most_within_days(of: Timeline, days: int, lower: Array, upper: Array) -> None:
    """The most attacks of the kind within so many days."""
    for p in of.people:
        begin, end = of.offsets[p], of.offsets[p + 1]
        lower[p] = most_at_once(of.certain, of.first_day, begin, end, days)
        upper[p] = np.inf if of.unwritten[p] else most_at_once(of.possible, of.first_day, begin, end, days)


@kernel
def put_share(
    of: Timeline,
    p: int,
    surely: int,
    maybe: int,
    surely_not: int,
    days: int,
    from_attacks: int,
    lower: Array,
    upper: Array,
) -> None:
    """The share of days; any unwritten day may be one of them, or one of the others."""
    lower[p] = WHOLE * surely / (days + of.unwritten[p])
    upper[p] = WHOLE
    if has(of.certain, of.offsets, p) >= from_attacks and surely_not:
        most = maybe + of.unwritten[p]
        upper[p] = WHOLE * most / (most + surely_not)


@kernel
def is_near(counts: Array, at: int, apart: int) -> bool:
    """Whether a day at most so far away has any."""
    for step in range(1, apart + 1):
        for other in (at - step, at + step):
            if 0 <= other < len(counts) and counts[other]:
                return True
    return False


@kernel
def may_be_near(days: Days, at: int, apart: int, certain_days: int) -> bool:
    """Whether a day near by has, or may have had, such an attack; or several were on what may be the only day."""
    if is_near(days.possible, at, apart):
        return True
    if days.possible[at] > 1 and (certain_days == 0 or (certain_days == 1 and days.certain[at])):
        return True
    for step in range(1, apart + 1):
        if begun_on(days, at - step) == NOT_KNOWN or begun_on(days, at + step) == NOT_KNOWN:
            return True
    return False


@making_arrays
def share_in_step(of: Timeline, apart: int, most: int, from_attacks: int, lower: Array, upper: Array) -> None:
    """Which share of the days with attacks has others near enough, and not too many. `most` 0: no limit."""
    for p in of.people:
        days = days_of(of, p)
        certain_days, possible_days = (days.certain > 0).sum(), (days.possible > 0).sum()
        alone = possible_days == 1 and not of.unwritten[p]
        surely, maybe, surely_not = 0, 0, 0
        for at in range(len(days.marks)):
            if not days.possible[at]:
                continue
            near = may_be_near(days, at, apart, certain_days)
            few = not most or days.certain[at] <= most
            maybe += near and few
            if days.certain[at]:
                by_itself = alone and days.certain[at] > 1
                in_step = is_near(days.certain, at, apart) or by_itself
                surely += in_step and (not most or days.possible[at] <= most)
                surely_not += not few or not near
        put_share(of, p, surely, maybe, surely_not, possible_days, from_attacks, lower, upper)


@making_arrays
def share_of_busy_days(of: Timeline, least: int, from_attacks: int, lower: Array, upper: Array) -> None:
    """Which share of the days with attacks has many of them."""
    for p in of.people:
        days = days_of(of, p)
        surely, maybe = (days.certain >= least).sum(), (days.possible >= least).sum()
        surely_not = ((days.certain > 0) & (days.possible < least)).sum()
        put_share(of, p, surely, maybe, surely_not, (days.possible > 0).sum(), from_attacks, lower, upper)


@kernel
def longest_run(certain: Array, free_days: int, begin: int, end: int) -> tuple[int, int]:
    """The longest run of days with attacks that free days do not part, in days, and how many runs there are."""
    longest, runs, start, before = 0, 0, -1, -1
    for at in range(begin, end):
        if not certain[at]:
            continue
        if before < 0 or at - before - 1 >= free_days:
            start, runs = at, runs + 1
        before = at
        longest = max(longest, before - start + 1)
    return longest, runs


@making_arrays
def stretches_of(days: Days, free_days: int) -> Array:
    """The days on which attacks began or may have begun, parted where so many days in a row are told to be free.

    Rows of (first, last). The first begins with the first day that is asked about, unless so many free days
    are told before it.
    """
    found = np.empty((len(days.marks) + 1, 2), dtype=np.int64)
    number, free = 0, 0
    for at in range(days.begin, len(days.marks)):
        if begun_on(days, at) == NO:
            free += 1
            continue
        if free >= free_days:
            found[number, 0] = at
            number += 1
        elif number == 0:
            found[number, 0] = days.begin
            number += 1
        found[number - 1, 1] = at
        free = 0
    return found[:number]


@making_arrays
def periods_apart(of: Timeline, shortest: int, longest: int, free_days: int, lower: Array, upper: Array) -> None:
    """How many periods there certainly were."""
    for p in of.people:
        lower[p], upper[p] = 0.0, np.inf
        days = days_of(of, p)
        if longest_run(days.certain, free_days, 0, len(days.marks))[0] >= longest:
            upper[p] = 0.0
            continue
        found, too_long = 0, False
        for stretch in stretches_of(days, free_days):
            first, last = stretch[0], stretch[1]
            too_long |= last - first + 1 >= longest
            # What goes on from before the diary may have gone on for longer than a period does.
            length, runs = longest_run(days.certain, free_days, first, last + 1)
            found += first != days.begin and runs == 1 and length >= shortest
        if not too_long:
            lower[p] = found


@making_arrays
def longest_stretch(of: Timeline, free_days: int, lower: Array, upper: Array) -> None:
    """How long the attacks went on without so many free days."""
    for p in of.people:
        lower[p], upper[p] = 0.0, np.inf
        days = days_of(of, p)
        lower[p] = longest_run(days.certain, free_days, 0, len(days.marks))[0]
        most = lower[p]
        for stretch in stretches_of(days, free_days):
            first, last = stretch[0], stretch[1]
            most = max(most, np.inf if first == days.begin else last - first + 1)
        upper[p] = most
