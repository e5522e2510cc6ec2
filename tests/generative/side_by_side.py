"""The judge and the arrays, asked the same of the same people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population import judging
from reprieve.pathway.population.asking import Asking
from reprieve.pathway.population.people import Drugs, People
from reprieve.pathway.population.reading import Registry, open_registry
from reprieve.pathway.population.results import COUNTED, SCHEMA, VERDICTS, row_of
from reprieve.pathway.population.writing import write_registry
from reprieve.pathway.rules.gates import Gate, Node
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.generative.any_diary import any_diary


def parts_of(node: Node) -> Iterator[Node]:
    """A node of a person and all nodes under it that are asked of the person."""
    yield node
    if isinstance(node, Gate):
        for part in node.of:
            yield from parts_of(part)


NODES = tuple(dict.fromkeys(part for entity in VERDICTS for part in parts_of(entity.node))) + tuple(COUNTED.values())
MARK = {YES: 1, NO: 0, NOT_KNOWN: 2}
# The only column in which the two may differ: it says who judged.
BUT = "by_the_judge"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Some people in a registry, and what the judge says of each: every node, and the row of results."""

    registry: Registry
    nodes: np.ndarray[Any, Any]
    rows: list[dict[str, Any]]


def chance(seed: int, people: int) -> list[Diary]:
    """Diaries made by chance."""
    return [any_diary(Random(seed * 1_000_003 + number)) for number in range(people)]


def judged(folder: Path, diaries: Sequence[Diary], *, group_people: int = 64, part_people: int = 10**9) -> Judged:
    """The diaries as a registry, and the judge's answers."""
    write_registry(folder, enumerate(diaries), group_people=group_people, part_people=part_people)
    findings = [Findings(diary) for diary in diaries]
    nodes = np.array([[MARK[decide(node, it)] for it in findings] for node in NODES], dtype=np.uint8)
    rows = [row_of(person, diary) for person, diary in enumerate(diaries)]
    return Judged(registry=open_registry(folder), nodes=nodes, rows=rows)


def asked(registry: Registry) -> Iterator[Asking]:
    """The people of each row group, to be asked."""
    for part in registry.parts:
        for group in range(part.groups):
            yield Asking(People(part, group, Drugs(registry.drugs)), judging.WANTED)


def differing_nodes(of: Judged) -> Counter[str]:
    """The nodes on which judge and arrays disagree, by their texts, and about how many people."""
    found: Counter[str] = Counter()
    for it in asked(of.registry):
        whom = ~it.people.for_the_judge
        for number, node in enumerate(NODES):
            planes = it.person(node)
            said = np.where(planes.certain, np.where(planes.possible, 1, 3), np.where(planes.possible, 2, 0))
            wrong = int(((said != of.nodes[number, it.people.ids]) & whom).sum())
            if wrong:
                found[f"{type(node).__name__} {node.text}"] += wrong
    return found


def rows_in(registry: Registry) -> list[dict[str, Any]]:
    """The results of everybody."""
    found: list[dict[str, Any]] = []
    for part in registry.parts:
        for group in range(part.groups):
            found += judging.judge_group(part, group, registry.drugs).to_pylist()
    return found


def differing_columns(of: Judged) -> Counter[str]:
    """The columns of results on which judge and arrays disagree, and about how many people."""
    rows = rows_in(of.registry)
    if [row["person"] for row in rows] != [row["person"] for row in of.rows]:
        return Counter({"person": len(of.rows)})
    pairs = zip(rows, of.rows, strict=True)
    return Counter(name for one, other in pairs for name in SCHEMA.names if name != BUT and one[name] != other[name])
