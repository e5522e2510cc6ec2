"""Which migraine with aura is it: typical with or without headache, brainstem, hemiplegic, retinal, probable?

ICHD-3 1.2.1.1 to 1.2.4 and 1.5.2. How many attacks there were in life helps 1.2 and 1.5.2 alone:
that count is of auras of every kind.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import (
    ATTACK_1_2,
    ATTACK_1_2_1,
    B_AURA,
    C_AURA,
    TWO_ATTACKS,
    TYPICAL_AURA,
    WITH_AURA,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Amount, Attacks, Gate, Is, Node, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED

SUBFORM = "aura subform"


def _two(that: Node, text: str, letter: str) -> Attacks:
    return Attacks(that=that, at_least=TWO_ATTACKS, text=text, letter=letter, source=ICHD3)


def _one(that: Node) -> Attacks:
    """What makes a subform worth asking about."""
    return Attacks(that=that, at_least=1)


def _in_a_person_with(parent: Entity, that: Node, text: str) -> Gate:
    return every(
        parent.node,
        _two(that, "at least two attacks of the kind", ""),
        text=text,
        letter="A",
        source=ICHD3,
    )


# 1.2.1.1 and 1.2.1.2 Typical aura, with headache and without

HEADACHE_WITH_AURA = Is(
    fact=facts.AURA_THEN_HEADACHE,
    text="headache of any kind with the aura or within 60 minutes of it",
    letter="B",
    source=ICHD3,
)
NO_HEADACHE_WITH_AURA = none_of(
    Is(fact=facts.AURA_THEN_HEADACHE, text="headache with the aura or within 60 minutes of it"),
    text="no headache with the aura or within 60 minutes of it",
    letter="B",
    source=ICHD3,
)
ATTACK_1_2_1_1 = every(ATTACK_1_2_1, HEADACHE_WITH_AURA, text="an attack of typical aura with headache", source=ICHD3)
ATTACK_1_2_1_2 = every(
    ATTACK_1_2_1, NO_HEADACHE_WITH_AURA, text="an attack of typical aura without headache", source=ICHD3
)
TYPICAL_WITH_HEADACHE = Entity(
    code="1.2.1.1",
    name="Typical aura with headache",
    criteria=(
        _in_a_person_with(TYPICAL_AURA, ATTACK_1_2_1_1, "at least two attacks that fulfil 1.2.1 and B below"),
        _two(HEADACHE_WITH_AURA, HEADACHE_WITH_AURA.text, "B"),
    ),
    attack=ATTACK_1_2_1_1,
    clinician_letter="1.2 D",
    group=SUBFORM,
    suspected_by=_one(ATTACK_1_2_1),
)
TYPICAL_WITHOUT_HEADACHE = Entity(
    code="1.2.1.2",
    name="Typical aura without headache",
    criteria=(
        _in_a_person_with(TYPICAL_AURA, ATTACK_1_2_1_2, "at least two attacks that fulfil 1.2.1 and B below"),
        _two(every(B_AURA, NO_HEADACHE_WITH_AURA, text=NO_HEADACHE_WITH_AURA.text), NO_HEADACHE_WITH_AURA.text, "B"),
    ),
    attack=ATTACK_1_2_1_2,
    clinician_letter="1.2 D",
    group=SUBFORM,
    suspected_by=_one(ATTACK_1_2_1),
)

# 1.2.2 Migraine with brainstem aura

BRAINSTEM = every(
    Amount(
        fact=facts.BRAINSTEM_SYMPTOMS,
        at_least=2,
        text="two of: slurred speech, spinning, ringing in the ears, hearing less, double vision, unsteady movement, "
        "lowered consciousness; each passes completely",
    ),
    none_of(
        Is(fact=facts.MOTOR_OR_RETINAL_AURA, text="aura of strength or of one eye"),
        text="no aura of strength or of one eye",
    ),
    text="two different passing brainstem symptoms, and none of strength or of one eye",
    letter="B",
    source=ICHD3_UNVERIFIED,
)
ATTACK_1_2_2 = every(B_AURA, C_AURA, BRAINSTEM, text="an attack with brainstem aura", source=ICHD3)
BRAINSTEM_AURA = Entity(
    code="1.2.2",
    name="Migraine with brainstem aura",
    criteria=(
        _in_a_person_with(WITH_AURA, ATTACK_1_2_2, "at least two attacks that fulfil 1.2 B and C, and B below"),
        _two(BRAINSTEM, BRAINSTEM.text, "B"),
    ),
    attack=ATTACK_1_2_2,
    clinician_letter="1.2 D",
    group=SUBFORM,
    suspected_by=_one(Amount(fact=facts.BRAINSTEM_SYMPTOMS, at_least=1, text="a brainstem symptom")),
)

# 1.2.3 Hemiplegic migraine

_WEAKNESS = Is(fact=facts.MOTOR_AURA, text="weakness that passes completely")
HEMIPLEGIC = every(
    _WEAKNESS,
    Is(fact=facts.TYPICAL_AURA, text="a passing aura of sight, feeling or speech"),
    text="passing weakness, and a passing aura of sight, feeling or speech",
    letter="B",
    source=ICHD3,
)
ATTACK_1_2_3 = every(B_AURA, C_AURA, HEMIPLEGIC, text="an attack of hemiplegic migraine", source=ICHD3)
HEMIPLEGIC_MIGRAINE = Entity(
    code="1.2.3",
    name="Hemiplegic migraine",
    criteria=(
        _in_a_person_with(WITH_AURA, ATTACK_1_2_3, "at least two attacks that fulfil 1.2 B and C, and B below"),
        _two(HEMIPLEGIC, HEMIPLEGIC.text, "B"),
    ),
    attack=ATTACK_1_2_3,
    clinician_letter="1.2 D",
    group=SUBFORM,
    suspected_by=_one(_WEAKNESS),
)
_RELATIVE = Is(fact=facts.FAMILY_HEMIPLEGIC, text="a first- or second-degree relative has such attacks")


def _hemiplegic(code: str, name: str, b: Node) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(every(HEMIPLEGIC_MIGRAINE.node, text="attacks that fulfil 1.2.3", letter="A", source=ICHD3), b),
        attack=ATTACK_1_2_3,
        clinician_letter="1.2 D",
        group=SUBFORM,
        suspected_by=HEMIPLEGIC_MIGRAINE.suspected_by,
    )


FAMILIAL_HEMIPLEGIC = _hemiplegic(
    "1.2.3.1", "Familial hemiplegic migraine", every(_RELATIVE, text=_RELATIVE.text, letter="B", source=ICHD3)
)
SPORADIC_HEMIPLEGIC = _hemiplegic(
    "1.2.3.2",
    "Sporadic hemiplegic migraine",
    none_of(_RELATIVE, text="no first- or second-degree relative has such attacks", letter="B", source=ICHD3),
)

# 1.2.4 Retinal migraine

_SPREADS = Is(fact=facts.RETINAL_AURA_SPREADS, text="it spreads over 5 minutes or more")
_5_TO_60_MIN = Is(fact=facts.RETINAL_AURA_5_TO_60_MIN, text="it lasts 5 to 60 minutes")
RETINAL = every(
    Is(
        fact=facts.RETINAL_AURA_CONFIRMED,
        text="a passing change of sight in one eye, confirmed in the attack by a test of the field of vision or by "
        "the person's own drawing",
    ),
    Gate(
        of=(
            _SPREADS,
            _5_TO_60_MIN,
            Is(fact=facts.AURA_THEN_HEADACHE, text="headache with it or within 60 minutes"),
        ),
        at_least=2,
        text="two of: spreads, 5 to 60 minutes, headache within an hour",
    ),
    text="a confirmed passing change of sight in one eye; two of: spreads, 5 to 60 minutes, headache within an hour",
    letter="B",
    source=ICHD3_UNVERIFIED,
)
ATTACK_1_2_4 = every(B_AURA, C_AURA, RETINAL, text="an attack of retinal migraine", source=ICHD3)
RETINAL_MIGRAINE = Entity(
    code="1.2.4",
    name="Retinal migraine",
    criteria=(
        _in_a_person_with(WITH_AURA, ATTACK_1_2_4, "at least two attacks that fulfil 1.2 B and C, and B below"),
        _two(RETINAL, RETINAL.text, "B"),
    ),
    attack=ATTACK_1_2_4,
    clinician_letter="C",
    clinician_text="no other disorder explains it better, and other causes of passing loss of sight in one eye "
    "are ruled out",
    group=SUBFORM,
    suspected_by=_one(one_of(_SPREADS, _5_TO_60_MIN, text="a change of sight in one eye")),
)

# 1.5.2 Probable migraine with aura

B_OR_C_AURA = one_of(B_AURA, C_AURA, text="at least one of 1.2 B and C", source=ICHD3)
ATTACK_1_5_2 = Gate(
    of=(B_AURA, C_AURA),
    at_least=1,
    at_most=1,
    text="an attack of probable migraine with aura: one of 1.2 B and C",
    source=ICHD3,
)
FEWER_THAN_TWO = every(
    Attacks(that=ATTACK_1_2, at_least=1, text="at least one attack that fulfils 1.2 B and C"),
    none_of(WITH_AURA.criteria[0], text="fewer than two of them"),
    text="attacks that fulfil 1.2 B and C, but fewer than two",
)
PROBABLE_WITH_AURA = Entity(
    code="1.5.2",
    name="Probable migraine with aura",
    criteria=(
        one_of(
            FEWER_THAN_TWO,
            Attacks(
                that=B_OR_C_AURA,
                at_least=TWO_ATTACKS,
                lifetime=facts.LIFETIME_AURA_ATTACKS,
                text="at least two attacks that fulfil one of 1.2 B and C",
            ),
            text="attacks that fulfil all but one of 1.2 A to C",
            letter="A",
            source=ICHD3,
        ),
        none_of(WITH_AURA.node, text="not migraine with aura itself", letter="B", source=ICHD3),
    ),
    attack=B_OR_C_AURA,
    clinician_letter="C",
)

ENTITIES = (
    TYPICAL_WITH_HEADACHE,
    TYPICAL_WITHOUT_HEADACHE,
    BRAINSTEM_AURA,
    HEMIPLEGIC_MIGRAINE,
    FAMILIAL_HEMIPLEGIC,
    SPORADIC_HEMIPLEGIC,
    RETINAL_MIGRAINE,
    PROBABLE_WITH_AURA,
)
