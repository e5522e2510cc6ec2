"""Intractable, refractory: the definitions of AHS 2008, Goadsby 2006, D'Antona and Matharu 2019, and ICD-10-CM."""

from __future__ import annotations

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.intractability_ehf import CHRONIC_WITHOUT_OVERUSE, migraine_first
from reprieve.pathway.diary.treatment_facts import MIDAS_SIGNIFICANT
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Amount, Is, every, one_of
from reprieve.pathway.terms.sources import (
    AHS2008,
    AHS2008_UNVERIFIED,
    DANTONA2019,
    GOADSBY2006,
    ICD10CM,
)

AHS_2008 = Entity(
    code="ahs2008",
    name="Refractory migraine (AHS 2008)",
    criteria=(
        migraine_first(),
        every(
            one_of(
                Is(fact=facts.SIGNIFICANT_INTERFERENCE, text="headaches that keep interfering with daily life"),
                Amount(
                    fact=facts.MIDAS_TOTAL,
                    at_least=MIDAS_SIGNIFICANT,
                    text=f"a MIDAS total of {MIDAS_SIGNIFICANT} or more",
                    source=AHS2008_UNVERIFIED,
                ),
                text="significant interference with daily life",
            ),
            Is(fact=facts.TRIGGERS_AND_LIFESTYLE_ADDRESSED, text="although triggers and ways of life were seen to"),
            text="significant interference with daily life, although triggers and ways of life were seen to",
            letter="B",
            source=AHS2008,
        ),
        every(
            Amount(
                fact=facts.AHS2008_CLASSES_FAILED,
                at_least=2,
                text="2 of the 4, in trials of 2 months or more",
                source=AHS2008_UNVERIFIED,
            ),
            text="preventives of at least 2 of 4 classes failed in adequate trials "
            "(beta-blocker, anticonvulsant, tricyclic, calcium channel blocker)",
            letter="C",
            source=AHS2008,
        ),
        every(
            Is(fact=facts.A_TRIPTAN_FAILED, text="a triptan"),
            Is(fact=facts.DIHYDROERGOTAMINE_FAILED, text="dihydroergotamine by the nose or injected"),
            one_of(
                Is(fact=facts.NSAID_FAILED, text="an anti-inflammatory pain reliever"),
                Is(fact=facts.COMBINATION_FAILED, text="a combined pain reliever"),
                text="an anti-inflammatory or a combined pain reliever",
            ),
            text="acute drugs failed, unless ruled out: a triptan, dihydroergotamine by the nose or injected, "
            "and an anti-inflammatory or combined pain reliever",
            letter="D",
            source=AHS2008,
        ),
    ),
    clinician_letter="E",
    clinician_text="the trials were adequate; with or without medication overuse (8.2) is a modifier, not a criterion",
    source=AHS2008,
    group="intractability",
)

GOADSBY_2006 = Entity(
    code="goadsby2006",
    name="Intractable migraine (Goadsby 2006)",
    criteria=(
        migraine_first(),
        every(
            Amount(
                fact=facts.GOADSBY2006_CLASSES_FAILED,
                at_least=4,
                text="at least 4 classes of preventive",
            ),
            Amount(
                fact=facts.GOADSBY2006_FIRST_FAILED,
                at_least=3,
                text="3 of them beta-blocker, anticonvulsant, calcium channel blocker or tricyclic",
            ),
            text="at least 4 classes of preventive failed, 3 of them beta-blocker, anticonvulsant, calcium channel "
            "blocker or tricyclic",
            letter="B",
            source=GOADSBY2006,
        ),
    ),
    clinician_letter="C",
    clinician_text="the trials were adequate by local guidelines",
    source=GOADSBY2006,
    group="intractability",
)

DANTONA_2019 = Entity(
    code="dantona2019",
    name="Refractory chronic migraine (D'Antona and Matharu 2019)",
    criteria=(
        CHRONIC_WITHOUT_OVERUSE,
        every(
            Amount(fact=facts.DANTONA2019_CLASSES_FAILED, at_least=5, text="at least 5 of 8 classes of preventive"),
            Amount(
                fact=facts.DANTONA2019_FIRST_FAILED,
                at_least=2,
                text="2 of them topiramate, two cycles of onabotulinumtoxinA, or an antibody against CGRP",
            ),
            text="at least 5 of 8 classes of preventive failed over 2 months or more at the best dose, 2 of them "
            "topiramate, two cycles of onabotulinumtoxinA, or an antibody against CGRP",
            letter="B",
            source=DANTONA2019,
        ),
    ),
    clinician_letter="C",
    clinician_text="the doses were the best there are; which of the newer drugs are to be had where the person lives",
    source=DANTONA2019,
    group="intractability",
)

# ICD-10-CM gives no number and no duration: a clinician attests it, and what is judged here only supports it.
ICD_10_CM = Entity(
    code="icd10cm",
    name="Intractable (ICD-10-CM)",
    criteria=(
        Is(
            fact=facts.ATTESTED_INTRACTABLE,
            text="pharmacoresistant, treatment resistant, refractory or poorly controlled, as a clinician judges",
            letter="A",
            source=ICD10CM,
        ),
    ),
    clinician_letter="A",
    clinician_text="whether it is intractable; ICD-10-CM gives no number and no duration",
    source=ICD10CM,
    group="intractability",
)

RULE_SETS = (AHS_2008, GOADSBY_2006, DANTONA_2019)
