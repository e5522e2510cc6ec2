"""Which signs does the diary itself show, before anyone is asked?

They warn and ask; none of them withholds by itself, because what a diary shows is the past.
"""

from __future__ import annotations

from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.diary.aura_facts import AURA_MAX_MIN
from reprieve.pathway.diary.choices import AuraKind
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import AuraSymptom
from reprieve.pathway.safety.red_flags import Answers
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import YES, Truth

# Over this, an attack that still goes on is a reason to be seen the same day. [ours]
SEEN_TODAY_OVER_H = 72.0


def with_signs_in(findings: Findings, answers: Answers | None) -> Answers:
    """The answers, with yes where the diary shows a sign.

    A sign that is written outweighs a *no*; only a clinician who cleared it silences it.
    """
    answers = answers or Answers()
    shown: dict[str, Truth] = {}
    if any(_too_long(symptom) for symptom in _symptoms(findings)):
        shown["aura_over_60_min"] = YES
    if any(symptom.kind is AuraKind.MOTOR for symptom in _symptoms(findings)):
        shown["aura_first_or_motor"] = YES
    return Answers(answers={**answers.answers, **shown}, cleared=answers.cleared)


def _symptoms(findings: Findings) -> list[AuraSymptom]:
    return [symptom for attack in findings.diary.attacks for symptom in attack.aura_symptoms]


def _too_long(symptom: AuraSymptom) -> bool:
    """ICHD-3 1.4.3: an aura over 60 minutes prompts a look; a motor one may last longer."""
    return symptom.kind is not AuraKind.MOTOR and symptom.minutes is not None and symptom.minutes > AURA_MAX_MIN


def advice(findings: Findings) -> tuple[str, ...]:
    """What the diary itself advises now, in sentences; empty when nothing."""
    if any(_goes_on_too_long(attack) for attack in findings.attacks[-1:]):
        return (
            say(
                "An attack that is written as still going on has lasted over 72 hours. "
                "That is a reason to be seen by a doctor today."
            ),
        )
    return ()


def _goes_on_too_long(attack: AttackFacts) -> bool:
    return attack.attack.ongoing and attack.everyday_span_h.lower > SEEN_TODAY_OVER_H
