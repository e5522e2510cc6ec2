"""1.1 Migraine without aura."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from reprieve.pathway.diagnosis.migraine import WITHOUT_AURA
from reprieve.pathway.diary.choices import Effect, Nausea, Quality, Side
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import (
    MIGRAINE,
    NOTHING_RECORDED,
    TENSION_TYPE,
    at,
    attack,
    attacks,
    but,
    diary,
    doses,
    treated,
)
from tests.spec.chapters import Chapter, Example, as_tests

NEW_YORK = ZoneInfo("America/New_York")
NO_PAIN_FEATURES = but(
    MIGRAINE, side=Side.BOTH, qualities=frozenset({Quality.PRESSING}), pain_0_to_10=3, worse_with_activity=NO
)
NO_COMPANIONS = but(MIGRAINE, nausea=Nausea.NONE, vomiting=NO, photophobia=NO, phonophobia=NO)

HOW_MANY = (
    *(
        Example(
            says=f"{number} attacks, and {number} in life as told",
            diary=diary(attacks(number), lifetime_migraine_attacks=number),
            expects={"1.1": verdict, "1.1 A": verdict},
        )
        for number, verdict in ((4, "not_met"), (5, "met"), (6, "met"))
    ),
    Example(
        says="four attacks, and nobody asked how many there were before",
        diary=diary(attacks(4)),
        expects={"1.1": "not_known", "1.1 A": "not_known"},
        because="What was before the diary is not known.",
    ),
    Example(
        says="one attack written and five in life as told",
        diary=diary(attacks(1), lifetime_migraine_attacks=5),
        expects={"1.1": "met"},
        because="One that fulfils B to D shows what the told ones were like.",
    ),
    Example(
        says="five in life as told, and none of them written",
        diary=diary(lifetime_migraine_attacks=5),
        expects={"1.1": "not_known"},
        because="That they fulfilled B to D is not written anywhere.",
    ),
    Example(
        says="four full attacks and one of which only the beginning is written",
        diary=diary(attacks(4), attack(NOTHING_RECORDED, 40, lasts=None)),
        expects={"1.1": "not_known"},
        because="The fifth may be one.",
    ),
    *(
        Example(
            says=f"{number} attacks of tension-type headache and no others",
            diary=diary(attacks(number, TENSION_TYPE)),
            expects={"1.1": verdict},
            because="As many attacks as are asked for are written, and none can be of the kind." if number > 4 else "",
        )
        for number, verdict in ((4, "not_known"), (5, "not_met"), (6, "not_met"))
    ),
)


def _lasting(lasts: str, verdict: str, why: str = "", **profile: object) -> Example:
    who = {1980: "an adult", 2009: "someone of 16 or 17", 2008: "someone of 17 or 18", 2007: "someone of 18 or 19"}
    born = profile.get("birth_year", 1980)
    name = "someone of unknown age" if born is None else who[int(str(born))]
    return Example(
        says=f"an untreated attack of {lasts} h in {name}",
        diary=diary(attack(MIGRAINE, lasts=lasts), **profile),
        expects={"attack 1: 1.1 B": verdict},
        because=why,
    )


HOW_LONG = (
    *(
        _lasting(lasts, verdict)
        for lasts, verdict in (
            ("3:59", "not_met"),
            ("4", "met"),
            ("4:01", "met"),
            ("71:59", "met"),
            ("72", "met"),
            ("72:01", "not_met"),
        )
    ),
    *(
        _lasting(lasts, verdict, birth_year=2009)
        for lasts, verdict in (("1:59", "not_met"), ("2", "met"), ("2:01", "met"), ("72", "met"), ("72:01", "not_met"))
    ),
    _lasting("1:59", "not_met", "Too short at any age.", birth_year=2008),
    _lasting("2", "not_known", "The birthday decides, and only the year is written.", birth_year=2008),
    _lasting("3", "not_known", birth_year=2008),
    _lasting("3:59", "not_known", birth_year=2008),
    _lasting("4", "met", birth_year=2008),
    _lasting("3", "not_met", birth_year=2007),
    _lasting("1:59", "not_met", "Too short at any age.", birth_year=None),
    _lasting("2", "not_known", "Long enough under 18 years only.", birth_year=None),
    _lasting("3", "not_known", birth_year=None),
    _lasting("3:59", "not_known", birth_year=None),
    _lasting("4", "met", "Long enough at any age.", birth_year=None),
    _lasting("72:01", "not_met", "Too long at any age.", birth_year=None),
    Example(
        says="an attack of 2 h in someone of 16 or 17, ended by a drug",
        diary=diary(treated(MIGRAINE, "sumatriptan", lasts="2", effect_at_2h=Effect.PAIN_FREE), birth_year=2009),
        expects={"attack 1: 1.1 B": "met"},
        because="Long enough already; how long it lasts without the drug does not matter.",
    ),
    Example(
        says="an attack of 1:59 h in someone of 16 or 17, ended by a drug",
        diary=diary(treated(MIGRAINE, "sumatriptan", lasts="1:59", effect_at_2h=Effect.PAIN_FREE), birth_year=2009),
        expects={"attack 1: 1.1 B": "not_known"},
    ),
    *(
        Example(
            says=f"five untreated attacks of 3 h in {who}",
            diary=diary(attacks(5, lasts="3"), birth_year=born),
            expects={"1.1": verdict},
        )
        for who, born, verdict in (
            ("someone of 16 or 17", 2009, "met"),
            ("someone of unknown age", None, "not_known"),
            ("an adult", 1980, "not_met"),
        )
    ),
    Example(
        says="an attack of 3 h, ended by a drug",
        diary=diary(treated(MIGRAINE, "sumatriptan", effect_at_2h=Effect.PAIN_FREE)),
        expects={"attack 1: 1.1 B": "not_known"},
        because="How long it lasts without the drug cannot be seen.",
    ),
    Example(
        says="an attack of 3 h with a drug whose effect is not written",
        diary=diary(treated(MIGRAINE, "sumatriptan")),
        expects={"attack 1: 1.1 B": "not_known"},
    ),
    Example(
        says="an attack of 3 h with a drug that did nothing",
        diary=diary(treated(MIGRAINE, "sumatriptan", effect_at_2h=Effect.NONE)),
        expects={"attack 1: 1.1 B": "not_met"},
        because="Treated without success is judged like untreated.",
    ),
    Example(
        says="an attack of 3 h of which nobody wrote whether a drug was taken",
        diary=diary(attack(but(MIGRAINE, "drug_taken"), lasts="3")),
        expects={"attack 1: 1.1 B": "not_known"},
    ),
    Example(
        says="two attacks of 3 h on one day, and a drug that day, not written for which; every dose is written",
        diary=diary(
            attack(but(MIGRAINE, "drug_taken"), lasts="3"),
            attack(but(MIGRAINE, "drug_taken"), clock="15:00", lasts="3"),
            doses("ibuprofen", [1]),
            every_dose_written=YES,
        ),
        expects={"attack 1: 1.1 B": "not_known", "attack 2: 1.1 B": "not_known"},
        because="One of them was treated.",
    ),
    Example(
        says="an attack of 4 h in spite of a drug",
        diary=diary(treated(MIGRAINE, "sumatriptan", lasts="4", effect_at_2h=Effect.BETTER)),
        expects={"attack 1: 1.1 B": "met"},
    ),
    Example(
        says="an attack of 73 h in spite of a drug",
        diary=diary(treated(MIGRAINE, "sumatriptan", lasts="73", effect_at_2h=Effect.BETTER)),
        expects={"attack 1: 1.1 B": "not_met"},
    ),
    Example(
        says="an attack whose end is not written",
        diary=diary(attack(MIGRAINE, lasts=None)),
        expects={"attack 1: 1.1 B": "not_known"},
    ),
    *(
        Example(
            says=f"an attack that still went on after {hours} h",
            diary=diary(attack(MIGRAINE, lasts=None, ongoing=YES, entered_at=at(1) + timedelta(hours=hours))),
            expects={"attack 1: 1.1 B": verdict, "hours of attack 1": f"at least {hours}"},
        )
        for hours, verdict in ((3, "not_known"), (72, "not_known"), (73, "not_met"))
    ),
)

SLEEP = (
    Example(
        says="slept through, and awake without pain at 06:00",
        diary=diary(
            attack(MIGRAINE, clock="20:00", lasts=None, slept_through=YES, woke_pain_free=YES, woke_at=at(2, "06:00"))
        ),
        expects={"hours of attack 1": "10", "attack 1: 1.1 B": "met"},
        because="It runs to the waking.",
    ),
    Example(
        says="fell asleep with it at 22:00, and awake without pain at 06:00",
        diary=diary(
            attack(MIGRAINE, clock="20:00", lasts="2", slept_through=YES, woke_pain_free=YES, woke_at=at(2, "06:00"))
        ),
        expects={"hours of attack 1": "10", "attack 1: 1.1 B": "met"},
    ),
    Example(
        says="fell asleep with it at 22:00, awake at 06:00, and not written whether without pain",
        diary=diary(attack(MIGRAINE, clock="20:00", lasts="2", slept_through=YES, woke_at=at(2, "06:00"))),
        expects={"attack 1: 1.1 B": "not_known"},
        because="Two hours, or ten: the missing item would say.",
    ),
    Example(
        says="slept, and awake with pain that has no written end",
        diary=diary(
            attack(MIGRAINE, clock="20:00", lasts=None, slept_through=YES, woke_pain_free=NO, woke_at=at(2, "06:00"))
        ),
        expects={"hours of attack 1": "at least 10", "attack 1: 1.1 B": "not_known"},
        because="At least 10 h, but nobody knows whether at most 72 h.",
    ),
)

RECORDS_AND_CLOCKS = (
    Example(
        says="two records that touch, 2 h and 2 h",
        diary=diary(attack(MIGRAINE, lasts="2"), attack(MIGRAINE, clock="10:00", lasts="2")),
        expects={"hours of attack 1": "4", "attack 1: 1.1 B": "met"},
        because="Touching records are one attack.",
    ),
    Example(
        says="two records of 2 h with an hour between them",
        diary=diary(attack(MIGRAINE, lasts="2"), attack(MIGRAINE, clock="11:00", lasts="2")),
        expects={"hours of attack 1": "2", "attack 1: 1.1 B": "not_met", "attack 2: 1.1 B": "not_met"},
        because="The 12 h of rule 1.4.1 bridge nothing here.",
    ),
    Example(
        says="a record inside a longer one",
        diary=diary(attack(MIGRAINE, lasts="10"), attack(MIGRAINE, clock="10:00", lasts="1")),
        expects={"hours of attack 1": "10"},
    ),
    *(
        Example(
            says=f"midnight to {end} while the clocks go forward, in New York",
            diary=diary(
                Attack(
                    start=datetime(2026, 3, 8, 0, 0, tzinfo=NEW_YORK),
                    end=datetime(2026, 3, 8, int(end[:2]), int(end[3:]), tzinfo=NEW_YORK),
                    **MIGRAINE,
                )
            ),
            expects={"hours of attack 1": hours, "attack 1: 1.1 B": verdict},
            because="The hour between 02:00 and 03:00 did not exist.",
        )
        for end, hours, verdict in (("04:54", "3.9", "not_met"), ("05:00", "4", "met"))
    ),
    Example(
        says="midnight to 03:00 while the clocks go back, in New York",
        diary=diary(
            Attack(
                start=datetime(2026, 11, 1, 0, 0, tzinfo=NEW_YORK),
                end=datetime(2026, 11, 1, 3, 0, tzinfo=NEW_YORK),
                **MIGRAINE,
            )
        ),
        expects={"hours of attack 1": "4", "attack 1: 1.1 B": "met"},
        because="The hour between 01:00 and 02:00 was there twice.",
    ),
    *(
        Example(
            says=f"from 20:00 in New York to {end} in London, on the plane",
            diary=diary(
                Attack(
                    start=datetime(2026, 1, 10, 20, 0, tzinfo=timezone(timedelta(hours=-5))),
                    end=datetime(2026, 1, 11, int(end[:2]), int(end[3:]), tzinfo=timezone(timedelta(0))),
                    **MIGRAINE,
                )
            ),
            expects={"hours of attack 1": hours, "attack 1: 1.1 B": verdict},
        )
        for end, hours, verdict in (("02:00", "1", "not_met"), ("04:54", "3.9", "not_met"), ("05:00", "4", "met"))
    ),
)


def _pain(says: str, verdict: str, **items: object) -> Example:
    return Example(
        says=f"pain with {says}",
        diary=diary(attack(but(NO_PAIN_FEATURES, **items))),
        expects={"attack 1: 1.1 C": verdict},
    )


PULSATING = frozenset({Quality.PULSATING})
PAIN = (
    _pain("none of the four", "not_met"),
    _pain("one of the four: one-sided", "not_met", side=Side.ONE),
    _pain("two of the four: one-sided and throbbing", "met", side=Side.RIGHT, qualities=PULSATING),
    _pain("three of the four", "met", side=Side.LEFT, qualities=PULSATING, worse_with_activity=YES),
    _pain("one of the four, another not recorded", "not_known", side=Side.LEFT, worse_with_activity=NOT_KNOWN),
    _pain("none of the four, two not recorded", "not_known", side=None, qualities=None),
    _pain("none of the four, one not recorded", "not_met", side=None),
    *(
        _pain(f"throbbing, {pain} of 10", verdict, qualities=PULSATING, pain_0_to_10=pain)
        for pain, verdict in ((3, "not_met"), (4, "met"), (6, "met"), (7, "met"))
    ),
)


def _companions(says: str, verdict: str, *left_out: str, **items: object) -> Example:
    return Example(
        says=f"companions: {says}",
        diary=diary(attack(but(NO_COMPANIONS, *left_out, **items))),
        expects={"attack 1: 1.1 D": verdict},
    )


COMPANIONS = (
    _companions("none", "not_met"),
    _companions("light alone", "not_met", photophobia=YES),
    _companions("sound alone", "not_met", phonophobia=YES),
    _companions("light and sound", "met", photophobia=YES, phonophobia=YES),
    _companions("mild nausea alone", "met", nausea=Nausea.MILD),
    _companions("vomiting alone", "met", vomiting=YES),
    _companions("light, and sound not recorded", "not_known", "phonophobia", photophobia=YES),
    _companions("no light, and sound not recorded", "not_met", "phonophobia"),
    _companions("nausea not recorded", "not_known", "nausea"),
    _companions("nothing recorded", "not_known", "nausea", "vomiting", "photophobia", "phonophobia"),
)

CHAPTER = Chapter(
    code="1.1",
    title="Migraine without aura",
    text=(
        "Attacks are judged as recorded: records that overlap or touch are one. Length is real time, whatever the "
        "clocks did. A drug that may have ended an attack before 4 h leaves its length not known."
    ),
    entities=(WITHOUT_AURA,),
    examples=(*HOW_MANY, *HOW_LONG, *SLEEP, *RECORDS_AND_CLOCKS, *PAIN, *COMPANIONS),
)
test_example = as_tests(CHAPTER)
