"""Is a drug against headache taken on so many days that it may itself keep the headache going?

ICHD-3 8.2. The day limits are expert opinion. A day counts once for a class however many doses
were taken on it. All plain pain relievers are one class: paracetamol days and ibuprofen days add up.
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import (
    CHRONIC as CHRONIC_MIGRAINE,
)
from reprieve.pathway.diagnosis.migraine import (
    HEADACHE_ON_15_DAYS,
    MORE_THAN_THREE_MONTHS_DAYS,
    PROBABLE_WITHOUT_AURA,
    WITH_AURA,
    WITHOUT_AURA,
)
from reprieve.pathway.diagnosis.tension_type import CHRONIC as CHRONIC_TENSION_TYPE
from reprieve.pathway.diagnosis.tension_type import FREQUENT_EPISODIC
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Days, Gate, Is, Node, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS, Source

A_HEADACHE = every(
    HEADACHE_ON_15_DAYS,
    one_of(
        Is(fact=facts.HEADACHE_BEFORE_OVERUSE, text="headaches before the drugs became frequent"),
        WITHOUT_AURA.node,
        WITH_AURA.node,
        CHRONIC_MIGRAINE.node,
        PROBABLE_WITHOUT_AURA.node,
        FREQUENT_EPISODIC.node,
        CHRONIC_TENSION_TYPE.node,
        text="a headache disorder from before, or one that fulfils criteria of its own",
    ),
    text="headache on at least 15 days a month, in a person with a headache disorder",
    letter="A",
    source=ICHD3,
)


def overused(fact: Fact, drug_class: str, at_least: int, source: Source = ICHD3) -> Days:
    """Days with a class of drug reach its limit, for more than three months."""
    return Days(
        unit=Unit.DOSE,
        that=Is(fact=fact, text=drug_class),
        at_least=at_least,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text=f"{drug_class} on at least {at_least} days a month for more than three months",
        letter="B",
        source=source,
    )


ERGOTAMINE_DAYS = overused(facts.TAKEN_ERGOTAMINE, "ergotamine", 10)
TRIPTAN_DAYS = overused(facts.TAKEN_TRIPTAN, "a triptan", 10)
NON_OPIOID_DAYS = overused(facts.TAKEN_NON_OPIOID, "a plain pain reliever", 15)
OPIOID_DAYS = overused(facts.TAKEN_OPIOID, "an opioid", 10)
COMBINATION_DAYS = overused(facts.TAKEN_COMBINATION, "a combined pain reliever", 10)
SINGLE_CLASSES = (ERGOTAMINE_DAYS, TRIPTAN_DAYS, NON_OPIOID_DAYS, OPIOID_DAYS, COMBINATION_DAYS)


def _taken_each_month(fact: Fact, drug: str) -> Days:
    return Days(
        unit=Unit.DOSE,
        that=Is(fact=fact, text=drug),
        at_least=1,
        text=f"{drug} in each month",
        source=OURS,
    )


TOGETHER_DAYS = overused(
    facts.TAKEN_ANY_OF_THESE, "ergotamine, triptans, pain relievers or opioids, together", 10, ICHD3_UNVERIFIED
)
SEVERAL_CLASSES_DAYS = every(
    TOGETHER_DAYS,
    Gate(
        of=(
            _taken_each_month(facts.CONTAINS_ERGOTAMINE, "ergotamine"),
            _taken_each_month(facts.CONTAINS_TRIPTAN, "a triptan"),
            _taken_each_month(facts.CONTAINS_NON_OPIOID, "a plain pain reliever"),
            _taken_each_month(facts.CONTAINS_OPIOID, "an opioid"),
        ),
        at_least=2,
        text="two or more of these classes",
    ),
    none_of(*SINGLE_CLASSES, text="no single class reaches its own limit"),
    text="several classes together on at least 10 days a month for more than three months, none of them alone",
    letter="B",
    source=ICHD3_UNVERIFIED,
)
ANY_DRUG = Is(fact=facts.TAKEN_ANY_ACUTE, text="any drug against headache")
UNNAMED_DAYS = overused(
    facts.TAKEN_STRONG_OR_UNNAMED, "a drug that is not named, or one other than a plain pain reliever", 10, OURS
)
UNVERIFIED_DRUG_DAYS = every(
    one_of(
        UNNAMED_DAYS,
        every(
            overused(facts.TAKEN_ANY_OR_UNNAMED, "these drugs, or one that is not named", 10),
            Is(fact=facts.UNNAMED_DRUGS, text="the drug that is not named is not a plain pain reliever"),
            text="with plain pain relievers, if the unnamed one is something else",
            source=OURS,
        ),
        text="drugs on at least 10 days a month for more than three months",
    ),
    Is(fact=facts.DRUGS_CANNOT_BE_VERIFIED, text="it cannot be found out which drugs they are"),
    _taken_each_month(facts.TAKEN_UNNAMED, "a drug that is not named"),
    text="drugs against headache on at least 10 days a month for more than three months, not verifiable which",
    letter="B",
    source=ICHD3,
)

# Gepants and ditans have no limit in ICHD-3: their days are counted (`days.py`), and scored only where this is set.
SCORE_GEPANTS_AND_DITANS = False


def other_drug_days(*, gepants_and_ditans: bool = SCORE_GEPANTS_AND_DITANS) -> Days:
    """Days with acute drugs that have no class of their own (8.2.8), with or without gepants and ditans."""
    fact = facts.TAKEN_OTHER_OR_GEPANT_OR_DITAN if gepants_and_ditans else facts.TAKEN_OTHER
    return overused(fact, "another drug against headache", 10, ICHD3_UNVERIFIED)


OTHER_DAYS = other_drug_days()


def _entity(code: str, name: str, b: Node) -> Entity:
    return Entity(code=code, name=name, criteria=(A_HEADACHE, b), clinician_letter="C", group="overuse")


SUBTYPES = (
    _entity("8.2.1", "Ergotamine-overuse headache", ERGOTAMINE_DAYS),
    _entity("8.2.2", "Triptan-overuse headache", TRIPTAN_DAYS),
    _entity("8.2.3", "Non-opioid analgesic-overuse headache", NON_OPIOID_DAYS),
    _entity("8.2.4", "Opioid-overuse headache", OPIOID_DAYS),
    _entity("8.2.5", "Combination-analgesic-overuse headache", COMBINATION_DAYS),
    _entity("8.2.6", "Overuse headache from several drug classes, none overused alone", SEVERAL_CLASSES_DAYS),
    _entity("8.2.7", "Overuse headache from drugs that cannot be verified", UNVERIFIED_DRUG_DAYS),
    _entity("8.2.8", "Overuse headache from other drugs", OTHER_DAYS),
)

# The count of days that stands behind each subtype.
COUNTED_DAYS = dict(
    zip((subtype.code for subtype in SUBTYPES), (*SINGLE_CLASSES, TOGETHER_DAYS, UNNAMED_DAYS, OTHER_DAYS), strict=True)
)

MEDICATION_OVERUSE = _entity(
    "8.2",
    "Medication-overuse headache",
    one_of(
        *(subtype.criteria[1] for subtype in SUBTYPES),
        text="a drug against headache overused for more than three months",
        letter="B",
        source=ICHD3,
    ),
)

ENTITIES = (MEDICATION_OVERUSE, *SUBTYPES)
