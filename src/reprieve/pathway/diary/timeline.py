"""Which attacks are of one kind, in order of time, and what is written of the days around them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from reprieve.pathway.diary.attacks import WholeAttack
from reprieve.pathway.diary.calendar import Calendar, dates
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The attacks of a kind in order of start, as far as that is certain and as far as it is possible.

    `possible` holds the certain ones too. `since` is the first day that is asked about; None asks from
    the first written one.
    """

    certain: tuple[WholeAttack, ...]
    possible: tuple[WholeAttack, ...]
    calendar: Calendar
    diary: Diary
    since: date | None = None

    @cached_property
    def _certain_days(self) -> frozenset[date]:
        return frozenset(attack.first_day for attack in self.certain)

    @cached_property
    def _possible_days(self) -> frozenset[date]:
        return frozenset(attack.first_day for attack in self.possible)

    @cached_property
    def days(self) -> tuple[date, ...]:
        """Every day that is asked about, up to the last written one."""
        first, last = self.calendar.first, self.calendar.last
        if first is None or last is None:
            return ()
        return tuple(dates(first if self.since is None else max(first, self.since), last))

    @cached_property
    def unwritten(self) -> tuple[date, ...]:
        """The days on which attacks of the kind may have begun that nobody wrote down."""
        return tuple(day for day in self.days if day not in self._possible_days and self.begun_on(day) is NOT_KNOWN)

    def begun_on(self, day: date) -> Truth:
        """Whether an attack of the kind begins on a day.

        A day with an attack written, or with an entry that says there was no headache, tells of all its attacks.
        """
        if day in self._certain_days:
            return YES
        if day in self._possible_days:
            return NOT_KNOWN
        written = self.calendar.day(day)
        return NO if written.attacks or written.headache is NO else NOT_KNOWN
