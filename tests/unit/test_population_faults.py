"""What breaks the layout of a registry is found, and where it is."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.small_registry import FIRST_NUMBER, write_small_registry

from reprieve.cli import main
from reprieve.pathway.population.checking import Fault, faults_of, must_be_sound
from reprieve.pathway.population.layout import ATTACK_BITS, SCHEMAS, TABLES
from reprieve.pathway.population.writing import parquet_writer
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile

# Where faults are planted: the second row of the second row group of the second part.
PART, GROUP, ROW = "part-00001.parquet", 1, 1
Columns = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> Path:
    return write_small_registry(tmp_path_factory.mktemp("whole") / "registry")


@pytest.fixture
def registry(whole, tmp_path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "registry"))


def rewritten(registry: Path, table: str, change: Callable[[list[pa.Table]], list[pa.Table]], part: str = PART) -> None:
    """The part's file of a table again, with its row groups changed."""
    file = registry / table / part
    with pq.ParquetFile(file) as opened:
        groups = [opened.read_row_group(number) for number in range(opened.num_row_groups)]
    with parquet_writer(file, table) as writer:
        for group in change(groups):
            writer.write_table(group, row_group_size=max(group.num_rows, 1))


def plant(registry: Path, table: str, change: Callable[[Columns], None], group: int = GROUP) -> None:
    """Change columns of one row group, as arrays."""

    def changed(groups: list[pa.Table]) -> list[pa.Table]:
        columns = {
            field.name: np.array(groups[group].column(field.name).to_pylist(), dtype=object) for field in SCHEMAS[table]
        }
        change(columns)
        lists = {name: values.tolist() for name, values in columns.items()}
        return [*groups[:group], pa.table(lists, schema=SCHEMAS[table]), *groups[group + 1 :]]

    rewritten(registry, table, changed)


def put(name: str, value: object) -> Callable[[Columns], None]:
    def change(it: Columns) -> None:
        it[name][ROW] = value

    return change


def before_the_row_above(name: str) -> Callable[[Columns], None]:
    def change(it: Columns) -> None:
        assert it["person"][ROW] == it["person"][ROW - 1]
        it[name][ROW] = it[name][ROW - 1] - 1

    return change


def yes_to_unknown(it: Columns) -> None:
    unknown = next(bit for bit in range(64) if not it["known"][ROW] >> bit & 1)
    it["flags"][ROW] |= 1 << unknown


def known_bit(bit: int) -> Callable[[Columns], None]:
    def change(it: Columns) -> None:
        it["known"][ROW] |= 1 << bit

    return change


def mark_not_known(it: Columns) -> None:
    for column in ("flags", "known"):
        it[column][ROW] &= ~(1 << ATTACK_BITS["endless"])


def goes_on_and_has_ended(it: Columns) -> None:
    it["flags"][ROW] |= 1 << ATTACK_BITS["going_on"]
    it["flags"][ROW] &= ~(1 << ATTACK_BITS["endless"])


def ends_before_it_begins(it: Columns) -> None:
    it["until_s"][ROW] = it["start_s"][ROW] - 1


def least_above_most(it: Columns) -> None:
    it["triptans_failed_least"][ROW] = it["triptans_failed_most"][ROW] = 3
    it["triptans_failed_least"][ROW] += 1


def shortest_above_longest(it: Columns) -> None:
    it["aura_least_min"][ROW], it["aura_most_min"][ROW] = 2.0, 1.0


def of_the_number_between(it: Columns) -> None:
    it["person"][ROW] += 1


def swapped(it: Columns) -> None:
    it["person"][[ROW, ROW - 1]] = it["person"][[ROW - 1, ROW]]


PLANTED = [
    ("attacks", "order", before_the_row_above("start_s")),
    ("attacks", "flags", yes_to_unknown),
    ("attacks", "bits", known_bit(63)),
    ("attacks", "marks", mark_not_known),
    ("attacks", "marks", goes_on_and_has_ended),
    ("attacks", "backwards", ends_before_it_begins),
    ("attacks", "time", put("start_offset_min", 24 * 60)),
    ("attacks", "pain", put("pain_0_to_10", 11)),
    ("attacks", "pain", put("pain_0_to_10", -2)),
    ("attacks", "aura", shortest_above_longest),
    ("attacks", "aura", put("aura_least_min", float("nan"))),
    ("attacks", "key", put("key", -5)),
    ("attacks", "symptoms", put("symptoms", "neither JSON")),
    ("attacks", "symptoms", put("symptoms", '[{"kind":"no such kind"}]')),
    ("attacks", "nobody", of_the_number_between),
    ("doses", "order", before_the_row_above("day")),
    ("doses", "key", put("key", 999)),
    ("doses", "drug", put("drug", 99)),
    ("doses", "drug", put("drug", -1)),
    ("doses", "days", put("days", 0)),
    ("doses", "days", put("days", 32)),
    ("doses", "time", put("day", 3_000_000)),
    ("doses", "time", put("offset_min", -24 * 60)),
    ("doses", "effects", put("effects", 1 << 15)),
    ("doses", "effects", put("effects", 3 << 7)),
    ("doses", "nobody", of_the_number_between),
    ("days", "order", before_the_row_above("day")),
    ("days", "flags", yes_to_unknown),
    ("days", "bits", known_bit(7)),
    ("days", "time", put("day", -800_000)),
    ("days", "nobody", of_the_number_between),
    ("profiles", "flags", yes_to_unknown),
    ("profiles", "bits", known_bit(63)),
    ("profiles", "profile", put("sex", 3)),
    ("profiles", "profile", put("birth_year", 1879)),
    ("profiles", "time", put("daily_since", 3_000_000)),
    ("profiles", "amounts", least_above_most),
    ("profiles", "treatments", put("treatments", '[{"name":""}]')),
]


def test_what_the_writer_writes_has_no_fault(whole):
    assert list(faults_of(whole)) == []
    must_be_sound(whole)


@pytest.mark.parametrize(("table", "kind", "change"), PLANTED)
def test_a_bad_row_is_found_where_it_is(registry, table, kind, change):
    plant(registry, table, change)
    found = list(faults_of(registry))
    assert Fault(kind=kind, part=PART, table=table, group=GROUP, rows=1, first_row=ROW) in found
    assert {(fault.part, fault.group) for fault in found} == {(PART, GROUP)}
    assert not any(str(FIRST_NUMBER)[:3] in str(fault) for fault in found)


@pytest.mark.parametrize(("table", "kind", "change"), PLANTED[:2])
def test_the_quick_look_before_a_run_reads_no_row(registry, table, kind, change):
    plant(registry, table, change)
    must_be_sound(registry)


def test_a_number_of_days_or_a_birth_year_at_the_edge_is_no_fault(registry):
    plant(registry, "doses", put("days", 31))
    plant(registry, "profiles", put("birth_year", 1880))
    plant(registry, "attacks", put("pain_0_to_10", 10))
    assert list(faults_of(registry)) == []


def test_a_person_with_two_profiles_is_found(registry):
    def twice(it: Columns) -> None:
        it["person"][ROW] = it["person"][ROW - 1]

    plant(registry, "profiles", twice)
    assert Fault(kind="twice", part=PART, table="profiles", group=GROUP, rows=1, first_row=ROW) in faults_of(registry)


def test_people_that_do_not_rise_within_a_row_group_are_found(registry):
    def swap(it: Columns) -> None:
        it["person"][[1, 2]] = it["person"][[2, 1]]

    plant(registry, "profiles", swap)
    assert list(faults_of(registry)) == [
        Fault(kind="order", part=PART, table="profiles", group=GROUP, rows=1, first_row=2)
    ]


def test_an_empty_field_is_found(registry):
    plant(registry, "days", put("day", None))
    assert list(faults_of(registry)) == [Fault(kind="unreadable", part=PART, table="days", group=GROUP)]


# What is found without reading a row, and so before every run


def cut_elsewhere(groups: list[pa.Table]) -> list[pa.Table]:
    """The same rows, with the last of the first row group in the second."""
    first, second = groups
    return [first.slice(0, first.num_rows - 1), pa.concat_tables([first.slice(first.num_rows - 1), second])]


def written_without(column: str, **settings: Any) -> Callable[[Path], None]:
    def change(registry: Path) -> None:
        file = registry / "attacks" / PART
        kept = pq.read_table(file)
        pq.write_table(kept.drop_columns([column]) if column else kept, file, row_group_size=10**6, **settings)

    return change


def with_wide_starts(registry: Path) -> None:
    file = registry / "attacks" / PART
    found = pq.read_table(file)
    at = found.schema.get_field_index("start_s")
    pq.write_table(found.set_column(at, "start_s", found.column("start_s").cast(pa.int64())), file)


def truncated(registry: Path) -> None:
    file = registry / "days" / PART
    file.write_bytes(file.read_bytes()[:-100])


def in_the_manifest(**values: object) -> Callable[[Path], None]:
    def change(registry: Path) -> None:
        manifest = json.loads((registry / "registry.json").read_text("utf-8"))
        manifest["parts"][1] |= values
        if isinstance(manifest["parts"][1]["people"], int):
            manifest["people"] = sum(part["people"] for part in manifest["parts"])
        (registry / "registry.json").write_text(json.dumps(manifest), "utf-8")

    return change


def without_statistics(registry: Path) -> None:
    file = registry / "attacks" / PART
    with pq.ParquetFile(file) as opened:
        groups = [opened.read_row_group(number) for number in range(opened.num_row_groups)]
    with pq.ParquetWriter(file, SCHEMAS["attacks"], write_statistics=False) as writer:
        for group in groups:
            writer.write_table(group)


def copied_from_the_part_before(registry: Path) -> None:
    for table in TABLES:
        shutil.copy(registry / table / "part-00000.parquet", registry / table / PART)
    first = json.loads((registry / "registry.json").read_text("utf-8"))["parts"][0]
    in_the_manifest(first=first["first"], last=first["last"])(registry)


def in_two_row_groups(registry: Path) -> None:
    """The last of the first row group stands in the second once more."""

    def change(groups: list[pa.Table]) -> list[pa.Table]:
        return [groups[0], pa.concat_tables([groups[0].slice(groups[0].num_rows - 1), groups[1]])]

    rewritten(registry, "profiles", change)
    in_the_manifest(people=9)(registry)


WHOLE = [
    (lambda registry: (registry / "doses" / PART).unlink(), Fault(kind="file", part=PART, table="doses")),
    (truncated, Fault(kind="file", part=PART, table="days")),
    (
        lambda registry: (registry / "profiles" / PART).write_bytes(b"not Parquet"),
        Fault(kind="file", part=PART, table="profiles"),
    ),
    (written_without("pain_0_to_10"), Fault(kind="columns", part=PART, table="attacks")),
    (with_wide_starts, Fault(kind="columns", part=PART, table="attacks")),
    (written_without(""), Fault(kind="groups", part=PART, table="attacks")),
    (without_statistics, Fault(kind="statistics", part=PART, table="attacks", group=0)),
    (
        lambda registry: rewritten(registry, "attacks", cut_elsewhere),
        Fault(kind="nobody", part=PART, table="attacks", group=1),
    ),
    (in_two_row_groups, Fault(kind="not_rising", part=PART, table="profiles", group=1)),
    (copied_from_the_part_before, Fault(kind="not_rising", part=PART, table="profiles", group=0)),
    (in_the_manifest(people=7), Fault(kind="people", part=PART)),
    (in_the_manifest(first=FIRST_NUMBER), Fault(kind="ends", part=PART)),
    (in_the_manifest(people="many"), Fault(kind="manifest")),
    (in_the_manifest(name="../part-00001.parquet"), Fault(kind="manifest")),
    (in_the_manifest(name="part-00000.parquet"), Fault(kind="manifest")),
    (lambda registry: (registry / "registry.json").write_text("[]"), Fault(kind="manifest")),
    (lambda registry: (registry / "registry.json").write_bytes(b"\xff\x00"), Fault(kind="manifest")),
    (lambda registry: (registry / "registry.json").unlink(), Fault(kind="manifest")),
]


@pytest.mark.parametrize(("change", "fault"), WHOLE)
def test_what_is_wrong_with_a_file_is_found_and_refused_before_a_run(registry, change, fault):
    change(registry)
    found = list(faults_of(registry))
    assert fault in found
    assert {it.part for it in found} <= {PART, ""}
    with pytest.raises((UnreadableFile, InvalidInput)) as refused:
        must_be_sound(registry)
    assert str(FIRST_NUMBER)[:3] not in str(refused.value)


def test_several_faults_are_all_said(registry):
    (registry / "doses" / "part-00000.parquet").unlink()
    plant(registry, "attacks", put("pain_0_to_10", 11))
    assert [fault.kind for fault in faults_of(registry)] == ["file", "pain"]


def test_a_place_without_a_registry_is_no_registry(tmp_path):
    assert list(faults_of(tmp_path)) == [Fault(kind="manifest")]
    with pytest.raises(ReprieveError):
        must_be_sound(tmp_path)


# From the command line


def test_the_command_says_the_fault_its_part_and_its_row(registry, capsys):
    plant(registry, "attacks", put("pain_0_to_10", 11))
    assert main(["registry", "check", str(registry)]) == 1
    said = capsys.readouterr().out
    assert said == "part-00001.parquet, attacks, row group 1: 1 row with a pain outside 0 to 10 (row 1)\n"


def test_the_command_says_the_same_as_data(registry, capsys):
    plant(registry, "attacks", put("pain_0_to_10", 11))
    assert main(["registry", "check", str(registry), "--json"]) == 1
    (fault,) = json.loads(capsys.readouterr().out)["faults"]
    assert {name: fault[name] for name in ("kind", "part", "table", "row_group", "rows", "first_row")} == {
        "kind": "pain",
        "part": PART,
        "table": "attacks",
        "row_group": GROUP,
        "rows": 1,
        "first_row": ROW,
    }


def test_the_command_says_that_nothing_is_wrong(whole, capsys):
    assert main(["registry", "check", str(whole)]) == 0
    assert capsys.readouterr().out == "Nothing is wrong: 24 people.\n"


@pytest.mark.parametrize("place", ["nowhere", "a-file"])
def test_a_place_that_is_no_folder_is_refused_in_a_sentence(tmp_path, capsys, place):
    (tmp_path / "a-file").write_text("text", "utf-8")
    assert main(["registry", "check", str(tmp_path / place)]) == 1
    assert capsys.readouterr().err.startswith("reprieve: PATH must be the folder of a registry")
