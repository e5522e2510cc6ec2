"""What may be said of a whole cohort to others: how many are met, not met and not known?

Everything here went through `suppression`; true counts never reach a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from reprieve.pathway.diagnosis.diagnose import ENTITIES
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.population.counting import (
    FAMILIES,
    NOT_KNOWN,
    NOT_MET,
    SET_ASIDE,
    STANDS,
    STATES,
    STRATA,
    Counts,
    count_people,
)
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.results import VERDICTS
from reprieve.pathway.population.suppression import NO_LIMIT, ROUNDING, THRESHOLD, Rule, Table, suppressed
from reprieve.pathway.terms.text import later, say

FIGURES = ("met", "stands", "not_met", "not_known")
_OF_DIAGNOSES = np.zeros((len(FIGURES), STATES), dtype=np.int64)
_OF_DIAGNOSES[0, [STANDS, SET_ASIDE]] = _OF_DIAGNOSES[1, STANDS] = 1
_OF_DIAGNOSES[2, NOT_MET] = _OF_DIAGNOSES[3, NOT_KNOWN] = 1
GROUPS: Mapping[str, str] = {
    "migraine": later("Migraine"),
    "aura subform": later("Rarer forms of aura, and their complications"),
    "appendix": later("Menstrual migraine and repeated auras (appendix)"),
    "tension-type": later("Tension-type headache"),
    "trigeminal": later("Cluster headache and its relatives"),
    "other primary": later("A new daily headache"),
    "overuse": later("Overuse of drugs"),
    "intractability": later("Intractable, by each definition"),
    "acute response": later("Answer to triptans"),
}

Figure = int | None


@dataclass(frozen=True, kw_only=True)
class Line:
    """One verdict in one stratum; None where the figure is suppressed.

    `stands` is how many are met and not set aside by another diagnosis; of rule sets the same as `met`.
    """

    stratum: str
    met: Figure
    stands: Figure
    not_met: Figure
    not_known: Figure


@dataclass(frozen=True, kw_only=True)
class Told:
    """One verdict, for everybody first, then by sex and by age."""

    code: str
    name: str
    group: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Report:
    """What may leave; `silent` is how many people wrote nothing."""

    threshold: int
    rounding: int
    people: tuple[tuple[str, Figure], ...]
    silent: Figure
    verdicts: tuple[Told, ...]


def report_of(results: Path, *, threshold: int = THRESHOLD, rounding: int = ROUNDING) -> Report:
    """The report of a folder of results.

    Parameters
    ----------
    results : Path
    threshold : int
        Counts up to it are suppressed, and whatever would give one away. [default of ours]
    rounding : int
        The others are rounded to its multiples.

    Raises
    ------
    InvalidInput
        If there are no results, or a number is out of its range.
    UnreadableFile
        If they are damaged.
    """
    rule = Rule(threshold, rounding)
    return report_on(count_people(results), rule)


def report_on(counts: Counts, rule: Rule) -> Report:
    """The report of true counts."""
    hidden = suppressed(Table(counts.people[:, None], np.array([[1]]), FAMILIES), rule)[:, 0]
    known = np.array(
        [_known(int(it), bool(hide), hidden, rule) for it, hide in zip(counts.people, hidden, strict=True)]
    )
    kept: dict[bytes, tuple[Line, ...]] = {}
    told = []
    for number, entity in enumerate(VERDICTS):
        key = counts.states[number].tobytes() + bytes([number < len(ENTITIES)])
        if key not in kept:
            kept[key] = _lines(counts.states[number], known, rule, of_diagnosis=number < len(ENTITIES))
        told.append(Told(code=entity.code, name=entity.name, group=_group(entity), lines=kept[key]))
    return Report(
        threshold=rule.threshold,
        rounding=rule.rounding,
        people=_named(counts.people, hidden, rule),
        silent=_silent(int(counts.silent[0]), int(counts.people[0]), rule),
        verdicts=tuple(told),
    )


def _silent(silent: int, people: int, rule: Rule) -> Figure:
    """How many wrote nothing: one figure, suppressed where it or the number of the others is small."""
    return None if min(silent, people - silent) <= rule.threshold else rule.rounded(silent)


def _known(people: int, hide: bool, hidden: Array, rule: Rule) -> tuple[float, float]:
    """What an attacker is taken to know of the people of a stratum.

    The exact number, wherever it comes from; but where that of any stratum is suppressed, of the others what is
    published, because exact ones would give it away.
    """
    if hide:
        return (0, rule.threshold) if people <= rule.threshold else (0, NO_LIMIT)
    return rule.edges(people) if hidden.any() else (people, people)


def _group(entity: Entity) -> str:
    return entity.group if entity.group in GROUPS else "migraine"


def _lines(states: Array, known: Array, rule: Rule, *, of_diagnosis: bool) -> tuple[Line, ...]:
    if of_diagnosis:
        table = Table(states, _OF_DIAGNOSES, FAMILIES, known)
    else:
        met_or_not = np.column_stack([states[:, STANDS] + states[:, SET_ASIDE], states[:, NOT_MET:]])
        table = Table(met_or_not, np.eye(STATES - 1, dtype=np.int64), FAMILIES, known)
    hidden, values = suppressed(table, rule), table.values
    lines = []
    for stratum, name in enumerate(STRATA):
        shown = [
            None if hide else rule.rounded(int(value))
            for value, hide in zip(values[stratum], hidden[stratum], strict=True)
        ]
        met, stands, not_met, not_known = shown if of_diagnosis else (shown[0], *shown)
        lines.append(Line(stratum=name, met=met, stands=stands, not_met=not_met, not_known=not_known))
    return tuple(lines)


def _named(values: Array, hidden: Array, rule: Rule) -> tuple[tuple[str, Figure], ...]:
    figures = (None if hide else rule.rounded(int(value)) for value, hide in zip(values, hidden, strict=True))
    return tuple(zip(STRATA, figures, strict=True))


# Said


def as_json(report: Report) -> dict[str, Any]:
    """The report as data; a suppressed figure is null."""
    return {
        "suppression": {"threshold": report.threshold, "rounding": report.rounding},
        "people": {say(name): figure for name, figure in report.people},
        "wrote_nothing": report.silent,
        "verdicts": [
            {
                "code": told.code,
                "name": say(told.name),
                "group": told.group,
                "counts": [
                    {"stratum": say(line.stratum), **{name: getattr(line, name) for name in FIGURES}}
                    for line in told.lines
                ],
            }
            for told in report.verdicts
        ],
    }


def as_text(report: Report) -> str:
    """The report for a shell."""
    lines = [*_about(report), ""]
    for group, of_group in groupby(_in_groups(report.verdicts), key=lambda told: told.group):
        lines += _table(say(GROUPS[group]), [(f"{it.code} {say(it.name)}", it.lines[0]) for it in of_group])
    lines += [say("By sex and by age, what is met by anybody:"), ""]
    for told in _in_groups(report.verdicts):
        if any(line.met for line in told.lines):
            lines += _table(f"{told.code} {say(told.name)}", [(say(line.stratum), line) for line in told.lines[1:]])
    return "\n".join(lines).rstrip() + "\n"


def _in_groups(verdicts: Sequence[Told]) -> list[Told]:
    return sorted(verdicts, key=lambda told: list(GROUPS).index(told.group))


def _about(report: Report) -> Iterator[str]:
    people, silent = report.people[0][1], report.silent
    yield say("{people} people, of whom {silent} wrote nothing.", people=_say(people), silent=_say(silent))
    yield say(
        "Counts of {threshold} or fewer are suppressed (·), and others where they would give one away; the rest is "
        "rounded to {rounding}.",
        threshold=report.threshold,
        rounding=report.rounding,
    )
    yield say(
        "Verdicts are over the lettered criteria, without the one that stays with a clinician. Not known is not no: "
        "too little is written. Stands: met, and no other diagnosis is coded instead."
    )


def _say(figure: Figure) -> str:
    return "·" if figure is None else f"{figure:,}"


def _table(title: str, rows: Sequence[tuple[str, Line]]) -> list[str]:
    head = [say("met"), say("stands"), say("not met"), say("not known")]
    cells = [[_say(getattr(line, name)) for name in FIGURES] for _, line in rows]
    widths = [max(len(row[n]) for row in [head, *cells]) for n in range(len(head))]
    first = max(len(title), *(len(name) + 2 for name, _ in rows))
    lines = [f"{title:<{first}}  " + "  ".join(f"{text:>{width}}" for text, width in zip(head, widths, strict=True))]
    for (name, _), row in zip(rows, cells, strict=True):
        figures = "  ".join(f"{text:>{width}}" for text, width in zip(row, widths, strict=True))
        lines.append(f"{'  ' + name:<{first}}  {figures}")
    return [*lines, ""]
