"""Asked about a person of whom nothing is known, no rule says yes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from reprieve.pathway.diagnosis.attack_level import PHENOTYPES
from reprieve.pathway.diagnosis.days import DEFINITIONS, DayDefinition
from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, TRIPTAN_RULES, diagnose
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diary.records import Attack, DayEntry, Diary
from reprieve.pathway.rules.gates import Attacks, Course, Days, Gate, Node
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NOT_KNOWN, YES

ALL = (*ENTITIES, *RULE_SETS, *TRIPTAN_RULES)
START = datetime(2026, 1, 1, 8, tzinfo=UTC)


def parts_of(node: Node) -> Iterator[Node]:
    """A node and every node under it that asks about the same thing."""
    yield node
    if isinstance(node, Gate):
        for part in node.of:
            yield from parts_of(part)


def of_attacks(node: Node) -> Iterator[Node]:
    """Every node under it that is asked of an attack."""
    for part in parts_of(node):
        if isinstance(part, Attacks | Course) or (isinstance(part, Days) and part.unit.value == "attack"):
            yield from parts_of(part.that)


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.code)
def test_a_rule_does_not_say_yes_to_an_empty_diary(entity: Entity) -> None:
    found = diagnose(Diary())
    assert found.verdict(entity.code).status is NOT_KNOWN
    for criterion in entity.criteria:
        for part in parts_of(criterion):
            assert decide(part, found.findings) is not YES, part.text


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.code)
def test_a_rule_does_not_say_yes_to_an_attack_of_which_only_the_beginning_is_known(entity: Entity) -> None:
    found = diagnose(Diary(attacks=(Attack(start=START),)))
    (attack,) = found.findings.attacks
    nodes = [part for criterion in entity.criteria for part in of_attacks(criterion)]
    nodes += list(parts_of(entity.attack)) if entity.attack is not None else []
    for part in nodes:
        assert decide(part, attack) is not YES, part.text
    assert found.verdict(entity.code).status is not YES


@pytest.mark.parametrize("node", PHENOTYPES.values(), ids=PHENOTYPES)
def test_an_attack_of_which_only_the_beginning_is_known_is_of_no_kind(node: Node) -> None:
    (attack,) = diagnose(Diary(attacks=(Attack(start=START),))).findings.attacks
    assert decide(node, attack) is NOT_KNOWN


@pytest.mark.parametrize("kind", DEFINITIONS.values(), ids=DEFINITIONS)
def test_a_day_of_which_nothing_is_known_counts_as_no_kind_of_day(kind: DayDefinition) -> None:
    assert diagnose(Diary()).count(kind) == ()
    assert diagnose(Diary(days=(DayEntry(day=START.date()),))).count(kind) == ()
    (count,) = diagnose(Diary(attacks=(Attack(start=START),))).count(kind, windows=1)
    assert (count.yes, count.missing) == ((1, 29) if kind.key == "headache" else (0, 30))


@pytest.mark.parametrize("entity", ALL, ids=lambda entity: entity.code)
def test_what_is_missing_in_an_empty_diary_is_named(entity: Entity) -> None:
    assert diagnose(Diary()).verdict(entity.code).missing


def test_an_empty_diary_gets_no_code_and_no_attack() -> None:
    found = diagnose(Diary())
    assert (found.icd10cm, found.attacks, found.coverage.span_days) == ((), (), 0)
