"""What breaks the layout of a registry, and where?

What Parquet says of its files, and the least and the greatest person of each row group, answers the
questions that would otherwise make results silently wrong; it is asked before every run. The rest is
asked of the rows themselves, of all rows of a row group at once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from reprieve.pathway.population.checking_rows import ROWS, bad_rows
from reprieve.pathway.population.layout import MANIFEST, SCHEMAS, TABLES
from reprieve.pathway.population.reading import Arrays, Part, Registry, open_registry
from reprieve.pathway.terms.errors import ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import count, later, say

# What a fault is, said of a whole file or row group.
WHOLE: Final[Mapping[str, str]] = {
    "manifest": later("is missing, damaged, of another version, or was never finished"),
    "people": later("names another number of people than there are profiles"),
    "ends": later("names another first or last person than the profiles have"),
    "file": later("is missing or damaged"),
    "columns": later("has other columns, or columns of other types, than the layout"),
    "groups": later("has another number of row groups than the profiles of the part"),
    "statistics": later("does not say, or says wrongly, which is the least and which the greatest person in it"),
    "not_rising": later(
        "does not begin after the people before it end: somebody lies in two places, or the order is wrong"
    ),
    "nobody": later("has rows of persons who have no profile in the same row group"),
    "unreadable": later("cannot be read: it is damaged, or has empty fields"),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """One thing that breaks the layout, and where. Nothing of it tells of a person.

    Parameters
    ----------
    kind : str
        A key of `WHOLE`; of `checking_rows.ROWS` where it is about rows.
    part, table : str
        Empty: the registry as a whole, or every table of the part.
    group : int or None
        The row group, from 0 on; None: the whole file.
    rows, first_row : int
        How many rows of the row group, and the first of them, from 0 on; no rows: the group as a whole.
    """

    kind: str
    part: str = ""
    table: str = ""
    group: int | None = None
    rows: int = 0
    first_row: int = 0

    def __str__(self) -> str:
        where = [self.part or MANIFEST, self.table and say(self.table)]
        if self.group is not None:
            where.append(say("row group {number}", number=self.group))
        return f"{', '.join(it for it in where if it)}: {self._what()}"

    def _what(self) -> str:
        if not self.rows:
            return say(WHOLE[self.kind])
        what = say(ROWS[self.kind])
        return count(
            self.rows,
            "{n} row {what} (row {first})",
            "{n} rows {what} (the first is row {first})",
            what=what,
            first=self.first_row,
        )


def faults_of(path: Path) -> Iterator[Fault]:
    """Everything that breaks the layout, one by one, in the order of the parts.

    Parameters
    ----------
    path : Path
        The registry's folder. No more than one row group of each table is in memory at a time.
    """
    try:
        registry = _opened(path)
    except ReprieveError:
        yield Fault(kind="manifest")
        return
    last = -1
    for part in registry.parts:
        broken = list(_faults_of_files(part, last))
        yield from broken
        last = max(last, part.last)
        if not any(it.kind in ("file", "columns", "groups") for it in broken):
            yield from _faults_of_part_rows(part, len(registry.drugs))


def must_be_sound(path: Path) -> Registry:
    """The registry in a folder, refused when what can be asked without reading a row says no.

    Raises
    ------
    InvalidInput
        If there is none, or it was not finished.
    UnreadableFile
        If a file is missing, damaged, or not laid out as it must be.
    """
    registry = _opened(path)
    parts_must_be_sound(registry.parts)
    return registry


def parts_must_be_sound(parts: Iterable[Part]) -> None:
    """As `must_be_sound`, for some parts in their order."""
    last = -1
    for part in parts:
        for fault in _faults_of_files(part, last):
            raise UnreadableFile(
                say("the registry cannot be used. {fault}. `reprieve registry check` says more.", fault=fault)
            )
        last = part.last


def _opened(path: Path) -> Registry:
    """The registry, with a manifest that does not contradict itself."""
    registry = open_registry(path)
    whole = [number for part in registry.parts for number in (part.people, part.first, part.last)]
    names = {part.name for part in registry.parts}
    people = json.loads((path / MANIFEST).read_text(encoding="utf-8")).get("people")
    numbers = all(isinstance(number, int) and number >= 0 for number in whole)
    if not numbers or people != registry.people or len(names) < len(registry.parts) or registry.drugs[:1] != ("",):
        raise UnreadableFile(say("`{name}` is damaged. Write the registry again.", name=MANIFEST))
    return registry


# What Parquet says


def _faults_of_files(part: Part, last_before: int) -> Iterator[Fault]:
    """What is wrong with the four files of a part, by what stands at their ends."""
    found: dict[str, pq.FileMetaData] = {}
    for table in TABLES:
        try:
            found[table] = part.metadata(table)
        except UnreadableFile:
            yield Fault(kind="file", part=part.name, table=table)
            continue
        if not _has_columns(found[table], table):
            yield Fault(kind="columns", part=part.name, table=table)
            del found[table]
    if "profiles" in found:
        yield from _faults_of_people(part, found, last_before)


def _has_columns(of: pq.FileMetaData, table: str) -> bool:
    there = {field.name: field.type for field in of.schema.to_arrow_schema()}
    return all(there.get(field.name) == field.type for field in SCHEMAS[table])


def _faults_of_people(part: Part, found: Mapping[str, pq.FileMetaData], last_before: int) -> Iterator[Fault]:
    profiles = found["profiles"]
    if profiles.num_rows != part.people:
        yield Fault(kind="people", part=part.name)
    for table, of in found.items():
        if of.num_row_groups != profiles.num_row_groups:
            yield Fault(kind="groups", part=part.name, table=table)
    ends: list[int] = []
    last = last_before
    for group in range(profiles.num_row_groups):
        people = _people_in(profiles, group)
        if people is None:
            yield Fault(kind="statistics", part=part.name, table="profiles", group=group)
            continue
        if people[0] <= last:
            yield Fault(kind="not_rising", part=part.name, table="profiles", group=group)
        last = max(last, people[1])
        ends += people
        yield from _faults_of_others(part, found, group, people)
    if ends and (ends[0], ends[-1]) != (part.first, part.last):
        yield Fault(kind="ends", part=part.name)


def _faults_of_others(
    part: Part, found: Mapping[str, pq.FileMetaData], group: int, people: tuple[int, int]
) -> Iterator[Fault]:
    """Whether the other tables' row group is of the people of the profiles' own."""
    for table, of in found.items():
        if table == "profiles" or group >= of.num_row_groups or not of.row_group(group).num_rows:
            continue
        own = _people_in(of, group)
        if own is None:
            yield Fault(kind="statistics", part=part.name, table=table, group=group)
        elif own[0] < people[0] or own[1] > people[1]:
            yield Fault(kind="nobody", part=part.name, table=table, group=group)


def _people_in(of: pq.FileMetaData, group: int) -> tuple[int, int] | None:
    """The least and the greatest person of a row group, where that is written."""
    rows = of.row_group(group)
    for column in range(rows.num_columns):
        if rows.column(column).path_in_schema == "person":
            statistics = rows.column(column).statistics
            if statistics is not None and statistics.has_min_max:
                return int(statistics.min), int(statistics.max)
    return None


# What the rows say


def _faults_of_part_rows(part: Part, drugs: int) -> Iterator[Fault]:
    found = {table: part.metadata(table) for table in TABLES}
    for group in range(found["profiles"].num_row_groups):
        yield from _faults_of_rows(part, found, group, drugs)


def _faults_of_rows(part: Part, found: Mapping[str, pq.FileMetaData], group: int, drugs: int) -> Iterator[Fault]:
    tables: dict[str, Arrays] = {}
    for table in TABLES:
        try:
            tables[table] = part.read(table, group, SCHEMAS[table].names)
        except UnreadableFile:
            yield Fault(kind="unreadable", part=part.name, table=table, group=group)
            continue
        people = tables[table]["person"]
        if len(people) and (int(people.min()), int(people.max())) != _people_in(found[table], group):
            yield Fault(kind="statistics", part=part.name, table=table, group=group)
    if len(tables) < len(TABLES):
        return
    for table, kind, bad in bad_rows(tables, drugs):
        yield Fault(
            kind=kind, part=part.name, table=table, group=group, rows=int(bad.sum()), first_row=int(bad.argmax())
        )
