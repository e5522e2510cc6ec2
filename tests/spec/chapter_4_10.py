"""4.10 New daily persistent headache."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reprieve.pathway.diagnosis.new_daily import NEW_DAILY_PERSISTENT
from reprieve.pathway.diary.choices import Autonomic
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import TENSION_TYPE, Record, attack, but, diary, doses, in_each_month, months, on_day
from tests.spec.chapters import Chapter, Example, as_tests

EVERY_DAY = (30, 30, 30)
TOLD: dict[str, Any] = {
    "daily_onset_remembered": YES,
    "unremitting_within_24_h": YES,
    "headaches_rose_before_daily": NO,
    "overuse_before_daily": NO,
    "every_dose_written": YES,
}


def daily(
    headache: Sequence[int] = EVERY_DAY,
    *more: Sequence[Record],
    days_before: int = 1,
    empty: Sequence[int] = (),
    **profile: Any,
) -> Diary:
    """Headache on so many days of each month, and how it began as told."""
    return diary(months(headache=headache, days_before=days_before, empty=empty), *more, **{**TOLD, **profile})


LASTING = (
    *(
        Example(
            says=f"headache on every day of a diary of {90 + before} days",
            diary=daily(days_before=before),
            expects={"4.10": verdict, "4.10 C": verdict},
        )
        for before, verdict in ((0, "not_known"), (1, "met"), (2, "met"))
    ),
    *(
        Example(
            says=f"headache on every day of the last month, and every day for {days} days as told",
            diary=daily((30,), days_before=0, daily_since=on_day(31 - days)),
            expects={"4.10": verdict, "4.10 A": "met"},
        )
        for days, verdict in ((90, "not_known"), (91, "met"), (92, "met"))
    ),
    *(
        Example(
            says=f"headache on {number} days of the last month, and every day for 200 days as told",
            diary=daily((number,), daily_since=on_day(-169)),
            expects={"4.10": verdict, "4.10 A": verdict},
        )
        for number, verdict in ((29, "not_met"), (30, "met"))
    ),
    Example(
        says="one day of the last month is not written",
        diary=daily((30, 30, 29), empty=(0, 0, 1)),
        expects={"4.10 A": "not_known", "4.10": "not_known"},
    ),
)

BREAKS = tuple(
    Example(
        says=f"a headache of {lasts} h from every morning on, and a remembered beginning",
        diary=diary([attack(TENSION_TYPE, day, "08:00", lasts) for day in range(1, 93)], **TOLD),
        expects={"4.10": verdict, "4.10 B": verdict},
        because=why,
    )
    for lasts, verdict, why in (
        ("23:59", "not_known", "Whether there is pain between the headaches too is not told."),
        ("24", "met", "One begins as the other ends: no break is written."),
    )
)

EVERY_OTHER_MORNING = Example(
    says="a headache of 24 h from every other morning on, and a remembered beginning",
    diary=diary([attack(TENSION_TYPE, day, "08:00", "24") for day in range(1, 93, 2)], **TOLD),
    expects={"4.10": "not_known", "4.10 B": "not_known"},
    because="There is a day without a written headache between each two; whether there was pain is not told.",
)

A_DAY_LONG = tuple(
    Example(
        says=f"headache every day and a remembered beginning, and one headache written to last {lasts} h",
        diary=daily(EVERY_DAY, [attack(TENSION_TYPE, 60, lasts=lasts)]),
        expects={"4.10": verdict, "4.10 B": verdict},
        because=why,
    )
    for lasts, verdict, why in (
        ("23:59", "not_known", "Whether there was pain after it is not told."),
        ("24", "met", "A day or longer is no break that is written."),
        ("24:01", "met", ""),
    )
)

BREAKS_LATELY = tuple(
    Example(
        says=f"headache every day and a remembered beginning, and a headache of ten hours {ago} days before the last",
        diary=daily(EVERY_DAY, [attack(TENSION_TYPE, 90 - ago)], days_before=0),
        expects={"4.10": verdict, "4.10 B": verdict},
        because=why,
    )
    for ago, verdict, why in (
        (90, "not_known", "Whether there was pain after the ten hours is not told."),
        (91, "met", "The last 90 days count."),
    )
)

BEGINNING = tuple(
    Example(
        says=f"headache every day: {says}",
        diary=daily(**items),
        expects={"4.10": verdict, "4.10 B": verdict},
        because=why,
    )
    for says, items, verdict, why in (
        ("its beginning is not remembered", {"daily_onset_remembered": NO}, "not_met", "Then it is 1.3 or 2.3."),
        ("whether its beginning is remembered is not told", {"daily_onset_remembered": NOT_KNOWN}, "not_known", ""),
        ("it was not without a break at first", {"unremitting_within_24_h": NO}, "not_met", ""),
        ("whether it was without a break is not told", {"unremitting_within_24_h": NOT_KNOWN}, "not_known", ""),
        ("headaches had become more frequent before", {"headaches_rose_before_daily": YES}, "not_met", ""),
        ("no drug is taken, overuse before is not told", {"overuse_before_daily": NOT_KNOWN}, "met", ""),
    )
)

OVERUSE = tuple(
    Example(
        says=f"headache every day, sumatriptan on {number} days of each month, {says}",
        diary=daily(
            EVERY_DAY,
            doses("sumatriptan", in_each_month((number, number, number))),
            overuse_before_daily=told,
            headache_before_overuse=YES,
        ),
        expects={"4.10": verdict, "8.2": overuse},
        because=why,
    )
    for number, says, told, verdict, overuse, why in (
        (10, "not before it began", NO, "met", "met", "Both are coded."),
        (10, "and so before it began", YES, "not_met", "met", ""),
        (10, "whether before it began not told", NOT_KNOWN, "not_known", "met", ""),
        (9, "whether before it began not told", NOT_KNOWN, "met", "not_met", ""),
    )
)

CONTINUA = but(TENSION_TYPE, side="left", pain_0_to_10=5, autonomic=frozenset({Autonomic.LACRIMATION}))

BESIDE_OTHERS = (
    Example(
        says="an attack of tension-type headache every day, and a remembered beginning",
        diary=diary(months(tension=EVERY_DAY), **TOLD, pain_between_attacks=YES),
        expects={"2.3": "met", "4.10": "met", "2.3 stands": "no: 4.10", "4.10 stands": "yes"},
    ),
    Example(
        says="an attack of migraine every day, and a remembered beginning",
        diary=diary(months(migraine=EVERY_DAY), **TOLD, pain_between_attacks=YES),
        expects={"1.3": "met", "4.10": "met", "1.3 stands": "no: 4.10", "4.10 stands": "yes"},
    ),
    Example(
        says="an attack of migraine of five hours every day, a remembered beginning, and nobody says what is between",
        diary=diary(months(migraine=EVERY_DAY, lasts="5"), **TOLD),
        expects={"1.3 stands": "yes", "4.10": "not_known", "4.10 B": "not_known"},
        because="A headache that ended is written every day: it is no headache without a break, unless pain goes on.",
    ),
    Example(
        says="an attack of migraine of five hours every day, a remembered beginning, and no pain between",
        diary=diary(months(migraine=EVERY_DAY, lasts="5"), **TOLD, pain_between_attacks=NO),
        expects={"1.3 stands": "yes", "4.10": "not_met"},
    ),
    Example(
        says="one-sided headache without a break for 91 days, a remembered beginning, and indomethacin takes it away",
        diary=diary(attack(CONTINUA, 1, "08:00", str(24 * 90 + 8)), **TOLD, indomethacin_response=YES),
        expects={"3.4": "met", "4.10": "met", "4.10 stands": "no: 3.4", "3.4 stands": "yes"},
    ),
    Example(
        says="five attacks of migraine in three months",
        diary=diary(months(migraine=(2, 2, 1)), **TOLD),
        expects={"4.10": "not_met", "1.1": "met"},
    ),
)

CHAPTER = Chapter(
    code="4.10",
    title="New daily persistent headache",
    text=(
        "A person's word on since when there has been headache every day is taken where the last month is written and "
        "has no day without. Overuse of drugs before it began refuses it; overuse since then is coded beside it."
    ),
    entities=(NEW_DAILY_PERSISTENT,),
    examples=(
        *LASTING,
        *BREAKS,
        EVERY_OTHER_MORNING,
        *A_DAY_LONG,
        *BREAKS_LATELY,
        *BEGINNING,
        *OVERUSE,
        *BESIDE_OTHERS,
    ),
)
test_example = as_tests(CHAPTER)
