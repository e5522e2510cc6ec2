"""What does a pooled figure, or a refusal to pool, say in words and as a table?

The picture is drawn from the same lines; whoever cannot see it loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reprieve.pathway.evidence.fitness import Measure
from reprieve.pathway.evidence.pooling import Interval, Line, Pooled, Refusal
from reprieve.pathway.evidence.studies import Part, told
from reprieve.pathway.terms.text import amount, count, say, spoken_language


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Headings and rows of text."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def is_single_arm(result: Pooled | Refusal) -> bool:
    """Shares of people who had ketamine, whoever else was in the study."""
    return result.measure is Measure.PROPORTION and bool(result.lines)


def definition_of(result: Pooled | Refusal) -> str:
    """What was counted; where it is not one thing, that it is not."""
    kinds = {line.row.outcome.definition.id for line in result.lines}
    if result.definition is None or len(kinds) > 1:
        return say("Outcomes that are not counted alike")
    return told(result.definition, "says")


def axis_title(result: Pooled | Refusal) -> str:
    """What the numbers are."""
    if result.measure is Measure.PROPORTION:
        return say("percent, with 95 % interval")
    scale = told(result.definition, "scale") if result.definition else ""
    return say("ketamine less comparator, {scale}, with 95 % interval", scale=scale)


def say_figure(line: Line, measure: Measure) -> str:
    """The figure of one study: `55 of 77: 71.4 % (60.5 to 80.3)`."""
    said = say_estimate(line.estimate, line.interval, measure)
    if measure is Measure.PROPORTION and line.row.counts is not None:
        events, n = line.row.counts
        return say("{events} of {n}: {figure}", events=events, n=n, figure=said)
    return said


def say_share(part: Part) -> str:
    """Counts with their share and Wilson interval; nothing where they are not known."""
    interval, percent = part.share_interval_percent, part.share_percent
    if interval is None or percent is None:
        return ""
    said = say_estimate(percent, Interval(low=interval[0], high=interval[1]), Measure.PROPORTION)
    return say("{events} of {n}: {figure}", events=part.events, n=part.n, figure=said)


def say_estimate(estimate: float, interval: Interval, measure: Measure) -> str:
    """An estimate with its interval."""
    ends = {"estimate": amount(estimate), "low": amount(interval.low), "high": amount(interval.high)}
    if measure is Measure.PROPORTION:
        return say("{estimate} % ({low} to {high})", **ends)
    return say("{estimate} ({low} to {high})", **ends)


def say_result(result: Pooled | Refusal) -> str:
    """The text alternative: what the picture shows, in sentences."""
    sentences = [f"{definition_of(result)}."]
    sentences += [f"{line.row.study.label}: {say_figure(line, result.measure)}." for line in result.lines]
    if isinstance(result, Pooled):
        sentences.append(_say_pooled(result))
    else:
        sentences += [say("These are not put together."), *result.reasons]
    sentences += result.cautions
    return " ".join(sentences)


def _say_pooled(result: Pooled) -> str:
    figure = say_estimate(result.estimate, result.interval, result.measure)
    sentences = [
        count(len(result.lines), "{n} study: {figure}.", "Together, {n} studies: {figure}.", figure=figure),
        say(
            "How much the studies differ beyond chance: I² {i_squared} %, tau² {tau_squared}.",
            i_squared=amount(result.i_squared_percent),
            tau_squared=f"{result.tau_squared:.3g}".replace(".", "," if spoken_language() == "es" else "."),
        ),
    ]
    if result.prediction is not None:
        low, high = amount(result.prediction.low), amount(result.prediction.high)
        sentences.append(say("A next study of the same kind would fall between {low} and {high}.", low=low, high=high))
    return " ".join(sentences)


def as_table(result: Pooled | Refusal) -> Table:
    """The table behind the picture."""
    pooled = isinstance(result, Pooled)
    head = [say("study"), say("figure (95 % interval)"), say("what was counted"), say("when")]
    rows = [_table_row(line, result.measure, pooled=pooled) for line in result.lines]
    if pooled:
        head.append(say("weight"))
    if isinstance(result, Pooled):
        figure = say_estimate(result.estimate, result.interval, result.measure)
        rows.append((say("together"), figure, definition_of(result), "", "100 %"))
    return Table(head=tuple(head), rows=tuple(rows))


def _table_row(line: Line, measure: Measure, *, pooled: bool) -> tuple[str, ...]:
    outcome = line.row.outcome
    cells: Sequence[str] = (
        line.row.study.label,
        say_figure(line, measure),
        say(outcome.counted.value),
        told(outcome, "when"),
    )
    return (*cells, f"{amount(line.weight_percent or 0)} %") if pooled else tuple(cells)
