"""`reprieve report` and `reprieve convert` as a person calls them."""

import os
import resource
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from reprieve import read_diary

DEMONSTRATION = Path(__file__).parents[2] / "examples" / "demonstration-diary.csv"


def reprieve(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "reprieve", *map(str, arguments)],
        capture_output=True,
        env={**os.environ, "LC_ALL": "C"},
        timeout=120,
        **options,
    )


def said(run):
    return run.stderr.decode()


def test_a_page_is_written_for_its_owner_only_and_is_the_same_each_time(tmp_path):
    for name in ("one.pdf", "two.pdf"):
        assert reprieve("report", DEMONSTRATION, "-o", tmp_path / name).returncode == 0
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF-")
    assert stat.S_IMODE((tmp_path / "one.pdf").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one.pdf", "two.pdf"]


def test_a_page_goes_to_standard_output_where_that_is_asked_for():
    run = reprieve("report", DEMONSTRATION, "-o", "-", "--paper", "us-letter")
    assert run.returncode == 0
    assert run.stdout.startswith(b"%PDF-")
    assert run.stdout.rstrip().endswith(b"%%EOF")


def test_the_options_of_diagnose_are_understood(tmp_path):
    flags = tmp_path / "flags.toml"
    flags.write_text('thunderclap = "yes"\n')
    run = reprieve("report", DEMONSTRATION, "--born", 1990, "--red-flags", flags, "-o", tmp_path / "page.pdf")
    assert run.returncode == 4
    assert "--born outweighs" in said(run)
    assert (tmp_path / "page.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("command", ["report", "convert"])
def test_a_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path, command):
    there = tmp_path / "there.csv"
    there.write_text("kept")
    run = reprieve(command, DEMONSTRATION, "-o", there)
    assert (run.returncode, there.read_text()) == (2, "kept")
    assert "already there" in said(run)
    assert reprieve(command, DEMONSTRATION, "-o", there, "--replace").returncode == 0
    assert there.read_bytes() != b"kept"


@pytest.mark.parametrize("command", ["report", "convert"])
def test_the_diary_that_is_read_is_never_written_over(tmp_path, command):
    diary = tmp_path / "diary.csv"
    diary.write_bytes(DEMONSTRATION.read_bytes())
    (tmp_path / "link.csv").symlink_to(diary)
    for name in ("diary.csv", "link.csv"):
        run = reprieve(command, diary, "-o", tmp_path / name, "--replace")
        assert run.returncode == 2
        assert "must not name the diary" in said(run)
    assert diary.read_bytes() == DEMONSTRATION.read_bytes()


@pytest.mark.parametrize("command", ["report", "convert"])
def test_a_file_that_is_no_diary_leaves_nothing_behind(tmp_path, command):
    (tmp_path / "letter.csv").write_text("Dear doctor\n")
    run = reprieve(command, tmp_path / "letter.csv", "-o", tmp_path / "out.csv")
    assert run.returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["letter.csv"]


def test_a_folder_that_is_not_there_is_said_in_words(tmp_path):
    run = reprieve("report", DEMONSTRATION, "-o", tmp_path / "nowhere" / "page.pdf")
    assert run.returncode == 2
    assert "folder that does not exist" in said(run)


@pytest.mark.parametrize("command", ["report", "convert"])
def test_a_full_disk_leaves_what_was_there(tmp_path, command):
    there = tmp_path / "out.csv"
    there.write_text("kept")
    run = reprieve(
        *(command, DEMONSTRATION, "-o", there, "--replace"),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )
    assert run.returncode == 1
    assert "could not be finished" in said(run)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("out.csv", "kept")]


def test_a_diary_goes_to_json_and_back_without_loss(tmp_path):
    there, back = tmp_path / "diary.json", tmp_path / "diary.csv"
    assert reprieve("convert", DEMONSTRATION, "-o", there).returncode == 0
    assert reprieve("convert", there, "-o", back).returncode == 0
    first, second, third = (read_diary(path) for path in (DEMONSTRATION, there, back))
    for again in (second, third):
        assert (again.attacks, again.doses, again.days, again.profile) == (
            first.attacks,
            first.doses,
            first.days,
            first.profile,
        )


def test_the_shape_is_asked_for_where_no_name_tells_it():
    assert reprieve("convert", DEMONSTRATION, "-o", "-").returncode == 2
    run = reprieve("convert", DEMONSTRATION, "-o", "-", "--to", "json")
    assert run.stdout.startswith(b'{\n"reprieve_diary": 1')


def test_what_was_left_out_is_said(tmp_path):
    (tmp_path / "diary.csv").write_text("start,pain\n2026-03-01 08:00,much\n2026-03-02 08:00,5\n")
    run = reprieve("convert", tmp_path / "diary.csv", "-o", tmp_path / "out.json")
    assert run.returncode == 0
    assert "1 line or item was left out" in said(run)
