"""How many questions does the interview ask, against a form that asks everything?

    python -m benchmarks.interview [PEOPLE]

People are made up at random: every question has an answer, each choice as likely as the other.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from random import Random
from statistics import median, quantiles

from tests.generative.told import a_person, asked_of

from reprieve.pathway.diagnosis.interview import BY_CODE, SELF_CHECK, begin, everything


def main(people: int) -> None:
    print("| to settle | questions in a form | asked: median | middle half | most | same verdicts | ms a question |")
    print("|---|---|---|---|---|---|---|")
    for name, codes in (("1.1", ("1.1",)), ("the self-check", SELF_CHECK), ("every code", tuple(BY_CODE))):
        interview, random = begin(codes), Random(7)
        counts, same, began = [], 0, time.perf_counter()
        for _ in range(people):
            person = a_person(interview, random)
            done = asked_of(interview, person)
            counts.append(len(done.answers))
            same += done.statuses() == replace(interview, answers=person).statuses()
        each_ms = 1000 * (time.perf_counter() - began) / sum(counts)
        low, _, high = quantiles(counts, n=4)
        print(
            f"| {name} | {len(everything(interview))} | {median(counts):g} | {low:g} to {high:g} | {max(counts)} "
            f"| {same} of {people} | {each_ms:.1f} |"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
