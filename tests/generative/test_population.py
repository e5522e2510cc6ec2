"""The arrays say of everybody what the judge says of each, whoever else is in the registry."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reprieve.pathway.diary.choices import Autonomic
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Attack, Diary
from reprieve.pathway.population.reading import open_registry, person_in
from reprieve.pathway.population.results import VERDICTS, row_of
from reprieve.pathway.population.writing import write_registry
from reprieve.pathway.rules.judge import decide
from tests.generative.diaries import diaries
from tests.generative.side_by_side import (
    NODES,
    asked,
    chance,
    differing_columns,
    differing_nodes,
    judged,
    rows_in,
)
from tests.spec.print_manual import chapters

# Diaries in one example of a property; REPRIEVE_EXAMPLES=1000 asks of 32,000 diaries.
TOGETHER = 32
SOMETIMES = settings(
    max_examples=max(int(os.environ.get("REPRIEVE_EXAMPLES", "25")) // 2, 1),
    deadline=None,
    derandomize="REPRIEVE_FREE_SEEDS" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)
NewFolder = Callable[[], Path]


@pytest.fixture
def new_folder(tmp_path: Path) -> NewFolder:
    """A folder that nothing was written to yet, as often as it is asked for."""
    numbers = count()
    return lambda: tmp_path / str(next(numbers))


@SOMETIMES
@given(seed=st.integers(0, 10**6))
def test_arrays_agree_with_the_judge_on_diaries_made_by_chance(new_folder: NewFolder, seed: int) -> None:
    of = judged(new_folder(), chance(seed, TOGETHER), group_people=20)
    assert differing_nodes(of) == {}
    assert differing_columns(of) == {}


@SOMETIMES
@given(people=st.lists(diaries(), max_size=6))
def test_arrays_agree_with_the_judge_on_small_worlds(new_folder: NewFolder, people: list[Diary]) -> None:
    of = judged(new_folder(), people)
    assert differing_nodes(of) == {}
    assert differing_columns(of) == {}


def test_arrays_agree_with_the_judge_on_every_example_of_the_manual(tmp_path: Path) -> None:
    examples = [example.diary for chapter in chapters() for example in chapter.examples]
    of = judged(tmp_path / "registry", examples, group_people=500)
    assert differing_nodes(of) == {}
    assert differing_columns(of) == {}


@SOMETIMES
@given(diary=diaries())
def test_a_diary_read_back_from_a_registry_says_the_same_to_every_criterion(
    new_folder: NewFolder, diary: Diary
) -> None:
    path = new_folder()
    write_registry(path, [(3, diary)])
    before, after = Findings(diary), Findings(person_in(open_registry(path), 3))
    assert [decide(node, after) for node in NODES] == [decide(node, before) for node in NODES]


@SOMETIMES
@given(seed=st.integers(0, 10**6))
def test_whatever_was_written_is_read_back_to_the_same_results(new_folder: NewFolder, seed: int) -> None:
    path, people = new_folder(), chance(seed, 16)
    write_registry(path, enumerate(people))
    registry = open_registry(path)
    for person, diary in enumerate(people):
        assert row_of(person, person_in(registry, person)) == row_of(person, diary)


def test_a_sign_of_the_face_that_is_not_one_of_two_says_nothing_of_those(tmp_path: Path) -> None:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    for complete in (True, False):
        attack = Attack(start=start, autonomic=frozenset({Autonomic.NASAL}), autonomic_complete=complete)
        write_registry(tmp_path / str(complete), [(0, Diary(attacks=(attack,)))])
        (again,) = person_in(open_registry(tmp_path / str(complete)), 0).attacks
        assert again.autonomic_complete is complete
        assert again.autonomic == attack.autonomic


@SOMETIMES
@given(seed=st.integers(0, 10**6), group_people=st.integers(1, 40), part_people=st.integers(1, 40))
def test_what_is_said_of_a_person_does_not_hang_on_who_else_is_there_or_where_groups_are_cut(
    new_folder: NewFolder, seed: int, group_people: int, part_people: int
) -> None:
    people = list(enumerate(chance(seed, 12)))
    together, some, cut = new_folder(), new_folder(), new_folder()
    write_registry(together, people)
    write_registry(cut, people, group_people=group_people, part_people=part_people)
    write_registry(some, people[::3])
    everybody = rows_in(open_registry(together))
    assert rows_in(open_registry(cut)) == everybody
    assert rows_in(open_registry(some)) == everybody[::3]


def test_no_rule_says_yes_to_a_person_of_whom_nothing_is_written(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", [(0, Diary()), (1, Diary())])
    (it,) = asked(open_registry(tmp_path / "registry"))
    for entity in VERDICTS:
        assert not it.person(entity.node).certain.any(), entity.code
    rows = rows_in(open_registry(tmp_path / "registry"))
    assert [row["person"] for row in rows] == [0, 1]
    assert all(row["certain_0"] == row["certain_1"] == row["stands_0"] == row["stands_1"] == 0 for row in rows)


def test_a_registry_of_nobody_says_nothing(tmp_path: Path) -> None:
    write_registry(tmp_path / "registry", [])
    assert rows_in(open_registry(tmp_path / "registry")) == []


def test_few_people_are_left_to_the_judge(tmp_path: Path) -> None:
    """Only those of whose attacks two have one name."""
    of = judged(tmp_path / "registry", chance(5, 200))
    assert sum(row["by_the_judge"] for row in rows_in(of.registry)) < 40
