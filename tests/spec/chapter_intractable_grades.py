"""Intractable by grades: Silberstein 2010."""

from __future__ import annotations

from typing import Any

from reprieve.pathway.diagnosis.intractability_grades import RULE_SETS
from reprieve.pathway.diary.choices import Outcome, Route
from reprieve.pathway.diary.records import Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import attacks, diary, tried
from tests.spec.chapters import Chapter, Example, as_tests

GRADES = ("mild", "moderate", "severe", "very_severe")
MET, NOT_MET, OPEN = "met", "not_met", "not_known"


def person(*treatments: Treatment, **profile: Any) -> Any:
    """Five attacks of migraine; every treatment is listed, unless said."""
    return diary(attacks(5), treatments=treatments, **{"every_treatment_listed": YES, **profile})


def _preventive(
    says: str, treatments: tuple[Treatment, ...], *grades: str, highest: str, because: str = "", **profile: Any
) -> Example:
    return Example(
        says=f"preventives: {says}",
        diary=person(*treatments, **profile),
        expects={
            **{f"silberstein2010_preventive_{name}": said for name, said in zip(GRADES, grades, strict=True)},
            "grade of preventives": highest,
        },
        because=because,
    )


def failed(*drugs: str) -> tuple[Treatment, ...]:
    return tuple(tried(drug) for drug in drugs)


ALL_THREE = failed("propranolol", "topiramate", "candesartan")
NEITHER = {"infusion_or_inpatient_failed": NO, "detoxification_failed": NO}
PREVENTIVES = (
    _preventive("nothing was tried", (), *[NOT_MET] * 4, highest="none"),
    _preventive(
        "nothing is listed, and nobody says whether anything was tried",
        (),
        *[OPEN] * 4,
        highest="none, up to very severe",
        every_treatment_listed=NOT_KNOWN,
    ),
    _preventive("propranolol failed", failed("propranolol"), MET, NOT_MET, NOT_MET, NOT_MET, highest="mild"),
    _preventive("candesartan failed", failed("candesartan"), MET, NOT_MET, NOT_MET, NOT_MET, highest="mild"),
    _preventive(
        "pizotifen failed",
        failed("pizotifen"),
        *(OPEN, NOT_MET, NOT_MET, NOT_MET),
        highest="none, up to mild",
        because="Whether it is of one of the ten classes could not be read.",
    ),
    _preventive(
        "propranolol failed, under two names",
        failed("propranolol", "Inderal"),
        *(MET, NOT_MET, NOT_MET, NOT_MET),
        highest="mild",
    ),
    _preventive(
        "propranolol and candesartan failed",
        failed("propranolol", "candesartan"),
        *(MET, MET, NOT_MET, NOT_MET),
        highest="moderate",
    ),
    _preventive(
        "propranolol and metoprolol failed",
        failed("propranolol", "metoprolol"),
        *(MET, MET, NOT_MET, NOT_MET),
        highest="moderate",
        because="Two drugs are asked for; they may be of one class.",
    ),
    _preventive(
        "candesartan and onabotulinumtoxinA failed",
        failed("candesartan", "onabotulinumtoxinA"),
        *(MET, OPEN, NOT_MET, NOT_MET),
        highest="mild, up to moderate",
        because="Which classes are the first six is not confirmed in print.",
    ),
    _preventive(
        "propranolol failed, topiramate was ruled out",
        (tried("propranolol"), tried("topiramate", Outcome.CONTRAINDICATED)),
        *(MET, OPEN, NOT_MET, NOT_MET),
        highest="mild, up to moderate",
    ),
    _preventive(
        "propranolol, topiramate and candesartan failed; no infusion, no withdrawal",
        ALL_THREE,
        *(MET, MET, MET, NOT_MET),
        highest="severe",
        **NEITHER,
    ),
    _preventive(
        "propranolol, candesartan and onabotulinumtoxinA failed; no infusion, no withdrawal",
        failed("propranolol", "candesartan", "onabotulinumtoxinA"),
        *(MET, MET, OPEN, NOT_MET),
        highest="moderate, up to severe",
        **NEITHER,
    ),
    _preventive(
        "propranolol, topiramate and candesartan failed; infusions not asked about",
        ALL_THREE,
        *(MET, MET, MET, OPEN),
        highest="severe, up to very severe",
    ),
    *(
        _preventive(
            f"propranolol, topiramate and candesartan failed, and {says} too",
            ALL_THREE,
            *[MET] * 4,
            highest="very severe",
            **{**NEITHER, item: YES},
        )
        for says, item in (
            ("infusions", "infusion_or_inpatient_failed"),
            ("a withdrawal", "detoxification_failed"),
        )
    ),
    _preventive(
        "infusions failed, and propranolol and topiramate alone",
        failed("propranolol", "topiramate"),
        *(MET, MET, NOT_MET, NOT_MET),
        highest="moderate",
        infusion_or_inpatient_failed=YES,
    ),
)


def _acute(says: str, treatments: tuple[Treatment, ...], *grades: str, highest: str, because: str = "") -> Example:
    return Example(
        says=f"acute drugs: {says}",
        diary=person(*treatments),
        expects={
            **{f"silberstein2010_acute_{name}": said for name, said in zip(GRADES[:3], grades, strict=True)},
            "grade of acute drugs": highest,
        },
        because=because,
    )


MODERATE = (tried("ibuprofen", route=Route.ORAL), tried("sumatriptan"), tried("metoclopramide", route=Route.ORAL))
ACUTE = (
    _acute("nothing was tried", (), *[NOT_MET] * 3, highest="none"),
    _acute("ibuprofen failed", MODERATE[:1], MET, NOT_MET, NOT_MET, highest="mild"),
    _acute("paracetamol failed", failed("paracetamol"), MET, NOT_MET, NOT_MET, highest="mild"),
    _acute("ibuprofen and a triptan failed", MODERATE[:2], MET, NOT_MET, NOT_MET, highest="mild"),
    _acute(
        "ibuprofen, nobody says how, and a triptan failed",
        failed("ibuprofen", "sumatriptan"),
        *(MET, OPEN, NOT_MET),
        highest="mild, up to moderate",
        because="Injected it would be of the third class; that it was swallowed is not written.",
    ),
    _acute("a triptan failed, and nothing plainer was tried", MODERATE[1:2], *[NOT_MET] * 3, highest="none"),
    _acute("ibuprofen, a triptan, metoclopramide by mouth", MODERATE, MET, MET, NOT_MET, highest="moderate"),
    _acute(
        "ibuprofen, a triptan, metoclopramide into a vein",
        (*MODERATE[:2], tried("metoclopramide", route=Route.INTRAVENOUS)),
        *(MET, NOT_MET, NOT_MET),
        highest="mild",
        because="Injected it is of the fourth class, and the third is missing.",
    ),
    _acute(
        "ibuprofen, a triptan, metoclopramide, nobody says how",
        (*MODERATE[:2], tried("metoclopramide")),
        *(MET, OPEN, OPEN),
        highest="mild, up to severe",
        because="Of each class it may be; that it cannot be of both at once is not followed up.",
    ),
    _acute(
        "ketorolac into a muscle, and a triptan",
        (tried("ketorolac", route=Route.INTRAMUSCULAR), tried("sumatriptan")),
        *(MET, MET, NOT_MET),
        highest="moderate",
        because="It is an anti-inflammatory drug, and an injected one.",
    ),
    _acute("the same, and prednisone", (*MODERATE, tried("prednisone")), MET, MET, MET, highest="severe"),
    _acute("the same, and tramadol", (*MODERATE, tried("tramadol")), MET, MET, MET, highest="severe"),
    _acute(
        "the same, and paracetamol with codeine",
        (*MODERATE, tried("paracetamol + codeine")),
        *(MET, MET, OPEN),
        highest="moderate, up to severe",
        because="Whether a combination counts as an opioid too is not said.",
    ),
    _acute(
        "ibuprofen failed, naproxen helped",
        (tried("ibuprofen"), tried("naproxen", Outcome.HELPED)),
        *(OPEN, NOT_MET, NOT_MET),
        highest="none, up to mild",
        because="A kind of which another drug helped has not certainly failed.",
    ),
)

CHAPTER = Chapter(
    code="intractable-grades",
    title="Intractable by grades: Silberstein 2010",
    text=(
        "Two scales, one for preventive drugs and one for acute ones; each grade is a verdict of its own, and the "
        "highest that is met is said. Which classes of preventive are the first six could not be confirmed in print: "
        "anticonvulsants, beta-blockers, antidepressants and calcium channel blockers are taken for certain among them."
    ),
    entities=RULE_SETS,
    examples=(*PREVENTIVES, *ACUTE),
)
test_example = as_tests(CHAPTER)
