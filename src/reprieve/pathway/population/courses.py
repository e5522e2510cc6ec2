"""What do the attacks of a kind come to in order of time? For all people at once.

The array form of `diary.courses`: each measure has its kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from reprieve.pathway.population.cycles import attacks_outside_cycle_days, cycles_with_attack
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.planes import Edges
from reprieve.pathway.population.timelines import (
    Timeline,
    longest_stretch,
    most_within_days,
    periods_apart,
    share_in_step,
    share_of_busy_days,
    timeline_of,
)
from reprieve.pathway.rules.gates import Course
from reprieve.pathway.rules.measures import (
    AttacksOutsideCycleDays,
    CyclesWithAttack,
    LongestStretch,
    Measure,
    MostWithinDays,
    PeriodsApart,
    ShareInStep,
    ShareOfBusyDays,
)

if TYPE_CHECKING:
    from reprieve.pathway.population.asking import Asking

Put = Callable[[Any, Timeline, Array, Array], None]
OF_COURSE: Mapping[type[Measure], Put] = {
    MostWithinDays: lambda it, of, *out: most_within_days(of, it.days, *out),
    CyclesWithAttack: lambda it, of, *out: cycles_with_attack(of, it.cycles, it.days_before, it.days_from, *out),
    AttacksOutsideCycleDays: lambda it, of, *out: attacks_outside_cycle_days(
        of, it.cycles, it.days_before, it.days_from, *out
    ),
    ShareInStep: lambda it, of, *out: share_in_step(of, it.days_apart, it.most_a_day or 0, it.from_attacks, *out),
    ShareOfBusyDays: lambda it, of, *out: share_of_busy_days(of, it.least_a_day, it.from_attacks, *out),
    PeriodsApart: lambda it, of, *out: periods_apart(of, it.shortest_days, it.longest_days, it.free_days, *out),
    LongestStretch: lambda it, of, *out: longest_stretch(of, it.free_days, *out),
}


def measured(it: Asking, node: Course, asked: Array | None, people: Array) -> Edges:
    """The node's measure of those of the attacks that are asked about, of some people."""
    planes = it.attack(node.that)
    certain, possible = planes if asked is None else (planes.certain & asked, planes.possible & asked)
    of = timeline_of(it, certain, possible, node.within_days, people)
    edges = Edges(np.zeros(len(it.people)), np.full(len(it.people), np.inf))
    OF_COURSE[type(node.measure)](node.measure, of, *edges)
    return edges
