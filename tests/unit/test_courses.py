"""How the course of attacks over time is measured, judged and explained."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from tests.spec.builders import MIGRAINE, attack, but, days, diary

from reprieve.pathway.diary.findings import Findings, SomeAttacks
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Course, Is
from reprieve.pathway.rules.judge import decide, explain, unsettled
from reprieve.pathway.rules.measures import MostWithinDays
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

UNSAID = but(MIGRAINE, "vomiting")
VOMITING = but(MIGRAINE, vomiting=YES)
THAT = Is(fact=facts.VOMITING, text="vomiting")


def course(days: int = 3, **items: Any) -> Course:
    measure = MostWithinDays(days=days)
    return Course(that=THAT, measure=measure, fact=facts.MOST_AURAS_IN_3_DAYS, text="three in three days", **items)


def person(sure: Sequence[int], unsaid: Sequence[int] = (), none: Sequence[int] = ()) -> Findings:
    kinds = ((VOMITING, sure), (UNSAID, unsaid), (MIGRAINE, none))
    attacks = [attack(kind, day) for kind, numbers in kinds for day in numbers]
    return Findings(diary(attacks, every_headache_written=YES))


@pytest.mark.parametrize(
    ("sure", "unsaid", "days", "most"),
    [
        ([], [], 3, Bounds(0, 0)),
        ([5], [], 3, Bounds(1, 1)),
        ([1, 2, 3], [], 3, Bounds(3, 3)),
        ([1, 2, 3], [], 2, Bounds(2, 2)),
        ([1, 2, 4], [], 3, Bounds(2, 2)),
        ([1, 2, 4], [], 4, Bounds(3, 3)),
        ([1, 4], [2, 3], 3, Bounds(1, 3)),
        ([1, 20, 21, 22, 40], [], 3, Bounds(3, 3)),
    ],
)
def test_the_most_attacks_within_some_days(sure: list[int], unsaid: list[int], days: int, most: Bounds) -> None:
    assert person(sure, unsaid).measured(course(days)) == most


def test_a_day_that_nobody_wrote_about_may_have_had_any_number() -> None:
    attacks = [attack(VOMITING, day) for day in (1, 2, 4)]
    assert Findings(diary(attacks)).measured(course()) == Bounds(2, math.inf)
    assert Findings(diary(attacks, days([3], headache=NO))).measured(course()) == Bounds(2, 2)
    assert Findings(diary(attacks, days([3], headache=YES))).measured(course()) == Bounds(2, math.inf)
    old = diary(attacks, days([40], headache=NO), days(range(41, 60), headache=NO))
    assert Findings(old).measured(course(within_days=19)) == Bounds(0, 0)


@pytest.mark.parametrize(
    ("limits", "answer"),
    [
        ({"at_least": 2}, YES),
        ({"at_least": 3}, YES),
        ({"at_least": 4}, NOT_KNOWN),
        ({"at_least": 5}, NO),
        ({"at_most": 2}, NO),
        ({"at_most": 3}, NOT_KNOWN),
        ({"at_most": 4}, YES),
        ({"above": 2}, YES),
        ({"above": 3}, NOT_KNOWN),
        ({"above": 4}, NO),
    ],
)
def test_a_measure_between_three_and_four_is_within_its_limits(limits: dict[str, float], answer: Truth) -> None:
    assert decide(course(4, **limits), person([1, 2, 3], [4])) is answer


@pytest.mark.parametrize(("written", "answer"), [(2, NOT_KNOWN), (3, NO), (4, NO)])
def test_fewer_attacks_than_are_needed_refuse_nothing(written: int, answer: Truth) -> None:
    assert decide(course(at_least=3, attacks_needed=3), person([], none=range(1, written + 1))) is answer


def test_only_the_last_days_count_where_it_says_so() -> None:
    someone = person([1, 2, 3, 40, 41])
    assert decide(course(at_least=3), someone) is YES
    assert someone.measured(course(at_least=3, within_days=30)) == Bounds(2, 2)


def test_some_of_the_attacks_are_measured_alone() -> None:
    someone = person([1, 2, 3])
    some = SomeAttacks(findings=someone, attacks=someone.attacks[:2])
    assert some.measured(course()) == Bounds(2, 2)


def test_what_is_missing_is_named_and_what_was_found_is_said() -> None:
    node, someone = course(at_least=3), person([1, 2], [3])
    found = explain(node, someone)
    assert (found.truth, found.reason) == (NOT_KNOWN, "most attacks with aura within three days: 2 to 3 attacks")
    assert [one.fact for one in found.missing] == [facts.VOMITING, facts.MOST_AURAS_IN_3_DAYS]
    assert unsettled(node, someone) == (facts.VOMITING, facts.MOST_AURAS_IN_3_DAYS)
    assert not explain(course(at_least=2), someone).missing
