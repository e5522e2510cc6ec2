"""No suppressed count can be worked out from what is published beside it, whoever adds and subtracts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from reprieve.pathway.population.suppression import HIDDEN, Rule, Table, protected, rounded
from reprieve.pathway.terms.errors import InvalidInput

# Everybody, two sexes, three bands; met and standing, met and set aside, not met, not known.
FAMILIES = ((1, 2), (3, 4, 5))
# Met, stands, not met, not known; and set aside, which is not published.
FIGURES = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [0, 1, 0, 0]])
PUBLISHED = np.array([True, True, True, True, False])
counts = st.one_of(st.integers(0, 9), st.integers(0, 60), st.integers(0, 5_000))
rules = st.sampled_from([Rule(), Rule(threshold=5, rounding=1), Rule(threshold=10, rounding=10)])


@st.composite
def tables(draw: st.DrawFn, verdicts: int = 1) -> Table:
    """Counts of people who each have a sex, a band and a state; who meets the first verdict meets the second."""
    cross = np.array([[[draw(counts) for _ in range(4)] for _ in range(3)] for _ in range(2)])
    if verdicts == 1:
        return table_of(cross)
    # Some of those who are not known, or not, by the first are met by the second.
    moved = np.array([[[draw(st.integers(0, 20)) for _ in range(2)] for _ in range(3)] for _ in range(2)])
    moved = np.minimum(moved, cross[..., 2:])
    second = cross.copy()
    second[..., 2:] -= moved
    second[..., 0] += moved.sum(axis=2)
    return table_of(cross, second)


def table_of(*crosses: np.ndarray) -> Table:
    verdicts = len(crosses)
    cells = np.concatenate(
        [np.concatenate([cross.sum(axis=(0, 1))[None], cross.sum(axis=1), cross.sum(axis=0)]) for cross in crosses],
        axis=1,
    )
    each = np.eye(verdicts, dtype=np.int64)
    people = cells[:, :4].sum(axis=1)
    first_before_second = np.array([[1, 1, 0, 0, -1, -1, 0, 0], [0, 0, -1, 0, 0, 0, 1, 0]])
    contained = first_before_second if verdicts == 2 else np.zeros((0, 4))
    return Table(
        cells=cells,
        figures=np.kron(each, FIGURES),
        published=np.tile(PUBLISHED, verdicts),
        families=FAMILIES,
        equal=(np.kron(each, np.ones(4)), np.tile(people[:, None], verdicts)),
        at_most=(contained, np.zeros((len(cells), len(contained)))),
    )


def can_be(table: Table, steps: np.ndarray, rule: Rule, stratum: int, figure: int) -> tuple[int, int]:
    """The least and the most a figure can be by whole numbers of people: written apart from what is tested."""
    strata, bases = table.cells.shape
    place = np.arange(strata * bases).reshape(strata, bases)
    rows, low, high = [], [], []

    def say(cells: list[int], of: list[float], least: float, most: float) -> None:
        row = np.zeros(strata * bases)
        row[cells] = of
        rows.append(row)
        low.append(least)
        high.append(most)

    for family in FAMILIES:
        for base in range(bases):
            say([place[0, base], *place[list(family), base]], [-1, *[1] * len(family)], 0, 0)
    for n in range(strata):
        for verdict in range(bases // 4):
            of_verdict = slice(4 * verdict, 4 * verdict + 4)
            total = table.cells[n, of_verdict].sum()
            say(list(place[n, of_verdict]), [1] * 4, total, total)
        if bases == 8:
            say(list(place[n]), [1, 1, 0, 0, -1, -1, 0, 0], -np.inf, 0)
            say(list(place[n]), [0, 0, -1, 0, 0, 0, 1, 0], -np.inf, 0)
        for k, of in enumerate(table.figures):
            if steps[n, k] != HIDDEN:
                true, step = int(table.cells[n] @ of), int(steps[n, k])
                shown = rounded(true, step)
                near = range(shown - 2 * step, shown + 2 * step + 1)
                fitting = [it for it in near if it > rule.threshold and rounded(it, step) == shown]
                say(list(place[n]), list(of), fitting[0], fitting[-1])
    found = []
    for sign in (1, -1):
        costs = np.zeros(strata * bases)
        costs[place[stratum]] = sign * table.figures[figure]
        answer = milp(
            costs, constraints=LinearConstraint(np.array(rows), low, high), integrality=1, bounds=Bounds(0, np.inf)
        )
        found.append(round(sign * answer.fun))
    return found[0], found[1]


def nothing_small_is_given_away(table: Table, rule: Rule) -> None:
    steps, nothing = protected(table, rule), np.full(table.values.shape, HIDDEN)
    assert (steps[:, ~table.published] == HIDDEN).all()
    for stratum, figure in np.argwhere(table.values <= rule.threshold):
        assert steps[stratum, figure] == HIDDEN
        least, most = can_be(table, steps, rule, stratum, figure)
        least_of_all, most_of_all = can_be(table, nothing, rule, stratum, figure)
        assert least <= max(least_of_all, 0)
        assert most >= min(rule.threshold, most_of_all)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(tables(), rules)
def test_every_small_figure_may_still_be_anything_up_to_the_threshold(table: Table, rule: Rule) -> None:
    nothing_small_is_given_away(table, rule)


@settings(max_examples=10, deadline=None, derandomize=True)
@given(tables(verdicts=2), rules)
def test_nor_does_a_verdict_give_away_another_that_it_contains(table: Table, rule: Rule) -> None:
    nothing_small_is_given_away(table, rule)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(tables())
def test_everything_is_told_exactly_where_nothing_is_small(table: Table) -> None:
    large = table_of(table.cells[1:3, None, :].repeat(3, axis=1) * 40 + 400)
    assert (protected(large, Rule())[:, :4] == 5).all()


def test_suppressing_only_the_small_one_is_not_enough() -> None:
    """The fault that everybody makes first: 3 of 1,000, and the other 997 published beside it."""
    cross = np.full((2, 3, 4), 100)
    cross[:, 2] = [[2, 0, 101, 101], [1, 0, 101, 101]]
    table = table_of(cross)
    only_small = np.where((table.values <= 7) | ~table.published, HIDDEN, 5)
    assert can_be(table, only_small, Rule(), 5, 1) != (0, 7)
    steps = protected(table, Rule())
    least, most = can_be(table, steps, Rule(), 5, 1)
    assert (least, most >= 7) == (0, True)
    assert (steps != only_small).any()


def test_what_must_be_told_less_exactly_is_rounded_before_it_is_suppressed() -> None:
    cross = np.full((2, 3, 4), 1_000)
    cross[:, :, 1] = 0
    table = table_of(cross)
    steps = protected(table, Rule())
    assert (steps[:, :4] != HIDDEN).all(), "nobody is set aside: that, too, is not told"
    assert (steps[:, :4] > 5).any()
    shown = table.values[:, :4]
    assert (steps[:, :4] <= shown / 4).all()


def test_the_same_counts_are_suppressed_alike_every_time() -> None:
    table = table_of(np.arange(24).reshape(2, 3, 4))
    first = protected(table, Rule())
    assert all((protected(table, Rule()) == first).all() for _ in range(3))


@pytest.mark.parametrize(("count", "shown"), [(8, 10), (12, 10), (13, 15), (1_002, 1_000), (1_003, 1_005)])
def test_what_is_published_is_rounded_to_fives(count: int, shown: int) -> None:
    assert rounded(count, Rule().rounding) == shown
    least, most = Rule().edges(np.array([count]), np.array([5]))
    assert least <= count <= most


@pytest.mark.parametrize(("threshold", "rounding"), [(-1, 5), (7, 0), (5_000, 5), (7, 2_000)])
def test_a_rule_out_of_its_range_is_refused(threshold: int, rounding: int) -> None:
    with pytest.raises(InvalidInput, match="must be between"):
        Rule(threshold=threshold, rounding=rounding)
