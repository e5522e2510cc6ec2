"""Which days are written, which had a headache, and which say nothing?

A day nobody wrote about is not a day without headache. It counts as missing, unless the person
says that every headache was written down.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.records import MOST_DOSE_DAYS, DayEntry, Diary, Dose
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is written about one calendar day.

    `maybe_attack` says that an earlier attack, whose end is not written, may have reached into it.
    `maybe_doses` are doses that were taken on this day or on a neighbouring one, nobody knows which.
    """

    day: date
    attacks: tuple[int, ...] = ()
    doses: tuple[Dose, ...] = ()
    maybe_doses: tuple[Dose, ...] = ()
    headache: Truth = NOT_KNOWN
    drug_taken: Truth = NOT_KNOWN
    inside: bool = True
    maybe_attack: bool = False


class Calendar:
    """The days of a diary, from the first written one to the last."""

    def __init__(self, diary: Diary, attacks: Sequence[WholeAttack]) -> None:
        self._attacks: dict[date, list[int]] = defaultdict(list)
        self._doses: dict[date, list[Dose]] = defaultdict(list)
        self._entries: dict[date, list[DayEntry]] = defaultdict(list)
        # Many rules ask about the same windows.
        self._looked_up: dict[tuple[date, date | None, date | None], Day] = {}
        self._of_some_day: set[date] = set()
        profile = diary.vouched_profile
        self._all_headaches = profile.every_headache_written is YES
        self._all_doses = profile.every_dose_written is YES
        for position, attack in enumerate(attacks):
            for day in attack.days:
                self._attacks[day].append(position)
        for dose in diary.doses:
            for later in range(dose.days):
                self._doses[dose.on + timedelta(days=later)].append(dose)
            if dose.days > 1:
                self._of_some_day.update(dose.on + timedelta(days=later) for later in range(dose.days))
        for entry in diary.days:
            if entry.headache.known or entry.drug_taken.known:
                self._entries[entry.day].append(entry)
        self._maybe_in_pain: set[date] = set()
        written = {*self._attacks, *(dose.on for dose in diary.doses), *self._entries}
        self.first: date | None = min(written, default=None)
        self.last: date | None = max(written, default=None)
        told = {
            *self._attacks,
            *(day for day, entries in self._entries.items() if _answered(e.headache for e in entries)),
        }
        self._maybe_attack: set[date] = set()
        free = {day for day, entries in self._entries.items() if _said(e.headache for e in entries) is NO}
        open_ended = {
            (attack.last_day, all(record.pain_0_to_10 == 0 for record in attack.records))
            for attack in attacks
            if attack.end is None
        }
        for day, painless in open_ended:
            self._maybe_attack.update(self._days_it_may_reach(day, set() if painless else free))
        for day in {attack.last_day for attack in attacks if attack.end is None}:
            if self.last is not None:
                self._maybe_in_pain.update(_until_the_next(day, told, self.last))

    @property
    def span_days(self) -> int:
        """Days from the first to the last written one, both included; 0 when nothing is written."""
        return 0 if self.first is None or self.last is None else (self.last - self.first).days + 1

    def day(self, day: date, *, first: date | None = None, last: date | None = None) -> Day:
        """What is written about a day, whether inside the diary's span or not.

        A dose that lies on one of several days is counted on the first of them, so that it counts once,
        where all of them lie within the window from `first` to `last`; otherwise on none for certain.
        """
        # Only such a dose is told otherwise in another window.
        key = (day, first, last) if day in self._of_some_day else (day, None, None)
        known = self._looked_up.get(key)
        if known is None:
            known = self._looked_up[key] = self._look_up(day, first, last)
        return known

    def _look_up(self, day: date, first: date | None, last: date | None) -> Day:
        inside = self.first is not None and self.last is not None and self.first <= day <= self.last
        entries = self._entries.get(day, ())
        sure = inside and day not in self._maybe_in_pain
        headaches = [entry.headache for entry in entries]
        drugs = [entry.drug_taken for entry in entries]
        doses = self._doses.get(day, ())
        return Day(
            day=day,
            attacks=tuple(self._attacks.get(day, ())),
            doses=tuple(dose for dose in doses if dose.on == day and _within(dose, first, last)),
            maybe_doses=tuple(dose for dose in doses if dose.on != day or not _within(dose, first, last)),
            headache=NO if sure and self._all_headaches and not _answered(headaches) else _said(headaches),
            drug_taken=NO if inside and self._all_doses and not _answered(drugs) else _said(drugs),
            inside=inside,
            maybe_attack=day in self._maybe_attack,
        )

    def _days_it_may_reach(self, day: date, free: Collection[date]) -> Iterator[date]:
        """The days after a day that an attack may reach: to the next attack's, or before one free of headache."""
        while self.last is not None and (day := day + timedelta(days=1)) <= self.last and day not in free:
            yield day
            if day in self._attacks:
                return

    def window(self, days: int, *, back: int = 0) -> tuple[date, date] | None:
        """First and last day of the window of `days` days that ends `back` windows before the last written day."""
        if self.last is None:
            return None
        last = self.last - timedelta(days=days * back)
        return last - timedelta(days=days - 1), last


class OnSomeDay:
    """Doses of one kind, of which some were taken on one of several days: which may be the same as another?

    Parameters
    ----------
    doses : iterable of Dose
        In the order of a diary: by day, and those of one day always in the same order.
    """

    def __init__(self, doses: Iterable[Dose]) -> None:
        self._single: set[date] = set()
        self._last: dict[date, date] = {}
        self._first: dict[date, Dose] = {}
        for dose in doses:
            if dose.days == 1:
                self._single.add(dose.on)
                continue
            last = dose.on + timedelta(days=dose.days - 1)
            self._last[dose.on] = max(last, self._last.get(dose.on, last))
            self._first.setdefault(dose.on, dose)

    def may_hold(self, dose: Dose) -> bool:
        """Whether a dose of a known day, or one of several days that comes before it, lies or may lie on its days."""
        if any(dose.on + timedelta(days=later) in self._single for later in range(dose.days)):
            return True
        earlier = (dose.on - timedelta(days=before) for before in range(1, MOST_DOSE_DAYS))
        if any(self._last.get(day, day) >= dose.on for day in earlier):
            return True
        return self._first.get(dose.on, dose) != dose


def _until_the_next(day: date, told: Collection[date], last: date) -> Iterator[date]:
    """The days after a day up to the next that tells of headache: an attack without an end may reach into them."""
    while (day := day + timedelta(days=1)) <= last and day not in told:
        yield day


def _within(dose: Dose, first: date | None, last: date | None) -> bool:
    """Whether every day on which a dose can have been taken lies within the window."""
    if dose.days == 1:
        return True
    final = dose.on + timedelta(days=dose.days - 1)
    return (first is None or first <= dose.on) and (last is None or final <= last)


def _answered(answers: Iterable[Truth]) -> bool:
    return any(answer.known for answer in answers)


def _said(answers: Iterable[Truth]) -> Truth:
    """One answer from several entries of a day; two that contradict each other leave it not known."""
    known = {answer for answer in answers if answer.known}
    return known.pop() if len(known) == 1 else NOT_KNOWN


def dates(first: date, last: date) -> list[date]:
    """Every date from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def count_days(first: date, last: date, truths: Sequence[Truth]) -> DayCount:
    """The count of one window from the truth of each of its days."""
    return DayCount(first=first, last=last, yes=truths.count(YES), missing=truths.count(NOT_KNOWN))
