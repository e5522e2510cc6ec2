"""Which diagnosis stands when several fit? The general rules of ICHD-3, as data.

A rule never changes whether criteria are met. It says which of two met diagnoses is coded and
which is set aside, so that both and the reason stay visible.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, OURS, Source


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
        done_by=(
            "1.5.1 gives way to 1.2, 2.1 to 2.3 and 3.1 to 3.4 where the same attacks fit both; 1.5.2 likewise, and "
            "to 1.1. So do 2.4 and 3.5, and all of them to 4.10."
        ),
    ),
    GeneralRule(
        id="G5",
        text="Where two probable diagnoses fit, the earlier chapter is coded: 1.5 before 2.4.",
        done_by="2.4 gives way to 1.5.1 and 1.5.2; 3.5 to 1.5 and 2.4 where the same attacks fit both.",
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
_DEFINITE_FIRST = "the same attacks fulfil a definite diagnosis, which beats a probable one"
_CHRONIC_MIGRAINE_FIRST = "chronic migraine excludes a diagnosis of tension-type headache"

_NOT_CODED_APART = "it does not stop, and single attacks within it are not coded apart"
_EARLIER_CHAPTER = "of two probable diagnoses the earlier chapter is coded"
_PROBABLE_TENSION_TYPE = ("2.4", "2.4.1", "2.4.2", "2.4.3")

PRECEDENCES = (
    # A headache that does not stop comes first: what it sets aside sets no other aside.
    Precedence(
        rule="3.4",
        winner="3.4",
        loser="4.10",
        when=When.BOTH_MET,
        reason="indomethacin takes it away, which tells hemicrania continua from a new daily headache",
    ),
    *(
        Precedence(
            rule="3.4",
            winner="3.4",
            loser=loser,
            when=When.BOTH_MET,
            reason="indomethacin takes it away, which tells hemicrania continua from it",
            source=OURS,
        )
        for loser in ("1.3", "2.3")
    ),
    *(
        Precedence(
            rule="3.2",
            winner="3.2",
            loser=loser,
            when=When.SAME_ATTACKS,
            reason="indomethacin takes them away, which tells paroxysmal hemicrania from cluster headache",
            source=OURS,
        )
        for loser in ("3.1", "3.1.1", "3.1.2")
    ),
    *(
        Precedence(
            rule="4.10",
            winner="4.10",
            loser=loser,
            when=When.BOTH_MET,
            reason="it was there every day from its beginning, which is clearly remembered",
        )
        for loser in ("1.3", "2.3", "2.2", "2.1")
    ),
    *(
        Precedence(rule="G4", winner="4.10", loser=loser, when=When.BOTH_MET, reason=_NOT_CODED_APART)
        for loser in ("1.5.1", "1.5.2", *_PROBABLE_TENSION_TYPE, "3.5")
    ),
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
    *(
        Precedence(rule="G4", winner=definite, loser="1.5.2", when=When.SAME_ATTACKS, reason=_DEFINITE_FIRST)
        for definite in ("1.1", "2.1", "2.2", "2.3")
    ),
    *(
        Precedence(rule="1.2", winner="1.2", loser=f"A1.1.{number}", when=When.SAME_ATTACKS, reason=_ATTACKS_WITH_AURA)
        for number in (1, 2, 3)
    ),
    Precedence(rule="G4", winner="2.1", loser="1.5.1", when=When.SAME_ATTACKS, reason=_DEFINITE_FIRST),
    *(
        Precedence(rule="G4", winner=winner, loser=loser, when=When.SAME_ATTACKS, reason=_DEFINITE_FIRST)
        for winner in ("3.1", "3.2", "3.3", "3.4")
        for loser in ("1.5.1", "1.5.2", *_PROBABLE_TENSION_TYPE, "3.5")
    ),
    *(
        Precedence(rule="1.3", winner="1.3", loser=loser, when=When.BOTH_MET, reason=_CHRONIC_MIGRAINE_FIRST)
        for loser in ("2.1", "2.2", "2.3", *_PROBABLE_TENSION_TYPE)
    ),
    *(
        Precedence(
            rule=often,
            winner=often,
            loser=seldom,
            when=When.BOTH_MET,
            reason="how often it comes now decides",
            source=OURS,
        )
        for often, seldom in (("2.3", "2.2"), ("2.3", "2.1"), ("2.2", "2.1"), ("2.4.3", "2.4.2"), ("2.4.2", "2.4.1"))
    ),
    *(
        Precedence(rule="G4", winner=winner, loser=loser, when=When.SAME_ATTACKS, reason=_DEFINITE_FIRST)
        for winner in ("1.1", "1.2", "2.1", "2.2", "2.3")
        for loser in (*_PROBABLE_TENSION_TYPE, "3.5")
    ),
    Precedence(rule="G4", winner="1.3", loser="3.5", when=When.BOTH_MET, reason=_DEFINITE_FIRST),
    *(
        Precedence(rule="G5", winner=winner, loser=loser, when=When.BOTH_MET, reason=_EARLIER_CHAPTER)
        for winner in ("1.5.1", "1.5.2")
        for loser in _PROBABLE_TENSION_TYPE
    ),
    *(
        Precedence(
            rule="G5",
            winner=winner,
            loser="3.5",
            when=When.SAME_ATTACKS,
            reason=_EARLIER_CHAPTER,
            source=ICHD3_UNVERIFIED,
        )
        for winner in ("1.5.1", "1.5.2", "2.4")
    ),
    Precedence(
        rule="1.3",
        winner="1.3",
        loser="1.5.1",
        when=When.BOTH_MET,
        reason="in chronic migraine single attacks are not coded apart",
    ),
    Precedence(
        rule="1.3",
        winner="1.3",
        loser="1.5.2",
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
        for digit in (1, 2, 3, 4, 5, 6, 8)
    ),
)
