"""What do the criteria say of everybody in one row group?

All at once, as arrays; the few whose records only the judge can put in order are asked one by one, and
marked so.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from reprieve.pathway.diagnosis.diagnose import ENTITIES
from reprieve.pathway.population.asking import Asking
from reprieve.pathway.population.day_planes import wanted_by
from reprieve.pathway.population.decoding import diary_of
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.layout import SCHEMAS, TABLES
from reprieve.pathway.population.people import Drugs, People
from reprieve.pathway.population.reading import Part
from reprieve.pathway.population.results import (
    A_MIGRAINE,
    COUNTED,
    PLANES,
    SCHEMA,
    VERDICTS,
    WINDOWS,
    WORD_BITS,
    WORDS,
    row_of,
    table_of,
)
from reprieve.pathway.population.standing import codes, standing

WANTED = wanted_by([*(entity.node for entity in VERDICTS), *COUNTED.values()])


def judge_group(part: Part, group: int, drugs: Sequence[str]) -> pa.Table:
    """The rows of `results.SCHEMA` for the people of one row group, in their order.

    Raises
    ------
    UnreadableFile
        If the rows are not sorted by person, or a file is damaged.
    """
    people = People(part, group, drugs_of(tuple(drugs)))
    found = pa.table(_columns(Asking(people, WANTED)), schema=SCHEMA)
    one_by_one = np.flatnonzero(people.for_the_judge)
    if not len(one_by_one):
        return found
    judged = table_of([row_of(int(people.ids[p]), diary_in(people, int(p))) for p in one_by_one])
    place = np.arange(len(people))
    place[one_by_one] = len(people) + np.arange(len(one_by_one))
    return pa.concat_tables([found, judged]).take(pa.array(place)).combine_chunks()


@lru_cache(maxsize=16)
def drugs_of(names: tuple[str, ...]) -> Drugs:
    """The registry's drugs, looked up once."""
    return Drugs(names)


def diary_in(people: People, p: int) -> Any:
    """The diary of one person of the group, by position."""
    offsets = {
        "attacks": people.row_offsets,
        "doses": people.dose_offsets,
        "days": people.day_offsets,
        "profiles": np.arange(len(people) + 1),
    }
    tables = {}
    for table in TABLES:
        names = SCHEMAS[table].names
        rows = slice(int(offsets[table][p]), int(offsets[table][p + 1]))
        columns = [column[rows].tolist() for column in people.columns(table, *names)]
        tables[table] = [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return diary_of(tables, people.drugs.names)


def _columns(it: Asking) -> dict[str, Array]:
    people, (written, least, most) = it.people, it.tally(A_MIGRAINE.that, 0)
    stands = standing(it)
    certain = [it.person(entity.node).certain for entity in VERDICTS]
    planes = {
        "certain": certain,
        "possible": [it.person(entity.node).possible for entity in VERDICTS],
        "stands": [stands[entity.code] for entity in ENTITIES] + certain[len(ENTITIES) :],
    }
    return {
        "person": people.ids,
        "birth_year": people.column("profiles", "birth_year"),
        "sex": people.column("profiles", "sex"),
        "last_day": it.span.last,
        "span_days": it.span.days.astype(np.int32),
        **{name: word for plane in PLANES for name, word in _words(plane, planes[plane]).items()},
        "attacks": written.astype(np.int32),
        "migraine_attacks_least": least,
        "migraine_attacks_most": most,
        **_counts(it),
        "icd10cm": codes(it, stands),
        "by_the_judge": np.zeros(len(people), dtype=np.bool_),
    }


def _words(plane: str, truths: Sequence[Array]) -> dict[str, Array]:
    """Truths in the order of `VERDICTS` as the columns of a plane."""
    found = {f"{plane}_{word}": np.zeros(len(truths[0]), dtype=np.uint64) for word in range(WORDS)}
    for bit, truth in enumerate(truths):
        found[f"{plane}_{bit // WORD_BITS}"] |= truth.astype(np.uint64) << np.uint64(bit % WORD_BITS)
    return found


def _counts(it: Asking) -> dict[str, Array]:
    found = {}
    for key, node in COUNTED.items():
        for edge, of_windows in zip(("least", "most"), it.counts(node), strict=True):
            for window in range(WINDOWS):
                found[f"{key}_days_{window}_{edge}"] = of_windows[window].astype(np.uint8)
    return found
