"""Which treatments failed: what is written decides, what is not leaves it open, and more writing never flips it."""

from __future__ import annotations

import os
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.generative.diaries import treatments as treatments_that_agree

from reprieve.pathway.diary.choices import Outcome, Route
from reprieve.pathway.diary.records import Profile, Treatment
from reprieve.pathway.diary.treatment_facts import (
    BY_AHS2008,
    BY_DANTONA2019,
    BY_EHF2014,
    BY_EHF_ONABOT,
    OF_PROFILE,
    trials,
)
from reprieve.pathway.diary.treatments import (
    BY_EHF2020,
    Failing,
    counts_as_failed,
    days_at_target,
    fall_percent,
    named_classes_failed,
    preventive_classes_failed,
    triptans_failed,
    why,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

REACHED = date(2025, 1, 1)
ALL_DEFINITIONS = (BY_EHF2020, BY_AHS2008, BY_EHF2014, BY_DANTONA2019, BY_EHF_ONABOT)


def trial(days: int | None = None, **items: Any) -> Treatment:
    """Propranolol without effect, at the target dose for so many days."""
    dates = {} if days is None else {"target_reached_on": REACHED, "stopped": REACHED + timedelta(days=days)}
    return Treatment(**{"name": "propranolol", "outcome": Outcome.NO_EFFECT, **dates, **items})


@pytest.mark.parametrize(
    ("by", "days", "counts"),
    [
        (BY_AHS2008, 59, NO),
        (BY_AHS2008, 60, YES),
        (BY_AHS2008, 61, YES),
        (BY_DANTONA2019, 59, NO),
        (BY_DANTONA2019, 60, YES),
        (BY_EHF2014, 89, NO),
        (BY_EHF2014, 90, YES),
        (BY_EHF2014, 91, YES),
        (BY_EHF2020, 1, NOT_KNOWN),
        (BY_EHF2020, 1_000, NOT_KNOWN),
    ],
)
def test_days_at_the_target_dose_decide_where_nobody_said_whether_they_were_enough(
    by: Failing, days: int, counts: Truth
) -> None:
    assert counts_as_failed(trial(days), by) is counts


@pytest.mark.parametrize("by", ALL_DEFINITIONS, ids=lambda by: by.key)
@pytest.mark.parametrize("outcome", [Outcome.PATIENT_CHOICE, Outcome.COST_OR_ACCESS, Outcome.PREGNANCY])
def test_choice_cost_and_pregnancy_never_count(by: Failing, outcome: Outcome) -> None:
    everything = trial(1_000, outcome=outcome, adequate=YES, cycles=9, days_before_per_28=20, days_with_per_28=20)
    assert counts_as_failed(everything, by) is NO
    assert "never counts" in why(everything, by)


@pytest.mark.parametrize("by", ALL_DEFINITIONS, ids=lambda by: by.key)
def test_a_trial_whose_outcome_is_not_written_may_have_failed(by: Failing) -> None:
    assert counts_as_failed(trial(1_000, outcome=None, adequate=YES), by) is NOT_KNOWN


def test_a_word_against_the_dates_does_not_make_a_short_trial_long() -> None:
    assert counts_as_failed(trial(59, adequate=YES), BY_DANTONA2019) is NO
    assert counts_as_failed(trial(61, adequate=NO), BY_DANTONA2019) is NO
    assert counts_as_failed(trial(adequate=YES), BY_DANTONA2019) is YES
    assert counts_as_failed(trial(), BY_DANTONA2019) is NOT_KNOWN


def test_the_day_of_the_target_dose_may_be_missing() -> None:
    short = trial(started=REACHED, stopped=REACHED + timedelta(days=59))
    longer = trial(started=REACHED, stopped=REACHED + timedelta(days=200))
    assert days_at_target(short) == Bounds(0, 59)
    assert counts_as_failed(short, BY_AHS2008) is NO
    assert counts_as_failed(longer, BY_AHS2008) is NOT_KNOWN


@pytest.mark.parametrize(
    ("before", "with_it", "fall"),
    [(12, 6, 50), (12, 8.4, 30), (10, 12, -20), (0, 3, None), (None, 3, None), (12, None, None)],
)
def test_how_far_migraine_days_fell(before: float | None, with_it: float | None, fall: float | None) -> None:
    assert fall_percent(trial(days_before_per_28=before, days_with_per_28=with_it)) == fall


@pytest.mark.parametrize(("cycles", "counts"), [(None, NOT_KNOWN), (1, NO), (2, YES), (3, YES)])
def test_cycles_of_injections_decide_for_onabotulinumtoxin_a(cycles: int | None, counts: Truth) -> None:
    onabot = Treatment(name="onabotulinumtoxinA", outcome=Outcome.NO_EFFECT, cycles=cycles)
    assert counts_as_failed(onabot, BY_DANTONA2019) is counts


METOPROLOL = Treatment(name="metoprolol")


@pytest.mark.parametrize("outcome", [Outcome.PATIENT_CHOICE, Outcome.HELPED, None])
def test_what_another_drug_of_a_class_did_matters_only_where_the_class_must_fail(outcome: Outcome | None) -> None:
    def count(fact: facts.Fact, failed: Treatment) -> Truth | Bounds:
        treatments = (failed, replace(METOPROLOL, outcome=outcome))
        return OF_PROFILE[fact](Profile(treatments=treatments, every_treatment_listed=YES))

    failed = trial(61, adequate=YES)
    assert count(facts.AHS2008_CLASSES_FAILED, failed) == Bounds(1, 1)
    assert count(facts.GOADSBY2006_CLASSES_FAILED, failed) == Bounds(1, 1)
    as_a_whole = Bounds(1, 1) if outcome is Outcome.PATIENT_CHOICE else Bounds(0, 1)
    assert count(facts.DANTONA2019_CLASSES_FAILED, failed) == as_a_whole
    assert (
        named_classes_failed(
            Profile(treatments=(failed, replace(METOPROLOL, outcome=outcome)), every_treatment_listed=YES)
        )
        == as_a_whole
    )


def test_a_second_row_of_the_drug_without_an_outcome_takes_nothing_from_a_failure() -> None:
    def drugs(outcome: Outcome | None) -> Truth | Bounds:
        treatments = (trial(adequate=YES), trial(outcome=outcome))
        profile = Profile(treatments=treatments, every_treatment_listed=YES)
        return OF_PROFILE[facts.SILBERSTEIN2010_DRUGS_FAILED](profile)

    assert drugs(None) == Bounds(1, 1)
    assert drugs(Outcome.HELPED) == Bounds(0, 1)


def test_every_trial_is_listed_once_the_earliest_first() -> None:
    late, early, undated = (
        Treatment(name="topiramate", started=date(2025, 1, 1)),
        Treatment(name="propranolol", started=date(2024, 1, 1)),
        Treatment(name="amitriptyline"),
    )
    listed = trials(Profile(treatments=(undated, late, early, late)))
    assert [it.treatment.name for it in listed] == ["propranolol", "topiramate", "amitriptyline"]


def test_an_acute_drug_is_judged_by_the_definitions_that_ask_for_acute_drugs() -> None:
    (one,) = trials(Profile(treatments=(Treatment(name="naproxen", outcome=Outcome.NO_EFFECT, adequate=YES),)))
    assert [(it.by.key, it.counts) for it in one.counted] == [
        ("ehf2020", NO),
        ("ahs2008_acute", YES),
        ("silberstein2010", YES),
    ]


def test_a_drug_by_mouth_is_no_injected_one() -> None:
    def third_class(route: Route | None) -> Truth | Bounds:
        tried = Treatment(name="ketorolac", outcome=Outcome.NO_EFFECT, adequate=YES, route=route)
        profile = Profile(treatments=(tried,), every_treatment_listed=YES)
        return OF_PROFILE[facts.DOPAMINE_OR_INJECTED_NSAID_FAILED](profile)

    assert third_class(Route.INTRAMUSCULAR) is YES
    assert third_class(Route.ORAL) is NO
    assert third_class(None) is NOT_KNOWN


ITEMS = (
    *("stopped", "target_reached_on", "cycles", "route", "adequate", "outcome"),
    *("days_before_per_28", "days_with_per_28"),
)
ASKED = {
    **{fact.key: value for fact, value in OF_PROFILE.items()},
    "triptans_failed": triptans_failed,
    "named_classes_failed": named_classes_failed,
    "preventive_classes_failed": preventive_classes_failed,
}


def _without(treatment: Treatment, items: set[str]) -> Treatment:
    return replace(treatment, **{it.name: it.default for it in fields(Treatment) if it.name in items})


@settings(
    max_examples=10 * int(os.environ.get("REPRIEVE_EXAMPLES", "25")),
    deadline=None,
    derandomize="REPRIEVE_FREE_SEEDS" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(treatments_that_agree(), max_size=5, unique_by=lambda it: it.name), st.data())
def test_what_is_settled_stays_settled_when_more_is_written(tried: list[Treatment], data: st.DataObject) -> None:
    less, more = [], []
    for one in tried:
        hidden = data.draw(st.sets(st.sampled_from(ITEMS)))
        still = data.draw(st.sets(st.sampled_from(sorted(hidden)))) if hidden else set()
        less.append(_without(one, hidden))
        more.append(_without(one, still))
    before, after = (Profile(treatments=tuple(it), every_treatment_listed=YES) for it in (less, more))
    for name, value in ASKED.items():
        wide, narrow = value(before), value(after)
        if isinstance(wide, Bounds):
            assert isinstance(narrow, Bounds)
            assert wide.lower <= narrow.lower <= narrow.upper <= wide.upper, name
        else:
            assert wide in (NOT_KNOWN, narrow), name
