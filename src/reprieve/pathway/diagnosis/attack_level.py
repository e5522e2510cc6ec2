"""What can be said of one attack, as against the person?

An attack that was treated early need not develop all features of a migraine. It may be left
undecided; it is never called *not migraine*.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from reprieve.pathway.diagnosis.migraine import ATTACK_1_1, ATTACK_1_2, ATTACK_1_5_1
from reprieve.pathway.diagnosis.tension_type import ATTACK_2_2, ATTACK_2_3
from reprieve.pathway.diagnosis.trigeminal import ATTACK_3_1, ATTACK_3_2, ATTACK_3_3
from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Node
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

PHENOTYPES: Mapping[str, Node] = {
    "1.1": ATTACK_1_1,
    "1.2": ATTACK_1_2,
    "1.5.1": ATTACK_1_5_1,
    "2.2": ATTACK_2_2,
    "2.3": ATTACK_2_3,
    "3.1": ATTACK_3_1,
    "3.2": ATTACK_3_2,
    "3.3": ATTACK_3_3,
}
TRIGEMINAL = ("3.1", "3.2", "3.3")
MIGRAINES = ("1.1", "1.2")
MIGRAINE = (*MIGRAINES, "1.3")


class Label(Enum):
    """What one attack is called."""

    WITH_AURA = "an attack of migraine with aura"
    WITHOUT_AURA = "an attack of migraine without aura"
    TENSION_TYPE = "an attack of tension-type headache"
    TRIGEMINAL = "a short one-sided attack with signs of the face, as in cluster headache and its relatives"
    PROBABLE_COUNTS = "probable migraine; counts as migraine in a person with migraine"
    PROBABLE = "probable migraine"
    TREATED_EARLY = "cannot be told: it was treated, and may not have developed all features"
    NOT_KNOWN = "cannot be told from what is written"
    OTHER = "neither migraine nor tension-type by what is written"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttackVerdict:
    """One attack's label, and which kinds of attack it fulfils."""

    start: datetime
    label: Label
    fulfils: Mapping[str, Truth]


def judge_attack(attack: AttackFacts, *, met: Collection[str]) -> AttackVerdict:
    """What one attack is; a definite kind beats a probable one (G4).

    Parameters
    ----------
    attack : AttackFacts
    met : collection of str
        ICHD-3 codes met by the person: 1.5 counts as migraine in a person with migraine (G6), and the
        mild nausea that 2.3 allows makes tension-type headache only in a person with 2.3.
    """
    fulfils = {code: decide(node, attack) for code, node in PHENOTYPES.items()}
    return AttackVerdict(
        start=attack.attack.start,
        label=_label(attack, fulfils, met),
        fulfils=fulfils,
    )


def _label(attack: AttackFacts, fulfils: Mapping[str, Truth], met: Collection[str]) -> Label:
    if fulfils["1.2"] is YES:
        return Label.WITH_AURA
    if fulfils["1.1"] is YES:
        return Label.WITHOUT_AURA
    if attack.value(facts.CUT_SHORT) is YES:
        return Label.TREATED_EARLY
    if any(fulfils[code] is YES for code in TRIGEMINAL):
        return Label.TRIGEMINAL
    if fulfils["2.2"] is YES or (fulfils["2.3"] is YES and "2.3" in met):
        return Label.TENSION_TYPE
    if fulfils["1.5.1"] is YES:
        return Label.PROBABLE_COUNTS if any(code in met for code in MIGRAINE) else Label.PROBABLE
    if attack.value(facts.CUT_SHORT) is NOT_KNOWN:
        return Label.TREATED_EARLY if attack.value(facts.ACUTE_DRUG) is YES else Label.NOT_KNOWN
    if any(fulfils[code] is not NO for code in (*MIGRAINES, "1.5.1", "2.2")):
        return Label.NOT_KNOWN
    return Label.OTHER
