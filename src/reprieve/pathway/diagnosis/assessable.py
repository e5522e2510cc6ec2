"""Which criteria can a diary decide, and what would decide the others?

Nothing here is written by hand: it follows from the trees. A fact that a clinician supplies, or
that takes times to the minute or the second, is beyond a diary of days. A criterion can be met (or
refused) from a diary when what the diary can hold is enough to meet (or refuse) it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.trigeminal_facts import has_clock_times
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Who
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Gate, Is, Node, OnDay
from reprieve.pathway.terms.text import later, say


class Assessable(Enum):
    """What a diary of days, with everything in it written, can decide of a criterion."""

    DECIDABLE = "a diary can decide it"
    REFUSED_ONLY = "a diary can only rule it out"
    MET_ONLY = "a diary can only show it"
    NOT_ASSESSABLE = "not assessable from a diary"


CLINICIANS_JUDGEMENT = later("a clinician's judgement")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One lettered criterion of one diagnosis: what a diary can decide of it, and what would decide the rest."""

    code: str
    name: str
    letter: str
    text: str
    assessable: Assessable
    needs: tuple[str, ...]


def beyond_a_diary(fact: Fact) -> bool:
    """Whether an entry about a day cannot supply a fact."""
    return fact.who is Who.CLINICIAN or bool(fact.settled_by)


def needed_for(fact: Fact) -> str:
    """What would supply a fact that is beyond a diary."""
    return fact.settled_by or fact.ask


def table(entities: Sequence[Entity]) -> tuple[Row, ...]:
    """Every lettered criterion of the diagnoses, the clinician's own among them."""
    return tuple(row for entity in entities for row in _rows(entity))


def _rows(entity: Entity) -> Iterator[Row]:
    for criterion in entity.criteria:
        needs = dict.fromkeys(needed_for(fact) for fact in facts_of(criterion) if beyond_a_diary(fact))
        assessable = can_decide(criterion)
        yield Row(
            code=entity.code,
            name=entity.name,
            letter=criterion.letter,
            text=criterion.text,
            assessable=assessable,
            needs=() if assessable is Assessable.DECIDABLE else tuple(needs),
        )
    if entity.clinician_letter:
        yield Row(
            code=entity.code,
            name=entity.name,
            letter=entity.clinician_letter,
            text=entity.clinician_text,
            assessable=Assessable.NOT_ASSESSABLE,
            needs=(CLINICIANS_JUDGEMENT,),
        )


def can_decide(node: Node) -> Assessable:
    """What a diary of days can decide of a node."""
    match _can_be_met(node), _can_be_refused(node):
        case True, True:
            return Assessable.DECIDABLE
        case False, True:
            return Assessable.REFUSED_ONLY
        case True, False:
            return Assessable.MET_ONLY
    return Assessable.NOT_ASSESSABLE


def _can_be_met(node: Node) -> bool:
    """Whether enough parts can be met, while no more than allowed must be left open."""
    if not isinstance(node, Gate):
        return _leaf_is_decidable(node, _can_be_met)
    never_refused = sum(not _can_be_refused(part) for part in node.of)
    if sum(_can_be_met(part) for part in node.of) < node.at_least:
        return False
    return node.at_most is None or max(node.at_least, never_refused) <= node.at_most


def _can_be_refused(node: Node) -> bool:
    """Whether so many parts can be refused that too few are left, or so many met that they are too many."""
    if not isinstance(node, Gate):
        return _leaf_is_decidable(node, _can_be_refused)
    if len(node.of) - sum(_can_be_refused(part) for part in node.of) < node.at_least:
        return True
    return node.at_most is not None and sum(_can_be_met(part) for part in node.of) > node.at_most


def _leaf_is_decidable(node: Node, of_inner: object) -> bool:
    match node:
        case Is() | Amount():
            return not beyond_a_diary(node.fact)
        case Attacks() | Days() | Course() | OnDay():
            return _can_be_met(node.that) if of_inner is _can_be_met else _can_be_refused(node.that)
    raise TypeError(f"a criterion cannot hold a {type(node).__name__}")


def facts_of(node: Node) -> Iterator[Fact]:
    """Every fact a node asks for, of the person, of attacks, days and doses alike."""
    match node:
        case Is() | Amount():
            yield node.fact
        case Gate():
            for part in node.of:
                yield from facts_of(part)
        case Attacks() | Days() | Course() | OnDay():
            yield from facts_of(node.that)


# One diary


def not_assessable(entity: Entity, missing: Sequence[Fact], findings: Findings) -> tuple[str, ...]:
    """What it would take, where all that is missing is beyond this diary; empty where writing on would help."""
    if not missing:
        return ()
    if entity.needs_times and findings.calendar.first is not None and not _has_times(findings):
        return (say(facts.TO_THE_MINUTE),)
    if all(fact.who is Who.CLINICIAN for fact in missing):
        return tuple(dict.fromkeys(say(needed_for(fact)) for fact in missing))
    return ()


def _has_times(findings: Findings) -> bool:
    return any(has_clock_times(attack) for attack in findings.whole_attacks)
