"""What must hold for every diary, whatever is in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reprieve.pathway.diagnosis.attack_level import PHENOTYPES, Label
from reprieve.pathway.diagnosis.days import DEFINITIONS
from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, Diagnosis, diagnose
from reprieve.pathway.diagnosis.medication_overuse import SINGLE_CLASSES, TRIPTAN_DAYS
from reprieve.pathway.diary.choices import Effect
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Attacks, Course, Days, Gate, Node
from reprieve.pathway.rules.judge import Explanation, decide
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.generative.diaries import World, diaries, left_out, tellings, worlds

# The same worlds on every run by day; REPRIEVE_FREE_SEEDS=1 makes up new ones.
ALWAYS = settings(
    max_examples=int(os.environ.get("REPRIEVE_EXAMPLES", "25")),
    deadline=None,
    derandomize="REPRIEVE_FREE_SEEDS" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
# What the whole rests on is tried more often.
OFTEN = settings(ALWAYS, max_examples=6 * ALWAYS.max_examples)
ALL = (*ENTITIES, *RULE_SETS)


def parts_of(node: Node) -> Iterator[Node]:
    """A node and all nodes under it that are asked of the same thing."""
    yield node
    if isinstance(node, Gate):
        for part in node.of:
            yield from parts_of(part)


def asked_of_attacks(node: Node) -> Iterator[Node]:
    """All nodes under a node of a person that are asked of single attacks."""
    for part in parts_of(node):
        if isinstance(part, Attacks | Course) or (isinstance(part, Days) and part.unit.value == "attack"):
            yield from parts_of(part.that)


OF_PERSON = list(dict.fromkeys(part for entity in ALL for part in parts_of(entity.node)))
OF_ATTACK = list(
    dict.fromkeys(
        [
            *(part for node in OF_PERSON for part in asked_of_attacks(node)),
            *(part for node in PHENOTYPES.values() for part in parts_of(node)),
        ]
    )
)
OF_DAYS = [node for node in OF_PERSON if isinstance(node, Days)]


def statuses(diary: Diary) -> dict[str, Truth]:
    """Every verdict and lettered criterion of a diary, by name."""
    found = diagnose(diary)
    verdicts = (*found.verdicts, *found.intractability)
    letters = {f"{it.code} {part.node.letter}": part.truth for it in verdicts for part in it.criteria}
    return {**{it.code: it.status for it in verdicts}, **letters}


def everything_said(diary: Diary) -> Any:
    """All that is concluded, in a form that can be compared."""
    found = diagnose(diary)
    return (
        statuses(diary),
        [(it.code, it.set_aside) for it in found.verdicts],
        [proposal.code for proposal in found.icd10cm],
        [(it.start, it.label) for it in found.attacks],
        {name: found.count(name) for name in DEFINITIONS},
    )


def lost(before: Diagnosis, after: Diagnosis) -> list[str]:
    """Nodes that were settled before and are not the same after."""
    pairs = [(node, before.findings, after.findings) for node in OF_PERSON]
    if [it.attack.start for it in before.findings.attacks] == [it.attack.start for it in after.findings.attacks]:
        both = zip(before.findings.attacks, after.findings.attacks, strict=True)
        pairs += [(node, one, other) for one, other in both for node in OF_ATTACK]  # type: ignore[misc]
    return [
        f"{node.text}: {decide(node, one).value} became {decide(node, other).value}"
        for node, one, other in pairs
        if decide(node, one).known and decide(node, other) is not decide(node, one)
    ]


@OFTEN
@given(tellings())
def test_what_is_settled_stays_settled_when_more_is_written(told: tuple[Diary, Diary]) -> None:
    less, more = told
    assert lost(diagnose(less), diagnose(more)) == []


@ALWAYS
@given(tellings())
def test_what_is_not_known_becomes_less_when_more_is_written(told: tuple[Diary, Diary]) -> None:
    less, more = (statuses(diary) for diary in told)
    still_open = {name for name, truth in more.items() if truth is NOT_KNOWN}
    assert still_open <= {name for name, truth in less.items() if truth is NOT_KNOWN}


@OFTEN
@given(tellings())
def test_a_count_of_days_never_leaves_the_bounds_that_less_writing_gave_it(told: tuple[Diary, Diary]) -> None:
    less, more = (diagnose(diary) for diary in told)
    for node in OF_DAYS:
        for wide, narrow in zip(less.findings.day_counts(node), more.findings.day_counts(node), strict=True):
            assert wide.bounds.lower <= narrow.bounds.lower <= narrow.bounds.upper <= wide.bounds.upper, node.text
    for name in DEFINITIONS:
        for wide, narrow in zip(less.count(name), more.count(name), strict=True):
            assert wide.bounds.lower <= narrow.bounds.lower <= narrow.bounds.upper <= wide.bounds.upper, name


@ALWAYS
@given(diaries())
def test_days_with_and_days_missing_are_never_more_than_days(diary: Diary) -> None:
    found = diagnose(diary)
    counts = [count for name in DEFINITIONS for count in found.count(name)]
    counts += [count for node in SINGLE_CLASSES for count in found.findings.day_counts(node)]
    for count in counts:
        assert count.yes >= 0
        assert count.missing >= 0
        assert count.yes + count.missing <= count.days


UNCERTAIN = st.lists(
    st.tuples(st.integers(0, 5), st.integers(1, 3), st.sampled_from(["sumatriptan", "ibuprofen", "a blue pill"])),
    max_size=4,
)


@ALWAYS
@given(UNCERTAIN, st.sets(st.integers(0, 8)))
def test_wherever_doses_of_uncertain_day_were_taken_the_count_lies_within_its_bounds(
    doses: list[tuple[int, int, str]], clear: set[int]
) -> None:
    first = date(2026, 1, 1)
    diary = Diary(
        doses=tuple(Dose(name=name, day=first + timedelta(days=start), days=days) for start, days, name in doses),
        days=tuple(DayEntry(day=first + timedelta(days=n), drug_taken=NO) for n in clear),
    )
    places = [[(start + n, name) for n in range(days)] for start, days, name in doses]
    findings = diagnose(diary).findings
    for window in ((0, 8), (0, 2), (3, 5), (2, 3)):
        count = findings.count(Unit.DOSE, TRIPTAN_DAYS.that, *(first + timedelta(days=n) for n in window))
        for taken in product(*places):
            on = {day for day, name in taken if name == "sumatriptan" and window[0] <= day <= window[1]}
            assert count.yes <= len(on) <= count.yes + count.missing


@ALWAYS
@given(diaries(), st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(diary: Diary, chance: Any) -> None:
    def mixed(records: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(chance.sample(records, len(records)))

    other = Diary(
        attacks=mixed(diary.attacks),
        doses=mixed(diary.doses),
        days=mixed(diary.days),
        profile=replace(diary.profile, treatments=mixed(diary.profile.treatments)),
    )
    assert everything_said(other) == everything_said(diary)


@ALWAYS
@given(diaries())
def test_a_record_written_twice_changes_nothing(diary: Diary) -> None:
    twice = Diary(
        attacks=diary.attacks * 2,
        doses=diary.doses * 2,
        days=diary.days * 2,
        profile=replace(diary.profile, treatments=diary.profile.treatments * 2),
    )
    assert everything_said(twice) == everything_said(diary)


@ALWAYS
@given(diaries(), st.data())
def test_an_attack_written_as_two_records_that_touch_or_overlap_is_the_same_attack(diary: Diary, data: Any) -> None:
    closed = [it for it in diary.attacks if it.end is not None and it.end > it.start]
    assume(closed)
    attack = data.draw(st.sampled_from(closed))
    middle = attack.start + (attack.end - attack.start) / 2
    overlap = data.draw(st.sampled_from([timedelta(0), (attack.end - attack.start) / 4]))
    # The first record keeps the items; what brought the end, and the sleep, belongs to the last.
    first = replace(attack, end=middle + overlap, woke_at=None, slept_through=NO, woke_pain_free=NO, eased_by=None)
    second = replace(attack, start=middle, key="")
    others = [it for it in diary.attacks if it is not attack]
    split = replace(diary, attacks=(*others, first, second))
    assert everything_said(split) == everything_said(diary)


@ALWAYS
@given(diaries(), st.integers(1, 12))
def test_the_whole_diary_some_weeks_later_says_the_same(diary: Diary, weeks: int) -> None:
    later = timedelta(weeks=weeks)
    moved = Diary(
        attacks=tuple(_moved(it, later) for it in diary.attacks),
        doses=tuple(replace(it, time=it.time and it.time + later, day=it.on + later) for it in diary.doses),
        days=tuple(replace(it, day=it.day + later) for it in diary.days),
        profile=replace(diary.profile, daily_since=diary.profile.daily_since and diary.profile.daily_since + later),
    )
    assert statuses(moved) == statuses(diary)
    assert [it.label for it in diagnose(moved).attacks] == [it.label for it in diagnose(diary).attacks]


def _moved(attack: Attack, later: timedelta) -> Attack:
    return replace(
        attack,
        start=attack.start + later,
        end=attack.end and attack.end + later,
        woke_at=attack.woke_at and attack.woke_at + later,
    )


@ALWAYS
@given(diaries(), st.integers(1, 60))
def test_a_day_without_headache_never_raises_a_count(diary: Diary, number: int) -> None:
    day = diary.days[0].day + timedelta(days=number)
    assume(day < diary.days[-1].day)
    before, after = diagnose(diary), diagnose(replace(diary, days=(*diary.days, DayEntry(day=day, headache=NO))))
    for name in DEFINITIONS:
        for old, new in zip(before.count(name), after.count(name), strict=True):
            assert new.bounds.lower <= old.bounds.lower or _contradicted(diary, day)
            assert new.bounds.upper <= old.bounds.upper or _contradicted(diary, day)


def _contradicted(diary: Diary, day: date) -> bool:
    """Two entries of one day that contradict each other leave the day not known."""
    return any(entry.day == day and entry.headache is YES for entry in diary.days)


@ALWAYS
@given(diaries())
def test_the_explanation_says_what_the_decision_says_at_every_node(diary: Diary) -> None:
    explained, decided = diagnose(diary), diagnose(diary)
    for verdict in (*explained.verdicts, *explained.intractability):
        assert verdict.status is decide(verdict.entity.node, decided.findings)
        assert bool(verdict.missing) is (verdict.status is NOT_KNOWN), verdict.code
        for part in verdict.criteria:
            _agrees(part, decided)


def _agrees(part: Explanation, decided: Diagnosis) -> None:
    assert part.truth is decide(part.node, decided.findings), part.node.text
    assert bool(part.missing) is (part.truth is NOT_KNOWN), part.node.text
    for inner in part.parts:
        _agrees(inner, decided)


@ALWAYS
@given(worlds().flatmap(lambda world: st.tuples(st.just(world), left_out(world))))
def test_an_attack_that_a_drug_may_have_cut_short_is_never_called_neither(pair: tuple[World, frozenset[Any]]) -> None:
    world, hidden = pair
    found = diagnose(world.but(hidden))
    for whole, verdict in zip(found.findings.whole_attacks, found.attacks, strict=True):
        effective = any(dose.effect_at_2h is not Effect.NONE for dose in whole.doses)
        if effective and whole.lasted_h.lower < 4:
            assert verdict.label is not Label.OTHER


@ALWAYS
@given(diaries())
def test_no_code_is_proposed_for_what_is_not_met(diary: Diary) -> None:
    found = diagnose(diary)
    for proposal in found.icd10cm:
        assert found.verdict(proposal.for_ichd3).stands


def test_every_kind_of_node_was_asked() -> None:
    assert len(OF_PERSON) > 50
    assert len(OF_ATTACK) > 50
