"""The same registry on Apache Spark: the same bytes; and tables that lie in Spark become a registry."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.small_registry import GROUP_PEOPLE, PART_PEOPLE, PEOPLE, write_small_registry

from reprieve.cli import main
from reprieve.pathway.population.checking import faults_of
from reprieve.pathway.population.layout import TABLES
from reprieve.pathway.population.running import Done, Progress, judge_registry
from reprieve.pathway.population.spark import java_version, session
from reprieve.pathway.population.spark_tables import lay_out
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile

PARTS = ("part-00000.parquet", "part-00001.parquet", "part-00002.parquet")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    with session("local[2]") as started:
        yield started


@pytest.fixture(scope="module")
def registry(tmp_path_factory) -> Path:
    return write_small_registry(tmp_path_factory.mktemp("registry") / "registry")


@pytest.fixture(scope="module")
def by_this_machine(registry, tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("local") / "results"
    judge_registry(registry, out)
    return files_in(out)


def files_in(folder: Path) -> dict[str, bytes]:
    found = [path for path in folder.rglob("*") if path.is_file() and path.name != "running.lock"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


# The same results


def test_spark_writes_the_same_bytes_and_tells_of_every_part(spark, registry, by_this_machine, tmp_path):
    told: list[Progress] = []
    done = judge_registry(registry, tmp_path / "results", engine="spark", master="local[2]", tell=told.append)
    assert done == Done(people=PEOPLE, parts=3, kept=0)
    assert files_in(tmp_path / "results") == by_this_machine
    assert told[0] == Progress(done=0, kept=0, of=PEOPLE)
    assert told[-1] == Progress(done=PEOPLE, kept=0, of=PEOPLE)


def test_spark_goes_on_with_what_this_machine_began(spark, registry, by_this_machine, tmp_path):
    out = tmp_path / "results"
    judge_registry(registry, out)
    (out / PARTS[1]).unlink()
    (out / f"{PARTS[1]}.of-a-killed-run.unfinished").write_bytes(b"half")
    before = (out / PARTS[0]).stat().st_mtime_ns
    assert judge_registry(registry, out, engine="spark").kept == 2
    assert files_in(out) == by_this_machine
    assert (out / PARTS[0]).stat().st_mtime_ns == before


def test_the_command_runs_on_spark(spark, registry, by_this_machine, tmp_path, capsys):
    out = tmp_path / "results"
    told = ["--engine", "spark", "--master", "local[2]", "--out", str(out), "--json"]
    assert main(["cohort", str(registry), *told]) == 0
    assert json.loads(capsys.readouterr().out)["engine"] == "spark"
    assert files_in(out) == by_this_machine


def test_a_part_that_cannot_be_read_is_named_and_the_others_are_kept(spark, registry, by_this_machine, tmp_path):
    broken = Path(shutil.copytree(registry, tmp_path / "broken"))
    file = broken / "profiles" / PARTS[1]
    content = bytearray(file.read_bytes())
    content[4:400] = b"\xff" * 396
    file.write_bytes(content)
    with pytest.raises(UnreadableFile, match=f"profiles/{PARTS[1]}"):
        judge_registry(broken, tmp_path / "results", engine="spark")
    kept = files_in(tmp_path / "results")
    assert kept.pop("results.json")
    assert kept == {name: by_this_machine[name] for name in (PARTS[0], PARTS[2])}


# What Spark needs


def refused(registry: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["cohort", str(registry), "--engine", "spark", "--out", str(tmp_path / "results")]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 1
    assert not (tmp_path / "results").exists()
    return said.err


def test_without_pyspark_it_is_said_how_to_install_it(registry, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    assert 'pip install "reprieve[spark]"' in refused(registry, tmp_path, capsys)


def test_without_java_it_is_said_which_is_needed(registry, tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "needs Java 17 or newer; there is none" in refused(registry, tmp_path, capsys)


@pytest.mark.parametrize(
    ("says", "is_"),
    [('openjdk version "11.0.2" 2019-01-15', 11), ('java version "1.8.0_392"', 8), ('openjdk version "16" 2021', 16)],
)
def test_a_java_that_is_too_old_is_named(registry, tmp_path, capsys, monkeypatch, says, is_):
    java = tmp_path / "java" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho '{says}' >&2\n", "utf-8")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    assert f"needs Java 17 or newer; got Java {is_}." in refused(registry, tmp_path, capsys)


def test_a_java_that_is_new_enough_is_known_as_such():
    found = java_version()
    assert found is not None
    assert found >= 17


def test_spark_started_by_the_command_is_quiet(registry, by_this_machine, tmp_path):
    out = tmp_path / "results"
    asked = [sys.executable, "-m", "reprieve", "cohort", str(registry), "--engine", "spark", "--out", str(out)]
    done = subprocess.run([*asked, "--json"], capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(done.stdout)["engine"] == "spark"
    # Java itself says one line that nothing silences.
    said = [line for line in done.stderr.splitlines() if "Using incubator modules" not in line]
    assert said == []
    assert files_in(out) == by_this_machine


# Tables that lie in Spark


@pytest.fixture(scope="module")
def drugs(registry) -> list[str]:
    found: list[str] = json.loads((registry / "registry.json").read_text("utf-8"))["drugs"]
    return found


@pytest.fixture
def tables(spark, registry) -> dict[str, Any]:
    """The registry's own tables, with their rows in another order and cut anywhere."""
    found = {table: spark.read.parquet(str(registry / table)) for table in TABLES}
    return {name: table.repartition(5).orderBy(table.columns[1], ascending=False) for name, table in found.items()}


def laid_out(spark: Any, tables: dict[str, Any], drugs: list[str], path: Path) -> int:
    return lay_out(spark, tables, drugs, path, group_people=GROUP_PEOPLE, part_people=PART_PEOPLE)


def test_tables_in_any_order_become_the_registry_that_the_writer_writes(spark, tables, drugs, registry, tmp_path):
    assert laid_out(spark, tables, drugs, tmp_path / "registry") == PEOPLE
    assert list(faults_of(tmp_path / "registry")) == []
    assert files_in(tmp_path / "registry") == files_in(registry)


def test_bits_may_stand_in_signed_numbers_and_other_columns_beside_them(spark, tables, drugs, registry, tmp_path):
    from pyspark.sql import functions as of

    for table in ("attacks", "profiles"):
        for column in ("flags", "known"):
            tables[table] = tables[table].withColumn(column, of.col(column).cast("long"))
        tables[table] = tables[table].withColumn("clinic", of.lit("north"))
    laid_out(spark, tables, drugs, tmp_path / "registry")
    assert files_in(tmp_path / "registry") == files_in(registry)


def test_tables_may_be_named_by_their_address_and_empty(spark, registry, drugs, tmp_path):
    named = {table: str(registry / table) for table in TABLES}
    empty = {"doses": spark.read.parquet(named["doses"]).limit(0)}
    assert laid_out(spark, {**named, **empty}, drugs, tmp_path / "registry") == PEOPLE
    assert list(faults_of(tmp_path / "registry")) == []
    judge_registry(tmp_path / "registry", tmp_path / "results")


def test_nobody_at_all_is_a_registry_too(spark, tables, drugs, tmp_path):
    empty = {name: table.limit(0) for name, table in tables.items()}
    assert laid_out(spark, empty, drugs, tmp_path / "registry") == 0
    assert list(faults_of(tmp_path / "registry")) == []


def twice_in_the_profiles(tables: dict[str, Any]) -> None:
    tables["profiles"] = tables["profiles"].union(tables["profiles"].limit(1))


def without_a_profile(tables: dict[str, Any]) -> None:
    somebody = tables["attacks"].select("person").first()["person"]
    tables["profiles"] = tables["profiles"].where(f"person != {somebody}")


def without_a_column(tables: dict[str, Any]) -> None:
    tables["days"] = tables["days"].drop("known")


def with_an_empty_field(tables: dict[str, Any]) -> None:
    tables["doses"] = tables["doses"].selectExpr("*", "cast(null as int) as gone").drop("day")
    tables["doses"] = tables["doses"].withColumnRenamed("gone", "day")


def with_a_number_that_does_not_fit(tables: dict[str, Any]) -> None:
    tables["days"] = tables["days"].selectExpr("person", "day", "flags + 700 as flags", "known")


def with_a_number_below_zero(tables: dict[str, Any]) -> None:
    for name, table in tables.items():
        tables[name] = table.withColumn("person", -table["person"])


def without_a_table(tables: dict[str, Any]) -> None:
    del tables["doses"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (twice_in_the_profiles, "somebody has two"),
        (without_a_profile, "has rows of a person without"),
        (without_a_column, "days must have every column of the layout; known"),
        (with_an_empty_field, "doses must hold what its columns can hold"),
        (with_a_number_that_does_not_fit, "days must hold what its columns can hold"),
        (with_a_number_below_zero, "must be 0 or more"),
        (without_a_table, "doses is not there"),
    ],
)
def test_tables_that_cannot_be_laid_out_leave_nothing_behind(spark, tables, drugs, tmp_path, change, says):
    change(tables)
    with pytest.raises(InvalidInput, match=says) as problem:
        laid_out(spark, tables, drugs, tmp_path / "registry")
    assert "77000" not in str(problem.value)
    assert files_in(tmp_path) == {}


def test_tables_are_laid_out_over_nothing(spark, tables, drugs, tmp_path):
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    with pytest.raises(InvalidInput):
        laid_out(spark, tables, drugs, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
