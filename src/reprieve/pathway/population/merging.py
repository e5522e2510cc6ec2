"""Which records are one attack, how long did it go on, and what ran together with it?

The compiled form of `diary.attacks` and `diary.spells`: a pass over each person's records in order of
their start, another over the attacks. What the records say is joined bit by bit: yes where one says
yes, no where all say no.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from reprieve.pathway.diary.spells import LONGEST_QUIET_SPELL_H
from reprieve.pathway.population.kernels import Array, kernel, position
from reprieve.pathway.population.layout import ATTACK_BITS, DAY_BITS, DAY_S, ENDLESS, MISSING

ENDLESS_BIT = np.uint64(1 << ATTACK_BITS["endless"])
TIMELESS_BIT = np.uint64(1 << ATTACK_BITS["timeless"])
EASED_BIT = np.uint64(1 << ATTACK_BITS["eased_by_sleep_or_drug"])
HEADACHE = 1 << DAY_BITS["headache"]
HOUR_S = 3600.0


class Records(NamedTuple):
    """The columns of attack records that merging reads."""

    start_s: Array
    start_offset_min: Array
    until_s: Array
    until_offset_min: Array
    flags: Array
    known: Array
    pain_0_to_10: Array


class Wholes(NamedTuple):
    """Whole attacks, in order. `row` is each one's first record, `until_row` the one that went on longest."""

    row: Array
    until_row: Array
    start_s: Array
    until_s: Array
    first_day: Array
    last_day: Array
    yes: Array
    no: Array
    pain: Array
    pain_known: Array


def room_for(records: int) -> Wholes:
    """Room for at most so many attacks."""
    kinds = [np.int32] * 6 + [np.uint64] * 2 + [np.int8, np.bool_]
    return Wholes._make(np.empty(records, dtype=kind) for kind in kinds)


@kernel
def merge(offsets: Array, of: Records, out: Wholes, out_offsets: Array, whole_of_row: Array) -> int:
    """Join the records of each person to whole attacks; how many there are."""
    at = -1
    for p in range(len(offsets) - 1):
        out_offsets[p] = at + 1
        last_ended_s = int(MISSING)
        for row in range(offsets[p], offsets[p + 1]):
            flags, known = of.flags[row], of.known[row]
            yes, no = flags & known, known & ~flags
            start_s, until_s, pain = of.start_s[row], of.until_s[row], of.pain_0_to_10[row]
            # How it ended is told by the record that ended last; where no end is known, that began last.
            ended_s = int(start_s if flags & ENDLESS_BIT else until_s)
            if at < out_offsets[p] or start_s > out.until_s[at]:
                at += 1
                out.row[at], out.until_row[at] = row, row
                out.start_s[at], out.until_s[at] = start_s, until_s
                out.yes[at], out.no[at] = yes, no
                out.pain[at], out.pain_known[at] = max(pain, 0), pain >= 0
                last_ended_s = ended_s
            else:
                eased_yes, eased_no = out.yes[at] & EASED_BIT, out.no[at] & EASED_BIT
                if ended_s > last_ended_s:
                    last_ended_s, eased_yes, eased_no = ended_s, yes & EASED_BIT, no & EASED_BIT
                out.yes[at] = ((out.yes[at] | yes) & ~EASED_BIT) | eased_yes
                out.no[at] = (out.no[at] & no & ~EASED_BIT) | eased_no
                out.pain[at], out.pain_known[at] = max(out.pain[at], pain), out.pain_known[at] & (pain >= 0)
                if until_s > out.until_s[at]:
                    out.until_s[at], out.until_row[at] = until_s, row
            whole_of_row[row] = at
    out_offsets[len(offsets) - 1] = at + 1
    return at + 1


@kernel
def put_days(of: Wholes, start_offset_min: Array, until_offset_min: Array, wholes: int) -> None:
    """The first and the last day of each attack, by the clock it was written with."""
    for n in range(wholes):
        start_s = int(of.start_s[n]) + int(start_offset_min[of.row[n]]) * 60
        until_s = int(of.until_s[n]) + int(until_offset_min[of.until_row[n]]) * 60
        of.first_day[n] = start_s // DAY_S
        # An end at midnight does not reach the new day.
        early = of.until_s[n] > of.start_s[n] and until_s % DAY_S == 0
        of.last_day[n] = max(until_s // DAY_S - (1 if early else 0), start_s // DAY_S)


@kernel
def next_free(day: Array, flags: Array, known: Array, begin: int, end: int, after: int) -> int:
    """The next day after a day of which every entry that tells of headache says that there was none."""
    row = position(day, begin, end, after + 1)
    while row < end:
        this, said_no, said_yes = day[row], False, False
        while row < end and day[row] == this:
            if known[row] & HEADACHE:
                said_yes |= (flags[row] & HEADACHE) != 0
                said_no |= (flags[row] & HEADACHE) == 0
            row += 1
        if said_no and not said_yes:
            return this
    return MISSING


@kernel
def limit(
    of: Wholes, offsets: Array, until_offset_min: Array, day: Array, flags: Array, known: Array, days: Array, out: Array
) -> None:
    """When an attack without an end ended at the latest: as the next day begins that is written free of headache."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            out[n] = MISSING
            if not of.yes[n] & ENDLESS_BIT or of.pain[n] <= 0 or of.yes[n] & TIMELESS_BIT:
                continue
            offset_s = int(until_offset_min[of.until_row[n]]) * 60
            free = next_free(day, flags, known, days[p], days[p + 1], (of.until_s[n] + offset_s) // DAY_S)
            if free != MISSING:
                out[n] = min(free * DAY_S - offset_s, ENDLESS - 1)


@kernel
def break_between(offsets: Array, start_s: Array, until_s: Array, endless: Array, limit_s: Array, out: Array) -> None:
    """Of each attack: whether the next comes more than 12 h later for certain (1), may (0), or does not (-1)."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            out[n] = 1
            if n + 1 == offsets[p + 1]:
                continue
            if endless[n]:
                sure = limit_s[n] != MISSING and (start_s[n + 1] - int(limit_s[n])) / HOUR_S > LONGEST_QUIET_SPELL_H
                out[n] = 1 if sure else 0
            elif (start_s[n + 1] - int(until_s[n])) / HOUR_S <= LONGEST_QUIET_SPELL_H:
                out[n] = -1


@kernel
def run_together(breaks: Array, bridged: Array, certain: int, first: Array, last: Array) -> None:
    """The runs of attacks: of each attack the first and the last of its run.

    `bridged` says whether what brought the spell after an attack is accepted. `certain` 0 joins also where
    the end of the one before is not known, and so neither is whether there was a spell.
    """
    begin = 0
    for n in range(len(breaks)):
        joined = (breaks[n] == -1 and bridged[n]) or (breaks[n] == 0 and not certain)
        if joined:
            continue
        for k in range(begin, n + 1):
            first[k], last[k] = begin, n
        begin = n + 1


@kernel
def span_runs(first: Array, last: Array, start_s: Array, until_s: Array, out: Array) -> None:
    """How many hours lie between the start of the first attack of each run and the end of the last."""
    for n in range(len(first)):
        out[n] = (int(until_s[last[n]]) - int(start_s[first[n]])) / HOUR_S


@kernel
def any_of_run(first: Array, last: Array, said: Array, out: Array) -> None:
    """Whether any attack of the run that each is in says so."""
    begin = 0
    while begin < len(said):
        found = False
        for k in range(begin, last[begin] + 1):
            found |= said[k]
        for k in range(begin, last[begin] + 1):
            out[k] = found
        begin = last[begin] + 1
