"""Is it intractable? By which definition: no two of them agree, so each is judged by itself.

`everyday` is what clinics tell patients; the others are published. Their verdicts stand side by
side and are never merged into one.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis import intractability_ehf, intractability_grades, intractability_others
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.intractability_ehf import DEBILITATING
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Amount, Attacks, Is, one_of
from reprieve.pathway.terms.sources import OURS
from reprieve.pathway.terms.spans import PRESENT_DAYS

__all__ = ["DEBILITATING", "EVERYDAY", "LONG_ATTACK", "NO_ANSWER", "RULE_SETS", "SUPPORTING"]

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
    group="intractability",
)

RULE_SETS: tuple[Entity, ...] = (
    EVERYDAY,
    *intractability_ehf.RULE_SETS,
    *intractability_others.RULE_SETS,
    *intractability_grades.RULE_SETS,
    intractability_others.ICD_10_CM,
)

# Which of them support a clinician who attests *intractable*: a mild grade is one drug that failed, and the grades
# for acute drugs say nothing of prevention. [ours]
SUPPORTING = frozenset(
    it.code
    for it in (
        EVERYDAY,
        *intractability_ehf.RULE_SETS,
        *intractability_others.RULE_SETS,
        *intractability_grades.PREVENTIVE_GRADES[1:],
    )
)
