"""2.3 Chronic tension-type headache."""

from __future__ import annotations

from reprieve.pathway.diagnosis.tension_type import CHRONIC
from reprieve.pathway.diary.choices import Nausea
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import TENSION_TYPE, attack, but, days, diary, months
from tests.spec.chapters import Chapter, Example, as_tests

HOW_OFTEN = (
    *(
        Example(
            says=f"on {on[0]}, {on[1]} and {on[2]} days of three months",
            diary=diary(months(tension=on)),
            expects={"2.3": verdict},
        )
        for on, verdict in (
            ((14, 14, 14), "not_met"),
            ((15, 15, 15), "met"),
            ((16, 16, 16), "met"),
            ((14, 15, 15), "not_met"),
            ((15, 15, 14), "not_met"),
        )
    ),
    *(
        Example(
            says=f"on 15 days of each month in a diary of {90 + before} days",
            diary=diary(months(tension=(15, 15, 15), days_before=before)),
            expects={"2.3": verdict},
        )
        for before, verdict in ((0, "not_known"), (1, "met"), (2, "met"))
    ),
    *(
        Example(
            says=f"on 13 days of the last month, {empty} of its days not written",
            diary=diary(months(tension=(15, 15, 13), empty=(0, 0, empty))),
            expects={"2.3": verdict},
        )
        for empty, verdict in ((1, "not_met"), (2, "not_known"))
    ),
    Example(
        says="one headache that did not stop for 91 days",
        diary=diary(attack(TENSION_TYPE, day=1, clock="00:00", lasts="2184")),
        expects={"2.3": "met", "2.2": "not_met"},
        because="Unremitting headache counts on each of its days.",
    ),
    Example(
        says="headache on 15 days of each month, not described",
        diary=diary(months(headache=(15, 15, 15))),
        expects={"2.3": "not_known"},
    ),
)

HOW_LONG = tuple(
    Example(
        says=f"an attack of {lasts} h",
        diary=diary(attack(TENSION_TYPE, lasts=lasts)),
        expects={"attack 1: 2.3 B": verdict},
    )
    for lasts, verdict in (("0:59", "not_met"), ("1", "met"), ("1:01", "met"), ("2000", "met"))
)


def _companions(says: str, verdict: str, *left_out: str, **items: object) -> Example:
    return Example(
        says=f"companions: {says}",
        diary=diary(attack(but(TENSION_TYPE, *left_out, **items))),
        expects={"attack 1: 2.3 D": verdict},
    )


COMPANIONS = (
    _companions("none", "met"),
    _companions("mild nausea alone", "met", nausea=Nausea.MILD),
    _companions("mild nausea and light", "not_met", nausea=Nausea.MILD, photophobia=YES),
    _companions("light alone", "met", photophobia=YES),
    _companions("light and sound", "not_met", photophobia=YES, phonophobia=YES),
    _companions("moderate nausea", "not_met", nausea=Nausea.MODERATE),
    _companions("nausea of strength not recorded", "not_known", nausea=Nausea.YES),
    _companions("nausea of strength not recorded, and sound", "not_met", nausea=Nausea.YES, phonophobia=YES),
    _companions("nausea not recorded", "not_known", "nausea"),
    _companions("vomiting", "not_met", vomiting=YES),
)

CONTRADICTION = Example(
    says="a day with an attack and an entry that says there was none",
    diary=diary(months(tension=(15, 15, 15)), days([1], headache=NO)),
    expects={"2.3": "met"},
    because="An attack that is written outweighs the entry.",
)

CHAPTER = Chapter(
    code="2.3",
    title="Chronic tension-type headache",
    text="*Hours to days* has no published lower bound; one hour is ours.",
    entities=(CHRONIC,),
    examples=(*HOW_OFTEN, *HOW_LONG, *COMPANIONS, CONTRADICTION),
)
test_example = as_tests(CHAPTER)
