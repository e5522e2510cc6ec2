"""What does an Apple Health export say of a day as a whole: no headache, another symptom, bleeding?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from reprieve.pathway.diary import apple_health_words as words
from reprieve.pathway.diary.apple_health_entries import Drafts, Symptom
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.terms.text import count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# What one record says of days, it says of few.
LONGEST_OF_DAYS = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Flow:
    """One record of menstrual flow, understood."""

    bleeding: bool
    begins: Truth
    first_day: date
    last_day: date


@dataclass(slots=True)
class Day:
    """What is said of one day, while records are still coming in."""

    headache: Truth = NOT_KNOWN
    other_symptoms: Truth = NOT_KNOWN
    menstruation: Truth = NOT_KNOWN
    menstruation_begins: Truth = NOT_KNOWN
    rows: int = 0


class Days:
    """The days of an export on which something is said of a day as a whole."""

    def __init__(self) -> None:
        self._days: dict[date, Day] = {}

    def of(self, day: date) -> Day:
        """The day, new if nothing is said of it yet."""
        return self._days.setdefault(day, Day())

    def keep(self, gathering: Gathering) -> None:
        """Keeps every day."""
        for day, said in sorted(self._days.items()):
            entry = DayEntry(
                day=day,
                headache=said.headache,
                other_symptoms=said.other_symptoms,
                menstruation=said.menstruation,
                menstruation_begins=said.menstruation_begins,
            )
            gathering.keep(entry, rows=said.rows)


def _each(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def give_free_days(headaches: list[Symptom], drafts: Drafts, days: Days, gathering: Gathering) -> None:
    """A headache that was not present: a day without one, unless another record of the day says otherwise."""
    free: set[date] = set()
    contradicted: set[date] = set()
    of_hours = 0
    for symptom in (symptom for symptom in headaches if not symptom.present):
        whole = (symptom.first_day, symptom.first_day) if symptom.of_a_moment else symptom.whole_days
        if whole[0] > whole[1]:
            of_hours += 1
        elif symptom.end - symptom.start > LONGEST_OF_DAYS:
            gathering.leave_out(
                symptom.line,
                say("it says of more than a month that there was no headache; it was left out."),
                whole_row=False,
            )
        else:
            said = set(_each(*whole))
            contradicted |= said & drafts.covered
            free |= said - drafts.covered
            if not said <= drafts.covered:
                days.of(min(said - drafts.covered)).rows += 1
    for day in free:
        days.of(day).headache = NO
    notes = gathering.notes
    if free:
        notes.append(
            count(len(free), "{n} day is written as free of headache.", "{n} days are written as free of headache.")
        )
    if contradicted:
        notes.append(
            count(
                len(contradicted),
                "{n} day is written both as free of headache and with one; the headache stands.",
                "{n} days are written both as free of headache and with one; the headache stands.",
            )
        )
    if of_hours:
        notes.append(
            count(
                of_hours,
                "{n} record says of some hours only that there was no headache; it says nothing of the day.",
                "{n} records say of some hours only that there was no headache; they say nothing of the day.",
            )
        )


def give_symptoms(symptoms: dict[str, list[Symptom]], drafts: Drafts, days: Days, gathering: Gathering) -> None:
    """Nausea and vomiting: to the attack they belong to; on a day without headache, to the day."""
    without_attack = 0
    for kind in (words.NAUSEA, words.VOMITING):
        for symptom in symptoms[kind]:
            attacks = drafts.of(symptom)
            for draft in attacks:
                (draft.nausea if kind == words.NAUSEA else draft.vomiting).append(symptom.severity)
            if attacks:
                attacks[0].rows += 1
                continue
            apart = [d for d in _each(symptom.first_day, symptom.last_day) if d not in drafts.covered]
            if not symptom.present or not apart:
                without_attack += 1
                continue
            days.of(apart[0]).rows += 1
            for day in apart:
                days.of(day).other_symptoms = YES
    if without_attack:
        gathering.notes.append(
            count(
                without_attack,
                "{n} record of nausea or vomiting belongs to no headache and was not kept.",
                "{n} records of nausea or vomiting belong to no headache and were not kept.",
            )
        )


def give_flows(flows: list[Flow], days: Days) -> None:
    """Bleeding to its days; a yes outweighs a no of the same day."""
    for flow in flows:
        days.of(flow.first_day).rows += 1
        for day in _each(flow.first_day, flow.last_day):
            said = days.of(day)
            if flow.bleeding or said.menstruation is not YES:
                said.menstruation = YES if flow.bleeding else NO
        first = days.of(flow.first_day)
        if flow.begins is YES or first.menstruation_begins is NOT_KNOWN:
            first.menstruation_begins = flow.begins
