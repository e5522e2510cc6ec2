"""What do the criteria say of everybody at once? The judge's trees, read over arrays.

Every tree is the one the judge reads; nothing of a criterion is written here. A node is asked once,
however many criteria share it: first of attacks, doses and days, then of the people.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

from reprieve.pathway.population.attack_planes import Attacks as AttackPlanes
from reprieve.pathway.population.calendars import Calendar, Span, counted, words_for
from reprieve.pathway.population.courses import measured
from reprieve.pathway.population.day_planes import DaysOfKinds, Painted, Wanted
from reprieve.pathway.population.kernels import ALL, WORD, Array, count_of, pack, words_of
from reprieve.pathway.population.layout import MISSING
from reprieve.pathway.population.people import People
from reprieve.pathway.population.persons import OF_PERSON
from reprieve.pathway.population.planes import Edges, Planes, edges_in, gate, planes_in, reaches, within
from reprieve.pathway.population.timelines import count_untold, timeline_of, unwritten_days
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Gate, Is, Node

T = TypeVar("T")

# The calendar's planes hold a year and the day before it, which is as far back as a rule looks.
MOST_WORDS = words_for(366)
NOTHING_YET = Wanted()


class Asking:
    """Some people, and what was asked of them before.

    Parameters
    ----------
    people : People
    wanted : Wanted
        What days will be asked, so that it is painted together; anything else may be asked too.
    """

    def __init__(self, people: People, wanted: Wanted = NOTHING_YET) -> None:
        self.people = people
        self.attacks = AttackPlanes(people)
        self.calendar = Calendar(people, MOST_WORDS)
        self.painted = Painted(self.calendar, self.attacks, wanted)
        self._of_person: dict[Node, Planes] = {}
        self._facts: dict[Fact, Planes | Edges] = {}
        self._days: dict[tuple[int, int], DaysOfKinds] = {}
        self._within: dict[int, Array] = {}
        self._unwritten: dict[int, Array] = {}
        self._tallies: dict[tuple[Node, int], tuple[Array, Array, Array]] = {}
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

    def within(self, days: int) -> Array:
        """The attacks that end at most so many days before the last written day; of 0 days, all of them."""
        if days not in self._within:
            self._within[days] = self._ask_within(days)
        return self._within[days]

    def _ask_within(self, days: int) -> Array:
        if not days:
            return np.full(words_of(len(self.attacks)), ALL)
        since = np.where(self.span.last == MISSING, MISSING, self.span.last.astype(np.int64) - days).astype(np.int32)
        return pack(self.people.wholes.last_day >= self.people.for_attacks(since))

    def unwritten_days(self, within_days: int) -> Array:
        """How many days of each person, of the last so many, tell of nothing; of 0 days, of all of them."""
        if within_days not in self._unwritten:
            found = self._unwritten[within_days] = unwritten_days(self, within_days)
            kept = self.calendar.words * WORD
            longer = np.flatnonzero(self.span.days > kept)
            if not within_days and len(longer):
                # A diary longer than the planes are: its days are gone through.
                nothing = np.zeros(words_of(len(self.attacks)), dtype=np.uint64)
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
                return planes_in(self.fact(node.fact))
            case Amount():
                return within(node, edges_in(self.fact(node.fact)))
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

    def tally(self, that: Node, within_days: int) -> tuple[Array, Array, Array]:
        """How many attacks are written, certainly of a kind, and possibly."""
        if within_days and self._nobody_wrote_before(within_days):
            within_days = 0
        key = (that, within_days)
        if key not in self._tallies:
            planes, asked = self.attacks.ask(that), self.within(within_days)
            written = self.people.number(asked) if within_days else self.people.attacks
            counted = planes.each(lambda plane: self.people.number(plane & asked if within_days else plane))
            self._tallies[key] = written, counted.certain, counted.possible
        return self._tallies[key]

    def _nobody_wrote_before(self, days: int) -> bool:
        return int(self.span.days.max(initial=0)) <= days

    def enough_attacks(self, node: Attacks, written: Array, certain: Array, possible: Array) -> Planes:
        """Whether so many attacks, written, certainly and possibly of a kind, are enough."""
        enough = certain >= node.at_least
        none_of_enough = (possible == 0) & (written >= node.at_least)
        if node.lifetime is None:
            return Planes(enough, ~none_of_enough)
        lifetime = edges_in(self.fact(node.lifetime))
        too_few = (possible < node.at_least) & (lifetime.upper < node.at_least)
        return Planes(enough | ((certain > 0) & (lifetime.lower >= node.at_least)), ~(none_of_enough | too_few))

    def counts(self, node: Days) -> tuple[Array, Array]:
        """Days of the node's kind in each window, the latest first: the least and the most, (windows, people)."""
        key = (node.unit, node.that, node.windows, node.window_days)
        if key not in self._counts:
            words = words_for(node.windows * node.window_days)
            plane = self.days(words, node.window_days).on_day(node.unit, node.that)
            edges = [(n * node.window_days, (n + 1) * node.window_days) for n in range(node.windows)]
            least = np.stack([counted(plane.certain, *window) for window in edges])
            self._counts[key] = least, np.stack([counted(plane.possible, *window) for window in edges])
        return self._counts[key]

    def days(self, words: int, window_days: int) -> DaysOfKinds:
        """The last so many words of days, in windows of so many days."""
        if (words, window_days) not in self._days:
            self._days[words, window_days] = DaysOfKinds(self.painted, words, window_days)
        return self._days[words, window_days]

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
        planes, asked = self.attacks.ask(node.that), self.within(node.within_days)
        certain, possible = (plane & asked for plane in planes)
        found = within(node, measured(self, node, certain, possible))
        written = self.tally(node.that, node.within_days)[0]
        return Planes(found.certain, found.possible | (written < node.attacks_needed))


class Others:
    """The same people with some of their attacks left out, for a rule between two diagnoses.

    Parameters
    ----------
    of : Asking
    kept : Array
        The attacks that are not left out.
    people : Array
        Who is asked; what is said of others may be wrong.
    """

    def __init__(self, of: Asking, kept: Array, people: Array) -> None:
        self.of, self.kept, self.people = of, kept, people
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
        planes, asked = self.of.attacks.ask(node.that), self.of.within(node.within_days)
        written = self._number(asked)
        if isinstance(node, Attacks):
            of_kind = planes.each(lambda plane: self._number(plane & asked))
            return self.of.enough_attacks(node, written, of_kind.certain, of_kind.possible)
        certain, possible = (plane & asked & self.kept for plane in planes)
        found = within(node, measured(self.of, node, certain, possible, self.people))
        return Planes(found.certain, found.possible | (written < node.attacks_needed))

    def _number(self, plane: Array) -> Array:
        found = np.zeros(len(self.of.people), dtype=np.int32)
        count_of(plane, self.kept, self.of.people.whole_offsets, self.people, found)
        return found
