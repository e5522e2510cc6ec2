"""What is recorded of each person to each question a rule may ask about a person? For all people at once.

The array form of the person's facts in `diary.findings`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from reprieve.pathway.diary.findings import A_DAY_H, OVERUSE_WINDOW_DAYS, OVERUSE_WINDOWS
from reprieve.pathway.population.kernels import Array, kernel
from reprieve.pathway.population.layout import AMOUNTS, DAY_BITS, MISSING
from reprieve.pathway.population.planes import Edges, Planes
from reprieve.pathway.population.triptans import Triptans, triptans_of
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact

if TYPE_CHECKING:
    from reprieve.pathway.population.asking import Asking


def _told(name: str) -> Callable[[Asking], Planes]:
    return lambda it: it.people.told(name)


def _amount(name: str) -> Callable[[Asking], Edges]:
    return lambda it: it.people.amount(name)


def _nobody_knows(it: Asking) -> Planes:
    return Planes(np.zeros(len(it.people), dtype=np.bool_), np.ones(len(it.people), dtype=np.bool_))


def _any_migraine_attacks(it: Asking) -> Edges:
    without, with_aura = it.people.amount("lifetime_migraine_attacks"), it.people.amount("lifetime_aura_attacks")
    return Edges(without.lower + with_aura.lower, without.upper + with_aura.upper)


def _headache_before_overuse(it: Asking) -> Planes:
    told = it.people.told("headache_before_overuse")
    since, last = it.people.column("profiles", "headaches_since"), it.span.last
    before = last.astype(np.int64) - OVERUSE_WINDOW_DAYS * OVERUSE_WINDOWS + 1
    earlier = told.possible & (since != MISSING) & (last != MISSING) & (since < before)
    return Planes(told.certain | earlier, told.possible)


def _daily_for_days(it: Asking) -> Edges:
    since, last = it.people.column("profiles", "daily_since"), it.span.last
    unknown = (since == MISSING) | (last == MISSING)
    days = np.maximum(last.astype(np.int64) - since + 1, 0)
    return Edges(np.where(unknown, 0, days), np.where(unknown, np.inf, days))


def bleeding_written(it: Asking) -> Array:
    """Whether bleeding is written on any day."""
    _, flags, known = it.people.entries
    bled = np.zeros(len(it.people), dtype=np.bool_)
    either = np.uint8(1 << DAY_BITS["menstruation"] | 1 << DAY_BITS["menstruation_begins"])
    any_of_rows(flags & known & either, it.people.day_offsets, bled)
    return bled


def _menstruates(it: Asking) -> Planes:
    by_sex, bled = it.people.told("menstruates_by_sex"), it.kept(bleeding_written)
    return Planes(by_sex.certain | bled, by_sex.possible | bled)


def _pain_between_attacks(it: Asking) -> Planes:
    told, of = it.people.told("pain_between_attacks"), it.people.wholes
    unbroken = np.empty(len(it.people), dtype=np.bool_)
    go_on_without_break(
        it.people.whole_offsets,
        of.start_s,
        of.until_s,
        it.people.truths(it.attacks.endless),
        it.people.truths(it.within(OVERUSE_WINDOW_DAYS * OVERUSE_WINDOWS)),
        it.attacks.lasted_h.lower >= A_DAY_H,
        unbroken,
    )
    unbroken &= it.span.last != MISSING
    return Planes(told.certain | unbroken, told.possible | unbroken)


@kernel
def any_of_rows(which: Array, offsets: Array, out: Array) -> None:
    """Whether any of each person's rows is one of those."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            if which[n]:
                out[p] = True


@kernel
def go_on_without_break(
    offsets: Array, start_s: Array, until_s: Array, endless: Array, asked: Array, long_enough: Array, out: Array
) -> None:
    """Whether every attack that is asked about is long enough, and none is known to end before the next."""
    for p in range(len(offsets) - 1):
        out[p], before = True, -1
        for n in range(offsets[p], offsets[p + 1]):
            if not asked[n]:
                continue
            a_break = before >= 0 and not endless[before] and until_s[before] < start_s[n]
            out[p] &= long_enough[n] and not a_break
            before = n


def _triptans(which: Callable[[Triptans], Planes | Edges]) -> Callable[[Asking], Planes | Edges]:
    return lambda it: which(it.kept(triptans_of))


OF_PERSON: Mapping[Fact, Callable[[Asking], Planes | Edges]] = {
    **{fact: _amount(fact.key) for fact in vars(facts).values() if isinstance(fact, Fact) and fact.key in AMOUNTS},
    facts.LIFETIME_ANY_MIGRAINE_ATTACKS: _any_migraine_attacks,
    facts.HEADACHE_BEFORE_OVERUSE: _headache_before_overuse,
    facts.DAILY_FOR_DAYS: _daily_for_days,
    facts.MENSTRUATES: _menstruates,
    facts.PAIN_BETWEEN_ATTACKS: _pain_between_attacks,
    facts.UNNAMED_DRUGS: _nobody_knows,
    facts.ATTESTED_INTRACTABLE: _nobody_knows,
    facts.FAMILY_HEMIPLEGIC: _told("family_hemiplegic"),
    facts.DRUGS_CANNOT_BE_VERIFIED: _told("drugs_cannot_be_verified"),
    facts.INFARCT_ON_IMAGING: _told("infarct_on_imaging"),
    facts.OTHER_PREVENTIVES_FAILED: _told("other_preventives_failed"),
    facts.INDOMETHACIN_RESPONSE: _told("indomethacin_response"),
    facts.DAILY_ONSET_REMEMBERED: _told("daily_onset_remembered"),
    facts.UNREMITTING_WITHIN_24_H: _told("unremitting_within_24_h"),
    facts.HEADACHES_ROSE_BEFORE_DAILY: _told("headaches_rose_before_daily"),
    facts.OVERUSE_BEFORE_DAILY: _told("overuse_before_daily"),
    facts.A_TRIPTAN_FAILED: _told("a_triptan_failed"),
    facts.DIHYDROERGOTAMINE_FAILED: _told("dihydroergotamine_failed"),
    facts.NSAID_FAILED: _told("nsaid_failed"),
    facts.COMBINATION_FAILED: _told("combination_failed"),
    facts.NON_SPECIFIC_FAILED: _told("non_specific_failed"),
    facts.TRIPTAN_OR_ERGOT_FAILED: _told("triptan_or_ergot_failed"),
    facts.DOPAMINE_OR_INJECTED_NSAID_FAILED: _told("dopamine_or_injected_nsaid_failed"),
    facts.STRONG_ACUTE_FAILED: _told("strong_acute_failed"),
    facts.SIGNIFICANT_INTERFERENCE: _told("interference"),
    facts.TRIGGERS_AND_LIFESTYLE_ADDRESSED: _told("triggers_and_lifestyle_addressed"),
    facts.COMORBIDITY_ADDRESSED: _told("comorbidity_addressed"),
    facts.INFUSION_OR_INPATIENT_FAILED: _told("infusion_or_inpatient_failed"),
    facts.DETOXIFICATION_FAILED: _told("detoxification_failed"),
    facts.TRIPTANS_RULED_OUT: _told("triptans_ruled_out"),
    facts.TRIPTANS_THAT_WORK: _triptans(lambda it: it.that_work),
    facts.TRIPTANS_THAT_DO_NOT: _triptans(lambda it: it.that_do_not),
    facts.INJECTED_TRIPTAN_FAILED: _triptans(lambda it: it.injected_failed),
}
