"""No suppressed count can be worked out from what is published beside it, whoever adds and subtracts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from reprieve.pathway.population.suppression import Rule, Table, exposed_by, suppressed
from reprieve.pathway.terms.errors import InvalidInput

# Everybody, two sexes, three bands; met and standing, met and set aside, not met, not known.
FAMILIES = ((1, 2), (3, 4, 5))
FIGURES = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
counts = st.one_of(st.integers(0, 9), st.integers(0, 60), st.integers(0, 5_000))


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Counts of people who each have a sex, a band and a state."""
    cross = np.array([[[draw(counts) for _ in range(4)] for _ in range(3)] for _ in range(2)])
    return table_of(cross)


def table_of(cross: np.ndarray) -> Table:
    cells = np.concatenate([cross.sum(axis=(0, 1))[None], cross.sum(axis=1), cross.sum(axis=0)])
    people = np.stack([cells.sum(axis=1)] * 2, axis=1)
    return Table(cells, FIGURES, FAMILIES, people)


def can_be(table: Table, hidden: np.ndarray, rule: Rule, stratum: int, figure: int) -> tuple[int, int]:
    """The least and the most a figure can be by whole numbers of people: written apart from what is tested."""
    strata, bases = table.cells.shape
    place = np.arange(strata * bases).reshape(strata, bases)
    rules, low, high = [], [], []

    def say(cells: list[int], of: list[float], least: float, most: float) -> None:
        row = np.zeros(strata * bases)
        row[cells] = of
        rules.append(row)
        low.append(least)
        high.append(most)

    for family in FAMILIES:
        for base in range(bases):
            say([place[0, base], *place[list(family), base]], [-1, *[1] * len(family)], 0, 0)
    for n in range(strata):
        total = table.cells[n].sum()
        say(list(place[n]), [1] * bases, total, total)
        for k in range(len(FIGURES)):
            if not hidden[n, k]:
                shown = rule.rounded(int((table.cells[n] * FIGURES[k]).sum()))
                fitting = [
                    it for it in range(shown - 50, shown + 50) if it > rule.threshold and rule.rounded(it) == shown
                ]
                say(list(place[n]), list(FIGURES[k]), fitting[0], fitting[-1])
    found = []
    for sign in (1, -1):
        costs = np.zeros(strata * bases)
        costs[place[stratum]] = sign * FIGURES[figure]
        answer = milp(
            costs, constraints=LinearConstraint(np.array(rules), low, high), integrality=1, bounds=Bounds(0, np.inf)
        )
        found.append(round(sign * answer.fun))
    return found[0], found[1]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables(), st.sampled_from([Rule(), Rule(threshold=5, rounding=1), Rule(threshold=10, rounding=10)]))
def test_every_small_figure_may_still_be_anything_up_to_the_threshold(table: Table, rule: Rule) -> None:
    hidden = suppressed(table, rule)
    for stratum, figure in np.argwhere(table.values <= rule.threshold):
        assert hidden[stratum, figure]
        people = int(table.cells[stratum].sum())
        least, most = can_be(table, hidden, rule, stratum, figure)
        assert least == 0
        assert most >= min(rule.threshold, people)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables())
def test_nothing_is_suppressed_where_nothing_is_small(table: Table) -> None:
    large = Table(table.cells * 40 + 400, FIGURES, (), None)
    assert not suppressed(large, Rule()).any()


def test_suppressing_only_the_small_one_is_not_enough_and_is_seen() -> None:
    """The fault that everybody makes first: 3 of 1,000, and the other 997 published beside it."""
    cross = np.full((2, 3, 4), 100)
    cross[:, 2] = [[2, 0, 101, 101], [1, 0, 101, 101]]
    table = table_of(cross)
    only_small = table.values <= 7
    assert list(exposed_by(table, only_small, Rule())) != []
    least, most = can_be(table, only_small, Rule(), 5, 1)
    assert (least, most) != (0, 7)
    assert suppressed(table, Rule()).sum() > only_small.sum()


def test_the_same_counts_are_suppressed_alike_every_time() -> None:
    table = table_of(np.arange(24).reshape(2, 3, 4))
    first = suppressed(table, Rule())
    assert all((suppressed(table, Rule()) == first).all() for _ in range(3))


@pytest.mark.parametrize(("count", "shown"), [(8, 10), (12, 10), (13, 15), (1_002, 1_000), (1_003, 1_005)])
def test_what_is_published_is_rounded_to_fives(count: int, shown: int) -> None:
    assert Rule().rounded(count) == shown
    least, most = Rule().edges(count)
    assert least <= count <= most


@pytest.mark.parametrize(("threshold", "rounding"), [(-1, 5), (7, 0), (5_000, 5), (7, 2_000)])
def test_a_rule_out_of_its_range_is_refused(threshold: int, rounding: int) -> None:
    with pytest.raises(InvalidInput, match="must be between"):
        Rule(threshold=threshold, rounding=rounding)
