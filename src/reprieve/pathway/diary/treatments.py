"""Which treatments failed, by the reasons that count?

No two definitions agree on what a failed trial is, so each is told by itself as a `Failing`. Lack
of effect counts where dose and time were enough, and so does lack of tolerability; contraindication
where the definition says so. What a person chose, could not afford or was kept from by pregnancy
never counts. A trial whose outcome or adequacy is not written may have failed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from reprieve.pathway.diary.choices import Outcome
from reprieve.pathway.diary.drugs import Drug, OveruseClass
from reprieve.pathway.diary.records import Profile, Treatment
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.sources import EHF2020, Source
from reprieve.pathway.terms.text import amount, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, truth_of

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
ONABOTULINUMTOXIN_A = "onabotulinumtoxinA"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failing:
    """What one definition calls a failed trial.

    Parameters
    ----------
    key, name : str
    source : Source
    contraindicated : Truth
        Whether a contraindication counts as failure; not known where the source, as it could be read, does not say.
    at_target_days : int
        Days at the target dose that make a trial long enough; 0: the definition gives no number.
    cycles : int
        The same for onabotulinumtoxinA: quarterly cycles of injections.
    fall_percent : float
        A smaller fall in migraine days is a failure, whatever was felt; 0: the definition gives no number.
    """

    key: str
    name: str
    source: Source
    contraindicated: Truth
    at_target_days: int = 0
    cycles: int = 0
    fall_percent: float = 0


BY_EHF2020 = Failing(key="ehf2020", name="EHF 2020", source=EHF2020, contraindicated=YES)


def counts_as_failed(treatment: Treatment, by: Failing) -> Truth:
    """Whether a trial counts as failed by one definition."""
    match treatment.outcome:
        case None:
            return NOT_KNOWN
        case Outcome.ADVERSE_EFFECT:
            return YES
        case Outcome.CONTRAINDICATED:
            return by.contraindicated
        case Outcome.NO_EFFECT:
            return NO if _fell_enough(treatment, by) is YES else was_adequate(treatment, by)
        case Outcome.HELPED if by.fall_percent:
            return _failed_although_it_helped(treatment, by)
    return NO


def _failed_although_it_helped(treatment: Treatment, by: Failing) -> Truth:
    enough = _fell_enough(treatment, by)
    if enough is NO:
        return was_adequate(treatment, by)
    return NO if enough is YES or was_adequate(treatment, by) is NO else NOT_KNOWN


def was_adequate(treatment: Treatment, by: Failing) -> Truth:
    """Whether dose and time were enough: all that is written of it must say so.

    Notes
    -----
    What is stated, and what follows from the dates (or the cycles of injections), are two words on
    one matter; where only one is written, it is taken.
    """
    written = (treatment.adequate, _long_enough(treatment, by))
    if NO in written:
        return NO
    return YES if YES in written else NOT_KNOWN


def _long_enough(treatment: Treatment, by: Failing) -> Truth:
    if by.cycles and is_onabotulinumtoxin_a(treatment):
        return NOT_KNOWN if treatment.cycles is None else truth_of(treatment.cycles >= by.cycles)
    return days_at_target(treatment).reaches(at_least=by.at_target_days) if by.at_target_days else NOT_KNOWN


def is_onabotulinumtoxin_a(treatment: Treatment) -> bool:
    """Whether it is the one preventive whose time is counted in cycles."""
    return treatment.drug is not None and treatment.drug.ingredients == (ONABOTULINUMTOXIN_A,)


def days_at_target(treatment: Treatment) -> Bounds:
    """How many days it was taken at the target dose, or the highest that was tolerated."""
    if treatment.stopped is None:
        return Bounds(0, math.inf)
    if treatment.target_reached_on is not None:
        days = (treatment.stopped - treatment.target_reached_on).days
        return Bounds(days, days)
    return Bounds(0, math.inf if treatment.started is None else (treatment.stopped - treatment.started).days)


def fall_percent(treatment: Treatment) -> float | None:
    """By how much the migraine days fell, in percent of those before; None where it cannot be told."""
    before, with_it = treatment.days_before_per_28, treatment.days_with_per_28
    if not before or with_it is None:
        return None
    return round(100 * (before - with_it) / before, 6)  # of 12 and 8.4 it is 30, not a hair less


def _fell_enough(treatment: Treatment, by: Failing) -> Truth:
    fall = fall_percent(treatment)
    return NOT_KNOWN if fall is None or not by.fall_percent else truth_of(fall >= by.fall_percent)


def failed(treatment: Treatment) -> Truth:
    """Whether a trial counts as failed by EHF 2020."""
    return counts_as_failed(treatment, BY_EHF2020)


# Why


def why(treatment: Treatment, by: Failing) -> str:
    """Why a trial counts as failed, does not, or may."""
    match treatment.outcome:
        case None:
            return say("how it turned out is not recorded")
        case Outcome.ADVERSE_EFFECT:
            return say("stopped for side effects")
        case Outcome.CONTRAINDICATED:
            if by.contraindicated is YES:
                return say("ruled out, which counts")
            return say("ruled out; whether that counts, the source as it could be read does not say")
        case Outcome.PATIENT_CHOICE:
            return say("stopped by choice, which never counts")
        case Outcome.COST_OR_ACCESS:
            return say("not affordable or not to be had, which never counts")
        case Outcome.PREGNANCY:
            return say("kept from it by a pregnancy, which never counts")
    parts = [say("helped") if treatment.outcome is Outcome.HELPED else say("no effect")]
    if by.fall_percent and (fall_percent(treatment) is not None or treatment.outcome is Outcome.HELPED):
        parts.append(_say_fall(treatment, by))
    if treatment.outcome is not Outcome.HELPED or counts_as_failed(treatment, by) is not NO:
        parts.append(_say_adequacy(treatment, by))
    return "; ".join(parts)


def _say_fall(treatment: Treatment, by: Failing) -> str:
    fall = fall_percent(treatment)
    needed = amount(by.fall_percent)
    if fall is None:
        return say("by how much the migraine days fell is not recorded; under {needed} % fails", needed=needed)
    return say("migraine days fell by {fall} %; under {needed} % fails", fall=amount(fall), needed=needed)


def _say_adequacy(treatment: Treatment, by: Failing) -> str:
    long_enough = _long_enough(treatment, by)
    if long_enough.known and treatment.adequate is not NO:
        return _say_time(treatment, by)
    if treatment.adequate is NO:
        return say("dose or time were not enough")
    if treatment.adequate is YES:
        return say("dose and time said to be enough")
    return say("whether dose and time were enough is not recorded")


def _say_time(treatment: Treatment, by: Failing) -> str:
    if by.cycles and is_onabotulinumtoxin_a(treatment):
        return count(
            treatment.cycles or 0, "{n} cycle; {needed} are needed", "{n} cycles; {needed} are needed", needed=by.cycles
        )
    days = days_at_target(treatment)
    if days.exact:
        return count(
            int(days.lower),
            "{n} day at the target dose; {needed} are needed",
            "{n} days at the target dose; {needed} are needed",
            needed=by.at_target_days,
        )
    return say("at most {most} days in all; {needed} are needed", most=amount(days.upper), needed=by.at_target_days)


# How many


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds a drug certainly is of in a definition, and those it may be of."""

    sure: frozenset[str] = frozenset()
    maybe: frozenset[str] = frozenset()


NO_KIND = Kinds()
KindsOf = Callable[[Treatment, Drug], Kinds]


def of_kind(*kinds: str) -> Kinds:
    """Certainly of these kinds."""
    return Kinds(frozenset(kinds))


def maybe_of_kind(*kinds: str) -> Kinds:
    """Possibly of these kinds."""
    return Kinds(frozenset(), frozenset(kinds))


def kinds_failed(
    profile: Profile, kinds_of: KindsOf, by: Failing, *, most: float = math.inf, as_a_whole: bool = False
) -> Bounds:
    """How many kinds failed: certainly, and at most.

    A drug that failed once and helped another time has not certainly failed. Some definitions ask for a
    drug of each kind that failed; what another drug of it did takes nothing from that. Where a definition
    asks that kinds fail `as_a_whole`, one of which another drug helped, or may have helped, has not
    certainly failed. A drug nobody knows may be of one kind more.
    """
    certain: set[str] = set()
    possible: set[str] = set()
    helped: set[str] = set()
    unnamed: set[str] = set()
    helped_once = {it.drug.name for it in profile.treatments if it.drug and _only_helped(it, by)}
    for treatment in profile.treatments:
        counted = counts_as_failed(treatment, by)
        if treatment.drug is None:
            if counted is not NO:
                unnamed.add(treatment.name.casefold())
            continue
        kinds = kinds_of(treatment, treatment.drug)
        if counted is YES and treatment.drug.name not in helped_once:
            certain |= kinds.sure
        elif as_a_whole and treatment.outcome in (Outcome.HELPED, None):
            helped |= kinds.sure | kinds.maybe
        if counted is not NO:
            possible |= kinds.sure | kinds.maybe
    least = len(certain - helped)
    if profile.every_treatment_listed is not YES:
        return Bounds(least, most)
    return Bounds(least, min(len(possible) + len(unnamed), most))


def _only_helped(treatment: Treatment, by: Failing) -> bool:
    return treatment.outcome is Outcome.HELPED and counts_as_failed(treatment, by) is not YES


# EHF 2020


def _triptans(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    if OveruseClass.TRIPTAN not in drug.ingredient_classes:
        return NO_KIND
    return of_kind(*(name for name in drug.ingredients if name.endswith("triptan")))


def triptans_failed(profile: Profile) -> Bounds:
    """How many different triptans failed."""
    return kinds_failed(profile, _triptans, BY_EHF2020)


def _named_class(treatment: Treatment, drug: Drug) -> Kinds:
    del treatment
    return of_kind(drug.preventive_class) if drug.preventive_class in NAMED_CLASSES else NO_KIND


def named_classes_failed(profile: Profile) -> Bounds:
    """How many of the seven named EHF 2020 classes of preventive failed."""
    return kinds_failed(profile, _named_class, BY_EHF2020, most=len(NAMED_CLASSES), as_a_whole=True)


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
