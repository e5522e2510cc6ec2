"""Did an aura go on for a week, or did auras come in a cluster? ICHD-3 1.4.2, and A1.4.5 of its appendix.

1.4.3, migrainous infarction, is never a verdict here: an aura of over 60 minutes raises a flag
that asks for a look, and only imaging can tell.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import ATTACK_1_2, WITH_AURA
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Is, every, none_of
from reprieve.pathway.rules.measures import MostWithinDays
from reprieve.pathway.terms.sources import ICHD3
from reprieve.pathway.terms.spans import PRESENT_DAYS

# 1.4.2 Persistent aura without infarction. It is about a typical aura; weakness may last for weeks and is 1.2.3. [ours]

WEEK_MIN = 7 * 24 * 60
A_WEEK = Amount(
    fact=facts.AURA_LONGEST_MIN, at_least=WEEK_MIN, text="a symptom other than weakness lasts a week or more"
)
PERSISTENT = every(
    Is(fact=facts.AURA_LIKE_PREVIOUS, text="like the person's other auras, apart from its length"),
    A_WEEK,
    text="an aura like the others, but with a symptom that lasts a week or more",
    source=ICHD3,
)
PERSISTENT_AURA = Entity(
    code="1.4.2",
    name="Persistent aura without infarction",
    criteria=(
        Attacks(that=PERSISTENT, at_least=1, text="an aura that fulfils B", letter="A", source=ICHD3),
        every(
            WITH_AURA.node,
            Attacks(that=PERSISTENT, at_least=1, text=PERSISTENT.text),
            text="in a person with migraine with aura, and like the earlier auras but with a symptom of a week or more",
            letter="B",
            source=ICHD3,
        ),
        none_of(
            Is(fact=facts.INFARCT_ON_IMAGING, text="an infarct on imaging"),
            text="imaging was done, and shows no infarct",
            letter="C",
            source=ICHD3,
        ),
    ),
    attack=PERSISTENT,
    clinician_letter="D",
    group="aura subform",
    suspected_by=Attacks(that=A_WEEK, at_least=1, text=A_WEEK.text),
)

# A1.4.5 Migraine aura status

THREE_AURAS = 3
B_STATUS = Course(
    that=ATTACK_1_2,
    measure=MostWithinDays(days=3),
    fact=facts.MOST_AURAS_IN_3_DAYS,
    at_least=THREE_AURAS,
    attacks_needed=THREE_AURAS,
    within_days=PRESENT_DAYS,
    text="at least three auras within three days",
    letter="B",
    source=ICHD3,
)
AURA_STATUS = Entity(
    code="A1.4.5",
    name="Migraine aura status",
    criteria=(
        every(WITH_AURA.node, text="migraine with aura (1.2)", letter="A", source=ICHD3),
        B_STATUS,
    ),
    clinician_letter="1.2 D",
    group="appendix",
    suspected_by=B_STATUS,
)

ENTITIES = (PERSISTENT_AURA, AURA_STATUS)
