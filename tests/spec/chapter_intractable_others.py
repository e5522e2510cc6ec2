"""Intractable by the other published definitions, and what ICD-10-CM says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from reprieve.pathway.diagnosis.intractability_ehf import REFRACTORY_2014
from reprieve.pathway.diagnosis.intractability_others import AHS_2008, DANTONA_2019, GOADSBY_2006, ICD_10_CM
from reprieve.pathway.diary.choices import Outcome, Route
from reprieve.pathway.diary.records import Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, attacks, but, diary, doses, in_each_month, months, tried
from tests.spec.chapters import Chapter, Example, as_tests

REACHED = date(2025, 1, 1)


def chronic(*treatments: Treatment, days: int = 15, **profile: Any) -> Any:
    """Chronic migraine without overuse; every dose is written and every treatment listed, unless said."""
    said = {"every_dose_written": YES, "every_treatment_listed": YES, "comorbidity_addressed": YES, **profile}
    return diary(months(migraine=(days, days, days)), treatments=treatments, **said)


def overusing(*treatments: Treatment) -> Any:
    """The same, with a triptan on ten days of each month."""
    return diary(
        months(migraine=(15, 15, 15), migraine_kind=but(MIGRAINE, "drug_taken")),
        doses("sumatriptan", in_each_month((10, 10, 10))),
        treatments=treatments,
        every_dose_written=YES,
        every_treatment_listed=YES,
        comorbidity_addressed=YES,
    )


def episodic(*treatments: Treatment, **profile: Any) -> Any:
    """Five attacks of migraine; every treatment is listed, unless said."""
    said = {
        "every_treatment_listed": YES,
        "significant_interference": YES,
        "triggers_and_lifestyle_addressed": YES,
        **profile,
    }
    return diary(attacks(5), treatments=treatments, **said)


def failed(*drugs: str) -> tuple[Treatment, ...]:
    return tuple(tried(drug) for drug in drugs)


def for_days(drug: str, days: int, **items: Any) -> Treatment:
    """At the target dose for so many days; nobody says whether that was enough, unless said."""
    stopped = REACHED + timedelta(days=days)
    return tried(drug, **{"adequate": NOT_KNOWN, "target_reached_on": REACHED, "stopped": stopped, **items})


def of_cycles(cycles: int) -> Treatment:
    """So many quarterly cycles of onabotulinumtoxinA; nobody says whether that was enough."""
    return tried("onabotulinumtoxinA", adequate=NOT_KNOWN, cycles=cycles)


# EHF 2014

THREE = ("propranolol", "topiramate", "amitriptyline")
EHF_2014 = (
    *(
        Example(
            says=f"EHF 2014: {', '.join(drugs)} failed",
            diary=chronic(*failed(*drugs)),
            expects={"ehf2014": verdict, "ehf2014 B": verdict},
            because=why,
        )
        for drugs, verdict, why in (
            (THREE[:2], "not_met", ""),
            (THREE, "met", ""),
            ((*THREE, "flunarizine"), "met", ""),
            (("propranolol", "metoprolol", "topiramate"), "met", "Three drugs are asked for, not three classes."),
            ((*THREE[:2], "onabotulinumtoxinA"), "met", ""),
            ((*THREE[:2], "nadolol"), "not_known", "A beta-blocker that is not named may be meant."),
            ((*THREE[:2], "erenumab"), "not_met", "It did not exist yet, and is not named."),
        )
    ),
    *(
        Example(
            says=f"EHF 2014: the third drug {says}",
            diary=chronic(*failed(*THREE[:2]), third),
            expects={"ehf2014 B": verdict},
        )
        for says, third, verdict in (
            ("89 days at the target dose", for_days("amitriptyline", 89), "not_met"),
            ("90 days at the target dose", for_days("amitriptyline", 90), "met"),
            ("91 days at the target dose", for_days("amitriptyline", 91), "met"),
            ("said to be enough, but 89 days", for_days("amitriptyline", 89, adequate=YES), "not_met"),
            ("said not to be enough, though 91 days", for_days("amitriptyline", 91, adequate=NO), "not_met"),
            ("was ruled out", tried("amitriptyline", Outcome.CONTRAINDICATED), "met"),
            ("has neither dates nor a word on its dose", tried("amitriptyline", adequate=NOT_KNOWN), "not_known"),
            ("1 cycle of injections", of_cycles(1), "not_met"),
            ("2 cycles of injections", of_cycles(2), "met"),
            ("3 cycles of injections", of_cycles(3), "met"),
        )
    ),
    Example(
        says="EHF 2014: 14 headache days a month",
        diary=chronic(*failed(*THREE), days=14),
        expects={"ehf2014": "not_met", "ehf2014 A": "not_met"},
    ),
    Example(
        says="EHF 2014: a triptan on ten days of each month",
        diary=overusing(*failed(*THREE)),
        expects={"8.2": "met", "ehf2014": "not_met", "ehf2014 A": "not_met"},
    ),
    *(
        Example(
            says=f"EHF 2014: other illness {says}",
            diary=chronic(*failed(*THREE), comorbidity_addressed=truth),
            expects={"ehf2014": verdict},
        )
        for says, truth, verdict in (("not treated", NO, "not_met"), ("not asked about", NOT_KNOWN, "not_known"))
    ),
)

# AHS 2008

ACUTE = (tried("sumatriptan"), tried("dihydroergotamine", route=Route.NASAL), tried("naproxen"))
TWO = failed("propranolol", "topiramate")
AHS = (
    *(
        Example(
            says=f"AHS 2008: {', '.join(drugs)} failed",
            diary=episodic(*failed(*drugs), *ACUTE),
            expects={"ahs2008": verdict, "ahs2008 C": verdict},
        )
        for drugs, verdict in (
            (("propranolol",), "not_met"),
            (("propranolol", "topiramate"), "met"),
            (("propranolol", "topiramate", "flunarizine"), "met"),
            (("propranolol", "metoprolol"), "not_met"),
            (("propranolol", "nortriptyline"), "met"),
            (("propranolol", "venlafaxine"), "not_met"),
            (("propranolol", "candesartan"), "not_met"),
            (("propranolol", "a tonic"), "not_known"),
        )
    ),
    *(
        Example(
            says=f"AHS 2008: the second class {says}",
            diary=episodic(tried("propranolol"), second, *ACUTE),
            expects={"ahs2008 C": verdict},
            because=why,
        )
        for says, second, verdict, why in (
            ("59 days at the target dose", for_days("topiramate", 59), "not_met", ""),
            ("60 days at the target dose", for_days("topiramate", 60), "met", "A month is 30 days here."),
            ("61 days at the target dose", for_days("topiramate", 61), "met", ""),
            (
                "40 days in all, the day of the target dose not written",
                for_days("topiramate", 40, target_reached_on=None, started=REACHED),
                "not_met",
                "It cannot have been two months.",
            ),
            ("brought side effects in a week", tried("topiramate", Outcome.ADVERSE_EFFECT, adequate=NO), "met", ""),
            (
                "was ruled out",
                tried("topiramate", Outcome.CONTRAINDICATED),
                "not_known",
                "The source, as it could be read, asks for failed trials and does not say.",
            ),
            ("was stopped by choice", tried("topiramate", Outcome.PATIENT_CHOICE), "not_met", ""),
        )
    ),
    *(
        Example(
            says=f"AHS 2008: propranolol and topiramate failed, and metoprolol {says}",
            diary=episodic(*TWO, tried("metoprolol", outcome), *ACUTE),
            expects={"ahs2008 C": "met"},
            because="A drug of each class is asked for.",
        )
        for says, outcome in (("helped", Outcome.HELPED), ("has no recorded outcome", None))
    ),
    *(
        Example(
            says=f"AHS 2008: sumatriptan failed, and rizatriptan {says}",
            diary=episodic(*TWO, *ACUTE, tried("rizatriptan", outcome)),
            expects={"ahs2008 D": "met"},
            because="*A triptan* is asked for.",
        )
        for says, outcome in (("helped", Outcome.HELPED), ("has no recorded outcome", None))
    ),
    *(
        Example(
            says=f"AHS 2008: no interference as told, and a MIDAS total of {total}",
            diary=episodic(*TWO, *ACUTE, significant_interference=NO, midas_total=total),
            expects={"ahs2008": "not_known", "ahs2008 B": "not_known"},
            because="The two contradict each other.",
        )
        for total in (11, 40)
    ),
    *(
        Example(
            says=f"AHS 2008: a MIDAS total of {total}, nothing else told of daily life",
            diary=episodic(*TWO, *ACUTE, significant_interference=NOT_KNOWN, midas_total=total),
            expects={"ahs2008": verdict, "ahs2008 B": verdict},
        )
        for total, verdict in ((10, "not_known"), (11, "met"), (12, "met"))
    ),
    Example(
        says="AHS 2008: no interference, and a MIDAS total of 10",
        diary=episodic(*TWO, *ACUTE, significant_interference=NO, midas_total=10),
        expects={"ahs2008": "not_met"},
    ),
    Example(
        says="AHS 2008: triggers and ways of life not seen to",
        diary=episodic(*TWO, *ACUTE, triggers_and_lifestyle_addressed=NO),
        expects={"ahs2008": "not_met", "ahs2008 B": "not_met"},
    ),
    *(
        Example(
            says=f"AHS 2008: {says}",
            diary=episodic(*TWO, *acute),
            expects={"ahs2008": verdict, "ahs2008 D": verdict},
        )
        for says, acute, verdict in (
            ("no triptan tried", ACUTE[1:], "not_met"),
            ("no dihydroergotamine tried", (ACUTE[0], ACUTE[2]), "not_met"),
            (
                "dihydroergotamine by mouth",
                (ACUTE[0], tried("dihydroergotamine", route=Route.ORAL), ACUTE[2]),
                "not_met",
            ),
            ("dihydroergotamine, nobody says how", (ACUTE[0], tried("dihydroergotamine"), ACUTE[2]), "not_known"),
            (
                "dihydroergotamine into a muscle",
                (ACUTE[0], tried("dihydroergotamine", route=Route.INTRAMUSCULAR), ACUTE[2]),
                "met",
            ),
            (
                "dihydroergotamine ruled out, to be given by the nose",
                (ACUTE[0], tried("dihydroergotamine", Outcome.CONTRAINDICATED, route=Route.NASAL), ACUTE[2]),
                "met",
            ),
            ("a combined pain reliever instead of an anti-inflammatory one", (*ACUTE[:2], tried("Excedrin")), "met"),
            ("paracetamol instead of an anti-inflammatory drug", (*ACUTE[:2], tried("paracetamol")), "not_met"),
            ("the anti-inflammatory drug helped", (*ACUTE[:2], tried("naproxen", Outcome.HELPED)), "not_met"),
        )
    ),
)

# Goadsby 2006

FIRST_THREE = ("propranolol", "topiramate", "flunarizine")
GOADSBY = tuple(
    Example(
        says=f"Goadsby 2006: {', '.join(drugs)} failed",
        diary=episodic(*failed(*drugs)),
        expects={"goadsby2006": verdict, "goadsby2006 B": verdict},
        because=why,
    )
    for drugs, verdict, why in (
        (FIRST_THREE, "not_met", ""),
        ((*FIRST_THREE, "amitriptyline"), "met", ""),
        ((*FIRST_THREE, "candesartan"), "met", ""),
        ((*FIRST_THREE, "riboflavin"), "met", "The seventh class: metabolic enhancers."),
        ((*FIRST_THREE, "metoprolol"), "not_met", "A second beta-blocker is no fourth class."),
        ((*FIRST_THREE, "pizotifen"), "not_known", "If there is a positive trial of it, which a clinician has to say."),
        ((*FIRST_THREE, "naproxen"), "not_known", "If it was taken to prevent."),
        (("propranolol", "topiramate", "candesartan", "riboflavin"), "not_met", "Three of the first four are needed."),
    )
)

# D'Antona and Matharu 2019

FIVE = ("topiramate", "onabotulinumtoxinA", "propranolol", "amitriptyline", "venlafaxine")
FOUR = FIVE[:4]
DANTONA = (
    *(
        Example(
            says=f"D'Antona 2019: {', '.join(drugs)} failed",
            diary=chronic(*failed(*drugs)),
            expects={"dantona2019": verdict, "dantona2019 B": verdict},
            because=why,
        )
        for drugs, verdict, why in (
            (FOUR, "not_met", ""),
            (FIVE, "met", ""),
            ((*FIVE, "valproate"), "met", ""),
            ((*FOUR, "valproate"), "met", "Topiramate and valproate are two classes here."),
            ((*FOUR, "metoprolol"), "not_met", ""),
            ((*FOUR, "candesartan"), "met", "The eighth class: others of established effect."),
            ((*FOUR, "pizotifen"), "not_known", "Whether its effect is established, a clinician has to say."),
            (
                ("topiramate", "valproate", "propranolol", "amitriptyline", "venlafaxine"),
                "not_met",
                "Two of topiramate, onabotulinumtoxinA and an antibody against CGRP are needed.",
            ),
            (("topiramate", "erenumab", "propranolol", "amitriptyline", "venlafaxine"), "met", ""),
            (("topiramate", "erenumab", "galcanezumab", "propranolol", "amitriptyline"), "not_met", "One class."),
        )
    ),
    *(
        Example(
            says=f"D'Antona 2019: {says}",
            diary=chronic(*failed("topiramate", "propranolol", "amitriptyline", "venlafaxine"), onabot),
            expects={"dantona2019 B": verdict},
        )
        for says, onabot, verdict in (
            ("1 cycle of injections", tried("onabotulinumtoxinA", adequate=NOT_KNOWN, cycles=1), "not_met"),
            ("2 cycles of injections", tried("onabotulinumtoxinA", adequate=NOT_KNOWN, cycles=2), "met"),
            ("3 cycles of injections", tried("onabotulinumtoxinA", adequate=NOT_KNOWN, cycles=3), "met"),
            ("cycles of injections not counted", tried("onabotulinumtoxinA", adequate=NOT_KNOWN), "not_known"),
        )
    ),
    *(
        Example(
            says=f"D'Antona 2019: the fifth class {says}",
            diary=chronic(*failed(*FOUR), fifth),
            expects={"dantona2019 B": verdict},
            because=why,
        )
        for says, fifth, verdict, why in (
            ("59 days at the target dose", for_days("venlafaxine", 59), "not_met", ""),
            ("60 days at the target dose", for_days("venlafaxine", 60), "met", ""),
            ("61 days at the target dose", for_days("venlafaxine", 61), "met", ""),
            ("brought side effects", tried("venlafaxine", Outcome.ADVERSE_EFFECT, adequate=NO), "met", ""),
            ("was ruled out", tried("venlafaxine", Outcome.CONTRAINDICATED), "met", ""),
            ("was stopped by choice", tried("venlafaxine", Outcome.PATIENT_CHOICE), "not_met", ""),
            ("was too dear", tried("venlafaxine", Outcome.COST_OR_ACCESS), "not_met", ""),
            ("was stopped for a pregnancy", tried("venlafaxine", Outcome.PREGNANCY), "not_met", ""),
            (
                "helped, migraine days from 12 to 6",
                tried("venlafaxine", Outcome.HELPED, days_before_per_28=12.0, days_with_per_28=6.0),
                "not_met",
                "A fall by half is an answer.",
            ),
            (
                "helped, migraine days from 12 to 6.1",
                tried("venlafaxine", Outcome.HELPED, days_before_per_28=12.0, days_with_per_28=6.1),
                "met",
                "A fall by less than half is none.",
            ),
            (
                "did nothing, migraine days from 12 to 5.9",
                tried("venlafaxine", days_before_per_28=12.0, days_with_per_28=5.9),
                "not_met",
                "The numbers say that it did something.",
            ),
            (
                "helped, nobody says how much",
                tried("venlafaxine", Outcome.HELPED),
                "not_known",
                "Whether the days fell by half is not recorded.",
            ),
        )
    ),
    *(
        Example(
            says=f"D'Antona 2019: five classes failed, and metoprolol {says}",
            diary=chronic(*failed(*FIVE), tried("metoprolol", outcome)),
            expects={"dantona2019 B": verdict},
            because=why,
        )
        for says, outcome, verdict, why in (
            ("helped, nobody says how much", Outcome.HELPED, "not_known", "It asks that classes fail."),
            ("was stopped by choice", Outcome.PATIENT_CHOICE, "met", ""),
        )
    ),
    Example(
        says="D'Antona 2019: four classes failed, and nobody says whether that is all that was tried",
        diary=chronic(*failed(*FOUR), every_treatment_listed=NOT_KNOWN),
        expects={"dantona2019": "not_known"},
    ),
    Example(
        says="D'Antona 2019: a triptan on ten days of each month",
        diary=overusing(*failed(*FIVE)),
        expects={"dantona2019": "not_met", "dantona2019 A": "not_met"},
    ),
    Example(
        says="D'Antona 2019: nobody says whether every drug taken is written",
        diary=chronic(*failed(*FIVE), every_dose_written=NOT_KNOWN),
        expects={"8.2": "not_known", "dantona2019": "not_known"},
    ),
)

# One treatment, definition by definition

PREVENTIVE_SETS = ("ehf2020", "ehf2014", "ahs2008", "silberstein2010", "goadsby2006", "dantona2019")


def _trial(says: str, treatment: Treatment, *counts: str, because: str = "") -> Example:
    return Example(
        says=f"which definitions count it: {says}",
        diary=diary(treatments=(treatment,)),
        expects={f"{treatment.name} by {key}": said for key, said in zip(PREVENTIVE_SETS, counts, strict=True)},
        because=because,
    )


YES_, NO_, MAY = "counts", "does not", "may"
TRIALS = (
    _trial("propranolol, no effect, 70 days", for_days("propranolol", 70), MAY, NO_, YES_, MAY, MAY, YES_),
    _trial("propranolol, no effect, 100 days", for_days("propranolol", 100), MAY, YES_, YES_, MAY, MAY, YES_),
    _trial("propranolol, said to be enough", tried("propranolol"), YES_, YES_, YES_, YES_, YES_, YES_),
    _trial(
        "propranolol, ruled out",
        tried("propranolol", Outcome.CONTRAINDICATED),
        *(YES_, YES_, MAY, MAY, MAY, YES_),
        because="Of three the source, as it could be read, does not say.",
    ),
    _trial("propranolol, by choice", tried("propranolol", Outcome.PATIENT_CHOICE), *[NO_] * 6),
    _trial("candesartan, no effect, said to be enough", tried("candesartan"), YES_, YES_, NO_, YES_, YES_, YES_),
    _trial("a drug nobody knows", tried("a tonic"), *[MAY] * 6),
    _trial("propranolol, outcome not recorded", tried("propranolol", None), *[MAY] * 6),
    *(
        Example(
            says=f"onabotulinumtoxinA, two cycles, migraine days from 12 to {days:g}",
            diary=diary(
                treatments=(
                    tried(
                        "onabotulinumtoxinA",
                        Outcome.HELPED,
                        cycles=2,
                        days_before_per_28=12.0,
                        days_with_per_28=days,
                    ),
                )
            ),
            expects={"onabotulinumtoxinA by ehf_onabot": counts, "onabotulinumtoxinA by dantona2019": half},
        )
        for days, counts, half in ((8.3, NO_, YES_), (8.4, NO_, YES_), (8.5, YES_, YES_), (6.0, NO_, NO_))
    ),
)

ICD = (
    Example(
        says="ICD-10-CM: everything failed",
        diary=chronic(*failed(*FIVE, "erenumab", "candesartan", "flunarizine")),
        expects={"icd10cm": "not_known", "dantona2019": "met", "codes": "G43.719"},
        because="There is no number: a clinician attests it, and the definitions that are met support it.",
    ),
    Example(
        says="ICD-10-CM: one preventive failed",
        diary=diary(attacks(5), treatments=failed("propranolol"), every_treatment_listed=YES),
        expects={"silberstein2010_preventive_mild": "met", "codes": "G43.009"},
        because="A mild grade is one drug that failed; it does not support *intractable*.",
    ),
    Example(
        says="ICD-10-CM: two preventives failed",
        diary=diary(attacks(5), treatments=failed("propranolol", "topiramate"), every_treatment_listed=YES),
        expects={"silberstein2010_preventive_moderate": "met", "codes": "G43.019"},
    ),
)

CHAPTER = Chapter(
    code="intractable-others",
    title="Intractable: EHF 2014, AHS 2008, Goadsby 2006, D'Antona and Matharu 2019, ICD-10-CM",
    text=(
        "Each definition has kinds of drugs and a sense of *failed* of its own; none is merged with another. A month "
        "of a trial is 30 days. What is stated of dose and time, and what the dates or cycles say, must agree where "
        "both are written; where only one is, it is taken. A drug that a definition does not name, but may mean, is "
        "not known."
    ),
    entities=(REFRACTORY_2014, AHS_2008, GOADSBY_2006, DANTONA_2019, ICD_10_CM),
    examples=(*EHF_2014, *AHS, *GOADSBY, *DANTONA, *TRIALS, *ICD),
)
test_example = as_tests(CHAPTER)
