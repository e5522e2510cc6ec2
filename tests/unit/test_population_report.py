"""A cohort report tells how many are met, not met and not known, and nothing small."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reprieve.pathway.population.counting import STRATA, bands_of, count_people, counts_of
from reprieve.pathway.population.encoding import day_number
from reprieve.pathway.population.layout import EPOCH, MISSING
from reprieve.pathway.population.report import as_json, as_text, report_of
from reprieve.pathway.population.results import CODES, SCHEMA, verdict_of
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile

DAY_2026 = (EPOCH.replace(year=2026) - EPOCH).days
PEOPLE = 3_000


def some_results(people: int = PEOPLE) -> pa.Table:
    by = np.random.default_rng(3)
    certain = [
        by.integers(0, 2**62, people).astype(np.uint64) & by.integers(0, 2**62, people).astype(np.uint64) for _ in "01"
    ]
    columns = {name: np.zeros(people, dtype=SCHEMA.field(name).type.to_pandas_dtype()) for name in SCHEMA.names}
    columns |= {
        "person": np.arange(people),
        "birth_year": by.choice([-1, 1950, 1960, 1976, 1990, 2000, 2012], people),
        "sex": by.integers(0, 3, people),
        "last_day": by.choice([MISSING, DAY_2026, DAY_2026 + 40], people, p=[0.02, 0.49, 0.49]),
        "icd10cm": np.full(people, ""),
    }
    for word, bits in enumerate(certain):
        columns |= {
            f"certain_{word}": bits,
            f"possible_{word}": bits | by.integers(0, 2**62, people).astype(np.uint64),
            f"stands_{word}": bits & by.integers(0, 2**62, people).astype(np.uint64),
        }
    return pa.table(columns, schema=SCHEMA)


@pytest.fixture
def results(tmp_path: Path) -> Path:
    table = some_results()
    pq.write_table(table.slice(0, 1_000), tmp_path / "part-00000.parquet")
    pq.write_table(table.slice(1_000), tmp_path / "part-00001.parquet", row_group_size=700)
    return tmp_path


def test_counts_are_those_of_counting_one_by_one(results: Path) -> None:
    counts, rows = count_people(results), some_results().to_pylist()
    for number in (0, 17, 49, 63, 64, 69):
        states = [0, 0, 0, 0]
        for row in rows:
            certain, possible, stands = (verdict_of(row, CODES[number], it) for it in ("certain", "possible", "stands"))
            states[(0 if stands else 1) if certain else 3 if possible else 2] += 1
        assert counts.states[number, 0].tolist() == states
    assert counts.people[0] == len(rows)
    assert counts.silent[0] == sum(row["last_day"] == MISSING for row in rows)
    assert (counts.states.sum(axis=2) == counts.people).all()


def test_sexes_add_up_to_everybody_and_so_do_the_bands() -> None:
    counts = counts_of(some_results())
    for of in (counts.people, counts.silent, np.moveaxis(counts.states, 1, 0)):
        assert (of[1:4].sum(axis=0) == of[0]).all()
        assert (of[4:].sum(axis=0) == of[0]).all()


@pytest.mark.parametrize(
    ("born", "day", "band"),
    [(2009, DAY_2026, 0), (2008, DAY_2026, 1), (1956, DAY_2026, 6), (-1, DAY_2026, 7), (1990, MISSING, 7)],
)
def test_the_age_is_that_of_the_year_of_the_last_written_day(born: int, day: int, band: int) -> None:
    assert bands_of(np.array([born]), np.array([day])).tolist() == [band]


def test_a_report_holds_no_small_count_and_only_rounded_ones(results: Path) -> None:
    report = report_of(results)
    figures = [report.silent, *(it for _, it in report.people)]
    figures += [
        it
        for told in report.verdicts
        for line in told.lines
        for it in (line.met, line.stands, line.not_met, line.not_known)
    ]
    assert all(it is None or (it > 7 and it % 5 == 0) for it in figures)
    assert sum(it is None for it in figures) < len(figures) / 2
    assert [told.code for told in report.verdicts] == list(CODES)
    assert [line.stratum for line in report.verdicts[0].lines] == list(STRATA)


def test_a_report_is_said_for_a_shell_and_for_programs(results: Path) -> None:
    report = report_of(results, threshold=10, rounding=10)
    text, data = as_text(report), json.loads(json.dumps(as_json(report)))
    assert "1.1 Migraine without aura" in text
    assert "Counts of 10 or fewer are suppressed" in text
    assert data["suppression"] == {"threshold": 10, "rounding": 10}
    assert data["people"]["everybody"] == 3_000
    assert len(data["verdicts"]) == len(CODES)


def test_a_cohort_of_few_tells_nothing_but_that(tmp_path: Path) -> None:
    pq.write_table(some_results(6), tmp_path / "part-00000.parquet")
    report = report_of(tmp_path)
    assert all(figure is None for _, figure in report.people)
    assert all(line.met is None and line.not_known is None for told in report.verdicts for line in told.lines)


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there are none"):
        report_of(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "part-00000.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(UnreadableFile, match="part-00000"):
        report_of(tmp_path)


def test_days_count_from_the_epoch() -> None:
    assert day_number(EPOCH) == 0
