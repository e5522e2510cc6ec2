"""What does a tree of gates say of a whole array of subjects at once, with three values?

Two planes: what is certain, and what is possible; what is possible and not certain is not known. The
elements are booleans, one for each person, or words of 64 attacks or 64 days; gates are the same for all.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from reprieve.pathway.population.kernels import Array
from reprieve.pathway.rules.gates import Amount, Course, Gate


class Planes(NamedTuple):
    """Yes where `certain`, no where not `possible`, not known in between; one and the same where all is known."""

    certain: Array
    possible: Array

    @property
    def no(self) -> Array:
        """Where it is known not to be so."""
        return ~self.possible

    @property
    def known(self) -> bool:
        """Whether the two planes are one."""
        return self.certain is self.possible

    def each(self, change: Callable[[Array], Array]) -> Planes:
        """Both planes changed; once, where they are one."""
        certain = change(self.certain)
        return Planes(certain, certain if self.known else change(self.possible))


class Edges(NamedTuple):
    """The least and the most that amounts can be."""

    lower: Array
    upper: Array


def gate(node: Gate, parts: Sequence[Planes]) -> Planes:
    """Whether enough parts hold, and not too many."""
    certain, possible = [part.certain for part in parts], [part.possible for part in parts]
    too_many = len(parts) + 1 if node.at_most is None else node.at_most + 1
    if all(part.known for part in parts):
        both = _but(_at_least(certain, node.at_least), _at_least(certain, too_many), certain[0])
        return Planes(both, both)
    return Planes(
        _but(_at_least(certain, node.at_least), _at_least(possible, too_many), certain[0]),
        _but(_at_least(possible, node.at_least), _at_least(certain, too_many), certain[0]),
    )


def _but(enough: Array | None, too_many: Array | None, like: Array) -> Array:
    if enough is None:
        return ~np.zeros_like(like) if too_many is None else ~too_many
    return enough if too_many is None else enough & ~too_many


def _at_least(planes: Sequence[Array], number: int) -> Array | None:
    """Where at least so many hold; None where nothing is asked: of no planes everywhere, of too many nowhere."""
    if number <= 0 or number > len(planes):
        return None
    if number == len(planes):
        return _joined(planes, np.bitwise_and)
    if number == 1:
        return _joined(planes, np.bitwise_or)
    # reached[k]: where at least k + 1 of the planes so far hold.
    reached = [np.zeros_like(planes[0]) for _ in range(number)]
    for plane in planes:
        for k in range(number - 1, 0, -1):
            reached[k] |= reached[k - 1] & plane
        reached[0] |= plane
    return reached[-1]


def _joined(planes: Sequence[Array], by: np.ufunc) -> Array:
    if len(planes) == 1:
        return planes[0]
    found: Array = by(planes[0], planes[1])
    for plane in planes[2:]:
        by(found, plane, out=found)
    return found


def within(node: Amount | Course, amount: Edges) -> Planes:
    """Whether amounts lie in [at_least, at_most], and above `above`."""
    if amount.lower is amount.upper:
        return _exactly_within(node, amount.lower)
    certain: list[Array] = []
    possible: list[Array] = []
    if node.at_least != -math.inf:
        certain.append(amount.lower >= node.at_least)
        possible.append(amount.upper >= node.at_least)
    if node.at_most != math.inf:
        certain.append(amount.upper <= node.at_most)
        possible.append(amount.lower <= node.at_most)
    if node.above != -math.inf:
        certain.append(amount.lower > node.above)
        possible.append(amount.upper > node.above)
    if not certain:
        everywhere = np.ones(len(amount.lower), dtype=bool)
        return Planes(everywhere, everywhere)
    return Planes(_joined(certain, np.bitwise_and), _joined(possible, np.bitwise_and))


def _exactly_within(node: Amount | Course, amount: Array) -> Planes:
    found = np.ones(len(amount), dtype=bool)
    if node.at_least != -math.inf:
        found &= amount >= node.at_least
    if node.at_most != math.inf:
        found &= amount <= node.at_most
    if node.above != -math.inf:
        found &= amount > node.above
    return Planes(found, found)


def reaches(lower: Array, upper: Array, at_least: int, at_most: int) -> Planes:
    """Whether counts lie in [at_least, at_most]."""
    return Planes((lower >= at_least) & (upper <= at_most), (upper >= at_least) & (lower <= at_most))


def planes_in(value: Planes | Edges) -> Planes:
    """The value of a fact that is yes or no."""
    if not isinstance(value, Planes):
        raise TypeError("an amount is asked for with Amount")
    return value


def edges_in(value: Planes | Edges) -> Edges:
    """The value of a fact that is an amount."""
    if not isinstance(value, Edges):
        raise TypeError("what is yes or no is asked for with Is")
    return value
