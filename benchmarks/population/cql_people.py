"""How does Clinical Quality Language see the people, and what did it answer?

Each person is a line of JSON with the items of the reduced job already named, which is not timed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.population.job import (
    COUNTED,
    DAY_S,
    DRUGS,
    EASED_AT_MOST,
    EFFECT_MASK,
    NUMBERS,
    SCHEMA,
    TRIPTAN_OR_ERGOT,
    WINDOWS,
    days,
)
from benchmarks.population.judged import people_of

from reprieve.pathway.population.layout import ATTACK_BITS
from reprieve.pathway.population.reading import open_registry

CLASS_OF = {NUMBERS[drug]: name for drug, name in DRUGS.items()}
ITEMS = {
    "brought": "eased_by_sleep_or_drug",
    "oneSided": "one_sided",
    "throbbing": "pulsating",
    "worse": "worse_with_activity",
    "nausea": "nausea",
    "vomiting": "vomiting",
    "light": "photophobia",
    "sound": "phonophobia",
    "functionLost": "function_lost",
    "believed": "believed_migraine",
    "likePrevious": "like_previous",
    "drugTaken": "drug_taken",
}


def write_people(registry: Path, file: Path, people: int) -> None:
    """The first people of a registry, a line each."""
    with file.open("w", encoding="utf-8") as out:
        for person, rows in people_of(open_registry(registry), people):
            out.write(json.dumps({"person": person, **_parameters(rows)}) + "\n")


def _parameters(rows: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    first = min(row["day"] for row in rows["days"])
    return {
        "LastDay": max(row["day"] for row in rows["days"]) - first,
        "Records": [_record(row, first) for row in rows["attacks"]],
        "Doses": [_dose(row, first) for row in rows["doses"]],
    }


def _record(row: dict[str, Any], first: int) -> dict[str, Any]:
    return {
        "start": _half_seconds(row["start_s"], row["start_offset_min"], first),
        "until": _half_seconds(row["until_s"], row["until_offset_min"], first),
        "key": row["key"],
        "pain": row["pain_0_to_10"],
        **{name: bool(row["flags"] >> ATTACK_BITS[item] & 1) for name, item in ITEMS.items()},
    }


def _half_seconds(moment_s: int, offset_min: int, first: int) -> int:
    return 2 * (moment_s + 60 * offset_min - first * DAY_S)


def _dose(row: dict[str, Any], first: int) -> dict[str, Any]:
    return {
        "key": row["key"],
        "onDay": row["day"] - first,
        "drugClass": CLASS_OF[row["drug"]],
        "triptanOrErgot": row["drug"] in TRIPTAN_OR_ERGOT,
        "eased": 1 <= row["effects"] & EFFECT_MASK <= EASED_AT_MOST,
    }


def read_answers(answers: Path, out: Path) -> None:
    """The answers, as Parquet of the job's columns."""
    rows = list(_rows(answers))
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMA), out)


def _rows(answers: Path) -> Iterator[dict[str, Any]]:
    for line in answers.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for kind in COUNTED:
            counts = row.pop(kind)
            row |= {days(kind, window): counts[window] for window in range(WINDOWS)}
        yield row
