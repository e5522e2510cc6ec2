"""The job by our own array engine: the judge's trees, and the columns of the job."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.population.job import ASKED, CODE_OF_CLASS, SCHEMA, WINDOWS, days, met

from reprieve.pathway.diagnosis.diagnose import ENTITIES
from reprieve.pathway.population.asking import Asking
from reprieve.pathway.population.day_planes import wanted_by
from reprieve.pathway.population.judging import drugs_of
from reprieve.pathway.population.people import People
from reprieve.pathway.population.process import keep_memory, taking_turns_often
from reprieve.pathway.population.reading import Part, open_registry
from reprieve.pathway.population.results import A_MIGRAINE
from reprieve.pathway.population.results import COUNTED as OUR_COUNTS

NODES = {entity.code: entity.node for entity in ENTITIES if entity.code in ASKED}
KINDS = {
    "headache": OUR_COUNTS["headache"],
    "migraine": OUR_COUNTS["migraine_ichd3_chronic"],
    **{name: OUR_COUNTS[f"drug_{code.replace('.', '_')}"] for name, code in CODE_OF_CLASS.items()},
}
WANTED = wanted_by([*NODES.values(), *KINDS.values()])
COLUMNS = {
    "attacks": (
        *("person", "start_s", "start_offset_min", "until_s", "until_offset_min"),
        *("flags", "known", "pain_0_to_10"),
    ),
    "doses": ("person", "key", "time_s", "day", "days", "drug", "effects"),
    "days": ("person", "day", "flags", "known"),
    "profiles": (
        *("person", "birth_year", "headaches_since", "flags", "known"),
        *(f"lifetime_{kind}_attacks_{edge}" for kind in ("migraine", "aura") for edge in ("least", "most")),
    ),
}


def judge_group(part: Part, group: int, drugs: Sequence[str]) -> pa.Table:
    """The job's columns of one row group."""
    it = Asking(People(part, group, drugs_of(tuple(drugs)), COLUMNS), WANTED)
    written, certain, _ = it.tally(A_MIGRAINE.that, 0)
    found: dict[str, Any] = {"person": it.people.ids, "attacks": written.astype("i4"), "migraine_attacks": certain}
    for kind, node in KINDS.items():
        least, _ = it.counts(node)
        found |= {days(kind, window): least[window].astype("u1") for window in range(WINDOWS)}
    found |= {met(code): it.person(node).certain for code, node in NODES.items()}
    return pa.table(found, schema=SCHEMA)


def run(registry: Path, out: Path) -> None:
    """Everybody, on two threads; one file for all."""
    _write(registry, out / "part.parquet", open_registry(registry).parts, workers=2)


def run_part(registry: Path, out: Path, name: str) -> None:
    """One part, on one thread: what Spark is sent."""
    _write(registry, out / name, [part for part in open_registry(registry).parts if part.name == name], workers=1)


def _write(registry: Path, file: Path, parts: Sequence[Part], *, workers: int) -> None:
    keep_memory()
    drugs = open_registry(registry).drugs
    tasks = [(part, group) for part in parts for group in range(part.groups)]

    def tables() -> Iterator[pa.Table]:
        waiting: deque[Future[pa.Table]] = deque()
        with ThreadPoolExecutor(workers) as pool:
            for part, group in tasks:
                waiting.append(pool.submit(judge_group, part, group, drugs))
                if len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()

    plain: dict[str, Any] = {"compression": "lz4", "use_dictionary": False, "write_statistics": False}
    with taking_turns_often(), pq.ParquetWriter(file, SCHEMA, **plain) as writer:
        for table in tables():
            writer.write_table(table)
