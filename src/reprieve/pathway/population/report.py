"""What may be said of a whole cohort to others: how many are met, not met and not known?

Everything here went through `suppression`; true counts never reach a report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from reprieve.pathway.diagnosis.diagnose import ENTITIES
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.population.containing import contained, excluded
from reprieve.pathway.population.counting import (
    NOT_KNOWN,
    NOT_MET,
    SET_ASIDE,
    STANDS,
    STATES,
    Counts,
    Strata,
    count_people,
    joined,
)
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.results import VERDICTS
from reprieve.pathway.population.suppression import HIDDEN, ROUNDING, THRESHOLD, Rule, Table, protected, rounded
from reprieve.pathway.terms.text import later, say

FIGURES = ("met", "stands", "not_met", "not_known")
# How many are set aside is not told, but what is met and what stands tell it by their difference.
_COUNTED = (*FIGURES, "set_aside")
_OF_STATES = np.zeros((len(_COUNTED), STATES), dtype=np.int64)
_OF_STATES[0, [STANDS, SET_ASIDE]] = _OF_STATES[1, STANDS] = _OF_STATES[4, SET_ASIDE] = 1
_OF_STATES[2, NOT_MET] = _OF_STATES[3, NOT_KNOWN] = 1
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

Stratum = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A count that may leave: None where it is suppressed, else to multiples of what it is rounded."""

    count: int | None
    rounded_to: int


@dataclass(frozen=True, kw_only=True)
class Line:
    """One verdict in one stratum, which may be several that were joined.

    `stands` is how many are met and not set aside by another diagnosis; of rule sets the same as `met`.
    """

    stratum: Stratum
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
    people: tuple[tuple[Stratum, Figure], ...]
    silent: Figure
    verdicts: tuple[Told, ...]


def report_of(results: Path, *, threshold: int = THRESHOLD, rounding: int = ROUNDING) -> Report:
    """The report of a folder of results.

    Parameters
    ----------
    results : Path
    threshold : int
        Counts up to it are suppressed, and whatever would give one away is told less exactly. [default of ours]
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
    strata = joined(counts, rule.threshold)
    lines: dict[int, tuple[Line, ...]] = {}
    with ThreadPoolExecutor() as at_once:
        for of_linked in at_once.map(lambda linked: _lines(strata, linked, rule), _linked(strata.counts)):
            lines |= of_linked
    people, silent = strata.counts.people, int(strata.counts.silent[0])
    # Who did not write nothing wrote something: a small number of either is told by the other.
    tell_silent = min(silent, int(people[0]) - silent) > rule.threshold
    return Report(
        threshold=rule.threshold,
        rounding=rule.rounding,
        people=tuple(
            (name, _figure(int(it), rule.rounding if it > rule.threshold else HIDDEN))
            for name, it in zip(strata.names, people, strict=True)
        ),
        silent=_figure(silent, rule.rounding if tell_silent else HIDDEN),
        verdicts=tuple(
            Told(code=entity.code, name=entity.name, group=_group(entity), lines=lines[number])
            for number, entity in enumerate(VERDICTS)
        ),
    )


def _group(entity: Entity) -> str:
    return entity.group if entity.group in GROUPS else "migraine"


def _figure(count: int, step: int) -> Figure:
    return Figure(count=None if step == HIDDEN else rounded(count, step), rounded_to=step)


# Which verdicts must be protected together


def _linked(counts: Counts) -> list[list[int]]:
    """Verdicts in groups: those whose counts say something of each other's, or are the same, are in one."""
    group_of = list(range(len(VERDICTS)))
    firsts: dict[bytes, int] = {}
    same = [(firsts.setdefault(it.tobytes(), number), number) for number, it in enumerate(counts.states)]
    for one, other in (*contained(), *excluded(), *same):
        old, new = group_of[other], group_of[one]
        group_of = [new if it == old else it for it in group_of]
    return [[number for number, it in enumerate(group_of) if it == group] for group in sorted(set(group_of))]


def _lines(strata: Strata, linked: Sequence[int], rule: Rule) -> dict[int, tuple[Line, ...]]:
    """The lines of verdicts that are protected together. Those of the same counts are told alike."""
    kinds: dict[tuple[bytes, bool], list[int]] = {}
    for number in linked:
        key = (strata.counts.states[number].tobytes(), number < len(ENTITIES))
        kinds.setdefault(key, []).append(number)
    table = _table_of(strata, list(kinds.values()))
    values, steps = table.values, protected(table, rule)
    lines: dict[int, tuple[Line, ...]] = {}
    for place, alike in enumerate(kinds.values()):
        of_kind = slice(place * len(_COUNTED), (place + 1) * len(_COUNTED))
        told = tuple(
            Line(stratum=name, **dict(zip(FIGURES, map(_figure, counts, to), strict=False)))
            for name, counts, to in zip(
                strata.names, values[:, of_kind].tolist(), steps[:, of_kind].tolist(), strict=True
            )
        )
        lines |= dict.fromkeys(alike, told)
    return lines


def _table_of(strata: Strata, kinds: Sequence[Sequence[int]]) -> Table:
    """What is published of some kinds of verdicts, and what an attacker is taken to know.

    That is, of each stratum: exactly how many people there are, how many of them wrote nothing and so meet nothing,
    which criteria contain or exclude which others, and that no rule set is ever set aside.
    """
    counts = strata.counts
    cells = np.concatenate([counts.states[alike[0]] for alike in kinds], axis=1)
    each = np.eye(len(kinds))
    states = {name: np.kron(each, row) for name, row in zip(_COUNTED, _OF_STATES, strict=True)}
    never = states["set_aside"][[alike[0] >= len(ENTITIES) for alike in kinds]]
    bounds = np.concatenate([states["met"], never, _criteria(states, kinds)])
    wrote = np.tile((counts.people - counts.silent)[:, None], len(kinds))
    limits = np.concatenate([wrote, np.zeros((len(cells), len(bounds) - len(kinds)))], axis=1)
    # What does not hold of the counts was no knowledge.
    holds = (cells @ bounds.T <= limits).all(axis=0)
    return Table(
        cells=cells,
        figures=np.kron(np.eye(len(kinds), dtype=np.int64), _OF_STATES),
        published=np.tile([name in FIGURES for name in _COUNTED], len(kinds)),
        families=strata.families,
        equal=(np.kron(each, np.ones(STATES)), np.tile(counts.people[:, None], len(kinds))),
        at_most=(bounds[holds], limits[:, holds]),
    )


def _criteria(states: Mapping[str, Array], kinds: Sequence[Sequence[int]]) -> Array:
    """What criteria tell of counts, as sums that cannot be above 0."""
    place = {number: kind for kind, alike in enumerate(kinds) for number in alike}
    met, not_met = states["met"], states["not_met"]
    rows = [np.zeros(met.shape[1])]
    parts: dict[int, list[int]] = {}
    for one, other in ((place[a], place[b]) for a, b in contained() if a in place):
        rows += [met[one] - met[other], not_met[other] - not_met[one]]
        parts.setdefault(other, []).append(one)
    rows += [met[place[a]] - not_met[place[b]] for a, b in excluded() if a in place]
    # Forms of one diagnosis may be all there are of it, and may exclude each other, without the criteria saying so.
    for whole, forms in parts.items():
        together = sum((met[form] for form in set(forms)), np.zeros(met.shape[1]))
        rows += [together - met[whole], met[whole] - together]
    return np.array(rows)


# Said


def as_json(report: Report) -> dict[str, Any]:
    """The report as data; a suppressed figure is null, and what is rounded more coarsely says to what."""
    return {
        "suppression": {"threshold": report.threshold, "rounding": report.rounding},
        "people": {_named(name): figure.count for name, figure in report.people},
        "wrote_nothing": report.silent.count,
        "verdicts": [
            {
                "code": told.code,
                "name": say(told.name),
                "group": told.group,
                "counts": [_line_as_json(line, report.rounding) for line in told.lines],
            }
            for told in report.verdicts
        ],
    }


def _line_as_json(line: Line, rounding: int) -> dict[str, Any]:
    figures = {name: getattr(line, name) for name in FIGURES}
    coarser = {name: it.rounded_to for name, it in figures.items() if it.rounded_to > rounding}
    return {
        "stratum": _named(line.stratum),
        **{name: it.count for name, it in figures.items()},
        "rounded_to": coarser,
    }


def as_text(report: Report) -> str:
    """The report for a shell."""
    lines = [*_about(report), ""]
    for group, of_group in groupby(_in_groups(report.verdicts), key=lambda told: told.group):
        lines += _table(report, say(GROUPS[group]), [(f"{it.code} {say(it.name)}", it.lines[0]) for it in of_group])
    lines += [say("By sex and by age, what is met by anybody:"), ""]
    for told in _in_groups(report.verdicts):
        if any(line.met.count for line in told.lines[1:]):
            title = f"{told.code} {say(told.name)}"
            lines += _table(report, title, [(_named(line.stratum), line) for line in told.lines[1:]])
    return "\n".join(lines).rstrip() + "\n"


def _named(stratum: Stratum) -> str:
    return " + ".join(map(say, stratum))


def _in_groups(verdicts: Sequence[Told]) -> list[Told]:
    return sorted(verdicts, key=lambda told: list(GROUPS).index(told.group))


def _about(report: Report) -> Iterator[str]:
    yield say(
        "{people} people, of whom {silent} wrote nothing.",
        people=_say(report.people[0][1], report),
        silent=_say(report.silent, report),
    )
    yield say(
        "Counts of 0 to {threshold} are suppressed (·), and others where nothing else keeps them from giving one "
        "away; the rest is rounded to {rounding}.",
        threshold=report.threshold,
        rounding=report.rounding,
    )
    yield say(
        "~ is rounded more coarsely for the same reason, to no more than a quarter of the count. Sexes and ages of "
        "few people are joined, those of nobody left out."
    )
    yield say(
        "Verdicts are over the lettered criteria, without the one that stays with a clinician. Not known is not no: "
        "too little is written. Stands: met, and no other diagnosis is coded instead."
    )


def _say(figure: Figure, report: Report) -> str:
    if figure.count is None:
        return "·"
    return f"{'~' if figure.rounded_to > report.rounding else ''}{figure.count:,}"


def _table(report: Report, title: str, rows: Sequence[tuple[str, Line]]) -> list[str]:
    head = [say("met"), say("stands"), say("not met"), say("not known")]
    cells = [[_say(getattr(line, name), report) for name in FIGURES] for _, line in rows]
    widths = [max(len(row[n]) for row in [head, *cells]) for n in range(len(head))]
    first = max(len(title), *(len(name) + 2 for name, _ in rows))
    lines = [f"{title:<{first}}  " + "  ".join(f"{text:>{width}}" for text, width in zip(head, widths, strict=True))]
    for (name, _), row in zip(rows, cells, strict=True):
        figures = "  ".join(f"{text:>{width}}" for text, width in zip(row, widths, strict=True))
        lines.append(f"{'  ' + name:<{first}}  {figures}")
    return [*lines, ""]
