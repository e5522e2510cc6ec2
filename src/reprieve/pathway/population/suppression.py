"""Which counts must not be published, so that no small one can be worked out from the others?

A count of few people may tell who they are. Such a count is suppressed, and the others are rounded. That is
not enough: what is published beside it may give it away, because the states of a verdict add up to the people of
a stratum, and strata add up to everybody. So an attacker is played, who knows every published figure, how it was
rounded, how everything adds up, and even the exact number of people in each published stratum: by linear
programming the least and the most that each small count could be are found. Unless that is everything from 0 to
the threshold, one more count is suppressed, the smallest that stands beside it, and the attacker tries again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from reprieve.pathway.population.kernels import Array
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

THRESHOLD, ROUNDING = 7, 5
# What an attacker may think of without end.
NO_LIMIT = np.inf
CLOSE = 1e-6


@dataclass(frozen=True)
class Rule:
    """How small a count may not be published, and to multiples of what the others are rounded.

    Raises
    ------
    InvalidInput
        If the threshold is below 0 or above 1,000, or the rounding below 1 or above 1,000.
    """

    threshold: int = THRESHOLD
    rounding: int = ROUNDING

    def __post_init__(self) -> None:
        for name, value, least in (("threshold", self.threshold, 0), ("rounding", self.rounding, 1)):
            if not least <= value <= 1000:
                raise InvalidInput(
                    say(
                        "`{name}` must be between {low} and {high}; got {value}.",
                        name=name,
                        low=least,
                        high=1000,
                        value=value,
                    )
                )

    def rounded(self, count: int) -> int:
        """The count as it is published."""
        return (count + self.rounding // 2) // self.rounding * self.rounding

    def edges(self, count: int) -> tuple[int, int]:
        """Between what a published count tells that it lies."""
        shown = self.rounded(count)
        return max(shown - self.rounding // 2, self.threshold + 1), shown + (self.rounding - 1) // 2


@dataclass(frozen=True)
class Table:
    """Counts that are published together.

    Parameters
    ----------
    cells : Array of (strata, bases)
        True counts of what excludes each other; the first stratum is everybody.
    figures : Array of (figures, bases)
        Each figure is the sum of some bases: 1 where a base is part of it.
    families : sequence of sequences of int
        Strata that add up to the first.
    people : Array of (strata, 2) or None
        Between what the people of each stratum are taken to be known; None where the bases do not add up to them.
    """

    cells: Array
    figures: Array
    families: Sequence[Sequence[int]]
    people: Array | None = None

    @property
    def values(self) -> Array:
        """The true figures, (strata, figures)."""
        return np.asarray(self.cells @ self.figures.T)


def suppressed(table: Table, rule: Rule) -> Array:
    """Which figures must not be published, (strata, figures)."""
    values = table.values
    hidden = values <= rule.threshold
    while True:
        exposed = list(exposed_by(table, hidden, rule))
        if not exposed or hidden.all():
            return hidden
        for stratum, figure in exposed:
            _hide_one_more(hidden, values, stratum, figure)


def _hide_one_more(hidden: Array, values: Array, stratum: int, figure: int) -> None:
    """Hide the smallest figure that is published beside one: of its stratum, of its own kind, or of any."""
    beside = np.zeros_like(hidden)
    beside[stratum, :] = True
    beside[:, figure] = True
    for among in (beside & ~hidden, ~hidden):
        if among.any():
            smallest = np.where(among, values, np.iinfo(np.int64).max).argmin()
            hidden.flat[smallest] = True
            return


def exposed_by(table: Table, hidden: Array, rule: Rule) -> Iterator[tuple[int, int]]:
    """The small figures of which an attacker can tell more than that they are at most the threshold."""
    small = hidden & (table.values <= rule.threshold)
    if not small.any():
        return
    attacker = Attacker(table, hidden, rule)
    wanted = np.argwhere(small)
    # One thought of the attacker shows many figures at once what they can be.
    least, most = attacker.figures_at(-small.astype(float)), attacker.figures_at(small.astype(float))
    for stratum, figure in wanted:
        here = np.zeros(small.shape)
        here[stratum, figure] = 1.0
        # Of fewer people than the threshold no more can be met than they are.
        enough = rule.threshold if table.people is None else min(rule.threshold, table.people[stratum, 1])
        if least[stratum, figure] > CLOSE:
            least = np.minimum(least, attacker.figures_at(-here))
        if most[stratum, figure] < enough - CLOSE:
            most = np.maximum(most, attacker.figures_at(here))
        if least[stratum, figure] > CLOSE or most[stratum, figure] < enough - CLOSE:
            yield int(stratum), int(figure)


class Attacker:
    """Everything that follows from what is published, as a linear program over the true counts."""

    def __init__(self, table: Table, hidden: Array, rule: Rule) -> None:
        self.table = table
        strata, bases = table.cells.shape
        rows: list[Array] = []
        edges: list[tuple[float, float]] = []
        for family in table.families:
            for base in range(bases):
                row = np.zeros((strata, bases))
                row[list(family), base] = 1.0
                row[0, base] -= 1.0
                rows.append(row)
                edges.append((0.0, 0.0))
        if table.people is not None:
            for stratum in range(strata):
                row = np.zeros((strata, bases))
                row[stratum] = 1.0
                rows.append(row)
                edges.append((float(table.people[stratum, 0]), float(table.people[stratum, 1])))
        values = table.values
        for stratum, figure in np.argwhere(~hidden):
            row = np.zeros((strata, bases))
            row[stratum] = table.figures[figure]
            rows.append(row)
            low_edge, high_edge = rule.edges(int(values[stratum, figure]))
            edges.append((float(low_edge), float(high_edge)))
        matrix, low, high = np.array([row.ravel() for row in rows]), *np.array(edges).T
        bounded = np.isfinite(high)
        self._upper = csr_array(np.concatenate([matrix[bounded], -matrix]))
        self._limits = np.concatenate([high[bounded], -low])
        # Nobody thinks of many times more people than there are.
        self._most = 10.0 * float(table.cells[0].sum()) + 1000.0

    def figures_at(self, weights: Array) -> Array:
        """The figures where their weighted sum is as large as it can be."""
        costs = -(weights @ self.table.figures).ravel()
        found = linprog(costs, A_ub=self._upper, b_ub=self._limits, bounds=(0, self._most), method="highs")
        if found.x is None:
            raise ArithmeticError("what is published contradicts itself")
        return np.asarray(found.x.reshape(self.table.cells.shape) @ self.table.figures.T)
