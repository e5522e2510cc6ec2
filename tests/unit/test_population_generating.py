"""A made-up registry is one that diaries could have been written to, and the same for the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from reprieve.pathway.population.checking import faults_of
from reprieve.pathway.population.encoding import DrugNames, rows_of
from reprieve.pathway.population.generating import generate_registry
from reprieve.pathway.population.layout import SCHEMAS, TABLES
from reprieve.pathway.population.reading import open_registry, person_in
from reprieve.pathway.terms.errors import InvalidInput


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("made-up") / "registry"
    generate_registry(path, 6_000, seed=7, group_people=1_000, part_people=2_500)
    return path


def columns_of(path: Path, table: str) -> dict[str, np.ndarray]:
    files = sorted((path / table).iterdir())
    read = [pq.read_table(file, schema=SCHEMAS[table]) for file in files]
    return {name: np.concatenate([it.column(name).to_numpy() for it in read]) for name in SCHEMAS[table].names}


def test_it_has_no_fault(registry: Path) -> None:
    assert list(faults_of(registry)) == []


def test_every_row_is_what_the_writer_would_write_of_the_person_read_back(registry: Path) -> None:
    opened = open_registry(registry)
    columns = {table: columns_of(registry, table) for table in TABLES}
    for person in range(0, 6_000, 29):
        drugs = DrugNames()
        again = rows_of(person, person_in(opened, person), drugs)
        for table in TABLES:
            names = SCHEMAS[table].names
            where = np.flatnonzero(columns[table]["person"] == person)
            written = [tuple(columns[table][name][n] for name in names) for n in where]
            assert by_drug(table, getattr(again, table), drugs.names) == by_drug(table, written, opened.drugs), person


def by_drug(table: str, rows: list[tuple], drugs: tuple[str, ...] | list[str]) -> list[str]:
    """The rows, drugs by their names, in an order of their own: two records of one moment have none."""
    drug = SCHEMAS["doses"].names.index("drug") if table == "doses" else -1
    plain = [[value.item() if isinstance(value, np.generic) else value for value in row] for row in rows]
    if table == "doses":
        plain = [[drugs[value] if n == drug else value for n, value in enumerate(row)] for row in plain]
    return sorted(json.dumps(row) for row in plain)


@pytest.mark.parametrize(("people", "workers"), [(0, 1), (1, 1), (1_500, 2)])
def test_the_same_seed_gives_the_same_bytes_whatever_the_workers(tmp_path: Path, people: int, workers: int) -> None:
    for name, number in (("one", 1), ("other", workers)):
        generate_registry(tmp_path / name, people, seed=5, group_people=400, part_people=700, workers=number)
    one, other = (
        {
            str(file.relative_to(tmp_path / name)): file.read_bytes()
            for file in (tmp_path / name).rglob("*")
            if file.is_file()
        }
        for name in ("one", "other")
    )
    assert one == other
    assert open_registry(tmp_path / "one").people == people


def test_another_seed_gives_other_people(tmp_path: Path) -> None:
    for seed in (1, 2):
        generate_registry(tmp_path / str(seed), 300, seed=seed)
    first, second = (columns_of(tmp_path / str(seed), "attacks")["start_s"] for seed in (1, 2))
    assert len(first) != len(second) or (first != second).any()


def test_few_people_have_most_of_the_attacks_and_some_have_none(registry: Path) -> None:
    attacks = np.bincount(columns_of(registry, "attacks")["person"], minlength=6_000)
    assert 11 < attacks.mean() < 17
    assert np.median(attacks) < attacks.mean() / 1.5
    assert 0.02 < (attacks == 0).mean() < 0.06
    assert np.sort(attacks)[-600:].sum() > 0.4 * attacks.sum()


@pytest.mark.parametrize(("people", "seed", "days"), [(-1, 1, 120), (10, -1, 120), (10, 1, 29), (10, 1, 5_000)])
def test_a_number_out_of_its_range_is_refused(tmp_path: Path, people: int, seed: int, days: int) -> None:
    with pytest.raises(InvalidInput, match="must be between"):
        generate_registry(tmp_path / "registry", people, seed=seed, days=days)
    assert not (tmp_path / "registry").exists()


def test_nothing_that_looks_finished_is_left_when_it_is_interrupted(tmp_path: Path) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate_registry(tmp_path / "registry", 2_000, group_people=500, part_people=500, tell=interrupt)
    assert [file for file in (tmp_path / "registry").rglob("*") if file.is_file()] == []


def test_a_folder_that_holds_something_is_kept(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InvalidInput, match="new or empty folder"):
        generate_registry(tmp_path, 10)
    assert (tmp_path / "mine.txt").read_text() == "mine"
