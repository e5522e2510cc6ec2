"""What is measured of the course of attacks must hold whatever attacks nobody wrote down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Course
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, YES
from tests.generative.test_diagnosis import ALWAYS, OF_PERSON, OFTEN
from tests.spec.builders import MIGRAINE_WITH_AURA, attack, but, days, diary
from tests.spec.chapter_3 import CLUSTER

COURSES = [node for node in OF_PERSON if isinstance(node, Course)]
OF_40_SECONDS = but(CLUSTER, pain_0_to_10=9)
UNSURE = but(CLUSTER, "restless", "autonomic", "pain_0_to_10")
KINDS = ((CLUSTER, "0:47"), (UNSURE, "0:47"), (CLUSTER, "0:20"), (OF_40_SECONDS, "0:01"), (MIGRAINE_WITH_AURA, "2"))
Forgotten = list[tuple[int, int, int, int, int]]
FEW_OR_MANY = (1, 1, 2, 5, 6, 8, 9)


@dataclass(frozen=True, kw_only=True)
class Time:
    """Some days of one sort: with so many attacks on every so-manieth day, told to be free, or unwritten."""

    days: int
    sort: str
    kind: int
    a_day: int
    every: int


times = st.builds(
    Time,
    days=st.sampled_from([1, 2, 3, 7, 20, 88, 89, 90, 91, 275, 366]),
    sort=st.sampled_from(["attacks", "attacks", "free", "unwritten"]),
    kind=st.integers(0, len(KINDS) - 1),
    a_day=st.sampled_from(FEW_OR_MANY),
    every=st.sampled_from([1, 1, 2, 3]),
)
# So many attacks on so-manieth unwritten days, from one on.
forgotten_attacks = st.lists(
    st.tuples(
        st.integers(0, 500),
        st.sampled_from([1, 1, 5, 40]),
        st.sampled_from([1, 2, 90]),
        st.integers(0, len(KINDS) - 1),
        st.sampled_from(FEW_OR_MANY),
    ),
    min_size=1,
    max_size=4,
)


def on_a_day(day: int, kind: int, number: int) -> list[Any]:
    items, lasts = KINDS[kind]
    if items is MIGRAINE_WITH_AURA:
        number = min(number, 5)
    return [attack(items, day, f"{1 + 2 * n:02}:10", lasts) for n in range(number)]


def told(course: list[Time], written: Forgotten) -> tuple[Diary, Diary]:
    """A diary with days of which nothing is written, and the same with attacks on some of them."""
    records: list[Any] = [*days([0], headache=NO)]
    unwritten: list[int] = []
    day = 1
    for time in course:
        here = range(day, day + time.days)
        day += time.days
        if time.sort == "free":
            records += days(here, headache=NO)
        elif time.sort == "attacks":
            records += [one for on in here[:: time.every] for one in on_a_day(on, time.kind, time.a_day)]
            unwritten += sorted({*here} - {*here[:: time.every]})
        else:
            unwritten += here
    less = diary(records, days([day], headache=NO))
    return less, replace(less, attacks=(*less.attacks, *_forgotten(written, unwritten)))


def _forgotten(written: Forgotten, unwritten: list[int]) -> list[Any]:
    found: dict[int, list[Any]] = {}
    for first, how_many, every, kind, number in written:
        for on in unwritten[first::every][:how_many]:
            found[on] = on_a_day(on, kind, number)
    return [one for attacks in found.values() for one in attacks]


@settings(OFTEN, max_examples=2 * ALWAYS.max_examples)
@given(st.lists(times, min_size=1, max_size=6), forgotten_attacks)
def test_a_course_of_attacks_never_leaves_its_bounds_when_forgotten_ones_are_written(
    course: list[Time], written: Forgotten
) -> None:
    less, more = (Findings(diary) for diary in told(course, written))
    for node in COURSES:
        wide, narrow = less.measured(node), more.measured(node)
        assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper, (node.text, wide, narrow)
        if decide(node, less).known:
            assert decide(node, more) is decide(node, less), node.text


def test_every_measure_but_those_of_menstruation_is_tried_with_attacks_of_its_kind() -> None:
    everything = Findings(
        diary([one for kind in range(len(KINDS)) for later in (1, 2, 3) for one in on_a_day(5 * kind + later, kind, 6)])
    )
    measured = {type(node.measure).__name__ for node in COURSES if everything.measured(node).lower > 0}
    assert measured >= {"MostWithinDays", "ShareInStep", "ShareOfBusyDays", "LongestStretch"}
    sure = diary(days(range(-90, 1), headache=NO), [one for day in range(1, 8) for one in on_a_day(day, 0, 1)])
    more = diary(days(range(8, 98), headache=NO), [one for day in range(98, 105) for one in on_a_day(day, 0, 1)])
    both = Findings(replace(sure, attacks=sure.attacks + more.attacks, days=sure.days + more.days))
    assert [both.measured(node).lower for node in COURSES if node.fact is facts.CLUSTER_PERIODS] == [2]
    assert YES in {decide(node, both) for node in COURSES}
