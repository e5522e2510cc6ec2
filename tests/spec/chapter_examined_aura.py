"""Examined apart from those who wrote the criteria: aura, age, and the cycle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from reprieve.pathway.diary.choices import AuraKind, BrainstemSymptom, Effect, Nausea, Sex, Side
from reprieve.pathway.diary.records import AuraSymptom, Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_WITH_AURA,
    TENSION_TYPE,
    VISUAL_AURA,
    Items,
    attack,
    attacks,
    but,
    days,
    diary,
    treated,
)
from tests.spec.chapter_a1 import month_by_month
from tests.spec.chapters import Chapter, Example, as_tests

# Of the six of 1.2 C, a symptom of 20 minutes and no more has one, and its headache is another.
BARE = replace(VISUAL_AURA, spreads=NO, one_sided=NO, positive=NO)
WEAKNESS = replace(VISUAL_AURA, kind=AuraKind.MOTOR)
FEELING = replace(VISUAL_AURA, kind=AuraKind.SENSORY)
WORDS_LOST = replace(BARE, kind=AuraKind.SPEECH)
ONE_EYE = replace(VISUAL_AURA, kind=AuraKind.RETINAL, confirmed_monocular=YES)
OF_UNSAID_KIND = replace(VISUAL_AURA, kind=None)
SLURRED, VERTIGO, DIPLOPIA = (
    replace(VISUAL_AURA, kind=AuraKind.BRAINSTEM, brainstem=which)
    for which in (BrainstemSymptom.DYSARTHRIA, BrainstemSymptom.VERTIGO, BrainstemSymptom.DIPLOPIA)
)


def _aura(*symptoms: AuraSymptom, **items: Any) -> Items:
    return but(MIGRAINE_WITH_AURA, aura_symptoms=symptoms, aura_in_succession=NO, **items)


def _two(says: str, kind: Items, expects: Mapping[str, str], because: str = "", **profile: Any) -> Example:
    return Example(says=says, diary=diary(attacks(2, kind), **profile), expects=expects, because=because)


SUBFORMS = (
    _two(
        "trouble with words, said to be on no side",
        _aura(WORDS_LOST),
        {"1.2": "met", "1.2.1.1": "met"},
        "Aphasia is always one-sided: side, length and headache are three of six.",
    ),
    _two("trouble with words, side not recorded", _aura(replace(WORDS_LOST, one_sided=NOT_KNOWN)), {"1.2.1.1": "met"}),
    _two(
        "slurred speech, said to be on no side",
        _aura(replace(SLURRED, spreads=NO, one_sided=NO, positive=NO)),
        {"1.2": "not_met"},
        "Slurred speech may be on one side or not: length and headache are two of six.",
    ),
    *(
        _two(
            f"sight for {minutes} minutes, on one side, and headache",
            _aura(replace(BARE, one_sided=YES, minutes=minutes)),
            {"1.2.1": verdict, "1.2.1.1": verdict},
        )
        for minutes, verdict in ((4, "not_met"), (5, "met"), (6, "met"), (59, "met"), (60, "met"), (61, "not_met"))
    ),
    *(
        _two(
            f"weakness for {minutes} minutes on one side, sight for 20, and headache",
            _aura(BARE, replace(WEAKNESS, minutes=minutes, spreads=NO, positive=NO)),
            {"1.2.3": verdict},
            because,
        )
        for minutes, verdict, because in (
            (4_319, "met", ""),
            (4_320, "met", "Weakness may last for 72 hours."),
            (4_321, "not_met", "Two of six are left."),
        )
    ),
    *(
        _two(
            f"sight for {minutes} minutes, weakness for 20 on one side, and headache",
            _aura(replace(BARE, minutes=minutes), replace(WEAKNESS, spreads=NO, positive=NO)),
            {"1.2.3": verdict},
        )
        for minutes, verdict in ((60, "met"), (61, "not_met"))
    ),
    _two(
        "sight, and a symptom whose kind is not recorded",
        _aura(VISUAL_AURA, OF_UNSAID_KIND),
        {
            "1.2": "met",
            "1.2.1": "not_known",
            "1.2.2": "not_known",
            "1.2.3": "not_known",
            "1.2.4": "not_known",
        },
    ),
    _two(
        "weakness, and a symptom whose kind is not recorded",
        _aura(WEAKNESS, OF_UNSAID_KIND),
        {"1.2.1": "not_met", "1.2.2": "not_met", "1.2.3": "not_known"},
    ),
    _two(
        "an aura of which nothing else is recorded",
        but(MIGRAINE, aura=YES),
        {
            "1.2": "not_known",
            "1.2.1": "not_known",
            "1.2.1.2": "not_known",
            "1.2.3": "not_known",
            "1.5.2": "not_known",
        },
    ),
    _two(
        "an aura without headache, of which nothing else is recorded",
        but(MIGRAINE, aura=YES, headache_within_60_min=NO),
        {"1.2.1.1": "not_met", "1.2.1.2": "not_known"},
    ),
    _two(
        "an aura without any pain",
        _aura(VISUAL_AURA, FEELING, pain_0_to_10=0, headache_within_60_min=NO),
        {"1.2.1.1": "not_met", "1.2.1.2": "met"},
    ),
    _two(
        "an aura, and a headache of tension-type with it",
        but(TENSION_TYPE, aura=YES, aura_symptoms=(VISUAL_AURA,), headache_within_60_min=YES),
        {"1.2.1.1": "met"},
        "The headache may be of any kind.",
    ),
    *(
        _two(
            f"one eye for {minutes} minutes, it does not spread, and headache",
            _aura(replace(ONE_EYE, spreads=NO, minutes=minutes)),
            {"1.2.4": verdict},
        )
        for minutes, verdict in ((4, "not_met"), (5, "met"), (60, "met"), (61, "not_met"), (None, "not_known"))
    ),
    _two("one eye confirmed, sight and weakness", _aura(ONE_EYE, VISUAL_AURA, WEAKNESS), {"1.2.3": "met"}),
    _two(
        "only that it was one eye is recorded",
        _aura(AuraSymptom(kind=AuraKind.RETINAL)),
        {"1.2.1": "not_met", "1.2.4": "not_known"},
    ),
    _two(
        "only that there was weakness is recorded",
        _aura(AuraSymptom(kind=AuraKind.MOTOR)),
        {"1.2.1": "not_met", "1.2.2": "not_met", "1.2.3": "not_met"},
    ),
    _two(
        "only that there was weakness and sight is recorded",
        _aura(AuraSymptom(kind=AuraKind.MOTOR), AuraSymptom(kind=AuraKind.VISUAL)),
        {"1.2.1": "not_met", "1.2.3": "not_known", "1.2.3.1": "not_known"},
    ),
    Example(
        says="hemiplegic, brainstem and typical aura, each twice; no relative has such attacks",
        diary=diary(
            attacks(2, _aura(VISUAL_AURA, WEAKNESS)),
            attacks(2, _aura(VERTIGO, DIPLOPIA), from_day=30),
            attacks(2, _aura(VISUAL_AURA), from_day=60),
            family_hemiplegic=NO,
        ),
        expects={
            "1.2.1 stands": "yes",
            "1.2.1.1 stands": "yes",
            "1.2.2 stands": "yes",
            "1.2.3 stands": "yes",
            "1.2.3.1 stands": "no",
            "1.2.3.2 stands": "yes",
            "1.2.4 stands": "no",
            "codes": "G43.409 G43.109",
        },
    ),
    _two(
        "an aura of six days with two of six",
        _aura(replace(VISUAL_AURA, minutes=8_640, one_sided=NO, positive=NO)),
        {"1.2": "not_met", "1.4.2": "not_met", "1.5.2": "met"},
        "Shorter than a week: probable.",
        infarct_on_imaging=NO,
    ),
    _two(
        "positive and with headache, its length not recorded",
        _aura(replace(BARE, positive=YES, minutes=None)),
        {"1.2": "not_known", "1.5.2": "not_known"},
    ),
    _two(
        "an aura that does not pass, with two of six",
        _aura(replace(BARE, passes_completely=NO)),
        {"1.5.2": "not_met"},
        "B and C are missing.",
    ),
    Example(
        says="one complete aura, the only one in life",
        diary=diary(attacks(1, _aura(VISUAL_AURA)), lifetime_aura_attacks=1),
        expects={"1.2": "not_met", "1.5.2": "met"},
    ),
    Example(
        says="two typical auras, and one of a week without infarct",
        diary=diary(
            attacks(2, _aura(VISUAL_AURA)),
            attack(_aura(replace(VISUAL_AURA, minutes=10_080)), 30),
            infarct_on_imaging=NO,
        ),
        expects={"1.4.2 stands": "yes", "1.2 stands": "yes", "codes": "G43.509"},
        because="G43.5 takes the place of G43.1.",
    ),
)

AURA_STATUS = (
    Example(
        says="auras at 23:00 on three days in a row",
        diary=diary([attack(MIGRAINE_WITH_AURA, day, "23:00", "4") for day in (1, 2, 3)]),
        expects={"A1.4.5": "met"},
    ),
    Example(
        says="auras on days 1, 2 and 4, every day told",
        diary=diary(
            [attack(MIGRAINE_WITH_AURA, day, lasts="4") for day in (1, 2, 4)],
            days([0, 3, 5], headache=NO),
            every_headache_written=YES,
        ),
        expects={"A1.4.5": "not_met"},
    ),
    Example(
        says="three auras in two days",
        diary=diary(
            [attack(MIGRAINE_WITH_AURA, day, clock, "4") for day, clock in ((1, "08:00"), (1, "16:00"), (2, "08:00"))]
        ),
        expects={"A1.4.5": "met"},
    ),
    Example(
        says="auras of which nothing else is recorded on three days in a row",
        diary=diary([attack(but(MIGRAINE, aura=YES), day, lasts="4") for day in (1, 2, 3)]),
        expects={"A1.4.5": "not_known"},
    ),
)


def _of_age(birth_year: int | None, lasts: str) -> Diary:
    return diary(
        [attack(MIGRAINE, 1 + 7 * n, lasts=lasts) for n in range(5)],
        birth_year=birth_year,
        lifetime_migraine_attacks=5,
    )


AGE = (
    *(
        Example(
            says=f"five attacks of {lasts} h in 2026, born {birth_year or 'in a year not recorded'}",
            diary=_of_age(birth_year, lasts),
            expects={"attack 1: 1.1 B": verdict, "1.1": verdict, "1.5.1": probable},
        )
        for birth_year, lasts, verdict, probable in (
            (2016, "1:59", "not_met", "met"),
            (2016, "2", "met", "not_met"),
            (2016, "2:01", "met", "not_met"),
            (2016, "72", "met", "not_met"),
            (2016, "72:01", "not_met", "met"),
            (2009, "2", "met", "not_met"),
            (2008, "1:59", "not_met", "met"),
            (2008, "2", "not_known", "not_known"),
            (2008, "4", "met", "not_met"),
            (2007, "2", "not_met", "met"),
            (2007, "3:59", "not_met", "met"),
            (None, "1:59", "not_met", "met"),
            (None, "2", "not_known", "not_known"),
            (None, "3:59", "not_known", "not_known"),
            (None, "4", "met", "not_met"),
        )
    ),
    Example(
        says="an attack of three hours in 2024 and another in 2026, born 2007",
        diary=diary(attack(day=-560, lasts="3"), attack(day=1, lasts="3"), birth_year=2007),
        expects={"attack 1: 1.1 B": "met", "attack 2: 1.1 B": "not_met"},
        because="Each attack is judged by the age at that time.",
    ),
    Example(
        says="a child's attacks, each ended by a drug after an hour and a half",
        diary=diary(
            *(
                treated(MIGRAINE, "ibuprofen", day, lasts="1:30", effect_at_2h=Effect.PAIN_FREE)
                for day in (1, 8, 15, 22, 29)
            ),
            birth_year=2016,
        ),
        expects={"attack 1: 1.1 B": "not_known", "1.1": "not_known"},
    ),
    Example(
        says="a child's attacks on both sides, with trouble with light and sound",
        diary=diary(attacks(5, but(MIGRAINE, side=Side.BOTH, nausea=Nausea.NONE)), birth_year=2016),
        expects={"1.1": "met"},
    ),
)

FIRST_DAYS = (10, 38, 66)
CYCLE = (
    Example(
        says="five attacks of a man",
        diary=diary(attacks(5), sex=Sex.MALE),
        expects={"A1.1.1": "not_met", "A1.1.2": "not_met"},
    ),
    Example(
        says="five attacks of a woman, and nothing of bleeding is written",
        diary=diary(attacks(5), sex=Sex.FEMALE),
        expects={"A1.1.1": "not_known", "A1.1.2": "not_known", "A1.1.3": "not_known"},
    ),
    Example(
        says="attacks with aura on day 1 of each cycle",
        diary=month_by_month(FIRST_DAYS, kind=MIGRAINE_WITH_AURA),
        expects={"A1.2.0.1": "met", "A1.2.0.2": "not_met", "A1.2.0.3": "not_met", "A1.1.2": "not_met"},
    ),
    Example(
        says="migraine on day 1 of each cycle, and tension-type headache in mid-cycle",
        diary=diary(
            month_by_month(FIRST_DAYS).attacks,
            [attack(TENSION_TYPE, day) for day in (24, 52)],
            month_by_month([*FIRST_DAYS, 24, 52]).days,
            lifetime_migraine_attacks=50,
        ),
        expects={"A1.1.1": "met", "A1.1.2": "not_met"},
        because="Only migraine counts.",
    ),
    Example(
        says="migraine on day 1 of each cycle, and a mid-cycle attack of which only the times are known",
        diary=diary(
            month_by_month(FIRST_DAYS).attacks,
            [attack({}, 24)],
            month_by_month([*FIRST_DAYS, 24]).days,
            lifetime_migraine_attacks=50,
        ),
        expects={"A1.1.1": "not_known", "A1.1.2": "not_known", "A1.1.3": "not_met"},
    ),
    Example(
        says="four cycles, migraine about day 1 of each and twice in mid-cycle",
        diary=month_by_month([9, 20, 38, 50, 66, 94], (10, 38, 66, 94), until=110),
        expects={"1.1 stands": "yes", "A1.1.2 stands": "yes", "A1.1.1 stands": "no", "codes": "G43.829"},
    ),
    Example(
        says="migraine at midnight, at the very beginning of day -2 of each cycle",
        diary=diary(
            month_by_month([]).days,
            [attack(MIGRAINE, first - 2, "00:00", "4") for first in FIRST_DAYS],
            lifetime_migraine_attacks=50,
        ),
        expects={"A1.1.3": "not_met"},
    ),
)

CHAPTER = Chapter(
    code="examined-aura",
    title="Examined apart: aura, age, and the menstrual cycle",
    text="Worked out from the published criteria apart from the chapters on each, to check them.",
    examples=(*SUBFORMS, *AURA_STATUS, *AGE, *CYCLE),
)
test_example = as_tests(CHAPTER)
