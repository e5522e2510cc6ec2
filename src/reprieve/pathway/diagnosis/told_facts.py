"""What can a person tell of the headache that troubles them, when there is no diary to count in?

The facts here stand for what the judge counts in a diary. Some follow from one another: who takes
a triptan on eight days and a pain reliever on ten takes one of them on ten to eighteen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from reprieve.pathway.diary.attack_facts import DEVELOPED_AFTER_H
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.memory import Memory
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, Truth

Value = Truth | Bounds
LONGEST_MONTH_DAYS = 31
# Who has a headache on so many days a month at most has days without, so that a new one begins each month.
NOT_EVERY_DAY = 27


def _told(key: str, name: str, ask: str, measure: str) -> Fact:
    return Fact(key=key, name=name, ask=ask, unit=Unit.PERSON, measure=measure)


SUCH_HEADACHES = _told(
    "such_headaches",
    "how many headaches like this there were in life",
    "How many headaches like this have you had in your life, about?",
    "headaches",
)
HEADACHE_DAYS = _told(
    "headache_days",
    "headache days in a month",
    "On how many days a month do you have a headache, of any kind?",
    "days",
)
SUCH_DAYS = _told(
    "such_days",
    "days with such a headache in a month",
    "On how many days a month do you have a headache like the one you have just described?",
    "days",
)
MONTHS_SO = _told(
    "months_so",
    "for how many months it has been so",
    "For how many months has it been like this?",
    "months",
)


def _drug_days(key: str, ask: str) -> Fact:
    return _told(key, "days with the drug in a month", ask, "days")


ERGOTAMINE_DAYS = _drug_days("ergotamine_days", "On how many days a month do you take ergotamine?")
TRIPTAN_DAYS = _drug_days("triptan_days", "On how many days a month do you take a triptan (its name ends in -triptan)?")
NON_OPIOID_DAYS = _drug_days(
    "non_opioid_days",
    "On how many days a month do you take a plain pain reliever, such as paracetamol, ibuprofen, naproxen or aspirin?",
)
OPIOID_DAYS = _drug_days(
    "opioid_days", "On how many days a month do you take an opioid, such as codeine, tramadol or oxycodone?"
)
COMBINATION_DAYS = _drug_days(
    "combination_days",
    "On how many days a month do you take a combined pain reliever: one with caffeine, codeine or a barbiturate in it?",
)
UNNAMED_DAYS = _drug_days(
    "unnamed_days", "On how many days a month do you take something against headache and do not know what it is?"
)
OTHER_DAYS = _drug_days(
    "other_days", "On how many days a month do you take another drug against headache, none of these kinds?"
)
ANY_OF_THESE_DAYS = _drug_days(
    "any_of_these_days", "On how many days a month do you take any of these drugs, whichever, counting a day once?"
)
STRONG_OR_UNNAMED_DAYS = _drug_days(
    "strong_or_unnamed_days",
    "On how many days a month do you take a drug that you cannot name, or any but a plain pain reliever?",
)
ANY_OR_UNNAMED_DAYS = _drug_days(
    "any_or_unnamed_days", "On how many days a month do you take any drug against headache, whether you know it or not?"
)

# What a count of days in a diary asks of a dose, and what a person tells instead.
DRUG_DAYS: Mapping[Fact, Fact] = {
    facts.TAKEN_ERGOTAMINE: ERGOTAMINE_DAYS,
    facts.TAKEN_TRIPTAN: TRIPTAN_DAYS,
    facts.TAKEN_NON_OPIOID: NON_OPIOID_DAYS,
    facts.TAKEN_OPIOID: OPIOID_DAYS,
    facts.TAKEN_COMBINATION: COMBINATION_DAYS,
    facts.TAKEN_OTHER: OTHER_DAYS,
    facts.TAKEN_UNNAMED: UNNAMED_DAYS,
    facts.TAKEN_ANY_OF_THESE: ANY_OF_THESE_DAYS,
    facts.TAKEN_STRONG_OR_UNNAMED: STRONG_OR_UNNAMED_DAYS,
    facts.TAKEN_ANY_OR_UNNAMED: ANY_OR_UNNAMED_DAYS,
    # Told by the class; what a combined drug holds is not asked of a person.
    facts.CONTAINS_ERGOTAMINE: ERGOTAMINE_DAYS,
    facts.CONTAINS_TRIPTAN: TRIPTAN_DAYS,
    facts.CONTAINS_NON_OPIOID: NON_OPIOID_DAYS,
    facts.CONTAINS_OPIOID: OPIOID_DAYS,
}
_STRONG = (ERGOTAMINE_DAYS, TRIPTAN_DAYS, OPIOID_DAYS, COMBINATION_DAYS)
_ANY_OF_THESE = (*_STRONG, NON_OPIOID_DAYS)

# Days with any of several: at least those of the commonest, at most all of them added up.
TOGETHER: Mapping[Fact, tuple[Fact, ...]] = {
    ANY_OF_THESE_DAYS: _ANY_OF_THESE,
    STRONG_OR_UNNAMED_DAYS: (*_STRONG, UNNAMED_DAYS),
    ANY_OR_UNNAMED_DAYS: (*_ANY_OF_THESE, UNNAMED_DAYS),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a person has told, as rules ask about it.

    Parameters
    ----------
    answers : mapping of Fact to Truth or Bounds
        What was answered. A fact that is not in it was not asked, or the person did not know.
    amounts : frozenset of Fact
        The facts that are amounts.
    """

    answers: Mapping[Fact, Value]
    amounts: frozenset[Fact]
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Value:
        """What was told, or what follows from it."""
        if fact in self.amounts:
            return self._amount(fact)
        if fact.ask_first is not None and self.value(fact.ask_first) is NO:
            return NO
        told = self.answers.get(fact, NOT_KNOWN)
        if fact is facts.CUT_SHORT and self._amount(facts.LASTED_H).lower >= DEVELOPED_AFTER_H:
            return NO
        return told

    def _amount(self, fact: Fact) -> Bounds:
        told = self.answers.get(fact)
        bounds = told if isinstance(told, Bounds) else UNKNOWN_AMOUNT
        if fact in TOGETHER:
            return _within(bounds, self._together(TOGETHER[fact]))
        if fact is SUCH_DAYS:
            # Of one kind there cannot be more days than of all kinds together.
            return _within(bounds, Bounds(0, self._amount(HEADACHE_DAYS).upper))
        if fact is SUCH_HEADACHES and bounds.upper < self.headaches_by_days:
            # Days and number do not fit together: so many at least were told, and more cannot be ruled out.
            return Bounds(bounds.lower, math.inf)
        if fact is facts.UNTREATED_H and told is None:
            # With a drug it lasted so long; without it might have gone on.
            return Bounds(self._amount(facts.LASTED_H).lower, math.inf)
        return bounds

    @property
    def headaches_by_days(self) -> float:
        """How many headaches there were at least, by the days a month and the months that were told. [ours]

        One that lasts n days takes up n + 1 dates at most.
        """
        days, months = self._amount(SUCH_DAYS), max(1.0, self._amount(MONTHS_SO).lower)
        if SUCH_DAYS not in self.answers:
            days = self._amount(HEADACHE_DAYS)
        lasted = self.answers.get(facts.LASTED_H)
        each_days = math.ceil(lasted.upper / 24) + 1 if isinstance(lasted, Bounds) else math.inf
        by_length = days.lower * months / each_days
        by_gaps = months - 1 if days.lower > 0 and days.upper <= NOT_EVERY_DAY else 0.0
        return max(by_length, by_gaps)

    @property
    def fewer_headaches_than_days(self) -> bool:
        """Whether fewer headaches were told than the days that were told leave possible."""
        told = self.answers.get(SUCH_HEADACHES)
        return isinstance(told, Bounds) and told.upper < self.headaches_by_days

    @property
    def more_such_days_than_days(self) -> bool:
        """Whether days with such a headache were told on more days than with any."""
        such, of_any = self.answers.get(SUCH_DAYS), self.answers.get(HEADACHE_DAYS)
        return isinstance(such, Bounds) and isinstance(of_any, Bounds) and such.lower > of_any.upper

    def _together(self, drugs: tuple[Fact, ...]) -> Bounds:
        days = [self._amount(drug) for drug in drugs]
        return Bounds(max(it.lower for it in days), min(sum(it.upper for it in days), LONGEST_MONTH_DAYS))


def _within(told: Bounds, possible: Bounds) -> Bounds:
    """What was told, as far as the other answers leave it possible."""
    lower = min(max(told.lower, possible.lower), possible.upper)
    return Bounds(lower, max(lower, min(told.upper, possible.upper)))
