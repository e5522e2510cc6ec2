"""What does the record say to each question a rule may ask about the aura of one attack?

The symptoms written for an attack are taken to be all there were.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.choices import AuraKind, BrainstemSymptom
from reprieve.pathway.diary.records import AuraSymptom
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, truth_of

TYPICAL_KINDS = frozenset({AuraKind.VISUAL, AuraKind.SENSORY, AuraKind.SPEECH})
UNUSUAL_KINDS = frozenset({AuraKind.MOTOR, AuraKind.BRAINSTEM, AuraKind.RETINAL})

# ICHD-3 1.2 C3: each symptom lasts 5 to 60 minutes; a motor one may last up to 72 hours.
AURA_MIN, AURA_MAX_MIN, MOTOR_AURA_MAX_MIN = 5, 60, 72 * 60


def _symptoms(attack: WholeAttack) -> list[AuraSymptom]:
    """The symptoms of its auras; one that two records repeat is one."""
    return list(dict.fromkeys(symptom for record in attack.records for symptom in record.aura_symptoms))


def _aura(attack: WholeAttack, of_symptom: Callable[[AuraSymptom], Truth], *, every: bool = False) -> Truth:
    """A question about the aura's symptoms: no without aura, not known while no symptom is described."""
    aura = attack.recorded("aura")
    if aura is not YES:
        return aura
    symptoms = _symptoms(attack)
    if not symptoms:
        return NOT_KNOWN
    answers = (of_symptom(symptom) for symptom in symptoms)
    return all_of(answers) if every else any_of(answers)


def _kind_in(symptom: AuraSymptom, kinds: frozenset[AuraKind]) -> Truth:
    return NOT_KNOWN if symptom.kind is None else truth_of(symptom.kind in kinds)


def _is(symptom: AuraSymptom, kind: AuraKind) -> Truth:
    return _kind_in(symptom, frozenset({kind}))


def _passing(kinds: frozenset[AuraKind]) -> Callable[[WholeAttack], Truth]:
    """Whether a symptom of these kinds passes completely."""
    return lambda it: _aura(it, lambda s: all_of([_kind_in(s, kinds), s.passes_completely]))


def _visual_aura_5_to_60(symptom: AuraSymptom) -> Truth:
    return all_of([_is(symptom, AuraKind.VISUAL), _lasts_5_to_60(symptom)])


def _lasts_5_to_60(symptom: AuraSymptom) -> Truth:
    if symptom.minutes is None:
        return NOT_KNOWN
    if symptom.kind is None and AURA_MAX_MIN < symptom.minutes <= MOTOR_AURA_MAX_MIN:
        return NOT_KNOWN
    most = MOTOR_AURA_MAX_MIN if symptom.kind is AuraKind.MOTOR else AURA_MAX_MIN
    return truth_of(AURA_MIN <= symptom.minutes <= most)


def _one_sided_symptom(symptom: AuraSymptom) -> Truth:
    # ICHD-3 1.2 note: aphasia always counts as one-sided.
    return YES if symptom.kind is AuraKind.SPEECH else symptom.one_sided


def _in_succession(attack: WholeAttack) -> Truth:
    if attack.recorded("aura") is NO:
        return NO
    recorded = any_of(record.aura_in_succession for record in attack.records if record.aura is not NO)
    if recorded is NOT_KNOWN and len(_symptoms(attack)) == 1:
        return NO
    return recorded


def _if_aura(item: str) -> Callable[[WholeAttack], Truth]:
    """A yes-or-no item of an attack with aura; no without aura."""
    return lambda it: NO if it.recorded("aura") is NO else it.recorded(item)


def _headache_with_aura(attack: WholeAttack) -> Truth:
    """Headache with the aura or soon after; none where the pain is written as nought."""
    if all(record.pain_0_to_10 == 0 for record in attack.records):
        return NO
    return _if_aura("headache_within_60_min")(attack)


def _longest_min(attack: WholeAttack) -> Bounds:
    """How long the longest symptom but weakness lasted, in minutes: that may last for weeks (ICHD-3 1.2.3)."""
    if attack.recorded("aura") is NO:
        return Bounds(0, 0)
    symptoms = _symptoms(attack)
    if not symptoms:
        return UNKNOWN_AMOUNT
    maybe = [symptom for symptom in symptoms if symptom.kind is not AuraKind.MOTOR]
    at_least = max((symptom.minutes or 0 for symptom in maybe if symptom.kind is not None), default=0)
    return Bounds(at_least, max((math.inf if it.minutes is None else it.minutes for it in maybe), default=0))


def _brainstem_symptoms(attack: WholeAttack) -> Bounds:
    """How many different brainstem symptoms passed completely.

    One that is written without saying which may stand for several.
    """
    if attack.recorded("aura") is NO:
        return Bounds(0, 0)
    symptoms = [it for it in _symptoms(attack) if it.kind in (None, AuraKind.BRAINSTEM)]
    possible = [it for it in symptoms if it.passes_completely is not NO]
    certain = [it for it in possible if it.kind is AuraKind.BRAINSTEM and it.passes_completely is YES]
    at_least = max(len({it.brainstem for it in certain if it.brainstem is not None}), 1 if certain else 0)
    if not _symptoms(attack) or any(it.brainstem is None for it in possible):
        return Bounds(at_least, len(BrainstemSymptom))
    return Bounds(at_least, len({it.brainstem for it in possible}))


def _retinal(of_symptom: Callable[[AuraSymptom], Truth]) -> Callable[[WholeAttack], Truth]:
    """Whether it is so of a change of sight in one eye."""
    return lambda it: _aura(it, lambda s: all_of([_is(s, AuraKind.RETINAL), of_symptom(s)]))


def _confirmed(symptom: AuraSymptom) -> Truth:
    return all_of([symptom.passes_completely, symptom.confirmed_monocular])


OF_AURA: Mapping[Fact, Callable[[WholeAttack], Truth | Bounds]] = {
    facts.AURA: lambda it: it.recorded("aura"),
    facts.AURA_SYMPTOM: _passing(TYPICAL_KINDS | UNUSUAL_KINDS),
    facts.VISUAL_AURA_5_TO_60_MIN: lambda it: _aura(it, _visual_aura_5_to_60),
    facts.AURA_ALL_PASSES: lambda it: _aura(it, lambda s: s.passes_completely, every=True),
    facts.TYPICAL_AURA: _passing(TYPICAL_KINDS),
    facts.UNUSUAL_AURA: lambda it: _aura(it, lambda s: _kind_in(s, UNUSUAL_KINDS)),
    facts.AURA_SPREADS: lambda it: _aura(it, lambda s: s.spreads),
    facts.AURA_IN_SUCCESSION: _in_succession,
    facts.AURA_5_TO_60_MIN: lambda it: _aura(it, _lasts_5_to_60, every=True),
    facts.AURA_ONE_SIDED: lambda it: _aura(it, _one_sided_symptom),
    facts.AURA_POSITIVE: lambda it: _aura(it, lambda s: s.positive),
    facts.AURA_THEN_HEADACHE: _headache_with_aura,
    facts.BRAINSTEM_SYMPTOMS: _brainstem_symptoms,
    facts.MOTOR_AURA: _passing(frozenset({AuraKind.MOTOR})),
    facts.MOTOR_OR_RETINAL_AURA: lambda it: _aura(
        it, lambda s: _kind_in(s, frozenset({AuraKind.MOTOR, AuraKind.RETINAL}))
    ),
    facts.RETINAL_AURA_CONFIRMED: _retinal(_confirmed),
    facts.RETINAL_AURA_SPREADS: _retinal(lambda s: s.spreads),
    facts.RETINAL_AURA_5_TO_60_MIN: _retinal(_lasts_5_to_60),
    facts.AURA_LONGEST_MIN: _longest_min,
    facts.AURA_LIKE_PREVIOUS: _if_aura("like_previous"),
}
