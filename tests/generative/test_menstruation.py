"""Menstrual cycles told in part, against the same cycles with everything known."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Attack, DayEntry, Diary
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Course, Is
from reprieve.pathway.rules.measures import AttacksOutsideCycleDays, CyclesWithAttack
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

OFTEN = settings(max_examples=300, deadline=None, derandomize="REPRIEVE_FREE_SEEDS" not in os.environ, database=None)
FIRST = date(2026, 1, 1)
# An attack is of the kind when it brought vomiting; what else it was does not matter here.
OF_THE_KIND = Is(fact=facts.VOMITING, text="vomiting")
IN_CYCLES = Course(
    that=OF_THE_KIND,
    measure=CyclesWithAttack(cycles=3, days_before=2, days_from=3),
    fact=facts.CYCLES_WITH_ATTACK,
    at_least=2,
)
OUTSIDE = Course(
    that=OF_THE_KIND,
    measure=AttacksOutsideCycleDays(cycles=3, days_before=2, days_from=3),
    fact=facts.ATTACKS_OUTSIDE_CYCLE_DAYS,
    at_least=1,
)


@dataclass(frozen=True, kw_only=True)
class World:
    """Day numbers, the last of them written: first days of bleeding (some to come) and days with an attack."""

    first_days: tuple[int, ...]
    attacks: tuple[int, ...]
    last: int

    @property
    def last_three(self) -> tuple[int, ...]:
        return tuple(day for day in self.first_days if day <= self.last)[-3:]

    @property
    def cycles_with_attack(self) -> int:
        return sum(any(first - 2 <= day <= first + 2 for day in self.attacks) for first in self.last_three)

    @property
    def attacks_outside(self) -> int:
        around = {first + n for first in self.first_days for n in (-2, -1, 0, 1, 2)}
        return sum(self.last_three[0] <= day and day not in around for day in self.attacks)

    def told(self, hidden: frozenset[tuple[int, str]]) -> Diary:
        bleeding = {first + n for first in self.first_days for n in range(5)}
        entries = [
            DayEntry(
                day=FIRST + timedelta(days=day),
                headache=YES if day in self.attacks else NO,
                menstruation=YES if day in bleeding else NO,
                menstruation_begins=YES if day in self.first_days else NO,
            )
            for day in range(self.last + 1)
        ]
        return Diary(
            attacks=tuple(_attack(day, (day, "vomiting") in hidden) for day in self.attacks),
            days=tuple(
                replace(entry, **{item: NOT_KNOWN for number, item in hidden if number == day and item != "vomiting"})
                for day, entry in enumerate(entries)
            ),
        )


def _attack(day: int, hidden: bool) -> Attack:
    start = datetime.combine(FIRST + timedelta(days=day), datetime.min.time(), UTC) + timedelta(hours=8)
    return Attack(start=start, end=start + timedelta(hours=6), vomiting=NOT_KNOWN if hidden else YES)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    first_days = [draw(st.integers(2, 30))]
    for _ in range(draw(st.integers(0, 5))):
        first_days.append(first_days[-1] + draw(st.sampled_from([21, 22, 25, 28, 28, 35, 41, 42, 43, 60])))
    last = draw(st.integers(max(first_days[0], first_days[-1] - 3), first_days[-1] + 45))
    near = st.sampled_from(first_days).flatmap(lambda first: st.integers(first - 4, first + 4))
    days = draw(st.lists(st.one_of(near, st.integers(0, last)), max_size=6))
    return World(
        first_days=tuple(first_days), attacks=tuple(sorted({day for day in days if 0 <= day <= last})), last=last
    )


@st.composite
def told_in_part(draw: st.DrawFn) -> tuple[World, Diary]:
    world = draw(worlds())
    items = st.sampled_from(["headache", "menstruation", "menstruation_begins", "vomiting"])
    single = st.frozensets(st.tuples(st.integers(1, world.last - 1), items), max_size=12)
    kinds = st.frozensets(items, max_size=3).map(
        lambda kinds: frozenset((day, kind) for kind in kinds for day in range(1, world.last))
    )
    stretch = st.tuples(st.integers(1, world.last), st.integers(1, 60), items).map(
        lambda it: frozenset((day, it[2]) for day in range(it[0], min(it[0] + it[1], world.last)))
    )
    return world, world.told(draw(st.one_of(single, kinds, stretch)))


@OFTEN
@given(told_in_part())
def test_what_is_told_in_part_leaves_room_for_what_was(pair: tuple[World, Diary]) -> None:
    world, diary = pair
    findings = Findings(diary)
    for node, true in ((IN_CYCLES, world.cycles_with_attack), (OUTSIDE, world.attacks_outside)):
        bounds = findings.measured(node)
        assert bounds.lower <= true <= bounds.upper, (node.fact.key, bounds, true)


@OFTEN
@given(worlds())
def test_what_is_told_wholly_is_known_exactly(world: World) -> None:
    findings = Findings(world.told(frozenset()))
    cycles, outside = findings.measured(IN_CYCLES), findings.measured(OUTSIDE)
    if len(world.last_three) < 3:
        assert cycles == outside == UNKNOWN_AMOUNT
        return
    # On the last two days of a diary a period may be about to begin.
    if world.last_three[-1] + 2 <= world.last:
        assert cycles.exact
        assert cycles.lower == world.cycles_with_attack
    if not {world.last - 1, world.last} & {*world.attacks}:
        assert outside.exact
        assert outside.lower == world.attacks_outside
