"""Which days are written, which had a headache, and which say nothing? For all people at once.

The array form of `diary.calendar`. A plane of days has a bit for each day, counted back from the
person's last written one, in words of 64 days; words come first and people second, so that one call
works on the same word of all people.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reprieve.pathway.population.kernels import (
    ALL,
    WORD,
    Array,
    Word,
    kernel,
    lowest_bit,
    ones_in,
    planes_to_codes,
    position,
)
from reprieve.pathway.population.layout import DAY_BITS, ENDLESS, MISSING
from reprieve.pathway.population.merging import next_free
from reprieve.pathway.population.people import People
from reprieve.pathway.population.planes import Planes

# Entries that make a day a written one.
HEADACHE, DRUG_TAKEN = 1 << DAY_BITS["headache"], 1 << DAY_BITS["drug_taken"]
ITEMS = ("headache", "drug_taken", "other_symptoms")


class Span(NamedTuple):
    """The first and the last written day of each person, MISSING where nothing is written, and the days in between."""

    first: Array
    last: Array
    days: Array


class Calendar:
    """The days of some people, up to each person's last written one.

    Parameters
    ----------
    people : People
    most_words : int
        How many words of days are kept at most; no more are than the longest diary takes, and one more, which
        says of a day outside every diary what holds for all of them.
    """

    def __init__(self, people: People, most_words: int) -> None:
        self.people, self._most_words = people, most_words

    @cached_property
    def words(self) -> int:
        """How many words of days are kept."""
        return min(self._most_words, words_for(int(self.span.days.max(initial=0))) + 1)

    def empty(self, planes: int) -> Array:
        """Planes without a day."""
        return np.zeros((planes, self.words, len(self.people)), dtype=np.uint64)

    @cached_property
    def span(self) -> Span:
        """From which day to which each person wrote."""
        people, n = self.people, len(self.people)
        first, last = np.full(n, ENDLESS, dtype=np.int32), np.full(n, MISSING, dtype=np.int32)
        day, _, known = people.entries
        widen(people.whole_offsets, people.wholes.first_day, people.wholes.last_day, first, last)
        widen(people.dose_offsets, people.doses.day, people.doses.day, first, last)
        widen_by_entries(people.day_offsets, day, known, HEADACHE | DRUG_TAKEN, first, last)
        first[last == MISSING] = MISSING
        return Span(first, last, np.where(last == MISSING, 0, last.astype(np.int64) - first + 1))

    @cached_property
    def inside(self) -> Array:
        """The days from the first written one to the last."""
        found: Array = self.empty(1)[0]
        fill_inside(self.span.days, found)
        return found

    # Painting

    def _paint(
        self, codes: Array, whole_days: Word, offsets: Array, first_day: Array, last_day: Array, out: Array
    ) -> None:
        room = np.zeros(out[:WORD].shape[:2], dtype=np.uint64)
        paint(codes, whole_days, offsets, first_day, last_day, self.span.last, room, out[:WORD])

    def paint_attacks(self, planes: Sequence[Array], starts: Sequence[Array]) -> tuple[Array, Array]:
        """For each plane of attacks the days of those, and the days on which those of `starts` began."""
        of = self.people.wholes
        found = self.empty(len(planes) + len(starts))
        for first in range(0, len(found), WORD):
            these = [*planes, *starts][first : first + WORD]
            codes = np.zeros(len(of.row), dtype=np.uint64)
            if len(these):
                planes_to_codes(np.stack(these), codes)
            whole_days = ALL if len(planes) >= first + WORD else np.uint64((1 << max(len(planes) - first, 0)) - 1)
            self._paint(codes, whole_days, self.people.whole_offsets, of.first_day, of.last_day, found[first:])
        return found[: len(planes)], found[len(planes) :]

    def paint_doses(self, codes: Array, first_day: Array, last_day: Array, planes: int) -> Array:
        """For each bit of the doses' codes the days from the first to the last of those doses."""
        found = self.empty(planes)
        self._paint(codes, ALL, self.people.dose_offsets, first_day, last_day, found)
        return found

    @cached_property
    def _said(self) -> dict[str, tuple[Array, Array]]:
        """Of each item, the days with an entry that says yes, and those with one that says no."""
        day, flags, known = self.people.entries
        codes = (flags & known).astype(np.uint64) | (~flags & known).astype(np.uint64) << np.uint64(8)
        asked = sum(1 << DAY_BITS[item] | 1 << DAY_BITS[item] + 8 for item in ITEMS)
        found = self.empty(len(DAY_BITS) + 8)
        self._paint(codes & np.uint64(asked), ALL, self.people.day_offsets, day, day, found)
        return {item: (found[DAY_BITS[item]], found[DAY_BITS[item] + 8]) for item in ITEMS}

    @cached_property
    def headache(self) -> Planes:
        """What the entries say of headache; no where every headache is written and nothing is said."""
        yes, no = self._said["headache"]
        unsaid_no = self._without(self.people.told("every_headache_written").certain, yes | no)
        return Planes(yes & ~no, ~((no & ~yes) | (unsaid_no & ~self._maybe_in_pain)))

    @cached_property
    def drug_taken(self) -> Planes:
        """What the entries say of drugs; no where every dose is written and nothing is said."""
        yes, no = self._said["drug_taken"]
        unsaid_no = self._without(self.people.told("every_dose_written").certain, yes | no)
        return Planes(yes & ~no, ~((no & ~yes) | unsaid_no))

    @cached_property
    def other_symptoms(self) -> Planes:
        """What the entries say of other symptoms."""
        yes, no = self._said["other_symptoms"]
        return Planes(yes & ~no, ~(no & ~yes))

    def _without(self, all_written: Array, said: Array) -> Array:
        return np.where(all_written, self.inside & ~said, np.uint64(0))

    @cached_property
    def _open_ends(self) -> Array:
        found, of = self.empty(2), self.people.wholes
        endless = self.people.truths(self.people.marked("endless"))
        if endless.any():
            day, flags, known = self.people.entries
            reach_on(
                self.people.whole_offsets,
                endless,
                of.pain_known & (of.pain == 0),
                of.first_day,
                of.last_day,
                day,
                flags,
                known,
                self.people.day_offsets,
                self.span.last,
                found[0],
                found[1],
            )
        return found

    @property
    def maybe_attack(self) -> Array:
        """The days that an earlier attack, whose end is not written, may have reached."""
        found: Array = self._open_ends[0]
        return found

    @property
    def _maybe_in_pain(self) -> Array:
        found: Array = self._open_ends[1]
        return found


def words_for(days: int) -> int:
    """How many words so many days take."""
    return -(-days // WORD)


def counted(plane: Array, begin: int, end: int) -> Array:
    """How many days from `begin` to before `end`, counted back from the last one, are in a plane."""
    found = np.zeros(plane.shape[1], dtype=np.int16)
    for word in range(begin // WORD, words_for(end)):
        low, high = max(begin - word * WORD, 0), min(end - word * WORD, WORD)
        # Beyond every diary one day is as another, and the last word says how.
        add_ones(plane[min(word, len(plane) - 1)], np.uint64(((1 << (high - low)) - 1) << low), found)
    return found


@kernel
def add_ones(words: Array, mask: Word, out: Array) -> None:
    """Add how many of some days of a word are set, for each person."""
    for p in range(len(words)):
        out[p] += ones_in(words[p] & mask)


@kernel
def widen(offsets: Array, first_day: Array, last_day: Array, first: Array, last: Array) -> None:
    """Widen each person's span by the days of some rows."""
    for p in range(len(offsets) - 1):
        low, high = first[p], last[p]
        for n in range(offsets[p], offsets[p + 1]):
            low, high = min(low, first_day[n]), max(high, last_day[n])
        first[p], last[p] = low, high


@kernel
def widen_by_entries(offsets: Array, day: Array, known: Array, which: int, first: Array, last: Array) -> None:
    """Widen each person's span by the entries that say one of these."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            if known[n] & which:
                first[p] = min(first[p], day[n])
                last[p] = max(last[p], day[n])


@kernel
def set_days(plane: Array, person: int, low: int, high: int) -> None:
    """Set the days from `low` to `high`, counted back from the last one."""
    high = min(high, plane.shape[0] * WORD - 1)
    low = max(low, 0)
    while low <= high:
        word = low >> 6
        upto = min(high, word * WORD + WORD - 1)
        plane[word, person] |= ALL >> np.uint64(WORD - 1 - (upto - low)) << np.uint64(low & 63)
        low = upto + 1


@kernel
def fill_inside(days: Array, out: Array) -> None:
    """The last so many days of each person."""
    for p in range(len(days)):
        if days[p]:
            set_days(out, p, 0, days[p] - 1)


@kernel
def put_bits(room: Array, code: Word, word: int, days: Word) -> None:
    """Set some days in the row of each bit of a code."""
    while code:
        room[lowest_bit(code), word] |= days
        code &= code - np.uint64(1)


@kernel
def paint(
    codes: Array,
    whole_days: Word,
    offsets: Array,
    first_day: Array,
    last_day: Array,
    last: Array,
    room: Array,
    out: Array,
) -> None:
    """Set, in the plane of each bit of a row's code, its days; for bits not in `whole_days` its first day alone.

    A person's days are put together in `room`, (planes, words), which is empty before and after.
    """
    kept, one = out.shape[1] * WORD, np.uint64(1)
    for p in range(len(offsets) - 1):
        top, touched = 0, np.uint64(0)
        for n in range(offsets[p], offsets[p + 1]):
            low, high = int(last[p]) - last_day[n], int(last[p]) - first_day[n]
            if low >= kept or high < 0:
                continue
            top, touched = max(top, (min(high, kept - 1) >> 6) + 1), touched | codes[n]
            if high < kept:
                put_bits(room, codes[n], high >> 6, one << np.uint64(high & 63))
            # Its other days, a word at a time.
            low, high = max(low, 0), min(high - 1, kept - 1)
            while low <= high:
                upto = min(high, low | (WORD - 1))
                these = ALL >> np.uint64(WORD - 1 - (upto - low)) << np.uint64(low & 63)
                put_bits(room, codes[n] & whole_days, low >> 6, these)
                low = upto + 1
        while touched:
            bit = lowest_bit(touched)
            touched &= touched - one
            for word in range(top):
                out[bit, word, p] = room[bit, word]
                room[bit, word] = 0


# Days by which clocks around the world can differ, and one more.
CLOCKS_APART = 3


@kernel
def next_attack(first_day: Array, last_day: Array, begin: int, end: int, n: int) -> int:
    """The next day with an attack after the last one of attack n; attacks of other clocks may lie a day off."""
    after, found = int(last_day[n]), ENDLESS
    for step in (-1, 1):
        k = n + step
        while begin <= k < end:
            if last_day[k] > after:
                found = min(found, max(int(first_day[k]), after + 1))
            if (step < 0 and last_day[k] < after - CLOCKS_APART) or (step > 0 and first_day[k] > found + CLOCKS_APART):
                break
            k += step
    return found


@kernel
def next_answered(day: Array, known: Array, begin: int, end: int, after: int) -> int:
    """The next day after a day with an entry that tells of headache."""
    for row in range(position(day, begin, end, after + 1), end):
        if known[row] & HEADACHE:
            return int(day[row])
    return ENDLESS


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
            begin, until = int(last_day[n]) + 1, int(last[p])
            attack = next_attack(first_day, last_day, offsets[p], offsets[p + 1], n)
            free = next_free(day, flags, known, days[p], days[p + 1], begin - 1)
            before_free = until if painless[n] or free == MISSING else free - 1
            set_days(maybe_attack, p, until - min(attack, before_free, until), until - begin)
            told = min(attack, next_answered(day, known, days[p], days[p + 1], begin - 1))
            set_days(in_pain, p, until - min(told - 1, until), until - begin)
