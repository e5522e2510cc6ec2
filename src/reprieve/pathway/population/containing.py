"""Which counts can never be above which others, because one criterion contains another?

Read off the trees of criteria, for whoever must know what a published count tells of another.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import Any

from reprieve.pathway.population.results import VERDICTS
from reprieve.pathway.rules.gates import Amount, Attacks, Gate, Node


@cache
def contained() -> tuple[tuple[int, int], ...]:
    """Pairs of verdicts: whoever meets the first meets the second; whoever cannot meet the second, cannot the first."""
    return _pairs(_follows)


@cache
def excluded() -> tuple[tuple[int, int], ...]:
    """Pairs of verdicts: whoever meets the first cannot meet the second."""
    return _pairs(_excludes)


def _pairs(related: Any) -> tuple[tuple[int, int], ...]:
    nodes = [_standard(entity.node) for entity in VERDICTS]
    every = range(len(nodes))
    return tuple((one, other) for one in every for other in every if one != other and related(nodes[one], nodes[other]))


def _standard(node: Node) -> Node:
    """The one node that stands for all that ask the same, whatever their words."""
    return _STANDARDS.setdefault(_meaning(node), node)


_STANDARDS: dict[Any, Node] = {}


@cache
def _meaning(value: Any) -> Any:
    """What a node asks, as a key."""
    if isinstance(value, tuple):
        return tuple(_meaning(it) for it in value)
    if not isinstance(value, Node):
        return value
    asked = (it.name for it in fields(value) if it.name not in ("text", "letter", "source"))
    parts = (_meaning(getattr(value, name)) for name in asked)
    return (type(value), *(_STANDARD_KEYS.setdefault(part, len(_STANDARD_KEYS)) for part in parts))


_STANDARD_KEYS: dict[Any, int] = {}


def _all(node: Node) -> bool:
    return isinstance(node, Gate) and node.at_least == len(node.of)


def _any(node: Node) -> bool:
    return isinstance(node, Gate) and node.at_least == 1 and node.at_most is None


def _follows(one: Node, other: Node) -> bool:
    return _follows_standard(_standard(one), _standard(other))


@cache
def _follows_standard(one: Node, other: Node) -> bool:
    """Whether it can be read off the trees that the other is met wherever one is, and possible wherever one is."""
    if one is other:
        return True
    if isinstance(other, Gate) and (_all(other) or _any(other)):
        parts = (_follows(one, part) for part in other.of)
        if all(parts) if _all(other) else any(parts):
            return True
    if isinstance(one, Gate) and (_all(one) or _any(one)):
        parts = (_follows(part, other) for part in one.of)
        if any(parts) if _all(one) else all(parts):
            return True
    if isinstance(one, Amount) and isinstance(other, Amount) and one.fact is other.fact:
        return one.at_least >= other.at_least and one.at_most <= other.at_most and one.above >= other.above
    if isinstance(one, Attacks) and isinstance(other, Attacks):
        alike = (one.at_least, one.lifetime, one.within_days) == (other.at_least, other.lifetime, other.within_days)
        return alike and _follows(one.that, other.that)
    return False


@cache
def _excludes(one: Node, other: Node) -> bool:
    """Whether one asks, among all it needs, for none of what the other cannot be without."""
    if not isinstance(one, Gate):
        return False
    if one.at_most == 0:
        return any(_follows(other, part) for part in one.of)
    return _all(one) and any(_excludes(part, other) for part in one.of)
