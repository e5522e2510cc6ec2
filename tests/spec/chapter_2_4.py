"""2.4 Probable tension-type headache, and its kinds 2.4.1 to 2.4.3."""

from __future__ import annotations

from reprieve.pathway.diagnosis.tension_type import PROBABLE, PROBABLE_KINDS
from reprieve.pathway.diary.choices import Nausea
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import MIGRAINE, TENSION_TYPE, Items, attack, attacks, but, days, diary, months
from tests.spec.chapters import Chapter, Example, as_tests

# D is missing; of an adult's attack of two hours, 1.1 B and C are missing too.
WITH_NAUSEA: Items = but(TENSION_TYPE, nausea=Nausea.MODERATE)


def a_year(number: int, kind: Items = WITH_NAUSEA, lasts: str = "2") -> Diary:
    return diary(
        attacks(number, kind, every_days=30, lasts=lasts), days([365], headache=NO), every_headache_written=YES
    )


SELDOM = (
    *(
        Example(
            says=f"{number} attacks in a year with B and C but with nausea",
            diary=a_year(number),
            expects={"2.4.1": verdict, "2.4": verdict, "2.4.2": "not_met", "2.4.3": "not_met"},
        )
        for number, verdict in ((9, "not_known"), (10, "met"), (11, "met"), (12, "not_met"))
    ),
    Example(
        says="ten attacks in a year with B and C but with nausea: nothing else fits them",
        diary=a_year(10),
        expects={"2.4.1 stands": "yes", "2.4 stands": "yes", "1.5.1": "not_met"},
    ),
    Example(
        says="the same ten attacks of ten hours",
        diary=a_year(10, lasts="10"),
        expects={"2.4.1": "met", "1.5.1": "met", "2.4.1 stands": "no: G5", "2.4 stands": "no: G5"},
        because="Ten hours and nausea are 1.1 B and D: of two probable diagnoses the earlier chapter is coded.",
    ),
    Example(
        says="ten attacks in a year with B to D",
        diary=a_year(10, TENSION_TYPE),
        expects={"2.1": "met", "2.4.1": "not_met", "2.4": "not_met"},
        because="They are 2.1 itself.",
    ),
    Example(
        says="three attacks in a year with B to D",
        diary=a_year(3, TENSION_TYPE),
        expects={"2.1": "not_known", "2.4.1": "not_known"},
        because="Whether there were ten before the diary is not known.",
    ),
    Example(
        says="ten attacks of migraine in a year",
        diary=a_year(10, MIGRAINE, "10"),
        expects={"2.4": "not_met"},
        because="Only B fits.",
    ),
)

OFTEN = tuple(
    Example(
        says=f"on {on[0]}, {on[1]} and {on[2]} days an attack with B and C but with nausea",
        diary=diary(months(tension=on, tension_kind=WITH_NAUSEA, lasts="2")),
        expects={"2.4.2": verdict},
        because=why,
    )
    for on, verdict, why in (
        ((3, 3, 3), "not_known", "Ten are asked for."),
        ((4, 3, 3), "met", ""),
        ((4, 4, 3), "met", ""),
        ((5, 5, 0), "not_met", "Each month must have one."),
        ((14, 14, 14), "met", ""),
        ((15, 14, 14), "not_met", ""),
    )
)

CHRONIC = (
    *(
        Example(
            says=f"attacks with B to D on {on[0]}, {on[1]} and {on[2]} days",
            diary=diary(months(tension=on, lasts="2")),
            expects={"2.4.3": verdict, "2.3": of_2_3},
            because=why,
        )
        for on, verdict, of_2_3, why in (
            ((0, 0, 14), "not_met", "not_met", ""),
            ((0, 0, 15), "met", "not_met", "Half of the last month, but not for three."),
            ((0, 0, 16), "met", "not_met", ""),
            ((15, 15, 15), "not_met", "met", "It is 2.3 itself."),
        )
    ),
    Example(
        says="attacks with B to D on 15 days of each month of a diary of 90 days",
        diary=diary(months(tension=(15, 15, 15), lasts="2", days_before=0)),
        expects={"2.3": "not_known", "2.4.3": "not_known"},
        because="Whether it was so for more than three months is not known.",
    ),
    *(
        Example(
            says=f"attacks with B and C but with nausea on {number} days of each month",
            diary=diary(months(tension=(number, number, number), tension_kind=WITH_NAUSEA, lasts="2")),
            expects={"2.4.3": verdict, "2.3": "not_met"},
        )
        for number, verdict in ((14, "not_met"), (15, "met"), (16, "met"))
    ),
)

BESIDE_OTHERS = (
    Example(
        says="five attacks of migraine, and ten of two hours with nausea, in three months",
        diary=diary(
            months(tension=(4, 3, 3), tension_kind=WITH_NAUSEA, lasts="2"),
            [attack(MIGRAINE, day, lasts="10") for day in (20, 25, 50, 55, 80)],
        ),
        expects={"1.1 stands": "yes", "2.4.2": "met", "2.4.2 stands": "yes"},
        because="They are not the same attacks.",
    ),
)

CHAPTER = Chapter(
    code="2.4",
    title="Probable tension-type headache",
    text=(
        "All but one of A to D of 2.1, 2.2 or 2.3. How often it comes decides which of the three it is, so that the "
        "missing one is the number of attacks, their length, their pain or what comes with them; of 2.3 it may be the "
        "three months. Fewer than ten attacks written are never known to be fewer than ten."
    ),
    entities=(PROBABLE, *PROBABLE_KINDS),
    examples=(*SELDOM, *OFTEN, *CHRONIC, *BESIDE_OTHERS),
)
test_example = as_tests(CHAPTER)
