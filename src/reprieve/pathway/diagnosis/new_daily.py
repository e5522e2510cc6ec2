"""Is it a new daily persistent headache: there one day, and every day since? ICHD-3 4.10, in our own words.

How it began is for the person to remember; a diary shows that it has not stopped.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.medication_overuse import MEDICATION_OVERUSE
from reprieve.pathway.diagnosis.migraine import ANY_HEADACHE, MORE_THAN_THREE_MONTHS_DAYS
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Days, Is, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, OURS
from reprieve.pathway.terms.spans import MONTH_DAYS

# A person's word on since when is taken where at least the last month is written and has no day without. [ours]
EVERY_DAY_OF_THE_LAST_MONTH = Days(
    unit=Unit.DAY,
    that=ANY_HEADACHE,
    at_least=MONTH_DAYS,
    windows=1,
    text="headache on every day of the last month",
    letter="A",
    source=ICHD3,
)
BEGAN_AT_ONCE = every(
    Is(fact=facts.DAILY_ONSET_REMEMBERED, text="its beginning is clearly remembered"),
    Is(fact=facts.UNREMITTING_WITHIN_24_H, text="without a break within 24 hours"),
    Is(fact=facts.PAIN_BETWEEN_ATTACKS, text="no break is written since, or there is pain between the headaches too"),
    none_of(
        Is(fact=facts.HEADACHES_ROSE_BEFORE_DAILY, text="headaches became more frequent before"),
        text="headaches had not become more frequent before",
    ),
    one_of(
        none_of(MEDICATION_OVERUSE.criteria[1], text="no drug is overused"),
        none_of(
            Is(fact=facts.OVERUSE_BEFORE_DAILY, text="drugs were taken too often before"),
            text="drugs were not taken too often before it began",
        ),
        text="not brought on by drugs taken too often",
    ),
    text="a clearly remembered beginning, without a break within 24 hours",
    letter="B",
    source=ICHD3,
)
OVER_THREE_MONTHS = one_of(
    Days(
        unit=Unit.DAY,
        that=ANY_HEADACHE,
        at_least=MONTH_DAYS,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text="headache on every written day for more than three months",
    ),
    Amount(
        fact=facts.DAILY_FOR_DAYS,
        above=MORE_THAN_THREE_MONTHS_DAYS,
        text="every day for more than three months, as told",
        source=OURS,
    ),
    text="for more than three months",
    letter="C",
    source=ICHD3,
)

NEW_DAILY_PERSISTENT = Entity(
    code="4.10",
    name="New daily persistent headache",
    criteria=(EVERY_DAY_OF_THE_LAST_MONTH, BEGAN_AT_ONCE, OVER_THREE_MONTHS),
    clinician_letter="D",
    group="other primary",
    suspected_by=one_of(
        Amount(fact=facts.DAILY_FOR_DAYS, at_least=1, text="headache every day, as told"),
        EVERY_DAY_OF_THE_LAST_MONTH,
    ),
)

ENTITIES = (NEW_DAILY_PERSISTENT,)
