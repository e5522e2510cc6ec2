"""What may be measured of the course of attacks over time?

A measure is a name with its numbers, and says nothing of how it is found in a record: that is in
`reprieve.pathway.diary.courses`, which any faster interpreter must agree with. Each measure gives
the least and the most it can have been.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One amount that follows from the attacks of a kind in order of time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MostWithinDays(Measure):
    """The most attacks of the kind that begin within so many calendar days in a row.

    Parameters
    ----------
    days : int
        1 or more.
    """

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclesWithAttack(Measure):
    """In how many of the last menstrual cycles an attack of the kind begins around the first day of bleeding.

    Parameters
    ----------
    cycles : int
        How many cycles back from the last day of the diary; nothing is known before so many are written.
    days_before, days_from : int
        Days before the first day of bleeding, and from it on (it is the first of them). There is no day 0.
    """

    cycles: int
    days_before: int
    days_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttacksOutsideCycleDays(Measure):
    """How many attacks of the kind begin at other times in those cycles, as in `CyclesWithAttack`."""

    cycles: int
    days_before: int
    days_from: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareInStep(Measure):
    """Which share, in percent, of the days with attacks of the kind has them neither too seldom nor too often.

    Parameters
    ----------
    days_apart : int
        Another day with attacks of the kind lies at most so many calendar days before or after; 2 is every other day.
    most_a_day : int or None
        At most so many begin on its day.
    from_attacks : int
        With fewer attacks certain than that, the share may still turn out to be anything.
    """

    days_apart: int
    most_a_day: int | None = None
    from_attacks: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareOfBusyDays(Measure):
    """Which share, in percent, of the days with attacks of the kind have at least so many of them.

    Parameters
    ----------
    least_a_day : int
        2 or more.
    from_attacks : int
        As in `ShareInStep`.
    """

    least_a_day: int
    from_attacks: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodsApart(Measure):
    """How many periods of attacks of the kind there were, with a time free of them between each two.

    Parameters
    ----------
    shortest_days, longest_days : int
        From the first day of a period to its last, both included. One that goes on for `longest_days` or
        longer makes the course another one, without periods.
    free_days : int
        At least so many days without such an attack part two periods.
    """

    shortest_days: int
    longest_days: int
    free_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LongestStretch(Measure):
    """The longest time, in days, from one attack of the kind to another without so many free days in between."""

    free_days: int
