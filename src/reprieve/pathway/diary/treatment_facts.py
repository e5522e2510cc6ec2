"""How many treatments of which kind failed, as each published definition of intractable counts them?

Each definition has kinds of its own: topiramate is an anticonvulsant to one, a kind by itself to
another. Where a definition names drugs, another drug of the same sort is only possibly meant.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from reprieve.pathway.diary.choices import Route
from reprieve.pathway.diary.drug_table import drug_table
from reprieve.pathway.diary.drugs import Drug, OveruseClass
from reprieve.pathway.diary.records import Profile, Treatment
from reprieve.pathway.diary.treatments import (
    BY_EHF2020,
    NO_KIND,
    ONABOTULINUMTOXIN_A,
    OTHER_CLASS,
    Failing,
    Kinds,
    KindsOf,
    counts_as_failed,
    is_onabotulinumtoxin_a,
    kinds_failed,
    maybe_of_kind,
    of_kind,
    why,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.sources import (
    AHS2008,
    DANTONA2019,
    EHF2014,
    EHF_ONABOT,
    GOADSBY2006,
    SILBERSTEIN2010,
)
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# Months of a trial are counted as the windows of a diary are: 30 days each. [ours]
TWO_MONTHS_DAYS, THREE_MONTHS_DAYS = 60, 90

BY_EHF2014 = Failing(
    key="ehf2014",
    name="EHF 2014",
    source=EHF2014,
    contraindicated=YES,
    at_target_days=THREE_MONTHS_DAYS,
    cycles=2,
)
BY_AHS2008 = Failing(
    key="ahs2008", name="AHS 2008", source=AHS2008, contraindicated=NOT_KNOWN, at_target_days=TWO_MONTHS_DAYS
)
# Acute drugs are asked for "unless contraindicated".
BY_AHS2008_ACUTE = Failing(key="ahs2008_acute", name="AHS 2008 (acute drugs)", source=AHS2008, contraindicated=YES)
BY_SILBERSTEIN2010 = Failing(
    key="silberstein2010", name="Silberstein 2010", source=SILBERSTEIN2010, contraindicated=NOT_KNOWN
)
BY_GOADSBY2006 = Failing(key="goadsby2006", name="Goadsby 2006", source=GOADSBY2006, contraindicated=NOT_KNOWN)
BY_DANTONA2019 = Failing(
    key="dantona2019",
    name="D'Antona and Matharu 2019",
    source=DANTONA2019,
    contraindicated=YES,
    at_target_days=TWO_MONTHS_DAYS,
    cycles=2,
    fall_percent=50,
)
BY_EHF_ONABOT = Failing(
    key="ehf_onabot",
    name="EHF guideline on onabotulinumtoxinA",
    source=EHF_ONABOT,
    contraindicated=NOT_KNOWN,
    cycles=2,
    fall_percent=30,
)

# Preventive kinds

TRICYCLICS = frozenset({"amitriptyline", "nortriptyline", "protriptyline", "imipramine", "doxepin"})
SNRIS = frozenset({"venlafaxine", "desvenlafaxine", "duloxetine"})
CGRP_ANTIBODIES = frozenset({"erenumab", "galcanezumab", "fremanezumab", "eptinezumab"})
METABOLIC = frozenset({"riboflavin", "coenzyme Q10"})

EHF2014_DRUGS = frozenset(
    {
        *("propranolol", "metoprolol", "atenolol", "bisoprolol"),
        *("valproate", "topiramate"),
        "amitriptyline",
        *("flunarizine", "candesartan"),
        ONABOTULINUMTOXIN_A,
    }
)


def _ingredient(drug: Drug) -> str:
    """What it consists of; a combination is no drug that a definition names."""
    return drug.ingredients[0] if len(drug.ingredients) == 1 else ""


def _four_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    """Beta-blocker, anticonvulsant, tricyclic, calcium channel blocker: AHS 2008, and Goadsby's first four."""
    del treatment
    if drug.preventive_class in ("beta_blocker", "antiepileptic", "calcium_channel_blocker"):
        return of_kind(drug.preventive_class)
    return of_kind("tricyclic") if _ingredient(drug) in TRICYCLICS else NO_KIND


def _seven_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    """Goadsby 2006: the four, others with a positive trial, anti-inflammatory drugs, metabolic enhancers."""
    first = _four_kinds(treatment, drug)
    if first is not NO_KIND:
        return first
    if _ingredient(drug) in METABOLIC:
        return of_kind("metabolic")
    if drug.preventive_class is not None:
        return of_kind("other") if drug.named_by_ehf else maybe_of_kind("other")
    # Taken against attacks, or to prevent them? The record of a treatment does not say.
    return maybe_of_kind("anti_inflammatory") if _is_anti_inflammatory(drug) else NO_KIND


def _eight_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    """D'Antona and Matharu 2019."""
    first = _three_kinds(treatment, drug)
    if first is not NO_KIND:
        return first
    name = _ingredient(drug)
    if drug.preventive_class == "beta_blocker":
        named = name in ("propranolol", "metoprolol", "timolol")
        return of_kind("beta_blocker") if named else maybe_of_kind("beta_blocker")
    if name in TRICYCLICS:
        return of_kind("tricyclic") if name == "amitriptyline" else maybe_of_kind("tricyclic")
    if name in SNRIS:
        return of_kind("snri") if name == "venlafaxine" else maybe_of_kind("snri")
    if name == "valproate":
        return of_kind("valproate")
    if drug.preventive_class is None:
        return NO_KIND
    return of_kind("other") if drug.named_by_ehf else maybe_of_kind("other")


def _three_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    """Of which D'Antona and Matharu ask for two: topiramate, onabotulinumtoxinA, an antibody against CGRP."""
    del treatment
    name = _ingredient(drug)
    if name in ("topiramate", ONABOTULINUMTOXIN_A):
        return of_kind(name)
    return of_kind("cgrp_antibody") if name in CGRP_ANTIBODIES else NO_KIND


def _ehf2014_drugs(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    name = _ingredient(drug)
    if name in EHF2014_DRUGS:
        return of_kind(name)
    same_class = drug.preventive_class in ("beta_blocker", "antiepileptic") or name in TRICYCLICS
    return maybe_of_kind(name) if same_class else NO_KIND


# Silberstein's first six classes could not be read in print; these four are first in every definition.
SURELY_FIRST = frozenset({"beta_blocker", "antiepileptic", "antidepressant", "calcium_channel_blocker"})


def _any_preventive(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    if drug.preventive_class is None:
        return NO_KIND
    sure = drug.named_by_ehf or drug.preventive_class in SURELY_FIRST
    return of_kind(drug.name) if sure else maybe_of_kind(drug.name)


def _first_preventive(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    if drug.preventive_class is None:
        return NO_KIND
    return of_kind(drug.name) if drug.preventive_class in SURELY_FIRST else maybe_of_kind(drug.name)


# Acute kinds

NOT_ANTI_INFLAMMATORY = frozenset({"paracetamol", "metamizole", "phenazone", "propyphenazone", "nefopam"})
DOPAMINE_ANTAGONISTS = frozenset(
    {
        *("metoclopramide", "domperidone", "prochlorperazine", "chlorpromazine"),
        *("promethazine", "droperidol", "haloperidol"),
    }
)
CORTICOSTEROIDS = frozenset({"dexamethasone", "prednisone", "prednisolone", "methylprednisolone"})
INJECTED = frozenset({Route.SUBCUTANEOUS, Route.INTRAMUSCULAR, Route.INTRAVENOUS})


def _is_anti_inflammatory(drug: Drug) -> bool:
    known = drug_table().ingredients
    plain = {name for name in drug.ingredients if known[name].overuse_class is OveruseClass.NON_OPIOID}
    return OveruseClass.NON_OPIOID in drug.overuse_classes and bool(plain - NOT_ANTI_INFLAMMATORY)


def _acute_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    """Every acute kind that AHS 2008 or Silberstein 2010 asks for, by what it is and how it was given."""
    sure: set[str] = set()
    maybe: set[str] = set()
    injected = _route_in(treatment, INJECTED)
    if OveruseClass.TRIPTAN in drug.ingredient_classes:
        sure.add("triptan")
    if drug.triptan_or_ergot:
        sure.add("triptan_or_ergot")
    if "dihydroergotamine" in drug.ingredients:
        _put("dihydroergotamine", _route_in(treatment, {*INJECTED, Route.NASAL}), sure, maybe)
    if OveruseClass.COMBINATION in drug.overuse_classes:
        sure.add("combination")
    if drug.overuse_classes & {OveruseClass.COMBINATION, OveruseClass.NON_OPIOID}:
        sure.add("non_specific")
    if _is_anti_inflammatory(drug):
        sure.add("nsaid")
        _put("dopamine_or_injected_nsaid", injected, sure, maybe)
    if _ingredient(drug) in DOPAMINE_ANTAGONISTS:
        _put("dopamine_or_injected_nsaid", _route_in(treatment, {Route.ORAL}), sure, maybe)
        _put("strong", injected, sure, maybe)
    if OveruseClass.OPIOID in drug.ingredient_classes:
        # Of a combination with an opioid in it the definition does not say whether it counts as an opioid.
        (maybe if OveruseClass.COMBINATION in drug.overuse_classes else sure).add("strong")
    if _ingredient(drug) in CORTICOSTEROIDS:
        sure.add("strong")
    return Kinds(frozenset(sure), frozenset(maybe))


def _route_in(treatment: Treatment, routes: set[Route] | frozenset[Route]) -> Truth:
    if treatment.route is None or treatment.route is Route.OTHER:
        return NOT_KNOWN
    return YES if treatment.route in routes else NO


def _put(kind: str, truth: Truth, sure: set[str], maybe: set[str]) -> None:
    if truth is YES:
        sure.add(kind)
    elif truth is NOT_KNOWN:
        maybe.add(kind)


def _acute_failed(kind: str, by: Failing, *, as_a_whole: bool = False) -> Callable[[Profile], Truth]:
    def only(treatment: Treatment, drug: Drug) -> Kinds:
        kinds = _acute_kinds(treatment, drug)
        return Kinds(kinds.sure & {kind}, kinds.maybe & {kind})

    return lambda profile: kinds_failed(profile, only, by, most=1, as_a_whole=as_a_whole).reaches(at_least=1)


def _failed(kinds_of: KindsOf, by: Failing, most: float, *, as_a_whole: bool = False) -> Callable[[Profile], Bounds]:
    return lambda profile: kinds_failed(profile, kinds_of, by, most=most, as_a_whole=as_a_whole)


# MIDAS grade III and above begins here.
MIDAS_SIGNIFICANT = 11


def _contradicted(profile: Profile) -> bool:
    """Whether the person says that nothing interferes, and a MIDAS total says that much does."""
    midas = profile.midas_total
    return profile.significant_interference is NO and midas is not None and midas >= MIDAS_SIGNIFICANT


def _interference(profile: Profile) -> Truth:
    return NOT_KNOWN if _contradicted(profile) else profile.significant_interference


def _midas(profile: Profile) -> Bounds:
    """The total; where the person's own word contradicts it, neither of the two settles anything. [ours]"""
    if profile.midas_total is None or _contradicted(profile):
        return UNKNOWN_AMOUNT
    return Bounds(profile.midas_total, profile.midas_total)


# EHF 2020, D'Antona and Matharu 2019, and the acute classes of Silberstein 2010 ask that classes fail. The others ask
# for drugs: AHS 2008 for those of two classes and for *a triptan*, Goadsby 2006 for four with three of the first
# classes, EHF 2014 for named ones. Which of the two is meant, no source says in so many words. [ours]
OF_PROFILE: Mapping[Fact, Callable[[Profile], Truth | Bounds]] = {
    facts.AHS2008_CLASSES_FAILED: _failed(_four_kinds, BY_AHS2008, 4),
    facts.GOADSBY2006_CLASSES_FAILED: _failed(_seven_kinds, BY_GOADSBY2006, 7),
    facts.GOADSBY2006_FIRST_FAILED: _failed(_four_kinds, BY_GOADSBY2006, 4),
    facts.DANTONA2019_CLASSES_FAILED: _failed(_eight_kinds, BY_DANTONA2019, 8, as_a_whole=True),
    facts.DANTONA2019_FIRST_FAILED: _failed(_three_kinds, BY_DANTONA2019, 3),
    facts.EHF2014_DRUGS_FAILED: _failed(_ehf2014_drugs, BY_EHF2014, math.inf),
    facts.SILBERSTEIN2010_DRUGS_FAILED: _failed(_any_preventive, BY_SILBERSTEIN2010, math.inf),
    facts.SILBERSTEIN2010_FIRST_FAILED: _failed(_first_preventive, BY_SILBERSTEIN2010, math.inf),
    facts.A_TRIPTAN_FAILED: _acute_failed("triptan", BY_AHS2008_ACUTE),
    facts.DIHYDROERGOTAMINE_FAILED: _acute_failed("dihydroergotamine", BY_AHS2008_ACUTE),
    facts.NSAID_FAILED: _acute_failed("nsaid", BY_AHS2008_ACUTE),
    facts.COMBINATION_FAILED: _acute_failed("combination", BY_AHS2008_ACUTE),
    facts.NON_SPECIFIC_FAILED: _acute_failed("non_specific", BY_SILBERSTEIN2010, as_a_whole=True),
    facts.TRIPTAN_OR_ERGOT_FAILED: _acute_failed("triptan_or_ergot", BY_SILBERSTEIN2010, as_a_whole=True),
    facts.DOPAMINE_OR_INJECTED_NSAID_FAILED: _acute_failed(
        "dopamine_or_injected_nsaid", BY_SILBERSTEIN2010, as_a_whole=True
    ),
    facts.STRONG_ACUTE_FAILED: _acute_failed("strong", BY_SILBERSTEIN2010, as_a_whole=True),
    facts.SIGNIFICANT_INTERFERENCE: _interference,
    facts.MIDAS_TOTAL: _midas,
    facts.TRIGGERS_AND_LIFESTYLE_ADDRESSED: lambda profile: profile.triggers_and_lifestyle_addressed,
    facts.COMORBIDITY_ADDRESSED: lambda profile: profile.comorbidity_addressed,
    facts.INFUSION_OR_INPATIENT_FAILED: lambda profile: profile.infusion_or_inpatient_failed,
    facts.DETOXIFICATION_FAILED: lambda profile: profile.detoxification_failed,
    facts.ATTESTED_INTRACTABLE: lambda _: NOT_KNOWN,
}

# Each treatment, definition by definition


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Whether one trial counts as failed by one definition (yes, no, or it may), and why."""

    by: Failing
    counts: Truth
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One treatment that was tried, and what each definition makes of it."""

    treatment: Treatment
    counted: tuple[Counted, ...]


def _ehf2020_kinds(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    if drug.preventive_class == OTHER_CLASS:
        return maybe_of_kind(OTHER_CLASS)
    return NO_KIND if drug.preventive_class is None else of_kind(drug.preventive_class)


def _only(treatment: Treatment, drug: Drug) -> Kinds:
    del drug
    return of_kind(ONABOTULINUMTOXIN_A) if is_onabotulinumtoxin_a(treatment) else NO_KIND


def _only_triptans(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    return of_kind("triptan") if OveruseClass.TRIPTAN in drug.ingredient_classes else NO_KIND


PREVENTIVE: tuple[tuple[Failing, KindsOf], ...] = (
    (BY_EHF2020, _ehf2020_kinds),
    (BY_EHF2014, _ehf2014_drugs),
    (BY_AHS2008, _four_kinds),
    (BY_SILBERSTEIN2010, _any_preventive),
    (BY_GOADSBY2006, _seven_kinds),
    (BY_DANTONA2019, _eight_kinds),
)
ACUTE: tuple[tuple[Failing, KindsOf], ...] = (
    (BY_EHF2020, _only_triptans),
    (BY_AHS2008_ACUTE, _acute_kinds),
    (BY_SILBERSTEIN2010, _acute_kinds),
)


def trials(profile: Profile) -> tuple[Trial, ...]:
    """The treatments that were tried, the earliest first, those without a date last."""
    once = dict.fromkeys(profile.treatments)
    in_order = sorted(once, key=lambda it: (it.started or date.max, it.name.casefold(), repr(it)))
    return tuple(Trial(treatment=it, counted=tuple(_counted(it))) for it in in_order)


def _counted(treatment: Treatment) -> Iterator[Counted]:
    drug = treatment.drug
    for by, kinds_of in _definitions_for(treatment):
        counts, reason = counts_as_failed(treatment, by), why(treatment, by)
        kinds = Kinds() if drug is None else kinds_of(treatment, drug)
        if drug is None:
            counts = NO if counts is NO else NOT_KNOWN
            reason = say("{why}; which kind of drug it is, is not known", why=reason)
        elif not kinds.sure and not kinds.maybe:
            counts, reason = NO, say("not among the drugs that this definition counts")
        elif not kinds.sure:
            counts = NO if counts is NO else NOT_KNOWN
            reason = say("{why}; whether this definition counts the drug is not certain", why=reason)
        yield Counted(by=by, counts=counts, reason=reason)


def _definitions_for(treatment: Treatment) -> tuple[tuple[Failing, KindsOf], ...]:
    drug = treatment.drug
    if drug is not None and drug.preventive_class is None:
        return ACUTE if drug.acute else ()
    if is_onabotulinumtoxin_a(treatment):
        return (*PREVENTIVE, (BY_EHF_ONABOT, _only))
    return PREVENTIVE
