"""What do the attacks of a kind come to in order of time?

Each measure of `rules/measures.py` has its function here, over the attacks that are of the kind
and those that may be. It gives the least and the most it can have been; what the diary cannot
tell of lies in between.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from reprieve.pathway.diary import trigeminal_facts
from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.menstruation import attacks_outside_cycle_days, cycles_with_attack
from reprieve.pathway.diary.timeline import Timeline
from reprieve.pathway.rules.measures import AttacksOutsideCycleDays, CyclesWithAttack, Measure, MostWithinDays
from reprieve.pathway.terms.bounds import Bounds


def measured(measure: Measure, timeline: Timeline) -> Bounds:
    """The measure of the attacks on a timeline."""
    return OF_COURSE[type(measure)](measure, timeline)


def _most_within_days(measure: MostWithinDays, timeline: Timeline) -> Bounds:
    certain, possible = (_most(attacks, measure.days) for attacks in (timeline.certain, timeline.possible))
    # A day that nobody wrote about may have had any number of them.
    return Bounds(certain, math.inf if timeline.unwritten else possible)


def _most(attacks: Sequence[WholeAttack], days: int) -> int:
    first_days = sorted(attack.first_day for attack in attacks)
    ends = (bisect_left(first_days, day + timedelta(days=days)) for day in first_days)
    return max((end - begin for begin, end in enumerate(ends)), default=0)


OF_COURSE: Mapping[type[Measure], Callable[[Any, Timeline], Bounds]] = {
    MostWithinDays: _most_within_days,
    CyclesWithAttack: cycles_with_attack,
    AttacksOutsideCycleDays: attacks_outside_cycle_days,
    **trigeminal_facts.OF_COURSE,
}
