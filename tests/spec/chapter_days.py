"""Headache days and migraine days, by named definitions."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from reprieve.pathway.diagnosis.days import NAMED_DAYS
from reprieve.pathway.diary.choices import AuraKind, Effect
from reprieve.pathway.diary.records import Attack, AuraSymptom, Dose
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_WITH_AURA,
    NOTHING_RECORDED,
    TENSION_TYPE,
    Items,
    at,
    attack,
    but,
    days,
    diary,
    doses,
    treated,
)
from tests.spec.chapters import Chapter, Example, as_tests

REST_CLEAR = days(range(2, 31), headache=NO, drug_taken=NO)  # day 1 is left to the example


def _day_1(says: str, kind: Items, lasts: str | None, because: str = "", **expects: str) -> Example:
    return Example(
        says=says,
        diary=diary(attack(kind, lasts=lasts), REST_CLEAR),
        expects={f"days: {name}": count for name, count in expects.items()},
        because=because,
    )


# Every day but the first has headache, so that only the first can be clear.
REST_NOT_CLEAR = days(range(2, 31), headache=YES, drug_taken=NO)
CLEAR: Items = {"headache": NO, "other_symptoms": NO, "drug_taken": NO}
CRYSTAL_CLEAR = (
    *(
        Example(
            says=f"crystal-clear: day 1 {says}",
            diary=diary(days([1], **entry), REST_NOT_CLEAR),
            expects={"days: crystal_clear": count},
        )
        for says, entry, count in (
            ("without pain, symptom and drug", CLEAR, "1"),
            ("with pain", but(CLEAR, headache=YES), "0"),
            ("with another symptom", but(CLEAR, other_symptoms=YES), "0"),
            ("with a drug", but(CLEAR, drug_taken=YES), "0"),
            ("without pain, and whether with another symptom not recorded", but(CLEAR, "other_symptoms"), "0 to 1"),
            ("without pain, and whether with a drug not recorded", but(CLEAR, "drug_taken"), "0 to 1"),
            ("whether with pain not recorded", but(CLEAR, "headache"), "0 to 1"),
        )
    ),
    Example(
        says="crystal-clear: a day that nobody wrote about",
        diary=diary(REST_NOT_CLEAR),
        expects={"days: crystal_clear": "0 to 1"},
    ),
    Example(
        says="crystal-clear: ten minutes of pain without a drug",
        diary=diary(attack(TENSION_TYPE, lasts="0:10"), days([1], other_symptoms=NO, drug_taken=NO), REST_NOT_CLEAR),
        expects={"days: headache": "29", "days: crystal_clear": "0"},
        because="Too short for a headache day, but pain.",
    ),
    Example(
        says="crystal-clear: an aura without pain",
        diary=diary(
            attack(but(MIGRAINE_WITH_AURA, pain_0_to_10=0, headache_within_60_min=NO), lasts="1"), REST_NOT_CLEAR
        ),
        expects={"days: headache": "29", "days: crystal_clear": "0"},
    ),
    Example(
        says="crystal-clear: a preventive drug alone",
        diary=diary(days([1], **CLEAR), doses("propranolol", [1]), REST_NOT_CLEAR),
        expects={"days: crystal_clear": "1"},
        because="It is none against an attack.",
    ),
    Example(
        says="crystal-clear: a triptan without pain",
        diary=diary(days([1], headache=NO, other_symptoms=NO), doses("sumatriptan", [1]), REST_NOT_CLEAR),
        expects={"days: crystal_clear": "0"},
    ),
    Example(
        says="crystal-clear: two entries of one day contradict each other",
        diary=diary(days([1], **CLEAR), days([1], other_symptoms=YES), REST_NOT_CLEAR),
        expects={"days: crystal_clear": "0 to 1"},
    ),
)

UNTREATED_OR_NOT = but(TENSION_TYPE, "drug_taken")
HEADACHE = (
    *(
        _day_1(f"an untreated headache of {lasts} h", TENSION_TYPE, lasts, headache=count)
        for lasts, count in (("0:29", "0"), ("0:30", "1"), ("0:31", "1"))
    ),
    _day_1("29 minutes, treated", but(TENSION_TYPE, drug_taken=YES), "0:29", headache="1"),
    _day_1("29 minutes, treated or not is not recorded", UNTREATED_OR_NOT, "0:29", headache="0 to 1"),
    _day_1(
        "an attack without a written end",
        TENSION_TYPE,
        None,
        "An attack that is written counts unless it is known to be too short; ICHD-3 itself asks for no length.",
        headache="1",
    ),
    _day_1("pain 0 of 10", but(MIGRAINE_WITH_AURA, pain_0_to_10=0), "1", headache="0", migraine_2023="1"),
    Example(
        says="a day that nobody wrote about",
        diary=diary(REST_CLEAR),
        expects={"days: headache": "0 to 1", "days: migraine_2023": "0 to 1"},
    ),
    Example(
        says="a day that nobody wrote about, and the person says that every headache is written",
        diary=diary(days([0], headache=NO), REST_CLEAR, every_headache_written=YES),
        expects={"days: headache": "0", "days: migraine_2023": "0"},
    ),
    Example(
        says="an empty day before the first entry, and the person says that every headache is written",
        diary=diary(REST_CLEAR, every_headache_written=YES),
        expects={"days: headache": "0 to 1"},
        because="Only days between the first and the last entry are meant.",
    ),
    Example(
        says="an attack without a written end, the next day empty, every headache written",
        diary=diary(
            attack(TENSION_TYPE, day=1, lasts=None), days(range(3, 31), headache=NO), every_headache_written=YES
        ),
        expects={"days: headache": "1 to 2"},
        because="The attack is written, and may have reached into the empty day.",
    ),
    Example(
        says="an attack without a written end, a drug the next day, one day more empty, every headache written",
        diary=diary(
            attack(TENSION_TYPE, day=1, lasts=None),
            doses("ibuprofen", [2]),
            days(range(4, 31), headache=NO),
            every_headache_written=YES,
        ),
        expects={"days: headache": "1 to 3"},
        because="A drug that is written does not say that the pain had ended.",
    ),
    Example(
        says="two entries of one day contradict each other",
        diary=diary(days([1], headache=YES), days([1], headache=NO), REST_CLEAR),
        expects={"days: headache": "0 to 1"},
    ),
    Example(
        says="windows of 30 and of 28 days",
        diary=diary(days([1, 2], headache=YES), days(range(3, 31), headache=NO)),
        expects={"days: headache": "2", "days: headache in 28": "0"},
    ),
)

MIDNIGHT = (
    *(
        Example(
            says=f"from 23:00 for {lasts} h",
            diary=diary(
                attack(TENSION_TYPE, clock="23:00", lasts=lasts),
                days(range(3, 31), headache=NO),
                days([2], headache=NO),
            ),
            expects={"days: headache": count},
            because=why,
        )
        for lasts, count, why in (
            ("1", "1", "An end at midnight does not reach the new day."),
            ("1:01", "2", "A headache over midnight counts on both days."),
        )
    ),
    Example(
        says="from 00:00 for 24 h",
        diary=diary(attack(TENSION_TYPE, clock="00:00", lasts="24"), REST_CLEAR),
        expects={"days: headache": "1"},
    ),
    Example(
        says="23:30 to 00:30 on the night the clocks go forward in New York, 7 to 8 March",
        diary=diary(
            Attack(
                start=datetime(2026, 3, 7, 23, 30, tzinfo=ZoneInfo("America/New_York")),
                end=datetime(2026, 3, 8, 0, 30, tzinfo=ZoneInfo("America/New_York")),
                **TENSION_TYPE,
            ),
            days(range(38, 68), headache=NO),
        ),
        expects={"days: headache": "2", "hours of attack 1": "1"},
    ),
    Example(
        says="23:00 in New York is already the next day in London: the day is the one on the person's own clock",
        diary=diary(
            Attack(
                start=datetime(2026, 1, 1, 23, 0, tzinfo=timezone(timedelta(hours=-5))),
                end=datetime(2026, 1, 1, 23, 45, tzinfo=timezone(timedelta(hours=-5))),
                **TENSION_TYPE,
            ),
            days(range(2, 31), headache=NO),
        ),
        expects={"days: headache": "1", "hours of attack 1": "0.8"},
    ),
)


def _visual(minutes: float) -> Items:
    aura = AuraSymptom(kind=AuraKind.VISUAL, minutes=minutes, passes_completely=YES)
    return but(TENSION_TYPE, aura=YES, aura_symptoms=(aura,))


MIGRAINE_2023 = (
    *(
        _day_1(f"features of migraine for {lasts} h", MIGRAINE, lasts, migraine_2023=count)
        for lasts, count in (("0:29", "0"), ("0:30", "1"), ("0:31", "1"))
    ),
    *(
        _day_1(f"a visual aura of {minutes:g} minutes", _visual(minutes), "5", migraine_2023=count)
        for minutes, count in ((4, "0"), (5, "1"), (60, "1"), (61, "0"))
    ),
    Example(
        says="a headache without features, and a triptan that did nothing",
        diary=diary(treated(TENSION_TYPE, "sumatriptan", effect_at_2h=Effect.NONE), REST_CLEAR),
        expects={"days: migraine_2023": "1"},
        because="Whatever its effect.",
    ),
    Example(
        says="a headache without features, and ibuprofen",
        diary=diary(treated(TENSION_TYPE, "ibuprofen"), REST_CLEAR),
        expects={"days: migraine_2023": "0"},
    ),
    Example(
        says="a headache without features, and a drug nobody knows",
        diary=diary(treated(TENSION_TYPE, "a blue pill"), REST_CLEAR),
        expects={"days: migraine_2023": "0 to 1"},
    ),
    Example(
        says="a headache of three days without features, and a triptan on the first only",
        diary=diary(
            attack(but(TENSION_TYPE, "drug_taken"), lasts="60", key="long"),
            Dose(name="sumatriptan", time=at(1, "09:00"), attack_key="long"),
            days(range(4, 31), headache=NO),
            every_dose_written=YES,
        ),
        expects={"days: headache": "3", "days: migraine_2023": "1"},
        because="The definition asks for the drug on the day.",
    ),
    Example(
        says="an entry *headache* and a triptan that day, nothing more",
        diary=diary(days([1], headache=YES), doses("sumatriptan", [1]), REST_CLEAR),
        expects={"days: headache": "1", "days: migraine_2023": "1"},
        because="A day with headache on which a migraine drug is used.",
    ),
    Example(
        says="an entry *headache*, nothing more",
        diary=diary(days([1], headache=YES), REST_CLEAR),
        expects={"days: headache": "1", "days: migraine_2023": "0 to 1"},
    ),
)

PLAIN_PAIN = but(TENSION_TYPE, "aura", aura=NO)
OTHERS = (
    *(
        _day_1(
            f"features of migraine for {lasts} h, by the other definitions",
            MIGRAINE,
            lasts,
            migraine_4h=four,
            migraine_strict=strict,
            migraine_ichd3_chronic="1",
            moderate_severe_4h=four,
        )
        for lasts, four, strict in (("3:59", "0", "0"), ("4", "1", "1"), ("4:01", "1", "1"))
    ),
    _day_1("features of migraine for 73 h without a drug", MIGRAINE, "73", migraine_strict="0", migraine_4h="4"),
    *(
        _day_1(f"10 h of plain pain, {pain} of 10", but(PLAIN_PAIN, pain_0_to_10=pain), "10", moderate_severe_4h=count)
        for pain, count in ((3, "0"), (4, "1"), (7, "1"))
    ),
    _day_1("10 h, pain not recorded", but(TENSION_TYPE, "pain_0_to_10"), "10", moderate_severe_4h="0 to 1"),
    _day_1(
        "nothing recorded but 10 h",
        NOTHING_RECORDED,
        "10",
        headache="1",
        migraine_2023="0 to 1",
        migraine_strict="0 to 1",
    ),
)
TRIALS = (
    *(
        _day_1(
            f"plain pain of {lasts} h without a drug, as trials count",
            PLAIN_PAIN,
            lasts,
            headache_erenumab=four,
            headache_preempt=four,
            headache_galcanezumab=half,
            migraine_preempt="0",
            migraine_galcanezumab="0",
        )
        for lasts, half, four in (
            ("0:29", "0", "0"),
            ("0:30", "1", "0"),
            ("0:31", "1", "0"),
            ("3:59", "1", "0"),
            ("4", "1", "1"),
            ("4:01", "1", "1"),
        )
    ),
    *(
        _day_1(
            f"features of migraine for {lasts} h without a drug, as trials count",
            MIGRAINE,
            lasts,
            migraine_galcanezumab=half,
            migraine_preempt=four,
        )
        for lasts, half, four in (("0:29", "0", "0"), ("0:30", "1", "0"), ("3:59", "1", "0"), ("4", "1", "1"))
    ),
    Example(
        says="one hour of plain pain with ibuprofen, as trials count",
        diary=diary(treated(PLAIN_PAIN, "ibuprofen", lasts="1"), REST_CLEAR),
        expects={"days: headache_erenumab": "1", "days: headache_preempt": "0", "days: headache_galcanezumab": "1"},
        because="With a drug any length counts in one of them.",
    ),
    Example(
        says="an entry *headache*, nothing more, as trials count",
        diary=diary(days([1], headache=YES, drug_taken=NO), REST_CLEAR),
        expects={
            "days: headache_erenumab": "0 to 1",
            "days: headache_preempt": "0 to 1",
            "days: headache_galcanezumab": "0 to 1",
        },
        because="How long it lasted is not written.",
    ),
)
BOUNDS = Example(
    says="3 days of migraine, 2 headaches not described, 4 days not written",
    diary=diary(
        [attack(MIGRAINE, day) for day in (1, 2, 3)],
        days([4, 5], headache=YES),
        days(range(10, 31), headache=NO),
    ),
    expects={"days: headache": "5 to 9", "days: migraine_2023": "3 to 9"},
)
# An attack whose end nobody wrote may reach up to the next day that tells of headache.
OPEN_END = tuple(
    Example(
        says=f"an attack without an end, and an entry about drugs alone {later} days later, every headache written",
        diary=diary(attack(MIGRAINE, 1, lasts=None), days([1 + later], drug_taken=NO), every_headache_written=YES),
        expects={f"days: headache in {1 + later}": f"1 to {1 + later}"},
        because="It may have gone on up to the last day that is written.",
    )
    for later in (1, 2)
)

CHAPTER = Chapter(
    code="days",
    title="Headache days and migraine days",
    text="No two trials agree, so a count never goes without the name of its definition:\n\n"
    + "\n".join(f"- `{kind.key}`: {kind.name}. {kind.source}" for kind in NAMED_DAYS.values()),
    examples=(*HEADACHE, *MIDNIGHT, *MIGRAINE_2023, *OTHERS, *TRIALS, *CRYSTAL_CLEAR, BOUNDS, *OPEN_END),
)
test_example = as_tests(CHAPTER)
