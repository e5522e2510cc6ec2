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
from reprieve.pathway.population.kernels import Array, kernel
from reprieve.pathway.population.layout import ATTACK_BITS, DAY_S, EPOCH, MISSING, NOT_WRITTEN
from reprieve.pathway.population.merging import HOUR_S, break_between, run_together
from reprieve.pathway.population.people import People
from reprieve.pathway.population.planes import Edges, Planes
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact

# The year of each day of two centuries, from this day on.
FIRST_DAY = (date(1900, 1, 1) - EPOCH).days
YEARS = np.array([date.fromordinal(EPOCH.toordinal() + FIRST_DAY + n).year for n in range(200 * 366)], dtype=np.int16)


class Run(NamedTuple):
    """Of each attack, the run it is in: how long, at most, its last attack, and what any attack of it says."""

    length_h: Array
    most_h: Array
    last: Array
    bits: Array


class Runs(NamedTuple):
    """The runs that are certain and those that are possible."""

    certain: Run
    possible: Run

    @property
    def span_h(self) -> Edges:
        """How long it went on, quiet spells included."""
        return Edges(self.certain.length_h, self.possible.most_h)

    def so_far_h(self, going_on: Array) -> Edges:
        """The same, but what still goes on is counted only as far as it is written."""
        run = self.possible
        return Edges(self.certain.length_h, np.where(going_on[run.last], run.length_h, run.most_h))

    def written(self, name: str) -> Planes:
        """What the certain part says; where it says no, a possible part that does not leaves it not known."""
        bit = np.uint64(1 << ATTACK_BITS[name])
        yes, no = (self.certain.bits & bit) != 0
        return Planes(yes, ~(no & ((self.possible.bits[1] & bit) != 0)))


class Attacks:
    """The attacks of some people as rules ask about them."""

    def __init__(self, people: People) -> None:
        self.people = people

    def __len__(self) -> int:
        return len(self.people.wholes.row)

    def value(self, fact: Fact) -> Planes | Edges:
        """What is recorded of a fact of an attack, of every attack."""
        return OF_ATTACK[fact](self)

    # How long

    @cached_property
    def lasted_h(self) -> Edges:
        """How long the pain lasted; no upper limit while the end is not known."""
        of, limit_s = self.people.wholes, self.people.limit_s
        least = (of.until_s.astype(np.int64) - of.start_s) / HOUR_S
        at_latest = np.maximum(least, (limit_s.astype(np.int64) - of.start_s) / HOUR_S)
        open_end = np.where(limit_s == MISSING, np.inf, at_latest)
        return Edges(least, np.where(self.endless, open_end, least))

    @cached_property
    def endless(self) -> Array:
        """Where the end is not known."""
        return self.people.marked("endless")

    @cached_property
    def untreated_h(self) -> Edges:
        """How long it would have lasted without a drug."""
        given, lasted = self.people.given, self.lasted_h
        without_effect = self.by_doses("acute").certain & ~given.maybe_dosed & self.by_doses("relieved").no
        untreated = self.acute_drug.no | without_effect
        return Edges(lasted.lower, np.where(untreated, lasted.upper, np.inf))

    # Drugs

    def by_doses(self, name: str) -> Planes:
        """What the acute doses of each attack say to a bit."""
        bit = np.uint16(1 << DOSE_BITS[name])
        return Planes((self.people.given.yes & bit) != 0, (self.people.given.no & bit) == 0)

    @cached_property
    def every_dose_written(self) -> Array:
        """Whether the person says that every dose is written."""
        return self.people.for_attacks(self.people.told("every_dose_written").certain)

    @cached_property
    def acute_drug(self) -> Planes:
        """Whether a drug was taken against it."""
        acute, recorded = self.by_doses("acute").certain, self.people.said("drug_taken")
        not_known = recorded.possible & ~recorded.certain
        nothing_more = not_known & self.every_dose_written & ~self.people.given.maybe_dosed
        return Planes(acute | recorded.certain, acute | (recorded.possible & ~nothing_more))

    def took(self, kind: str) -> Planes:
        """Whether a drug of a kind was taken."""
        acute, named = self.by_doses("acute").certain, self.by_doses(kind)
        no = np.where(acute, named.no & ~self.people.given.maybe_dosed, self.acute_drug.no)
        return Planes(acute & named.certain, ~no)

    # What runs together

    @cached_property
    def _breaks(self) -> Array:
        of = self.people.wholes
        found = np.empty(len(self), dtype=np.int8)
        break_between(self.people.whole_offsets, of.start_s, of.until_s, self.endless, self.people.limit_s, found)
        return found

    @cached_property
    def _last_of_person(self) -> Array:
        last = np.zeros(len(self), dtype=np.bool_)
        ends = self.people.whole_offsets[1:]
        last[ends[ends > 0] - 1] = True
        return last

    def runs(self, bridged: Planes) -> Runs:
        """The runs over quiet spells that are bridged, as far as that is certain and as far as it is possible."""
        breaks, endless = self._breaks, self.endless
        # Where the end is not known, neither is whether there was a spell at all.
        joined = np.where(endless, False, bridged.certain) & (breaks == -1)
        may_join = np.where(endless, breaks == 0, (breaks == -1) & bridged.possible)
        return Runs(
            certain=self._run(~joined | self._last_of_person), possible=self._run(~may_join | self._last_of_person)
        )

    def _run(self, parted: Array) -> Run:
        of, attacks = self.people.wholes, len(self)
        run = Run(np.empty(attacks), np.empty(attacks), np.empty(attacks, np.int64), np.empty((2, attacks), np.uint64))
        run_together(parted, of, self.lasted_h.upper, *run)
        return run

    @cached_property
    def status(self) -> Runs:
        """The runs that status migrainosus asks about: over spells that sleep or a drug brought."""
        said, by_dose = self.people.said("eased_by_sleep_or_drug"), self.people.given.ended_by_dose
        not_said = said.possible & ~said.certain
        return self.runs(Planes(said.certain | (not_said & by_dose), said.possible))

    @cached_property
    def everyday(self) -> Runs:
        """The runs over any quiet spell."""
        everywhere = np.ones(len(self), dtype=np.bool_)
        return self.runs(Planes(everywhere, everywhere))


# The facts


def _bit(name: str) -> Callable[[Attacks], Planes]:
    return lambda it: it.people.said(name)


def _nobody_knows(it: Attacks) -> Planes:
    return Planes(np.zeros(len(it), dtype=np.bool_), np.ones(len(it), dtype=np.bool_))


def _cut_short(it: Attacks) -> Planes:
    lasted, untreated, relieved = it.lasted_h, it.untreated_h, it.by_doses("relieved")
    no = (lasted.lower >= DEVELOPED_AFTER_H) | (untreated.lower == untreated.upper) | it.acute_drug.no
    return Planes(~no & (lasted.lower == lasted.upper) & relieved.certain, ~no)


def _age_years(it: Attacks) -> Edges:
    birth_year = it.people.for_attacks(it.people.column("profiles", "birth_year"))
    day = np.clip(it.people.wholes.first_day - FIRST_DAY, 0, len(YEARS) - 1)
    years = YEARS[day].astype(np.int32) - birth_year
    unknown = birth_year == NOT_WRITTEN
    return Edges(np.where(unknown, 0, np.maximum(years - 1, 0)), np.where(unknown, np.inf, np.maximum(years, 0)))


def _pain(it: Attacks) -> Edges:
    of = it.people.wholes
    return Edges(of.pain, np.where(of.pain_known, of.pain, np.int8(10)))


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
    said, only_one = it.people.said("aura_in_succession"), _symptoms(it) == 1
    no = it.people.said("aura").no | said.no | (only_one & ~said.certain)
    return Planes(said.certain & ~it.people.said("aura").no, ~no)


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
    painless = it.people.wholes.pain_known & (it.people.wholes.pain == 0)
    said = _if_aura("headache_within_60_min")(it)
    return Planes(said.certain & ~painless, said.possible & ~painless)


def _longest_min(it: Attacks) -> Edges:
    no_aura, described = it.people.said("aura").no, it.people.marked("described")
    least, most = it.people.columns("attacks", "aura_least_min", "aura_most_min")
    if not len(it):
        return Edges(least, most)
    first = it.people.wholes.row
    lower, upper = np.maximum.reduceat(least, first), np.maximum.reduceat(most, first)
    return Edges(np.where(no_aura | ~described, 0.0, lower), np.where(no_aura, 0.0, np.where(described, upper, np.inf)))


ALL_BRAINSTEM = 7


def _brainstem_symptoms(it: Attacks) -> Edges:
    yes, no_aura = it.people.wholes.yes, it.people.said("aura").no
    sure, maybe = (
        np.bitwise_count(yes >> np.uint64(ATTACK_BITS[f"{name}_0"]) & np.uint64(2**ALL_BRAINSTEM - 1))
        for name in ("brainstem", "maybe_brainstem")
    )
    least = np.maximum(sure, it.people.marked("brainstem"))
    unclear = ~it.people.marked("described") | it.people.marked("brainstem_unnamed")
    return Edges(np.where(no_aura, 0, least), np.where(no_aura, 0, np.where(unclear, ALL_BRAINSTEM, maybe)))


# The trigeminal kinds


def _in_units(amount: Callable[[Attacks], Edges], an_hour: int) -> Callable[[Attacks], Edges]:
    """An amount of hours in smaller units; not known of an attack written without times of the clock."""

    def ask(it: Attacks) -> Edges:
        hours, whole_days = amount(it), _in_whole_days(it)
        return Edges(
            np.where(whole_days, 0.0, np.round(hours.lower * an_hour, 6)),
            np.where(whole_days, np.inf, np.round(hours.upper * an_hour, 6)),
        )

    return ask


def _in_whole_days(it: Attacks) -> Array:
    of, records = it.people.wholes, it.people.records
    start_s = of.start_s.astype(np.int64) + records.start_offset_min[of.row].astype(np.int64) * 60
    until_s = of.until_s.astype(np.int64) + records.until_offset_min[of.until_row].astype(np.int64) * 60
    return (start_s % DAY_S == 0) & (it.endless | (until_s % DAY_S == 0))


def _lasted_s(it: Attacks) -> Edges:
    of = it.people.wholes
    seconds = _in_units(lambda it: it.lasted_h, 3600)(it)
    within_a_minute = ~it.endless & (of.until_s == of.start_s) & (of.start_s % 60 == 0) & ~_in_whole_days(it)
    return Edges(np.where(within_a_minute, 0.0, seconds.lower), np.where(within_a_minute, 60.0, seconds.upper))


def _trigeminal_site(it: Attacks) -> Planes:
    return Planes(it.people.said("around_eye_or_temple").certain, np.ones(len(it), dtype=np.bool_))


def _red_and_watering_eye(it: Attacks) -> Planes:
    red, watering = it.people.said("conjunctival_injection"), it.people.said("lacrimation")
    return Planes(red.certain & watering.certain, red.possible & watering.possible)


OF_ATTACK: Mapping[Fact, Callable[[Attacks], Planes | Edges]] = {
    facts.LASTED_H: lambda it: it.lasted_h,
    facts.UNTREATED_H: lambda it: it.untreated_h,
    facts.STATUS_SPAN_H: lambda it: it.status.span_h,
    facts.STATUS_SO_FAR_H: lambda it: it.status.so_far_h(it.people.marked("going_on") & it.endless),
    facts.STATUS_DISABLING: lambda it: it.status.written("function_lost"),
    facts.STATUS_LIKE_PREVIOUS: lambda it: it.status.written("like_previous"),
    facts.EVERYDAY_SPAN_H: lambda it: it.everyday.span_h,
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
