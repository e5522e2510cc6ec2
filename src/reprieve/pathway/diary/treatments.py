"""Which treatments failed, by the reasons that count?

EHF 2020: lack of effect at an adequate dose for an adequate time, lack of tolerability, and a
contraindication count as failure. What a person chose, could not afford or was kept from by
pregnancy does not. A trial whose outcome or adequacy is not written may have failed.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from reprieve.pathway.diary.choices import Outcome
from reprieve.pathway.diary.drugs import OveruseClass
from reprieve.pathway.diary.records import Profile, Treatment
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# EHF 2020: seven named classes of preventive; an eighth gathers all others of established effect.
NAMED_CLASSES = frozenset(
    {
        "antidepressant",
        "antiepileptic",
        "beta_blocker",
        "calcium_channel_blocker",
        "cgrp_pathway",
        "ace_arb",
        "onabotulinumtoxina",
    }
)

OTHER_CLASS = "other"


def failed(treatment: Treatment) -> Truth:
    """Whether a trial counts as failed."""
    match treatment.outcome:
        case None:
            return NOT_KNOWN
        case Outcome.ADVERSE_EFFECT | Outcome.CONTRAINDICATED:
            return YES
        case Outcome.NO_EFFECT:
            return treatment.adequate
    return NO


def _failed_kinds(profile: Profile, kinds_of: Callable[[Treatment], set[str] | None], *, most: float) -> Bounds:
    # A kind of which another drug helped has not certainly failed.
    helped = {kind for tried in profile.treatments if tried.outcome is Outcome.HELPED for kind in kinds_of(tried) or ()}
    certain: set[str] = set()
    possible: set[str] = set()
    unnamed: set[str] = set()
    for treatment in profile.treatments:
        outcome, kinds = failed(treatment), kinds_of(treatment)
        if outcome is NO or kinds == set():
            continue
        if kinds is None:
            unnamed.add(treatment.name.casefold())
        elif outcome is YES:
            certain |= kinds - helped
            possible |= kinds & helped
        else:
            possible |= kinds
    if profile.every_treatment_listed is not YES:
        return Bounds(len(certain), most)
    return Bounds(len(certain), min(len(certain | possible) + len(unnamed), most))


def triptans_failed(profile: Profile) -> Bounds:
    """How many different triptans failed."""

    def triptans(treatment: Treatment) -> set[str] | None:
        if treatment.drug is None:
            return None
        if OveruseClass.TRIPTAN not in treatment.drug.ingredient_classes:
            return set()
        return {name for name in treatment.drug.ingredients if name.endswith("triptan")}

    return _failed_kinds(profile, triptans, most=math.inf)


def _named_class(treatment: Treatment) -> set[str] | None:
    if treatment.drug is None:
        return None
    return {treatment.drug.preventive_class} & NAMED_CLASSES if treatment.drug.preventive_class else set()


def named_classes_failed(profile: Profile) -> Bounds:
    """How many of the seven named EHF 2020 classes of preventive failed."""
    return _failed_kinds(profile, _named_class, most=len(NAMED_CLASSES))


def preventive_classes_failed(profile: Profile) -> Bounds:
    """How many of the eight EHF 2020 classes failed.

    A failed drug of the eighth class counts as possible: whether its effect is established is a clinician's to say.
    """
    named = named_classes_failed(profile)
    others = [t for t in profile.treatments if t.drug is not None and t.drug.preventive_class == OTHER_CLASS]
    other_may_have_failed = any(failed(treatment) is not NO for treatment in others)
    return Bounds(
        named.lower,
        min(
            named.upper + int(other_may_have_failed or profile.every_treatment_listed is not YES),
            len(NAMED_CLASSES) + 1,
        ),
    )
