"""How much is it at least, and how much could it be at most?

An amount that was not fully recorded is not one number but two: an attack still going on has
lasted *at least* ten hours; a month with four days not written has *between* nine and thirteen
headache days.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date

from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth


@dataclass(frozen=True, slots=True)
class Bounds:
    """An amount known to lie in [lower, upper]; `math.inf` where nothing limits it.

    >>> Bounds(9, 13).reaches(at_least=10)
    <Truth.NOT_KNOWN: 'not_known'>
    """

    lower: float
    upper: float

    def __post_init__(self) -> None:
        if not self.lower <= self.upper:
            raise ValueError(f"the lower bound must not exceed the upper; got [{self.lower}, {self.upper}]")

    @property
    def exact(self) -> bool:
        """Whether the amount is known exactly."""
        return self.lower == self.upper

    def reaches(self, *, at_least: float = -math.inf, at_most: float = math.inf) -> Truth:
        """Whether the amount lies in [at_least, at_most], both included."""
        if self.upper < at_least or self.lower > at_most:
            return NO
        if self.lower >= at_least and self.upper <= at_most:
            return YES
        return NOT_KNOWN


UNKNOWN_AMOUNT = Bounds(0, math.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayCount:
    """How many days of one window had something: seen, prorated, and at least / at most.

    Counts never travel alone: the days *with* and the days *written* stay together.

    Parameters
    ----------
    first, last : date
        The window's first and last day, both included.
    yes : int
        Days on which it is written that it was so, 0 to `days`.
    missing : int
        Days about which nothing can be said, 0 to `days - yes`.
    """

    first: date
    last: date
    yes: int
    missing: int

    @property
    def days(self) -> int:
        """Length of the window in days."""
        return (self.last - self.first).days + 1

    @property
    def written(self) -> int:
        """Days about which an answer is written."""
        return self.days - self.missing

    @property
    def bounds(self) -> Bounds:
        """[yes, yes + missing]: the least and the most it can have been."""
        return Bounds(self.yes, self.yes + self.missing)

    @property
    def prorated(self) -> float | None:
        """`yes` scaled to the whole window as if missing days were like written ones; None if none is written.

        Notes
        -----
        A customary figure, shown and never judged by: people write more on bad days, so it errs high.
        """
        return self.days * self.yes / self.written if self.written else None
