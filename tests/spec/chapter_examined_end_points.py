"""Examined apart from those who wrote the criteria: named days, crystal-clear days, end points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reprieve.pathway.diary.choices import Effect, Nausea
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    NOTHING_RECORDED,
    TENSION_TYPE,
    Items,
    Record,
    attack,
    but,
    days,
    diary,
    doses,
    treated,
)
from tests.spec.chapters import Chapter, Example, as_tests

CLEAR: Items = {"headache": NO, "drug_taken": NO, "other_symptoms": NO}
REST = days(range(2, 31), **CLEAR)


def _day_1(says: str, written: Record | Sequence[Record], because: str = "", **counts: str) -> Example:
    """Day 1 as told, 29 crystal-clear days after it."""
    return Example(
        says=f"day 1: {says}",
        diary=diary(written, REST),
        expects={f"days: {name}": count for name, count in counts.items()},
        because=because,
    )


FROM_30_MIN = ("headache", "headache_galcanezumab")
FROM_4_H = ("headache_erenumab", "headache_preempt", "moderate_severe_4h")
MIGRAINE_FROM_30_MIN = ("migraine_2023", "migraine_galcanezumab")
MIGRAINE_FROM_4_H = ("migraine_4h", "migraine_preempt", "migraine_strict")
LENGTHS = (
    *(
        _day_1(
            f"untreated migraine of {lasts} h",
            attack(MIGRAINE, lasts=lasts),
            **dict.fromkeys((*FROM_30_MIN, *MIGRAINE_FROM_30_MIN), short),
            **dict.fromkeys((*FROM_4_H, *MIGRAINE_FROM_4_H), long),
        )
        for lasts, short, long in (
            ("0:29", "0", "0"),
            ("0:30", "1", "0"),
            ("3:59", "1", "0"),
            ("4", "1", "1"),
            ("4:01", "1", "1"),
        )
    ),
    *(
        _day_1(
            f"untreated tension-type headache of {lasts} h, pain 4",
            attack(but(TENSION_TYPE, pain_0_to_10=4), lasts=lasts),
            **dict.fromkeys(FROM_30_MIN, "1"),
            **dict.fromkeys(FROM_4_H, long),
            **dict.fromkeys((*MIGRAINE_FROM_30_MIN, *MIGRAINE_FROM_4_H), "0"),
        )
        for lasts, long in (("3:59", "0"), ("4", "1"))
    ),
    _day_1("tension-type headache of 5 h, pain 3", attack(TENSION_TYPE, lasts="5"), moderate_severe_4h="0"),
    _day_1(
        "two untreated migraines of 3 h",
        [attack(clock="01:00", lasts="3"), attack(clock="12:00", lasts="3")],
        headache="1",
        migraine_2023="1",
        headache_preempt="0",
        because="Neither was 4 h long.",
    ),
    _day_1(
        "an attack of 5 h, nothing else recorded",
        attack(NOTHING_RECORDED, lasts="5"),
        headache="1",
        headache_preempt="1",
        migraine_2023="0 to 1",
        crystal_clear="29",
    ),
    Example(
        says="migraine from 22:00 to 03:00",
        diary=diary(attack(clock="22:00", lasts="5"), days(range(3, 31), headache=NO)),
        expects={"days: headache": "2", "days: migraine_2023": "2", "days: headache_preempt": "2"},
        because="An attack across midnight counts on both days.",
    ),
    Example(
        says="migraine from 20:00 to midnight",
        diary=diary(attack(clock="20:00", lasts="4"), days(range(2, 31), headache=NO)),
        expects={"days: headache": "1", "days: headache_preempt": "1"},
    ),
)

BELIEVED = but(TENSION_TYPE, believed_migraine=YES)
DRUGS = (
    _day_1(
        "tension-type headache of 1 h with ibuprofen",
        treated(TENSION_TYPE, "ibuprofen", lasts="1"),
        **dict.fromkeys((*FROM_30_MIN, "headache_erenumab"), "1"),
        **dict.fromkeys(("headache_preempt", "migraine_2023", "migraine_4h"), "0"),
    ),
    _day_1(
        "tension-type headache of 10 minutes with ibuprofen",
        treated(TENSION_TYPE, "ibuprofen", lasts="0:10"),
        headache="1",
        headache_erenumab="1",
        headache_galcanezumab="0",
        headache_preempt="0",
    ),
    _day_1(
        "tension-type headache of 1 h with a triptan, without effect",
        treated(TENSION_TYPE, "sumatriptan", lasts="1", effect_at_2h=Effect.NONE),
        migraine_2023="1",
        migraine_4h="1",
        migraine_ichd3_chronic="0",
        migraine_galcanezumab="0",
        migraine_preempt="0",
    ),
    _day_1(
        "tension-type headache of 1 h with ubrogepant",
        treated(TENSION_TYPE, "ubrogepant", lasts="1"),
        migraine_2023="1",
        gepant_or_ditan="1",
        migraine_ichd3_chronic="0",
    ),
    _day_1(
        "headache taken for migraine, eased by a triptan",
        treated(BELIEVED, "sumatriptan", lasts="1", effect_at_2h=Effect.BETTER),
        migraine_ichd3_chronic="1",
    ),
    _day_1(
        "headache taken for migraine, nobody says whether the triptan eased it",
        treated(BELIEVED, "sumatriptan", lasts="1"),
        migraine_ichd3_chronic="0 to 1",
    ),
    _day_1(
        "no headache, and a triptan",
        [*days([1], headache=NO, other_symptoms=NO), *doses("sumatriptan", [1])],
        headache="0",
        migraine_2023="0",
        crystal_clear="29",
    ),
)

CRYSTAL_CLEAR = (
    Example(
        says="thirty clear days with propranolol on one",
        diary=diary(days([1], **CLEAR), REST, doses("propranolol", [3])),
        expects={"days: crystal_clear": "30"},
    ),
    Example(
        says="two clear days, and the word that every headache and dose is written",
        diary=diary(days([1, 30], **CLEAR), every_headache_written=YES, every_dose_written=YES),
        expects={"days: headache": "0", "days: crystal_clear": "2 to 30"},
        because="Of other symptoms nobody gave a word.",
    ),
    Example(
        says="two entries of day 1 that contradict each other",
        diary=diary(days([1], **CLEAR), days([1], headache=YES), REST),
        expects={"days: crystal_clear": "29 to 30"},
    ),
    _day_1("written without a drug, with a dose", [*days([1], **CLEAR), *doses("ibuprofen", [1])], crystal_clear="29"),
    _day_1(
        "nausea for 2 h without pain",
        attack(but(TENSION_TYPE, pain_0_to_10=0, nausea=Nausea.MILD), lasts="2"),
        headache="0",
        crystal_clear="29",
    ),
)

# End points

BOTH = "days 1-28 to 29-56"


def stretch(first: int, migraine: int, *, tension: int = 0, empty: int = 0, length: int = 28) -> list[Record]:
    """Days from `first` on: so many with migraine, with other headache, empty; the rest without headache."""
    after = first + migraine
    written: list[Record] = [attack(MIGRAINE, first + n) for n in range(migraine)]
    written += [attack(TENSION_TYPE, after + n) for n in range(tension)]
    return [*written, *days(range(after + tension + empty, first + length), headache=NO)]


def _compared(
    before: int, after: int, change: str, responses: str, *, empty_before: int = 0, empty_after: int = 0
) -> Example:
    """Responses as "30 met, 50 not_met"."""
    gaps = f", {empty_before} and {empty_after} days not written" if empty_before or empty_after else ""
    said = (response.split() for response in responses.split(", "))
    return Example(
        says=f"{before} migraine days in 28, then {after}{gaps}",
        diary=diary(stretch(1, before, empty=empty_before), stretch(29, after, empty=empty_after)),
        expects={
            f"change, {BOTH}": change,
            **{f"{percent} % less, {BOTH}": verdict for percent, verdict in said},
        },
    )


COMPARED = (
    _compared(10, 5, "-5", "30 met, 50 met, 75 not_met, 100 not_met"),
    _compared(10, 6, "-4", "30 met, 50 not_met"),
    _compared(9, 4, "-5", "50 met"),
    _compared(9, 5, "-4", "50 not_met"),
    _compared(4, 1, "-3", "75 met, 100 not_met"),
    _compared(4, 0, "-4", "75 met, 100 met"),
    _compared(4, 0, "-4 to -3", "75 met, 100 not_known", empty_after=1),
    _compared(10, 0, "-13 to -10", "50 met, 100 met", empty_before=3),
    _compared(5, 10, "5", "30 not_met, 50 not_met"),
    _compared(0, 0, "-5 to 0", "50 not_known", empty_before=5),
    Example(
        says="20 migraine days in 56, then 5 in 28",
        diary=diary(stretch(1, 20, length=56), stretch(57, 5)),
        expects={
            "per 28, days 1-56": "10",
            "change, days 1-56 to 57-84": "-5",
            "50 % less, days 1-56 to 57-84": "met",
        },
    ),
    *(
        Example(
            says=f"10 migraine days in 28, then {after} in 84",
            diary=diary(stretch(1, 10), stretch(29, after, length=84)),
            expects={"50 % less, days 1-28 to 29-112": verdict},
        )
        for after, verdict in ((15, "met"), (16, "not_met"))
    ),
    Example(
        says="15 migraine days in 30",
        diary=diary(stretch(1, 15, length=30)),
        expects={"per 28, days 1-30": "14"},
    ),
    Example(
        says="a migraine across midnight from one period into the next",
        diary=diary(days(range(1, 28), headache=NO), attack(day=28, clock="22:00"), days(range(30, 57), headache=NO)),
        expects={"per 28, days 1-28": "1", "per 28, days 29-56": "1"},
    ),
    Example(
        says="10 migraine days, and a later month of which nothing is written",
        diary=diary(stretch(1, 10), every_headache_written=YES),
        expects={"per 28, days 29-56": "0 to 28", f"50 % less, {BOTH}": "not_known"},
        because="The word that all is written holds from the first entry to the last.",
    ),
)

BASELINES = (
    *(
        Example(
            says=f"a baseline with {written} of 28 days written",
            diary=diary(days(range(1, written + 1), headache=NO), days(range(29, 57), headache=NO)),
            expects={"baseline, days 1-28": verdict},
        )
        for written, verdict in ((22, "not_met"), (23, "met"))
    ),
    *(
        Example(
            says=f"a baseline of {length} days",
            diary=diary(days(range(1, length + 29), headache=NO)),
            expects={f"baseline, days 1-{length}": verdict},
        )
        for length, verdict in ((27, "not_met"), (28, "met"))
    ),
)


def _group(says: str, verdict: str, *months: tuple[int, int, int], **profile: Any) -> Example:
    """Days of migraine, of tension-type headache, and empty ones, for each month of 28."""
    written: list[Record] = []
    for number, (migraine, tension, empty) in enumerate(months):
        written += stretch(1 + 28 * number, migraine, tension=tension, empty=empty)
    return Example(says=f"group: {says}", diary=diary(written, **profile), expects={"group": verdict})


GROUPS = (
    _group("8 migraine and 15 headache days in each month", "chronic", *[(8, 7, 0)] * 3),
    _group("the same, but 14 headache days in one month", "high", (8, 7, 0), (8, 6, 0), (8, 7, 0)),
    _group("7 migraine and 15 headache days in each month", "low", *[(7, 8, 0)] * 3),
    _group("8 migraine days in one month, 7 in the others", "high", (7, 0, 0), (8, 0, 0), (7, 0, 0)),
    _group("7 migraine days in each month", "low", *[(7, 0, 0)] * 3),
    _group("7 migraine days in each month, and a day not written", "not_known", (7, 0, 1), (7, 0, 0), (7, 0, 0)),
    _group("6 migraine days in each month, and a day of each not written", "low", *[(6, 0, 1)] * 3),
    _group("16 migraine days in each month, and 3 days of each not written", "chronic", *[(16, 0, 3)] * 3),
    _group("8 migraine days in each month, and 6 days of each not written", "high", *[(8, 0, 6)] * 3),
    _group("8 migraine days in each month, and 7 days of each not written", "not_known", *[(8, 0, 7)] * 3),
    _group("two months of 9 migraine days", "high", *[(9, 0, 0)] * 2),
    _group("nothing is written", "not_known"),
)

CHAPTER = Chapter(
    code="examined-end-points",
    title="Examined apart: named days, crystal-clear days, and what a trial would report",
    text="Worked out from what the sources say of these days and end points, apart from the chapters on them.",
    examples=(*LENGTHS, *DRUGS, *CRYSTAL_CLEAR, *COMPARED, *BASELINES, *GROUPS),
)
test_example = as_tests(CHAPTER)
