"""Which diagnosis stands when several fit? The general rules of ICHD-3, as data.

A rule never changes whether criteria are met. It says which of two met diagnoses is coded and
which is set aside, so that both and the reason stay visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS, Source

# G2: phenotypes of the last year are diagnosed.
PRESENT_DAYS = 365


class When(Enum):
    """When a rule between two diagnoses applies."""

    BOTH_MET = "both are met"
    SAME_ATTACKS = "both are met, by the same attacks"


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralRule:
    """One general rule, and what this project does about it."""

    id: str
    text: str
    done_by: str
    source: Source = ICHD3


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """Where `winner` is met, `loser` is set aside."""

    rule: str
    winner: str
    loser: str
    when: When
    reason: str
    source: Source = ICHD3


GENERAL_RULES = (
    GeneralRule(
        id="G1",
        text="Codes are a hierarchy of one to five digits; how fine to code is the user's choice.",
        done_by="Subtypes are listed beside their parent, each with its own verdict.",
    ),
    GeneralRule(
        id="G2",
        text="Diagnose what is present now or was in the last year.",
        done_by="A diagnosis whose last attack lies more than 365 days before the last entry is set aside.",
    ),
    GeneralRule(
        id="G3",
        text="Each distinct type gets its own code; a person may carry several.",
        done_by="Every met verdict that is not set aside is listed; which matters most is the person's to say.",
        source=ICHD3_UNVERIFIED,
    ),
    GeneralRule(
        id="G4",
        text="A definite diagnosis beats a probable one.",
        done_by="1.5.1 gives way to 1.2, 2.2 and 2.3 where the same attacks fit both.",
    ),
    GeneralRule(
        id="G5",
        text="Where two probable diagnoses fit, the earlier chapter is coded: 1.5 before 2.4.",
        done_by="2.4 will give way to 1.5.1; it is not judged yet.",
    ),
    GeneralRule(
        id="G6",
        text="In a person with migraine, attacks that only reach 1.5 count as migraine.",
        done_by="Attacks are labelled so in a person whose 1.1, 1.2 or 1.3 is met.",
    ),
    GeneralRule(
        id="G7",
        text="Whether another disorder explains it better is a clinician's judgement.",
        done_by="Every verdict is over the lettered criteria without it, and says so.",
        source=OURS,
    ),
    GeneralRule(
        id="G8",
        text="A known headache made much worse by a cause is coded with both: the headache and the cause.",
        done_by="8.2 is listed beside the headache it makes worse; neither sets the other aside, except 1.4.1.",
    ),
)

_ATTACKS_WITH_AURA = "the same attacks have an aura, and are coded as migraine with aura"
_CHRONIC_MIGRAINE_FIRST = "chronic migraine excludes a diagnosis of tension-type headache"

PRECEDENCES = (
    Precedence(rule="1.2", winner="1.2", loser="1.1", when=When.SAME_ATTACKS, reason=_ATTACKS_WITH_AURA),
    Precedence(
        rule="G4",
        winner="1.2",
        loser="1.5.1",
        when=When.SAME_ATTACKS,
        reason="the same attacks fulfil a definite diagnosis, which beats a probable one",
    ),
    Precedence(
        rule="G4",
        winner="2.2",
        loser="1.5.1",
        when=When.SAME_ATTACKS,
        reason="the same attacks fulfil a definite diagnosis, which beats a probable one",
    ),
    Precedence(
        rule="G4",
        winner="2.3",
        loser="1.5.1",
        when=When.SAME_ATTACKS,
        reason="the same attacks fulfil a definite diagnosis, which beats a probable one",
    ),
    Precedence(
        rule="G5",
        winner="1.5.1",
        loser="2.4",
        when=When.BOTH_MET,
        reason="of two probable diagnoses the earlier chapter is coded",
    ),
    Precedence(
        rule="2.3", winner="2.3", loser="2.2", when=When.BOTH_MET, reason="chronic replaces episodic", source=OURS
    ),
    Precedence(rule="1.3", winner="1.3", loser="2.2", when=When.BOTH_MET, reason=_CHRONIC_MIGRAINE_FIRST),
    Precedence(rule="1.3", winner="1.3", loser="2.3", when=When.BOTH_MET, reason=_CHRONIC_MIGRAINE_FIRST),
    Precedence(
        rule="1.3",
        winner="1.3",
        loser="1.5.1",
        when=When.BOTH_MET,
        reason="in chronic migraine single attacks are not coded apart",
    ),
    Precedence(
        rule="1.4.1",
        winner="8.2",
        loser="1.4.1",
        when=When.BOTH_MET,
        reason="with medication overuse, the overuse and the type of migraine are coded instead",
    ),
    *(
        Precedence(
            rule="8.2.7",
            winner=f"8.2.{digit}",
            loser="8.2.7",
            when=When.BOTH_MET,
            reason="which drug was overused is known",
        )
        for digit in range(1, 7)
    ),
)
