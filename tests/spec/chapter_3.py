"""3.1 to 3.5: cluster headache and the other trigeminal autonomic headaches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from reprieve.pathway.diagnosis.assessable import Assessable, table
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.trigeminal import ENTITIES
from reprieve.pathway.diagnosis.trigeminal_probable import PROBABLE as PROBABLE_KIND
from reprieve.pathway.diary.choices import Autonomic, Effect, Nausea, Quality, Side
from reprieve.pathway.diary.records import Attack, Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, Items, Record, attack, attacks, but, days, diary, treated
from tests.spec.chapters import Chapter, Example, as_tests

TEARS = frozenset({Autonomic.LACRIMATION})
RED_AND_TEARS = frozenset({Autonomic.LACRIMATION, Autonomic.CONJUNCTIVAL_INJECTION})
NO_SIGN: frozenset[Autonomic] = frozenset()
CLUSTER: Items = but(
    MIGRAINE,
    qualities=frozenset({Quality.STABBING}),
    pain_0_to_10=9,
    worse_with_activity=NO,
    nausea=Nausea.NONE,
    photophobia=NO,
    phonophobia=NO,
    believed_migraine=NO,
    around_eye_or_temple=YES,
    autonomic=TEARS,
    restless=YES,
)


def bout(on: Iterable[int], lasts: str = "1", **items: Any) -> list[Attack]:
    """One attack of cluster headache on each of these days."""
    return [attack(but(CLUSTER, **items), day, "02:00", lasts) for day in on]


def in_one_day(number: int, day: int, lasts: str = "0:20", **items: Any) -> list[Attack]:
    """So many attacks on one day, from 01:00 on every two hours."""
    return [attack(but(CLUSTER, **items), day, f"{1 + 2 * n:02}:00", lasts) for n in range(number)]


def free(first: int, last: int) -> list[Record]:
    return [*days(range(first, last + 1), headache=NO)]


# 3.1 Cluster headache

NUMBER = tuple(
    Example(
        says=f"{number} attacks of cluster headache, one every other day",
        diary=diary(bout(range(1, 2 * number, 2))),
        expects={"3.1": verdict, "3.1 D": "met"},
    )
    for number, verdict in ((4, "not_known"), (5, "met"), (6, "met"))
)


def _one(
    says: str, expects: dict[str, str], *left_out: str, because: str = "", lasts: str = "1", **items: Any
) -> Example:
    return Example(
        says=says,
        diary=diary(attack(but(CLUSTER, *left_out, **items), 1, "02:00", lasts)),
        expects={f"attack 1: {criterion}": verdict for criterion, verdict in expects.items()},
        because=because,
    )


PAIN = (
    *(
        _one(f"an untreated attack of {lasts} h", {"3.1 B": verdict}, lasts=lasts)
        for lasts, verdict in (
            ("0:14", "not_met"),
            ("0:15", "met"),
            ("0:16", "met"),
            ("2:59", "met"),
            ("3", "met"),
            ("3:01", "not_met"),
        )
    ),
    Example(
        says="an attack that sumatriptan ended after an hour",
        diary=diary(treated(CLUSTER, "sumatriptan", clock="02:00", lasts="1:10", effect_at_2h=Effect.PAIN_FREE)),
        expects={"attack 1: 3.1 B": "not_known"},
        because="How long it would have lasted without the drug is not known.",
    ),
    Example(
        says="an attack of an hour that sumatriptan did not ease",
        diary=diary(treated(CLUSTER, "sumatriptan", clock="02:00", lasts="1:10", effect_at_2h=Effect.NONE)),
        expects={"attack 1: 3.1 B": "met"},
    ),
    *(
        _one(f"pain of {pain} of 10 in cluster headache", {"3.1 B": verdict}, pain_0_to_10=pain)
        for pain, verdict in ((6, "not_met"), (7, "met"), (8, "met"))
    ),
    _one("on both sides", {"3.1 B": "not_met"}, side=Side.BOTH),
    _one("the side not recorded", {"3.1 B": "not_known"}, "side"),
    _one("not about the eye or temple", {"3.1 B": "not_met"}, around_eye_or_temple=NO),
    _one("whether about the eye not recorded", {"3.1 B": "not_known"}, "around_eye_or_temple"),
)
COMPANIONS = (
    _one("tears, but able to keep still", {"3.1 C": "met"}, restless=NO),
    _one("restless, with no sign of the face", {"3.1 C": "met"}, autonomic=NO_SIGN),
    _one("neither", {"3.1 C": "not_met"}, autonomic=NO_SIGN, restless=NO),
    _one("no sign of the face, restless not recorded", {"3.1 C": "not_known"}, "restless", autonomic=NO_SIGN),
    _one("neither recorded", {"3.1 C": "not_known"}, "restless", "autonomic"),
    _one(
        "no sign ticked, and what is not ticked is not known",
        {"3.1 C": "not_known"},
        autonomic=NO_SIGN,
        autonomic_complete=False,
        restless=NO,
    ),
)
HOW_OFTEN = (
    Example(
        says="five attacks, one every third day, the days between written as free",
        diary=diary(free(-2, 0), *([*bout([day]), *free(day + 1, day + 2)] for day in (1, 4, 7, 10, 13))),
        expects={"3.1 D": "not_met", "3.1": "not_met"},
    ),
    Example(
        says="five attacks, one every third day, nothing written between",
        diary=diary(bout((1, 4, 7, 10, 13))),
        expects={"3.1 D": "not_known", "3.1": "not_known"},
    ),
    *(
        Example(
            says=f"{number} attacks on one day",
            diary=diary(in_one_day(number, 1)),
            expects={"3.1 D": verdict, "3.1": verdict},
        )
        for number, verdict in ((7, "met"), (8, "met"), (9, "not_met"))
    ),
    *(
        Example(
            says=f"{len(close)} attacks one every other day and three far apart, every day told",
            diary=diary(bout((*close, 30, 50, 70)), free(-2, 0), free(75, 75), every_headache_written=YES),
            expects={"3.1 D": verdict},
            because=why,
        )
        for close, verdict, why in (
            ((1, 3), "not_met", "Two of five."),
            ((1, 3, 5), "not_met", "Three of six are not more than half."),
            ((1, 3, 5, 7), "met", "Four of seven."),
        )
    ),
)


def _sure_and_maybe(numbers: Iterable[tuple[int, int]], **profile: Any) -> Diary:
    """Days one after another, each with so many attacks of cluster headache, and so many of a side nobody wrote."""
    written: list[Attack] = []
    for day, (sure, maybe) in enumerate(numbers, start=1):
        both = in_one_day(sure + maybe, day)
        written += [*both[:sure], *(replace(one, side=None) for one in both[sure:])]
    return diary(written, **profile)


UP_TO_8_A_DAY = (
    *(
        Example(
            says=f"three days, each with {sure} attacks and {maybe} more that may be of the kind",
            diary=_sure_and_maybe([(sure, maybe)] * 3),
            expects={"3.1 D": verdict, "3.1": verdict},
            because=why,
        )
        for sure, maybe, verdict, why in (
            (7, 1, "met", "Seven or eight a day."),
            (8, 0, "met", ""),
            (8, 1, "not_known", "Eight or nine a day."),
            (9, 1, "not_met", "Nine at least."),
        )
    ),
    *(
        Example(
            says=f"days one after another with {', '.join(map(str, numbers))} attacks of cluster headache",
            diary=_sure_and_maybe([(number, 0) for number in numbers]),
            expects={"3.1 D": verdict},
            because=why,
        )
        for numbers, verdict, why in (
            ((8, 9, 9, 9), "not_met", "One day of four has not too many."),
            ((8, 8, 9, 9), "not_met", "Half of the days are not more than half."),
            ((8, 8, 8, 9, 9), "met", "Three days of five."),
        )
    ),
    Example(
        says="four days with 8 attacks each, of which the eighth of two days may be of the kind, and two with 9",
        diary=_sure_and_maybe([(8, 0), (8, 0), (7, 1), (7, 1), (9, 0), (9, 0)]),
        expects={"3.1 D": "met"},
        because="Four days of six have at most eight in any case.",
    ),
    Example(
        says="two days with 8 attacks, two with 8 and one more that may be of the kind, and two with 9",
        diary=_sure_and_maybe([(8, 0), (8, 0), (8, 1), (8, 1), (9, 0), (9, 0)]),
        expects={"3.1 D": "not_known"},
        because="Two to four days of six have at most eight.",
    ),
)

A_WEEK = range(1, 8)
BEFORE = free(-89, 0)
FORMS = (
    *(
        Example(
            says=f"90 free days, daily attacks for a week, {between} free days, and daily attacks for a week",
            diary=diary(BEFORE, bout(A_WEEK), free(8, 7 + between), bout(range(8 + between, 15 + between))),
            expects={"3.1": "met", "3.1.1": verdict, "3.1.2": "not_met"},
        )
        for between, verdict in ((89, "not_known"), (90, "met"), (91, "met"))
    ),
    *(
        Example(
            says=f"two weeks of daily attacks, 90 free days between them, and {before} before",
            diary=diary(free(1 - before, 0), bout(A_WEEK), free(8, 97), bout(range(98, 105))),
            expects={"3.1.1": verdict, "3.1.2": chronic},
            because=why,
        )
        for before, verdict, chronic, why in (
            (0, "not_known", "not_known", "The first attacks may have gone on from before the diary."),
            (89, "not_known", "not_known", "The first attacks may have gone on from before the diary."),
            (90, "met", "not_met", ""),
        )
    ),
    Example(
        says="90 free days, two weeks of attacks with 100 days between, of which 90 are free and 10 unwritten",
        diary=diary(BEFORE, bout(A_WEEK), free(8, 97), bout(range(108, 115))),
        expects={"3.1.1": "met"},
        because="Whatever was on the ten days, two periods lie three months apart.",
    ),
    Example(
        says="90 free days, a week of attacks, 90 free days, 10 unwritten months, and a week of attacks",
        diary=diary(BEFORE, bout(A_WEEK), free(8, 97), bout(range(460, 467))),
        expects={"3.1.1": "not_known", "3.1.2": "not_known"},
        because="Of the second it is not known whether it was a period or went on for a year.",
    ),
    *(
        Example(
            says=f"90 free days, a week of attacks, {length - 7} unwritten days, 90 free days, and a week of attacks",
            diary=diary(BEFORE, bout(A_WEEK), free(length + 1, length + 90), bout(range(length + 91, length + 98))),
            expects={"3.1.1 B": verdict},
            because=why,
        )
        for length, verdict, why in (
            (364, "met", "Whatever was on the other days, the first period was shorter than a year."),
            (365, "not_known", "The attacks may have gone on for a year."),
            (366, "not_known", ""),
        )
    ),
    Example(
        says="daily attacks for a week, 90 days of which nothing is written, and daily attacks for a week",
        diary=diary(bout(A_WEEK), bout(range(98, 105))),
        expects={"3.1.1": "not_known"},
        because="Whether the days between were free is not known.",
    ),
    *(
        Example(
            says=f"90 free days, and two periods of {length} days each, with 90 free days between",
            diary=diary(
                BEFORE,
                bout(range(1, 1 + length)),
                free(1 + length, 90 + length),
                bout(range(91 + length, 91 + 2 * length)),
            ),
            expects={"3.1.1": verdict},
        )
        for length, verdict in ((6, "not_known"), (7, "met"), (8, "met"))
    ),
    *(
        Example(
            says=f"an attack every other day from day 1 to day {last}",
            diary=diary(bout(sorted({*range(1, last, 2), last}))),
            expects={"3.1.2": verdict, "3.1.1": episodic},
            because=why,
        )
        for last, verdict, episodic, why in (
            (364, "not_known", "not_known", "What was before the diary is not known."),
            (365, "met", "not_met", ""),
            (366, "met", "not_met", ""),
        )
    ),
    Example(
        says="90 free days, and then attacks every other day for 200 days",
        diary=diary(free(1, 90), bout(range(91, 291, 2))),
        expects={"3.1": "met", "3.1.2": "not_met"},
    ),
)

# 3.2 Paroxysmal hemicrania

SIX_A_DAY = [one for day in (1, 2, 3, 4) for one in in_one_day(6, day)]
PAROXYSMAL = (
    Example(
        says="six attacks of 20 minutes on each of four days, and indomethacin takes them away",
        diary=diary(SIX_A_DAY, indomethacin_response=YES),
        expects={"3.2": "met", "3.2 stands": "yes", "3.1": "met"},
        because="Such attacks are as long as those of 3.1 too; a clinician tells the two apart.",
    ),
    *(
        Example(
            says=f"six attacks of 20 minutes on each of the days {', '.join(map(str, on))}, and none between",
            diary=diary(*(in_one_day(6, day) for day in on), indomethacin_response=YES, every_headache_written=YES),
            expects={"3.2 stands": "yes", "codes": codes},
            because=why,
        )
        for on, codes, why in (
            ((1, 61, 121, 181, 241, 301, 364), "G44.039", "It is not a year yet."),
            ((1, 61, 121, 181, 241, 301, 365), "G44.049", "For a year without three free months: chronic."),
            ((1, 61, 121, 211, 241, 301, 365), "G44.049", "89 days were free."),
            ((1, 61, 121, 212, 241, 301, 365), "G44.039", "90 days were free."),
        )
    ),
    Example(
        says="the same, and indomethacin does not",
        diary=diary(SIX_A_DAY, indomethacin_response=NO),
        expects={"3.2": "not_met", "3.2 D": "met", "3.5": "met", "3.5 stands": "no: G4"},
        because="All but E; and the same attacks are 3.1.",
    ),
    Example(
        says="the same, and indomethacin was not tried",
        diary=diary(SIX_A_DAY),
        expects={"3.2": "not_known", "3.2 A": "met", "3.2 E": "not_known"},
        because="A full trial would tell.",
    ),
    *(
        Example(
            says=f"{number} attacks of 20 minutes, six a day",
            diary=diary(SIX_A_DAY[:number], indomethacin_response=YES),
            expects={"3.2": verdict, "3.2 A": verdict},
        )
        for number, verdict in ((19, "not_known"), (20, "met"), (21, "met"))
    ),
    *(
        Example(
            says=f"attacks of 20 minutes: {', '.join(map(str, on))} on days one after another",
            diary=diary(
                *(in_one_day(number, day) for day, number in enumerate(on, start=1)), indomethacin_response=YES
            ),
            expects={"3.2 D": verdict, "3.2": verdict},
            because=why,
        )
        for on, verdict, why in (
            ((5, 5, 5, 5), "not_met", "More than five a day are asked for."),
            ((6, 6, 5, 5), "not_met", "On half of the days, which is not more than half."),
            ((6, 6, 6, 5), "met", ""),
            ((7, 7, 7), "met", ""),
        )
    ),
    *(
        Example(
            says=f"four days, each with {sure} attacks of 20 minutes and {maybe} more that may be of the kind",
            diary=_sure_and_maybe([(sure, maybe)] * 4, indomethacin_response=YES),
            expects={"3.2 D": verdict},
            because=why,
        )
        for sure, maybe, verdict, why in (
            (5, 0, "not_met", ""),
            (5, 1, "not_known", "Five or six a day."),
            (6, 1, "met", ""),
        )
    ),
    *(
        _one(f"an attack of {lasts} h, as 3.2 asks", {"3.2 B": verdict}, lasts=lasts)
        for lasts, verdict in (
            ("0:01", "not_met"),
            ("0:02", "met"),
            ("0:03", "met"),
            ("0:29", "met"),
            ("0:30", "met"),
            ("0:31", "not_met"),
        )
    ),
)

# 3.3 SUNHA


def _of_seconds(seconds: int, *, begun_at_s: int = 0, **items: Any) -> Attack:
    one = attack(but(CLUSTER, **items), 1, "02:00", "1")
    start = one.start + timedelta(seconds=begun_at_s)
    return replace(one, start=start, end=start + timedelta(seconds=seconds))


def stabs(each_day: int, on: Iterable[int], **items: Any) -> list[Attack]:
    """So many attacks of two minutes on each of these days."""
    return [one for day in on for one in in_one_day(each_day, day, "0:02", **items)]


FOUR_DAYS = range(1, 5)
SUNHA = (
    *(
        Example(
            says=f"a stab of {seconds} seconds",
            diary=diary(_of_seconds(seconds)),
            expects={"attack 1: 3.3 B": verdict},
            because=why,
        )
        for seconds, verdict, why in (
            (0, "not_known", "Begun and ended in the same minute: anything up to a minute."),
            (1, "met", ""),
            (599, "met", ""),
            (600, "met", ""),
            (601, "not_met", ""),
        )
    ),
    *(
        Example(
            says=f"a stab that began 30 seconds past the minute and ended {seconds} seconds later",
            diary=diary(_of_seconds(seconds, begun_at_s=30)),
            expects={"attack 1: 3.3 B": verdict},
            because=why,
        )
        for seconds, verdict, why in (
            (0, "not_met", "It is written with its seconds, and lasted none."),
            (1, "met", ""),
        )
    ),
    *(
        _one(f"a stab of two minutes, pain {pain} of 10", {"3.3 B": verdict}, lasts="0:02", pain_0_to_10=pain)
        for pain, verdict in ((3, "not_met"), (4, "met"), (5, "met"))
    ),
    _one(
        "a stab not about the eye or temple",
        {"3.3 B": "not_known"},
        lasts="0:02",
        around_eye_or_temple=NO,
        because="It may be in the cheek or jaw, which is not asked.",
    ),
    _one("a restless person without a sign of the face", {"3.3 C": "not_met"}, lasts="0:02", autonomic=NO_SIGN),
    Example(
        says="five stabs a day on four days, with an eye both red and watering",
        diary=diary(stabs(5, FOUR_DAYS, autonomic=RED_AND_TEARS)),
        expects={"3.3": "met", "3.3.1": "met", "3.3.2": "not_met"},
    ),
    Example(
        says="five stabs a day on four days, with a watering eye that is not red",
        diary=diary(stabs(5, FOUR_DAYS)),
        expects={"3.3": "met", "3.3.1": "not_met", "3.3.2": "met"},
    ),
    *(
        Example(
            says=f"{number} stabs, five a day",
            diary=diary(stabs(5, range(1, 6))[:number]),
            expects={"3.3": verdict},
        )
        for number, verdict in ((19, "not_known"), (20, "met"), (21, "met"))
    ),
    *(
        Example(
            says=f"twenty stabs, one every {apart} days, every day told",
            diary=diary(
                stabs(1, range(1, 1 + 20 * apart, apart)),
                free(-2, 0),
                free(1 + 20 * apart, 1 + 20 * apart),
                every_headache_written=YES,
            ),
            expects={"3.3 D": verdict, "3.3": verdict},
        )
        for apart, verdict in ((1, "met"), (2, "not_met"))
    ),
)

# 3.4 Hemicrania continua

CONTINUA: Items = but(CLUSTER, pain_0_to_10=5, restless=NO)


def going_on(length_days: int, kind: Items = CONTINUA, **profile: Any) -> Diary:
    """One headache from the morning of day 1 to the afternoon of the last of so many days."""
    lasts = str(24 * (length_days - 1) + 8)
    return diary(attack(kind, 1, "08:00", lasts), **{"indomethacin_response": YES, **profile})


def in_spells(length_days: int) -> Diary:
    """A headache of so many days at the beginning of each of three months, free days after it."""
    spells = [attack(CONTINUA, 30 * month + 1, "00:10", str(24 * length_days - 1)) for month in range(3)]
    rest = [one for month in range(3) for one in free(30 * month + length_days + 1, 30 * month + 30)]
    return diary(free(0, 0), spells, rest, indomethacin_response=YES)


CONTINUOUS = (
    *(
        Example(
            says=f"one-sided headache that goes on for {length} days, with tears, and indomethacin takes it away",
            diary=going_on(length),
            expects={"3.4": verdict},
        )
        for length, verdict in ((90, "not_known"), (91, "met"), (92, "met"))
    ),
    Example(
        says="the same for 91 days, and indomethacin does not",
        diary=going_on(91, indomethacin_response=NO),
        expects={"3.4": "not_met", "3.5": "met"},
        because="All but D.",
    ),
    Example(
        says="one-sided headache that goes on for 91 days on both sides",
        diary=going_on(91, but(CONTINUA, side=Side.BOTH)),
        expects={"3.4": "not_met"},
    ),
    *(
        Example(
            says=f"one-sided headache that goes on for 91 days, at its worst {pain} of 10",
            diary=going_on(91, but(CONTINUA, pain_0_to_10=pain)),
            expects={"3.4": verdict},
        )
        for pain, verdict in ((3, "not_met"), (4, "met"), (5, "met"))
    ),
    *(
        Example(
            says=f"one-sided headache that goes on for 91 days, {says}",
            diary=going_on(91, but(CONTINUA, autonomic=NO_SIGN, **items)),
            expects={"3.4": verdict, "3.4 C": verdict},
        )
        for says, items, verdict in (
            ("with nothing of C", {}, "not_met"),
            ("restless", {"restless": YES}, "met"),
            ("worse with movement", {"worse_with_activity": YES}, "met"),
        )
    ),
    *(
        Example(
            says=f"spells of {length} days in each of three months",
            diary=in_spells(length),
            expects={"3.4": verdict, "3.4.1": verdict, "3.4.2": "not_met"},
        )
        for length, verdict in ((14, "not_met"), (15, "met"), (16, "met"))
    ),
    *(
        Example(
            says=f"one-sided headaches of {lasts} h, one beginning every other morning for 92 days",
            diary=diary([attack(CONTINUA, day, "08:00", lasts) for day in range(1, 92, 2)], indomethacin_response=YES),
            expects={"3.4": verdict, "3.4 A": verdict},
        )
        for lasts, verdict in (("23:59", "not_met"), ("24", "met"), ("24:01", "met"))
    ),
    *(
        Example(
            says=f"one-sided headache that goes on for {length} days without a free day",
            diary=going_on(length),
            expects={"3.4": "met", "3.4.1": "not_met", "3.4.2": verdict},
        )
        for length, verdict in ((364, "not_known"), (365, "met"), (366, "met"))
    ),
)

# 3.5 Probable

PROBABLE = (
    Example(
        says="five attacks as in cluster headache, one every other day, but of four hours",
        diary=diary(bout(range(1, 10, 2), "4")),
        expects={"3.1": "not_met", "3.5": "not_met", "1.5.1": "met"},
        because="All but B, but they are 1.1 B and C too, and so another kind.",
    ),
    Example(
        says="five attacks as in cluster headache, one every other day, without C",
        diary=diary(bout(range(1, 10, 2), autonomic=NO_SIGN, restless=NO)),
        expects={"3.1": "not_met", "3.5": "met", "3.5 stands": "yes"},
        because="All but C.",
    ),
    Example(
        says="five attacks of cluster headache, one every third day, the days between written as free",
        diary=HOW_OFTEN[0].diary,
        expects={"3.1": "not_met", "3.5": "met"},
        because="All but D.",
    ),
    Example(
        says="five attacks as in cluster headache of four hours, on both sides, without C",
        diary=diary(bout(range(1, 10, 2), "4", side=Side.BOTH, autonomic=NO_SIGN, restless=NO)),
        expects={"3.1": "not_met", "3.5": "not_met"},
        because="Neither B nor C of 3.1 fits, and they are probable migraine.",
    ),
    Example(
        says="four attacks of cluster headache",
        diary=diary(bout(range(1, 8, 2))),
        expects={"3.1": "not_known", "3.5": "not_known"},
    ),
)

OTHERS = (
    Example(
        says="twenty attacks of migraine of ten hours, nothing about the face recorded",
        diary=diary(attacks(20, MIGRAINE, every_days=4)),
        expects={"3.1": "not_met", "3.2": "not_met", "3.3": "not_met", "1.1": "met"},
        because="They are too long.",
    ),
    Example(
        says="twenty attacks of migraine, with no sign of the face and able to keep still, and free days between",
        diary=diary(
            attacks(20, but(MIGRAINE, autonomic=NO_SIGN, restless=NO), every_days=4),
            free(-90, 0),
            free(80, 80),
            every_headache_written=YES,
        ),
        expects={"3.1": "not_met", "3.2": "not_met", "3.3": "not_met", "3.4": "not_met", "3.5": "not_met"},
    ),
)

CHAPTER = Chapter(
    code="3",
    title="Cluster headache and the other trigeminal autonomic headaches",
    text=(
        "How often attacks come is told by attacks, not by time: more than half of them must come as often as is "
        "asked. Days follow each other by the calendar, and three months are 90 days without such an attack, each of "
        "them told. A length is known to the minute, or the second, it is written with; attacks written as whole days "
        "have none."
    ),
    entities=(*ENTITIES, PROBABLE_KIND),
    examples=(
        *NUMBER,
        *PAIN,
        *COMPANIONS,
        *HOW_OFTEN,
        *UP_TO_8_A_DAY,
        *FORMS,
        *PAROXYSMAL,
        *SUNHA,
        *CONTINUOUS,
        *PROBABLE,
        *OTHERS,
    ),
)
test_example = as_tests(CHAPTER)


def test_only_a_trial_of_indomethacin_is_missing_where_all_else_of_paroxysmal_hemicrania_is_met() -> None:
    assert diagnose(diary(SIX_A_DAY)).verdict("3.2").not_assessable == ("a full trial of indomethacin",)
    assert diagnose(diary(SIX_A_DAY[:19])).verdict("3.2").not_assessable == ()


def test_a_diary_of_days_cannot_show_short_attacks() -> None:
    of_days = diagnose(diary(days(range(1, 31), headache=YES)))
    whole_days = diagnose(diary([attack(CLUSTER, day, "00:00", "24") for day in range(1, 30, 2)]))
    for found in (of_days, whole_days):
        for code in ("3.1", "3.1.1", "3.2", "3.3", "3.3.2"):
            assert found.verdict(code).not_assessable == ("attacks written with the minute they began and ended",)


def test_rare_kinds_stay_quiet_until_an_attack_points_to_them() -> None:
    assert diagnose(diary(attacks(20, MIGRAINE))).verdict("3.5").quiet
    assert not diagnose(diary(bout((1,)))).verdict("3.1").quiet
    assert not diagnose(diary(bout(range(1, 10, 2)))).verdict("3.1").quiet


def test_the_table_says_what_a_diary_cannot_decide() -> None:
    rows = {(row.code, row.letter): row for row in table(ENTITIES)}
    assert rows["3.1", "C"].assessable is Assessable.DECIDABLE
    assert rows["3.1", "B"].assessable is Assessable.REFUSED_ONLY  # a pain on both sides is enough to refuse it
    assert rows["3.1", "B"].needs == ("attacks written with the minute they began and ended",)
    assert rows["3.2", "E"].assessable is Assessable.NOT_ASSESSABLE
    assert rows["3.2", "E"].needs == ("a full trial of indomethacin",)
    assert all(
        row.assessable is Assessable.NOT_ASSESSABLE
        for row in rows.values()
        if row.needs == ("a clinician's judgement",)
    )


def test_what_the_table_calls_not_assessable_is_never_told_by_a_diary_alone() -> None:
    whole = diagnose(diary(SIX_A_DAY, attacks(20, MIGRAINE, from_day=10), every_headache_written=YES))
    told = {(v.code, part.node.letter): part.truth for v in whole.verdicts for part in v.criteria}
    for row in table(ENTITIES):
        if row.assessable is Assessable.NOT_ASSESSABLE and (row.code, row.letter) in told:
            assert told[row.code, row.letter] is NOT_KNOWN
