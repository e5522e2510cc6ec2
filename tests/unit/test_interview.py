"""Questions instead of a diary: what is asked, in which order, and what the answers come to."""

from __future__ import annotations

import pytest
from tests.spec.builders import MIGRAINE, TENSION_TYPE, attacks, but, diary

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.interview import begin, everything
from reprieve.pathway.rules.facts import Who
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

MIGRAINE_TOLD = {
    "such_headaches": 20,
    "untreated_h": 10,
    "where": "one",
    "pulsating": "yes",
    "pain_0_to_10": 7,
    "worse_with_activity": "yes",
    "sick": "more",
    "vomiting": "no",
    "photophobia": "yes",
    "phonophobia": "yes",
    "aura": "no",
    "age_years": 40,
}


AURA_TOLD = {
    "aura": "yes",
    "aura_passes": "all",
    **{f"aura_{item}": "yes" for item in ("spreads", "in_succession", "5_to_60_min", "one_sided", "positive")},
    "aura_then_headache": "yes",
}


def told(interview, answers):
    asked = []
    while (question := interview.question) is not None:
        asked.append(question.key)
        interview = interview.answer(question.key, answers[question.key])
    return interview, asked


def test_a_migraine_is_settled_by_five_answers():
    interview, asked = told(begin(["1.1"]), MIGRAINE_TOLD)
    assert interview.statuses() == {"1.1": YES}
    assert len(asked) == 5
    assert set(asked) == {"such_headaches", "untreated_h", "where", "pulsating", "sick"}


def test_one_answer_is_enough_where_it_excludes_the_diagnosis():
    interview, asked = told(begin(["1.1"]), {**MIGRAINE_TOLD, "such_headaches": 4})
    assert (interview.statuses(), asked) == ({"1.1": NO}, ["such_headaches"])


def test_without_an_aura_nothing_more_of_it_is_asked():
    interview, asked = told(begin(["1.2"]), {**MIGRAINE_TOLD, "aura": "no"})
    assert interview.statuses() == {"1.2": NO}
    assert not [key for key in asked if key.startswith("aura_")]


def test_what_the_person_does_not_know_is_asked_another_way_and_then_left():
    interview = begin(["1.1"]).answer("such_headaches", 20).answer("untreated_h", None)
    interview, asked = told(interview, {**MIGRAINE_TOLD, "lasted_h": None, "cut_short": None})
    assert "lasted_h" in asked
    assert interview.statuses() == {"1.1": NOT_KNOWN}
    assert interview.question is None


def test_a_child_of_twelve_may_have_a_migraine_of_two_hours():
    short = {**MIGRAINE_TOLD, "untreated_h": 2}
    assert told(begin(["1.1"]), {**short, "age_years": 12})[0].statuses() == {"1.1": YES}
    assert told(begin(["1.1"]), {**short, "age_years": 18})[0].statuses() == {"1.1": NO}


@pytest.mark.parametrize(("days", "months", "verdict"), [(15, 4, YES), (14, 4, NO), (15, 3, NO)])
def test_chronic_migraine_wants_fifteen_days_for_more_than_three_months(days, months, verdict):
    answers = {**MIGRAINE_TOLD, "headache_days": days, "months_so": months, "such_days": 8}
    answers["lifetime_any_migraine_attacks"] = 20
    interview, _ = told(begin(["1.3"]), answers)
    assert interview.statuses() == {"1.3": verdict}


def test_several_drugs_together_are_worked_out_where_each_is_told():
    """Three days with a triptan and four with ibuprofen cannot come to ten together."""
    interview = begin(["8.2.6"])
    for key in ("ergotamine_days", "opioid_days", "combination_days"):
        interview = interview.answer(key, 0)
    interview = interview.answer("triptan_days", 3)
    assert interview.answer("non_opioid_days", 4).statuses() == {"8.2.6": NO}
    assert interview.answer("non_opioid_days", 7).statuses() == {"8.2.6": NOT_KNOWN}


@pytest.mark.parametrize(("kind", "where", "quality"), [(MIGRAINE, "one", "yes"), (TENSION_TYPE, "both", "no")])
def test_a_diary_of_such_attacks_comes_to_the_same(kind, where, quality):
    """Ten attacks alike, written or told."""
    written = diagnose(diary(*attacks(10, but(kind), lasts="10")))
    answers = {
        **MIGRAINE_TOLD,
        "such_headaches": 10,
        "where": where,
        "pulsating": quality,
        "pain_0_to_10": kind["pain_0_to_10"],
        "worse_with_activity": "yes" if kind is MIGRAINE else "no",
        "sick": "more" if kind is MIGRAINE else "no",
        "photophobia": "yes" if kind is MIGRAINE else "no",
        "phonophobia": "yes" if kind is MIGRAINE else "no",
    }
    interview, _ = told(begin(["1.1", "1.2"]), answers)
    assert interview.statuses() == {code: written.verdict(code).status for code in ("1.1", "1.2")}


def test_a_clinician_can_be_asked_what_a_patient_cannot():
    patient = {question.key for question in everything(begin(["ehf2020_refractory"]))}
    both = {question.key for question in everything(begin(["ehf2020_refractory"], who=Who))}
    assert both - patient == {"other_preventives_failed"}


def test_the_verdicts_come_with_reasons():
    interview, _ = told(begin(["1.1"]), {**MIGRAINE_TOLD, "sick": "no", "photophobia": "no"})
    (verdict,) = interview.verdicts()
    assert verdict.status is NO
    assert any("nausea" in criterion.reason for criterion in verdict.criteria if criterion.truth is NO)


@pytest.mark.parametrize(
    ("key", "answer", "must"),
    [
        ("where", "behind", "one or both"),
        ("untreated_h", -1, "from 0 to 100000"),
        ("untreated_h", "long", "from 0 to 100000"),
        ("untreated_h", float("nan"), "from 0 to 100000"),
        ("pain_0_to_10", 11, "from 0 to 10"),
        ("nothing_like_it", "yes", "no question with this key"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_in_words(key, answer, must):
    with pytest.raises(InvalidInput, match=must):
        begin().answer(key, answer)


def test_a_code_that_is_not_known_is_refused():
    with pytest.raises(InvalidInput, match=r"must be one of ICHD-3 .* got 9\.9"):
        begin(["9.9"])
    with pytest.raises(InvalidInput):
        begin([])


def test_an_answer_given_anew_replaces_the_old_one():
    interview = begin(["1.1"]).answer("such_headaches", 4)
    assert interview.statuses() == {"1.1": NO}
    assert interview.answer("such_headaches", 20).statuses() == {"1.1": NOT_KNOWN}


def test_who_never_had_such_a_headache_has_no_diagnosis_of_it():
    answers = {**MIGRAINE_TOLD, "such_headaches": 0, "lifetime_any_migraine_attacks": 0}
    interview, asked = told(begin(["1.1", "1.5.1"]), answers)
    assert interview.statuses() == {"1.1": NO, "1.5.1": NO}
    assert asked == ["such_headaches"]


def test_of_one_kind_there_are_no_more_days_than_of_all_kinds():
    interview = begin(["1.3"]).answer("such_days", 20).answer("headache_days", 4).answer("months_so", 12)
    assert interview.statuses() == {"1.3": NO}


def test_of_two_diagnoses_of_one_headache_the_rules_say_which_stands():
    answers = {**MIGRAINE_TOLD, **AURA_TOLD}
    interview, _ = told(begin(["1.1", "1.2"]), answers)
    without, with_aura = interview.verdicts()
    assert (without.status, with_aura.status) == (YES, YES)
    assert without.set_aside is not None
    assert (without.set_aside.by, with_aura.set_aside) == ("1.2", None)


@pytest.mark.parametrize(("such_days", "verdict"), [(0, YES), (0.9, YES), (1, NO), (5, NO)])
def test_a_limit_of_days_a_year_is_asked_as_days_a_month(such_days, verdict):
    """Eleven days a year are 0.9 a month."""
    answers = {
        **MIGRAINE_TOLD,
        "such_headaches": 200,
        "where": "both",
        "pulsating": "no",
        "pressing": "yes",
        "pain_0_to_10": 3,
        "worse_with_activity": "no",
        "sick": "no",
        "photophobia": "no",
        "phonophobia": "no",
        "such_days": such_days,
        "headache_days": 6,
        "months_so": 60,
    }
    interview, _ = told(begin(["2.1"]), answers)
    assert interview.statuses() == {"2.1": verdict}


def test_every_day_of_a_year_can_be_told_by_the_month():
    interview = begin(["3.4.2"], who=Who)
    answers = {"such_days": 31, "headache_days": 31, "months_so": 36, "pain_0_to_10": 5, "where": "one"}
    while (question := interview.question) is not None:
        wanted = answers.get(question.key)
        if wanted is None:
            wanted = question.number.highest if question.number else "yes"
        interview = interview.answer(question.key, wanted)
    assert interview.statuses() == {"3.4.2": YES}


@pytest.mark.parametrize(
    ("days", "months", "hours", "number", "verdict"),
    [
        (20, 50, 10, 1, NOT_KNOWN),  # a thousand days of half a day
        (20, 50, 10, 499, NOT_KNOWN),
        (20, 50, 10, 500, NOT_KNOWN),  # as many as there can be at least: what else is not known
        (20, 50, None, 1, NOT_KNOWN),  # days without in each month, so that one begins in each
        (30, 50, None, 1, NO),  # one headache that never stopped
        (30, 50, 100_000, 1, NO),
        (1, 1, 10, 1, NO),
        (0, 50, 10, 0, NO),
    ],
)
def test_a_number_that_does_not_fit_the_days_that_were_told_rules_nothing_out(days, months, hours, number, verdict):
    it = begin(["1.1", "1.3"])
    for key, answer in (("headache_days", days), ("months_so", months), ("untreated_h", hours)):
        it = it.answer(key, answer)
    it = it.answer("such_headaches", number)
    assert it.statuses()["1.1"] is verdict
    assert bool(it.remarks) == (number in (1, 499) and verdict is NOT_KNOWN)
