"""How is a criterion written, once, so that it can be judged and explained?

A criterion is a tree. Its leaves ask for facts; its branches are gates: at least *k*, at most *m*
of the parts. All is n of n, any is 1 of n, none is at most 0. Two leaves count: attacks of a kind,
and days of a kind per window; one measures the course of attacks over time. Whatever else reads
criteria (the explanation, the manual, a population run) reads these trees.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.measures import Measure
from reprieve.pathway.terms.sources import Source


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Node:
    """One part of a criterion, with the words and the source it is shown with.

    Parameters
    ----------
    text : str
        Short text of our own.
    letter : str
        The letter the published criterion has, where it has one.
    source : Source or None
        Where it comes from; None: as the node above.
    """

    text: str = ""
    letter: str = ""
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Is(Node):
    """A yes-or-no fact."""

    fact: Fact


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Amount(Node):
    """An amount within [at_least, at_most], both included, and above `above`, which is not."""

    fact: Fact
    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gate(Node):
    """At least `at_least` and at most `at_most` of the parts."""

    of: tuple[Node, ...]
    at_least: int
    at_most: int | None = None

    def __post_init__(self) -> None:
        top = len(self.of) if self.at_most is None else self.at_most
        if not 0 <= self.at_least <= top <= len(self.of):
            raise ValueError(f"{self.text!r}: at_least {self.at_least}, at_most {self.at_most} of {len(self.of)}")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attacks(Node):
    """At least so many attacks of a kind.

    Parameters
    ----------
    that : Node
        What each attack must fulfil; a tree over facts of one attack.
    at_least : int
        1 or more.
    lifetime : Fact or None
        The person's own count of such attacks in life. One attack of the kind in the diary
        together with such a count can fulfil the criterion; a count below `at_least` can refuse it.
    within_days : int
        Only attacks that reach into the last so many days of the diary; 0 asks all of them.

    Notes
    -----
    Refused when at least `at_least` attacks are written and none of them could be of the kind.
    Fewer attacks than that cannot refuse it: what was before the diary is not known.
    """

    that: Node
    at_least: int
    lifetime: Fact | None = None
    within_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Days(Node):
    """So many days of a kind in each of several consecutive windows that end on the last written day.

    Parameters
    ----------
    unit : Unit
        What `that` is asked of: the attacks of the day, the doses of the day, or the day itself.
    that : Node
        A day counts when one of its attacks (doses) fulfils this, or it does itself.
    at_least, at_most : int
        Days per window; every window must lie within.
    windows, window_days : int
        How many windows of how many days.
    span_over_days : int
        The diary must span more days than this; 0 asks nothing. "More than three months" is 90.
    """

    unit: Unit
    that: Node
    at_least: int = 0
    at_most: int | None = None
    windows: int = 3
    window_days: int = 30
    span_over_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course(Node):
    """The course of attacks of a kind over time: a measure of it lies within [at_least, at_most], above `above`.

    Parameters
    ----------
    that : Node
        What an attack must fulfil to be of the kind; a tree over facts of one attack.
    measure : Measure
        What is measured of the attacks of the kind in order of time; what its number is counted in is its own.
    fact : Fact
        What is named when it is not known; its name and its measure say the amount.
    attacks_needed : int
        Refused only where at least so many attacks, of whatever kind, are written: what was before the
        diary is not known. 0 where the measure itself knows when it can refuse.
    within_days : int
        Only attacks that reach into the last so many days of the diary; 0 takes all of them.
    """

    that: Node
    measure: Measure
    fact: Fact
    at_least: float = -math.inf
    at_most: float = math.inf
    above: float = -math.inf
    attacks_needed: int = 0
    within_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OnDay(Node):
    """On one day: one of its attacks, or one of its doses, fulfils `that`.

    `at_its_start` counts an attack only on the day it began; on its later days it is not known.
    """

    unit: Unit
    that: Node
    at_its_start: bool = False


def every(*of: Node, text: str = "", letter: str = "", source: Source | None = None) -> Gate:
    """All of the parts."""
    return Gate(of=of, at_least=len(of), text=text, letter=letter, source=source)


def one_of(*of: Node, text: str = "", letter: str = "", source: Source | None = None) -> Gate:
    """At least one of the parts."""
    return Gate(of=of, at_least=1, text=text, letter=letter, source=source)


def none_of(*of: Node, text: str = "", letter: str = "", source: Source | None = None) -> Gate:
    """Not one of the parts."""
    return Gate(of=of, at_least=0, at_most=0, text=text, letter=letter, source=source)


def leaves(node: Node) -> tuple[Node, ...]:
    """Every leaf under a node that asks about the same thing as the node, in order."""
    if isinstance(node, Gate):
        return tuple(leaf for part in node.of for leaf in leaves(part))
    return (node,)
