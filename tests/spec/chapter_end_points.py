"""What a trial would report: days per 28, change, response, baseline, groups."""

from __future__ import annotations

from typing import Any

from reprieve.pathway.terms.truth import NO
from tests.spec.builders import MIGRAINE, TENSION_TYPE, Record, attack, days, diary
from tests.spec.chapters import Chapter, Example, as_tests

BOTH = "days 1-28 to 29-56"


def month(first: int, migraine: int, *, tension: int = 0, empty: int = 0, length: int = 28) -> list[Record]:
    """Days from `first` on: so many with migraine, with other headache, empty; the rest without headache."""
    after = first + migraine
    written: list[Record] = [attack(MIGRAINE, first + n) for n in range(migraine)]
    written += [attack(TENSION_TYPE, after + n) for n in range(tension)]
    return [*written, *days(range(after + tension + empty, first + length), headache=NO)]


def two(before: int, after: int, *, empty_before: int = 0, empty_after: int = 0) -> Any:
    """28 days of baseline, and the 28 days after them."""
    return diary(month(1, before, empty=empty_before), month(29, after, empty=empty_after))


def _response(before: int, after: int, percent: int, verdict: str, because: str = "", **empty: int) -> Example:
    gaps = "".join(
        f", {number} days of the {'baseline' if name.endswith('before') else 'later month'} not written"
        for name, number in empty.items()
    )
    return Example(
        says=f"{before} migraine days, then {after}{gaps}: {percent} % less?",
        diary=two(before, after, **empty),
        expects={f"{percent} % less, {BOTH}": verdict},
        because=because,
    )


RESPONSES = (
    *(
        _response(before, after, percent, verdict)
        for before, after, percent, verdict in (
            (10, 6, 30, "met"),
            (10, 7, 30, "met"),
            (10, 8, 30, "not_met"),
            (12, 5, 50, "met"),
            (12, 6, 50, "met"),
            (12, 7, 50, "not_met"),
            (8, 1, 75, "met"),
            (8, 2, 75, "met"),
            (8, 3, 75, "not_met"),
            (8, 0, 100, "met"),
            (8, 1, 100, "not_met"),
        )
    ),
    _response(12, 5, 50, "met", "Six at most.", empty_after=1),
    _response(12, 5, 50, "not_known", "Five to seven, of which seven would be too many.", empty_after=2),
    _response(12, 7, 50, "not_met", "Seven at least.", empty_after=2),
    _response(12, 6, 50, "met", "At least twelve before.", empty_before=2),
    _response(12, 7, 50, "not_known", "Seven is half of fourteen, which it may have been.", empty_before=2),
    _response(12, 8, 50, "not_met", "More than half of fourteen.", empty_before=2),
    _response(0, 3, 50, "not_met", "They rose."),
    _response(0, 0, 50, "not_known", "Nothing can fall from nothing."),
)

CHANGES = (
    Example(
        says="12 migraine days, then 6",
        diary=two(12, 6),
        expects={"per 28, days 1-28": "12", "per 28, days 29-56": "6", f"change, {BOTH}": "-6"},
    ),
    Example(
        says="12 migraine days, then 6, two days of each month not written",
        diary=two(12, 6, empty_before=2, empty_after=2),
        expects={"per 28, days 1-28": "12 to 14", "per 28, days 29-56": "6 to 8", f"change, {BOTH}": "-8 to -4"},
    ),
    Example(
        says="16 migraine days in 56 days",
        diary=two(10, 6),
        expects={"per 28, days 1-56": "8"},
        because="A longer period is told per 28 days.",
    ),
    Example(
        says="the later period runs on past the last entry",
        diary=two(12, 6),
        expects={"per 28, days 29-84": "3 to 17"},
        because="6 days, and 28 that nobody wrote about, of 56.",
    ),
)

BASELINES = tuple(
    Example(
        says=f"a baseline of {length} days, {empty} of them not written",
        diary=diary(month(1, 8, empty=empty, length=length), month(length + 1, 4)),
        expects={f"baseline, days 1-{length}": verdict},
        because=why,
    )
    for length, empty, verdict, why in (
        (28, 5, "met", "23 of 28 are 82 %."),
        (28, 6, "not_met", "22 of 28 are 79 %."),
        (30, 5, "met", ""),
        (30, 6, "met", "24 of 30 are 80 %."),
        (30, 7, "not_met", ""),
        (29, 5, "met", ""),
        (29, 6, "not_met", "23 of 29 are 79.3 %."),
        (27, 0, "not_met", "It must be at least 28 days."),
        (29, 0, "met", ""),
    )
)


def _group(says: str, migraine: tuple[int, ...], tension: tuple[int, ...], group: str, **empty: int) -> Example:
    written = [
        record
        for n, (of_migraine, of_tension) in enumerate(zip(migraine, tension, strict=True))
        for record in month(1 + 28 * n, of_migraine, tension=of_tension, **empty)
    ]
    return Example(says=f"three months: {says}", diary=diary(written), expects={"group": group})


GROUPS = (
    _group("15 headache days with 8 of migraine in each", (8, 8, 8), (7, 7, 7), "chronic"),
    _group("14 headache days with 8 of migraine in one", (8, 8, 8), (7, 6, 7), "high"),
    _group("15 headache days in each, 7 of migraine in one", (8, 7, 8), (7, 8, 7), "high"),
    _group("8 migraine days in one", (7, 8, 7), (0, 0, 0), "high"),
    _group("7 migraine days in each", (7, 7, 7), (0, 0, 0), "low"),
    _group("7 migraine days and one not written in each", (7, 7, 7), (0, 0, 0), "not_known", empty=1),
    Example(
        says="one month: 8 migraine days",
        diary=diary(month(1, 8)),
        expects={"group": "high"},
        because="With 8 headache days in one of the three months it is not chronic, whatever the others were.",
    ),
    Example(
        says="one month: 15 headache days, 8 of them of migraine",
        diary=diary(month(1, 8, tension=7)),
        expects={"group": "not_known"},
        because="Whether it was so in the two months before is not known.",
    ),
    Example(says="nothing is written: no group", diary=diary(), expects={"group": "not_known"}),
)

CHAPTER = Chapter(
    code="end-points",
    title="End points of trials",
    text=(
        "Migraine days by the 2023 proposal, per 28 days: seen, and at most where days are not written. A response is "
        "met only if it is so however the missing days were, and not met only if it cannot be. A baseline of a trial "
        "is at least 28 days, 80 % of them written (not yet verified). Groups: chronic with at least 15 headache days "
        "and 8 migraine days in each of three months, high-frequency with 8 migraine days in one, low-frequency below."
    ),
    examples=(*CHANGES, *RESPONSES, *BASELINES, *GROUPS),
)
test_example = as_tests(CHAPTER)
