"""What does the plain judge say? One person at a time, the same criteria, no arrays."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.population.job import (
    ASKED,
    CLASSES,
    CODE_OF_CLASS,
    COUNTED,
    LEFT_OPEN_WITHOUT_ATTACKS,
    SCHEMA,
    WINDOWS,
    days,
    met,
)

from reprieve.pathway.diagnosis.diagnose import ENTITIES
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population.decoding import diary_of
from reprieve.pathway.population.layout import SCHEMAS, TABLES
from reprieve.pathway.population.reading import Registry, open_registry
from reprieve.pathway.population.results import A_MIGRAINE
from reprieve.pathway.population.results import COUNTED as COUNTED_DAYS
from reprieve.pathway.rules.judge import decide, tally
from reprieve.pathway.terms.truth import YES

NODES = {entity.code: entity.node for entity in ENTITIES if entity.code in ASKED}
COUNTS = {
    "headache": COUNTED_DAYS["headache"],
    "migraine": COUNTED_DAYS["migraine_ichd3_chronic"],
    **{name: COUNTED_DAYS[f"drug_{CODE_OF_CLASS[name].replace('.', '_')}"] for name in CLASSES},
}


def judge_people(registry: Path, out: Path, people: int) -> int:
    """Judge so many people, the first ones, and return how many there were."""
    rows = [row_of(person, diary) for person, diary in diaries(open_registry(registry), people)]
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), out)
    return len(rows)


def row_of(person: int, diary: Diary) -> dict[str, Any]:
    """The job's row of one person.

    Raises
    ------
    ValueError
        If something that is asked is not known: the data set is then not what it says it is.
    """
    findings = Findings(diary)
    found = tally(A_MIGRAINE, findings)
    row: dict[str, Any] = {"person": person, "attacks": len(findings.attacks), "migraine_attacks": found.certain}
    known = found.certain == found.possible
    for kind in COUNTED:
        counts = findings.day_counts(COUNTS[kind])[::-1]
        known &= not any(count.missing for count in counts)
        row |= {days(kind, window): counts[window].yes for window in range(WINDOWS)}
    for code in ASKED:
        truth = decide(NODES[code], findings)
        known &= truth.known or (code == LEFT_OPEN_WITHOUT_ATTACKS and not findings.attacks)
        row[met(code)] = truth is YES
    if not known:
        raise ValueError("everything that is asked must be known of everybody; of one person it is not.")
    return row


def diaries(registry: Registry, people: int) -> Iterator[tuple[int, Diary]]:
    """The first people of a registry."""
    for person, rows in people_of(registry, people):
        yield person, diary_of(rows, registry.drugs)


def people_of(registry: Registry, people: int) -> Iterator[tuple[int, dict[str, list[dict[str, Any]]]]]:
    """The first people of a registry, each with the rows of each table."""
    left = people
    for part in registry.parts:
        for group in range(part.groups):
            columns = {table: part.read(table, group, SCHEMAS[table].names) for table in TABLES}
            persons = columns["profiles"]["person"][:left]
            for person in persons:
                yield int(person), {table: _rows(of, person) for table, of in columns.items()}
            left -= len(persons)
            if not left:
                return


def _rows(columns: dict[str, np.ndarray], person: int) -> list[dict[str, Any]]:
    places = slice(*np.searchsorted(columns["person"], [person, person + 1]))
    listed = {name: values[places].tolist() for name, values in columns.items()}
    return [dict(zip(listed, row, strict=True)) for row in zip(*listed.values(), strict=True)]
