"""May these figures be put together, and if not, why not?

A number that comes of unlike things is worse than none. Every reason is told, not only the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.evidence.studies import Ages, Kind, Outcome, Study, told
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import a_list, later, say

FEWEST = 2


class Measure(Enum):
    """What is pooled."""

    PROPORTION = later("share of those who had ketamine")
    MEAN_DIFFERENCE = later("mean with ketamine less mean with the comparator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One outcome of one study, proposed for pooling."""

    study: Study
    outcome: Outcome

    @property
    def counts(self) -> tuple[int, int] | None:
        """How many of how many who had ketamine."""
        return self.outcome.ketamine.counts if self.outcome.ketamine else None

    @property
    def difference(self) -> tuple[float, float] | None:
        """The mean with ketamine less that with the comparator, and its variance; None if a figure is missing."""
        ketamine, comparator = self.outcome.ketamine, self.outcome.comparator
        one = ketamine.mean_and_variance if ketamine else None
        other = comparator.mean_and_variance if comparator else None
        return None if one is None or other is None else (one[0] - other[0], one[1] + other[1])


def rows_counting(studies: Mapping[str, Study], definition: str) -> tuple[Row, ...]:
    """Every outcome of that definition, in the order of the studies."""
    return tuple(
        Row(study=study, outcome=outcome)
        for study in studies.values()
        for outcome in study.outcomes
        if outcome.definition.id == definition and (outcome.ketamine or outcome.before)
    )


def measure_of(rows: Sequence[Row]) -> Measure:
    """Shares are pooled as they are; means only as a difference from a comparator of the same trial."""
    shares = all(row.outcome.definition.kind is Kind.PROPORTION for row in rows)
    return Measure.PROPORTION if shares else Measure.MEAN_DIFFERENCE


def reasons_against(rows: Sequence[Row]) -> tuple[str, ...]:
    """Why these may not be pooled; empty where nothing speaks against it."""
    reasons = [
        *_too_few(rows),
        *_unlike(rows, say("The outcomes are not counted alike"), lambda row: told(row.outcome.definition, "says")),
        *_unlike(rows, say("Not the same was counted"), lambda row: say(row.outcome.counted.value)),
        *_unlike(rows, say("The drug was not given by the same route"), lambda row: say(row.study.route.value)),
        *_unlike(rows, say("The drug was not given over a like time"), lambda row: say(row.study.giving.value)),
        *_unlike(rows, say("It was not given for the same illness"), lambda row: say(row.study.indication.value)),
        *_unlike_ages(rows),
        *_overlaps(rows),
        *(f"{row.study.label}: {told(row.outcome, 'keep_apart')}" for row in rows if row.outcome.keep_apart),
        *_figures_missing(rows),
    ]
    if measure_of(rows) is Measure.MEAN_DIFFERENCE:
        reasons += _unlike(
            rows,
            say("Ketamine was not compared with the same"),
            lambda row: told(row.study, "comparator") or say("nothing"),
        )
    return tuple(reasons)


def cautions_about(rows: Sequence[Row]) -> tuple[str, ...]:
    """What does not forbid pooling but must be printed with the figures, pooled or not."""
    cautions = []
    if measure_of(rows) is Measure.PROPORTION:
        cautions.append(uncontrolled())
    for row in rows:
        cautions += [
            say(
                "{study}: figures in print do not agree ({printed}).",
                study=row.study.label,
                printed=" / ".join(one.printed),
            )
            for one in row.study.conflicts_about(row.outcome.id)
        ]
        if Check.UNVERIFIED in (row.study.mark, row.outcome.mark):
            cautions.append(say("{study}: not yet checked against the paper.", study=row.study.label))
        if row.outcome.derived:
            cautions.append(f"{row.study.label}: {told(row.outcome, 'derived')}")
    silent = [row.study.label for row in rows if row.study.ages is Ages.NOT_SAID]
    if silent:
        cautions.append(say("How old the people were is not told: {studies}.", studies=a_list(silent)))
    return tuple(cautions)


def two_only() -> str:
    """Printed with a pool of two."""
    return say(
        "Two studies only: how much they differ can hardly be judged, so the interval is very wide, and none is given "
        "for a next study."
    )


def uncontrolled() -> str:
    """Printed with every figure of people who were compared with nobody."""
    return say("Uncontrolled, single arm: nobody was compared with these people, so what ketamine did cannot be told.")


def _too_few(rows: Sequence[Row]) -> list[str]:
    if len(rows) >= FEWEST:
        return []
    if not rows:
        return [say("No study counts this.")]
    return [say("Only one study counts this; its own figure stands alone.")]


def _unlike(rows: Sequence[Row], heading: str, what: Callable[[Row], str]) -> list[str]:
    """One reason, with who has what, if they do not all have the same."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        groups.setdefault(what(row), []).append(row.study.label)
    if len(groups) < 2:
        return []
    told_each = "; ".join(f"{a_list(_once(labels))}: {value}" for value, labels in groups.items())
    return [f"{heading}. {told_each}."]


def _unlike_ages(rows: Sequence[Row]) -> list[str]:
    known = [row for row in rows if row.study.ages is not Ages.NOT_SAID]
    return _unlike(known, say("Children and adults are not alike"), lambda row: say(row.study.ages.value))


def _overlaps(rows: Sequence[Row]) -> list[str]:
    """Two rows that may hold the same people; each pair is told once."""
    found = []
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            if one.study.id == other.study.id:
                found.append(say("{study} is in it twice: the same people would count double.", study=one.study.label))
            elif other.study.id in one.study.overlaps or one.study.id in other.study.overlaps:
                note = told(one.study if other.study.id in one.study.overlaps else other.study, "overlap_note")
                pair = a_list([one.study.label, other.study.label])
                found.append(say("The same people may be in {studies}. {note}", studies=pair, note=note))
    return found


def _figures_missing(rows: Sequence[Row]) -> list[str]:
    reasons = []
    shares = measure_of(rows) is Measure.PROPORTION
    for row in rows:
        if shares and row.counts is None:
            reasons.append(say("{study} does not say how many of how many.", study=row.study.label))
        elif not shares and row.outcome.before and row.outcome.after:
            message = later(
                "{study} compares people with themselves before treatment. How strongly the two values go together is "
                "not printed, and people who come at their worst get better by themselves."
            )
            reasons.append(say(message, study=row.study.label))
        elif not shares and row.difference is None:
            message = later("{study} does not print mean, SD and number of people for both arms.")
            reasons.append(say(message, study=row.study.label))
    return reasons


def _once(labels: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(labels))
