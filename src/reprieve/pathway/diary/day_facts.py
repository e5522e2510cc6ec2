"""Was a day clear of everything: of pain of any length, and of what else a migraine brings?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.diary.calendar import Day
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.rules import facts
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, any_of

COMPANIONS = (facts.AURA, facts.NAUSEA, facts.VOMITING, facts.PHOTOPHOBIA, facts.PHONOPHOBIA)


def any_pain(attacks: Sequence[AttackFacts], day: Day) -> Truth:
    """Whether there was head pain that day, however short and whether treated or not.

    Parameters
    ----------
    attacks : sequence of AttackFacts
        Those of the day.
    """
    by_attack = any_of(_hurts(attack) for attack in attacks)
    if by_attack is YES or day.headache is YES:
        return YES
    if not attacks:
        return day.headache
    return NOT_KNOWN if by_attack is NO and day.maybe_attack else by_attack


def _hurts(attack: AttackFacts) -> Truth:
    """An attack that is written hurts, unless it is written that it did not, or that only an aura came."""
    pain = attack.value(facts.PAIN)
    if isinstance(pain, Bounds) and pain.upper == 0:
        return NO
    only_aura = attack.attack.recorded("headache_within_60_min") is NO and pain == Bounds(0, 10)
    return NOT_KNOWN if only_aura else YES


def other_symptoms(attacks: Sequence[AttackFacts], day: Day, said: Truth) -> Truth:
    """Whether there was a symptom of migraine besides pain that day.

    Parameters
    ----------
    attacks : sequence of AttackFacts
        Those of the day. On which of its days a longer attack had a symptom is not written, but for the first.
    said : Truth
        What the day's entries say.
    """
    written = [attack for attack in attacks if any(attack.value(fact) is YES for fact in COMPANIONS)]
    if said is YES or any(attack.attack.first_day == day.day for attack in written):
        return YES
    return NOT_KNOWN if written and said is NOT_KNOWN else said


def symptoms_said(entries: Iterable[DayEntry]) -> Mapping[date, Truth]:
    """What is said of other symptoms, day by day; two entries that contradict each other leave it not known."""
    said: dict[date, set[Truth]] = defaultdict(set)
    for entry in entries:
        if entry.other_symptoms.known:
            said[entry.day].add(entry.other_symptoms)
    return {day: next(iter(found)) if len(found) == 1 else NOT_KNOWN for day, found in said.items()}
