"""Is it intractable? By which definition: no two of them agree, so each is judged by itself.

`everyday` is what clinics tell patients; EHF 2020 is the published consensus on *resistant* and
*refractory*. Their verdicts stand side by side and are never merged into one.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import CHRONIC, WITH_AURA, WITHOUT_AURA
from reprieve.pathway.diagnosis.precedence import PRESENT_DAYS
from reprieve.pathway.diary.treatments import NAMED_CLASSES
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Days, Is, every, one_of
from reprieve.pathway.terms.sources import EHF2020, OURS

# Everyday intractable [ours]

LONG_ATTACK = Amount(
    fact=facts.EVERYDAY_SPAN_H, above=72, text="over 72 h, quiet spells of up to 12 h counted in", source=OURS
)
NO_ANSWER = Is(fact=facts.NO_ANSWER_TO_DRUGS, text="a triptan and a pain reliever were taken, and neither eased it")

EVERYDAY = Entity(
    code="everyday",
    name="Intractable in the everyday sense",
    criteria=(
        one_of(
            Attacks(
                that=LONG_ATTACK, at_least=1, within_days=PRESENT_DAYS, text="an attack that goes on for over 72 h"
            ),
            Attacks(
                that=NO_ANSWER,
                at_least=1,
                within_days=PRESENT_DAYS,
                text="an attack with no answer to triptans and pain relievers",
            ),
            text="in the last year, an attack over 72 h, or one with no answer to triptans and pain relievers",
            letter="A",
            source=OURS,
        ),
    ),
    attack=one_of(LONG_ATTACK, NO_ANSWER),
    clinician_letter="",
    source=OURS,
)

# EHF 2020

DEBILITATING = every(
    Is(fact=facts.FUNCTION_LOST, text="disabling"),
    Is(fact=facts.ACUTE_DRUG, text="although a drug was taken"),
    text="disabling although a drug was taken",
    source=EHF2020,
)
MIGRAINE = one_of(
    WITHOUT_AURA.node, WITH_AURA.node, CHRONIC.node, text="migraine (1.1, 1.2 or 1.3)", letter="A", source=EHF2020
)
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
    clinician_text="the drugs were the right ones, in an adequate dose, taken early and for long enough",
    source=EHF2020,
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
    clinician_text="the drugs were the right ones, in an adequate dose, taken early and for long enough",
    source=EHF2020,
)

RULE_SETS = (EVERYDAY, RESISTANT, REFRACTORY)
