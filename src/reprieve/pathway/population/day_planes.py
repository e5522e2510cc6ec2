"""Which days are of a kind: by the attacks of the day, its doses, or what is written of it? For all people at once.

The array form of what `diary.findings` says of one day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

import numpy as np

from reprieve.pathway.diary.attack_facts import DoseFacts
from reprieve.pathway.diary.day_facts import COMPANIONS
from reprieve.pathway.diary.findings import ANY_DRUG_WILL_DO, HEADACHE_DAY_MIN_H
from reprieve.pathway.population.attack_planes import Attacks
from reprieve.pathway.population.calendars import Calendar
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.planes import Planes, gate
from reprieve.pathway.rules.facts import ANY_PAIN, HEADACHE_DAY, OTHER_SYMPTOMS, Fact, Unit
from reprieve.pathway.rules.gates import Gate, Is, Node, OnDay
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, YES


class DaysOfKinds:
    """The last days of some people, as far as so many words go.

    Parameters
    ----------
    calendar : Calendar
    attacks : Attacks
    attack : callable
        What a node says of every attack.
    words : int
        How many words of the calendar's planes are looked at.
    """

    def __init__(self, calendar: Calendar, attacks: Attacks, attack: Callable[[Node], Planes], words: int) -> None:
        self.calendar, self.attacks, self.attack, self.words = calendar, attacks, attack, words
        self._found: dict[tuple[Unit, Node], Planes] = {}

    def on_day(self, unit: Unit, that: Node) -> Planes:
        """Whether each day is of the kind."""
        if (unit, that) not in self._found:
            ask = {Unit.ATTACK: self._attack_on, Unit.DOSE: self._dose_on, Unit.DAY: self._day}[unit]
            self._found[unit, that] = ask(that)
        return self._found[unit, that]

    def _day(self, node: Node) -> Planes:
        match node:
            case Is():
                return OF_DAY[node.fact](self)
            case Gate():
                return gate(node, [self.on_day(Unit.DAY, part) for part in node.of])
            case OnDay(at_its_start=True):
                return self._begun_on(node.that)
            case OnDay():
                return self.on_day(node.unit, node.that)
        raise TypeError(f"a day cannot be asked a {type(node).__name__}")

    def cut(self, plane: Array) -> Array:
        """As many words of one of the calendar's planes as are looked at."""
        return plane[: self.words]

    def with_attacks(self, which: Array, *, at_start: bool = False) -> Array:
        """The days with some of the attacks."""
        return self.calendar.with_attacks(which, self.words, at_start=at_start)

    # What every question rests on

    @cached_property
    def any_attack(self) -> Array:
        """The days with an attack."""
        return self.cut(self.calendar.attacks)

    def where_attacks(self, with_attack: Array, without: Array) -> Array:
        """One plane on the days with an attack, the other on those without."""
        return (self.any_attack & with_attack) | (~self.any_attack & without)

    @cached_property
    def headache(self) -> Planes:
        """What is said of headache."""
        return Planes(*(self.cut(plane) for plane in self.calendar.headache))

    @cached_property
    def _surely_told(self) -> Array:
        """The days that tell of all their attacks."""
        return ~self.cut(self.calendar.maybe_attack) & (self.any_attack | self.headache.no)

    def _attack_on(self, that: Node) -> Planes:
        asked = self.attack(that)
        certain, possible = self.with_attacks(asked.certain), self.with_attacks(asked.possible)
        return Planes(certain, possible | ~self._surely_told)

    def _begun_on(self, that: Node) -> Planes:
        """The same of attacks that began on the day; of the later days of an attack it is not known."""
        asked, begun = self.attack(that), self.cut(self.calendar.begun)
        possible = self.with_attacks(asked.possible, at_start=True)
        later_no = self.any_attack & ~begun & self.on_day(Unit.ATTACK, that).no
        no = (self._surely_told & (begun | ~self.any_attack) & ~possible) | later_no
        return Planes(self.with_attacks(asked.certain, at_start=True), ~no)

    # Doses

    @cached_property
    def _acute(self) -> Array:
        return self._of_drugs([drug is None or drug.acute for drug in self.calendar.people.drugs.known])

    def _of_drugs(self, which: list[bool]) -> Array:
        of_dose = np.array(which, dtype=np.bool_)[self.calendar.people.doses.drug]
        return self.calendar.with_doses(of_dose, self.words)

    @cached_property
    def _unnamed(self) -> Array:
        """The days on which a drug was taken and nobody wrote which."""
        people = self.calendar.people
        one_day = ~self.attacks.endless & (people.wholes.first_day == people.wholes.last_day)
        took = one_day & ~people.given.dosed & people.said("drug_taken").certain
        return self.cut(self.calendar.drug_taken.certain) | self.with_attacks(took)

    @cached_property
    def _no_drug(self) -> Array:
        """The days without a named drug that tell that none was taken."""
        without = self.any_attack & ~self.with_attacks(self.attacks.acute_drug.possible)
        return ~self._unnamed & (self.cut(self.calendar.drug_taken.no) | without)

    def _dose_on(self, that: Node) -> Planes:
        drugs = self.calendar.people.drugs.known
        truths = [decide(that, DoseFacts(drug=drug)) for drug in drugs]
        acute = [drug is None or drug.acute for drug in drugs]
        certain = self._of_drugs([truth is YES and ok for truth, ok in zip(truths, acute, strict=True)])
        possible = self._of_drugs([truth is not NO and ok for truth, ok in zip(truths, acute, strict=True)])
        if isinstance(that, Is) and that.fact in ANY_DRUG_WILL_DO:
            certain = certain | (~self._acute & self._unnamed)
        return Planes(certain, ~((self._acute & ~possible) | (~self._acute & self._no_drug)))


def _headache_day(it: DaysOfKinds) -> Planes:
    counts, said = _counts_as_headache(it.attacks), it.headache
    certain = said.certain | it.with_attacks(counts.certain)
    return Planes(certain, certain | it.where_attacks(it.with_attacks(counts.possible), said.possible))


def _counts_as_headache(it: Attacks) -> Planes:
    of, lasted, treated = it.people.wholes, it.lasted_h, it.acute_drug
    painless, only_aura = of.pain_known & (of.pain == 0), _only_aura(it)
    long_enough = lasted.upper >= HEADACHE_DAY_MIN_H
    possible = ~painless & (only_aura | long_enough | treated.possible)
    return Planes(~painless & ~only_aura & (long_enough | treated.certain), possible)


def _only_aura(it: Attacks) -> Array:
    """An aura without headache, and no pain written."""
    of = it.people.wholes
    return ~of.pain_known & (of.pain == 0) & it.people.said("headache_within_60_min").no


def _any_pain(it: DaysOfKinds) -> Planes:
    of, only_aura = it.attacks.people.wholes, _only_aura(it.attacks)
    hurts = ~(of.pain_known & (of.pain == 0))
    certain = it.headache.certain | it.with_attacks(hurts & ~only_aura)
    by_attack = it.with_attacks(hurts) | it.cut(it.calendar.maybe_attack)
    return Planes(certain, certain | it.where_attacks(by_attack, it.headache.possible))


def _other_symptoms(it: DaysOfKinds) -> Planes:
    written = np.zeros(len(it.attacks), dtype=np.bool_)
    for fact in COMPANIONS:
        value = it.attacks.value(fact)
        if isinstance(value, Planes):
            written |= value.certain
    said = it.calendar.other_symptoms
    certain = it.cut(said.certain) | it.with_attacks(written, at_start=True)
    return Planes(certain, certain | it.cut(said.possible))


OF_DAY: Mapping[Fact, Callable[[DaysOfKinds], Planes]] = {
    HEADACHE_DAY: _headache_day,
    ANY_PAIN: _any_pain,
    OTHER_SYMPTOMS: _other_symptoms,
}
