"""What is compiled, and how? Generic passes over records that are sorted by person.

A kernel knows records, moments and days, and no criterion. It is compiled once for a machine and
kept beside the module. Rows of one person are `offsets[p]` to `offsets[p + 1]`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np
from numba.extending import intrinsic

F = TypeVar("F", bound=Callable[..., Any])
Array = np.ndarray[Any, np.dtype[Any]]

Word = np.uint64
WORD = 64
ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


def kernel(function: F) -> F:
    """Compile a function for arrays that makes none itself; other threads run while it does.

    What makes no array needs none counted: calls between kernels cost nothing then.
    """
    return _compiled(function, _nrt=False)


def making_arrays(function: F) -> F:
    """The same for a function that makes arrays of its own."""
    return _compiled(function)


def _compiled(function: F, **options: Any) -> F:
    options |= {"nogil": True, "error_model": "numpy"}
    try:
        return cast(F, numba.njit(cache=True, **options)(function))
    except RuntimeError:
        # Nowhere to keep it: neither beside the module nor in a folder of the user's own.
        return cast(F, numba.njit(**options)(function))


@kernel
def position(rising: Array, begin: int, end: int, value: int) -> int:
    """Where in a part of an array that only rises a value, or the next greater one, stands first."""
    while begin < end:
        middle = (begin + end) >> 1
        if rising[middle] < value:
            begin = middle + 1
        else:
            end = middle
    return begin


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
def spread(of_person: Array, offsets: Array, out: Array) -> None:
    """Each person's value for each of the person's entries."""
    for p in range(len(offsets) - 1):
        for n in range(offsets[p], offsets[p + 1]):
            out[n] = of_person[p]


# Planes of one bit an entry


def _instruction(name: str) -> Any:
    """A function of a word that processors have an instruction for."""

    def typed(_: Any, word: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, of: Any) -> Any:
            # Of no bit at all it does not matter which is the lowest: that is never asked.
            more = (context.get_constant(numba.boolean, True),) if name == "cttz" else ()
            return getattr(builder, name)(of[0], *more)

        return numba.int64(numba.uint64), generate

    return intrinsic(typed)


# How many bits of a word are set, and which is the lowest of them.
ones_in = _instruction("ctpop")
lowest_bit = _instruction("cttz")


@kernel
def _ones_between(plane: Array, kept: Array, begin: int, end: int) -> int:
    """How many entries from `begin` to before `end` are in both of two planes."""
    found = 0
    while begin < end:
        upto = min(end, (begin | (WORD - 1)) + 1)
        asked = ALL >> np.uint64(WORD - (upto - begin)) << np.uint64(begin & 63)
        found += ones_in(plane[begin >> 6] & kept[begin >> 6] & asked)
        begin = upto
    return found


@kernel
def count_of(plane: Array, kept: Array, offsets: Array, people: Array, out: Array) -> None:
    """How many entries of some people are in both of two planes."""
    for p in people:
        out[p] = _ones_between(plane, kept, offsets[p], offsets[p + 1])


@kernel
def count_of_all(plane: Array, offsets: Array, out: Array) -> None:
    """How many entries of each person are in a plane."""
    begin = offsets[0]
    for p in range(len(offsets) - 1):
        end, found, word = offsets[p + 1], 0, begin >> 6
        here = plane[word] >> np.uint64(begin & 63) << np.uint64(begin & 63)
        while word < end >> 6:
            found, word = found + ones_in(here), word + 1
            here = plane[word]
        out[p] = found + ones_in(here & ((np.uint64(1) << np.uint64(end & 63)) - np.uint64(1)))
        begin = end


def words_of(entries: int) -> int:
    """How many words so many entries take; there is always room for one more entry."""
    return entries // WORD + 1


def pack(truths: Array) -> Array:
    """Truths as bits, 64 to a word; what lies beyond the last one is of no meaning."""
    found = np.zeros(words_of(len(truths)) * 8, dtype=np.uint8)
    packed = np.packbits(truths, bitorder="little")
    found[: len(packed)] = packed
    return found.view(np.uint64)


def unpack(plane: Array, entries: int) -> Array:
    """The bits of so many entries as truths."""
    return np.unpackbits(plane.view(np.uint8), count=entries, bitorder="little").view(np.bool_)


@kernel
def transpose(rows: Array) -> None:
    """Turn 64 words about: bit i of word k becomes bit k of word i (Warren, Hacker's Delight, 7-3)."""
    width, mask = 32, np.uint64(0x00000000FFFFFFFF)
    while width:
        k = 0
        while k < WORD:
            swap = ((rows[k] >> np.uint64(width)) ^ rows[k + width]) & mask
            rows[k] ^= swap << np.uint64(width)
            rows[k + width] ^= swap
            k = (k + width + 1) & ~width
        width >>= 1
        mask ^= mask << np.uint64(width)


@making_arrays
def bits_to_planes(words: Array, out: Array) -> None:
    """The bits of entries as planes: out[bit] holds that bit of all entries."""
    block = np.empty(WORD, dtype=np.uint64)
    for first in range(0, len(words), WORD):
        upto = min(WORD, len(words) - first)
        block[:upto] = words[first : first + upto]
        block[upto:] = 0
        transpose(block)
        for bit in range(out.shape[0]):
            out[bit, first >> 6] = block[bit]


@making_arrays
def planes_to_codes(planes: Array, out: Array) -> None:
    """At most 64 planes as one code for each entry: the reverse of `bits_to_planes`."""
    block = np.empty(WORD, dtype=np.uint64)
    for first in range(0, len(out), WORD):
        block[len(planes) :] = 0
        for bit in range(len(planes)):
            block[bit] = planes[bit, first >> 6]
        transpose(block)
        upto = min(WORD, len(out) - first)
        out[first : first + upto] = block[:upto]
