"""One criterion, one chapter: what it asks, and tiny diaries with the verdict found by hand.

An example says what is expected in short words:

| key | value |
|---|---|
| `1.1`, `1.1 A`, `everyday`, `ehf2020_resistant B` | `met`, `not_met`, `not_known` |
| `1.5.1 stands` | `yes`, `no: G4` (met, and set aside by that rule), `no` (not met) |
| `attack 2` | the label of the second attack, such as `probable` |
| `attack 1: 1.1 B` | one criterion judged on one attack |
| `hours of attack 1` | `4`, `at least 3` |
| `days: migraine_2023` | days in the last window of 30: `3`, `3 to 5` |
| `codes` | the proposed ICD-10-CM codes |
| `verdicts` | `shown`, `withheld` |
| `safety` | `withhold`, `warn`, `not_asked`, `clear` |

Treatments, drugs, grades and end points: see `more_answers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from reprieve.pathway.diagnosis import aura, intractability, migraine, tension_type, trigeminal
from reprieve.pathway.diagnosis.diagnose import Diagnosis, diagnose
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.rules.gates import Node, one_of
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.safety.red_flags import Answers
from reprieve.pathway.terms.text import amount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.more_answers import ask_more

WORDS: Mapping[Truth, str] = {YES: "met", NO: "not_met", NOT_KNOWN: "not_known"}

# What can be asked of a single attack.
OF_ONE_ATTACK: Mapping[str, Node] = {
    "1.1": migraine.ATTACK_1_1,
    "1.1 B": migraine.B_DURATION,
    "1.1 C": migraine.C_PAIN,
    "1.1 D": migraine.D_COMPANIONS,
    "1.2": migraine.ATTACK_1_2,
    "1.2 B": migraine.B_AURA,
    "1.2 C": migraine.C_AURA,
    "1.2.1": migraine.ATTACK_1_2_1,
    "1.2.1.1": aura.ATTACK_1_2_1_1,
    "1.2.1.2": aura.ATTACK_1_2_1_2,
    "1.2.2": aura.ATTACK_1_2_2,
    "1.2.3": aura.ATTACK_1_2_3,
    "1.2.4": aura.ATTACK_1_2_4,
    "1.3 C": one_of(migraine.FEATURES_1_1, migraine.ATTACK_1_2, migraine.BELIEVED_AND_EASED),
    "1.4.1 C": migraine.UNREMITTING_AND_DISABLING,
    "1.5.1": migraine.ATTACK_1_5_1,
    "1.5.2": aura.ATTACK_1_5_2,
    "2.2": tension_type.ATTACK_2_2,
    "2.2 B": tension_type.B_EPISODIC,
    "2.2 C": tension_type.C_PAIN,
    "2.2 D": tension_type.D_EPISODIC,
    "2.3 B": tension_type.B_CHRONIC,
    "2.3 D": tension_type.D_CHRONIC,
    "3.1": trigeminal.ATTACK_3_1,
    "3.1 B": trigeminal.B_CLUSTER,
    "3.1 C": trigeminal.FACIAL_SIGN_OR_RESTLESS,
    "3.2": trigeminal.ATTACK_3_2,
    "3.2 B": trigeminal.B_PAROXYSMAL,
    "3.3": trigeminal.ATTACK_3_3,
    "3.3 B": trigeminal.B_SUNHA,
    "3.3 C": trigeminal.C_SUNHA,
    "3.4 B": trigeminal.B_CONTINUA,
    "3.4 C": trigeminal.C_CONTINUA,
    "over 72 h": intractability.LONG_ATTACK,
    "no answer": intractability.NO_ANSWER,
    "debilitating": intractability.DEBILITATING,
}


@dataclass(frozen=True, kw_only=True)
class Example:
    """One tiny diary and the verdicts found by hand.

    Parameters
    ----------
    says : str
        A sentence: the test's name and the heading in the manual.
    because : str
        Why, where the sentence alone does not show it.
    """

    says: str
    diary: Diary
    expects: Mapping[str, str]
    because: str = ""
    answers: Answers | None = None
    as_of: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Chapter:
    """One criterion, or a family of them.

    Parameters
    ----------
    code : str
        The manual's file name.
    text : str
        What the tree does not say by itself, in our own words.
    entities : sequence of Entity
        Whose trees the manual prints.
    """

    code: str
    title: str
    text: str
    examples: Sequence[Example]
    entities: Sequence[Entity] = field(default=())


def as_tests(chapter: Chapter) -> Callable[[Example], None]:
    """The chapter as tests: one for each example, named by its sentence."""

    @pytest.mark.parametrize("example", chapter.examples, ids=[example.says for example in chapter.examples])
    def test_the_example(example: Example) -> None:
        assert answers_to(example) == dict(example.expects)

    return test_the_example


def answers_to(example: Example) -> dict[str, str]:
    """What the code answers to each thing the example expects something of."""
    found = diagnose(example.diary, answers=example.answers, as_of=example.as_of)
    return {asked: _ask(found, asked) for asked in example.expects}


def _ask(found: Diagnosis, asked: str) -> str:
    more = ask_more(found, asked)
    if more is not None:
        return more
    if asked == "codes":
        return " ".join(proposal.code for proposal in found.icd10cm)
    if asked == "safety":
        return str(found.safety.status)
    if asked == "verdicts":
        return "withheld" if not (found.verdicts or found.attacks or found.icd10cm) else "shown"
    if asked.startswith("days: "):
        return _count_of_days(found, asked.removeprefix("days: "))
    if asked.startswith("hours of attack "):
        return _hours(found, int(asked.removeprefix("hours of attack ")))
    if asked.startswith("attack "):
        return _of_attack(found, asked.removeprefix("attack "))
    if asked.endswith(" stands"):
        return _stands(found, asked.removesuffix(" stands"))
    code, _, letter = asked.partition(" ")
    verdict = found.verdict(code)
    if not letter:
        return WORDS[verdict.status]
    return WORDS[next(part.truth for part in verdict.criteria if part.node.letter == letter)]


def _count_of_days(found: Diagnosis, definition: str) -> str:
    name, _, window = definition.partition(" in ")
    (count,) = found.count(name, windows=1, window_days=int(window or 30))
    return str(count.yes) if not count.missing else f"{count.yes} to {count.yes + count.missing}"


def _hours(found: Diagnosis, number: int) -> str:
    lasted = found.findings.attacks[number - 1].attack.lasted_h
    return amount(lasted.lower) if lasted.exact else f"at least {amount(lasted.lower)}"


def _of_attack(found: Diagnosis, asked: str) -> str:
    number, _, criterion = asked.partition(": ")
    if not criterion:
        return found.attacks[int(number) - 1].label.name.lower()
    return WORDS[decide(OF_ONE_ATTACK[criterion], found.findings.attacks[int(number) - 1])]


def _stands(found: Diagnosis, code: str) -> str:
    verdict = found.verdict(code)
    if verdict.set_aside is not None:
        return f"no: {verdict.set_aside.rule}"
    return "yes" if verdict.stands else "no"
