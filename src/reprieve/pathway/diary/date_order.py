"""Does 03/04/2026 mean March or April in this file?

One date cannot tell; a whole file often can, because a number over 12 is a day.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum


class DateOrder(Enum):
    """Which of the first two numbers of a date is the month."""

    MONTH_FIRST = "month first"
    DAY_FIRST = "day first"
    DOUBTFUL = "doubtful"


def date_order(firsts_and_seconds: Iterable[tuple[int, int]]) -> DateOrder:
    """The only order that fits the dates; doubtful when both do or neither does.

    >>> date_order([(3, 4), (25, 4)])
    <DateOrder.DAY_FIRST: 'day first'>
    >>> date_order([(3, 4), (4, 4)])
    <DateOrder.DOUBTFUL: 'doubtful'>
    """
    month_first = day_first = False
    for first, second in firsts_and_seconds:
        month_first = month_first or (1 <= first <= 12 < second <= 31)
        day_first = day_first or (1 <= second <= 12 < first <= 31)
    if month_first == day_first:
        return DateOrder.DOUBTFUL
    return DateOrder.MONTH_FIRST if month_first else DateOrder.DAY_FIRST
