"""Intractable: in the everyday sense, and resistant and refractory by EHF 2020."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from reprieve.pathway.diagnosis.intractability import EVERYDAY
from reprieve.pathway.diagnosis.intractability_ehf import REFRACTORY as EHF_REFRACTORY
from reprieve.pathway.diagnosis.intractability_ehf import RESISTANT as EHF_RESISTANT
from reprieve.pathway.diary.choices import EasedBy, Effect, Outcome
from reprieve.pathway.diary.records import Attack, Dose, Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import (
    MIGRAINE,
    Record,
    at,
    attack,
    attacks,
    but,
    days,
    diary,
    hours_of,
    months,
    treated,
    tried,
)
from tests.spec.chapters import Chapter, Example, as_tests


def two_parts(gap: str, eased_by: EasedBy | None = EasedBy.ITSELF) -> list[Record]:
    """40 h of pain, a quiet spell, 30 h of pain."""
    start = at(1) + timedelta(hours=40) + timedelta(minutes=round(60 * hours_of(gap)))
    return [
        attack(MIGRAINE, lasts="40", eased_by=eased_by),
        Attack(start=start, end=start + timedelta(hours=30), **MIGRAINE),
    ]


EVERYDAY_LENGTH = (
    *(
        Example(
            says=f"everyday: an attack of {lasts} h",
            diary=diary(attack(MIGRAINE, lasts=lasts)),
            expects={"everyday": verdict},
        )
        for lasts, verdict in (("71:59", "not_met"), ("72", "not_met"), ("72:01", "met"))
    ),
    *(
        Example(
            says=f"everyday: 40 h, a quiet spell of {gap} h by itself, 30 h",
            diary=diary(two_parts(gap)),
            expects={"everyday": verdict},
            because="Whatever brought the spell." if gap == "12" else "",
        )
        for gap, verdict in (("11:59", "met"), ("12", "met"), ("12:01", "not_met"))
    ),
    Example(
        says="everyday: 40 h, a quiet spell of 2 h, 30 h: exactly 72 h",
        diary=diary(two_parts("2")),
        expects={"everyday": "not_met"},
    ),
    Example(
        says="everyday: 40 h, a quiet spell of unknown cause of 6 h, 30 h",
        diary=diary(two_parts("6", None)),
        expects={"everyday": "met"},
    ),
    Example(
        says="everyday: an attack without a written end",
        diary=diary(attack(MIGRAINE, lasts=None)),
        expects={"everyday": "not_known"},
    ),
    Example(
        says="everyday: an attack that still went on after 73 h",
        diary=diary(attack(MIGRAINE, lasts=None, ongoing=YES, entered_at=at(1) + timedelta(hours=73))),
        expects={"everyday": "met"},
    ),
    Example(
        says="everyday: an attack that still goes on, asked after 73 h",
        diary=diary(attack(MIGRAINE, lasts=None, ongoing=YES)),
        as_of=at(1) + timedelta(hours=73),
        expects={"everyday": "met"},
    ),
    *(
        Example(
            says=f"everyday: an attack of 80 h that ended {ago} days before the last entry",
            diary=diary(attack(MIGRAINE, lasts="80"), days([4 + ago], headache=NO)),
            expects={"everyday": verdict},
        )
        for ago, verdict in ((364, "met"), (366, "not_known"))
    ),
)


def _drugs(says: str, verdict: str, *drugs: tuple[str, Effect | None], because: str = "") -> Example:
    one = attack(but(MIGRAINE, "drug_taken"), key="it")
    written = [Dose(name=name, time=at(1, "09:00"), attack_key="it", effect_at_2h=effect) for name, effect in drugs]
    return Example(says=f"everyday: {says}", diary=diary(one, written), expects={"everyday": verdict}, because=because)


NOTHING, BETTER = Effect.NONE, Effect.BETTER
EVERYDAY_DRUGS = (
    _drugs("a triptan and a pain reliever, neither helped", "met", ("sumatriptan", NOTHING), ("ibuprofen", NOTHING)),
    _drugs("a triptan and a pain reliever, one helped", "not_met", ("sumatriptan", NOTHING), ("ibuprofen", BETTER)),
    _drugs("a triptan alone, and it did not help", "not_known", ("sumatriptan", NOTHING)),
    _drugs("a pain reliever alone, and it did not help", "not_known", ("ibuprofen", NOTHING)),
    _drugs("a triptan alone, and it helped", "not_met", ("sumatriptan", BETTER)),
    _drugs("both, and the effect of one is not recorded", "not_known", ("sumatriptan", NOTHING), ("ibuprofen", None)),
    _drugs("both in one tablet, and it did not help", "met", ("sumatriptan + naproxen", NOTHING)),
    _drugs(
        "a triptan, and a drug nobody knows, neither helped",
        "not_known",
        ("sumatriptan", NOTHING),
        ("a blue pill", NOTHING),
    ),
)

# EHF 2020

DISABLING = but(MIGRAINE, "drug_taken", function_lost=YES)
SEVEN = ("amitriptyline", "topiramate", "propranolol", "flunarizine", "erenumab", "candesartan", "onabotulinumtoxinA")
TRIPTANS = (tried("sumatriptan"), tried("rizatriptan"))


def burden(*each: int, empty: int = 0, **profile: Any) -> Any:
    """So many disabling, treated days in each month; migraine is known; all treatments are listed unless said."""
    kind = but(DISABLING, drug_taken=YES)
    return diary(
        months(migraine=each, migraine_kind=kind, empty=[empty] * len(each), days_before=0),
        **{"every_treatment_listed": YES, **profile},
    )


def failed(number: int) -> tuple[Treatment, ...]:
    return (*TRIPTANS, *(tried(drug) for drug in SEVEN[:number]))


RESISTANT = (
    *(
        Example(
            says=f"resistant: {each[0]}, {each[1]} and {each[2]} disabling days, three classes and two triptans failed",
            diary=burden(*each, treatments=failed(3)),
            expects={"ehf2020_resistant": verdict, "ehf2020_resistant B": verdict},
        )
        for each, verdict in (
            ((7, 7, 7), "not_met"),
            ((8, 8, 8), "met"),
            ((9, 9, 9), "met"),
            ((8, 7, 8), "not_met"),
        )
    ),
    *(
        Example(
            says=f"resistant: 7 disabling days a month, {empty} days of each not written",
            diary=burden(7, 7, 7, empty=empty, treatments=failed(3)),
            expects={"ehf2020_resistant": verdict},
        )
        for empty, verdict in ((0, "not_met"), (1, "not_known"))
    ),
    *(
        Example(
            says=f"resistant: {number} classes of preventive failed",
            diary=burden(8, 8, 8, treatments=failed(number)),
            expects={"ehf2020_resistant": verdict, "ehf2020_resistant C": verdict},
        )
        for number, verdict in ((2, "not_met"), (3, "met"), (4, "met"))
    ),
    Example(
        says="resistant: two classes failed, and nobody says whether that is all that was tried",
        diary=burden(8, 8, 8, treatments=failed(2), every_treatment_listed=NOT_KNOWN),
        expects={"ehf2020_resistant": "not_known"},
    ),
    *(
        Example(
            says=f"resistant: {number} triptans failed",
            diary=burden(8, 8, 8, treatments=(*TRIPTANS[:number], *failed(3)[2:])),
            expects={"ehf2020_resistant": verdict, "ehf2020_resistant B": verdict},
        )
        for number, verdict in ((1, "not_met"), (2, "met"))
    ),
    Example(
        says="resistant: the same triptan failed twice",
        diary=burden(8, 8, 8, treatments=(TRIPTANS[0], tried("Imitrex"), *failed(3)[2:])),
        expects={"ehf2020_resistant B": "not_met"},
        because="Two different ones are asked for.",
    ),
    *(
        Example(
            says=f"resistant: the third class {says}",
            diary=burden(8, 8, 8, treatments=(*failed(2), tried("propranolol", outcome, adequate=adequate))),
            expects={"ehf2020_resistant C": verdict},
        )
        for says, outcome, adequate, verdict in (
            ("brought side effects", Outcome.ADVERSE_EFFECT, NO, "met"),
            ("was ruled out", Outcome.CONTRAINDICATED, NOT_KNOWN, "met"),
            ("did nothing, at too low a dose", Outcome.NO_EFFECT, NO, "not_met"),
            ("did nothing, dose not recorded", Outcome.NO_EFFECT, NOT_KNOWN, "not_known"),
            ("was stopped by choice", Outcome.PATIENT_CHOICE, YES, "not_met"),
            ("was too dear", Outcome.COST_OR_ACCESS, YES, "not_met"),
            ("was stopped for a pregnancy", Outcome.PREGNANCY, YES, "not_met"),
            ("helped", Outcome.HELPED, YES, "not_met"),
            ("has no recorded outcome", None, YES, "not_known"),
        )
    ),
    Example(
        says="resistant: two drugs of one class",
        diary=burden(8, 8, 8, treatments=(*failed(2), tried("venlafaxine"))),
        expects={"ehf2020_resistant C": "not_met"},
    ),
    *(
        Example(
            says=f"resistant: a drug of each of three classes failed, and another drug of the third {says}",
            diary=burden(8, 8, 8, treatments=(*failed(3), tried("metoprolol", outcome))),
            expects={"ehf2020_resistant C": verdict},
            because="It asks that classes fail, so that what every drug of them did must be told.",
        )
        for says, outcome, verdict in (
            ("failed too", Outcome.NO_EFFECT, "met"),
            ("was too dear", Outcome.COST_OR_ACCESS, "met"),
            ("helped", Outcome.HELPED, "not_known"),
            ("has no recorded outcome", None, "not_known"),
        )
    ),
    Example(
        says="resistant: two named classes failed, and a drug of the eighth class, others of established effect",
        diary=burden(8, 8, 8, treatments=(*failed(2), tried("pizotifen"))),
        expects={"ehf2020_resistant C": "not_known"},
        because="It is a third class if its effect is established, which a clinician has to say.",
    ),
    *(
        Example(
            says=f"resistant: one class failed, and a drug nobody knows, written {times}",
            diary=burden(8, 8, 8, treatments=(*failed(1), *([tried("a tonic")] * number))),
            expects={"ehf2020_resistant C": "not_met"},
            because="However often it is written, it is one drug.",
        )
        for times, number in (("once", 1), ("twice", 2))
    ),
    Example(
        says="resistant: disabling days without a drug",
        diary=diary(
            months(migraine=(8, 8, 8), migraine_kind=but(DISABLING, drug_taken=NO), days_before=0),
            every_treatment_listed=YES,
            treatments=failed(3),
        ),
        expects={"ehf2020_resistant B": "not_met"},
        because="Disabling *although a drug was taken* is asked for.",
    ),
)

REFRACTORY = (
    *(
        Example(
            says=f"refractory: {', '.join(map(str, each))} disabling days in six months, every class failed",
            diary=burden(*each, treatments=failed(7), other_preventives_failed=YES),
            expects={"ehf2020_refractory": refractory, "ehf2020_resistant": resistant},
        )
        for each, refractory, resistant in (
            ((7, 8, 8, 8, 8, 8), "not_met", "met"),
            ((8, 8, 8, 8, 8, 8), "met", "met"),
            ((9, 9, 9, 9, 9, 9), "met", "met"),
            ((8, 8, 8, 8, 8, 7), "not_met", "not_met"),
        )
    ),
    Example(
        says="refractory: a diary of three months",
        diary=burden(8, 8, 8, treatments=failed(7), other_preventives_failed=YES),
        expects={"ehf2020_refractory": "not_known", "ehf2020_resistant": "met"},
    ),
    *(
        Example(
            says=f"refractory: {number} of the seven named classes failed",
            diary=burden(*[8] * 6, treatments=failed(number), other_preventives_failed=YES),
            expects={"ehf2020_refractory": verdict},
        )
        for number, verdict in ((6, "not_met"), (7, "met"))
    ),
    Example(
        says="refractory: the seven failed, and no clinician spoke of the others",
        diary=burden(*[8] * 6, treatments=failed(7)),
        expects={"ehf2020_refractory": "not_known"},
    ),
)

NO_MIGRAINE = Example(
    says="EHF 2020: nothing but treatments",
    diary=diary(treatments=failed(7), every_treatment_listed=YES, other_preventives_failed=YES),
    expects={"ehf2020_resistant": "not_known", "ehf2020_refractory": "not_known", "everyday": "not_known"},
)
SIDE_BY_SIDE = Example(
    says="one long attack in a person with migraine who never tried anything",
    diary=diary(attacks(5), attack(MIGRAINE, 60, lasts="80"), every_treatment_listed=YES),
    expects={"everyday": "met", "ehf2020_resistant": "not_met", "ehf2020_refractory": "not_met"},
    because="No two definitions agree; each is judged by itself.",
)
EASED_ONE = Example(
    says="everyday: a triptan ended a short attack",
    diary=diary(treated(MIGRAINE, "sumatriptan", effect_at_2h=Effect.PAIN_FREE)),
    expects={"everyday": "not_met"},
)

CHAPTER = Chapter(
    code="intractable",
    title="Intractable: the everyday sense, and EHF 2020",
    text=(
        "*Everyday* is what clinics tell patients, and ours. EHF 2020 is a published consensus. Lack of effect at an "
        "adequate dose, lack of tolerability and contraindication count as failure; choice, cost and pregnancy do not. "
        "Months are windows of 30 days that end on the last written day."
    ),
    entities=(EVERYDAY, EHF_RESISTANT, EHF_REFRACTORY),
    examples=(
        *EVERYDAY_LENGTH,
        *EVERYDAY_DRUGS,
        EASED_ONE,
        *RESISTANT,
        *REFRACTORY,
        NO_MIGRAINE,
        SIDE_BY_SIDE,
    ),
)
test_example = as_tests(CHAPTER)
