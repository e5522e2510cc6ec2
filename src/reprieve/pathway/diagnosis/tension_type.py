"""Is it tension-type headache, frequent episodic or chronic? ICHD-3 chapter 2, in our own words."""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import (
    MILD_FROM,
    MORE_THAN_THREE_MONTHS_DAYS,
    SEVERE_FROM,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Days, Gate, Is, every, none_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS

C_PAIN = Gate(
    of=(
        Is(fact=facts.BOTH_SIDES, text="on both sides"),
        Is(fact=facts.PRESSING, text="pressing or tightening"),
        Amount(
            fact=facts.PAIN,
            at_least=MILD_FROM,
            at_most=SEVERE_FROM - 1,
            text="mild or moderate",
            source=ICHD3_UNVERIFIED,
        ),
        none_of(Is(fact=facts.WORSE_WITH_ACTIVITY, text="worse with activity"), text="not worse with activity"),
    ),
    at_least=2,
    text="two of: on both sides, pressing, mild or moderate, not worse with activity",
    letter="C",
    source=ICHD3,
)
NO_VOMITING = none_of(Is(fact=facts.VOMITING, text="vomiting"), text="no vomiting")
LIGHT_AND_SOUND = (
    Is(fact=facts.PHOTOPHOBIA, text="sensitivity to light"),
    Is(fact=facts.PHONOPHOBIA, text="sensitivity to sound"),
)

# 2.2 Frequent episodic tension-type headache: one attack

B_EPISODIC = Amount(
    fact=facts.LASTED_H, at_least=0.5, at_most=7 * 24, text="lasts 30 minutes to 7 days", letter="B", source=ICHD3
)
D_EPISODIC = every(
    none_of(Is(fact=facts.NAUSEA, text="nausea"), text="no nausea"),
    NO_VOMITING,
    Gate(of=LIGHT_AND_SOUND, at_least=0, at_most=1, text="at most one of sensitivity to light and to sound"),
    text="no nausea and no vomiting; at most one of sensitivity to light and to sound",
    letter="D",
    source=ICHD3,
)
ATTACK_2_2 = every(B_EPISODIC, C_PAIN, D_EPISODIC, text="an attack of tension-type headache", source=ICHD3)

TEN_EPISODES = 10


def _ten(that: Gate | Amount, text: str, letter: str) -> Attacks:
    return Attacks(that=that, at_least=TEN_EPISODES, text=text, letter=letter, source=ICHD3)


FREQUENT_EPISODIC = Entity(
    code="2.2",
    name="Frequent episodic tension-type headache",
    criteria=(
        every(
            _ten(ATTACK_2_2, "at least ten attacks that fulfil B to D", ""),
            Days(
                unit=Unit.ATTACK,
                that=ATTACK_2_2,
                at_least=1,
                at_most=14,
                span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
                text="on 1 to 14 days a month for more than three months",
            ),
            text="at least ten attacks, on 1 to 14 days a month for more than three months",
            letter="A",
            source=ICHD3,
        ),
        _ten(B_EPISODIC, B_EPISODIC.text, "B"),
        _ten(C_PAIN, C_PAIN.text, "C"),
        _ten(D_EPISODIC, D_EPISODIC.text, "D"),
    ),
    attack=ATTACK_2_2,
    clinician_letter="E",
)

# 2.3 Chronic tension-type headache: one attack

B_CHRONIC = Amount(
    fact=facts.LASTED_H, at_least=1, text="lasts hours to days, or does not stop", letter="B", source=OURS
)
D_CHRONIC = every(
    Gate(
        of=(*LIGHT_AND_SOUND, Is(fact=facts.NAUSEA, text="nausea")),
        at_least=0,
        at_most=1,
        text="at most one of sensitivity to light, to sound, and mild nausea",
    ),
    none_of(
        every(
            Is(fact=facts.NAUSEA, text="nausea"),
            Is(fact=facts.NAUSEA_BEYOND_MILD, text="more than mild"),
            text="nausea beyond mild",
        ),
        text="no moderate or severe nausea",
    ),
    NO_VOMITING,
    text="at most one of sensitivity to light, to sound and mild nausea; no stronger nausea, no vomiting",
    letter="D",
    source=ICHD3,
)
ATTACK_2_3 = every(B_CHRONIC, C_PAIN, D_CHRONIC, text="an attack of chronic tension-type headache", source=ICHD3)


def _on_15_days(that: Gate | Amount, text: str, letter: str) -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=that,
        at_least=15,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text=text,
        letter=letter,
        source=ICHD3,
    )


CHRONIC = Entity(
    code="2.3",
    name="Chronic tension-type headache",
    criteria=(
        _on_15_days(
            ATTACK_2_3, "headache that fulfils B to D on at least 15 days a month for more than three months", "A"
        ),
        _on_15_days(B_CHRONIC, B_CHRONIC.text, "B"),
        _on_15_days(C_PAIN, C_PAIN.text, "C"),
        _on_15_days(D_CHRONIC, D_CHRONIC.text, "D"),
    ),
    attack=ATTACK_2_3,
    clinician_letter="E",
)

ENTITIES = (FREQUENT_EPISODIC, CHRONIC)
