"""Is it a probable trigeminal autonomic headache: all but one of the lettered criteria of one of the kinds?

ICHD-3 3.5, in our own words.
"""

from __future__ import annotations

from collections.abc import Mapping

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.migraine import ALL_BUT_ONE, ATTACK_1_2
from reprieve.pathway.diagnosis.trigeminal import (
    ATTACK_3_1,
    ATTACK_3_2,
    ATTACK_3_3,
    B_CLUSTER,
    B_CONTINUA,
    B_PAROXYSMAL,
    B_SUNHA,
    C_CONTINUA,
    CLUSTER,
    D_CLUSTER,
    FACIAL_SIGN,
    FACIAL_SIGN_OR_RESTLESS,
    FIVE,
    HEMICRANIA_CONTINUA,
    ONE_SIDED,
    PAROXYSMAL_HEMICRANIA,
    RESPONDS_TO_INDOMETHACIN,
    SHORT_AND_IN_THE_FACE,
    SUNHA,
    TWENTY,
    daily,
    every_other_day_to_8_a_day,
    for_three_months,
    over_5_a_day,
    so_many,
)
from reprieve.pathway.rules.gates import Attacks, Gate, Node, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3_UNVERIFIED


def _all_but_one(
    attack: Node, either: Node, number: int, *others: Node, course: Node, course_of_either: Node, text: str
) -> Gate:
    """All but one of: the number of attacks, their pain, what comes with it, how often it comes, and the others.

    `attack` has both the pain and what comes with it, `either` one of them at least.
    """
    enough = so_many(attack, number, "enough attacks with the pain and what comes with it")
    rest = (Gate(of=(course, *others), at_least=len(others), text="all but one of the rest"),) if others else ()
    return one_of(
        every(
            so_many(attack, 1, "at least one attack with the pain and what comes with it"),
            none_of(enough, text="fewer of them than are asked for"),
            course,
            *others,
            text="fewer attacks than are asked for",
        ),
        every(
            so_many(either, number, "enough attacks with the pain, or with what comes with it"),
            course_of_either,
            *others,
            text="either the pain or what comes with it is missing",
        ),
        every(enough, *rest, text="one of the rest is missing"),
        text=text,
    )


PAIN_OR_COMPANIONS = "the pain, or what comes with it"
EITHER_CLUSTER = one_of(B_CLUSTER, FACIAL_SIGN_OR_RESTLESS, text=PAIN_OR_COMPANIONS)
LIKE_CLUSTER = _all_but_one(
    ATTACK_3_1,
    EITHER_CLUSTER,
    FIVE,
    course=D_CLUSTER,
    course_of_either=every_other_day_to_8_a_day(EITHER_CLUSTER),
    text="all but one of 3.1 A to D",
)
EITHER_PAROXYSMAL = one_of(B_PAROXYSMAL, FACIAL_SIGN_OR_RESTLESS, text=PAIN_OR_COMPANIONS)
LIKE_PAROXYSMAL = _all_but_one(
    ATTACK_3_2,
    EITHER_PAROXYSMAL,
    TWENTY,
    RESPONDS_TO_INDOMETHACIN,
    course=PAROXYSMAL_HEMICRANIA.criteria[3],
    course_of_either=over_5_a_day(EITHER_PAROXYSMAL),
    text="all but one of 3.2 A to E",
)
EITHER_SUNHA = one_of(B_SUNHA, FACIAL_SIGN, text=PAIN_OR_COMPANIONS)
LIKE_SUNHA = _all_but_one(
    ATTACK_3_3,
    EITHER_SUNHA,
    TWENTY,
    course=SUNHA.criteria[3],
    course_of_either=daily(EITHER_SUNHA),
    text="all but one of 3.3 A to D",
)
LIKE_CONTINUA = Gate(
    of=(
        for_three_months(B_CONTINUA, "one-sided headache without a break, for more than three months"),
        for_three_months(every(ONE_SIDED, C_CONTINUA), "one-sided headache with what comes with it"),
        RESPONDS_TO_INDOMETHACIN,
    ),
    at_least=2,
    text="all but one of 3.4 A to D",
)
LIKE: Mapping[Gate, Entity] = {
    LIKE_CLUSTER: CLUSTER,
    LIKE_PAROXYSMAL: PAROXYSMAL_HEMICRANIA,
    LIKE_SUNHA: SUNHA,
    LIKE_CONTINUA: HEMICRANIA_CONTINUA,
}
LIKE_ONE_OF_THEM = one_of(
    B_CLUSTER,
    B_PAROXYSMAL,
    B_SUNHA,
    B_CONTINUA,
    FACIAL_SIGN_OR_RESTLESS,
    text="an attack with the pain of one of them, or with what comes with it",
)
NOT_ANOTHER_KIND = Attacks(
    that=every(
        LIKE_ONE_OF_THEM,
        none_of(
            ALL_BUT_ONE,
            ATTACK_1_2,
            text="not an attack of migraine or probable migraine",
        ),
        text="such an attack, and of no other kind",
    ),
    at_least=1,
    text="an attack of the kind that is not one of migraine or probable migraine",
)
PROBABLE = Entity(
    code="3.5",
    name="Probable trigeminal autonomic headache",
    criteria=(
        one_of(
            *LIKE,
            text="headache that fulfils all but one criterion of 3.1, 3.2, 3.3 or 3.4",
            letter="A",
            source=ICHD3_UNVERIFIED,
        ),
        every(
            NOT_ANOTHER_KIND,
            one_of(
                *(
                    every(like, none_of(entity.node, text="not that kind itself"), text=like.text)
                    for like, entity in LIKE.items()
                ),
                text="not the kind itself that it is like",
            ),
            text="neither the kind itself that it is like, nor another",
            letter="B",
            source=ICHD3_UNVERIFIED,
        ),
    ),
    attack=LIKE_ONE_OF_THEM,
    clinician_letter="C",
    source=ICHD3_UNVERIFIED,
    group="trigeminal",
    suspected_by=one_of(SHORT_AND_IN_THE_FACE, HEMICRANIA_CONTINUA.node),
)
