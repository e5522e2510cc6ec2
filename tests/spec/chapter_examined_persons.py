"""Whole persons, examined apart: every diagnosis that is to stand, and no other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.choices import AuraKind, Effect, Nausea, Sex, Side
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_WITH_AURA,
    TENSION_TYPE,
    VISUAL_AURA,
    attack,
    but,
    days,
    diary,
    doses,
    in_each_month,
    months,
    treated,
)
from tests.spec.chapter_3 import CLUSTER, NO_SIGN, RED_AND_TEARS, TEARS, in_one_day
from tests.spec.chapter_4_10 import TOLD
from tests.spec.chapter_a1 import month_by_month
from tests.spec.chapters import Chapter, Example, as_tests


@dataclass(frozen=True, kw_only=True)
class Person:
    """`stand` is the whole list of what is to stand; `expects` what else the manual shows."""

    says: str
    diary: Diary
    stand: str
    expects: Mapping[str, str]
    codes: str | None = None


BY_DAY = {"every_headache_written": YES, "every_dose_written": YES}
HEMIPLEGIC = but(MIGRAINE_WITH_AURA, aura_symptoms=(VISUAL_AURA, replace(VISUAL_AURA, kind=AuraKind.MOTOR)))
UNTREATED_UNSAID = but(MIGRAINE, "drug_taken")
TENSION_UNTREATED_UNSAID = but(TENSION_TYPE, "drug_taken")
DISABLING = but(MIGRAINE, function_lost=YES)
# Two bouts of six weeks, a year apart: in the night and in the afternoon, each time to the minute.
BOUTS = [
    attack(CLUSTER, day, clock, lasts)
    for first in (1, 400)
    for day in range(first, first + 42)
    for clock, lasts in (("02:07", "0:47"), ("14:31", "1:12"))
]
OF_40_SECONDS = [
    replace(one, end=one.start + timedelta(seconds=40))
    for day in range(1, 8)
    for one in in_one_day(6, day, autonomic=RED_AND_TEARS)
]

PERSONS = (
    Person(
        says="a plain migraine every eight days, nothing asked about the face",
        diary=diary([attack(MIGRAINE, 1 + 8 * n) for n in range(12)], days([0, 100], headache=NO), **BY_DAY),
        stand="1.1",
        codes="G43.009",
        expects={"3.1": "not_met", "3.4": "not_met", "4.10": "not_met", "2.4": "not_met"},
    ),
    Person(
        says="a plain migraine every month for two years",
        diary=diary([attack(MIGRAINE, 1 + 29 * n) for n in range(25)], days([0, 730], headache=NO), **BY_DAY),
        stand="1.1",
        codes="G43.009",
        expects={"3.1": "not_met", "3.2": "not_met", "3.3": "not_met"},
    ),
    Person(
        says="a migraine every eight days, each ended by sumatriptan within three hours",
        diary=diary(
            *(treated(MIGRAINE, "sumatriptan", 1 + 8 * n, effect_at_2h=Effect.PAIN_FREE) for n in range(12)),
            days([0, 100], headache=NO),
            **BY_DAY,
        ),
        stand="",
        codes="",
        expects={"1.1": "not_known", "1.5.1": "not_known", "attack 1": "treated_early"},
    ),
    Person(
        says="a severe one-sided headache of three hours every eight days, with no sign of the face",
        diary=diary(
            [
                attack(but(MIGRAINE, around_eye_or_temple=YES, autonomic=NO_SIGN, restless=NO), 1 + 8 * n, lasts="3")
                for n in range(12)
            ],
            days([0, 100], headache=NO),
            **BY_DAY,
        ),
        stand="1.5.1",
        codes="G43.809",
        expects={"3.1": "not_met", "3.5": "not_met"},
    ),
    Person(
        says="migraine with and without aura",
        diary=diary(
            [attack(MIGRAINE, 1 + 10 * n) for n in range(6)],
            [attack(MIGRAINE_WITH_AURA, 6 + 20 * n) for n in range(4)],
            days([0, 95], headache=NO),
            **BY_DAY,
        ),
        stand="1.1 1.2 1.2.1 1.2.1.1",
        codes="G43.109 G43.009",
        expects={"1.2.1.2": "not_met", "1.2.3": "not_met"},
    ),
    Person(
        says="chronic migraine with sumatriptan on twelve days of each month",
        diary=diary(
            months(
                migraine=(12, 12, 12),
                tension=(8, 8, 8),
                migraine_kind=UNTREATED_UNSAID,
                tension_kind=TENSION_UNTREATED_UNSAID,
            ),
            doses("sumatriptan", in_each_month((12, 12, 12))),
            every_dose_written=YES,
            headache_before_overuse=YES,
        ),
        stand="1.1 1.3 8.2 8.2.2",
        codes="G43.709 G44.40",
        expects={"2.2 stands": "no: 1.3", "4.10": "not_met", "8.2.7": "not_met"},
    ),
    Person(
        says="cluster attacks written to the minute, two bouts of six weeks in two years",
        diary=diary(BOUTS, days([-100, 700], headache=NO), every_headache_written=YES, sex=Sex.MALE),
        stand="3.1 3.1.1",
        codes="G44.019",
        expects={"attack 1": "trigeminal", "3.2": "not_met", "1.1": "not_met", "2.4": "not_met"},
    ),
    Person(
        says="a cluster attack every night for 400 days",
        diary=diary([attack(CLUSTER, day, "02:07", "0:47") for day in range(1, 401)]),
        stand="3.1 3.1.2",
        codes="G44.029",
        expects={"3.1.1": "not_met", "1.3": "not_met"},
    ),
    Person(
        says="six attacks of 40 seconds a day for a week, the eye red and watering",
        diary=diary(OF_40_SECONDS),
        stand="3.3 3.3.1",
        codes="G44.059",
        expects={"3.3.2": "not_met", "3.1": "not_met", "3.2": "not_met"},
    ),
    Person(
        says="a child of ten with headaches of two and a half hours on both sides",
        diary=diary(
            [attack(but(MIGRAINE, side=Side.BOTH), 1 + 14 * n, "15:00", "2:30") for n in range(6)],
            days([0, 90], headache=NO),
            birth_year=2016,
            **BY_DAY,
        ),
        stand="1.1",
        codes="G43.009",
        expects={"attack 1": "without_aura", "3.1": "not_met", "1.5.1": "not_met"},
    ),
    Person(
        says="a pressing headache that has gone on for 120 days since a day well remembered",
        diary=diary(attack(TENSION_TYPE, lasts=str(24 * 120)), **TOLD),
        stand="4.10",
        codes="G44.52",
        expects={"2.3 stands": "no: 4.10", "1.3": "not_met", "3.4": "not_met"},
    ),
    Person(
        says="migraine for years, and since 120 days a headache without a break",
        diary=diary(
            [attack(MIGRAINE, -300 + 10 * n) for n in range(20)],
            attack(but(TENSION_TYPE, "function_lost"), lasts=str(24 * 120)),
            days(range(-99, 1), headache=NO),
            **TOLD,
        ),
        stand="1.1 4.10",
        expects={"1.3": "not_met", "2.3 stands": "no: 4.10"},
    ),
    Person(
        says="auras of sight and strength every other month, and a sister has them too",
        diary=diary(
            [attack(HEMIPLEGIC, 1 + 60 * n) for n in range(4)],
            days([0, 200], headache=NO),
            family_hemiplegic=YES,
            **BY_DAY,
        ),
        stand="1.2 1.2.3 1.2.3.1",
        codes="G43.409",
        expects={"1.2.1": "not_met", "1.2.3.2": "not_met", "safety": "warn"},
    ),
    Person(
        says="migraine about the first day of bleeding only, in five cycles",
        diary=month_by_month([9, 38, 67, 95, 122], (10, 38, 66, 94, 122), until=140, lifetime_migraine_attacks=None),
        stand="1.1 A1.1.1",
        codes="G43.829",
        expects={"A1.1.2": "not_met", "A1.1.3": "not_met"},
    ),
    Person(
        says="migraine about the first day of bleeding and in mid-cycle, in four cycles",
        diary=month_by_month([9, 25, 38, 67, 80, 95], (10, 38, 66, 94), until=115, lifetime_migraine_attacks=None),
        stand="1.1 A1.1.2",
        codes="G43.829",
        expects={"A1.1.1": "not_met", "A1.1.3": "not_met"},
    ),
    Person(
        says="a tension-type headache of four hours on five days of each month",
        diary=diary(months(tension=(5, 5, 5), lasts="4"), every_dose_written=YES),
        stand="2.2",
        codes="G44.219",
        expects={"1.5.1": "not_met", "2.3": "not_met", "2.4": "not_met"},
    ),
    Person(
        says="a tension-type headache of six hours on twenty days of each month",
        diary=diary(months(tension=(20, 20, 20), lasts="6"), every_dose_written=YES),
        stand="2.3",
        codes="G44.229",
        expects={"1.3": "not_met", "2.2": "not_met", "8.2": "not_met"},
    ),
    Person(
        says="a calendar of days, headache on twenty of each month",
        diary=diary(months(headache=(20, 20, 20))),
        stand="",
        codes="",
        expects={"1.3": "not_known", "2.3": "not_known", "3.1": "not_known", "4.10": "not_met", "8.2": "not_known"},
    ),
    Person(
        says="six migraines, and one of 80 hours that still goes on when the diary ends",
        diary=diary(
            [attack(MIGRAINE, 1 + 8 * n) for n in range(6)],
            attack(DISABLING, 60, lasts="80"),
            days([0, *range(50, 60)], headache=NO),
            **BY_DAY,
        ),
        stand="1.1 1.4.1",
        codes="G43.011",
        expects={"attack 7: 1.1 B": "not_met", "8.2": "not_met", "4.10": "not_met"},
    ),
    Person(
        says="chronic migraine with aura, about the eye, with tears",
        diary=diary(
            months(
                migraine=(20, 20, 20),
                migraine_kind=but(MIGRAINE_WITH_AURA, around_eye_or_temple=YES, autonomic=TEARS),
            ),
            every_dose_written=YES,
        ),
        stand="1.2 1.2.1 1.2.1.1 1.3 A1.4.5",
        codes="G43.E09",
        expects={"3.1": "not_met", "3.5 stands": "no", "1.1 stands": "no: 1.2"},
    ),
    Person(
        says="stabs of a minute about the eye, one every third day, and nothing with them",
        diary=diary(
            [
                attack(but(CLUSTER, autonomic=NO_SIGN, restless=NO, nausea=Nausea.NONE), 1 + 3 * n, lasts="0:01")
                for n in range(30)
            ],
            days([0, 95], headache=NO),
            every_headache_written=YES,
        ),
        stand="",
        codes="",
        expects={"3.3": "not_met", "3.5": "not_met", "attack 1": "other"},
    ),
)

CHAPTER = Chapter(
    code="examined-persons",
    title="Examined apart: whole persons",
    text="A person's whole list of diagnoses: what is not named here must not stand.",
    examples=tuple(
        Example(
            says=person.says,
            diary=person.diary,
            expects={
                **{f"{code} stands": "yes" for code in person.stand.split()},
                **person.expects,
                **({} if person.codes is None else {"codes": person.codes}),
            },
        )
        for person in PERSONS
    ),
)
test_example = as_tests(CHAPTER)


@pytest.mark.parametrize("person", PERSONS, ids=[person.says for person in PERSONS])
def test_nothing_else_stands(person: Person) -> None:
    stand = {verdict.entity.code for verdict in diagnose(person.diary).verdicts if verdict.stands}
    assert stand == set(person.stand.split())
