"""Is it a trigeminal autonomic headache: cluster, paroxysmal hemicrania, SUNHA, hemicrania continua?

ICHD-3 chapter 3, in our own words. Attacks are short and one-sided, with signs of the face on the
side of the pain; a diary of days cannot show them, and two of the kinds hang on a trial of
indomethacin. The active time, of which more than half must have them often enough, is told by the
days with attacks. [ours]
"""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import (
    MODERATE_FROM,
    MODERATE_OR_SEVERE,
    MORE_THAN_THREE_MONTHS_DAYS,
    SEVERE_FROM,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Is, Node, every, none_of, one_of
from reprieve.pathway.rules.measures import LongestStretch, PeriodsApart, ShareInStep, ShareOfBusyDays
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS, Source
from reprieve.pathway.terms.spans import MONTH_DAYS, YEAR_DAYS

SEVERE = Amount(fact=facts.PAIN, at_least=SEVERE_FROM, text="severe or very severe", source=ICHD3_UNVERIFIED)
ONE_SIDED = Is(fact=facts.ONE_SIDED, text="on one side")
AROUND_EYE = Is(fact=facts.AROUND_EYE_OR_TEMPLE, text="in or above the eye, or in the temple")
FACIAL_SIGN = Is(fact=facts.AUTONOMIC_SIGN, text="a sign of the face on the side of the pain")
RESTLESS = Is(fact=facts.RESTLESS, text="unable to keep still")
FACIAL_SIGN_OR_RESTLESS = one_of(
    FACIAL_SIGN, RESTLESS, text="a sign of the face on the side of the pain, or unable to keep still", source=ICHD3
)

# More than half of the active time, told by attacks. [ours]
MORE_THAN_HALF = 50.0

# What makes it worth asking about: a short one-sided attack with a sign of the face, or about the eye.
SHORT_AND_IN_THE_FACE = Attacks(
    that=every(
        Amount(fact=facts.UNTREATED_MIN, at_most=180, text="at most 180 minutes"),
        ONE_SIDED,
        one_of(FACIAL_SIGN, AROUND_EYE, text="a sign of the face, or pain about the eye"),
        text="short, one-sided, and in the face",
    ),
    at_least=1,
    text="a short one-sided attack in the face",
)


def so_many(that: Node, number: int, text: str, letter: str = "", source: Source = ICHD3) -> Attacks:
    return Attacks(that=that, at_least=number, text=text, letter=letter, source=source)


# 3.1 Cluster headache

FIVE = 5
B_CLUSTER = every(
    Amount(fact=facts.UNTREATED_MIN, at_least=15, at_most=180, text="15 to 180 minutes when not treated"),
    SEVERE,
    ONE_SIDED,
    AROUND_EYE,
    text="severe one-sided pain about the eye or temple, of 15 to 180 minutes when not treated",
    letter="B",
    source=ICHD3,
)
ATTACK_3_1 = every(B_CLUSTER, FACIAL_SIGN_OR_RESTLESS, text="an attack of cluster headache", source=ICHD3)


def every_other_day_to_8_a_day(that: Node, letter: str = "") -> Course:
    return Course(
        that=that,
        measure=ShareInStep(days_apart=2, most_a_day=8, from_attacks=FIVE),
        fact=facts.SHARE_BETWEEN_EVERY_OTHER_DAY_AND_8,
        above=MORE_THAN_HALF,
        attacks_needed=FIVE,
        text="between once every other day and 8 times a day, on more than half of the days with attacks",
        letter=letter,
        source=ICHD3,
    )


D_CLUSTER = every_other_day_to_8_a_day(ATTACK_3_1, "D")
CLUSTER = Entity(
    code="3.1",
    name="Cluster headache",
    criteria=(
        so_many(ATTACK_3_1, FIVE, "at least five attacks that fulfil B to D", "A"),
        so_many(B_CLUSTER, FIVE, B_CLUSTER.text, "B"),
        so_many(FACIAL_SIGN_OR_RESTLESS, FIVE, FACIAL_SIGN_OR_RESTLESS.text, "C"),
        D_CLUSTER,
    ),
    attack=ATTACK_3_1,
    clinician_letter="E",
    group="trigeminal",
    suspected_by=SHORT_AND_IN_THE_FACE,
    needs_times=True,
)

# Three months without attacks part two periods; a year without such a time is chronic.
REMISSION_DAYS = 90
B_CHRONIC_CLUSTER = Course(
    that=ATTACK_3_1,
    measure=LongestStretch(free_days=REMISSION_DAYS),
    fact=facts.LONGEST_STRETCH_DAYS,
    at_least=YEAR_DAYS,
    text="for at least a year without three months free of attacks",
    letter="B",
    source=ICHD3,
)
B_EPISODIC_CLUSTER = Course(
    that=ATTACK_3_1,
    measure=PeriodsApart(shortest_days=7, longest_days=YEAR_DAYS, free_days=REMISSION_DAYS),
    fact=facts.CLUSTER_PERIODS,
    at_least=2,
    text="at least two periods of 7 days to a year, with at least three months free of attacks between them",
    letter="B",
    source=ICHD3,
)


def _form_of_cluster(code: str, name: str, b: Node) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(every(CLUSTER.node, text="attacks that fulfil 3.1", letter="A", source=ICHD3), b),
        attack=ATTACK_3_1,
        clinician_letter="3.1 E",
        group="trigeminal",
        suspected_by=SHORT_AND_IN_THE_FACE,
        needs_times=True,
    )


EPISODIC_CLUSTER = _form_of_cluster("3.1.1", "Episodic cluster headache", B_EPISODIC_CLUSTER)
CHRONIC_CLUSTER = _form_of_cluster("3.1.2", "Chronic cluster headache", B_CHRONIC_CLUSTER)

# 3.2 Paroxysmal hemicrania

TWENTY = 20
B_PAROXYSMAL = every(
    Amount(fact=facts.LASTED_MIN, at_least=2, at_most=30, text="2 to 30 minutes"),
    SEVERE,
    ONE_SIDED,
    AROUND_EYE,
    text="severe one-sided pain about the eye or temple, of 2 to 30 minutes",
    letter="B",
    source=ICHD3,
)
ATTACK_3_2 = every(B_PAROXYSMAL, FACIAL_SIGN_OR_RESTLESS, text="an attack of paroxysmal hemicrania", source=ICHD3)
RESPONDS_TO_INDOMETHACIN = Is(
    fact=facts.INDOMETHACIN_RESPONSE, text="a full trial of indomethacin takes it away wholly", source=ICHD3
)


def over_5_a_day(that: Node, letter: str = "") -> Course:
    return Course(
        that=that,
        measure=ShareOfBusyDays(least_a_day=6, from_attacks=TWENTY),
        fact=facts.SHARE_OF_DAYS_WITH_OVER_5,
        above=MORE_THAN_HALF,
        attacks_needed=TWENTY,
        text="more than 5 a day on more than half of the days with attacks",
        letter=letter,
        source=ICHD3,
    )


E_PAROXYSMAL = every(RESPONDS_TO_INDOMETHACIN, text=RESPONDS_TO_INDOMETHACIN.text, letter="E", source=ICHD3)
PAROXYSMAL_HEMICRANIA = Entity(
    code="3.2",
    name="Paroxysmal hemicrania",
    criteria=(
        so_many(ATTACK_3_2, TWENTY, "at least twenty attacks that fulfil B to E", "A"),
        so_many(B_PAROXYSMAL, TWENTY, B_PAROXYSMAL.text, "B"),
        so_many(FACIAL_SIGN_OR_RESTLESS, TWENTY, FACIAL_SIGN_OR_RESTLESS.text, "C"),
        over_5_a_day(ATTACK_3_2, "D"),
        E_PAROXYSMAL,
    ),
    attack=ATTACK_3_2,
    clinician_letter="F",
    group="trigeminal",
    suspected_by=SHORT_AND_IN_THE_FACE,
    needs_times=True,
)

# It has no verdict of its own: it only chooses the code. [ours, as in chronic cluster headache]
CHRONIC_PAROXYSMAL = every(
    PAROXYSMAL_HEMICRANIA.node,
    Course(
        that=ATTACK_3_2,
        measure=LongestStretch(free_days=REMISSION_DAYS),
        fact=facts.LONGEST_STRETCH_DAYS,
        at_least=YEAR_DAYS,
        text=B_CHRONIC_CLUSTER.text,
        source=OURS,
    ),
    text="paroxysmal hemicrania, for at least a year without three months free of attacks",
)

# 3.3 Short-lasting unilateral neuralgiform headache attacks (SUNHA)

B_SUNHA = every(
    Amount(fact=facts.LASTED_S, at_least=1, at_most=600, text="1 to 600 seconds"),
    MODERATE_OR_SEVERE,
    ONE_SIDED,
    Is(fact=facts.TRIGEMINAL_SITE, text="in the face: eye, brow, temple, cheek or jaw"),
    text="moderate or severe one-sided pain in the face, of 1 to 600 seconds",
    letter="B",
    source=ICHD3_UNVERIFIED,
)
C_SUNHA = every(FACIAL_SIGN, text=FACIAL_SIGN.text, letter="C", source=ICHD3_UNVERIFIED)
ATTACK_3_3 = every(B_SUNHA, FACIAL_SIGN, text="a short-lasting neuralgiform attack", source=ICHD3_UNVERIFIED)


def daily(that: Node, letter: str = "") -> Course:
    return Course(
        that=that,
        measure=ShareInStep(days_apart=1, from_attacks=TWENTY),
        fact=facts.SHARE_DAILY,
        above=MORE_THAN_HALF,
        attacks_needed=TWENTY,
        text="at least one a day, on more than half of the days with attacks",
        letter=letter,
        source=ICHD3_UNVERIFIED,
    )


SUNHA = Entity(
    code="3.3",
    name="Short-lasting one-sided neuralgiform headache attacks",
    criteria=(
        so_many(ATTACK_3_3, TWENTY, "at least twenty attacks that fulfil B to D", "A", ICHD3_UNVERIFIED),
        so_many(B_SUNHA, TWENTY, B_SUNHA.text, "B", ICHD3_UNVERIFIED),
        so_many(C_SUNHA, TWENTY, C_SUNHA.text, "C", ICHD3_UNVERIFIED),
        daily(ATTACK_3_3, "D"),
    ),
    attack=ATTACK_3_3,
    clinician_letter="E",
    source=ICHD3_UNVERIFIED,
    group="trigeminal",
    suspected_by=SHORT_AND_IN_THE_FACE,
    needs_times=True,
)
RED_AND_WATERING = Is(fact=facts.RED_AND_WATERING_EYE, text="the eye both red and watering")


def _form_of_sunha(code: str, name: str, eye: Node) -> Entity:
    attack = every(ATTACK_3_3, eye, text=f"such an attack, {eye.text}", source=ICHD3_UNVERIFIED)
    return Entity(
        code=code,
        name=name,
        criteria=(
            every(SUNHA.node, text="attacks that fulfil 3.3", letter="A", source=ICHD3_UNVERIFIED),
            so_many(attack, TWENTY, eye.text, "B", ICHD3_UNVERIFIED),
        ),
        attack=attack,
        source=ICHD3_UNVERIFIED,
        clinician_letter="3.3 E",
        group="trigeminal",
        suspected_by=SHORT_AND_IN_THE_FACE,
        needs_times=True,
    )


SUNCT = _form_of_sunha("3.3.1", "SUNCT: with an eye both red and watering", RED_AND_WATERING)
SUNA = _form_of_sunha(
    "3.3.2",
    "SUNA: without an eye both red and watering",
    none_of(RED_AND_WATERING, text="the eye not both red and watering"),
)

# 3.4 Hemicrania continua. All of it is from memory; half of the days, and a day long, are ours.

CONTINUOUS_FROM_H = 24
HALF_OF_A_MONTH_DAYS = MONTH_DAYS // 2
B_CONTINUA = every(
    Amount(fact=facts.LASTED_H, at_least=CONTINUOUS_FROM_H, text="for a day or longer without a break"),
    ONE_SIDED,
    Amount(fact=facts.PAIN, at_least=MODERATE_FROM, text="at its worst moderate or stronger"),
    text="one-sided pain without a break, at its worst moderate or stronger",
    source=ICHD3_UNVERIFIED,
)
C_CONTINUA = one_of(
    FACIAL_SIGN,
    RESTLESS,
    Is(fact=facts.WORSE_WITH_ACTIVITY, text="worse with movement"),
    text="a sign of the face on the side of the pain, or unable to keep still, or worse with movement",
    source=ICHD3_UNVERIFIED,
)
ATTACK_3_4 = every(B_CONTINUA, C_CONTINUA, text="headache as in hemicrania continua", source=ICHD3_UNVERIFIED)


def for_three_months(that: Node, text: str, letter: str = "") -> Days:
    return Days(
        unit=Unit.ATTACK,
        that=that,
        at_least=HALF_OF_A_MONTH_DAYS,
        span_over_days=MORE_THAN_THREE_MONTHS_DAYS,
        text=text,
        letter=letter,
        source=ICHD3_UNVERIFIED,
    )


HEMICRANIA_CONTINUA = Entity(
    code="3.4",
    name="Hemicrania continua",
    criteria=(
        for_three_months(ATTACK_3_4, "one-sided headache that fulfils B to D", "A"),
        for_three_months(B_CONTINUA, f"{B_CONTINUA.text}, for more than three months", "B"),
        for_three_months(C_CONTINUA, C_CONTINUA.text, "C"),
        every(RESPONDS_TO_INDOMETHACIN, text=RESPONDS_TO_INDOMETHACIN.text, letter="D", source=ICHD3_UNVERIFIED),
    ),
    attack=ATTACK_3_4,
    clinician_letter="E",
    source=ICHD3_UNVERIFIED,
    group="trigeminal",
    suspected_by=one_of(
        RESPONDS_TO_INDOMETHACIN,
        Attacks(that=every(B_CONTINUA, one_of(FACIAL_SIGN, RESTLESS)), at_least=1),
    ),
)
UNREMITTING = Days(
    unit=Unit.ATTACK,
    that=ATTACK_3_4,
    at_least=YEAR_DAYS,
    windows=1,
    window_days=YEAR_DAYS,
    text="every day of the last year",
    source=ICHD3_UNVERIFIED,
)
WITHOUT_A_FREE_DAY = Days(
    unit=Unit.ATTACK,
    that=ATTACK_3_4,
    at_least=MONTH_DAYS,
    text="every day of the last three months",
    source=ICHD3_UNVERIFIED,
)


def _form_of_continua(code: str, name: str, b: Node) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(
            every(HEMICRANIA_CONTINUA.node, text="headache that fulfils 3.4", letter="A", source=ICHD3_UNVERIFIED),
            b,
        ),
        attack=ATTACK_3_4,
        source=ICHD3_UNVERIFIED,
        clinician_letter="3.4 E",
        group="trigeminal",
        suspected_by=HEMICRANIA_CONTINUA.suspected_by,
    )


REMITTING_CONTINUA = _form_of_continua(
    "3.4.1",
    "Hemicrania continua, remitting",
    none_of(
        WITHOUT_A_FREE_DAY,
        text="interrupted by a day or more without it, within the last three months",
        letter="B",
        source=ICHD3_UNVERIFIED,
    ),
)
UNREMITTING_CONTINUA = _form_of_continua(
    "3.4.2",
    "Hemicrania continua, unremitting",
    every(UNREMITTING, text="every day for at least a year", letter="B", source=ICHD3_UNVERIFIED),
)

ENTITIES = (
    CLUSTER,
    EPISODIC_CLUSTER,
    CHRONIC_CLUSTER,
    PAROXYSMAL_HEMICRANIA,
    SUNHA,
    SUNCT,
    SUNA,
    HEMICRANIA_CONTINUA,
    REMITTING_CONTINUA,
    UNREMITTING_CONTINUA,
)
