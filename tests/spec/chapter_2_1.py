"""2.1 Infrequent episodic tension-type headache."""

from __future__ import annotations

from typing import Any

from reprieve.pathway.diagnosis.tension_type import INFREQUENT_EPISODIC
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, TENSION_TYPE, Items, attacks, days, diary, months
from tests.spec.chapters import Chapter, Example, as_tests


def a_year(number: int, *, kind: Items = TENSION_TYPE, last_day: int = 365, **profile: Any) -> Diary:
    """So many attacks, 30 days apart, in a diary of which every day is told and that ends on a day without headache."""
    told = {"every_headache_written": YES, **profile}
    return diary(attacks(number, kind, every_days=30), days([last_day], headache=NO), **told)


HOW_OFTEN = (
    *(
        Example(
            says=f"{number} attacks in a year, 30 days apart, every day told",
            diary=a_year(number),
            expects={"2.1": verdict, "2.2": "not_met"},
            because=why,
        )
        for number, verdict, why in (
            (9, "not_known", "Ten are asked for, and what was before the diary is not known."),
            (10, "met", "Not in each of the last three months, so it is not 2.2."),
            (11, "met", ""),
            (12, "not_met", "12 days a year are no longer infrequent."),
        )
    ),
    *(
        Example(
            says=f"{number} attacks in a diary of {last_day} days",
            diary=a_year(number, last_day=last_day),
            expects={"2.1": verdict},
            because=why,
        )
        for number, last_day, verdict, why in (
            (10, 364, "met", "The day before the diary may have been the eleventh."),
            (10, 363, "not_known", "The two days before the diary may have been the eleventh and the twelfth."),
            (11, 364, "not_known", "The day before the diary may have been the twelfth."),
            (11, 366, "met", "The first attack lies more than a year back; ten days are left."),
        )
    ),
    Example(
        says="ten attacks in a year, and nobody says that every headache is written",
        diary=a_year(10, every_headache_written=NOT_KNOWN),
        expects={"2.1": "not_known"},
        because="An empty day is not a day without headache.",
    ),
    Example(
        says="ten attacks of migraine in a year",
        diary=a_year(10, kind=MIGRAINE),
        expects={"2.1": "not_met"},
    ),
    Example(
        says="four attacks in each of the last three months",
        diary=diary(months(tension=(4, 4, 4))),
        expects={"2.1": "not_met", "2.2": "met"},
        because="12 days of the year are already written.",
    ),
    Example(
        says="eight attacks in the last three months and two in the nine before, every day told",
        diary=diary(
            attacks(2, TENSION_TYPE, every_days=60),
            attacks(8, TENSION_TYPE, every_days=10, from_day=290),
            days([365], headache=NO),
            every_headache_written=YES,
        ),
        expects={"2.1": "met", "2.2": "met", "2.1 stands": "no: 2.2", "2.2 stands": "yes"},
        because="Ten days in the year, and some in each of the last three months: how often it comes now decides.",
    ),
)

CHAPTER = Chapter(
    code="2.1",
    title="Infrequent episodic tension-type headache",
    text="Fewer than 12 days a year is looked at over the 365 days that end on the last written day.",
    entities=(INFREQUENT_EPISODIC,),
    examples=HOW_OFTEN,
)
test_example = as_tests(CHAPTER)
