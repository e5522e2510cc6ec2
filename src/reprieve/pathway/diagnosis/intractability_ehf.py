"""Resistant, refractory: the consensus definitions of the European Headache Federation, 2020 and 2014."""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.medication_overuse import MEDICATION_OVERUSE
from reprieve.pathway.diagnosis.migraine import CHRONIC, WITH_AURA, WITHOUT_AURA
from reprieve.pathway.diary.treatments import NAMED_CLASSES
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Days, Gate, Is, every, none_of, one_of
from reprieve.pathway.terms.sources import EHF2014, EHF2020, Source

DRUGS_WERE_RIGHT = "the drugs were the right ones, in an adequate dose, taken early and for long enough"

# EHF 2020

DEBILITATING = every(
    Is(fact=facts.FUNCTION_LOST, text="disabling"),
    Is(fact=facts.ACUTE_DRUG, text="although a drug was taken"),
    text="disabling although a drug was taken",
    source=EHF2020,
)
ANY_MIGRAINE = one_of(WITHOUT_AURA.node, WITH_AURA.node, CHRONIC.node, text="migraine (1.1, 1.2 or 1.3)")


def migraine_first(source: Source | None = None) -> Gate:
    """Criterion A of every definition that speaks of people with migraine."""
    return one_of(*ANY_MIGRAINE.of, text=ANY_MIGRAINE.text, letter="A", source=source)


MIGRAINE = migraine_first(EHF2020)
TWO_TRIPTANS = Amount(
    fact=facts.TRIPTANS_FAILED, at_least=2, text="at least two different triptans failed", source=EHF2020
)


def _burden(months: int) -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=DEBILITATING,
        at_least=8,
        windows=months,
        text=f"at least 8 disabling headache days a month in each of {months} months",
        source=EHF2020,
    )


RESISTANT = Entity(
    code="ehf2020_resistant",
    name="Resistant migraine (EHF 2020)",
    criteria=(
        MIGRAINE,
        every(
            _burden(3),
            TWO_TRIPTANS,
            text="at least 8 disabling headache days a month for 3 months, and two triptans failed",
            letter="B",
            source=EHF2020,
        ),
        Amount(
            fact=facts.PREVENTIVE_CLASSES_FAILED,
            at_least=3,
            text="at least 3 classes of preventive failed, by lack of effect, side effects or contraindication",
            letter="C",
            source=EHF2020,
        ),
    ),
    clinician_letter="D",
    clinician_text=DRUGS_WERE_RIGHT,
    source=EHF2020,
    group="intractability",
)
REFRACTORY = Entity(
    code="ehf2020_refractory",
    name="Refractory migraine (EHF 2020)",
    criteria=(
        MIGRAINE,
        every(
            _burden(6),
            TWO_TRIPTANS,
            text="at least 8 disabling headache days a month for 6 months, and two triptans failed",
            letter="B",
            source=EHF2020,
        ),
        every(
            Amount(
                fact=facts.NAMED_CLASSES_FAILED,
                at_least=len(NAMED_CLASSES),
                text=f"all {len(NAMED_CLASSES)} named classes of preventive failed",
            ),
            Is(fact=facts.OTHER_PREVENTIVES_FAILED, text="every other preventive of established effect failed"),
            text="all available classes of preventive failed",
            letter="C",
            source=EHF2020,
        ),
    ),
    clinician_letter="D",
    clinician_text=DRUGS_WERE_RIGHT,
    source=EHF2020,
    group="intractability",
)

# EHF 2014

CHRONIC_WITHOUT_OVERUSE = every(
    CHRONIC.node,
    none_of(MEDICATION_OVERUSE.node, text="no medication-overuse headache (8.2)"),
    text="chronic migraine (1.3), and no medication overuse (8.2)",
    letter="A",
)
REFRACTORY_2014 = Entity(
    code="ehf2014",
    name="Refractory chronic migraine (EHF 2014)",
    criteria=(
        CHRONIC_WITHOUT_OVERUSE,
        Amount(
            fact=facts.EHF2014_DRUGS_FAILED,
            at_least=3,
            text="at least 3 of the named drugs (beta-blockers, anticonvulsants, tricyclics, flunarizine or "
            "candesartan, onabotulinumtoxinA) without effect over 3 months each, or ruled out",
            letter="B",
            source=EHF2014,
        ),
        Is(
            fact=facts.COMORBIDITY_ADDRESSED,
            text="other illness, of the mind too, adequately treated",
            letter="C",
            source=EHF2014,
        ),
    ),
    clinician_letter="D",
    clinician_text="the doses were adequate",
    source=EHF2014,
    group="intractability",
)

RULE_SETS = (RESISTANT, REFRACTORY, REFRACTORY_2014)
