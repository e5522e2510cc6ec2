"""People made up for the interview: each has an answer to every question, and no answer contradicts another."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from reprieve.pathway.diagnosis.interview import Answer, Interview, everything
from reprieve.pathway.diagnosis.interview_questions import Question
from reprieve.pathway.diagnosis.told_facts import LONGEST_MONTH_DAYS, SUCH_DAYS, SUCH_HEADACHES, TOGETHER
from reprieve.pathway.rules.facts import UNTREATED_H

HOURS = (0.1, 0.5, 2, 3, 4, 10, 24, 72, 80, 168, 200)
LIKELY = {"years": (12, 17, 18, 40), "of 10": tuple(range(11)), "months": (1, 2, 3, 4, 7, 12, 200)}
DAYS = (0, 0, 1, 4, 8, 9, 10, 14, 15, 20, 30)
COUNTS = (0, 1, 2, 3, 4, 5, 8, 9, 10, 20, 300)


def a_person(interview: Interview, random: Random) -> dict[str, Answer]:
    """An answer to every question of the interview."""
    answers = {question.key: _an_answer(question, random) for question in everything(interview)}
    for together, drugs in TOGETHER.items():
        if together.key in answers:
            days = [float(answers.get(drug.key) or 0) for drug in drugs]
            most = min(sum(days), LONGEST_MONTH_DAYS)
            answers[together.key] = random.randint(int(max(days)), int(most))
    if SUCH_HEADACHES.key in answers:
        answers[SUCH_HEADACHES.key] = max(float(answers[SUCH_HEADACHES.key] or 0), _at_least(interview, answers))
    return answers


def _at_least(interview: Interview, answers: dict[str, Answer]) -> float:
    """So many headaches that none of the days that are told contradicts it, whichever of them are asked."""
    without = ((), (SUCH_DAYS,), (UNTREATED_H,), (SUCH_DAYS, UNTREATED_H))
    told = (
        replace(interview, answers={key: it for key, it in answers.items() if key not in [fact.key for fact in left]})
        for left in without
    )
    return max(math.ceil(one.told.headaches_by_days) for one in told)


def _an_answer(question: Question, random: Random) -> Answer:
    if question.number is None:
        return random.choice(question.choices).key
    if question.number.measure == "h":
        return random.choice(HOURS)
    if question.number.highest == LONGEST_MONTH_DAYS:
        return random.choice(DAYS)
    likely = LIKELY.get(question.number.measure, COUNTS)
    return random.choice([it for it in likely if it <= question.number.highest])


def asked_of(interview: Interview, person: dict[str, Answer]) -> Interview:
    """The interview when the person has answered until nothing more is asked."""
    while (question := interview.question) is not None:
        interview = interview.answer(question.key, person[question.key])
    return interview
