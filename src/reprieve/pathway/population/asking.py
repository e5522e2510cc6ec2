"""What do the criteria say of everybody at once? The judge's trees, read over arrays.

Every tree is the one the judge reads; nothing of a criterion is written here. A node is asked once,
however many criteria share it: first of attacks, doses and days, then of the people.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from reprieve.pathway.population.attack_planes import Attacks as AttackPlanes
from reprieve.pathway.population.calendars import WORD_DAYS, Calendar, Span, counted, words_for
from reprieve.pathway.population.courses import measured
from reprieve.pathway.population.day_planes import DaysOfKinds
from reprieve.pathway.population.kernels import Array, count_others, count_true
from reprieve.pathway.population.layout import MISSING
from reprieve.pathway.population.people import People
from reprieve.pathway.population.persons import OF_PERSON
from reprieve.pathway.population.planes import Edges, Planes, gate, reaches, within
from reprieve.pathway.population.timelines import count_untold, timeline_of, unwritten_days
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Gate, Is, Node

T = TypeVar("T")

# The calendar's planes hold a year and the day before it, which is as far back as a rule looks.
MOST_WORDS = words_for(366)


class Asking:
    """Some people, and what was asked of them before.

    Parameters
    ----------
    people : People
    """

    def __init__(self, people: People) -> None:
        self.people = people
        self.attacks = AttackPlanes(people)
        self.calendar = Calendar(people, MOST_WORDS)
        self._of_attack: dict[Node, Planes] = {}
        self._of_person: dict[Node, Planes] = {}
        self._facts: dict[Fact, Planes | Edges] = {}
        self._days: dict[int, DaysOfKinds] = {}
        self._within: dict[int, Array] = {}
        self._unwritten: dict[int, Array] = {}
        self._counts: dict[tuple[Unit, Node, int, int], tuple[Array, Array]] = {}
        self._kept: dict[Callable[..., Any], Any] = {}

    def kept(self, make: Callable[[Asking], T]) -> T:
        """What a function makes of these people, made once."""
        if make not in self._kept:
            self._kept[make] = make(self)
        found: T = self._kept[make]
        return found

    @property
    def span(self) -> Span:
        """From which day to which each person wrote."""
        return self.calendar.span

    # Attacks

    def attack(self, node: Node) -> Planes:
        """What a node says of every attack."""
        if node not in self._of_attack:
            self._of_attack[node] = self._ask_attacks(node)
        return self._of_attack[node]

    def _ask_attacks(self, node: Node) -> Planes:
        match node:
            case Is():
                return _planes(self.attacks.value(node.fact))
            case Amount():
                return within(node, _edges(self.attacks.value(node.fact)))
            case Gate():
                return gate(node, [self.attack(part) for part in node.of])
        raise TypeError(f"an attack cannot be asked a {type(node).__name__}")

    def within(self, days: int) -> Array:
        """The attacks that end at most so many days before the last written day; of 0 days, all of them."""
        if not days:
            return np.ones(len(self.attacks), dtype=np.bool_)
        since = np.where(self.span.last == MISSING, MISSING, self.span.last.astype(np.int64) - days).astype(np.int32)
        return np.asarray(self.people.wholes.last_day >= self.people.for_attacks(since))

    def number(self, which: Array) -> Array:
        """How many of each person's attacks are some of these."""
        found = np.empty(len(self.people), dtype=np.int32)
        count_true(which, self.people.whole_offsets, found)
        return found

    def unwritten_days(self, within_days: int) -> Array:
        """How many days of each person, of the last so many, tell of nothing; of 0 days, of all of them."""
        if within_days not in self._unwritten:
            found = self._unwritten[within_days] = unwritten_days(self, within_days)
            kept = self.calendar.words * WORD_DAYS
            longer = np.flatnonzero(self.span.days > kept)
            if not within_days and len(longer):
                # A diary longer than the planes are: its days are gone through.
                nothing = np.zeros(len(self.attacks), dtype=np.bool_)
                count_untold(timeline_of(self, nothing, nothing, 0, longer), found)
        return self._unwritten[within_days]

    # People

    def person(self, node: Node) -> Planes:
        """What a node says of every person."""
        if node not in self._of_person:
            self._of_person[node] = self._ask_people(node)
        return self._of_person[node]

    def _ask_people(self, node: Node) -> Planes:
        match node:
            case Is():
                return _planes(self.fact(node.fact))
            case Amount():
                return within(node, _edges(self.fact(node.fact)))
            case Gate():
                return gate(node, [self.person(part) for part in node.of])
            case Attacks():
                return self.enough_attacks(node, *self.tally(node.that, node.within_days))
            case Days():
                return self._enough_days(node)
            case Course():
                return self._course(node)
        raise TypeError(f"a person cannot be asked a {type(node).__name__}")

    def fact(self, fact: Fact) -> Planes | Edges:
        """What is recorded of a fact of the person, of every person."""
        if fact not in self._facts:
            self._facts[fact] = OF_PERSON[fact](self)
        return self._facts[fact]

    def asked(self, days: int) -> Array | None:
        """The attacks that are asked about; None where all are."""
        if not days:
            return None
        if days not in self._within:
            self._within[days] = self.within(days)
        return self._within[days]

    def tally(self, that: Node, within_days: int) -> tuple[Array, Array, Array]:
        """How many attacks are written, certainly of a kind, and possibly."""
        planes, asked = self.attack(that), self.asked(within_days)
        if asked is None:
            return self.people.attacks, self.number(planes.certain), self.number(planes.possible)
        return self.number(asked), self.number(planes.certain & asked), self.number(planes.possible & asked)

    def enough_attacks(self, node: Attacks, written: Array, certain: Array, possible: Array) -> Planes:
        """Whether so many attacks, written, certainly and possibly of a kind, are enough."""
        enough = certain >= node.at_least
        none_of_enough = (possible == 0) & (written >= node.at_least)
        if node.lifetime is None:
            return Planes(enough, ~none_of_enough)
        lifetime = _edges(self.fact(node.lifetime))
        too_few = (possible < node.at_least) & (lifetime.upper < node.at_least)
        return Planes(enough | ((certain > 0) & (lifetime.lower >= node.at_least)), ~(none_of_enough | too_few))

    def counts(self, node: Days) -> tuple[Array, Array]:
        """Days of the node's kind in each window, the latest first: the least and the most, (windows, people)."""
        key = (node.unit, node.that, node.windows, node.window_days)
        if key not in self._counts:
            words = words_for(node.windows * node.window_days)
            plane = self.days(words).on_day(node.unit, node.that)
            edges = [(n * node.window_days, (n + 1) * node.window_days) for n in range(node.windows)]
            least = np.stack([counted(plane.certain, *window) for window in edges])
            self._counts[key] = least, np.stack([counted(plane.possible, *window) for window in edges])
        return self._counts[key]

    def days(self, words: int) -> DaysOfKinds:
        """The last so many words of days."""
        if words not in self._days:
            self._days[words] = DaysOfKinds(self.calendar, self.attacks, self.attack, words)
        return self._days[words]

    def _enough_days(self, node: Days) -> Planes:
        least, most = self.counts(node)
        each = reaches(least, most, node.at_least, node.window_days if node.at_most is None else node.at_most)
        nothing = self.span.last == MISSING
        long_enough = self.span.days > node.span_over_days
        return Planes(
            each.certain.all(axis=0) & ~nothing & long_enough,
            each.possible.all(axis=0) | nothing,
        )

    def _course(self, node: Course) -> Planes:
        everybody = np.arange(len(self.people))
        found = within(node, measured(self, node, self.asked(node.within_days), everybody))
        if not node.attacks_needed:
            return found
        asked = self.asked(node.within_days)
        written = self.people.attacks if asked is None else self.number(asked)
        return Planes(found.certain, found.possible | (written < node.attacks_needed))


class Others:
    """The same people with some of their attacks left out, for a rule between two diagnoses.

    Parameters
    ----------
    of : Asking
    left_out : Array
        The attacks that are left out.
    people : Array
        Whom it is asked of; nothing is said of the others.
    """

    def __init__(self, of: Asking, left_out: Array, people: Array) -> None:
        self.of, self.left_out, self.people = of, left_out, people
        self._found: dict[Node, Planes] = {}

    def person(self, node: Node) -> Planes:
        """What a node says of every person; only what counts attacks is asked anew."""
        if not isinstance(node, Gate | Attacks | Course):
            return self.of.person(node)
        if node not in self._found:
            self._found[node] = self._ask(node)
        return self._found[node]

    def _ask(self, node: Gate | Attacks | Course) -> Planes:
        if isinstance(node, Gate):
            return gate(node, [self.person(part) for part in node.of])
        asked = self.of.asked(node.within_days)
        if isinstance(node, Attacks):
            planes = self.of.attack(node.that)
            return self.of.enough_attacks(
                node, *(self._number(plane, asked) for plane in (None, planes.certain, planes.possible))
            )
        kept = ~self.left_out if asked is None else ~self.left_out & asked
        found = within(node, measured(self.of, node, kept, self.people))
        return Planes(found.certain, found.possible | (self._number(None, asked) < node.attacks_needed))

    def _number(self, plane: Array | None, asked: Array | None) -> Array:
        both = [it for it in (plane, asked) if it is not None]
        which = np.ones(len(self.left_out), dtype=np.bool_) if not both else both[0] if len(both) == 1 else plane & asked
        found = np.zeros(len(self.of.people), dtype=np.int32)
        count_others(which, self.left_out, self.of.people.whole_offsets, self.people, found)
        return found


def _planes(value: Planes | Edges) -> Planes:
    if not isinstance(value, Planes):
        raise TypeError("an amount is asked for with Amount")
    return value


def _edges(value: Planes | Edges) -> Edges:
    if not isinstance(value, Edges):
        raise TypeError("what is yes or no is asked for with Is")
    return value
