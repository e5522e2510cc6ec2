"""What do several studies say together, where they may be put together at all?

Random effects: the studies are taken as draws from many like them, whose true effects differ with the variance
tau-squared. Its estimate is Paule and Mandel's or DerSimonian and Laird's; the interval is Hartung and Knapp's,
never narrower than without their correction (with two or three like studies theirs can shrink to nothing).
Shares are pooled as logits, with half a case added to both sides where there are none or all. Equal to R's
metafor to 4 digits: `make judge`, tests/published/test_evidence_metafor.py.

References
----------
DerSimonian R, Laird N. Control Clin Trials 1986;7:177-188. doi:10.1016/0197-2456(86)90046-2
Paule RC, Mandel J. J Res Natl Bur Stand 1982;87:377-385. doi:10.6028/jres.087.022
Knapp G, Hartung J. Stat Med 2003;22:2693-2710. doi:10.1002/sim.1482
Roever C, Knapp G, Friede T. BMC Med Res Methodol 2015;15:99. doi:10.1186/s12874-015-0091-1
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import exp, fsum, log, sqrt

from reprieve.pathway.evidence.fitness import (
    FEWEST,
    Measure,
    Row,
    cautions_about,
    measure_of,
    reasons_against,
    rows_counting,
    two_only,
)
from reprieve.pathway.evidence.intervals import Z_95, wilson
from reprieve.pathway.evidence.loading import load_studies
from reprieve.pathway.evidence.studies import Definition, Part
from reprieve.pathway.terms.text import later

HALF_A_CASE = 0.5
FEWEST_FOR_PREDICTION = 3


class Method(Enum):
    """How the variance between studies is estimated."""

    PAULE_MANDEL = later("Paule-Mandel")
    DERSIMONIAN_LAIRD = later("DerSimonian-Laird")


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """From where to where, on the scale of the outcome: percent, or points."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One study in a picture or table, on the outcome's scale. `weight_percent` is None if nothing is pooled."""

    row: Row
    estimate: float
    interval: Interval
    weight_percent: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WithoutOne:
    """The pooled estimate with one study left out."""

    left_out: Row
    estimate: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """Several studies as one figure, on the scale of the outcome, with how much they differ.

    `tau_squared` is on the scale of the reckoning: logits for shares. `prediction` is where a next study of the
    same kind would fall; None with fewer than three.
    """

    measure: Measure
    method: Method
    definition: Definition
    lines: tuple[Line, ...]
    estimate: float
    interval: Interval
    prediction: Interval | None
    tau_squared: float
    i_squared_percent: float
    q: float
    q_freedom: int
    without_one: tuple[WithoutOne, ...]
    cautions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Studies that stay side by side, and why they are not put together.

    `added_up` is all counts thrown together, for a reader who would do that anyway: it is no pool. It holds a second
    one where figures in print do not agree: with the other reading of each.
    """

    measure: Measure
    definition: Definition | None
    lines: tuple[Line, ...]
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]
    added_up: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The arithmetic alone, on the scale of the reckoning."""

    estimate: float
    standard_error: float
    interval: Interval
    prediction: Interval | None
    tau_squared: float
    i_squared_percent: float
    q: float
    weights_percent: tuple[float, ...]


def pool_of(definition: str, *, method: Method = Method.PAULE_MANDEL) -> Pooled | Refusal:
    """All studies that come with Reprieve and count this outcome (an id of definitions.toml), pooled or refused.

    Its words are in the language that is spoken now, so keep it no longer than the language.
    """
    return pool(rows_counting(load_studies(), definition), method=method)


def pool(rows: Sequence[Row], *, method: Method = Method.PAULE_MANDEL) -> Pooled | Refusal:
    """The pooled figure of these outcomes, or every reason why there is none."""
    measure = measure_of(rows)
    reasons = reasons_against(rows)
    if reasons:
        return Refusal(
            measure=measure,
            definition=rows[0].outcome.definition if rows else None,
            lines=tuple(line for row in rows if (line := line_of(row, measure)) is not None),
            reasons=reasons,
            cautions=cautions_about(rows),
            added_up=add_up(rows),
        )
    effects = [effect for row in rows if (effect := _effect(row, measure)) is not None]
    fitted = fit(effects, method=method)
    lines = (line_of(row, measure, weight) for row, weight in zip(rows, fitted.weights_percent, strict=True))
    return Pooled(
        measure=measure,
        method=method,
        definition=rows[0].outcome.definition,
        lines=tuple(line for line in lines if line is not None),
        estimate=_as_shown(fitted.estimate, measure),
        interval=_interval_as_shown(fitted.interval, measure),
        prediction=None if fitted.prediction is None else _interval_as_shown(fitted.prediction, measure),
        tau_squared=fitted.tau_squared,
        i_squared_percent=fitted.i_squared_percent,
        q=fitted.q,
        q_freedom=len(rows) - 1,
        without_one=_leave_one_out(rows, effects, measure, method),
        cautions=cautions_about(rows) + ((two_only(),) if len(rows) == FEWEST else ()),
    )


def fit(
    effects: Sequence[tuple[float, float]], *, method: Method = Method.PAULE_MANDEL, never_narrower: bool = True
) -> Fit:
    """Random effects over (estimate, variance) of at least two studies.

    Parameters
    ----------
    never_narrower : bool
        Keep Hartung and Knapp's factor at 1 or above; False is their own version.
    """
    # Only here: scipy takes about a second to import, and nothing else of the pathway needs it.
    from scipy.special import stdtrit

    fixed = _weigh(effects, 0.0)
    freedom = len(effects) - 1
    estimated = _paule_mandel if method is Method.PAULE_MANDEL else _dersimonian_laird
    tau_squared = estimated(effects, fixed)
    weighed = _weigh(effects, tau_squared)
    scale = weighed.q / freedom
    standard_error = sqrt((max(1.0, scale) if never_narrower else scale) / weighed.total)
    times = float(stdtrit(freedom, 0.975))
    around = times * sqrt(tau_squared + standard_error**2)
    mean = weighed.mean
    return Fit(
        estimate=mean,
        standard_error=standard_error,
        interval=Interval(low=mean - times * standard_error, high=mean + times * standard_error),
        prediction=Interval(low=mean - around, high=mean + around) if freedom + 1 >= FEWEST_FOR_PREDICTION else None,
        tau_squared=tau_squared,
        i_squared_percent=100 * tau_squared / (tau_squared + freedom / _spread_of_weights(fixed)),
        q=fixed.q,
        weights_percent=tuple(100 * weight / weighed.total for weight in weighed.weights),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Weighed:
    """The effects weighed for one variance between studies; `q` is their weighted squared distance from the mean."""

    weights: tuple[float, ...]
    total: float
    mean: float
    q: float


def _weigh(effects: Sequence[tuple[float, float]], tau_squared: float) -> _Weighed:
    weights = tuple(1 / (variance + tau_squared) for _, variance in effects)
    total = fsum(weights)
    mean = fsum(weight * effect for weight, (effect, _) in zip(weights, effects, strict=True)) / total
    q = fsum(weight * (effect - mean) ** 2 for weight, (effect, _) in zip(weights, effects, strict=True))
    return _Weighed(weights=weights, total=total, mean=mean, q=q)


def _paule_mandel(effects: Sequence[tuple[float, float]], fixed: _Weighed) -> float:
    """The variance between studies with which they differ just as much as chance would make them."""
    from scipy.optimize import brentq

    freedom = len(effects) - 1
    if fixed.q <= freedom:
        return 0.0
    # Q falls as the variance grows, and is below the freedom where the variance is the plain sum of squares.
    plain = fsum(effect for effect, _ in effects) / len(effects)
    most = fsum((effect - plain) ** 2 for effect, _ in effects)
    return float(brentq(lambda tau_squared: _weigh(effects, tau_squared).q - freedom, 0.0, most, xtol=1e-12))


def _dersimonian_laird(effects: Sequence[tuple[float, float]], fixed: _Weighed) -> float:
    return max(0.0, (fixed.q - (len(effects) - 1)) / _spread_of_weights(fixed))


def _spread_of_weights(fixed: _Weighed) -> float:
    return fixed.total - fsum(weight**2 for weight in fixed.weights) / fixed.total


def logit_effect(events: int, n: int) -> tuple[float, float]:
    """The logit of a share and its variance.

    >>> [round(value, 4) for value in logit_effect(0, 7)]
    [-2.7081, 2.1333]
    """
    yes, no = float(events), float(n - events)
    if not events or events == n:
        yes, no = yes + HALF_A_CASE, no + HALF_A_CASE
    return log(yes / no), 1 / yes + 1 / no


def line_of(row: Row, measure: Measure, weight_percent: float | None = None) -> Line | None:
    """One study with its own 95 % interval; None where its figures do not allow one."""
    if measure is Measure.PROPORTION:
        if row.counts is None:
            return None
        events, n = row.counts
        low, high = wilson(events, n)
        interval = Interval(low=100 * low, high=100 * high)
        return Line(row=row, estimate=100 * events / n, interval=interval, weight_percent=weight_percent)
    if row.difference is None:
        return None
    difference, variance = row.difference
    half = Z_95 * sqrt(variance)
    interval = Interval(low=difference - half, high=difference + half)
    return Line(row=row, estimate=difference, interval=interval, weight_percent=weight_percent)


def add_up(rows: Sequence[Row]) -> tuple[Part, ...]:
    """All counts thrown together, as if they were one study: no pool, and never to be shown without saying so.

    First as given, then with the other reading of figures in print that do not agree; empty where a count is missing.
    """
    if len(rows) < FEWEST or measure_of(rows) is not Measure.PROPORTION:
        return ()
    given = [row.outcome.ketamine for row in rows]
    otherwise = [_other_reading(row) or part for row, part in zip(rows, given, strict=True)]
    sums = [_sum(parts) for parts in (given, otherwise)]
    return tuple(part for part in dict.fromkeys(sums) if part is not None)


def _other_reading(row: Row) -> Part | None:
    """Only one about the same people: 47 of 61 for 48 of 61, not 15 of 55 for 15 of 77."""
    part = row.outcome.ketamine
    for conflict in row.study.conflicts_about(row.outcome.id):
        if part and conflict.instead and conflict.instead.events is not None and conflict.instead.n == part.n:
            return conflict.instead
    return None


def _sum(parts: Sequence[Part | None]) -> Part | None:
    counts = [part.counts for part in parts if part and part.counts]
    if len(counts) < len(parts):
        return None
    return Part(events=sum(events for events, _ in counts), n=sum(n for _, n in counts))


def _effect(row: Row, measure: Measure) -> tuple[float, float] | None:
    if measure is Measure.MEAN_DIFFERENCE:
        return row.difference
    return None if row.counts is None else logit_effect(*row.counts)


def _leave_one_out(
    rows: Sequence[Row], effects: Sequence[tuple[float, float]], measure: Measure, method: Method
) -> tuple[WithoutOne, ...]:
    """Each study left out in turn; with two there is nothing left to pool."""
    if len(rows) < 3:
        return ()
    found = []
    for at, row in enumerate(rows):
        fitted = fit([*effects[:at], *effects[at + 1 :]], method=method)
        estimate, interval = _as_shown(fitted.estimate, measure), _interval_as_shown(fitted.interval, measure)
        found.append(WithoutOne(left_out=row, estimate=estimate, interval=interval))
    return tuple(found)


def _as_shown(value: float, measure: Measure) -> float:
    """A logit as percent; a difference as it is."""
    if measure is Measure.MEAN_DIFFERENCE:
        return value
    return 100 / (1 + exp(-value)) if value > -700 else 0.0


def _interval_as_shown(interval: Interval, measure: Measure) -> Interval:
    return Interval(low=_as_shown(interval.low, measure), high=_as_shown(interval.high, measure))
