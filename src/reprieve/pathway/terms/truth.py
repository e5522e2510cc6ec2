"""The three values: is it so, is it not so, or is it not known?

A thing nobody wrote down is not a thing that did not happen. Every yes-or-no fact in the
project is a `Truth`, and a `Truth` cannot be used as an `if` condition, because Python would
then take *not known* for one of the other two.

>>> all_of([Truth.YES, Truth.NOT_KNOWN])
<Truth.NOT_KNOWN: 'not_known'>
>>> all_of([Truth.NO, Truth.NOT_KNOWN])
<Truth.NO: 'no'>
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NoReturn


class Truth(Enum):
    """Yes, no, or not known."""

    YES = "yes"
    NO = "no"
    NOT_KNOWN = "not_known"

    def __bool__(self) -> NoReturn:
        raise TypeError("a Truth has three values and cannot be an `if`; ask `is Truth.YES` or `is Truth.NO`")

    @property
    def known(self) -> bool:
        """Whether somebody recorded an answer."""
        return self is not Truth.NOT_KNOWN


YES, NO, NOT_KNOWN = Truth.YES, Truth.NO, Truth.NOT_KNOWN


def truth_of(value: bool | None) -> Truth:
    """The three-valued form of a Python answer; `None` is *not known*."""
    if value is None:
        return NOT_KNOWN
    return YES if value else NO


def opposite(truth: Truth) -> Truth:
    """No for yes, yes for no; what is not known stays not known."""
    if truth is NOT_KNOWN:
        return NOT_KNOWN
    return NO if truth is YES else YES


def between(truths: Iterable[Truth], *, at_least: int, at_most: int | None = None) -> Truth:
    """Whether the number of truths that hold lies in [at_least, at_most].

    Yes when what is certain suffices and what is possible is not too much; no when even every
    unknown would not be enough, or what is certain is already too much; otherwise not known.

    Parameters
    ----------
    truths : iterable of Truth
    at_least, at_most : int
        Bounds on the count, both included. `at_most=None` sets no upper bound.

    Examples
    --------
    >>> between([Truth.YES, Truth.YES, Truth.NOT_KNOWN], at_least=2)
    <Truth.YES: 'yes'>
    >>> between([Truth.YES, Truth.NOT_KNOWN], at_least=0, at_most=1)
    <Truth.NOT_KNOWN: 'not_known'>
    """
    certain = possible = 0
    for truth in truths:
        if truth is YES:
            certain += 1
            possible += 1
        elif truth is NOT_KNOWN:
            possible += 1
    if possible < at_least or (at_most is not None and certain > at_most):
        return NO
    if certain >= at_least and (at_most is None or possible <= at_most):
        return YES
    return NOT_KNOWN


def all_of(truths: Iterable[Truth]) -> Truth:
    """Yes when every one holds; no when one does not. Of nothing at all: yes."""
    answer = YES
    for truth in truths:
        if truth is NO:
            return NO
        if truth is NOT_KNOWN:
            answer = NOT_KNOWN
    return answer


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes when one holds; no when none does. Of nothing at all: no."""
    answer = NO
    for truth in truths:
        if truth is YES:
            return YES
        if truth is NOT_KNOWN:
            answer = NOT_KNOWN
    return answer


def agreed(told: Iterable[Truth]) -> Truth:
    """One answer from several sources; two that contradict each other leave it not known."""
    known = {truth for truth in told if truth.known}
    return known.pop() if len(known) == 1 else NOT_KNOWN
