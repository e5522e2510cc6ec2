"""Examined apart from those who wrote the criteria: which trial counts as failed, and Silberstein's grades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from reprieve.pathway.diary.choices import Outcome, Route
from reprieve.pathway.diary.records import Diary, Treatment
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import attacks, diary, tried
from tests.spec.chapters import Chapter, Example, as_tests

REACHED = date(2025, 1, 1)
ALL = ("ehf2020", "ehf2014", "ahs2008", "silberstein2010", "goadsby2006", "dantona2019")
COUNTS, DOES_NOT, MAY = "counts", "does not", "may"
NO_EFFECT, HELPED = Outcome.NO_EFFECT, Outcome.HELPED


def _trial(
    says: str, counts: str | Mapping[str, str], because: str = "", drug: str = "propranolol", **items: Any
) -> Example:
    by = dict.fromkeys(ALL, counts) if isinstance(counts, str) else counts
    treatment = Treatment(name=drug, **{"outcome": NO_EFFECT, **items})
    return Example(
        says=f"{drug}: {says}",
        diary=diary(attacks(5), treatments=(treatment,)),
        expects={f"{drug} by {key}": word for key, word in by.items()},
        because=because,
    )


def _lasted(days: int, **items: Any) -> Mapping[str, Any]:
    return {"target_reached_on": REACHED, "stopped": REACHED + timedelta(days=days), **items}


def _fell(before: float, after: float, **items: Any) -> Mapping[str, Any]:
    return {"adequate": YES, "days_before_per_28": before, "days_with_per_28": after, **items}


REASONS = (
    _trial("no effect, dose and time were enough", COUNTS, adequate=YES),
    _trial("no effect, dose or time were not enough", DOES_NOT, adequate=NO),
    _trial("no effect, nothing more is told", MAY),
    _trial("nobody says how it turned out", MAY, outcome=None, adequate=YES),
    _trial("it was not borne", COUNTS, outcome=Outcome.ADVERSE_EFFECT),
    _trial("it was not borne, and so never taken long enough", COUNTS, outcome=Outcome.ADVERSE_EFFECT, adequate=NO),
    _trial(
        "it is contraindicated",
        {
            **dict.fromkeys(("ehf2020", "ehf2014", "dantona2019"), COUNTS),
            **dict.fromkeys(("ahs2008", "silberstein2010", "goadsby2006"), MAY),
        },
        outcome=Outcome.CONTRAINDICATED,
    ),
    *(
        _trial(f"{says}, though as many migraine days as before", DOES_NOT, **_fell(20, 20, outcome=outcome))
        for says, outcome in (
            ("stopped by choice", Outcome.PATIENT_CHOICE),
            ("stopped for its cost", Outcome.COST_OR_ACCESS),
            ("stopped for pregnancy", Outcome.PREGNANCY),
        )
    ),
)

LENGTHS = (
    *(
        _trial(
            f"no effect in {days} days at the target dose",
            {"dantona2019": two_months, "ahs2008": two_months, "ehf2014": three_months},
            **_lasted(days),
        )
        for days, two_months, three_months in (
            (59, DOES_NOT, DOES_NOT),
            (60, COUNTS, DOES_NOT),
            (61, COUNTS, DOES_NOT),
            (89, COUNTS, DOES_NOT),
            (90, COUNTS, COUNTS),
            (91, COUNTS, COUNTS),
        )
    ),
    _trial(
        "no effect in 40 days, nobody says when the target dose was reached",
        {"dantona2019": DOES_NOT, "ahs2008": DOES_NOT, "ehf2014": DOES_NOT, "ehf2020": MAY},
        "No longer at the target dose than it was taken. EHF 2020 gives no number.",
        started=REACHED,
        stopped=REACHED + timedelta(days=40),
    ),
    _trial(
        "no effect in 200 days, nobody says when the target dose was reached",
        {"dantona2019": MAY, "ahs2008": MAY, "ehf2014": MAY},
        started=REACHED,
        stopped=REACHED + timedelta(days=200),
    ),
    _trial("no effect, at the target dose, nobody says until when", {"dantona2019": MAY}, target_reached_on=REACHED),
    *(
        _trial(f"no effect in {cycles} cycles", {"dantona2019": counts}, drug="onabotulinumtoxinA", cycles=cycles)
        for cycles, counts in ((0, DOES_NOT), (1, DOES_NOT), (2, COUNTS), (3, COUNTS))
    ),
    _trial(
        "no effect in 90 days, nobody says how many cycles",
        {"dantona2019": MAY},
        drug="onabotulinumtoxinA",
        **_lasted(90),
    ),
)

FALLS = (
    *(
        _trial(
            f"it helped: from {before} to {after} migraine days",
            {"dantona2019": counts, "ehf2020": DOES_NOT},
            **_fell(before, after, outcome=HELPED),
        )
        for before, after, counts in (
            (20, 9, DOES_NOT),
            (20, 10, DOES_NOT),
            (20, 10.5, COUNTS),
            (20, 25, COUNTS),
            (0, 0, MAY),
        )
    ),
    _trial("it helped, nobody counted", {"dantona2019": MAY, "ehf2020": DOES_NOT}, outcome=HELPED, adequate=YES),
    _trial(
        "it helped, from 20 to 20 migraine days, but too short a trial",
        {"dantona2019": DOES_NOT},
        **_fell(20, 20, outcome=HELPED, adequate=NO),
    ),
    _trial("said to have no effect, from 20 to 8 migraine days", {"dantona2019": DOES_NOT}, **_fell(20, 8)),
    _trial(
        "not borne, from 20 to 8 migraine days",
        {"dantona2019": COUNTS},
        **_fell(20, 8, outcome=Outcome.ADVERSE_EFFECT),
    ),
    *(
        _trial(
            f"{cycles} cycles, from 10 to {after} headache days",
            {"ehf_onabot": counts},
            "Under 30 % is no response." if after == 7.5 else "",
            drug="onabotulinumtoxinA",
            cycles=cycles,
            days_before_per_28=10,
            days_with_per_28=after,
        )
        for cycles, after, counts in (
            (1, 7.5, DOES_NOT),
            (2, 6.5, DOES_NOT),
            (2, 7, DOES_NOT),
            (2, 7.5, COUNTS),
        )
    ),
)

# Silberstein 2010

MET, NOT_MET, OPEN = "met", "not_met", "not_known"


def failed(*drugs: str) -> tuple[Treatment, ...]:
    return tuple(tried(drug) for drug in drugs)


def person(*treatments: Treatment, **profile: Any) -> Diary:
    return diary(attacks(5), treatments=treatments, **{"every_treatment_listed": YES, **profile})


THREE = failed("topiramate", "propranolol", "amitriptyline")
INFUSION, WITHDRAWAL = "infusion_or_inpatient_failed", "detoxification_failed"
PREVENTIVES = tuple(
    Example(
        says=f"preventives: {says}",
        diary=person(*treatments, **profile),
        expects={
            f"silberstein2010_preventive_{grade}": verdict
            for grade, verdict in zip(("mild", "moderate", "severe", "very_severe"), verdicts, strict=True)
        },
    )
    for says, treatments, profile, verdicts in (
        ("nothing was tried", (), {}, (NOT_MET,) * 4),
        ("nothing was tried, an infusion failed", (), {INFUSION: YES}, (NOT_MET,) * 4),
        ("one failed", THREE[:1], {}, (MET, NOT_MET, NOT_MET, NOT_MET)),
        ("one was stopped by choice", (tried("topiramate", Outcome.PATIENT_CHOICE),), {}, (NOT_MET,) * 4),
        (
            "one failed, in the second of two trials",
            (tried("topiramate", adequate=NO), *THREE[:1]),
            {},
            (MET, NOT_MET, NOT_MET, NOT_MET),
        ),
        (
            "one failed first and helped later",
            (tried("topiramate"), tried("topiramate", HELPED)),
            {},
            (OPEN, NOT_MET, NOT_MET, NOT_MET),
        ),
        ("two and an infusion failed", THREE[:2], {INFUSION: YES}, (MET, MET, NOT_MET, NOT_MET)),
        ("three failed", THREE, {}, (MET, MET, MET, OPEN)),
        ("three and an infusion failed", THREE, {INFUSION: YES}, (MET,) * 4),
        ("three and a withdrawal failed", THREE, {INFUSION: NO, WITHDRAWAL: YES}, (MET,) * 4),
        ("three failed, no infusion, of withdrawal nothing is told", THREE, {INFUSION: NO}, (MET, MET, MET, OPEN)),
        ("three failed, neither of both", THREE, {INFUSION: NO, WITHDRAWAL: NO}, (MET, MET, MET, NOT_MET)),
        ("a drug that nobody knows failed", failed("a blue pill"), {}, (OPEN, NOT_MET, NOT_MET, NOT_MET)),
    )
)

IBUPROFEN = tried("ibuprofen", route=Route.ORAL)
BY_MOUTH = tried("metoclopramide", route=Route.ORAL)
TO_MODERATE = (IBUPROFEN, tried("sumatriptan"), BY_MOUTH)
ACUTE = tuple(
    Example(
        says=f"acute drugs: {says}",
        diary=person(*treatments),
        expects={
            f"silberstein2010_acute_{grade}": verdict
            for grade, verdict in zip(("mild", "moderate", "severe"), verdicts, strict=True)
        },
    )
    for says, treatments, verdicts in (
        ("nothing was tried", (), (NOT_MET,) * 3),
        ("a triptan alone failed", failed("sumatriptan"), (NOT_MET,) * 3),
        ("an opioid alone failed", failed("tramadol"), (NOT_MET,) * 3),
        ("ibuprofen and a triptan failed", TO_MODERATE[:2], (MET, NOT_MET, NOT_MET)),
        ("ibuprofen, a triptan and an opioid failed", (*TO_MODERATE[:2], *failed("tramadol")), (MET, NOT_MET, NOT_MET)),
        (
            "ibuprofen, a triptan and metoclopramide into a vein failed",
            (*TO_MODERATE[:2], tried("metoclopramide", route=Route.INTRAVENOUS)),
            (MET, NOT_MET, NOT_MET),
        ),
        (
            "ibuprofen, a triptan and swallowed ketorolac failed",
            (*TO_MODERATE[:2], tried("ketorolac", route=Route.ORAL)),
            (MET, NOT_MET, NOT_MET),
        ),
        (
            "ibuprofen, ergotamine and ketorolac into a muscle failed",
            (IBUPROFEN, tried("ergotamine"), tried("ketorolac", route=Route.INTRAMUSCULAR)),
            (MET, MET, NOT_MET),
        ),
        ("ibuprofen, a triptan and swallowed metoclopramide failed", TO_MODERATE, (MET, MET, NOT_MET)),
        ("the same, and tramadol", (*TO_MODERATE, *failed("tramadol")), (MET,) * 3),
        ("the same, and prednisone", (*TO_MODERATE, *failed("prednisone")), (MET,) * 3),
        (
            "the same, and prochlorperazine into a vein",
            (*TO_MODERATE, tried("prochlorperazine", route=Route.INTRAVENOUS)),
            (MET,) * 3,
        ),
    )
)

CHAPTER = Chapter(
    code="examined-intractable-trials",
    title="Examined apart: trials that count as failed, and grades",
    text="Worked out from the published definitions apart from the chapters on each, to check them.",
    examples=(*REASONS, *LENGTHS, *FALLS, *PREVENTIVES, *ACUTE),
)
test_example = as_tests(CHAPTER)
