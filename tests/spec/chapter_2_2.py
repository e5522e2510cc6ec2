"""2.2 Frequent episodic tension-type headache."""

from __future__ import annotations

from reprieve.pathway.diagnosis.tension_type import FREQUENT_EPISODIC
from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.terms.truth import YES
from tests.spec.builders import MIGRAINE, TENSION_TYPE, attack, attacks, but, diary, months
from tests.spec.chapters import Chapter, Example, as_tests

HOW_OFTEN = (
    *(
        Example(
            says=f"{sum(on)} attacks in three months: {on[0]}, {on[1]} and {on[2]}",
            diary=diary(months(tension=on)),
            expects={"2.2": verdict},
            because=why,
        )
        for on, verdict, why in (
            ((3, 3, 3), "not_known", "Ten are asked for, and what was before the diary is not known."),
            ((4, 3, 3), "met", ""),
            ((4, 4, 3), "met", ""),
            ((1, 5, 5), "met", ""),
            ((0, 6, 5), "not_met", "Each month must have one."),
            ((14, 14, 14), "met", ""),
            ((15, 14, 14), "not_met", "15 days a month belong to 2.3."),
            ((14, 14, 15), "not_met", ""),
        )
    ),
    *(
        Example(
            says=f"ten attacks in a diary of {90 + before} days",
            diary=diary(months(tension=(4, 3, 3), days_before=before)),
            expects={"2.2": verdict},
        )
        for before, verdict in ((0, "not_known"), (1, "met"), (2, "met"))
    ),
    Example(
        says="ten attacks in the first two months, and the last month has 29 days not written",
        diary=diary(months(tension=(5, 5, 0), empty=(0, 0, 29))),
        expects={"2.2": "not_known"},
    ),
    Example(
        says="fourteen attacks a month and one day of each month not written",
        diary=diary(months(tension=(14, 14, 14), empty=(1, 1, 1))),
        expects={"2.2": "not_known"},
        because="The empty day may have been the fifteenth.",
    ),
    Example(
        says="ten attacks of migraine",
        diary=diary(attacks(10, MIGRAINE, every_days=9)),
        expects={"2.2": "not_met"},
    ),
)

HOW_LONG = tuple(
    Example(
        says=f"an attack of {lasts} h",
        diary=diary(attack(TENSION_TYPE, lasts=lasts)),
        expects={"attack 1: 2.2 B": verdict},
    )
    for lasts, verdict in (
        ("0:29", "not_met"),
        ("0:30", "met"),
        ("0:31", "met"),
        ("167:59", "met"),
        ("168", "met"),
        ("168:01", "not_met"),
    )
)

NO_FEATURES = but(
    TENSION_TYPE, side=Side.LEFT, qualities=frozenset({Quality.PULSATING}), pain_0_to_10=8, worse_with_activity=YES
)


def _pain(says: str, verdict: str, *left_out: str, **items: object) -> Example:
    return Example(
        says=f"pain with {says}",
        diary=diary(attack(but(NO_FEATURES, *left_out, **items))),
        expects={"attack 1: 2.2 C": verdict},
    )


PAIN = (
    _pain("none of the four", "not_met"),
    _pain("one of the four: on both sides", "not_met", side=Side.BOTH),
    _pain("two of the four: on both sides, pressing", "met", side=Side.BOTH, qualities=frozenset({Quality.PRESSING})),
    _pain("one of the four, and worse with activity not recorded", "not_known", "worse_with_activity", side=Side.BOTH),
    *(
        _pain(f"both sides, and {pain} of 10", verdict, side=Side.BOTH, pain_0_to_10=pain)
        for pain, verdict in ((0, "not_met"), (1, "met"), (3, "met"), (4, "met"), (6, "met"), (7, "not_met"))
    ),
)


def _companions(says: str, verdict: str, *left_out: str, **items: object) -> Example:
    return Example(
        says=f"companions: {says}",
        diary=diary(attack(but(TENSION_TYPE, *left_out, **items))),
        expects={"attack 1: 2.2 D": verdict},
    )


COMPANIONS = (
    _companions("none", "met"),
    _companions("light alone", "met", photophobia=YES),
    _companions("light and sound", "not_met", photophobia=YES, phonophobia=YES),
    _companions("mild nausea", "not_met", nausea=Nausea.MILD),
    _companions("vomiting", "not_met", vomiting=YES),
    _companions("light, and sound not recorded", "not_known", "phonophobia", photophobia=YES),
    _companions("no light, and sound not recorded", "met", "phonophobia"),
    _companions("nausea not recorded", "not_known", "nausea"),
    _companions("vomiting not recorded", "not_known", "vomiting"),
)

CHAPTER = Chapter(
    code="2.2",
    title="Frequent episodic tension-type headache",
    text="The count of days must lie between 1 and 14 in each of three windows of 30 days.",
    entities=(FREQUENT_EPISODIC,),
    examples=(*HOW_OFTEN, *HOW_LONG, *PAIN, *COMPANIONS),
)
test_example = as_tests(CHAPTER)
