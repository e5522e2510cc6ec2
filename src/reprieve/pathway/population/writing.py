"""How is a registry written, from diaries one at a time, in little memory?

Row groups are filled person by person. A part is given its name when all four of its files are
whole, and the registry its manifest last, so that one that was interrupted is never taken for one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population.encoding import DrugNames, Rows, rows_of
from reprieve.pathway.population.layout import (
    GROUP_PEOPLE,
    MANIFEST,
    PART_PEOPLE,
    RISING,
    SCHEMAS,
    TABLES,
    VERSION,
    part_name,
)
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

Columns = Mapping[str, Any]
Group = Mapping[str, Columns]
UNFINISHED = ".unfinished"


def write_registry(
    path: Path,
    people: Iterable[tuple[int, Diary]],
    *,
    group_people: int = GROUP_PEOPLE,
    part_people: int = PART_PEOPLE,
) -> int:
    """Write diaries as a registry and return how many there were.

    Parameters
    ----------
    path : Path
        A folder that does not exist yet, or an empty one.
    people : iterable of (int, Diary)
        Each person's number, 0 or more and rising, and diary. They are taken one at a time.
    group_people, part_people : int
        How many people share a row group, and a part; 1 or more.

    Raises
    ------
    InvalidInput
        If the folder holds something, a number does not rise, or a diary cannot be written.
    """
    drugs = DrugNames()
    with RegistryWriter(path, part_people=part_people) as writer:
        waiting: list[Rows] = []
        last = -1
        for person, diary in people:
            if not last < person < 2**63:
                raise InvalidInput(
                    say("people must come with rising numbers, each once. Sort them by their number first.")
                )
            last = person
            waiting.append(rows_of(person, diary, drugs))
            if len(waiting) == group_people:
                writer.add(columns_of(waiting))
                waiting = []
        if waiting:
            writer.add(columns_of(waiting))
        return writer.finish(drugs.names)


def columns_of(people: Iterable[Rows]) -> Group:
    """The rows of several people as the columns of each table."""
    listed = list(people)
    found = {}
    for table in TABLES:
        rows = [row for one in listed for row in getattr(one, table)]
        names = SCHEMAS[table].names
        found[table] = dict(zip(names, zip(*rows, strict=True), strict=True)) if rows else dict.fromkeys(names, ())
    return found


def must_be_empty(path: Path) -> None:
    """Refuse to write over anything.

    Raises
    ------
    InvalidInput
        If the path is a file, or a folder that holds something.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise InvalidInput(say("a registry must be written into a new or empty folder. Name another, or empty it."))


class RegistryWriter:
    """Row groups in, a registry out. Whatever is not finished leaves no part behind that looks finished."""

    def __init__(self, path: Path, *, part_people: int = PART_PEOPLE) -> None:
        must_be_empty(path)
        self.path = path
        self.part_people = part_people
        self.parts: list[dict[str, Any]] = []
        self._part: PartWriter | None = None
        for table in TABLES:
            (path / table).mkdir(parents=True, exist_ok=True)

    def __enter__(self) -> RegistryWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        if self._part is not None:
            self._part.abandon()
        if kind is not None:
            for table in TABLES:
                shutil.rmtree(self.path / table, ignore_errors=True)

    def add(self, group: Group) -> None:
        """One row group: all rows of some people, in order."""
        if self._part is None:
            self._part = PartWriter(self.path, part_name(len(self.parts)))
        self._part.add(group)
        if self._part.people >= self.part_people:
            self._close_part()

    def _close_part(self) -> None:
        if self._part is not None:
            self.parts.append(self._part.finish())
            self._part = None

    def finish(self, drugs: list[str]) -> int:
        """Write what is left, and the manifest; how many people there are."""
        self._close_part()
        write_manifest(self.path, self.parts, drugs)
        return sum(part["people"] for part in self.parts)


def write_manifest(path: Path, parts: list[dict[str, Any]], drugs: list[str]) -> None:
    """Say what the registry consists of, in one step: it is there whole or not at all."""
    manifest = {"reprieve_registry": VERSION, "people": sum(it["people"] for it in parts), "drugs": drugs}
    text = json.dumps({**manifest, "parts": parts}, indent=1, ensure_ascii=False) + "\n"
    unfinished = path / f"{MANIFEST}{UNFINISHED}"
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(unfinished, path / MANIFEST)


class PartWriter:
    """The four files of one part."""

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        self.people = 0
        self.rows = dict.fromkeys(TABLES, 0)
        self._last = -1
        self._first: int | None = None
        self._whole = {table: path / table / name for table in TABLES}
        self._unfinished = {table: path / table / f"{name}{UNFINISHED}" for table in TABLES}
        self._writers = {table: parquet_writer(self._unfinished[table], table) for table in TABLES}

    def add(self, group: Group) -> None:
        """One row group."""
        people = group["profiles"]["person"]
        if not len(people):
            return
        self._first = int(people[0]) if self._first is None else self._first
        self._last = int(people[-1])
        self.people += len(people)
        for table in TABLES:
            rows = pa.table(dict(group[table]), schema=SCHEMAS[table])
            self.rows[table] += rows.num_rows
            # A table without rows still has its row group: the groups of one position belong together.
            self._writers[table].write_table(rows, row_group_size=max(rows.num_rows, 1))

    def finish(self) -> dict[str, Any]:
        """Close the files, give them their names, and say what the part holds."""
        for writer in self._writers.values():
            writer.close()
        for table in TABLES:
            os.replace(self._unfinished[table], self._whole[table])
        return {"name": self.name, "people": self.people, "first": self._first, "last": self._last, "rows": self.rows}

    def abandon(self) -> None:
        """Leave nothing behind."""
        for table in TABLES:
            self._writers[table].close()
            self._unfinished[table].unlink(missing_ok=True)


def parquet_writer(path: Path, table: str) -> pq.ParquetWriter:
    """A writer with the encodings that were measured to be small and quick to read."""
    rising = RISING[table]
    others = [name for name in SCHEMAS[table].names if name not in rising]
    return pq.ParquetWriter(
        path,
        SCHEMAS[table],
        compression="lz4",
        use_dictionary=others,
        column_encoding=dict.fromkeys(rising, "DELTA_BINARY_PACKED"),
        write_statistics=["person"],
        store_schema=False,
    )


def empty_columns(table: str) -> dict[str, np.ndarray]:
    """No rows of a table."""
    return {field.name: np.empty(0, dtype=field.type.to_pandas_dtype()) for field in SCHEMAS[table]}
