"""1.4.2 Persistent aura without infarction, and A1.4.5 migraine aura status."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reprieve.pathway.diagnosis.complications import AURA_STATUS, PERSISTENT_AURA
from reprieve.pathway.diary.choices import AuraKind
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import MIGRAINE, MIGRAINE_WITH_AURA, VISUAL_AURA, Record, attack, attacks, but, diary
from tests.spec.chapters import Chapter, Example, as_tests

WEAKNESS = replace(VISUAL_AURA, kind=AuraKind.MOTOR)
KNOWN = attacks(2, MIGRAINE_WITH_AURA)  # days 1 and 8: the person has migraine with aura


def _long(minutes: float | None = 10_080, *left_out: str, **items: Any) -> Record:
    """A third attack, with an aura of so many minutes."""
    return attack(
        but(MIGRAINE_WITH_AURA, *left_out, aura_symptoms=(replace(VISUAL_AURA, minutes=minutes),), **items), 30
    )


def _case(says: str, third: Record, verdict: str, because: str = "", infarct: Truth = NO) -> Example:
    return Example(
        says=says,
        diary=diary(KNOWN, third, infarct_on_imaging=infarct),
        expects={"1.4.2": verdict},
        because=because,
    )


PERSISTENT = (
    *(
        _case(f"an aura of {minutes} minutes, no infarct", _long(minutes), verdict, why)
        for minutes, verdict, why in (
            (10_079, "not_met", "A week has 10,080 minutes."),
            (10_080, "met", ""),
            (10_081, "met", ""),
        )
    ),
    _case("an aura of a week, and imaging shows an infarct", _long(), "not_met", infarct=YES),
    _case(
        "an aura of a week, and imaging is not recorded",
        _long(),
        "not_known",
        "Only imaging can tell.",
        infarct=NOT_KNOWN,
    ),
    _case("an aura of a week, unlike the earlier ones", _long(like_previous=NO), "not_met"),
    _case("an aura of a week, not recorded whether like the earlier ones", _long(10_080, "like_previous"), "not_known"),
    _case("an aura whose length is not recorded", _long(None), "not_known"),
    _case(
        "of two symptoms, one lasts a week",
        attack(but(MIGRAINE_WITH_AURA, aura_symptoms=(VISUAL_AURA, replace(VISUAL_AURA, minutes=10_080))), 30),
        "met",
    ),
    *(
        Example(
            says=f"two auras of sight and weakness, and one whose {says}",
            diary=diary(
                attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(VISUAL_AURA, WEAKNESS))),
                attack(but(MIGRAINE_WITH_AURA, aura_symptoms=symptoms), 30),
                infarct_on_imaging=NO,
            ),
            expects={"1.2.3": "met", "1.4.2": verdict, "codes": codes},
            because=why,
        )
        for says, symptoms, verdict, codes, why in (
            (
                "weakness lasts a week",
                (VISUAL_AURA, replace(WEAKNESS, minutes=10_080)),
                "not_met",
                "G43.409",
                "Weakness may last for weeks and is part of 1.2.3.",
            ),
            (
                "sight is changed for a week",
                (replace(VISUAL_AURA, minutes=10_080), WEAKNESS),
                "met",
                "G43.409 G43.509",
                "",
            ),
            (
                "symptom of a week is not named",
                (VISUAL_AURA, replace(WEAKNESS, kind=None, minutes=10_080)),
                "not_known",
                "G43.409",
                "It may be weakness.",
            ),
        )
    ),
    Example(
        says="an aura of a week, the only aura in life as told",
        diary=diary(_long(), lifetime_aura_attacks=1, infarct_on_imaging=NO),
        expects={"1.2": "not_met", "1.4.2": "not_met"},
        because="It is for a person with migraine with aura.",
    ),
    Example(
        says="attacks without aura, and no infarct",
        diary=diary(attacks(5), infarct_on_imaging=NO),
        expects={"1.4.2": "not_met"},
    ),
)


def _on(*days: int, **profile: Any) -> Any:
    return diary([attack(MIGRAINE_WITH_AURA, day) for day in days], **profile)


STATUS = (
    *(
        Example(says=f"auras on days {said}", diary=_on(*days), expects={"A1.4.5": verdict}, because=why)
        for said, days, verdict, why in (
            ("1, 2 and 3", (1, 2, 3), "met", ""),
            ("1, 2 and 4", (1, 2, 4), "not_known", "Of day 3 nothing is written."),
            ("1, 3, 5 and 7", (1, 3, 5, 7), "not_known", "Of the days between nothing is written."),
            ("1, 2, 3 and 4", (1, 2, 3, 4), "met", ""),
            ("1, 20, 21 and 22", (1, 20, 21, 22), "met", ""),
        )
    ),
    *(
        Example(
            says=f"auras on days {said}, and every headache written",
            diary=_on(*days, every_headache_written=YES),
            expects={"A1.4.5": "not_met"},
            because=why,
        )
        for said, days, why in (
            ("1, 2 and 4", (1, 2, 4), "Three days in a row, by the calendar."),
            ("1, 3, 5 and 7", (1, 3, 5, 7), "Two within any three days."),
        )
    ),
    Example(
        says="two auras on two days, and no others written",
        diary=_on(1, 2),
        expects={"1.2": "met", "A1.4.5": "not_known"},
        because="Fewer than three attacks are written; what was before is not known.",
    ),
    Example(
        says="three auras on one day",
        diary=diary([attack(MIGRAINE_WITH_AURA, 1, clock, lasts="4") for clock in ("00:00", "08:00", "16:00")]),
        expects={"A1.4.5": "met"},
    ),
    Example(
        says="attacks on three days in a row, of which the third does not say whether there was an aura",
        diary=diary(attacks(2, MIGRAINE_WITH_AURA, every_days=1), attack(but(MIGRAINE, "aura"), 3)),
        expects={"A1.4.5": "not_known"},
    ),
    Example(
        says="attacks on three days in a row, of which two have an aura",
        diary=diary(attacks(2, MIGRAINE_WITH_AURA, every_days=1), attack(MIGRAINE, 3)),
        expects={"A1.4.5": "not_met"},
    ),
    Example(
        says="three auras in three days, more than a year before the last entry",
        diary=_on(1, 2, 3, 400, 500, 600, every_headache_written=YES),
        expects={"1.2": "met", "A1.4.5": "not_met"},
        because="What was in the last year counts.",
    ),
)

CHAPTER = Chapter(
    code="1.4.2",
    title="Persistent aura without infarction (1.4.2), and migraine aura status (A1.4.5)",
    text=(
        "Whether there is an infarct only imaging can tell. 1.4.3, migrainous infarction, is never a verdict: an aura "
        "of over 60 minutes raises a red flag that asks for a look. *Three auras in three days* are attacks with aura "
        "that begin on three calendar days in a row or fewer, in the last year."
    ),
    entities=(PERSISTENT_AURA, AURA_STATUS),
    examples=(*PERSISTENT, *STATUS),
)
test_example = as_tests(CHAPTER)
