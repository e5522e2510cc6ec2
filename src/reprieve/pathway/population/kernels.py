"""What is compiled, and how? Generic passes over records that are sorted by person.

A kernel knows records, moments and days, and no criterion. It is compiled once for a machine and
kept beside the module. Rows of one person are `offsets[p]` to `offsets[p + 1]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np

F = TypeVar("F", bound=Callable[..., Any])
Array = np.ndarray[Any, np.dtype[Any]]


def kernel(function: F) -> F:
    """Compile a function for arrays; other threads run while it does."""
    compiled: F = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled


@kernel
def find_offsets(person: Array, people: Array, offsets: Array) -> int:
    """Where the rows of each person begin; -1, or the first row that is out of order or of nobody."""
    row, rows = 0, len(person)
    for p in range(len(people)):
        offsets[p] = row
        while row < rows and person[row] == people[p]:
            row += 1
    offsets[len(people)] = row
    return -1 if row == rows else row


@kernel
def count_true(plane: Array, offsets: Array, out: Array) -> None:
    """How many of each person's entries of a plane are true."""
    for p in range(len(offsets) - 1):
        found = 0
        for n in range(offsets[p], offsets[p + 1]):
            found += plane[n]
        out[p] = found


@kernel
def count_others(plane: Array, left_out: Array, offsets: Array, people: Array, out: Array) -> None:
    """How many entries of some people are true, and not left out."""
    for p in people:
        found = 0
        for n in range(offsets[p], offsets[p + 1]):
            found += plane[n] & ~left_out[n]
        out[p] = found


@kernel
def spread(of_person: Array, offsets: Array, out: Array) -> None:
    """Each person's value for each of the person's entries."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            out[n] = of_person[p]


@kernel
def set_bits(plane: Array, person: int, low: int, high: int) -> None:
    """Set the days from `low` to `high`, counted back from the last one, in a plane of (words, people)."""
    high = min(high, plane.shape[0] * 64 - 1)
    low = max(low, 0)
    while low <= high:
        word = low >> 6
        upto = min(high, word * 64 + 63)
        ones = np.uint64(0xFFFFFFFFFFFFFFFF) >> np.uint64(63 - (upto - low))
        plane[word, person] |= ones << np.uint64(low & 63)
        low = upto + 1
