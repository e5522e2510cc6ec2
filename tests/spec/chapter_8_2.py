"""8.2 Medication-overuse headache, and its kinds 8.2.1 to 8.2.7."""

from __future__ import annotations

from collections.abc import Sequence

from reprieve.pathway.diagnosis.medication_overuse import ENTITIES
from reprieve.pathway.diary.records import Diary, Dose
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    NOTHING_RECORDED,
    Record,
    attack,
    but,
    days,
    diary,
    doses,
    in_each_month,
    months,
    on_day,
)
from tests.spec.chapters import Chapter, Example, as_tests

KNOWN = {"headache_before_overuse": YES, "every_dose_written": YES}
TWENTY = (20, 20, 20)


def taken(
    *drugs: tuple[str, Sequence[int], int],
    more: Sequence[Record] = (),
    headache: Sequence[int] = TWENTY,
    days_before: int = 1,
    **profile: object,
) -> Diary:
    """Headache on 20 days a month; each drug on so many days of each month, after skipping so many."""
    written = [dose for drug, on, after in drugs for dose in doses(drug, in_each_month(on, after=after))]
    return diary(months(headache=headache, days_before=days_before), written, more, **{**KNOWN, **profile})


def _each(number: int) -> tuple[int, int, int]:
    return (number, number, number)


LIMITS = tuple(
    Example(
        says=f"{drug} on {number} days of each month",
        diary=taken((drug, _each(number), 0)),
        expects={code: verdict, "8.2": verdict},
    )
    for code, drug, limit in (
        ("8.2.1", "ergotamine", 10),
        ("8.2.2", "sumatriptan", 10),
        ("8.2.3", "ibuprofen", 15),
        ("8.2.4", "tramadol", 10),
        ("8.2.5", "Excedrin", 10),
    )
    for number, verdict in ((limit - 1, "not_met"), (limit, "met"), (limit + 1, "met"))
)

WINDOWS = (
    Example(
        says="sumatriptan on 10, 9 and 10 days",
        diary=taken(("sumatriptan", (10, 9, 10), 0)),
        expects={"8.2.2": "not_met", "8.2": "not_met"},
        because="Each month must reach the limit.",
    ),
    *(
        Example(
            says=f"sumatriptan on 10 days of each month in a diary of {90 + before} days",
            diary=taken(("sumatriptan", _each(10), 0), days_before=before),
            expects={"8.2.2": verdict},
        )
        for before, verdict in ((0, "not_known"), (1, "met"))
    ),
    *(
        Example(
            says=f"sumatriptan on 10 days of each month, headache on {number}",
            diary=taken(("sumatriptan", _each(10), 0), headache=_each(number)),
            expects={"8.2.2": verdict, "8.2.2 A": verdict, "8.2.2 B": "met"},
        )
        for number, verdict in ((14, "not_met"), (15, "met"), (16, "met"))
    ),
    Example(
        says="two doses on each of 9 days a month",
        diary=taken(("sumatriptan", _each(9), 0), ("rizatriptan", _each(9), 0)),
        expects={"8.2.2": "not_met"},
        because="A day counts once, however many doses and whichever triptan.",
    ),
    Example(
        says="one triptan on 5 days and another on 5 others",
        diary=taken(("sumatriptan", _each(5), 0), ("rizatriptan", _each(5), 5)),
        expects={"8.2.2": "met"},
    ),
)

MISSING_DAYS = (
    Example(
        says="sumatriptan on 10 days, and nobody says whether every dose is written",
        diary=taken(("sumatriptan", _each(10), 0), every_dose_written=NO),
        expects={"8.2.2": "met"},
        because="What is written suffices.",
    ),
    Example(
        says="sumatriptan on 9 days, and nobody says whether every dose is written",
        diary=taken(("sumatriptan", _each(9), 0), every_dose_written=NO),
        expects={"8.2.2": "not_known"},
    ),
    *(
        Example(
            says=f"sumatriptan on 8 days, no drug on the others but {open_days} of which nothing is written",
            diary=taken(
                ("sumatriptan", _each(8), 0),
                more=days(in_each_month(_each(22 - open_days), after=8 + open_days), drug_taken=NO),
                every_dose_written=NO,
            ),
            expects={"8.2.2": verdict},
        )
        for open_days, verdict in ((1, "not_met"), (2, "not_known"))
    ),
    Example(
        says="a dose that was taken on the last day of one month or the first of the next",
        diary=taken(("sumatriptan", (10, 9, 10), 0), more=[Dose(name="sumatriptan", day=on_day(60), days=2)]),
        expects={"8.2.2": "not_known"},
        because="Only one of the two days is the tenth of its month.",
    ),
)

CLASSES = (
    Example(
        says="paracetamol on 8 days and ibuprofen on 7 others",
        diary=taken(("paracetamol", _each(8), 0), ("ibuprofen", _each(7), 8)),
        expects={"8.2.3": "met", "8.2.5": "not_met", "8.2.6": "not_met"},
        because="All plain pain relievers are one class.",
    ),
    Example(
        says="paracetamol and ibuprofen on the same 8 days",
        diary=taken(("paracetamol", _each(8), 0), ("ibuprofen", _each(8), 0)),
        expects={"8.2.3": "not_met", "8.2.5": "not_met", "8.2.6": "not_met", "8.2": "not_met"},
    ),
    *(
        Example(
            says=f"paracetamol on {number} days and nothing else",
            diary=taken(("paracetamol", _each(number), 0)),
            expects={"8.2.3": verdict, "8.2.6": "not_met", "8.2": verdict},
            because="One class is not a combination of classes." if number < 15 else "",
        )
        for number, verdict in ((10, "not_met"), (12, "not_met"), (14, "not_met"), (15, "met"))
    ),
    *(
        Example(
            says=f"sumatriptan on 5 days and paracetamol on {number} others",
            diary=taken(("sumatriptan", _each(5), 0), ("paracetamol", _each(number), 5)),
            expects={"8.2.2": "not_met", "8.2.3": "not_met", "8.2.6": verdict, "8.2": verdict},
        )
        for number, verdict in ((4, "not_met"), (5, "met"), (6, "met"))
    ),
    Example(
        says="sumatriptan on 9 days and tramadol on 3 of them",
        diary=taken(("sumatriptan", _each(9), 0), ("tramadol", _each(3), 0)),
        expects={"8.2.6": "not_met", "8.2": "not_met"},
        because="Nine days in all.",
    ),
    Example(
        says="sumatriptan on 10 days and paracetamol on 15",
        diary=taken(("sumatriptan", _each(10), 0), ("paracetamol", _each(15), 0)),
        expects={"8.2.2 stands": "yes", "8.2.3 stands": "yes", "8.2.6": "not_met"},
        because="Every overused class is coded; 8.2.6 is for classes none of which is overused alone.",
    ),
    Example(
        says="paracetamol with codeine in one tablet on 10 days",
        diary=taken(("paracetamol + codeine", _each(10), 0)),
        expects={"8.2.5": "met", "8.2.3": "not_met", "8.2.4": "not_met", "8.2.6": "not_met"},
    ),
    Example(
        says="a combined pain reliever on 5 days and sumatriptan on 5 others",
        diary=taken(("Excedrin", _each(5), 0), ("sumatriptan", _each(5), 5)),
        expects={"8.2.5": "not_met", "8.2.6": "met"},
        because="What is in the combination counts for the total of 8.2.6.",
    ),
    Example(
        says="rimegepant on 20 days",
        diary=taken(("rimegepant", _each(20), 0)),
        expects={"8.2": "not_met"},
        because="ICHD-3 gives no limit for gepants.",
    ),
    Example(
        says="propranolol every day",
        diary=taken(("propranolol", _each(30), 0)),
        expects={"8.2": "not_met"},
        because="A preventive is no drug against the attack.",
    ),
)

NOT_VERIFIABLE = (
    *(
        Example(
            says=f"a drug that cannot be found out on {number} days of each month",
            diary=taken(("a blue pill", _each(number), 0), drugs_cannot_be_verified=YES),
            expects={"8.2.7": verdict, "8.2.2": triptan, "8.2.3": "not_met"},
        )
        for number, verdict, triptan in (
            (9, "not_met", "not_met"),
            (10, "met", "not_known"),
            (11, "met", "not_known"),
        )
    ),
    Example(
        says="a drug, not named, on 10 days of each month",
        diary=taken(more=days(in_each_month(_each(10)), drug_taken=YES)),
        expects={"8.2.7": "not_known", "8.2": "not_known"},
        because="Not named is not yet *cannot be found out*: a plain pain reliever would need 15 days.",
    ),
    Example(
        says="a drug, not named, on 10 days of each month, which can be found out",
        diary=taken(more=days(in_each_month(_each(10)), drug_taken=YES), drugs_cannot_be_verified=NO),
        expects={"8.2.7": "not_met", "8.2": "not_known"},
    ),
    Example(
        says="a drug, not named, on 10 days of each month, and sumatriptan once",
        diary=taken(
            ("sumatriptan", (1, 0, 0), 12),
            more=days(in_each_month(_each(10)), drug_taken=YES),
            drugs_cannot_be_verified=YES,
        ),
        expects={"8.2.7": "met"},
        because="That one dose is named does not tell what the others were.",
    ),
    Example(
        says="an unknown drug on the first day of each of five headaches of three days",
        diary=diary(
            [
                record
                for month in range(3)
                for n in range(5)
                for record in (
                    attack(NOTHING_RECORDED, 30 * month + 6 * n + 1, lasts="60", key=f"{month} {n}"),
                    Dose(name="a blue pill", day=on_day(30 * month + 6 * n + 1), attack_key=f"{month} {n}"),
                )
            ],
            days([0, 90], headache=NO),
            **KNOWN,
        ),
        expects={"8.2.7 A": "met", "8.2.7 B": "not_met"},
        because="Five days a month with a drug; that the headache went on for three days adds none.",
    ),
    Example(
        says="paracetamol on 12 days of each month, and an unknown drug once, long before",
        diary=taken(("paracetamol", _each(12), 0), more=doses("a blue pill", [-100])),
        expects={"8.2.7": "not_met", "8.2.3": "not_met"},
        because="In these months every drug is known.",
    ),
    Example(
        says="paracetamol on 12 days of each month, and an unknown drug on one other",
        diary=taken(("paracetamol", _each(12), 0), ("a blue pill", _each(1), 12)),
        expects={"8.2.3": "not_met", "8.2.7": "not_known", "8.2": "not_known"},
        because="Thirteen days: too few for one plain pain reliever, too many if the unknown drug is anything else.",
    ),
    Example(
        says="sumatriptan on 10 days of each month, an unknown drug on 3 others",
        diary=taken(("sumatriptan", _each(10), 0), ("a blue pill", _each(3), 10), drugs_cannot_be_verified=YES),
        expects={"8.2.2 stands": "yes", "8.2.7 stands": "no: 8.2.7"},
        because="Which drug is overused is known.",
    ),
)

HEADACHE_BEFORE = (
    Example(
        says="nobody asked whether there were headaches before, and none is described",
        diary=diary(months(headache=TWENTY), doses("sumatriptan", in_each_month(_each(10))), every_dose_written=YES),
        expects={"8.2.2": "not_known", "8.2.2 A": "not_known", "8.2.2 B": "met"},
    ),
    Example(
        says="nobody asked, and the diary shows migraine",
        diary=diary(
            months(migraine=(5, 0, 0), headache=(15, 20, 20), migraine_kind=but(MIGRAINE, "drug_taken")),
            doses("sumatriptan", in_each_month(_each(10))),
            every_dose_written=YES,
        ),
        expects={"1.1": "met", "8.2.2 A": "met", "8.2.2 stands": "yes"},
        because=(
            "Our decision: a headache that fulfils criteria of its own is taken for the disorder from before, so that "
            "an overuse is not kept from the person because one question was not asked. A clinician confirms."
        ),
    ),
    Example(
        says="nobody asked, and the headaches began long before these months",
        diary=diary(
            months(headache=TWENTY),
            doses("sumatriptan", in_each_month(_each(10))),
            every_dose_written=YES,
            headaches_since=on_day(-3000),
        ),
        expects={"8.2.2 A": "met"},
    ),
    Example(
        says="there were no headaches before the drugs became frequent, whatever the diary shows now",
        diary=diary(
            months(migraine=(5, 0, 0), headache=(15, 20, 20), migraine_kind=but(MIGRAINE, "drug_taken")),
            doses("sumatriptan", in_each_month(_each(10))),
            every_dose_written=YES,
            headache_before_overuse=NO,
        ),
        expects={"1.1": "met", "8.2.2 stands": "no: 8.2 A"},
        because="A headache disorder from before is asked for, and the person's word excludes it.",
    ),
    Example(
        says="there were headaches before, and drugs never became frequent",
        diary=taken(("sumatriptan", _each(2), 0)),
        expects={"8.2": "not_met"},
    ),
)

CHAPTER = Chapter(
    code="8.2",
    title="Medication-overuse headache, 8.2.1 to 8.2.7",
    text=(
        "Distinct days with a drug are counted, in three windows of 30 days, each to reach the limit. The limits are "
        "expert opinion. A day nobody wrote about may have been a day with a drug, unless the person says that every "
        "dose is written."
    ),
    entities=ENTITIES,
    examples=(*LIMITS, *WINDOWS, *MISSING_DAYS, *CLASSES, *NOT_VERIFIABLE, *HEADACHE_BEFORE),
)
test_example = as_tests(CHAPTER)
