"""Examined apart from those who wrote the criteria: tension-type, trigeminal, new daily headache, other drugs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import (
    MIGRAINE,
    TENSION_TYPE,
    VISUAL_AURA,
    Items,
    Record,
    attack,
    but,
    days,
    diary,
    doses,
    in_each_month,
    months,
)
from tests.spec.chapter_3 import CLUSTER, CONTINUA, NO_SIGN, TEARS, bout, in_one_day
from tests.spec.chapter_4_10 import TOLD, daily
from tests.spec.chapters import Chapter, Example, as_tests


def _of(says: str, written: Diary, expects: Mapping[str, str], because: str = "") -> Example:
    return Example(says=says, diary=written, expects=expects, because=because)


def _word(truth: Truth) -> str:
    return truth.value.replace("_", " ")


def _year(kind: Items = TENSION_TYPE, number: int = 10, lasts: str = "2", more: Sequence[Record] = ()) -> Diary:
    """So many attacks in a year, 30 days apart; every headache is written."""
    written = [attack(kind, 1 + 30 * n, lasts=lasts) for n in range(number)]
    return diary(written, more, days([0, 365], headache=NO), every_headache_written=YES)


TENSION = (
    *(
        _of(f"ten headaches of {lasts} h in a year", _year(lasts=lasts), {"2.1": verdict, "2.4.1": probable})
        for lasts, verdict, probable in (
            ("0:29", "not_met", "met"),
            ("0:30", "met", "not_met"),
            ("0:31", "met", "not_met"),
        )
    ),
    *(
        _of(f"{number} headaches of one day in a year", _year(number=number), {"2.1": verdict})
        for number, verdict in ((10, "met"), (11, "met"), (12, "not_met"))
    ),
    _of(
        "ten headaches in a year, each from morning until after midnight",
        _year(lasts="20"),
        {"2.1": "not_met"},
        "Ten headaches on twenty days.",
    ),
    *(
        _of(f"ten headaches a year, {says}", _year(but(TENSION_TYPE, *left_out, **items)), expects, because)
        for says, left_out, items, expects, because in (
            ("with trouble with light alone", (), {"photophobia": YES}, {"2.1": "met"}, ""),
            ("with trouble with sound alone", (), {"phonophobia": YES}, {"2.1": "met"}, ""),
            (
                "with trouble with light and sound",
                (),
                {"photophobia": YES, "phonophobia": YES},
                {"2.1": "not_met", "2.4.1 stands": "yes"},
                "Of two hours: 1.1 lacks its length and its pain.",
            ),
            ("no trouble with sound, light not recorded", ("photophobia",), {}, {"2.1": "met"}, ""),
            (
                "light and sound not recorded",
                ("photophobia", "phonophobia"),
                {},
                {"2.1": "not_known", "2.4.1": "not_known"},
                "",
            ),
            ("with mild nausea", (), {"nausea": Nausea.MILD}, {"2.1": "not_met", "2.4.1": "met"}, ""),
            (
                "nausea and vomiting not recorded",
                ("nausea", "vomiting"),
                {},
                {"2.1": "not_known", "2.4.1": "not_known"},
                "",
            ),
            (
                "one-sided, throbbing and severe, not worse with activity",
                (),
                {"side": Side.LEFT, "qualities": frozenset({Quality.PULSATING}), "pain_0_to_10": 7},
                {"2.1": "not_met", "2.4.1": "met"},
                "One of four.",
            ),
            (
                "mild, not worse with activity, the rest of C not recorded",
                ("side", "qualities"),
                {},
                {"2.1": "met"},
                "",
            ),
            (
                "severe, not worse with activity, the rest of C not recorded",
                ("side", "qualities"),
                {"pain_0_to_10": 8},
                {"2.1": "not_known", "2.4.1": "not_known"},
                "",
            ),
            (
                "one-sided, stabbing and severe, with mild nausea",
                (),
                {
                    "side": Side.LEFT,
                    "qualities": frozenset({Quality.STABBING}),
                    "pain_0_to_10": 7,
                    "nausea": Nausea.MILD,
                },
                {"2.1": "not_met", "2.4.1": "not_met"},
                "C and D are missing.",
            ),
        )
    ),
    _of(
        "ten headaches of ten hours in a year, with trouble with light and sound",
        _year(but(TENSION_TYPE, photophobia=YES, phonophobia=YES), lasts="10"),
        {"2.1": "not_met", "2.4.1": "met", "2.4.1 stands": "no: G5", "1.5.1 stands": "yes"},
        "1.1 lacks only C.",
    ),
    _of(
        "thirty migraines and ten tension-type headaches in a year",
        _year(more=[attack(MIGRAINE, 5 + 12 * n) for n in range(30)]),
        {"1.1 stands": "yes", "2.1 stands": "yes", "2.4.1 stands": "no", "1.5.1 stands": "no"},
        "Twelve days a year are counted of this kind of headache.",
    ),
    *(
        _of(
            f"nausea {nausea.value}, light {_word(light)}, sound {_word(sound)}",
            diary(attack(but(TENSION_TYPE, nausea=nausea, photophobia=light, phonophobia=sound), lasts="5")),
            {"attack 1: 2.3 D": verdict},
        )
        for nausea, light, sound, verdict in (
            (Nausea.MILD, NO, NO, "met"),
            (Nausea.MILD, YES, NO, "not_met"),
            (Nausea.MILD, NOT_KNOWN, NO, "not_known"),
            (Nausea.YES, NO, NO, "not_known"),
            (Nausea.YES, YES, NO, "not_met"),
            (Nausea.MODERATE, NO, NO, "not_met"),
            (Nausea.NONE, YES, YES, "not_met"),
            (Nausea.NONE, YES, NOT_KNOWN, "not_known"),
            (Nausea.NONE, NOT_KNOWN, NO, "met"),
        )
    ),
)

AS_IN_CLUSTER: dict[str, Any] = {"around_eye_or_temple": YES, "autonomic": TEARS, "restless": NO}
TEARFUL_MIGRAINE = but(MIGRAINE, **AS_IN_CLUSTER)
TEN_DAYS = range(1, 11)


def _for_91_days(*left_out: str, indomethacin: Truth = YES, **items: Any) -> Diary:
    kind = but(CONTINUA, *left_out, **items)
    return diary(attack(kind, lasts=str(24 * 91 + 8)), indomethacin_response=indomethacin)


TRIGEMINAL = (
    _of(
        "twenty attacks of 20 minutes, six a day, and indomethacin does not help",
        diary([one for day in range(1, 5) for one in in_one_day(6, day)], indomethacin_response=NO),
        {"3.1 stands": "yes", "3.2 stands": "no"},
    ),
    _of(
        "migraine of two hours with tears, once a week",
        diary(
            [attack(TEARFUL_MIGRAINE, 1 + 7 * n, lasts="2") for n in range(10)],
            days([0, 66], headache=NO),
            every_headache_written=YES,
        ),
        {"3.1": "not_met", "3.5": "not_met", "1.5.1 stands": "yes"},
        "3.1 lacks only how often it comes, 1.1 only its length: it is probable migraine, and so not 3.5.",
    ),
    _of(
        "migraine of ten hours with tears, once a week",
        diary(
            [attack(TEARFUL_MIGRAINE, 1 + 7 * n) for n in range(25)],
            days([0, 180], headache=NO),
            every_headache_written=YES,
        ),
        {"1.1 stands": "yes", "3.1": "not_met", "3.2": "not_met", "3.3": "not_met", "3.5": "not_met"},
        "3.1 lacks its length and how often it comes.",
    ),
    _of(
        "migraine of ten hours with tears on 20 days of each month",
        diary(months(migraine=(20, 20, 20), migraine_kind=TEARFUL_MIGRAINE)),
        {"1.3 stands": "yes", "3.1": "not_met", "3.5 stands": "no"},
    ),
    _of(
        "cluster attacks of ten days, the side not recorded",
        diary([attack(but(CLUSTER, "side"), day, "02:00", "1") for day in TEN_DAYS]),
        {"3.1": "not_known", "3.5": "not_known"},
    ),
    _of(
        "five attacks of ten hours, one-sided, severe, with tears; nothing is written of nausea, light and sound",
        diary(
            [
                attack(but(TEARFUL_MIGRAINE, "nausea", "vomiting", "photophobia", "phonophobia"), day, lasts="10")
                for day in range(1, 6)
            ]
        ),
        {"1.1": "not_known", "3.5": "not_met"},
        "Whatever came with them, they are migraine or probable migraine.",
    ),
    _of(
        "eight attacks a day of 20 minutes as in cluster headache, and indomethacin takes them away",
        diary(in_one_day(8, 1), in_one_day(8, 2), in_one_day(8, 3), indomethacin_response=YES),
        {"3.2 stands": "yes", "3.1 stands": "no: 3.2"},
    ),
    _of("cluster attacks on both sides", diary(bout(TEN_DAYS, side=Side.BOTH)), {"3.1": "not_met", "3.5": "met"}),
    _of(
        "cluster attacks, now left, now right",
        diary(bout(range(1, 11, 2)), bout(range(2, 11, 2), side=Side.RIGHT)),
        {"3.1": "met"},
        "Each is one-sided.",
    ),
    _of(
        "a calendar of 59 days with headache",
        diary(days(range(1, 60), headache=YES)),
        {"3.1": "not_known", "3.3": "not_known", "3.5": "not_known"},
        "A calendar has no minutes.",
    ),
    _of(
        "one-sided for 91 days, the side not recorded",
        _for_91_days("side"),
        {"3.4": "not_known"},
    ),
    _of(
        "one-sided for 91 days, indomethacin not tried",
        _for_91_days(indomethacin=NOT_KNOWN),
        {"3.4": "not_known", "3.5": "not_known"},
    ),
    _of(
        "one-sided for 91 days, and indomethacin does not take it away",
        _for_91_days(indomethacin=NO),
        {"3.4": "not_met", "3.5": "met"},
    ),
    _of(
        "one-sided for 91 days, no sign of the face, worse with activity",
        _for_91_days(autonomic=NO_SIGN, worse_with_activity=YES),
        {"3.4": "met"},
    ),
    _of(
        "one-sided for 91 days, no sign of the face, not worse with activity, restless not recorded",
        _for_91_days("restless", autonomic=NO_SIGN, worse_with_activity=NO),
        {"3.4": "not_known"},
    ),
)

EVERY_DAY = (30, 30, 30)
WITHOUT_PAIN = but(
    MIGRAINE,
    aura=YES,
    aura_symptoms=(VISUAL_AURA,),
    aura_in_succession=NO,
    headache_within_60_min=NO,
    pain_0_to_10=0,
    side=None,
    qualities=frozenset(),
)
GOING_ON = attack(TENSION_TYPE, lasts=str(24 * 100))
NEW_DAILY = (
    _of(
        "headache for 100 days, its beginning not remembered",
        diary(GOING_ON, **{**TOLD, "daily_onset_remembered": NO}),
        {"4.10": "not_met", "2.3 stands": "yes"},
    ),
    _of(
        "headache for 100 days, not told whether its beginning is remembered",
        diary(GOING_ON, **{**TOLD, "daily_onset_remembered": NOT_KNOWN}),
        {"4.10": "not_known", "2.3": "met"},
    ),
    _of("one free day in the last month", daily((30, 30, 29)), {"4.10": "not_met"}),
    _of(
        "headache on every day of three months, and nothing told of its beginning",
        diary(months(headache=EVERY_DAY)),
        {"4.10": "not_known"},
    ),
    _of(
        "an aura every day, without any pain",
        diary(months(migraine=EVERY_DAY, migraine_kind=WITHOUT_PAIN), **TOLD),
        {"4.10": "not_met", "1.3": "not_met", "1.2.1.2": "met"},
        "No day had a headache.",
    ),
)


def _metoclopramide(on: Sequence[int], headache: Sequence[int] = (15, 15, 15), every_dose: Truth = YES) -> Diary:
    taken = doses("metoclopramide", in_each_month(on))
    return diary(months(headache=headache), taken, every_dose_written=every_dose, headache_before_overuse=YES)


OTHER_DRUGS = (
    *(
        _of(
            f"headache on 15 days of each month, metoclopramide on {on[0]}, {on[1]} and {on[2]}",
            _metoclopramide(on),
            {"8.2.8": verdict, "8.2": verdict},
        )
        for on, verdict in (
            ((9, 9, 9), "not_met"),
            ((10, 10, 9), "not_met"),
            ((10, 10, 10), "met"),
            ((11, 11, 11), "met"),
        )
    ),
    _of(
        "metoclopramide on 9 days of each month, and nobody says that every dose is written",
        _metoclopramide((9, 9, 9), every_dose=NOT_KNOWN),
        {"8.2.8": "not_known"},
    ),
    _of(
        "headache on 15, 14 and 15 days, metoclopramide on 10",
        _metoclopramide((10, 10, 10), headache=(15, 14, 15)),
        {"8.2": "not_met", "8.2.8 stands": "no"},
    ),
)

CHAPTER = Chapter(
    code="examined-others",
    title="Examined apart: tension-type, trigeminal and new daily headache, and overuse of other drugs",
    text="Worked out from the published criteria apart from the chapters on each, to check them.",
    examples=(*TENSION, *TRIGEMINAL, *NEW_DAILY, *OTHER_DRUGS),
)
test_example = as_tests(CHAPTER)
