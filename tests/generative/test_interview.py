"""What must hold for every person who is asked."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reprieve.pathway.diagnosis.interview import BY_CODE, SELF_CHECK, Interview, begin, everything
from reprieve.pathway.rules.facts import Who
from reprieve.pathway.terms.truth import NOT_KNOWN, YES
from tests.generative.test_diagnosis import ALWAYS
from tests.generative.told import a_person, asked_of

ALL_CODES = tuple(BY_CODE)
some_codes = st.one_of(
    st.just(SELF_CHECK), st.lists(st.sampled_from(ALL_CODES), min_size=1, max_size=4, unique=True).map(tuple)
)
seeds = st.integers(0, 10**9)


@ALWAYS
@given(some_codes, seeds)
def test_the_interview_comes_to_what_a_form_with_every_question_comes_to(codes, seed):
    interview = begin(codes)
    person = a_person(interview, Random(seed))
    assert asked_of(interview, person).statuses() == replace(interview, answers=person).statuses()


@ALWAYS
@given(some_codes, seeds, st.data())
def test_what_is_not_known_to_the_person_never_decides(codes, seed, data):
    """A verdict reached without an answer is the verdict with any answer."""
    interview = begin(codes)
    person = a_person(interview, Random(seed))
    forgets = data.draw(st.sets(st.sampled_from(sorted(person))))
    forgetful = asked_of(interview, {key: None if key in forgets else answer for key, answer in person.items()})
    full = replace(interview, answers=person).statuses()
    for code, status in forgetful.statuses().items():
        assert status in (NOT_KNOWN, full[code]), code


@ALWAYS
@given(some_codes, seeds)
def test_it_stops_only_when_nothing_left_to_ask_could_change_a_verdict(codes, seed):
    random = Random(seed)
    interview = begin(codes)
    person = a_person(interview, random)
    forgets = {key for key in person if random.random() < 0.3}
    done = asked_of(interview, {key: None if key in forgets else answer for key, answer in person.items()})
    # Who does not know whether there was an aura is not asked what it was like.
    pointless = {
        question.key
        for question in everything(interview)
        if question.about.ask_first is not None and done.answers.get(question.about.ask_first.key, "") is None
    }
    for _ in range(5):
        others = a_person(interview, random)
        more = {key: answer for key, answer in others.items() if key not in {*done.answers, *pointless}}
        told_more = replace(done, answers={**done.answers, **more})
        if not told_more.remarks:  # else the answers of two people do not fit together
            assert told_more.statuses() == done.statuses()


@ALWAYS
@given(some_codes, seeds)
def test_no_question_comes_twice_and_none_after_everything_is_settled(codes, seed):
    interview = begin(codes)
    person = a_person(interview, Random(seed))
    asked = []
    while (question := interview.question) is not None:
        assert NOT_KNOWN in interview.statuses().values()
        asked.append(question.key)
        interview = interview.answer(question.key, person[question.key])
    assert len(asked) == len(set(asked)) <= len(everything(interview))


@pytest.mark.parametrize("code", ALL_CODES)
def test_a_person_who_knows_nothing_has_no_diagnosis(code):
    interview = begin([code], who=Who)
    while (question := interview.question) is not None:
        interview = interview.answer(question.key, None)
    assert interview.statuses() == {code: NOT_KNOWN}


@pytest.mark.parametrize("code", [code for code in ALL_CODES if code in SELF_CHECK])
def test_every_diagnosis_of_the_self_check_can_be_reached_by_answers(code):
    reached = any(_met(begin([code]), Random(seed), code) for seed in range(3_000))
    assert reached


def _met(interview: Interview, random: Random, code: str) -> bool:
    return asked_of(interview, a_person(interview, random)).statuses()[code] is YES
