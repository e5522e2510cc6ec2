"""1.3 Chronic migraine."""

from __future__ import annotations

from reprieve.pathway.diagnosis.migraine import CHRONIC
from reprieve.pathway.diary.choices import Effect, Nausea, Quality, Side
from reprieve.pathway.diary.records import Dose
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_WITH_AURA,
    TENSION_TYPE,
    at,
    attack,
    but,
    days,
    diary,
    in_each_month,
    months,
    treated,
)
from tests.spec.chapters import Chapter, Example, as_tests

EIGHT = (8, 8, 8)

HEADACHE_DAYS = (
    *(
        Example(
            says=f"headache on {' and '.join(map(str, total))} days of three months, migraine on 8 of them",
            diary=diary(months(migraine=EIGHT, tension=tuple(n - 8 for n in total))),
            expects={"1.3": verdict, "1.3 A": verdict},
            because="Each month must reach 15." if len(set(total)) > 1 else "",
        )
        for total, verdict in (
            ((14, 14, 14), "not_met"),
            ((15, 15, 15), "met"),
            ((16, 16, 16), "met"),
            ((15, 14, 15), "not_met"),
            ((30, 30, 14), "not_met"),
            ((14, 30, 30), "not_met"),
        )
    ),
    *(
        Example(
            says=f"the same in a diary of {90 + before} days",
            diary=diary(months(migraine=EIGHT, tension=(7, 7, 7), days_before=before)),
            expects={"1.3": verdict, "1.3 A": verdict, "1.3 C": verdict},
            because="More than three months are asked for." if before == 0 else "",
        )
        for before, verdict in ((0, "not_known"), (1, "met"), (2, "met"))
    ),
)

MISSING_DAYS = (
    *(
        Example(
            says=f"headache on 13 days of the last month and {empty} of its days not written",
            diary=diary(months(migraine=EIGHT, tension=(7, 7, 5), empty=(0, 0, empty))),
            expects={"1.3": verdict, "1.3 A": verdict, "days: headache": f"13 to {13 + empty}"},
        )
        for empty, verdict in ((1, "not_met"), (2, "not_known"), (3, "not_known"))
    ),
    Example(
        says="headache on 15 days of each month and every other day not written",
        diary=diary(months(migraine=EIGHT, tension=(7, 7, 6), empty=(15, 15, 14), headache=(0, 0, 1))),
        expects={"1.3": "met"},
        because="What is written suffices, whatever the empty days were.",
    ),
    Example(
        says="headache on 13 days, the rest empty, and the person says that every headache is written",
        diary=diary(
            months(migraine=EIGHT, tension=(5, 5, 5), empty=(16, 16, 16)),
            every_headache_written=YES,
        ),
        expects={"1.3": "not_met", "days: headache": "13"},
    ),
    Example(
        says="a diary of one month with headache on 15 days",
        diary=diary(months(migraine=(8,), tension=(7,), days_before=0)),
        expects={"1.3": "not_known"},
        because="The months before it are not known.",
    ),
    Example(
        says="a diary of one month with headache on 14 days",
        diary=diary(months(migraine=(8,), tension=(6,), days_before=0)),
        expects={"1.3": "not_met"},
        because="The last month fails whatever the months before it were.",
    ),
)

MIGRAINE_DAYS = (
    *(
        Example(
            says=f"headache on 15 days, migraine on {' and '.join(map(str, days_with))} of them",
            diary=diary(months(migraine=days_with, tension=tuple(15 - n for n in days_with))),
            expects={"1.3": verdict, "1.3 C": verdict},
        )
        for days_with, verdict in (
            ((7, 7, 7), "not_met"),
            ((8, 8, 8), "met"),
            ((9, 9, 9), "met"),
            ((15, 7, 15), "not_met"),
        )
    ),
    Example(
        says="migraine on 7 days, and 8 more days with a headache that is not described",
        diary=diary(months(migraine=(7, 7, 7), headache=(8, 8, 8))),
        expects={"1.3": "not_known", "1.3 A": "met", "1.3 C": "not_known"},
    ),
    Example(
        says="the migraine days have attacks of one hour only",
        diary=diary(months(migraine=EIGHT, tension=(7, 7, 7), lasts="1"), lifetime_migraine_attacks=5),
        expects={"1.3": "met"},
        because="On these days the features count, not the length.",
    ),
    Example(
        says="the migraine days are days of aura",
        diary=diary(
            months(
                migraine=EIGHT,
                tension=(7, 7, 7),
                migraine_kind=but(
                    MIGRAINE_WITH_AURA,
                    side=Side.BOTH,
                    qualities=frozenset({Quality.PRESSING}),
                    pain_0_to_10=2,
                    worse_with_activity=NO,
                    nausea=Nausea.NONE,
                    photophobia=NO,
                ),
            )
        ),
        expects={"1.3": "met"},
    ),
    Example(
        says="one attack of 8 days in each month, and tension-type headache on 7 others",
        diary=diary(
            [attack(MIGRAINE, 30 * month + 1, lasts="184") for month in range(3)],
            months(tension=(7, 7, 7), empty=(0, 0, 0))[1:],
            days([0], headache=NO),
            lifetime_migraine_attacks=5,
        ),
        expects={"1.3 A": "not_met", "1.3 C": "met"},
        because="The long attacks cover the same days as the short ones: 8 headache days, all of them migraine days.",
    ),
)

PLAIN = but(TENSION_TYPE, "believed_migraine")


def _eased(says: str, verdict: str, drug: str, because: str = "", **items: object) -> Example:
    effect = items.pop("effect_at_2h", Effect.BETTER)
    return Example(
        says=f"a headache without features of migraine, {says}",
        diary=diary(treated(but(PLAIN, **items), drug, effect_at_2h=effect)),
        expects={"attack 1: 1.3 C": verdict},
        because=because,
    )


EASED = (
    _eased("taken for migraine and eased by a triptan", "met", "sumatriptan", believed_migraine=YES),
    _eased("taken for migraine and eased by an ergot", "met", "ergotamine", believed_migraine=YES),
    _eased("not taken for migraine, eased by a triptan", "not_met", "sumatriptan", believed_migraine=NO),
    _eased("eased by a triptan, not recorded what it was taken for", "not_known", "sumatriptan"),
    _eased(
        "taken for migraine, the triptan did nothing",
        "not_met",
        "sumatriptan",
        believed_migraine=YES,
        effect_at_2h=Effect.NONE,
    ),
    _eased(
        "taken for migraine, the triptan's effect not recorded",
        "not_known",
        "sumatriptan",
        believed_migraine=YES,
        effect_at_2h=None,
    ),
    _eased(
        "taken for migraine and eased by a gepant",
        "not_met",
        "rimegepant",
        "The text of 2018 names triptans and ergots only.",
        believed_migraine=YES,
    ),
    _eased("taken for migraine and eased by ibuprofen", "not_met", "ibuprofen", believed_migraine=YES),
    _eased("taken for migraine and eased by a drug nobody knows", "not_known", "a blue pill", believed_migraine=YES),
)


def _eased_months() -> list[object]:
    """8 days a month taken for migraine and eased by a triptan, 7 others, and none fulfils 1.1."""
    written = [
        record
        for day in in_each_month(EIGHT)
        for record in treated(
            but(TENSION_TYPE, believed_migraine=YES), "sumatriptan", day, lasts="10", effect_at_2h=Effect.BETTER
        )
    ]
    others = [record for record in months(migraine=EIGHT, tension=(7, 7, 7)) if getattr(record, "start", None) is None]
    later = [attack(TENSION_TYPE, day) for day in in_each_month((7, 7, 7), after=8)]
    return [*written, *others, *later]


FOUR = {"lifetime_migraine_attacks": 4}
HISTORY = tuple(
    Example(
        says=f"migraine days by the answer to a triptan alone; {says}",
        diary=diary(_eased_months(), **profile),
        expects={"1.3": verdict, "1.3 B": verdict, "1.3 A": "met", "1.3 C": "met"},
    )
    for says, profile, verdict in (
        ("attacks in life: not asked about", {}, "not_known"),
        ("4 attacks without aura in life, none with", {**FOUR, "lifetime_aura_attacks": 0}, "not_met"),
        ("4 attacks without aura in life, those with not asked about", FOUR, "not_known"),
        ("4 attacks without aura in life, 1 with", {**FOUR, "lifetime_aura_attacks": 1}, "met"),
        ("5 attacks without aura in life", {"lifetime_migraine_attacks": 5}, "met"),
        ("6 attacks without aura in life", {"lifetime_migraine_attacks": 6}, "met"),
        (
            "no attack without aura in life, and 5 with aura",
            {"lifetime_migraine_attacks": 0, "lifetime_aura_attacks": 5},
            "met",
        ),
    )
)

FEW_WRITTEN = Example(
    says="two attacks written and two in life as told",
    diary=diary(attack(MIGRAINE, 1), attack(MIGRAINE, 8), lifetime_migraine_attacks=2, lifetime_aura_attacks=0),
    expects={"1.1": "not_met", "1.3 B": "not_met"},
    because="There were never five.",
)

DOSE_ONLY = Example(
    says="a triptan on a day without any other entry",
    diary=diary(Dose(name="sumatriptan", time=at(1))),
    expects={"1.3": "not_known", "days: headache": "0 to 30"},
)

CHAPTER = Chapter(
    code="1.3",
    title="Chronic migraine",
    text=(
        "Days are counted in three windows of 30 days that end on the last written day; each must reach the number, "
        "and the diary must span more than 90 days. A day nobody wrote about is neither a headache day nor a day "
        "without: the count lies between the days that are written and those that could still be."
    ),
    entities=(CHRONIC,),
    examples=(*HEADACHE_DAYS, *MISSING_DAYS, *MIGRAINE_DAYS, *EASED, *HISTORY, FEW_WRITTEN, DOSE_ONLY),
)
test_example = as_tests(CHAPTER)
