"""Which days are written, which had a headache, and which say nothing? For all people at once.

The array form of `diary.calendar`. A plane of days has a bit for each day, counted back from the
person's last written one, in words of 64 days; words come first and people second, so that one call
works on the same word of all people.
"""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

import numpy as np

from reprieve.pathway.population.kernels import Array, kernel, set_bits
from reprieve.pathway.population.layout import DAY_BITS, ENDLESS, MISSING
from reprieve.pathway.population.merging import next_free
from reprieve.pathway.population.people import People
from reprieve.pathway.population.planes import Planes

WORD_DAYS = 64
# Entries that make a day a written one.
HEADACHE, DRUG_TAKEN = 1 << DAY_BITS["headache"], 1 << DAY_BITS["drug_taken"]


class Span(NamedTuple):
    """The first and the last written day of each person; MISSING where nothing is written."""

    first: Array
    last: Array

    @property
    def days(self) -> Array:
        """How many days that are, both included; 0 where nothing is written."""
        return np.where(self.last == MISSING, 0, self.last.astype(np.int64) - self.first + 1)


class Calendar:
    """The days of some people, up to each person's last written one.

    Parameters
    ----------
    people : People
    words : int
        How many words of days are kept.
    """

    def __init__(self, people: People, words: int) -> None:
        self.people, self.words = people, words

    def empty(self, words: int | None = None) -> Array:
        """A plane without a day."""
        return np.zeros((words or self.words, len(self.people)), dtype=np.uint64)

    @cached_property
    def span(self) -> Span:
        """From which day to which each person wrote."""
        people, n = self.people, len(self.people)
        span = Span(np.full(n, ENDLESS, dtype=np.int32), np.full(n, MISSING, dtype=np.int32))
        day, _, known = people.entries
        widen(people.whole_offsets, people.wholes.first_day, people.wholes.last_day, span.first, span.last)
        widen(people.dose_offsets, people.doses.day, people.doses.day, span.first, span.last)
        widen_by_entries(people.day_offsets, day, known, HEADACHE | DRUG_TAKEN, span.first, span.last)
        span.first[span.last == MISSING] = MISSING
        return span

    @cached_property
    def inside(self) -> Array:
        """The days from the first written one to the last."""
        found, days = self.empty(), self.span.days
        fill_inside(days, found)
        return found

    @cached_property
    def attacks(self) -> Array:
        """The days with an attack."""
        return self.with_attacks(np.ones(len(self.people.wholes.row), dtype=np.bool_))

    @cached_property
    def begun(self) -> Array:
        """The days on which an attack began."""
        return self.with_attacks(np.ones(len(self.people.wholes.row), dtype=np.bool_), at_start=True)

    def with_attacks(self, which: Array, words: int | None = None, *, at_start: bool = False) -> Array:
        """The days with some of the attacks, or on which one of them began."""
        found, of = self.empty(words), self.people.wholes
        last_day = of.first_day if at_start else of.last_day
        paint(which, self.people.whole_offsets, of.first_day, last_day, self.span.last, found)
        return found

    def with_doses(self, which: Array, words: int | None = None) -> Array:
        """The days with some of the doses."""
        found, day = self.empty(words), self.people.doses.day
        paint(which, self.people.dose_offsets, day, day, self.span.last, found)
        return found

    def _said(self, item: str) -> tuple[Array, Array]:
        """The days with an entry that says yes, and those with one that says no."""
        bit = np.uint8(1 << DAY_BITS[item])
        day, flags, known = self.people.entries
        found = []
        for which in ((flags & known & bit) != 0, (~flags & known & bit) != 0):
            plane = self.empty()
            paint(which, self.people.day_offsets, day, day, self.span.last, plane)
            found.append(plane)
        return found[0], found[1]

    @cached_property
    def _headache_said(self) -> tuple[Array, Array]:
        return self._said("headache")

    @cached_property
    def headache(self) -> Planes:
        """What the entries say of headache; no where every headache is written and nothing is said."""
        yes, no = self._headache_said
        unsaid_no = self._without(self.people.told("every_headache_written").certain, yes | no)
        return Planes(yes & ~no, ~((no & ~yes) | (unsaid_no & ~self._maybe_in_pain)))

    @cached_property
    def drug_taken(self) -> Planes:
        """What the entries say of drugs; no where every dose is written and nothing is said."""
        yes, no = self._said("drug_taken")
        unsaid_no = self._without(self.people.told("every_dose_written").certain, yes | no)
        return Planes(yes & ~no, ~((no & ~yes) | unsaid_no))

    @cached_property
    def other_symptoms(self) -> Planes:
        """What the entries say of other symptoms."""
        yes, no = self._said("other_symptoms")
        return Planes(yes & ~no, ~(no & ~yes))

    def _without(self, all_written: Array, said: Array) -> Array:
        return np.where(all_written, self.inside & ~said, np.uint64(0))

    @cached_property
    def _open_ends(self) -> tuple[Array, Array]:
        maybe_attack, in_pain = self.empty(), self.empty()
        of = self.people.wholes
        reach_on(
            self.people.whole_offsets,
            self.people.marked("endless"),
            of.pain_known & (of.pain == 0),
            of.first_day,
            of.last_day,
            *self.people.entries,
            self.people.day_offsets,
            self.span.last,
            maybe_attack,
            in_pain,
        )
        return maybe_attack, in_pain

    @property
    def maybe_attack(self) -> Array:
        """The days that an earlier attack, whose end is not written, may have reached."""
        return self._open_ends[0]

    @property
    def _maybe_in_pain(self) -> Array:
        return self._open_ends[1]


def words_for(days: int) -> int:
    """How many words so many days take."""
    return -(-days // WORD_DAYS)


def counted(plane: Array, begin: int, end: int) -> Array:
    """How many days from `begin` to before `end`, counted back from the last one, are in a plane."""
    found = np.zeros(plane.shape[1], dtype=np.int16)
    for word in range(begin // WORD_DAYS, words_for(end)):
        low, high = max(begin - word * WORD_DAYS, 0), min(end - word * WORD_DAYS, WORD_DAYS)
        mask = np.uint64(((1 << (high - low)) - 1) << low)
        found += np.bitwise_count(plane[word] & mask)
    return found


@kernel
def widen(offsets: Array, first_day: Array, last_day: Array, first: Array, last: Array) -> None:
    """Widen each person's span by the days of some rows."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            first[p] = min(first[p], first_day[n])
            last[p] = max(last[p], last_day[n])


@kernel
def widen_by_entries(offsets: Array, day: Array, known: Array, which: int, first: Array, last: Array) -> None:
    """Widen each person's span by the entries that say one of these."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            if known[n] & which:
                first[p] = min(first[p], day[n])
                last[p] = max(last[p], day[n])


@kernel
def fill_inside(days: Array, out: Array) -> None:
    """The last so many days of each person."""
    for p in range(len(days)):
        if days[p]:
            set_bits(out, p, 0, days[p] - 1)


@kernel
def paint(which: Array, offsets: Array, first_day: Array, last_day: Array, last: Array, out: Array) -> None:
    """Set the days of those rows that are asked for."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            if which[n]:
                set_bits(out, p, np.int64(last[p]) - last_day[n], np.int64(last[p]) - first_day[n])


@kernel
def reach_on(
    offsets: Array,
    endless: Array,
    painless: Array,
    first_day: Array,
    last_day: Array,
    day: Array,
    flags: Array,
    known: Array,
    days: Array,
    last: Array,
    maybe_attack: Array,
    in_pain: Array,
) -> None:
    """How far may attacks without an end have gone on, each from the day after its last one?

    An attack may have: to the next day with an attack, or before one that is free of headache. Pain that
    nobody told of may have: up to the next day of which something is told.
    """
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            if not endless[n]:
                continue
            begin, until = np.int64(last_day[n]) + 1, np.int64(last[p])
            attack = next_attack(first_day, last_day, offsets[p], offsets[p + 1], n)
            free = next_free(day, flags, known, days[p], days[p + 1], begin - 1)
            before_free = until if painless[n] or free == MISSING else free - 1
            set_bits(maybe_attack, p, until - min(attack, before_free, until), until - begin)
            told = min(attack, next_answered(day, known, days[p], days[p + 1], begin - 1))
            set_bits(in_pain, p, until - min(told - 1, until), until - begin)


@kernel
def next_attack(first_day: Array, last_day: Array, begin: int, end: int, n: int) -> int:
    """The next day with an attack after the last one of attack n; attacks of other clocks may lie a day off."""
    after, found = last_day[n], np.int64(ENDLESS)
    for step in (-1, 1):
        k = n + step
        while begin <= k < end:
            if last_day[k] > after:
                found = min(found, max(np.int64(first_day[k]), np.int64(after) + 1))
            if (step < 0 and last_day[k] < after - CLOCKS_APART) or (step > 0 and first_day[k] > found + CLOCKS_APART):
                break
            k += step
    return found


# Days by which clocks around the world can differ, and one more.
CLOCKS_APART = 3


@kernel
def next_answered(day: Array, known: Array, begin: int, end: int, after: int) -> int:
    """The next day after a day with an entry that tells of headache."""
    for row in range(begin + np.searchsorted(day[begin:end], after, side="right"), end):
        if known[row] & HEADACHE:
            return day[row]
    return ENDLESS


