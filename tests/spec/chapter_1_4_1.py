"""1.4.1 Status migrainosus."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reprieve.pathway.diagnosis.migraine import STATUS_MIGRAINOSUS
from reprieve.pathway.diary.choices import EasedBy, Effect
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import MIGRAINE, TENSION_TYPE, Record, at, attack, attacks, but, diary, hours_of, treated
from tests.spec.chapters import Chapter, Example, as_tests

DISABLING = but(MIGRAINE, function_lost=YES)
KNOWN = attacks(5)  # days 1, 8, 15, 22, 29: the person has migraine
DAY = 60


def two_parts(gap: str, eased_by: EasedBy | None, *, before: Any = DISABLING, after: Any = DISABLING) -> list[Attack]:
    """40 h of pain, a quiet spell, 30 h of pain."""
    first = attack(before, DAY, lasts="40", eased_by=eased_by)
    start = at(DAY) + timedelta(hours=40) + timedelta(minutes=round(60 * hours_of(gap)))
    return [first, Attack(start=start, end=start + timedelta(hours=30), **after)]


def _case(says: str, written: list[Record] | Attack, verdict: str, because: str = "") -> Example:
    return Example(says=says, diary=diary(KNOWN, written), expects={"1.4.1": verdict}, because=because)


HOW_LONG = (
    *(
        _case(f"a disabling attack of {lasts} h", attack(DISABLING, DAY, lasts=lasts), verdict)
        for lasts, verdict in (("71:59", "not_met"), ("72", "not_met"), ("72:01", "met"))
    ),
    *(
        _case(
            f"a disabling attack of {lasts} h",
            attack(DISABLING, DAY, lasts=lasts),
            verdict,
            "From 30 days on it is called continuous; whether a status is in it is for a clinician." if when else "",
        )
        for lasts, verdict, when in (("719:59", "met", False), ("720", "met", False), ("720:01", "not_known", True))
    ),
    *(
        Example(
            says=f"a disabling attack of {lasts} h in someone of 16 or 17",
            diary=diary(KNOWN, attack(DISABLING, DAY, lasts=lasts), birth_year=2009),
            expects={"1.4.1": verdict},
            because="As in an adult.",
        )
        for lasts, verdict in (("72", "not_met"), ("72:01", "met"))
    ),
    _case("a disabling attack without a written end", attack(DISABLING, DAY, lasts=None), "not_known"),
    _case(
        "a disabling attack that still went on after 73 h",
        attack(DISABLING, DAY, lasts=None, ongoing=YES, entered_at=at(DAY) + timedelta(hours=73)),
        "met",
        "Over 72 h already; how long it will go on does not matter for that.",
    ),
)

ITEMS = (
    _case("an attack of 80 h that does not disable", attack(MIGRAINE, DAY, lasts="80"), "not_met"),
    _case(
        "an attack of 80 h, disabling or not is not recorded",
        attack(but(MIGRAINE, "function_lost"), DAY, lasts="80"),
        "not_known",
    ),
    _case(
        "an attack of 80 h unlike the earlier ones",
        attack(but(DISABLING, like_previous=NO), DAY, lasts="80"),
        "not_met",
    ),
    _case(
        "an attack of 80 h, likeness not recorded",
        attack(but(DISABLING, "like_previous"), DAY, lasts="80"),
        "not_known",
    ),
    Example(
        says="an attack of 80 h in a person whose migraine is not settled",
        diary=diary(attacks(3), attack(DISABLING, DAY, lasts="80")),
        expects={"1.1": "not_known", "1.4.1": "not_known", "1.4.1 A": "met", "1.4.1 B": "not_known", "1.4.1 C": "met"},
    ),
    Example(
        says="an attack of 80 h in a person with tension-type headache only",
        diary=diary(attacks(5, TENSION_TYPE), attack(but(TENSION_TYPE, function_lost=YES), DAY, lasts="80")),
        expects={"1.1": "not_met", "1.2": "not_met", "1.4.1": "not_met", "1.4.1 B": "not_met"},
    ),
)

QUIET_SPELLS = (
    *(
        _case(f"40 h, a quiet spell of {gap} h by sleep, 30 h", two_parts(gap, EasedBy.SLEEP), verdict)
        for gap, verdict in (("11:59", "met"), ("12", "met"), ("12:01", "not_met"))
    ),
    _case("40 h, a quiet spell of 6 h by a drug, 30 h", two_parts("6", EasedBy.DRUG), "met"),
    _case(
        "40 h, a quiet spell of 6 h by itself, 30 h",
        two_parts("6", EasedBy.ITSELF),
        "not_met",
        "Only sleep or a drug may bring the spell.",
    ),
    _case("40 h, a quiet spell of 6 h of unknown cause, 30 h", two_parts("6", None), "not_known"),
    _case("40 h, a quiet spell of 13 h of unknown cause, 30 h", two_parts("13", None), "not_met"),
    Example(
        says="40 h, pain-free two hours after a drug, 39 h before its end, quiet for 6 h, 30 h",
        diary=diary(
            KNOWN,
            treated(DISABLING, "sumatriptan", DAY, lasts="40", effect_at_2h=Effect.PAIN_FREE),
            two_parts("6", None)[1],
        ),
        expects={"1.4.1": "not_known"},
        because="A drug taken so long before may not be what ended it.",
    ),
    _case(
        "40 h slept through to a waking without pain, quiet for 6 h, 30 h",
        [
            attack(
                but(DISABLING, slept_through=YES, woke_pain_free=YES, woke_at=at(DAY) + timedelta(hours=40)),
                DAY,
                lasts=None,
            ),
            two_parts("6", None)[1],
        ],
        "met",
    ),
    _case(
        "40 h like the others, a spell by sleep, 30 h disabling, and nothing else written of either",
        two_parts(
            "6",
            EasedBy.SLEEP,
            before=but(DISABLING, "function_lost"),
            after=but(DISABLING, "like_previous"),
        ),
        "met",
        "Bridged, the two parts are one attack, and what is written of a part is written of it.",
    ),
    _case(
        "two records that overlap; sleep ended the one that lasted longer, the other ended by itself",
        [
            attack(DISABLING, DAY, lasts="40", eased_by=EasedBy.SLEEP),
            attack(DISABLING, DAY, "10:00", lasts="2", eased_by=EasedBy.ITSELF),
            two_parts("6", None)[1],
        ],
        "met",
        "The quiet spell was brought by what ended the longer record.",
    ),
    Example(
        says="an attack without a written end, then a disabling one of 50 h",
        diary=diary(
            KNOWN,
            attack(MIGRAINE, DAY, lasts=None, eased_by=EasedBy.SLEEP),
            attack(DISABLING, DAY + 2, lasts="50"),
        ),
        expects={"1.4.1": "not_known", "attack 7: 1.4.1 C": "not_known"},
        because="The first may have lasted until 12 h before the second began: 98 h in all.",
    ),
    _case(
        "two spells by sleep, three parts of 25 h",
        [
            attack(DISABLING, DAY, lasts="25", eased_by=EasedBy.SLEEP),
            attack(DISABLING, DAY + 1, "19:00", lasts="25", eased_by=EasedBy.SLEEP),
            attack(DISABLING, DAY + 3, "06:00", lasts="25"),
        ],
        "met",
    ),
)

CHAPTER = Chapter(
    code="1.4.1",
    title="Status migrainosus",
    text=(
        "Quiet spells of up to 12 h are counted in when sleep or a drug brought them. What brought a spell and is not "
        "written is not known. When medication overuse is met too, 8.2 and the type of migraine are coded instead "
        "(see the chapter on precedence)."
    ),
    entities=(STATUS_MIGRAINOSUS,),
    examples=(*HOW_LONG, *ITEMS, *QUIET_SPELLS),
)
test_example = as_tests(CHAPTER)
