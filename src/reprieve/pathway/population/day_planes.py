"""Which days are of a kind: by the attacks of the day, its doses, or what is written of it? For all people at once.

The array form of what `diary.findings` says of one day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reprieve.pathway.diary.attack_facts import DoseFacts
from reprieve.pathway.diary.day_facts import COMPANIONS
from reprieve.pathway.diary.findings import ANY_DRUG_WILL_DO, HEADACHE_DAY_MIN_H
from reprieve.pathway.population.attack_planes import Attacks
from reprieve.pathway.population.calendars import Calendar
from reprieve.pathway.population.handing_out import held_by_others
from reprieve.pathway.population.kernels import ALL, Array, pack, words_of
from reprieve.pathway.population.planes import Planes, gate
from reprieve.pathway.rules.facts import ANY_PAIN, HEADACHE_DAY, OTHER_SYMPTOMS, Fact, Unit
from reprieve.pathway.rules.gates import Days, Gate, Is, Node, OnDay
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth


@dataclass(frozen=True)
class Wanted:
    """What days will be asked of attacks, of attacks that began on them, and of doses."""

    attacks: tuple[Node, ...] = ()
    begun: tuple[Node, ...] = ()
    doses: tuple[Node, ...] = ()


def wanted_by(nodes: Iterable[Node]) -> Wanted:
    """What trees over people will ask of days."""
    asked: dict[tuple[str, Node], None] = {}
    for node in nodes:
        _collect(node, asked)
    return Wanted(**{kind: tuple(node for of, node in asked if of == kind) for kind in ("attacks", "begun", "doses")})


def _collect(node: Node, asked: dict[tuple[str, Node], None]) -> None:
    match node:
        case Gate():
            for part in node.of:
                _collect(part, asked)
        case Days(unit=Unit.DAY):
            _collect(node.that, asked)
        case Days() | OnDay():
            asked["doses" if node.unit is Unit.DOSE else "attacks", node.that] = None
            if isinstance(node, OnDay) and node.at_its_start:
                asked["begun", node.that] = None


class Painted:
    """The days with attacks and with doses of every kind that is asked about, painted together.

    Parameters
    ----------
    calendar : Calendar
    attacks : Attacks
    wanted : Wanted
        What will be asked; anything else is painted when it is asked.
    """

    def __init__(self, calendar: Calendar, attacks: Attacks, wanted: Wanted) -> None:
        self.calendar, self.attacks = calendar, attacks
        self._wanted = wanted
        self._with: dict[Node, tuple[Array, Array | None]] = {}
        self._begun: dict[Node, tuple[Array, Array | None]] = {}
        self._doses: dict[int, PaintedDoses] = {}

    @cached_property
    def _on_their_own(self) -> dict[str, Array]:
        """What every count of days rests on, and all attacks that are wanted, in one pass."""
        it, everywhere = self.attacks, np.full(words_of(len(self.attacks)), ALL)
        counts = _counts_as_headache(it)
        own = {
            "any": everywhere,
            "headache": counts.certain,
            "maybe_headache": counts.possible & ~counts.certain,
            "unnamed": _took_an_unnamed_one(it),
            "maybe_drug": it.acute_drug.possible,
        }
        return self._paint(self._wanted.attacks, self._wanted.begun, own, {"begun": everywhere})

    def _paint(
        self, nodes: Sequence[Node], begun: Sequence[Node], own: Mapping[str, Array], own_begun: Mapping[str, Array]
    ) -> dict[str, Array]:
        # What is not known is less than what is possible, and is painted instead of it.
        planes = [plane for node in nodes for plane in _certain_and_not_known(self.attacks.ask(node))]
        starts = [plane for node in begun for plane in _certain_and_not_known(self.attacks.ask(node))]
        days, first_days = self.calendar.paint_attacks([*planes, *own.values()], [*starts, *own_begun.values()])
        days_left, first_days_left = iter(days), iter(first_days)
        self._with |= {node: self._taken(self.attacks.ask(node), days_left) for node in nodes}
        self._begun |= {node: self._taken(self.attacks.ask(node), first_days_left) for node in begun}
        return dict(zip(own, days_left, strict=True)) | dict(zip(own_begun, first_days_left, strict=True))

    @staticmethod
    def _taken(planes: Planes, days: Iterator[Array]) -> tuple[Array, Array | None]:
        return next(days), None if planes.known else next(days)

    def own(self, name: str) -> Array:
        """The days of attacks that every count of days rests on."""
        return self._on_their_own[name]

    def with_these(self, which: Array, *, at_start: bool = False) -> Array:
        """The days with some attacks, or on which one of them began."""
        days, first_days = self.calendar.paint_attacks([] if at_start else [which], [which] if at_start else [])
        found: Array = (first_days if at_start else days)[0]
        return found

    def with_attack(self, that: Node, words: int) -> Planes:
        """The days with an attack of a kind, as far as so many words go."""
        self._on_their_own  # noqa: B018  # paints all that are wanted
        if that not in self._with:
            self._paint([that], [], {}, {})
        return _as_planes(*self._with[that], words)

    def begun(self, that: Node, words: int) -> Planes:
        """The days on which an attack of a kind began."""
        self._on_their_own  # noqa: B018
        if that not in self._begun:
            self._paint([], [that], {}, {})
        return _as_planes(*self._begun[that], words)

    def doses(self, window_days: int) -> PaintedDoses:
        """The days with doses, as windows of so many days count them."""
        if window_days not in self._doses:
            self._doses[window_days] = PaintedDoses(self.calendar, self._wanted.doses, window_days)
        return self._doses[window_days]


class PaintedDoses:
    """The days with doses of every kind that is asked about, as windows of so many days count them.

    A dose that lies on one of several days counts on the first of them, where all lie in one window and no other
    dose of the kind may be the same day's; otherwise it may have been on any.
    """

    def __init__(self, calendar: Calendar, wanted: Sequence[Node], window_days: int) -> None:
        self.calendar, self.window_days = calendar, window_days
        self._found: dict[Node, DoseDays] = {}
        self.acute: Array = np.zeros(0)
        self._paint(wanted)

    def with_dose(self, that: Node, words: int) -> DoseDays:
        """The days with an acute dose of a kind, as far as so many words go."""
        if that not in self._found:
            self._paint([that])
        found = self._found[that]
        maybe = None if found.maybe is None else found.maybe[:words]
        return DoseDays(found.certain[:words], found.not_known[:words], maybe)

    def _paint(self, nodes: Sequence[Node]) -> None:
        for first in range(0, max(len(nodes), 1), KINDS_AT_ONCE):
            self._paint_some(nodes[first : first + KINDS_AT_ONCE])

    def _paint_some(self, nodes: Sequence[Node]) -> None:
        doses, drugs, kinds = self.calendar.people.doses, self.calendar.people.drugs.known, len(nodes)
        truths = [[decide(node, DoseFacts(drug=drug)) for drug in drugs] for node in nodes]
        acute = np.array([drug is None or drug.acute for drug in drugs], dtype=np.bool_)
        yes, open_ = (_bits_by_drug(truths, len(drugs), which) for which in (YES, NOT_KNOWN))
        # Bits of a dose's code: what it certainly is, what it may be, and that it is acute.
        codes = np.where(acute, yes | open_ << np.uint64(kinds) | np.uint64(1 << 2 * kinds), np.uint64(0))[doses.drug]
        several = np.flatnonzero(doses.days != 1)
        maybe: Array | None = None
        if len(several):
            maybe = self._paint_several(several, codes, (yes | open_), acute, kinds)
        days = self.calendar.paint_doses(codes, doses.day, doses.day, 2 * kinds + 1)
        self.acute = days[2 * kinds]
        for n, node in enumerate(nodes):
            self._found[node] = DoseDays(days[n], days[kinds + n], None if maybe is None else maybe[n])

    def _paint_several(self, several: Array, codes: Array, of_kinds: Array, acute: Array, kinds: int) -> Array:
        """Put into `codes` for what such doses count on their first day; the days on which each kind may have been."""
        people, doses = self.calendar.people, self.calendar.people.doses
        held = np.zeros(len(codes), dtype=np.uint64)
        held_by_others(people.dose_offsets, doses, of_kinds, held)
        last = people.of_doses(self.calendar.span.last)[several].astype(np.int64)
        newest = last - doses.day[several] - doses.days[several] + 1
        in_one_window = (last - doses.day[several]) // self.window_days == newest // self.window_days
        drug, all_kinds = doses.drug[several], np.uint64((1 << kinds) - 1)
        here = np.where(in_one_window, ~held[several] & all_kinds, np.uint64(0))
        acute_bit = np.where(in_one_window & acute[drug], np.uint64(1 << 2 * kinds), np.uint64(0))
        codes[several] &= here | here << np.uint64(kinds) | acute_bit
        on_first = np.where(in_one_window, np.where(acute[drug], held[several], np.uint64(0)), all_kinds)
        maybe = np.zeros((2, len(codes)), dtype=np.uint64)
        maybe[0, several], maybe[1, several] = of_kinds[drug] & on_first, of_kinds[drug]
        last_day = doses.day + doses.days - 1
        later = self.calendar.paint_doses(maybe[1], np.minimum(doses.day + 1, last_day), last_day, kinds)
        return later | self.calendar.paint_doses(maybe[0], doses.day, doses.day, kinds)


class DoseDays(NamedTuple):
    """Of a kind of dose: the days with one for certain, perhaps of the kind, and perhaps on another day."""

    certain: Array
    not_known: Array
    maybe: Array | None


# Kinds of doses in one code of 64 bits, with what they may be and the bit of acute drugs.
KINDS_AT_ONCE = 31


def _bits_by_drug(truths: Sequence[Sequence[Truth]], drugs: int, which: Truth) -> Array:
    """For each drug a bit for each kind of which that is the answer."""
    found = np.zeros(drugs, dtype=np.uint64)
    for bit, row in enumerate(truths):
        found |= np.array([truth is which for truth in row], dtype=np.uint64) << np.uint64(bit)
    return found


def _certain_and_not_known(planes: Planes) -> tuple[Array, ...]:
    return (planes.certain,) if planes.known else (planes.certain, planes.possible & ~planes.certain)


def _as_planes(certain: Array, not_known: Array | None, words: int) -> Planes:
    certain = certain[:words]
    return Planes(certain, certain if not_known is None else certain | not_known[:words])


class DaysOfKinds:
    """The last days of some people, as far as so many words go.

    Parameters
    ----------
    painted : Painted
    words : int
        How many words of the calendar's planes are looked at.
    window_days : int
        How long the windows are.
    """

    def __init__(self, painted: Painted, words: int, window_days: int) -> None:
        self.painted, self.calendar, self.words, self.window_days = painted, painted.calendar, words, window_days
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

    def cut_both(self, planes: Planes) -> Planes:
        """The same of both planes."""
        return Planes(self.cut(planes.certain), self.cut(planes.possible))

    def own(self, name: str) -> Array:
        """The days of attacks that every count of days rests on."""
        return self.cut(self.painted.own(name))

    # What every question rests on

    @cached_property
    def any_attack(self) -> Array:
        """The days with an attack."""
        return self.own("any")

    def where_attacks(self, with_attack: Array, without: Array) -> Array:
        """One plane on the days with an attack, the other on those without."""
        return (self.any_attack & with_attack) | (~self.any_attack & without)

    @cached_property
    def headache(self) -> Planes:
        """What is said of headache."""
        return self.cut_both(self.calendar.headache)

    @cached_property
    def _not_surely_told(self) -> Array:
        """The days that may not tell of all their attacks."""
        return self.cut(self.calendar.maybe_attack) | ~(self.any_attack | self.headache.no)

    def _attack_on(self, that: Node) -> Planes:
        asked = self.painted.with_attack(that, self.words)
        return Planes(asked.certain, asked.possible | self._not_surely_told)

    def _begun_on(self, that: Node) -> Planes:
        """The same of attacks that began on the day; of the later days of an attack it is not known."""
        asked, begun = self.painted.begun(that, self.words), self.own("begun")
        later_no = self.any_attack & ~begun & self.on_day(Unit.ATTACK, that).no
        no = (~self._not_surely_told & (begun | ~self.any_attack) & ~asked.possible) | later_no
        return Planes(asked.certain, ~no)

    # Doses

    @cached_property
    def _doses(self) -> PaintedDoses:
        return self.painted.doses(self.window_days)

    @cached_property
    def _unnamed(self) -> Array:
        """The days on which a drug was taken and nobody wrote which, and none is named."""
        unnamed = self.cut(self.calendar.drug_taken.certain) | self.own("unnamed")
        return unnamed & ~self.cut(self._doses.acute)

    @cached_property
    def _no_drug(self) -> Array:
        """The days without a named drug that tell that none was taken."""
        without = self.any_attack & ~self.own("maybe_drug")
        told_no = self.cut(self.calendar.drug_taken.no) | without
        return told_no & ~self._unnamed & ~self.cut(self._doses.acute)

    def _dose_on(self, that: Node) -> Planes:
        asked = self._doses.with_dose(that, self.words)
        unnamed = self._unnamed if isinstance(that, Is) and that.fact in ANY_DRUG_WILL_DO else None
        no = (self.cut(self._doses.acute) & ~(asked.certain | asked.not_known)) | self._no_drug
        if asked.maybe is not None:
            no = no & ~asked.maybe
            unnamed = None if unnamed is None else unnamed & ~asked.maybe
        return Planes(asked.certain if unnamed is None else asked.certain | unnamed, ~no)


def _headache_day(it: DaysOfKinds) -> Planes:
    certain = it.headache.certain | it.own("headache")
    return Planes(certain, certain | it.where_attacks(it.own("maybe_headache"), it.headache.possible))


def _any_pain(it: DaysOfKinds) -> Planes:
    hurts, only_aura = ~it.painted.attacks.painless, _only_aura(it.painted.attacks)
    certain = it.headache.certain | it.cut(it.painted.with_these(hurts & ~only_aura))
    by_attack = it.cut(it.painted.with_these(hurts)) | it.cut(it.calendar.maybe_attack)
    return Planes(certain, certain | it.where_attacks(by_attack, it.headache.possible))


def _other_symptoms(it: DaysOfKinds) -> Planes:
    said, companions = it.cut_both(it.calendar.other_symptoms), _companions(it.painted.attacks)
    certain = said.certain | it.cut(it.painted.with_these(companions, at_start=True))
    return Planes(certain, certain | said.possible)


# What days ask of attacks


def _counts_as_headache(it: Attacks) -> Planes:
    only_aura, treated = _only_aura(it), it.acute_drug
    long_enough = pack(it.lasted_h.upper >= HEADACHE_DAY_MIN_H)
    possible = ~it.painless & (only_aura | long_enough | treated.possible)
    return Planes(~it.painless & ~only_aura & (long_enough | treated.certain), possible)


def _only_aura(it: Attacks) -> Array:
    """An aura without headache, and no pain written."""
    of = it.people.wholes
    return pack(~of.pain_known & (of.pain == 0)) & it.people.said("headache_within_60_min").no


def _took_an_unnamed_one(it: Attacks) -> Array:
    """A drug was taken, nobody wrote which, and it can only have been on one day."""
    of = it.people.wholes
    undosed_on_one_day = pack((of.first_day == of.last_day) & ~it.people.given.dosed)
    return undosed_on_one_day & ~it.endless & it.people.said("drug_taken").certain


def _companions(it: Attacks) -> Array:
    """A symptom of migraine besides pain."""
    found = np.zeros(words_of(len(it)), dtype=np.uint64)
    for fact in COMPANIONS:
        value = it.value(fact)
        if isinstance(value, Planes):
            found = found | value.certain
    return found


OF_DAY: Mapping[Fact, Callable[[DaysOfKinds], Planes]] = {
    HEADACHE_DAY: _headache_day,
    ANY_PAIN: _any_pain,
    OTHER_SYMPTOMS: _other_symptoms,
}
