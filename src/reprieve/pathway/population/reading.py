"""What does a registry hold, and how are the rows of one row group, or of one person, read?"""

from __future__ import annotations

import json
import threading
from collections import OrderedDict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population.decoding import diary_of
from reprieve.pathway.population.layout import MANIFEST, SCHEMAS, TABLES, VERSION
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import say

Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Part:
    """One part of a registry: the same people in a file of each table."""

    path: Path
    name: str
    people: int
    first: int
    last: int

    def file(self, table: str) -> Path:
        """The part's file of a table."""
        return self.path / table / self.name

    @property
    def groups(self) -> int:
        """How many row groups it has."""
        return int(self.metadata("profiles").num_row_groups)

    def metadata(self, table: str) -> pq.FileMetaData:
        """What Parquet itself says of the part's file of a table.

        Raises
        ------
        UnreadableFile
            If the file is not there, or is not whole.
        """
        return metadata_of(self.file(table))

    def read(self, table: str, group: int, columns: Collection[str]) -> Arrays:
        """Some columns of one row group.

        Raises
        ------
        UnreadableFile
            If the file is not there, not whole, or without one of the columns.
        """
        return read_columns(self.file(table), table, group, columns)


@dataclass(frozen=True)
class Registry:
    """What a manifest says.

    Parameters
    ----------
    drugs : tuple of str
        The names that the numbers of doses stand for; the first, empty, is a drug that is not known.
    """

    path: Path
    parts: tuple[Part, ...]
    drugs: tuple[str, ...]

    @cached_property
    def people(self) -> int:
        """How many people there are."""
        return sum(part.people for part in self.parts)


def open_registry(path: Path) -> Registry:
    """The registry in a folder.

    Raises
    ------
    InvalidInput
        If there is none, or it was not finished.
    UnreadableFile
        If its manifest is damaged, or of another version.
    """
    file = path / MANIFEST
    if not file.is_file():
        message = say(
            "the folder must hold a registry with its `{name}`; there is none. Was it written to its end?",
            name=MANIFEST,
        )
        raise InvalidInput(message)
    try:
        manifest = json.loads(file.read_text(encoding="utf-8"))
        if manifest["reprieve_registry"] != VERSION:
            message = say("the registry must be of version {version}; it is of another.", version=VERSION)
            raise UnreadableFile(message)
        parts = tuple(
            Part(path=path, name=_plain_name(it["name"]), people=it["people"], first=it["first"], last=it["last"])
            for it in manifest["parts"]
        )
        return Registry(path=path, parts=parts, drugs=tuple(str(name) for name in manifest["drugs"]))
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(say("`{name}` is damaged. Write the registry again.", name=MANIFEST)) from error


def _plain_name(name: str) -> str:
    """A part lies in its table's folder and nowhere else."""
    if Path(name).name != name or not name.endswith(".parquet"):
        raise ValueError(name)
    return name


def metadata_of(file: Path) -> pq.FileMetaData:
    """What Parquet says of a file, or that it cannot be read."""
    try:
        return pq.read_metadata(file)
    except (OSError, pa.ArrowException) as error:
        raise UnreadableFile(_cannot_be_read(file)) from error


def read_columns(file: Path, table: str, group: int, columns: Collection[str]) -> Arrays:
    """Some columns of one row group of a file, as arrays of the types of the layout."""
    try:
        read = _open(file).read_row_group(group, columns=list(columns), use_threads=False)
        found = {}
        for name in columns:
            column = read.column(name)
            if column.null_count and SCHEMAS[table].field(name).type != pa.string():
                raise UnreadableFile(_cannot_be_read(file))
            found[name] = _array(column, SCHEMAS[table].field(name).type)
        return found
    except (OSError, KeyError, pa.ArrowException) as error:
        raise UnreadableFile(_cannot_be_read(file)) from error


# Files stay open for the next row group: each thread has its own, of the last few parts.
_OPENED = threading.local()
MOST_OPEN = 8


def _open(file: Path) -> pq.ParquetFile:
    opened: OrderedDict[tuple[str, int, int], pq.ParquetFile] = _OPENED.__dict__.setdefault("files", OrderedDict())
    now = file.stat()
    key = (str(file), now.st_ino, now.st_mtime_ns)
    if key not in opened:
        opened[key] = pq.ParquetFile(file, memory_map=False, pre_buffer=False)
        if len(opened) > MOST_OPEN:
            opened.popitem(last=False)[1].close(force=True)
    opened.move_to_end(key)
    return opened[key]


def _array(column: pa.ChunkedArray, kind: pa.DataType) -> np.ndarray:
    if column.type != kind:
        column = column.cast(kind)
    return column.to_numpy()


def _cannot_be_read(file: Path) -> str:
    return say(
        "{file} cannot be read: it is not there, damaged, or without a column. `reprieve registry check` says more.",
        file=f"{file.parent.name}/{file.name}",
    )


# One person


def person_in(registry: Registry, person: int) -> Diary:
    """The diary of one person.

    Raises
    ------
    InvalidInput
        If the registry holds nobody of that number.
    """
    for part in registry.parts:
        if not part.first <= person <= part.last:
            continue
        for group in range(part.groups):
            if person in part.read("profiles", group, ["person"])["person"]:
                return diary_of({table: list(_rows(part, table, group, person)) for table in TABLES}, registry.drugs)
    raise InvalidInput(say("nobody in the registry has the number that was asked for."))


def _rows(part: Part, table: str, group: int, person: int) -> Iterator[dict[str, Any]]:
    columns = part.read(table, group, SCHEMAS[table].names)
    for row in np.flatnonzero(columns["person"] == person):
        yield {name: _item(values[row]) for name, values in columns.items()}


def _item(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
