"""What does the record say to each question a rule may ask about one attack or one dose?"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from reprieve.pathway.diary import trigeminal_facts
from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.aura_facts import OF_AURA
from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.diary.drugs import Drug, OveruseClass
from reprieve.pathway.diary.records import Attack, Dose, Profile
from reprieve.pathway.diary.spells import Run
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.rules.memory import Memory, side_by_side
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, opposite, truth_of

# ICHD-3 1.1 B: an untreated attack lasts at least 4 h; one that a drug ended earlier may not have developed.
DEVELOPED_AFTER_H = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackFacts:
    """One attack as rules ask about it.

    Attacks of which the same is recorded share their values and their memory; see `side_by_side`.
    """

    attack: WholeAttack
    profile: Profile
    status: Run
    everyday_span_h: Bounds
    memory: Memory
    values: tuple[Truth | Bounds, ...] = ()

    def value(self, fact: Fact) -> Truth | Bounds:
        """The recorded value of a fact of an attack."""
        return self.values[PLACE[fact]]


def facts_of(
    attacks: Sequence[WholeAttack], profile: Profile, status: Sequence[Run], everyday: Sequence[Run]
) -> tuple[AttackFacts, ...]:
    """Each attack with all that is recorded of it, and one memory for those of which the same is recorded."""
    bare = [
        AttackFacts(attack=attack, profile=profile, status=of_status, everyday_span_h=run.span_h, memory=_NONE_YET)
        for attack, of_status, run in zip(attacks, status, everyday, strict=True)
    ]
    kinds: dict[tuple[Truth | Bounds, ...], int] = {}
    kind_of = [kinds.setdefault(tuple([answer(it) for answer in OF_ATTACK.values()]), len(kinds)) for it in bare]
    values, memories = list(kinds), side_by_side(len(kinds))
    return tuple(
        replace(it, values=values[kind], memory=memories[kind]) for it, kind in zip(bare, kind_of, strict=True)
    )


_NONE_YET = Memory()


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseFacts:
    """A dose of a drug as rules ask about it; None is a drug that is not known."""

    drug: Drug | None
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Truth | Bounds:
        """The recorded value of a fact of a dose."""
        return OF_DOSE[fact](self.drug)


def _age_years(it: AttackFacts) -> Bounds:
    if it.profile.birth_year is None:
        return UNKNOWN_AMOUNT
    years = it.attack.start.year - it.profile.birth_year
    return Bounds(max(years - 1, 0), max(years, 0))


def _pain(it: AttackFacts) -> Bounds:
    known = [record.pain_0_to_10 for record in it.attack.records if record.pain_0_to_10 is not None]
    complete = len(known) == len(it.attack.records)
    return Bounds(max(known, default=0), max(known) if complete else 10)


def _each(of_record: Callable[[Attack], bool | None]) -> Callable[[AttackFacts], Truth]:
    return lambda it: any_of(truth_of(of_record(record)) for record in it.attack.records)


def _item(name: str) -> Callable[[AttackFacts], Truth]:
    return lambda it: it.attack.recorded(name)


def _is_side(*sides: Side) -> Callable[[AttackFacts], Truth]:
    return _each(lambda record: None if record.side is None else record.side in sides)


def _is_quality(quality: Quality) -> Callable[[AttackFacts], Truth]:
    def of_record(record: Attack) -> bool | None:
        if record.qualities is None:
            return None
        return True if quality in record.qualities else (False if record.qualities_complete else None)

    return _each(of_record)


def _has_nausea(record: Attack) -> bool | None:
    return None if record.nausea is None else record.nausea is not Nausea.NONE


def _nausea_beyond_mild(record: Attack) -> bool | None:
    if record.nausea is None or record.nausea is Nausea.YES:
        return None
    return record.nausea in (Nausea.MODERATE, Nausea.SEVERE)


# Drugs


def _acute(dose: Dose) -> bool:
    """An unidentified drug taken for an attack is an acute one; only a known preventive is not."""
    return dose.drug is None or dose.drug.acute


def acute_doses(it: AttackFacts) -> list[Dose]:
    """The doses taken against the attack, known preventives left out."""
    return [dose for dose in it.attack.doses if _acute(dose)]


def _acute_drug(it: AttackFacts) -> Truth:
    if acute_doses(it):
        return YES
    recorded = it.attack.recorded("drug_taken")
    nothing_more = it.profile.every_dose_written is YES and not it.attack.maybe_dosed
    return NO if recorded is NOT_KNOWN and nothing_more else recorded


def _untreated_h(it: AttackFacts) -> Bounds:
    """How long it would have lasted without a drug: at least as long as it did, where a drug may have ended it."""
    lasted = it.attack.lasted_h
    treated = _acute_drug(it)
    doses = acute_doses(it)
    without_effect = bool(doses) and not it.attack.maybe_dosed and all(dose.relieved is NO for dose in doses)
    if treated is NO or without_effect:
        return lasted
    return Bounds(lasted.lower, math.inf)


def _cut_short(it: AttackFacts) -> Truth:
    """Whether a drug ended it before 4 h, so that it need not have developed all features."""
    lasted, untreated = it.attack.lasted_h, _untreated_h(it)
    if lasted.lower >= DEVELOPED_AFTER_H or untreated.exact or _acute_drug(it) is NO:
        return NO
    relieved = any_of(dose.relieved for dose in acute_doses(it))
    return YES if lasted.exact and relieved is YES else NOT_KNOWN


def _took(it: AttackFacts, of_drug: Callable[[Drug], bool]) -> Truth:
    """Whether a drug of a kind was taken: not known while names are unknown or nothing is written."""
    doses = acute_doses(it)
    if not doses:
        return NO if _acute_drug(it) is NO else NOT_KNOWN
    named = any_of(truth_of(None if dose.drug is None else of_drug(dose.drug)) for dose in doses)
    return NOT_KNOWN if named is NO and it.attack.maybe_dosed else named


def _relieved_by_triptan_or_ergot(it: AttackFacts) -> Truth:
    taken = _took(it, lambda drug: drug.triptan_or_ergot)
    if taken is not YES:
        return taken
    return any_of(dose.relieved for dose in acute_doses(it) if dose.drug and dose.drug.triptan_or_ergot)


def _no_answer_to_drugs(it: AttackFacts) -> Truth:
    """Both a triptan and a pain reliever were taken, and neither eased it."""
    triptan = _took(it, _is_triptan)
    reliever = _took(it, lambda drug: drug.pain_reliever)
    tried = [d for d in acute_doses(it) if d.drug and (_is_triptan(d.drug) or d.drug.pain_reliever)]
    answer = all_of([triptan, reliever, *(opposite(dose.relieved) for dose in tried)])
    if answer is NO and tried and it.profile.every_dose_written is not YES:
        # What was taken did not help, and the other kind is not written: it may have been taken too.
        return all_of([NOT_KNOWN, *(opposite(dose.relieved) for dose in tried)])
    return answer


def _is_triptan(drug: Drug) -> bool:
    return OveruseClass.TRIPTAN in drug.ingredient_classes


def _of_aura(answer: Callable[[WholeAttack], Truth | Bounds]) -> Callable[[AttackFacts], Truth | Bounds]:
    return lambda it: answer(it.attack)


OF_ATTACK: dict[Fact, Callable[[AttackFacts], Truth | Bounds]] = {
    facts.LASTED_H: lambda it: it.attack.lasted_h,
    facts.UNTREATED_H: _untreated_h,
    facts.STATUS_SPAN_H: lambda it: it.status.span_h,
    facts.STATUS_SO_FAR_H: lambda it: it.status.so_far_h,
    facts.STATUS_DISABLING: lambda it: it.status.function_lost,
    facts.STATUS_LIKE_PREVIOUS: lambda it: it.status.like_previous,
    facts.EVERYDAY_SPAN_H: lambda it: it.everyday_span_h,
    facts.CUT_SHORT: _cut_short,
    facts.UNTREATED_COURSE: lambda _: NOT_KNOWN,
    facts.STATUS_WITHIN_CONTINUOUS_PAIN: lambda _: NOT_KNOWN,
    facts.AGE_YEARS: _age_years,
    facts.ONE_SIDED: _is_side(Side.LEFT, Side.RIGHT, Side.ONE),
    facts.BOTH_SIDES: _is_side(Side.BOTH),
    facts.PULSATING: _is_quality(Quality.PULSATING),
    facts.PRESSING: _is_quality(Quality.PRESSING),
    facts.PAIN: _pain,
    facts.WORSE_WITH_ACTIVITY: _item("worse_with_activity"),
    facts.NAUSEA: _each(_has_nausea),
    facts.NAUSEA_BEYOND_MILD: _each(_nausea_beyond_mild),
    facts.VOMITING: _item("vomiting"),
    facts.PHOTOPHOBIA: _item("photophobia"),
    facts.PHONOPHOBIA: _item("phonophobia"),
    facts.FUNCTION_LOST: _item("function_lost"),
    facts.BELIEVED_MIGRAINE: _item("believed_migraine"),
    **{fact: _of_aura(answer) for fact, answer in OF_AURA.items()},
    facts.ACUTE_DRUG: _acute_drug,
    facts.RELIEVED_BY_TRIPTAN_OR_ERGOT: _relieved_by_triptan_or_ergot,
    facts.NO_ANSWER_TO_DRUGS: _no_answer_to_drugs,
    facts.UNTREATED_MIN: lambda it: trigeminal_facts.minutes(_untreated_h(it), it.attack),
    facts.LASTED_MIN: lambda it: trigeminal_facts.minutes(it.attack.lasted_h, it.attack),
    facts.LASTED_S: lambda it: trigeminal_facts.lasted_s(it.attack),
    facts.AROUND_EYE_OR_TEMPLE: _item("around_eye_or_temple"),
    facts.TRIGEMINAL_SITE: trigeminal_facts.trigeminal_site,
    facts.AUTONOMIC_SIGN: trigeminal_facts.autonomic_sign,
    facts.RED_AND_WATERING_EYE: trigeminal_facts.red_and_watering_eye,
    facts.RESTLESS: _item("restless"),
}
# Where a fact stands among the values of an attack.
PLACE: dict[Fact, int] = {fact: place for place, fact in enumerate(OF_ATTACK)}


def _in_class(overuse: OveruseClass) -> Callable[[Drug | None], Truth]:
    return lambda drug: NOT_KNOWN if drug is None else truth_of(overuse in drug.overuse_classes)


# ICHD-3 8.2.6: ergotamine, triptans, non-opioid analgesics and opioids, in any combination.
CLASSES_OF_8_2_6 = frozenset(
    {OveruseClass.ERGOTAMINE, OveruseClass.TRIPTAN, OveruseClass.NON_OPIOID, OveruseClass.OPIOID}
)


# Classes whose limit is 10 days; a plain pain reliever has 15.
LIMIT_10 = frozenset({OveruseClass.ERGOTAMINE, OveruseClass.TRIPTAN, OveruseClass.OPIOID, OveruseClass.COMBINATION})


def _any_of_these(drug: Drug | None) -> Truth:
    return NOT_KNOWN if drug is None else truth_of(bool(drug.ingredient_classes & CLASSES_OF_8_2_6))


# Gepants and ditans have no limit in ICHD-3; oxygen is no drug one can take too often. [ours]
NOT_OVERUSED = "oxygen"


def _gepant_or_ditan(drug: Drug | None) -> Truth:
    if drug is None:
        return NOT_KNOWN
    return truth_of(drug.acute and drug.migraine_specific and OveruseClass.OTHER in drug.overuse_classes)


def _other_drug(drug: Drug | None) -> Truth:
    return all_of([_other_or_gepant_or_ditan(drug), opposite(_gepant_or_ditan(drug))])


def _other_or_gepant_or_ditan(drug: Drug | None) -> Truth:
    if drug is None:
        return NOT_KNOWN
    return truth_of(OveruseClass.OTHER in drug.overuse_classes and drug.name != NOT_OVERUSED)


def _contains(overuse: OveruseClass) -> Callable[[Drug | None], Truth]:
    return lambda drug: NOT_KNOWN if drug is None else truth_of(overuse in drug.ingredient_classes)


OF_DOSE: dict[Fact, Callable[[Drug | None], Truth]] = {
    facts.TAKEN_ERGOTAMINE: _in_class(OveruseClass.ERGOTAMINE),
    facts.TAKEN_TRIPTAN: _in_class(OveruseClass.TRIPTAN),
    facts.TAKEN_NON_OPIOID: _in_class(OveruseClass.NON_OPIOID),
    facts.TAKEN_OPIOID: _in_class(OveruseClass.OPIOID),
    facts.TAKEN_COMBINATION: _in_class(OveruseClass.COMBINATION),
    facts.CONTAINS_ERGOTAMINE: _contains(OveruseClass.ERGOTAMINE),
    facts.CONTAINS_TRIPTAN: _contains(OveruseClass.TRIPTAN),
    facts.CONTAINS_NON_OPIOID: _contains(OveruseClass.NON_OPIOID),
    facts.CONTAINS_OPIOID: _contains(OveruseClass.OPIOID),
    facts.TAKEN_ANY_OF_THESE: _any_of_these,
    facts.TAKEN_MIGRAINE_DRUG: lambda drug: NOT_KNOWN if drug is None else truth_of(drug.migraine_specific),
    facts.TAKEN_UNNAMED: lambda drug: truth_of(drug is None),
    facts.TAKEN_ANY_ACUTE: lambda drug: YES if drug is None else truth_of(drug.acute),
    facts.TAKEN_ANY_OR_UNNAMED: lambda drug: YES if drug is None else _any_of_these(drug),
    facts.TAKEN_OTHER: _other_drug,
    facts.TAKEN_GEPANT_OR_DITAN: _gepant_or_ditan,
    facts.TAKEN_OTHER_OR_GEPANT_OR_DITAN: _other_or_gepant_or_ditan,
    facts.TAKEN_STRONG_OR_UNNAMED: lambda drug: truth_of(drug is None or bool(drug.overuse_classes & LIMIT_10)),
}
