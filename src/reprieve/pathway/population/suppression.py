"""Which counts must not be published, or only coarsely, so that no small one can be worked out from the others?

A count of few people, or of nobody, may tell of each of them. Such a count is suppressed, and the others are rounded.
That is not enough: the states of a verdict add up to the people of a stratum, strata add up to everybody, and whoever
meets one criterion may have to meet another. So an attacker is played, who knows every published figure, how it was
rounded, and everything that a `Table` says is known. By linear programming the least and the most that each small
count can be are found. Where what is published leaves less than everything from 0 to the threshold, the figure that
gave it away and loses least is rounded more coarsely, at last suppressed too, and the attacker tries again.

What is guaranteed: of each small count, every number from 0 to the threshold that is possible without the published
figures is possible with them. What is not: that nobody knows more of single people than the table says, or thinks
back from which figures were rounded more coarsely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, eye_array, kron, vstack

from reprieve.pathway.population.kernels import Array
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

THRESHOLD, ROUNDING = 7, 5
MOST_OF_A_RULE: Final = 1000
# Times the rounding: to what a count may be rounded more coarsely, while that is no more than a share of it.
COARSER: Final = tuple(times * 10**zeros for zeros in range(6) for times in (1, 2, 4))
COARSEST_PART: Final = 4
# Instead of a step: not published.
HIDDEN: Final = 0
# Counts are whole; solvers are not exact.
CLOSE: Final = 1e-3
BINDS: Final = 1e-7


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
            if not least <= value <= MOST_OF_A_RULE:
                raise InvalidInput(
                    say(
                        "`{name}` must be between {low} and {high}; got {value}.",
                        name=name,
                        low=least,
                        high=MOST_OF_A_RULE,
                        value=value,
                    )
                )

    def edges(self, counts: Array, steps: Array) -> tuple[Array, Array]:
        """Between what counts lie that are published as rounded to steps."""
        shown = rounded(counts, np.maximum(steps, 1))
        return np.maximum(shown - steps // 2, self.threshold + 1), shown + (steps - 1) // 2

    def next_step(self, count: int, step: int) -> int:
        """The next coarser step that tells enough of a count; `HIDDEN` where there is none."""
        for times in COARSER:
            if step < self.rounding * times <= count / COARSEST_PART:
                return self.rounding * times
        return HIDDEN


def rounded(count: Any, step: Any) -> Any:
    """The nearest multiple of a step, of one count or of many."""
    return (count + step // 2) // step * step


@dataclass(frozen=True)
class Table:
    """Counts that are published together, and what is known of them beside that.

    Parameters
    ----------
    cells : Array of (strata, bases)
        True counts; the first stratum is everybody.
    figures : Array of (figures, bases)
        Each figure is the sum of some bases.
    published : Array of (figures,)
        Which figures are published at all; the others must not be worked out either.
    families : sequence of sequences of int
        Strata that add up to the first.
    equal, at_most : tuple of Array of (sums, bases) and Array of (strata, sums)
        Sums of bases that are known in each stratum, or known not to be more than so many.
    """

    cells: Array
    figures: Array
    published: Array
    families: Sequence[Sequence[int]]
    equal: tuple[Array, Array]
    at_most: tuple[Array, Array]

    @property
    def values(self) -> Array:
        """The true figures, (strata, figures)."""
        return np.asarray(self.cells @ self.figures.T)


def protected(table: Table, rule: Rule) -> Array:
    """To what each figure may be rounded, (strata, figures); `HIDDEN` where it must not be published."""
    values = table.values
    small = values <= rule.threshold
    steps = np.where(small | ~table.published, HIDDEN, rule.rounding)
    attacker = Attacker(table, rule)
    goals = [(-1.0, 0.0, small.copy()), (1.0, float(rule.threshold), small.copy())]
    before = None
    # Coarser is not always wider on either side, so what was shown before is shown again.
    while before is None or (before != steps).any():
        before = steps.copy()
        for sign, goal, reachable in goals:
            _prove(attacker, reachable, steps, sign, goal)
    return steps


def _prove(attacker: Attacker, reachable: Array, steps: Array, sign: float, goal: float) -> None:
    """Publish less until each small figure can be at its goal, or nothing published stands against it."""
    unproven = reachable.copy()
    for at in attacker.still_possible(steps):
        unproven &= sign * (at - goal) < -CLOSE
    while unproven.any():
        # One thought of the attacker often shows what many figures can be.
        at, _ = attacker.figures_at(sign * unproven, steps)
        shown = unproven & (sign * (at - goal) >= -CLOSE)
        unproven &= ~shown
        if not shown.any():
            reachable &= ~_prove_one(attacker, unproven, steps, sign, goal)


def _prove_one(attacker: Attacker, unproven: Array, steps: Array, sign: float, goal: float) -> Array:
    """Publish less until the first of the figures can be at its goal; it is given back if nothing published bars it."""
    first = np.zeros_like(unproven)
    first.flat[unproven.argmax()] = True
    while True:
        at, binding = attacker.figures_at(sign * first, steps)
        unproven &= sign * (at - goal) < -CLOSE
        if not unproven[first].any():
            return np.zeros_like(first)
        if not binding.any():
            unproven[first] = False
            return first
        attacker.tell_less(steps, binding)


class Attacker:
    """Everything that follows from what is published, as a linear program over the true counts."""

    def __init__(self, table: Table, rule: Rule) -> None:
        self.table, self.rule, self.values = table, rule, table.values
        strata, bases = table.cells.shape
        everywhere, sums = eye_array(strata), []
        for family in table.families:
            parts = np.zeros((1, strata))
            parts[0, list(family)] = 1.0
            parts[0, 0] -= 1.0
            sums.append(kron(parts, eye_array(bases)))
        self._equal = csr_array(vstack([*sums, kron(everywhere, table.equal[0])]))
        known = table.equal[1].ravel()
        self._equals = np.concatenate([np.zeros(self._equal.shape[0] - len(known)), known])
        figures = kron(everywhere, table.figures)
        self._upper = csr_array(vstack([figures, -figures, kron(everywhere, table.at_most[0])]))
        # Nobody thinks of many times more people than there are.
        self._most = 10.0 * float(table.cells[0].sum()) + 1000.0
        self._thought_of: list[Array] = []

    def figures_at(self, weights: Array, steps: Array) -> tuple[Array, Array]:
        """The figures where their weighted sum is as large as it can be, and which published ones keep it there."""
        found = linprog(
            -(weights @ self.table.figures).ravel(),
            A_ub=self._upper,
            b_ub=self._limits(steps),
            A_eq=self._equal,
            b_eq=self._equals,
            bounds=(0, self._most),
            method="highs",
        )
        if found.x is None:
            raise ArithmeticError("what is published contradicts itself")
        self._thought_of.append(found.x)
        at = self._figures(found.x)
        high, low = np.abs(found.ineqlin.marginals[: 2 * steps.size]).reshape(2, *steps.shape)
        return at, (high + low > BINDS) & (steps != HIDDEN)

    def still_possible(self, steps: Array) -> Iterator[Array]:
        """The figures of all that was thought of before and that these steps do not contradict."""
        limits = self._limits(steps)
        return (self._figures(it) for it in self._thought_of if (self._upper @ it <= limits + CLOSE).all())

    def _figures(self, cells: Array) -> Array:
        return np.asarray(cells.reshape(self.table.cells.shape) @ self.table.figures.T)

    def _limits(self, steps: Array) -> Array:
        """The right sides: the published figures at most, and at least, and what is known beside them."""
        low, high = self.rule.edges(self.values, steps)
        low = np.where(steps == HIDDEN, 0, low)
        high = np.where(steps == HIDDEN, self._most * self.table.cells.shape[1], high)
        return np.concatenate([high.ravel(), -low.ravel(), self.table.at_most[1].ravel()])

    def tell_less(self, steps: Array, binding: Array) -> None:
        """Round that one of some figures more coarsely, or suppress it, which loses least by it."""

        def lost(place: tuple[int, ...]) -> float:
            count = int(self.values[place])
            step = self.rule.next_step(count, int(steps[place]))
            return step / count if step else 1.0 + count

        place = min((tuple(map(int, it)) for it in np.argwhere(binding)), key=lambda it: (lost(it), it))
        steps[place] = self.rule.next_step(int(self.values[place]), int(steps[place]))
