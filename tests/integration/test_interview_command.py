"""`reprieve interview` as a person at a shell meets it."""

from __future__ import annotations

import io

import pytest

from reprieve.cli import main
from reprieve.pathway.safety.red_flags import RED_FLAGS

NO_RED_FLAG = ["2"] * len(RED_FLAGS)


@pytest.fixture
def typing(monkeypatch):
    def type_lines(*lines: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))

    return type_lines


def test_red_flags_come_first_and_one_that_cannot_wait_ends_it(typing, capsys):
    typing("1")
    assert main(["interview"]) == 4
    said = capsys.readouterr().out
    assert "headaches like this" not in said
    assert "1.1" not in said


def test_a_migraine_is_told_in_five_answers(typing, capsys):
    # how many, how long, and what it is like, in the order of the fewest questions
    typing(*NO_RED_FLAG, "20", "10", "1", "1", "3")
    assert main(["interview", "--codes", "1.1"]) == 0
    said = capsys.readouterr().out
    assert "met        1.1        Migraine without aura" in said
    assert "A clinician confirms it" in said


def test_what_cannot_be_is_asked_again_and_nothing_means_not_known(typing, capsys):
    typing(*NO_RED_FLAG, "many", "-3", "2")
    assert main(["interview", "--codes", "1.1"]) == 0
    said = capsys.readouterr().out
    assert said.count("Type a figure from 0 to 100000") == 2
    assert "not met    1.1" in said


def test_going_back_takes_the_last_answer_away(typing, capsys):
    typing(*NO_RED_FLAG, "20", "<", "2")
    assert main(["interview", "--codes", "1.1"]) == 0
    assert "not met    1.1" in capsys.readouterr().out


def test_who_knows_nothing_hears_that_nothing_is_known(typing, capsys):
    typing(*([""] * 200))
    assert main(["interview"]) == 0
    said = capsys.readouterr().out
    assert "red flags not asked" in said.lower()
    assert "\nmet " not in said


def test_when_the_input_ends_what_was_settled_is_shown(typing, capsys):
    typing(*NO_RED_FLAG, "20")
    assert main(["interview", "--codes", "1.1"]) == 3
    assert "not known  1.1" in capsys.readouterr().out
    typing("2")
    assert main(["interview"]) == 3
    assert "1.1" not in capsys.readouterr().out


def test_a_code_that_is_not_known_is_refused(capsys):
    assert main(["interview", "--codes", "9.9"]) == 2
    assert "must be one of" in capsys.readouterr().err
