"""Examined apart from those who wrote the interview: whole persons, and the verdicts found by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from reprieve.pathway.diagnosis.interview import SELF_CHECK, Answer, begin
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

Person = Mapping[str, Answer]
KINDS_OF_DRUG = ("ergotamine", "triptan", "non_opioid", "opioid", "combination", "other", "unnamed")
TOGETHER = ("any_of_these", "strong_or_unnamed", "any_or_unnamed")
NO_DRUG: Person = dict.fromkeys([f"{drug}_days" for drug in (*KINDS_OF_DRUG, *TOGETHER)], 0)
MIGRAINE: Person = {
    **NO_DRUG,
    "age_years": 35,
    "such_headaches": 60,
    "untreated_h": 18,
    "lasted_h": 6,
    "cut_short": "no",
    "where": "one",
    "pulsating": "yes",
    "pressing": "no",
    "pain_0_to_10": 8,
    "worse_with_activity": "yes",
    "sick": "more",
    "vomiting": "no",
    "photophobia": "yes",
    "phonophobia": "yes",
    "aura": "no",
    "acute_drug": "yes",
    "headache_days": 4,
    "such_days": 4,
    "months_so": 60,
    "lifetime_any_migraine_attacks": 60,
    "believed_migraine": "yes",
    "relieved_by_triptan_or_ergot": "yes",
    "headache_before_overuse": "yes",
    "everyday_span_h": 30,
    "no_answer_to_drugs": "no",
}
AURA: Person = {
    "aura": "yes",
    "aura_passes": "all",
    "aura_spreads": "yes",
    "aura_in_succession": "no",
    "aura_5_to_60_min": "yes",
    "aura_one_sided": "yes",
    "aura_positive": "yes",
    "aura_then_headache": "yes",
}
TENSION_TYPE: Person = {
    **MIGRAINE,
    "where": "both",
    "pulsating": "no",
    "pressing": "yes",
    "pain_0_to_10": 3,
    "worse_with_activity": "no",
    "sick": "no",
    "photophobia": "no",
    "untreated_h": 5,
    "headache_days": 6,
    "such_days": 6,
    "lifetime_any_migraine_attacks": 0,
    "believed_migraine": "no",
    "relieved_by_triptan_or_ergot": "no",
    "acute_drug": "no",
}
TRIPTAN_13: Person = dict.fromkeys(
    ("triptan_days", "any_of_these_days", "strong_or_unnamed_days", "any_or_unnamed_days"), 13
)
# What each person is, what they answer, and what is met; all else of the self-check is not met.
PERSONS: tuple[tuple[str, Person, set[str]], ...] = (
    ("migraine on four days a month", MIGRAINE, {"1.1"}),
    (
        "chronic migraine and a triptan on 13 days",
        {**MIGRAINE, "headache_days": 22, "such_days": 14, **TRIPTAN_13},
        {"1.1", "1.3", "8.2"},
    ),
    (
        "20 headache days, ibuprofen on 15",
        {**MIGRAINE, "headache_days": 20, "such_days": 9, "non_opioid_days": 15, "any_or_unnamed_days": 15},
        {"1.1", "1.3", "8.2"},
    ),
    (
        "20 headache days, ibuprofen on 14",
        {**MIGRAINE, "headache_days": 20, "such_days": 9, "non_opioid_days": 14, "any_or_unnamed_days": 14},
        {"1.1", "1.3"},
    ),
    ("15 headache days, 7 of them migraine", {**MIGRAINE, "headache_days": 15, "such_days": 7}, {"1.1"}),
    (
        "15 headache days, 8 of them migraine, for 3 months",
        {**MIGRAINE, "headache_days": 15, "such_days": 8, "months_so": 3},
        {"1.1"},
    ),
    (
        "15 headache days, 8 of them migraine, for 4 months",
        {**MIGRAINE, "headache_days": 15, "such_days": 8, "months_so": 4},
        {"1.1", "1.3"},
    ),
    ("tension-type headache on 6 days a month", TENSION_TYPE, {"2.2"}),
    ("nine such headaches in life", {**TENSION_TYPE, "such_headaches": 9}, set()),
    ("tension-type headache on 25 days a month", {**TENSION_TYPE, "headache_days": 25, "such_days": 25}, {"2.3"}),
    ("a child of 10, 3 h", {**MIGRAINE, "age_years": 10, "untreated_h": 3, "lasted_h": 3}, {"1.1"}),
    ("an adult, 3 h", {**MIGRAINE, "untreated_h": 3, "lasted_h": 3}, {"1.5.1"}),
    (
        "four migraines in life",
        {**MIGRAINE, "such_headaches": 4, "lifetime_any_migraine_attacks": 4, "headache_days": 1, "such_days": 1},
        {"1.5.1"},
    ),
    ("a migraine of 80 h", {**MIGRAINE, "everyday_span_h": 80}, {"1.1", "everyday"}),
    ("a migraine of 72 h", {**MIGRAINE, "everyday_span_h": 72}, {"1.1"}),
)


def asked_to_the_end(person: Person, codes: tuple[str, ...] = SELF_CHECK) -> dict[str, Truth]:
    interview = begin(codes)
    while (question := interview.question) is not None:
        interview = interview.answer(question.key, person[question.key])
    return interview.statuses()


@pytest.mark.parametrize(("says", "person", "met"), PERSONS, ids=[says for says, _, _ in PERSONS])
def test_a_whole_person_gets_the_verdicts_found_by_hand(says: str, person: Person, met: set[str]) -> None:
    assert asked_to_the_end(person) == {code: YES if code in met else NO for code in SELF_CHECK}


def test_an_aura_told_item_by_item_is_migraine_with_aura() -> None:
    assert asked_to_the_end({**MIGRAINE, **AURA}, ("1.2",)) == {"1.2": YES}


def test_who_knows_nothing_gets_no_verdict() -> None:
    nothing = dict.fromkeys((*MIGRAINE, *AURA))
    assert asked_to_the_end(nothing) == dict.fromkeys(SELF_CHECK, NOT_KNOWN)


def test_a_headache_that_a_drug_cut_short_leaves_migraine_open() -> None:
    cut_short = {**MIGRAINE, "untreated_h": None, "lasted_h": 2, "cut_short": "yes"}
    assert asked_to_the_end(cut_short, ("1.1", "1.5.1")) == {"1.1": NOT_KNOWN, "1.5.1": NOT_KNOWN}


@pytest.mark.parametrize(("triptan_days", "truth"), [(9, NOT_KNOWN), (10, YES)])
def test_who_does_not_know_ergotamine_is_still_asked_about_triptans(triptan_days: int, truth: Truth) -> None:
    person = {**MIGRAINE, "headache_days": 20, "ergotamine_days": None, "triptan_days": triptan_days}
    assert asked_to_the_end(person, ("8.2",)) == {"8.2": truth}
