"""A cohort report tells how many are met, not met and not known, and nothing small."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from reprieve.pathway.population.containing import contained
from reprieve.pathway.population.counting import (
    ALL,
    SEXES,
    STRATA,
    Counts,
    bands_of,
    count_people,
    counts_of,
    joined,
)
from reprieve.pathway.population.encoding import day_number
from reprieve.pathway.population.generating import generate_registry
from reprieve.pathway.population.layout import EPOCH, MISSING
from reprieve.pathway.population.report import FIGURES, Figure, Line, Report, as_json, as_text, report_of
from reprieve.pathway.population.results import CODES, SCHEMA, verdict_of
from reprieve.pathway.population.running import judge_registry
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


def figures_of(report: Report) -> list[Figure]:
    return [getattr(line, name) for told in report.verdicts for line in told.lines for name in FIGURES]


def test_a_report_holds_no_small_count_and_only_rounded_ones(results: Path) -> None:
    report = report_of(results)
    figures = [report.silent, *(it for _, it in report.people), *figures_of(report)]
    assert all(it.count is None or (it.count > 7 and it.count % it.rounded_to == 0) for it in figures)
    assert all(it.rounded_to == 5 or it.rounded_to <= it.count / 3 for it in figures if it.count is not None)
    assert sum(it.count is None for it in figures) < len(figures) / 2
    assert [told.code for told in report.verdicts] == list(CODES)


def test_strata_of_few_people_are_joined_and_empty_ones_left_out() -> None:
    people = np.array([1_000, 640, 356, 4, 3, 300, 5, 0, 400, 280, 12, 0])
    states = np.zeros((len(CODES), len(people), 4), dtype=np.int64)
    states[..., 2] = people
    strata = joined(Counts(people, np.zeros_like(people), states), 7)
    # 4 of unknown sex go to the men; 3 children and 5 in their thirties to who is between them; nobody to nobody.
    assert strata.counts.people.tolist() == [1_000, 640, 360, 308, 400, 280, 12]
    assert strata.names[0] == (ALL,)
    assert strata.names[2] == SEXES[1:]
    assert [len(name) for name in strata.names] == [1, 1, 2, 3, 1, 1, 1]
    for family in strata.families:
        assert strata.counts.people[list(family)].sum() == 1_000


def test_what_criteria_contain_each_other_is_read_off_their_trees() -> None:
    names = {(CODES[one], CODES[other]) for one, other in contained()}
    assert {("1.2.1", "1.2"), ("1.2.1.1", "1.2.1"), ("8.2.2", "8.2")} & names
    assert not {("1.2", "1.2.1"), ("1.1", "1.2"), ("1.5.1", "1.1")} & names


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of people who do not exist, some thousand of them, as the generator makes them."""
    registry, out = tmp_path_factory.mktemp("registry") / "all", tmp_path_factory.mktemp("results")
    generate_registry(registry, 4_000, seed=8)
    judge_registry(registry, out)
    return out


@pytest.fixture(scope="module")
def report_of_invented(invented: Path) -> Report:
    return report_of(invented)


def test_whoever_is_counted_in_whoever_contains_them_holds_of_real_results(invented: Path) -> None:
    states = count_people(invented).states
    for one, other in contained():
        assert (states[one, :, :2].sum(axis=1) <= states[other, :, :2].sum(axis=1)).all()
        assert (states[other, :, 2] <= states[one, :, 2]).all()


def test_what_is_common_keeps_its_figures(invented: Path, report_of_invented: Report) -> None:
    """A report that suppresses everything protects everybody and is of use to nobody."""
    counts, report = count_people(invented), report_of_invented
    told = {it.code: it for it in report.verdicts}
    for code in ("1.1", "1.2", "1.4.1", "1.2.1.1"):
        everybody, true = told[code].lines[0], counts.states[CODES.index(code), 0]
        assert everybody.met.count == pytest.approx(true[:2].sum(), rel=0.05)
        assert everybody.not_known.count == pytest.approx(true[3], rel=0.05)
        of_sexes = [line.met.count for line in told[code].lines[1:3]]
        assert None not in of_sexes
        assert sum(of_sexes) == pytest.approx(true[:2].sum(), rel=0.1)
    large = [
        getattr(line, name)
        for it in report.verdicts
        for line in it.lines[:3]
        for name in ("met", "not_met", "not_known")
        if counts_true(counts, it.code, line, name) > 100
    ]
    assert sum(it.count is None for it in large) < len(large) / 20


def counts_true(counts: Counts, code: str, line: Line, name: str) -> int:
    strata = [STRATA.index(it) for it in line.stratum]
    states = counts.states[CODES.index(code)][strata].sum(axis=0)
    return int({"met": states[0] + states[1], "not_met": states[2], "not_known": states[3]}[name])


def test_a_whole_report_gives_no_small_count_away_to_whoever_joins_its_tables(
    invented: Path, report_of_invented: Report
) -> None:
    """One table a verdict, all of the same people: everything published of some verdicts at once, by whole numbers."""
    counts, report = count_people(invented), report_of_invented
    strata = joined(counts, 7)
    codes = ["1.2", "1.2.1", "1.2.1.1", "1.2.1.2", "2.2", "2.4", "8.2", "8.2.2", "8.2.3"]
    contains = [("1.2.1", "1.2"), ("1.2.1.1", "1.2.1"), ("1.2.1.2", "1.2.1"), ("8.2.2", "8.2"), ("8.2.3", "8.2")]
    told = {it.code: it for it in report.verdicts}
    place = np.arange(len(codes) * len(strata.names) * 4).reshape(len(codes), len(strata.names), 4)
    rows, low, high, published = [], [], [], []

    def say(of: list[tuple[int, int]], least: float, most: float, *, told: bool = False) -> None:
        row = np.zeros(place.size)
        for cell, times in of:
            row[cell] += times
        rows.append(row), low.append(least), high.append(most), published.append(told)

    states = {"met": [0, 1], "stands": [0], "not_met": [2], "not_known": [3]}
    for k, code in enumerate(codes):
        for family in strata.families:
            for state in range(4):
                say([(place[k, 0, state], -1), *((place[k, n, state], 1) for n in family)], 0, 0)
        for n, people in enumerate(strata.counts.people):
            say([(cell, 1) for cell in place[k, n]], people, people)
            for name, of in states.items():
                figure = getattr(told[code].lines[n], name)
                if figure.count is not None:
                    near = range(figure.count - figure.rounded_to, figure.count + figure.rounded_to + 1)
                    half = figure.rounded_to // 2
                    fits = [
                        it
                        for it in near
                        if it > 7 and (it + half) // figure.rounded_to * figure.rounded_to == figure.count
                    ]
                    say([(place[k, n, it], 1) for it in of], fits[0], fits[-1], told=True)
    for one, other in contains:
        a, b = codes.index(one), codes.index(other)
        for n in range(len(strata.names)):
            say([(place[a, n, 0], 1), (place[a, n, 1], 1), (place[b, n, 0], -1), (place[b, n, 1], -1)], -np.inf, 0)
            say([(place[b, n, 2], 1), (place[a, n, 2], -1)], -np.inf, 0)
    all_rows, all_low, all_high, is_told = map(np.array, (rows, low, high, published))

    def most_and_least(cells: list[int], which: np.ndarray) -> tuple[int, int]:
        found = []
        for sign in (1, -1):
            costs = np.zeros(place.size)
            costs[cells] = sign
            rules = LinearConstraint(csr_array(all_rows[which]), all_low[which], all_high[which])
            answer = milp(costs, constraints=rules, integrality=1, bounds=Bounds(0, 10_000))
            found.append(round(sign * answer.fun))
        return found[0], found[1]

    small = [
        [place[k, n, it] for it in of]
        for k, code in enumerate(codes)
        for n in range(len(strata.names))
        for of in (*states.values(), [1])
        if strata.counts.states[CODES.index(code), n, of].sum() <= 7
    ]
    assert len(small) > 100
    for cells in small[::5]:
        least, most = most_and_least(cells, np.ones(len(rows), dtype=bool))
        assert least == 0
        assert most >= min(7, most_and_least(cells, ~is_told)[1])


def test_a_report_is_said_for_a_shell_and_for_programs(results: Path) -> None:
    report = report_of(results, threshold=10, rounding=10)
    text, data = as_text(report), json.loads(json.dumps(as_json(report)))
    assert "1.1 Migraine without aura" in text
    assert "Counts of 0 to 10 are suppressed" in text
    assert data["suppression"] == {"threshold": 10, "rounding": 10}
    assert data["people"]["everybody"] == 3_000
    assert len(data["verdicts"]) == len(CODES)


def test_a_cohort_of_few_tells_nothing_but_that(tmp_path: Path) -> None:
    pq.write_table(some_results(6), tmp_path / "part-00000.parquet")
    report = report_of(tmp_path)
    assert all(figure.count is None for _, figure in report.people)
    assert all(it.count is None for it in figures_of(report))


def test_a_folder_without_results_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="there are none"):
        report_of(tmp_path)


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "part-00000.parquet").write_bytes(b"PAR1 nothing")
    with pytest.raises(UnreadableFile, match="part-00000"):
        report_of(tmp_path)


def test_days_count_from_the_epoch() -> None:
    assert day_number(EPOCH) == 0
