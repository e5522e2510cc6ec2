"""How do tables that lie in Spark, in any order and cut anywhere, become a registry?

Once: everybody is given a row group by the order of their numbers, the rows of a part are brought
together and sorted, and each task writes one file of one table. No person is split, and nobody's rows
pass through the machine that asked for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import chain, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from reprieve.pathway.population.layout import (
    GROUP_PEOPLE,
    PART_PEOPLE,
    SCHEMAS,
    SORTED,
    TABLES,
    part_name,
)
from reprieve.pathway.population.process import finished_file
from reprieve.pathway.population.reading import read_columns
from reprieve.pathway.population.spark import not_warned_of_pandas
from reprieve.pathway.population.writing import must_be_empty, parquet_writer, write_manifest
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError
from reprieve.pathway.terms.text import say

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

GROUP = "reprieve_group"
NAMES = ", ".join(TABLES)
# What a task says of the file it wrote, or why there is none.
WRITTEN = "part int, rows long, first long, last long, refusal string"
WRITTEN_SCHEMA = pa.schema(
    [("part", pa.int32()), ("rows", pa.int64()), ("first", pa.int64()), ("last", pa.int64()), ("refusal", pa.string())]
)
Batches = Iterable[pa.RecordBatch]


@dataclass(frozen=True, kw_only=True)
class Cuts:
    """Where the row groups and the parts begin.

    Parameters
    ----------
    firsts : tuple of int
        The first person of each row group, rising.
    groups_a_part : int
    """

    firsts: tuple[int, ...]
    groups_a_part: int

    @property
    def parts(self) -> int:
        """How many parts there are."""
        return -(-len(self.firsts) // self.groups_a_part)

    def groups_of(self, part: int) -> range:
        """The row groups of a part, counted through all parts."""
        return range(part * self.groups_a_part, min((part + 1) * self.groups_a_part, len(self.firsts)))


@not_warned_of_pandas()
def lay_out(
    spark: SparkSession,
    tables: Mapping[str, DataFrame | str | Path],
    drugs: Sequence[str],
    path: Path,
    *,
    group_people: int = GROUP_PEOPLE,
    part_people: int = PART_PEOPLE,
) -> int:
    """Write tables with the layout's columns as a registry, and return how many people it holds.

    Parameters
    ----------
    spark : SparkSession
    tables : mapping of table to DataFrame, or to the address of a Parquet data set
        Each of the layout's four, in any order. Columns that are no part of the layout are left out. Spark has no
        unsigned numbers: bits may stand in signed ones of the same width, or in any wider or decimal ones.
    drugs : sequence of str
        What the numbers of the doses stand for; the first is empty.
    path : Path
        A new or empty folder, the same on every machine that takes part.
    group_people, part_people : int
        As of `writing.write_registry`.

    Raises
    ------
    InvalidInput
        If a table or a column is missing, a person has two profiles, a row has none, or the folder holds something.
    """
    must_be_empty(path)
    if find_spec("pandas") is None:
        # Nothing here is put into pandas, but Spark's mapInArrow does not start without it.
        raise InvalidInput(say("laying tables out on Spark needs pandas. Install it: pip install pandas"))
    if list(drugs[:1]) != [""]:
        raise InvalidInput(say("the first drug must be the empty name, for a drug that is not known."))
    found = {table: _columns_of(spark, tables, table) for table in TABLES}
    cuts = _cuts(found["profiles"], group_people, -(-part_people // group_people))
    for table in TABLES:
        (path / table).mkdir(parents=True, exist_ok=True)
    try:
        # The profiles first: whose rows the others hold is asked of them.
        written = {table: _write(found[table], table, cuts, path) for table in reversed(TABLES)}
    except BaseException:
        for table in TABLES:
            shutil.rmtree(path / table, ignore_errors=True)
        raise
    parts = [_part(number, written) for number in range(cuts.parts)]
    write_manifest(path, parts, list(drugs))
    return sum(part["people"] for part in parts)


def _part(number: int, written: Mapping[str, Mapping[int, Mapping[str, Any]]]) -> dict[str, Any]:
    """What the manifest says of a part."""
    profiles = written["profiles"][number]
    return {
        "name": part_name(number),
        "people": profiles["rows"],
        "first": profiles["first"],
        "last": profiles["last"],
        "rows": {table: written[table][number]["rows"] for table in TABLES},
    }


def _columns_of(spark: SparkSession, tables: Mapping[str, DataFrame | str | Path], table: str) -> DataFrame:
    """The layout's columns of a table, and no others."""
    given = tables.get(table)
    if given is None:
        raise InvalidInput(say("the tables must be {names}; {table} is not there.", names=NAMES, table=table))
    frame = spark.read.parquet(str(given)) if isinstance(given, str | Path) else given
    missing = [name for name in SCHEMAS[table].names if name not in frame.columns]
    if missing:
        raise InvalidInput(
            say("{table} must have every column of the layout; {names} is not there.", table=table, names=missing[0])
        )
    return frame.select(*SCHEMAS[table].names)


# Where to cut


def _cuts(profiles: DataFrame, group_people: int, groups_a_part: int) -> Cuts:
    """The first person of each row group: of everybody in order, one in so many.

    Only those are collected. The order is kept on disk between counting and collecting: asked again,
    Spark might cut it elsewhere.
    """
    from pyspark import StorageLevel
    from pyspark.sql import functions as of

    people = profiles.select(of.col("person").cast("long")).orderBy("person").persist(StorageLevel.DISK_ONLY)
    try:
        numbered = people.withColumn("slice", of.spark_partition_id())
        counted = {row["slice"]: row["count"] for row in numbered.groupBy("slice").count().collect()}
        before = {it: sum(counted[other] for other in counted if other < it) for it in counted}
        found = numbered.mapInArrow(partial(_firsts, before, group_people), "person long, refusal string").collect()
    finally:
        people.unpersist()
    _must_not_be_refused(found)
    return Cuts(firsts=tuple(sorted(row["person"] for row in found)), groups_a_part=groups_a_part)


def _firsts(before: Mapping[int, int], group_people: int, batches: Batches) -> Iterator[pa.RecordBatch]:
    """Those people of a slice of everybody, in order, with whom a row group begins."""
    seen, last = 0, None
    for batch in batches:
        if not batch.num_rows:
            continue
        refusal = None
        if batch.column("person").null_count:
            refusal = say("every profile must have its person. Fill the column.")
        people = batch.column("person").fill_null(0).to_numpy()
        if (people[1:] == people[:-1]).any() or people[0] == last:
            refusal = say("a person must have one profile; somebody has two. Keep one of them.")
        if people[0] < 0:
            refusal = say("the number of a person must be 0 or more. Number them anew.")
        place = before[batch.column("slice")[0].as_py()] + seen + np.arange(len(people))
        firsts = people[place % group_people == 0] if refusal is None else people[:1]
        seen, last = seen + len(people), people[-1]
        yield pa.RecordBatch.from_pydict({"person": firsts, "refusal": pa.array([refusal] * len(firsts), pa.string())})


def _must_not_be_refused(rows: Iterable[Any]) -> None:
    for row in rows:
        if row["refusal"] is not None:
            raise InvalidInput(row["refusal"])


# What each task writes


def _write(frame: DataFrame, table: str, cuts: Cuts, path: Path) -> dict[int, Mapping[str, Any]]:
    """Write the files of a table, each in a task of its own; for each part what was written."""
    from pyspark.sql import functions as of
    from pyspark.sql.types import IntegerType, StructField, StructType

    if not cuts.parts:
        return {}
    schema = StructType([*frame.schema.fields, StructField(GROUP, IntegerType())])
    placed = frame.mapInArrow(partial(_with_group, cuts.firsts), schema)
    whole = placed.repartitionById(cuts.parts, of.floor(of.col(GROUP) / cuts.groups_a_part).cast("int"))
    rising = SORTED[table]
    others = [name for name in SCHEMAS[table].names if name not in rising]
    # Rows of one person and time are put in order by all that they hold: the same rows make the same file.
    sorted_ = whole.sortWithinPartitions(GROUP, *rising, *others)
    rows = sorted_.mapInArrow(partial(_write_part, table, cuts, path.resolve()), WRITTEN).collect()
    _must_not_be_refused(rows)
    written: dict[int, Mapping[str, Any]] = {row["part"]: row.asDict() for row in rows}
    for part in range(cuts.parts):
        if part not in written:  # a part without a row of this table may have had no task
            written[part] = _write_file(table, cuts, path, part, iter(()))
    return written


def _with_group(firsts: Sequence[int], batches: Batches) -> Iterator[pa.RecordBatch]:
    """Each row with the number of its person's row group."""
    for batch in batches:
        people = batch.column("person").cast(pa.int64()).fill_null(-1).to_numpy()
        # Who comes before everybody is nobody who has a profile: found out where the rows are written.
        groups = np.maximum(np.searchsorted(firsts, people, side="right") - 1, 0).astype(np.int32)
        yield pa.RecordBatch.from_arrays([*batch.columns, pa.array(groups)], [*batch.schema.names, GROUP])


def _write_part(table: str, cuts: Cuts, path: Path, batches: Batches) -> Iterator[pa.RecordBatch]:
    """The task: one part's rows of a table, in order, into its file; what was written, or why not."""
    filled = (batch for batch in batches if batch.num_rows)
    first = next(filled, None)
    if first is None:
        return
    part = first.column(GROUP)[0].as_py() // cuts.groups_a_part
    try:
        found = _write_file(table, cuts, path, part, _groups_in(chain((first,), filled)))
    except ReprieveError as refusal:
        found = {"part": part, "rows": 0, "first": 0, "last": 0, "refusal": str(refusal)}
    yield pa.RecordBatch.from_pylist([found], schema=WRITTEN_SCHEMA)


def _groups_in(batches: Batches) -> Iterator[tuple[int, pa.Table]]:
    """Rows in order of their row group, as one table for each row group; one of them is in memory at a time."""
    waiting: list[pa.RecordBatch] = []
    at = -1
    for batch in batches:
        groups = batch.column(GROUP).to_numpy()
        starts = [0, *(np.flatnonzero(groups[1:] != groups[:-1]) + 1).tolist(), len(groups)]
        for start, end in pairwise(starts):
            if groups[start] != at and waiting:
                yield at, pa.Table.from_batches(waiting)
                waiting = []
            at = int(groups[start])
            waiting.append(batch.slice(start, end - start))
    if waiting:
        yield at, pa.Table.from_batches(waiting)


def _write_file(
    table: str, cuts: Cuts, path: Path, part: int, groups: Iterator[tuple[int, pa.Table]]
) -> dict[str, Any]:
    """One file of a part, with a row group for every one of its own, be it empty."""
    rows, people = 0, np.empty(0, dtype=np.int64)
    at, found = next(groups, (-1, None))
    first = last = None
    with finished_file(path / table / part_name(part)) as unfinished, parquet_writer(unfinished, table) as writer:
        for position, group in enumerate(cuts.groups_of(part)):
            content = SCHEMAS[table].empty_table()
            if group == at and found is not None:
                content = _as_layout(found, table)
                at, found = next(groups, (-1, None))
            people = content.column("person").to_numpy()
            if table != "profiles":
                _must_have_profiles(people, path, part, position, table)
            elif len(people):
                first, last = int(people[0]) if first is None else first, int(people[-1])
            rows += content.num_rows
            writer.write_table(content, row_group_size=max(content.num_rows, 1))
    return {"part": part, "rows": rows, "first": first, "last": last, "refusal": None}


def _must_have_profiles(people: np.ndarray, path: Path, part: int, position: int, table: str) -> None:
    own = read_columns(path / "profiles" / part_name(part), "profiles", position, ["person"])["person"]
    if not np.isin(people, own).all():
        raise InvalidInput(
            say("everybody must have a profile; {table} has rows of a person without. Add the profile.", table=table)
        )


def _as_layout(rows: pa.Table, table: str) -> pa.Table:
    """The rows with the layout's columns and types."""
    try:
        return pa.table([_as(rows.column(field.name), field.type) for field in SCHEMAS[table]], schema=SCHEMAS[table])
    except (pa.ArrowException, ValueError) as error:
        raise InvalidInput(
            say("{table} must hold what its columns can hold, and no empty field; it does not.", table=table)
        ) from error


def _as(column: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    if column.null_count and kind != pa.string():
        raise ValueError
    if pa.types.is_signed_integer(column.type) and column.type.bit_width == kind.bit_width:
        # What has no sign here stands bit by bit in what has one there.
        return pa.chunked_array([chunk.view(kind) for chunk in column.chunks], kind)
    return column.cast(kind)
