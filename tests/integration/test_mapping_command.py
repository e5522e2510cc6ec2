"""`reprieve mapping` as a person at a shell meets it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reprieve.cli import main

SPANISH = Path(__file__).parents[1] / "unit" / "diaries" / "mapped" / "spanish.csv"


@pytest.fixture
def mapping(tmp_path, capsys):
    file = tmp_path / "mapping.json"
    assert main(["mapping", str(SPANISH), "-o", str(file), "--zone", "Europe/Madrid"]) == 0
    capsys.readouterr()
    return file


def test_the_guesses_are_shown_with_their_reasons_and_what_to_settle(capsys):
    assert main(["mapping", str(SPANISH)]) == 0
    said = capsys.readouterr().out
    assert "Hora          time      sure" in said
    assert "by its name; 100 % are times of day" in said
    assert "- Its times carry no offset from UTC." in said


def test_a_file_that_is_not_recognised_names_the_command_and_is_read_by_its_mapping(mapping, capsys):
    assert main(["diagnose", str(SPANISH)]) == 3
    assert "reprieve mapping FILE -o mapping.json" in capsys.readouterr().err
    assert main(["diagnose", str(SPANISH), "--mapping", str(mapping), "--json"]) == 0
    source = json.loads(capsys.readouterr().out)["source"]
    assert (source["format"], source["rows_read"]) == ("spanish", 4)


def test_a_file_that_is_there_is_never_written_over(mapping, capsys):
    mapping.write_text("corrected by hand")
    assert main(["mapping", str(SPANISH), "-o", str(mapping)]) == 2
    assert "add --replace" in capsys.readouterr().err
    assert mapping.read_text() == "corrected by hand"
    assert main(["mapping", str(SPANISH), "-o", str(mapping), "--replace"]) == 0
    assert json.loads(mapping.read_text())["reprieve_mapping"] == 1


def test_the_table_itself_is_never_written_over(tmp_path, capsys):
    table = tmp_path / "table.csv"
    table.write_bytes(SPANISH.read_bytes())
    assert main(["mapping", str(table), "-o", str(table), "--replace"]) == 2
    assert "the table itself" in capsys.readouterr().err
    assert table.read_bytes() == SPANISH.read_bytes()


@pytest.mark.parametrize(
    ("kind", "what"), [("folder", "a folder"), ("pipe", "a pipe"), ("picture", "a picture"), ("none", "no file has")]
)
def test_what_is_no_mapping_is_said_to_be_what_it_is(tmp_path, capsys, kind, what):
    file = tmp_path / kind
    if kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    elif kind == "picture":
        file.write_bytes(b"\x89PNG\r\n")
    assert main(["diagnose", str(SPANISH), "--mapping", str(file)]) == 2
    assert what in capsys.readouterr().err


def test_a_file_that_is_read_anyway_is_said_to_be(capsys):
    main(["mapping", str(SPANISH.parents[1] / "tonnta.csv")])
    assert "This file is read without a mapping too, as Tonnta." in capsys.readouterr().out


def test_a_spoilt_mapping_is_a_wrong_option(mapping, capsys):
    mapping.write_text("{}")
    assert main(["diagnose", str(SPANISH), "--mapping", str(mapping)]) == 2
    assert "a mapping must be an object" in capsys.readouterr().err
