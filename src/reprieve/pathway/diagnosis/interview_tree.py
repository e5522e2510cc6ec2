"""How is a criterion over a diary asked of a person who tells instead of having written?

The gates stay as they are. What counts attacks or days in a diary becomes one amount that the
person tells: how many such headaches, how many days a month, for how many months. The tree that
comes out has only gates, yes-or-no facts and amounts, and is judged and explained like any other.
"""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.told_facts import (
    DRUG_DAYS,
    HEADACHE_DAYS,
    MONTHS_SO,
    SUCH_DAYS,
    SUCH_HEADACHES,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Gate, Is, Node, OnDay, every, none_of, one_of
from reprieve.pathway.terms.spans import MONTH_DAYS


@cache
def asked_entity(entity: Entity) -> Entity:
    """The diagnosis, or the rule set, with criteria that a person's answers can settle."""
    return replace(entity, criteria=tuple(as_asked(criterion) for criterion in entity.criteria), attack=None)


@cache
def as_asked(node: Node) -> Node:
    """The same criterion over what a person tells of the headache they are asked about."""
    match node:
        case Is() | Amount():
            return node
        case Gate():
            return replace(node, of=tuple(as_asked(part) for part in node.of))
        case Attacks():
            return _such_headaches(node)
        case Days():
            return _days(node)
        case OnDay():
            return as_asked(node.that)
        case Course():
            return _course(node)
    raise TypeError(f"a {type(node).__name__} cannot be asked of a person")


def _such_headaches(node: Attacks) -> Node:
    kind = as_asked(node.that)
    number = Amount(fact=SUCH_HEADACHES, at_least=node.at_least, text="as many as are needed")
    return every(kind, number, text=node.text, letter=node.letter, source=node.source)


def _course(node: Course) -> Node:
    """A course over time is one amount that a person may tell, where the headaches are of the kind."""
    told = Amount(fact=node.fact, at_least=node.at_least, at_most=node.at_most, above=node.above, text=node.text)
    return every(as_asked(node.that), told, text=node.text, letter=node.letter, source=node.source)


def _days(node: Days) -> Node:
    told: list[Node] = [_how_many(node)]
    if node.span_over_days:
        months = node.span_over_days / MONTH_DAYS
        told.append(Amount(fact=MONTHS_SO, above=months, text="for long enough"))
    elif node.at_least > 0 and node.windows * node.window_days > MONTH_DAYS:
        months = node.windows * node.window_days // MONTH_DAYS
        told.append(Amount(fact=MONTHS_SO, at_least=months, text="for long enough"))
    return every(*told, text=node.text, letter=node.letter, source=node.source)


def _how_many(node: Days) -> Node:
    """Days of the kind in a month: none where the headaches are not of the kind."""
    fact, kind = _what_is_counted(node)
    in_a_month = MONTH_DAYS / node.window_days
    number = Amount(
        fact=fact,
        at_least=node.at_least * in_a_month,
        at_most=math.inf if node.at_most is None else node.at_most * in_a_month,
        text="on as many days a month as are asked",
    )
    if kind is None:
        return number
    if node.at_least > 0:
        return every(kind, number, text=node.text)
    return one_of(none_of(kind, text="no headache of the kind"), number, text=node.text)


def _what_is_counted(node: Days) -> tuple[Fact, Node | None]:
    """What the person tells days of, and what the headache must be like for them to count."""
    if node.unit is Unit.DOSE and isinstance(node.that, Is):
        return DRUG_DAYS[node.that.fact], None
    if isinstance(node.that, Is) and node.that.fact is facts.HEADACHE_DAY:
        return HEADACHE_DAYS, None
    return SUCH_DAYS, as_asked(node.that)
