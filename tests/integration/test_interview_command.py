"""`reprieve interview` as a person at a shell meets it."""

from __future__ import annotations

import io

import pytest

from reprieve.cli import main

NO_RED_FLAG = ["0"] * 4


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
    assert main(["interview", "--codes", "1.1"]) == 5
    assert "not known  1.1" in capsys.readouterr().out
    typing("0")
    assert main(["interview"]) == 5
    assert "1.1" not in capsys.readouterr().out


def test_a_code_that_is_not_known_is_refused(capsys):
    assert main(["interview", "--codes", "9.9"]) == 2
    said = capsys.readouterr().err
    assert "must be one of ICHD-3" in said
    assert "got 9.9." in said
    assert len(said) < 250


def test_how_to_answer_is_said_before_anything_is_asked(typing, capsys):
    typing(*NO_RED_FLAG, "20")
    main(["interview", "--codes", "1.1"])
    flags, questions = capsys.readouterr().out.split("Now the headache")
    for said in (flags, questions):
        assert "Enter alone means I do not know, and < goes back" in said
        assert said.index("Enter alone") < said.index("?")


def test_red_flags_are_asked_in_groups_and_only_none_of_these_is_a_no(typing, capsys):
    typing("0", "0", "2 0", "")
    main(["interview", "--codes", "1.1"])
    assert "How it changed" in capsys.readouterr().out
    typing("", "<", "0", "0", "0", "0", "2")
    assert main(["interview", "--codes", "1.1"]) == 0
    assert "red flags not asked" not in capsys.readouterr().out.lower()
    typing("9", "1 x", "0", "0", "0", "0", "2")
    assert main(["interview", "--codes", "1.1"]) == 0
    assert capsys.readouterr().out.count("Type numbers from 0 to 5") == 2


def test_the_first_group_with_a_sign_that_cannot_wait_is_the_last(typing, capsys):
    typing("0", "3")
    assert main(["interview"]) == 4
    assert "How it changed" not in capsys.readouterr().out


def test_a_reason_names_the_answer_it_comes_from(typing, capsys):
    typing(*NO_RED_FLAG, "2")
    main(["interview", "--codes", "1.1"])
    said = " ".join(capsys.readouterr().out.split())
    assert "because you said: how many headaches like this there were in life: 2 headaches" in said
    typing(*NO_RED_FLAG, "20", *([""] * 40))
    main(["interview", "--codes", "1.1"])
    said = " ".join(capsys.readouterr().out.split())
    verdict = "not known 1.1 Migraine without aura A at least five attacks that fulfil B to D"
    assert f"{verdict} still open: " in said


def test_answers_that_do_not_fit_together_are_remarked(typing, capsys):
    typing(*NO_RED_FLAG, "20", "50", "10", "1", *([""] * 80))
    assert main(["interview"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("These answers do not fit together") == 2  # when it was said, and beside the verdicts
    assert "headache days in a month: 20 days; for how many months it has been so: 50 months" in said
    assert "not known 1.1" in said
