"""A1.1.1 to A1.1.3 and A1.2.0.1 to A1.2.0.3: migraine and the menstrual cycle."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from reprieve.pathway.diagnosis.menstrual import WITH_AURA_BY_CYCLE, WITHOUT_AURA_BY_CYCLE
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.records import DayEntry, Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, MIGRAINE_WITH_AURA, Items, attack, but, diary, on_day
from tests.spec.chapters import Chapter, Example, as_tests

FIRST_DAYS = (10, 38, 66)  # three cycles of 28 days; the next would begin on day 94
UNTIL = 84
PURE, RELATED, OTHER = "A1.1.1", "A1.1.2", "A1.1.3"


def month_by_month(
    attacks_on: Sequence[int],
    first_days: Sequence[int] = FIRST_DAYS,
    *,
    until: int = UNTIL,
    kind: Items = MIGRAINE,
    headache_unsaid: Collection[int] = (),
    bleeding_unsaid: Collection[int] = (),
    first_unsaid: Collection[int] = (),
    bleeding_too: Collection[int] = (),
    **profile: Any,
) -> Diary:
    """Every day is written: four days of bleeding from each first day on, and attacks of ten hours on these days."""
    bleeding = {day + n for day in first_days for n in range(4)} | {*bleeding_too}
    entries = [
        DayEntry(
            day=on_day(day),
            headache=NOT_KNOWN if day in headache_unsaid else YES if day in attacks_on else NO,
            menstruation=NOT_KNOWN if day in bleeding_unsaid else YES if day in bleeding else NO,
            menstruation_begins=NOT_KNOWN
            if day in bleeding_unsaid or day in first_unsaid or day in bleeding_too
            else YES
            if day in first_days
            else NO,
        )
        for day in range(1, until + 1)
    ]
    told = {"lifetime_migraine_attacks": 50, "lifetime_aura_attacks": 50, **profile}
    return diary([attack(kind, day) for day in attacks_on], entries, **told)


def _three(pure: str, related: str, other: str) -> dict[str, str]:
    return {PURE: pure, RELATED: related, OTHER: other}


IS_PURE = _three("met", "not_met", "not_met")
IS_RELATED = _three("not_met", "met", "not_met")
IS_OTHER = _three("not_met", "not_met", "met")
NOT_TOLD = _three("not_known", "not_known", "not_known")
# Surely none at other times: the attacks keep to these days, or there are too few of them.
PURE_OR_OTHER = _three("not_known", "not_met", "not_known")


def _case(says: str, written: Diary, expects: dict[str, str], because: str = "") -> Example:
    return Example(says=says, diary=written, expects=expects, because=because)


WHICH_DAYS = tuple(
    _case(
        f"an attack on day {name} of each of three cycles",
        month_by_month([first + offset for first in FIRST_DAYS]),
        expects,
        why,
    )
    for offset, name, expects, why in (
        (-3, "-3", IS_OTHER, ""),
        (-2, "-2", IS_PURE, ""),
        (-1, "-1", IS_PURE, ""),
        (0, "1", IS_PURE, "The first day of bleeding is day 1; there is no day 0."),
        (1, "2", IS_PURE, ""),
        (2, "3", IS_PURE, ""),
        (3, "4", IS_OTHER, ""),
    )
)

HOW_MANY_CYCLES = (
    *(
        _case(f"attacks on day 1 of {said}, and no others", month_by_month(days), expects)
        for said, days, expects in (
            ("one of three cycles", [38], IS_OTHER),
            ("two of three cycles", [10, 66], IS_PURE),
            ("three of three cycles", [10, 38, 66], IS_PURE),
        )
    ),
    _case("attacks on day 1 of two of three cycles, and one in mid-cycle", month_by_month([10, 38, 52]), IS_RELATED),
    _case("attacks on day 1 of one of three cycles, and one in mid-cycle", month_by_month([10, 52]), IS_OTHER),
    _case(
        "four cycles: an attack in the first of them and in the last",
        month_by_month([10, 94], (10, 38, 66, 94), until=110),
        IS_OTHER,
        "The last three cycles count, and an attack is in one of them.",
    ),
    _case(
        "four cycles: attacks in the last two, and a mid-cycle one before the last three",
        month_by_month([24, 66, 94], (10, 38, 66, 94), until=110),
        IS_PURE,
        "The last three cycles count.",
    ),
    _case(
        "two cycles, with an attack in each",
        month_by_month([10, 38], (10, 38), until=60),
        NOT_TOLD,
        "Three cycles must be written.",
    ),
    _case(
        "an attack that begins on day -3 and lasts into day -2, in each cycle",
        diary(
            month_by_month([]).days,
            [attack(MIGRAINE, first - 3, "20:00", "10") for first in FIRST_DAYS],
            lifetime_migraine_attacks=50,
        ),
        IS_OTHER,
        "The day it begins counts.",
    ),
)

NOT_WRITTEN = (
    _case(
        "attacks on day 1 of two of three cycles, and a mid-cycle day is not written",
        month_by_month([10, 38], headache_unsaid=[52]),
        _three("not_known", "not_known", "not_met"),
        "There may have been an attack at another time.",
    ),
    _case(
        "an attack on day 1 of one of three cycles, and day 2 of another is not written",
        month_by_month([10], headache_unsaid=[39]),
        PURE_OR_OTHER,
    ),
    _case(
        "attacks on day 1 of two of three cycles, and day 2 of the third is not written",
        month_by_month([10, 38], headache_unsaid=[67]),
        IS_PURE,
        "It could only be one of the days that count.",
    ),
    _case(
        "day 1 of two cycles: attacks of which nobody wrote what came with them",
        month_by_month([10, 38], kind=but(MIGRAINE, "nausea", "vomiting", "photophobia", "phonophobia")),
        PURE_OR_OTHER,
    ),
    _case("nobody wrote of bleeding", month_by_month([10, 38], (), bleeding_unsaid=range(1, UNTIL + 1)), NOT_TOLD),
    _case(
        "a man",
        month_by_month([10, 38], (), bleeding_unsaid=range(1, UNTIL + 1), sex=Sex.MALE),
        _three("not_met", "not_met", "not_met"),
    ),
    _case(
        "no bleeding on any day",
        month_by_month([10, 38], ()),
        NOT_TOLD,
        "Without three cycles nothing can be counted.",
    ),
)

FIRST_DAY_TOLD = (
    _case(
        "bleeding is written day by day, and not which day was the first",
        month_by_month([10, 38], first_unsaid=range(1, UNTIL + 1)),
        IS_PURE,
        "Bleeding after a day that is written without begins a cycle.",
    ),
    _case(
        "only the first days of bleeding are written, and nothing of the days between",
        month_by_month([10, 38, 66], bleeding_unsaid={*range(1, UNTIL + 1)} - {*FIRST_DAYS}),
        IS_PURE,
        "Between first days 28 days apart there is no room for another.",
    ),
    _case(
        "bleeding from day 66 on, and not written whether on day 65",
        month_by_month([10, 38], bleeding_unsaid=[65], first_unsaid=[66]),
        NOT_TOLD,
        "That cycle may have begun a day earlier: only two are certain.",
    ),
    _case(
        "bleeding again 20 days after a first day",
        month_by_month([10, 38], until=92, bleeding_too=[86]),
        IS_PURE,
        "It belongs to the cycle before.",
    ),
    _case(
        "bleeding again 21 days after a first day",
        month_by_month([10, 38], until=92, bleeding_too=[87]),
        IS_OTHER,
        "It is a cycle of its own, and of the last three only one has an attack.",
    ),
    *(
        _case(
            f"bleeding that may have begun on day 60, and again {apart} days after, with attacks in these cycles",
            month_by_month(
                [10, 38, 60 + apart],
                (10, 38),
                until=99,
                bleeding_unsaid=[59],
                bleeding_too=[60, 61, 60 + apart, 61 + apart],
            ),
            expects,
            why,
        )
        for apart, expects, why in (
            (20, NOT_TOLD, "It may belong to the bleeding before: only two cycles are certain."),
            (21, IS_PURE, "It is a cycle of its own in any case."),
        )
    ),
    *(
        _case(
            f"attacks in three cycles, and of two later days, {apart} days apart, bleeding is not told",
            month_by_month([10, 38, 66], until=115, bleeding_unsaid=[87, 87 + apart]),
            expects,
            why,
        )
        for apart, expects, why in (
            (20, IS_PURE, "One more cycle may have begun; two of the last three have attacks in any case."),
            (21, PURE_OR_OTHER, "Two more may have begun, and then one of the last three has an attack."),
        )
    ),
    _case(
        "three cycles with attacks, and then five weeks without a word of bleeding",
        month_by_month([10, 38, 66], until=101, bleeding_unsaid=range(70, 102)),
        IS_PURE,
        "A fourth cycle may have begun; two of the last three have attacks in any case.",
    ),
    _case(
        "attacks in the first two of three cycles, and then five weeks without a word of bleeding",
        month_by_month([10, 38], until=101, bleeding_unsaid=range(70, 102)),
        PURE_OR_OTHER,
        "If a fourth cycle has begun, only one of the last three has an attack.",
    ),
    _case(
        "attacks in three cycles, and one on the last written day, which may be the day before the next",
        month_by_month([10, 38, 66, 93], until=93),
        _three("not_known", "not_known", "not_met"),
        "Whether bleeding began on the day after is not written.",
    ),
    _case(
        "attacks in three cycles, and one five days before the last written day",
        month_by_month([10, 38, 66, 88], until=93),
        IS_RELATED,
    ),
)


def _with_aura(attacks_on: Sequence[int], expects: tuple[str, str, str], says: str) -> Example:
    codes = ("A1.2.0.1", "A1.2.0.2", "A1.2.0.3")
    return _case(says, month_by_month(attacks_on, kind=MIGRAINE_WITH_AURA), dict(zip(codes, expects, strict=True)))


WITH_AURA = (
    _with_aura([38], ("not_met", "not_met", "met"), "attacks with aura on day 1 of one of three cycles"),
    _with_aura([10, 38], ("met", "not_met", "not_met"), "attacks with aura on day 1 of two of three cycles"),
    _with_aura([10, 38, 52], ("not_met", "met", "not_met"), "attacks with aura on day 1 of two cycles, and mid-cycle"),
    _case(
        "attacks with aura, and with the features of 1.1, on day 1 of two of three cycles",
        month_by_month([10, 38], kind=MIGRAINE_WITH_AURA),
        {"A1.1.1": "not_met", "A1.2.0.1 stands": "yes", "codes": "G43.109"},
        "They have an aura: none of them is an attack without.",
    ),
    _case(
        "attacks without aura on day 1 of two of three cycles, and with aura in the middle of each",
        diary(
            month_by_month([10, 38]).attacks,
            [attack(MIGRAINE_WITH_AURA, day) for day in (24, 52, 80)],
            month_by_month([10, 38]).days,
        ),
        {"A1.1.1": "met", "A1.2.0.1": "not_met", "A1.2.0.3": "met"},
        "An attack with aura at another time is none of those without.",
    ),
    _case(
        "attacks without aura on day 1 of two of three cycles",
        month_by_month([10, 38]),
        {"A1.1.1 stands": "yes", "1.1 stands": "yes", "A1.2.0.1": "not_met", "codes": "G43.829"},
        "The code of menstrual migraine replaces that of migraine without aura.",
    ),
)

CHAPTER = Chapter(
    code="A1",
    title="Menstrual migraine (appendix A1.1.1 to A1.1.3 without aura, A1.2.0.1 to A1.2.0.3 with aura)",
    text=(
        "The first day of bleeding is day 1 and the day before it day -1; there is no day 0, and *day 1 and two days "
        "around it* are days -2, -1, 1, 2 and 3. An attack counts on the day it begins. The last three cycles of the "
        "diary count, to its last written day.\n\n"
        "A first day is certain where it is written as such, or where bleeding follows a day that is written without; "
        "bleeding less than 21 days after a first day belongs to it. Where other first days may be unwritten, what "
        "hangs on them is not known. *At no other time* needs every day of the three cycles written. A record of "
        "three cycles made day by day is asked for by research; recall alone overstates the link."
    ),
    entities=(*WITHOUT_AURA_BY_CYCLE, *WITH_AURA_BY_CYCLE),
    examples=(*WHICH_DAYS, *HOW_MANY_CYCLES, *NOT_WRITTEN, *FIRST_DAY_TOLD, *WITH_AURA),
)
test_example = as_tests(CHAPTER)
