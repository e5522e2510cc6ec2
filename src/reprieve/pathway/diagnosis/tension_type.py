"""Is it tension-type headache: infrequent, frequent, chronic or probable? ICHD-3 chapter 2, in our own words.

How often decides which of the three it is. Whether an examiner finds the head's muscles tender (the
fifth digit of each) is not in a diary and not judged.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import (
    MILD_FROM,
    MORE_THAN_THREE_MONTHS_DAYS,
    SEVERE_FROM,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Days, Gate, Is, Node, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS, Source
from reprieve.pathway.terms.spans import YEAR_DAYS

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


def _ten(that: Node, text: str, letter: str = "", source: Source = ICHD3) -> Attacks:
    return Attacks(that=that, at_least=TEN_EPISODES, text=text, letter=letter, source=source)


TEN_ATTACKS = _ten(ATTACK_2_2, "at least ten attacks that fulfil B to D")

# 2.1 Infrequent: fewer than 12 days a year


def _under_12_days_a_year(that: Node) -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=that,
        at_most=11,
        windows=1,
        window_days=YEAR_DAYS,
        text="on fewer than 12 days in the last year",
    )


SELDOM = _under_12_days_a_year(ATTACK_2_2)
INFREQUENT_EPISODIC = Entity(
    code="2.1",
    name="Infrequent episodic tension-type headache",
    criteria=(
        every(
            TEN_ATTACKS,
            SELDOM,
            text="at least ten attacks, on fewer than 12 days in the last year",
            letter="A",
            source=ICHD3,
        ),
        _ten(B_EPISODIC, B_EPISODIC.text, "B"),
        _ten(C_PAIN, C_PAIN.text, "C"),
        _ten(D_EPISODIC, D_EPISODIC.text, "D"),
    ),
    attack=ATTACK_2_2,
    clinician_letter="E",
    group="tension-type",
)

# 2.2 Frequent: 1 to 14 days a month


def _on_1_to_14_days(that: Node) -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=that,
        at_least=1,
        at_most=14,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text="on 1 to 14 days a month for more than three months",
    )


OFTEN = _on_1_to_14_days(ATTACK_2_2)
FREQUENT_EPISODIC = Entity(
    code="2.2",
    name="Frequent episodic tension-type headache",
    criteria=(
        every(
            TEN_ATTACKS,
            OFTEN,
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
    group="tension-type",
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


def _on_15_days(that: Node, text: str, letter: str = "", source: Source = ICHD3) -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=that,
        at_least=15,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text=text,
        letter=letter,
        source=source,
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
    group="tension-type",
)

# 2.4 Probable: all but one of A to D. Which of the three it is, how often it comes decides. [ours]

TWO_OF_2_2 = Gate(
    of=(B_EPISODIC, C_PAIN, D_EPISODIC), at_least=2, text="at least two of 2.2 B, C and D", source=ICHD3_UNVERIFIED
)
TWO_OF_2_3 = Gate(
    of=(B_CHRONIC, C_PAIN, D_CHRONIC), at_least=2, text="at least two of 2.3 B, C and D", source=ICHD3_UNVERIFIED
)
ONE_ATTACK = Attacks(that=ATTACK_2_2, at_least=1, text="at least one attack that fulfils 2.2 B to D")


def _probable(code: str, name: str, a: Gate, attack: Node) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(
            a,
            none_of(
                *(other.node for other in (INFREQUENT_EPISODIC, FREQUENT_EPISODIC, CHRONIC)),
                text="not tension-type headache itself",
                letter="B",
                source=ICHD3_UNVERIFIED,
            ),
        ),
        attack=attack,
        clinician_letter="C",
        source=ICHD3_UNVERIFIED,
        group="tension-type",
    )


TEN_OF_TWO = _ten(TWO_OF_2_2, "at least ten attacks that fulfil two of B, C and D")
PROBABLE_INFREQUENT = _probable(
    "2.4.1",
    "Probable infrequent episodic tension-type headache",
    one_of(
        every(
            ONE_ATTACK,
            SELDOM,
            none_of(TEN_ATTACKS, text="fewer than ten of them"),
            text="fewer than ten attacks that fulfil B to D, on fewer than 12 days in the last year",
        ),
        every(
            TEN_OF_TWO,
            _under_12_days_a_year(TWO_OF_2_2),
            text="at least ten attacks that fulfil two of B, C and D, on fewer than 12 days in the last year",
        ),
        text="attacks that fulfil all but one of 2.1 A to D",
        letter="A",
        source=ICHD3_UNVERIFIED,
    ),
    TWO_OF_2_2,
)
PROBABLE_FREQUENT = _probable(
    "2.4.2",
    "Probable frequent episodic tension-type headache",
    one_of(
        every(
            OFTEN,
            none_of(TEN_ATTACKS, text="fewer than ten of them"),
            text="fewer than ten attacks that fulfil B to D, on 1 to 14 days a month for more than three months",
        ),
        every(
            TEN_OF_TWO,
            _on_1_to_14_days(TWO_OF_2_2),
            text="at least ten attacks that fulfil two of B, C and D, on 1 to 14 days a month for over three months",
        ),
        every(
            TEN_ATTACKS,
            none_of(SELDOM, text="on 12 days or more in the last year"),
            text="at least ten attacks that fulfil B to D, on 12 days or more in the last year",
        ),
        text="attacks that fulfil all but one of 2.2 A to D",
        letter="A",
        source=ICHD3_UNVERIFIED,
    ),
    TWO_OF_2_2,
)
PROBABLE_CHRONIC = _probable(
    "2.4.3",
    "Probable chronic tension-type headache",
    one_of(
        every(
            Days(
                unit=Unit.ATTACK,
                that=ATTACK_2_3,
                at_least=15,
                windows=1,
                text="headache that fulfils 2.3 B to D on at least 15 days of the last month",
            ),
            none_of(CHRONIC.criteria[0], text="not for more than three months"),
            text="headache that fulfils 2.3 B to D on at least 15 days of the last month, but not for three months",
        ),
        _on_15_days(
            TWO_OF_2_3,
            "headache that fulfils two of 2.3 B, C and D on at least 15 days a month for more than three months",
            source=ICHD3_UNVERIFIED,
        ),
        text="headache that fulfils all but one of 2.3 A to D",
        letter="A",
        source=ICHD3_UNVERIFIED,
    ),
    TWO_OF_2_3,
)
PROBABLE_KINDS = (PROBABLE_INFREQUENT, PROBABLE_FREQUENT, PROBABLE_CHRONIC)
PROBABLE = Entity(
    code="2.4",
    name="Probable tension-type headache",
    criteria=(
        one_of(
            *(kind.criteria[0] for kind in PROBABLE_KINDS),
            text="headache that fulfils all but one of A to D of 2.1, 2.2 or 2.3",
            letter="A",
            source=ICHD3_UNVERIFIED,
        ),
        PROBABLE_INFREQUENT.criteria[1],
    ),
    attack=one_of(TWO_OF_2_2, TWO_OF_2_3, text="two of B, C and D of tension-type headache"),
    clinician_letter="C",
    source=ICHD3_UNVERIFIED,
    group="tension-type",
)

ENTITIES = (INFREQUENT_EPISODIC, FREQUENT_EPISODIC, CHRONIC, PROBABLE, *PROBABLE_KINDS)
