"""Yes, no, not known; at least, at most."""

from __future__ import annotations

import math
from datetime import date

import pytest

from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds, DayCount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, between, opposite, truth_of

Y, N, U = YES, NO, NOT_KNOWN


@pytest.mark.parametrize("truth", Truth)
def test_a_truth_cannot_be_a_condition(truth: Truth) -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(truth)


def test_what_nobody_answered_is_not_known() -> None:
    assert [truth_of(answer) for answer in (True, False, None)] == [YES, NO, NOT_KNOWN]


def test_the_opposite_of_not_known_is_not_known() -> None:
    assert [opposite(truth) for truth in (YES, NO, NOT_KNOWN)] == [NO, YES, NOT_KNOWN]


@pytest.mark.parametrize(
    ("truths", "every", "some"),
    [
        ([], Y, N),
        ([Y, Y], Y, Y),
        ([Y, U], U, Y),
        ([Y, N], N, Y),
        ([N, U], N, U),
        ([U, U], U, U),
        ([N, N], N, N),
    ],
)
def test_all_and_any_of_three_values(truths: list[Truth], every: Truth, some: Truth) -> None:
    assert all_of(truths) is every
    assert any_of(truths) is some


@pytest.mark.parametrize(
    ("truths", "least", "most", "answer"),
    [
        ([Y, N, N, N], 2, None, N),
        ([Y, Y, N, N], 2, None, Y),
        ([Y, Y, Y, N], 2, None, Y),
        ([Y, U, N, N], 2, None, U),
        ([U, N, N, N], 2, None, N),
        ([Y, Y, U, U], 2, None, Y),
        ([Y, Y], 0, 1, N),
        ([Y, U], 0, 1, U),
        ([Y, N], 0, 1, Y),
        ([U, N], 0, 1, Y),
        ([Y, Y, U], 2, 2, U),
        ([Y, Y, N], 2, 2, Y),
        ([Y, Y, Y], 2, 2, N),
        ([U], 0, 0, U),
        ([N], 0, 0, Y),
        ([], 0, None, Y),
        ([], 1, None, N),
    ],
)
def test_how_many_hold(truths: list[Truth], least: int, most: int | None, answer: Truth) -> None:
    assert between(truths, at_least=least, at_most=most) is answer


@pytest.mark.parametrize(
    ("bounds", "answer"),
    [
        (Bounds(9, 9), N),
        (Bounds(10, 10), Y),
        (Bounds(11, 11), Y),
        (Bounds(9, 10), U),
        (Bounds(8, 9), N),
        (Bounds(10, 14), Y),
        (Bounds(14, 15), U),
        (Bounds(15, 20), N),
        (UNKNOWN_AMOUNT, U),
    ],
)
def test_whether_an_amount_lies_from_10_to_14(bounds: Bounds, answer: Truth) -> None:
    assert bounds.reaches(at_least=10, at_most=14) is answer


def test_a_lower_bound_above_the_upper_is_refused() -> None:
    with pytest.raises(ValueError, match="must not exceed"):
        Bounds(2, 1)


def test_only_equal_bounds_are_exact() -> None:
    assert Bounds(3, 3).exact
    assert not Bounds(3, math.inf).exact


def test_a_count_of_days_knows_what_is_missing() -> None:
    count = DayCount(first=date(2026, 1, 1), last=date(2026, 1, 30), yes=9, missing=10)
    assert (count.days, count.written, count.bounds) == (30, 20, Bounds(9, 19))
    assert count.prorated == pytest.approx(13.5)


def test_a_window_in_which_nothing_is_written_is_not_prorated() -> None:
    count = DayCount(first=date(2026, 1, 1), last=date(2026, 1, 28), yes=0, missing=28)
    assert count.prorated is None
    assert count.bounds == Bounds(0, 28)
