"""What do the records say to each question a rule may ask about one attack? For all attacks at once.

The array form of `diary.attack_facts`, `aura_facts` and `spells`: each fact by the same name, from bits
that were joined over the records of an attack and over its doses.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np

from reprieve.pathway.diary.attack_facts import DEVELOPED_AFTER_H
from reprieve.pathway.population.encoding import SEVERAL_SYMPTOMS
from reprieve.pathway.population.handing_out import DOSE_BITS
from reprieve.pathway.population.kernels import ALL, Array, bits_to_planes, kernel, pack, words_of
from reprieve.pathway.population.layout import ATTACK_BITS, DAY_S, EPOCH, MISSING, NOT_WRITTEN
from reprieve.pathway.population.merging import HOUR_S, Wholes, any_of_run, break_between, run_together, span_runs
from reprieve.pathway.population.people import People
from reprieve.pathway.population.planes import Edges, Planes, edges_in, gate, planes_in, within
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.rules.gates import Amount, Gate, Is, Node

# The year of each day of two centuries, from this day on.
FIRST_DAY = (date(1900, 1, 1) - EPOCH).days
YEARS = np.array([date.fromordinal(EPOCH.toordinal() + FIRST_DAY + n).year for n in range(200 * 366)], dtype=np.int16)


class Runs(NamedTuple):
    """Of each attack, the first and the last one of the run it is in: certainly, and possibly."""

    certain: tuple[Array, Array]
    possible: tuple[Array, Array]


class Attacks:
    """The attacks of some people as rules ask about them; what is yes or no is a bit for each attack."""

    def __init__(self, people: People) -> None:
        self.people = people
        self._asked: dict[Node, Planes] = {}

    def ask(self, node: Node) -> Planes:
        """What a node says of every attack; it is asked once."""
        if node not in self._asked:
            self._asked[node] = self._ask(node)
        return self._asked[node]

    def _ask(self, node: Node) -> Planes:
        match node:
            case Is():
                return planes_in(self.value(node.fact))
            case Amount():
                return within(node, edges_in(self.value(node.fact))).each(pack)
            case Gate():
                return gate(node, [self.ask(part) for part in node.of])
        raise TypeError(f"an attack cannot be asked a {type(node).__name__}")

    def __len__(self) -> int:
        return len(self.people.wholes.row)

    def value(self, fact: Fact) -> Planes | Edges:
        """What is recorded of a fact of an attack, of every attack."""
        return OF_ATTACK[fact](self)

    # How long

    @cached_property
    def lasted_h(self) -> Edges:
        """How long the pain lasted; no upper limit while the end is not known."""
        of = self.people.wholes
        least = (of.until_s.astype(np.int64) - of.start_s) / HOUR_S
        open_ended = np.flatnonzero(self.people.truths(self.endless))
        if not len(open_ended):
            return Edges(least, least)
        most, limit_s = least.copy(), self.people.limit_s
        at_latest = (limit_s[open_ended].astype(np.int64) - of.start_s[open_ended]) / HOUR_S
        at_latest = np.maximum(least[open_ended], at_latest)
        most[open_ended] = np.where(limit_s[open_ended] == MISSING, np.inf, at_latest)
        return Edges(least, most)

    @property
    def endless(self) -> Array:
        """Where the end is not known."""
        return self.people.marked("endless")

    @cached_property
    def painless(self) -> Array:
        """Where all records say that there was no pain."""
        return pack(self.people.wholes.pain_known & (self.people.wholes.pain == 0))

    @cached_property
    def exact(self) -> Array:
        """Where it is known how long it lasted."""
        return pack(self.lasted_h.lower == self.lasted_h.upper)

    @cached_property
    def not_prolonged(self) -> Array:
        """Where no drug can have shortened it."""
        without_effect = self.by_doses("acute").certain & ~self.maybe_dosed & self.by_doses("relieved").no
        return self.acute_drug.no | without_effect

    @cached_property
    def untreated_h(self) -> Edges:
        """How long it would have lasted without a drug."""
        lasted, not_prolonged = self.lasted_h, self.people.truths(self.not_prolonged)
        return lasted if not_prolonged.all() else Edges(lasted.lower, np.where(not_prolonged, lasted.upper, np.inf))

    # Drugs

    @cached_property
    def maybe_dosed(self) -> Array:
        """Where a drug is written that may have been taken for it, or for another."""
        return pack(self.people.given.maybe_dosed)

    @cached_property
    def _dose_planes(self) -> tuple[Array, Array]:
        given = self.people.given
        both = given.yes.astype(np.uint64) | given.no.astype(np.uint64) << np.uint64(len(DOSE_BITS))
        found = np.zeros((2 * len(DOSE_BITS), words_of(len(self))), dtype=np.uint64)
        bits_to_planes(both, found)
        return found[: len(DOSE_BITS)], found[len(DOSE_BITS) :]

    def by_doses(self, name: str) -> Planes:
        """What the acute doses of each attack say to a bit."""
        yes, no = self._dose_planes
        return Planes(yes[DOSE_BITS[name]], ~no[DOSE_BITS[name]])

    @cached_property
    def every_dose_written(self) -> Array:
        """Whether the person says that every dose is written."""
        return pack(self.people.for_attacks(self.people.told("every_dose_written").certain))

    @cached_property
    def acute_drug(self) -> Planes:
        """Whether a drug was taken against it."""
        acute, recorded = self.by_doses("acute").certain, self.people.said("drug_taken")
        not_known = recorded.possible & ~recorded.certain
        nothing_more = not_known & self.every_dose_written & ~self.maybe_dosed
        return Planes(acute | recorded.certain, acute | (recorded.possible & ~nothing_more))

    def took(self, kind: str) -> Planes:
        """Whether a drug of a kind was taken."""
        acute, named = self.by_doses("acute").certain, self.by_doses(kind)
        no = (acute & named.no & ~self.maybe_dosed) | (~acute & self.acute_drug.no)
        return Planes(acute & named.certain, ~no)

    # What runs together

    @cached_property
    def _breaks(self) -> Array:
        of, endless = self.people.wholes, self.people.truths(self.endless)
        found = np.empty(len(self), dtype=np.int8)
        break_between(self.people.whole_offsets, of.start_s, of.until_s, endless, self.people.limit_s, found)
        return found

    def runs(self, sure: Array, maybe: Array) -> Runs:
        """The runs over quiet spells, as far as what brought the spell is sure to be accepted, or may be."""
        certain = self._run(sure, 1)
        # Where every end is known, and what brought it, what is certain is all that is possible.
        same = sure is maybe and not self.people.truths(self.endless).any()
        return Runs(certain, certain if same else self._run(maybe, 0))

    def _run(self, bridged: Array, certain: int) -> tuple[Array, Array]:
        first, last = np.empty(len(self), dtype=np.int32), np.empty(len(self), dtype=np.int32)
        run_together(self._breaks, self.people.truths(bridged), certain, first, last)
        return first, last

    @cached_property
    def status(self) -> Runs:
        """The runs that status migrainosus asks about: over spells that sleep or a drug brought."""
        said = self.people.said("eased_by_sleep_or_drug")
        sure = said.certain if said.known else said.certain | (said.possible & pack(self.people.given.ended_by_dose))
        return self.runs(sure, said.possible)

    @cached_property
    def everyday(self) -> Runs:
        """The runs over any quiet spell."""
        everywhere = np.full(words_of(len(self)), ALL)
        return self.runs(everywhere, everywhere)

    def span_h(self, runs: Runs, *, so_far: bool = False) -> Edges:
        """How long it went on, quiet spells included; `so_far`: what still goes on only as far as it is written."""
        of = self.people.wholes
        least = self._span_h(runs.certain)
        open_ended = np.flatnonzero(self.people.truths(self.endless))
        if runs.certain is runs.possible and not len(open_ended):
            return Edges(least, least)
        first, last = runs.possible
        most = self._span_h(runs.possible)
        counted = self.endless & ~self.people.marked("going_on") if so_far else self.endless
        open_ended = np.flatnonzero(self.people.truths(counted)[last])
        first, last = first[open_ended], last[open_ended]
        before = (of.start_s[last].astype(np.int64) - of.start_s[first]) / HOUR_S
        most[open_ended] = before + self.lasted_h.upper[last]
        return Edges(least, most)

    def _span_h(self, run: tuple[Array, Array]) -> Array:
        found = np.empty(len(self))
        span_runs(*run, self.people.wholes.start_s, self.people.wholes.until_s, found)
        return found

    def written(self, runs: Runs, name: str) -> Planes:
        """What the certain part says; where it says no, a possible part that does not leaves it not known."""
        said = self.people.said(name)
        certain = self._any_of(runs.certain, said.certain)
        # The possible part holds the certain one: where none of it may say yes, the certain one says no.
        known = said.known and runs.certain is runs.possible
        return Planes(certain, certain if known else self._any_of(runs.possible, said.possible))

    def _any_of(self, run: tuple[Array, Array], said: Array) -> Array:
        found = np.empty(len(self), dtype=np.bool_)
        any_of_run(*run, self.people.truths(said), found)
        return pack(found)


# The facts


def _bit(name: str) -> Callable[[Attacks], Planes]:
    return lambda it: it.people.said(name)


def _nobody_knows(it: Attacks) -> Planes:
    return Planes(np.zeros(words_of(len(it)), dtype=np.uint64), np.full(words_of(len(it)), ALL))


def _cut_short(it: Attacks) -> Planes:
    relieved = it.by_doses("relieved")
    no = pack(it.lasted_h.lower >= DEVELOPED_AFTER_H) | (it.exact & it.not_prolonged) | it.acute_drug.no
    return Planes(~no & it.exact & relieved.certain, ~no)


def _age_years(it: Attacks) -> Edges:
    """The age at each attack, as long as the birthday is not known."""
    birth_year, of = it.people.column("profiles", "birth_year"), it.people.whole_offsets
    lower, upper = np.empty(len(it)), np.empty(len(it))
    find_ages(birth_year, of, it.people.wholes.first_day, lower, upper)
    return Edges(lower, upper)


@kernel
def find_ages(birth_year: Array, offsets: Array, first_day: Array, lower: Array, upper: Array) -> None:
    """The ages that somebody born in a year may have, for each of the person's attacks."""
    for p in range(len(offsets) - 1):
        born = int(birth_year[p])
        for n in range(offsets[p], offsets[p + 1]):
            years = int(YEARS[min(max(first_day[n] - FIRST_DAY, 0), len(YEARS) - 1)]) - born
            lower[n] = 0 if born == NOT_WRITTEN else max(years - 1, 0)
            upper[n] = np.inf if born == NOT_WRITTEN else max(years, 0)


def _pain(it: Attacks) -> Edges:
    of = it.people.wholes
    return Edges(of.pain, of.pain if of.pain_known.all() else np.where(of.pain_known, of.pain, np.int8(10)))


def _relieved_by_triptan_or_ergot(it: Attacks) -> Planes:
    taken, relieved = it.took("triptan_or_ergot"), it.by_doses("relieved_by_triptan_or_ergot")
    return Planes(taken.certain & relieved.certain, taken.possible & ~(taken.certain & relieved.no))


def _no_answer_to_drugs(it: Attacks) -> Planes:
    triptan, reliever = it.took("triptan"), it.took("pain_reliever")
    tried, relieved = it.by_doses("tried").certain, it.by_doses("tried_relieved")
    yes = triptan.certain & reliever.certain & relieved.no
    no = triptan.no | reliever.no | relieved.certain
    # What was taken did not help, and the other kind is not written: it may have been taken too.
    left_open = tried & ~it.every_dose_written & ~relieved.certain
    return Planes(yes, ~(no & ~left_open))


# The aura


def _aura(name: str, *, every: bool = False) -> Callable[[Attacks], Planes]:
    """A question about the aura's symptoms: no without aura, not known while no symptom is described."""

    def ask(it: Attacks) -> Planes:
        described = it.people.marked("described")
        said = it.people.said(name)
        yes, no = (said.no, said.certain) if every else (said.certain, said.no)
        return Planes(described & yes, ~(it.people.said("aura").no | (described & no)))

    return ask


def _in_succession(it: Attacks) -> Planes:
    said, no_aura = it.people.said("aura_in_succession"), it.people.said("aura").no
    # Where no symptom is described there is none to count.
    described = it.people.marked("described").any()
    only_one = pack(_symptoms(it) == 1) if described else np.zeros_like(no_aura)
    return Planes(said.certain & ~no_aura, ~(no_aura | said.no | (only_one & ~said.certain)))


def _symptoms(it: Attacks) -> Array:
    """How many different symptoms are described: 0, 1, or 2 for more."""
    mark = it.people.column("attacks", "symptoms_mark")
    found = np.zeros(len(it), dtype=np.uint8)
    count_marks(mark, it.people.whole_of_row, SEVERAL_SYMPTOMS, np.zeros(len(it), dtype=np.uint32), found)
    return found


@kernel
def count_marks(mark: Array, whole_of_row: Array, several: int, first: Array, out: Array) -> None:
    """How many different marks the records of each attack have: 0, 1, or 2 for more."""
    for row in range(len(mark)):
        n = whole_of_row[row]
        if mark[row] == 0 or mark[row] == first[n]:
            continue
        out[n] = 2 if mark[row] == several or first[n] != 0 else 1
        first[n] = mark[row]


def _if_aura(name: str) -> Callable[[Attacks], Planes]:
    """An item of an attack with aura; no without aura."""

    def ask(it: Attacks) -> Planes:
        no_aura, said = it.people.said("aura").no, it.people.said(name)
        return Planes(said.certain & ~no_aura, said.possible & ~no_aura)

    return ask


def _headache_with_aura(it: Attacks) -> Planes:
    said = _if_aura("headache_within_60_min")(it)
    return Planes(said.certain & ~it.painless, said.possible & ~it.painless)


def _longest_min(it: Attacks) -> Edges:
    no_aura, described = (it.people.truths(it.people.said("aura").no), it.people.truths(it.people.marked("described")))
    lower, upper = np.zeros(len(it)), np.where(no_aura | described, 0.0, np.inf)
    least, most = it.people.columns("attacks", "aura_least_min", "aura_most_min")
    widen_amounts(it.people.whole_of_row, described & ~no_aura, least, most, lower, upper)
    return Edges(lower, upper)


@kernel
def widen_amounts(whole_of_row: Array, which: Array, least: Array, most: Array, lower: Array, upper: Array) -> None:
    """The greatest least and the greatest most that the records of some attacks say."""
    for row in range(len(whole_of_row)):
        n = whole_of_row[row]
        if which[n]:
            lower[n] = max(lower[n], least[row])
            upper[n] = max(upper[n], most[row])


ALL_BRAINSTEM = 7


def _brainstem_symptoms(it: Attacks) -> Edges:
    described, no_aura = it.people.marked("described"), it.people.said("aura").no
    lower = np.zeros(len(it), dtype=np.uint8)
    upper = np.where(it.people.truths(no_aura), 0, ALL_BRAINSTEM).astype(np.uint8)
    # Few attacks have a symptom that is described.
    some = np.flatnonzero(it.people.truths(described & ~no_aura))
    yes = it.people.wholes.yes[some]

    def marked(name: str) -> Array:
        return (yes >> np.uint64(ATTACK_BITS[name]) & np.uint64(1)).astype(np.bool_)

    sure, maybe = (
        np.bitwise_count(yes >> np.uint64(ATTACK_BITS[f"{name}_0"]) & np.uint64(2**ALL_BRAINSTEM - 1))
        for name in ("brainstem", "maybe_brainstem")
    )
    lower[some] = np.maximum(sure, marked("brainstem"))
    upper[some] = np.where(marked("brainstem_unnamed"), ALL_BRAINSTEM, maybe)
    return Edges(lower, upper)


# The trigeminal kinds


def _in_units(hours: Callable[[Attacks], Edges], an_hour: int) -> Callable[[Attacks], Edges]:
    """An amount of hours in smaller units; not known of an attack written without times of the clock."""

    def ask(it: Attacks) -> Edges:
        amount, whole_days = hours(it), np.flatnonzero(_in_whole_days(it))
        lower, upper = np.round(amount.lower * an_hour, 6), np.round(amount.upper * an_hour, 6)
        lower[whole_days], upper[whole_days] = 0.0, np.inf
        return Edges(lower, upper)

    return ask


def _in_whole_days(it: Attacks) -> Array:
    found = np.empty(len(it), dtype=np.bool_)
    records, endless = it.people.records, it.people.truths(it.endless)
    are_whole_days(it.people.wholes, records.start_offset_min, records.until_offset_min, endless, found)
    return found


@kernel
def are_whole_days(of: Wholes, start_offset_min: Array, until_offset_min: Array, endless: Array, out: Array) -> None:
    """Whether each attack was written as whole days, from midnight to midnight."""
    for n in range(len(of.row)):
        start_s = int(of.start_s[n]) + int(start_offset_min[of.row[n]]) * 60
        until_s = int(of.until_s[n]) + int(until_offset_min[of.until_row[n]]) * 60
        out[n] = start_s % DAY_S == 0 and (endless[n] or until_s % DAY_S == 0)


def _lasted_s(it: Attacks) -> Edges:
    of, seconds = it.people.wholes, _in_units(lambda it: it.lasted_h, 3600)(it)
    within_a_minute = (of.until_s == of.start_s) & (of.start_s % 60 == 0) & ~it.people.truths(it.endless)
    within_a_minute &= seconds.upper == 0
    return Edges(seconds.lower, np.where(within_a_minute, 60.0, seconds.upper))


def _trigeminal_site(it: Attacks) -> Planes:
    return Planes(it.people.said("around_eye_or_temple").certain, np.full(words_of(len(it)), ALL))


def _red_and_watering_eye(it: Attacks) -> Planes:
    red, watering = it.people.said("conjunctival_injection"), it.people.said("lacrimation")
    return Planes(red.certain & watering.certain, red.possible & watering.possible)


OF_ATTACK: Mapping[Fact, Callable[[Attacks], Planes | Edges]] = {
    facts.LASTED_H: lambda it: it.lasted_h,
    facts.UNTREATED_H: lambda it: it.untreated_h,
    facts.STATUS_SPAN_H: lambda it: it.span_h(it.status),
    facts.STATUS_SO_FAR_H: lambda it: it.span_h(it.status, so_far=True),
    facts.STATUS_DISABLING: lambda it: it.written(it.status, "function_lost"),
    facts.STATUS_LIKE_PREVIOUS: lambda it: it.written(it.status, "like_previous"),
    facts.EVERYDAY_SPAN_H: lambda it: it.span_h(it.everyday),
    facts.CUT_SHORT: _cut_short,
    facts.UNTREATED_COURSE: _nobody_knows,
    facts.STATUS_WITHIN_CONTINUOUS_PAIN: _nobody_knows,
    facts.AGE_YEARS: _age_years,
    facts.ONE_SIDED: _bit("one_sided"),
    facts.BOTH_SIDES: _bit("both_sides"),
    facts.PULSATING: _bit("pulsating"),
    facts.PRESSING: _bit("pressing"),
    facts.PAIN: _pain,
    facts.WORSE_WITH_ACTIVITY: _bit("worse_with_activity"),
    facts.NAUSEA: _bit("nausea"),
    facts.NAUSEA_BEYOND_MILD: _bit("nausea_beyond_mild"),
    facts.VOMITING: _bit("vomiting"),
    facts.PHOTOPHOBIA: _bit("photophobia"),
    facts.PHONOPHOBIA: _bit("phonophobia"),
    facts.FUNCTION_LOST: _bit("function_lost"),
    facts.BELIEVED_MIGRAINE: _bit("believed_migraine"),
    facts.AURA: _bit("aura"),
    facts.AURA_SYMPTOM: _aura("aura_symptom"),
    facts.VISUAL_AURA_5_TO_60_MIN: _aura("visual_aura_5_to_60_min"),
    facts.AURA_ALL_PASSES: _aura("aura_not_all_passes", every=True),
    facts.TYPICAL_AURA: _aura("typical_aura"),
    facts.UNUSUAL_AURA: _aura("unusual_aura"),
    facts.AURA_SPREADS: _aura("aura_spreads"),
    facts.AURA_IN_SUCCESSION: _in_succession,
    facts.AURA_5_TO_60_MIN: _aura("aura_not_all_5_to_60_min", every=True),
    facts.AURA_ONE_SIDED: _aura("aura_one_sided"),
    facts.AURA_POSITIVE: _aura("aura_positive"),
    facts.AURA_THEN_HEADACHE: _headache_with_aura,
    facts.BRAINSTEM_SYMPTOMS: _brainstem_symptoms,
    facts.MOTOR_AURA: _aura("motor_aura"),
    facts.MOTOR_OR_RETINAL_AURA: _aura("motor_or_retinal_aura"),
    facts.RETINAL_AURA_CONFIRMED: _aura("retinal_aura_confirmed"),
    facts.RETINAL_AURA_SPREADS: _aura("retinal_aura_spreads"),
    facts.RETINAL_AURA_5_TO_60_MIN: _aura("retinal_aura_5_to_60_min"),
    facts.AURA_LONGEST_MIN: _longest_min,
    facts.AURA_LIKE_PREVIOUS: _if_aura("like_previous"),
    facts.ACUTE_DRUG: lambda it: it.acute_drug,
    facts.RELIEVED_BY_TRIPTAN_OR_ERGOT: _relieved_by_triptan_or_ergot,
    facts.NO_ANSWER_TO_DRUGS: _no_answer_to_drugs,
    facts.UNTREATED_MIN: _in_units(lambda it: it.untreated_h, 60),
    facts.LASTED_MIN: _in_units(lambda it: it.lasted_h, 60),
    facts.LASTED_S: _lasted_s,
    facts.AROUND_EYE_OR_TEMPLE: _bit("around_eye_or_temple"),
    facts.TRIGEMINAL_SITE: _trigeminal_site,
    facts.AUTONOMIC_SIGN: _bit("autonomic_sign"),
    facts.RED_AND_WATERING_EYE: _red_and_watering_eye,
    facts.RESTLESS: _bit("restless"),
}
