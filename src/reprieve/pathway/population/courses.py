"""What do the attacks of a kind come to in order of time? For all people at once.

The array form of `diary.courses`: each measure has its kernel.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from reprieve.pathway.diary.trigeminal_facts import WHOLE
from reprieve.pathway.population.cycles import attacks_outside_cycle_days, cycles_with_attack
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.persons import bleeding_written
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


def measured(it: Asking, node: Course, certain: Array, possible: Array, people: Array | None = None) -> Edges:
    """The node's measure of the attacks that are certainly, and possibly, of its kind; of some people, or of all."""
    asked = np.ones(len(it.people), dtype=np.bool_)
    if people is not None:
        asked[:] = False
        asked[people] = True
    lower, upper, settled = WITHOUT[type(node.measure)](it, node, certain, possible)
    of = timeline_of(it, certain, possible, node.within_days, np.flatnonzero(asked & ~settled))
    OF_COURSE[type(node.measure)](node.measure, of, lower, upper)
    return Edges(lower, upper)


# What a measure comes to without going through the days, and of whom that is so.
Known = tuple[Array, Array, Array]


def _no_share(it: Asking, node: Course, certain: Array, possible: Array) -> Known:
    """Of no certain attack: any share of the days, where any attack may have been."""
    any_may = (it.people.number(possible) > 0) | (it.unwritten_days(node.within_days) > 0)
    return np.zeros(len(it.people)), np.where(any_may, WHOLE, 0.0), it.people.number(certain) == 0


def _nothing_known(it: Asking, node: Course, certain: Array, possible: Array) -> Known:
    """Of no certain attack nothing is known."""
    del node, possible
    return np.zeros(len(it.people)), np.full(len(it.people), np.inf), it.people.number(certain) == 0


def _no_bleeding(it: Asking, node: Course, certain: Array, possible: Array) -> Known:
    """Where no bleeding is written nothing is known of cycles."""
    del node, certain, possible
    return np.zeros(len(it.people)), np.full(len(it.people), np.inf), ~it.kept(bleeding_written)


def _few(it: Asking, node: Course, certain: Array, possible: Array) -> Known:
    """At most one attack is the most there can be at once."""
    unwritten = it.unwritten_days(node.within_days) > 0
    least, most = it.people.number(certain), it.people.number(possible)
    settled = (least <= 1) & (unwritten | (most <= 1))
    return least.astype(np.float64), np.where(unwritten, np.inf, most), settled


WITHOUT: Mapping[type[Measure], Callable[[Asking, Course, Array, Array], Known]] = {
    MostWithinDays: _few,
    CyclesWithAttack: _no_bleeding,
    AttacksOutsideCycleDays: _no_bleeding,
    ShareInStep: _no_share,
    ShareOfBusyDays: _no_share,
    PeriodsApart: _nothing_known,
    LongestStretch: _nothing_known,
}
