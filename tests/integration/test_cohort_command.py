"""`reprieve cohort` and `reprieve registry` as somebody at a shell meets them."""

from __future__ import annotations

import fcntl
import io
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.small_registry import FIRST_NUMBER, PART_PEOPLE, PEOPLE, write_small_registry

from reprieve.cli import main
from reprieve.cli_progress import Bar
from reprieve.pathway.population import results
from reprieve.pathway.population.process import judge_part
from reprieve.pathway.population.reading import open_registry
from reprieve.pathway.population.running import Done, Progress, fingerprint_of_criteria, judge_registry
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile

PARTS = ("part-00000.parquet", "part-00001.parquet", "part-00002.parquet")
# What the run does when it is killed: the second part is begun, and not finished.
KILLED_IN_THE_SECOND_PART = """
import os, signal, sys
from pathlib import Path
from reprieve.pathway.population.running import judge_registry

def tell(progress):
    if progress.done > {part_people}:
        os.kill(os.getpid(), signal.SIGKILL)

judge_registry(Path(sys.argv[1]), Path(sys.argv[2]), workers=2, tell=tell)
"""


@pytest.fixture(scope="module")
def registry(tmp_path_factory) -> Path:
    return write_small_registry(tmp_path_factory.mktemp("registry") / "registry")


@pytest.fixture(scope="module")
def uninterrupted(registry, tmp_path_factory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole") / "results"
    judge_registry(registry, out)
    return files_in(out)


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.name != "running.lock"}


def killed(registry: Path, out: Path) -> None:
    script = KILLED_IN_THE_SECOND_PART.format(part_people=PART_PEOPLE)
    done = subprocess.run([sys.executable, "-c", script, str(registry), str(out)], check=False, timeout=120)
    assert done.returncode == -signal.SIGKILL


# Going on


def test_a_run_that_was_killed_goes_on_and_ends_like_one_that_was_not(registry, uninterrupted, tmp_path):
    out = tmp_path / "results"
    killed(registry, out)
    left = {path.name for path in out.iterdir()}
    assert PARTS[0] in left
    assert not {PARTS[1], PARTS[2]} & left
    assert any(name.startswith(PARTS[1]) and name.endswith(".unfinished") for name in left)
    first = (out / PARTS[0]).stat()

    assert judge_registry(registry, out) == Done(people=PEOPLE, parts=3, kept=1)
    assert files_in(out) == uninterrupted
    now = (out / PARTS[0]).stat()
    assert (now.st_mtime_ns, now.st_ino) == (first.st_mtime_ns, first.st_ino)


def test_a_finished_run_is_not_done_again(registry, uninterrupted, tmp_path):
    out = tmp_path / "results"
    judge_registry(registry, out)
    times = {name: (out / name).stat().st_mtime_ns for name in (*PARTS, "results.json")}
    told: list[Progress] = []
    assert judge_registry(registry, out, tell=told.append).kept == 3
    assert told == [Progress(done=0, kept=PEOPLE, of=PEOPLE)]
    assert {name: (out / name).stat().st_mtime_ns for name in times} == times


def test_a_results_file_that_lost_its_end_is_made_again(registry, uninterrupted, tmp_path):
    out = tmp_path / "results"
    judge_registry(registry, out)
    (out / PARTS[1]).write_bytes(uninterrupted[PARTS[1]][:-20])
    assert judge_registry(registry, out).kept == 2
    assert files_in(out) == uninterrupted


def test_the_number_of_workers_does_not_show(registry, uninterrupted, tmp_path):
    for workers in (1, 2, 5):
        judge_registry(registry, tmp_path / str(workers), workers=workers)
        assert files_in(tmp_path / str(workers)) == uninterrupted


def test_a_part_judged_alone_is_the_same_and_may_be_judged_twice(registry, uninterrupted, tmp_path):
    for _ in range(2):
        assert judge_part(registry, PARTS[1], tmp_path) == PART_PEOPLE
        assert files_in(tmp_path) == {PARTS[1]: uninterrupted[PARTS[1]]}


def test_a_part_has_a_row_group_for_each_of_its_registry_and_a_row_for_each_person(registry, uninterrupted):
    file = pq.ParquetFile(io.BytesIO(uninterrupted[PARTS[0]]))
    assert file.num_row_groups == 2
    assert file.schema_arrow.equals(results.SCHEMA)
    assert file.read()["person"].to_pylist() == [FIRST_NUMBER + 3 * number for number in range(PART_PEOPLE)]


def test_a_part_that_the_registry_does_not_have_is_refused(registry, tmp_path):
    with pytest.raises(InvalidInput):
        judge_part(registry, "part-00009.parquet", tmp_path)


def test_the_mark_of_the_criteria_is_the_same_in_every_process():
    ask = "from reprieve.pathway.population.running import fingerprint_of_criteria as f; print(f())"
    asked = [
        subprocess.run(
            [sys.executable, "-c", ask], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        )
        .stdout.decode()
        .strip()
        for seed in ("1", "2")
    ]
    assert asked == [fingerprint_of_criteria()] * 2


# Whose results they are


def test_results_of_another_registry_are_refused(registry, tmp_path, capsys):
    other = write_small_registry(tmp_path / "other", people=PEOPLE - 1)
    judge_registry(other, tmp_path / "results")
    before = files_in(tmp_path / "results")
    assert main(["cohort", str(registry), "--out", str(tmp_path / "results")]) == 1
    assert "the results of another registry" in capsys.readouterr().err
    assert files_in(tmp_path / "results") == before


def test_results_by_other_criteria_are_refused(registry, tmp_path, monkeypatch):
    judge_registry(registry, tmp_path / "results")
    fewer = results.VERDICTS[1:]
    monkeypatch.setattr("reprieve.pathway.population.running.VERDICTS", fewer)
    with pytest.raises(InvalidInput, match="other criteria"):
        judge_registry(registry, tmp_path / "results")


def test_a_folder_that_holds_something_else_is_refused_and_kept(registry, tmp_path, capsys):
    (tmp_path / "letter.txt").write_text("dear", "utf-8")
    assert main(["cohort", str(registry), "--out", str(tmp_path)]) == 1
    assert "new or empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_results_do_not_go_into_the_registry_itself(registry, capsys):
    assert main(["cohort", str(registry), "--out", str(registry)]) == 1
    assert "new or empty folder" in capsys.readouterr().err


def test_damaged_words_about_the_results_are_refused(registry, tmp_path):
    judge_registry(registry, tmp_path / "results")
    (tmp_path / "results" / "results.json").write_text("{", "utf-8")
    with pytest.raises(InvalidInput, match="damaged"):
        judge_registry(registry, tmp_path / "results")


def test_two_runs_into_one_folder_do_not_meet(registry, tmp_path, capsys):
    out = tmp_path / "results"
    judge_registry(registry, out)
    with (out / "running.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        assert main(["cohort", str(registry), "--out", str(out)]) == 1
    assert "another run is writing" in capsys.readouterr().err
    assert main(["cohort", str(registry), "--out", str(out), "--quiet"]) == 0


# A registry that cannot be used


def test_a_damaged_registry_is_refused_before_anything_is_written(registry, tmp_path, capsys):
    broken = Path(shutil.copytree(registry, tmp_path / "broken"))
    file = broken / "attacks" / PARTS[2]
    file.write_bytes(file.read_bytes()[:-10])
    assert main(["cohort", str(broken), "--out", str(tmp_path / "results")]) == 1
    assert f"{PARTS[2]}, attacks: is missing or damaged" in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_damage_within_a_part_is_refused_and_what_was_done_is_kept(registry, uninterrupted, tmp_path):
    broken = Path(shutil.copytree(registry, tmp_path / "broken"))
    file = broken / "profiles" / PARTS[1]
    content = bytearray(file.read_bytes())
    content[4:400] = b"\xff" * 396
    file.write_bytes(content)
    with pytest.raises(UnreadableFile):
        judge_registry(broken, tmp_path / "results", workers=1)
    kept = files_in(tmp_path / "results")
    assert kept.pop("results.json")
    assert kept == {PARTS[0]: uninterrupted[PARTS[0]]}


@pytest.mark.parametrize("place", ["nowhere", "a-file", "empty", "a-folder-of-files"])
def test_a_place_without_a_registry_is_refused_in_one_sentence(tmp_path, capsys, place):
    (tmp_path / "a-file").write_text("text", "utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "a-folder-of-files").mkdir()
    (tmp_path / "a-folder-of-files" / "registry.json").write_bytes(os.urandom(99))
    for also in ((), ("--person", "1")):
        assert main(["cohort", str(tmp_path / place), *also]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("reprieve: ")
        assert len(said.err.splitlines()) == 1


# Options


@pytest.mark.parametrize(
    "wrong",
    [
        ("--workers", "0"),
        ("--threshold", "-1"),
        ("--threshold", "1001"),
        ("--rounding", "0"),
        ("--rounding", "1001"),
        ("--master", "local[2]"),
        ("--engine", "spark", "--workers", "2"),
        ("--engine", "spark", "--master", "nonsense"),
        ("--engine", "spark", "--master", "http://localhost:7077"),
        ("--explain", "1.1"),
        ("--person", "1", "--out", "results"),
        ("--report", "nowhere/report.txt"),
        ("--report", "."),
    ],
)
def test_an_option_that_means_nothing_is_refused(registry, capsys, wrong):
    assert main(["cohort", str(registry), *wrong]) == 2
    said = capsys.readouterr().err
    assert said.startswith("reprieve: ")
    assert len(said.splitlines()) == 1, "it was refused before anybody was judged"


@pytest.mark.parametrize("wrong", [("--engine", "abacus"), ("--workers", "two"), ("--person", "Ann")])
def test_an_option_that_cannot_be_read_is_refused(registry, capsys, wrong):
    with pytest.raises(SystemExit) as refused:
        main(["cohort", str(registry), *wrong])
    assert refused.value.code == 2


# What is said


def test_the_report_is_printed_and_nothing_else_stays(registry, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert main(["cohort", str(registry), "--quiet"]) == 0
    said = capsys.readouterr()
    assert said.out
    assert said.err == ""
    assert list(tmp_path.iterdir()) == []


def test_as_data_it_says_what_was_done_and_the_report(registry, tmp_path, capsys):
    out = tmp_path / "results"
    assert main(["cohort", str(registry), "--out", str(out), "--json"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    found = json.loads(said.out)
    assert found.pop("seconds") >= 0
    assert found.pop("report")
    assert found == {"engine": "local", "parts": 3, "parts_kept": 0, "results": str(out)}
    assert main(["cohort", str(registry), "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parts_kept"] == 3


def test_the_report_is_written_where_it_is_asked_for_and_over_nothing(registry, tmp_path, capsys):
    for name in ("report.txt", "report.json"):
        file = tmp_path / name
        assert main(["cohort", str(registry), "--report", str(file), "--quiet"]) == 0
        assert capsys.readouterr().out == ""
        assert main(["cohort", str(registry), "--report", str(file)]) == 2
        assert "already there" in capsys.readouterr().err
        assert main(["cohort", str(registry), "--report", str(file), "--replace", "--quiet"]) == 0
    assert json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert (tmp_path / "report.txt").read_text("utf-8")


def test_results_are_for_the_eyes_of_their_owner(registry, tmp_path):
    judge_registry(registry, tmp_path / "results")
    assert stat.S_IMODE((tmp_path / "results").stat().st_mode) == 0o700


def test_a_file_gets_a_line_for_each_tenth_and_no_number_of_a_person(registry, capsys):
    assert main(["cohort", str(registry)]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "0 %"
    assert lines[-1].startswith("100 %")
    assert "people/s" in lines[-1]
    assert len(lines) == 7  # six row groups, and the start


def test_a_terminal_gets_a_bar_with_rate_and_time_left():
    stream, clock = io.StringIO(), iter([0.0, 0.0, 0.0, 10.0, 10.0, 10.1, 10.1, 20.0, 20.0])
    bar = Bar(stream, on_terminal=True, now_s=lambda: next(clock))
    for done in (0, 400, 404, 900):
        bar(Progress(done=done, kept=100, of=1000))
    bar.close()
    lines = stream.getvalue().split("\r")[1:]
    assert lines[0] == f"[###{' ' * 27}] 10 %"
    assert lines[1] == f"[{'#' * 15}{' ' * 15}] 50 %, 40 people/s, 12 s left"
    assert lines[2].startswith(f"[{'#' * 30}] 100 %, 45 people/s, 0 s left")
    assert lines[2].endswith("\n")
    assert len(lines) == 3  # what came a tenth of a second later was not worth a line


# Ended from outside


class Interrupting(io.StringIO):
    """Sends this process a signal when it is told that half is done."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self.number: signal.Signals | None = number

    def write(self, text: str) -> int:
        if self.number is not None and text.startswith("50 %"):
            number, self.number = self.number, None
            signal.raise_signal(number)
        return super().write(text)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_interrupted_says_how_to_go_on_and_does(registry, uninterrupted, tmp_path, monkeypatch, number):
    out = tmp_path / "results"
    said = Interrupting(number)
    monkeypatch.setattr(sys, "stderr", said)
    assert main(["cohort", str(registry), "--out", str(out)]) == 130
    assert said.getvalue().endswith("reprieve: interrupted. The same command goes on from here.\n")
    assert PARTS[0] in files_in(out)
    assert not any(name.endswith(".unfinished") or name == PARTS[2] for name in files_in(out))
    assert main(["cohort", str(registry), "--out", str(out), "--quiet"]) == 0
    assert files_in(out) == uninterrupted


def test_a_run_that_is_interrupted_leaves_nothing_that_was_not_asked_for(registry, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(sys, "stderr", Interrupting(signal.SIGTERM))
    assert main(["cohort", str(registry)]) == 130
    assert list(tmp_path.iterdir()) == []


# One person, and a registry from diaries

HEADER = "record,start,end,day,headache,pain,side,qualities,nausea,photophobia,phonophobia,name,time"
MIGRAINE = "7,left,pulsating,yes,yes,yes,,"
DIARIES = {
    "ann.csv": [f"attack,2026-01-{day:02} 08:00Z,2026-01-{day:02} 18:00Z,,,{MIGRAINE}" for day in range(1, 7)],
    "bob.csv": [
        *(f"day,,,2026-01-{day:02},{'yes' if day % 3 else 'no'},,,,,,,," for day in range(1, 29)),
        *(f"dose,,,,,,,,,,,ibuprofen,2026-01-{day:02} 09:00Z" for day in range(1, 20)),
    ],
    "cyd.csv": ["attack,2026-01-05 08:00Z,,,,4,,pressing,no,,no,,", "attack,2026-02-05 08:00Z,,,,9,,,,,,,"],
}


@pytest.fixture(scope="module")
def diaries(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("diaries")
    for name, rows in DIARIES.items():
        (folder / name).write_text("\n".join([HEADER, *rows]) + "\n", "utf-8")
    return folder


@pytest.mark.parametrize(("number", "name"), [*enumerate(sorted(DIARIES), start=1)])
def test_one_person_of_a_registry_is_explained_as_by_diagnose(diaries, tmp_path, capsys, number, name):
    assert main(["registry", "write", str(tmp_path / "registry"), str(diaries)]) == 0
    assert capsys.readouterr().out == "3 people were written.\n"
    for also in ((), ("--explain", "1.1")):
        code = main(["diagnose", str(diaries / name), *also])
        # How the file was read is not kept; it may take more than one line.
        expected = re.sub(r"^Read .*\n( {14}.*\n)*", "", capsys.readouterr().out, flags=re.MULTILINE).splitlines()
        assert main(["cohort", str(tmp_path / "registry"), "--person", str(number), *also]) == code
        assert capsys.readouterr().out.splitlines() == expected
    main(["diagnose", str(diaries / name), "--json"])
    by_file = json.loads(capsys.readouterr().out)
    main(["cohort", str(tmp_path / "registry"), "--person", str(number), "--json"])
    by_number = json.loads(capsys.readouterr().out)
    assert by_file.pop("source") != by_number.pop("source")  # how a file was read is not kept
    assert by_number == by_file


def test_somebody_who_is_not_there_is_refused_without_their_number(registry, capsys):
    assert main(["cohort", str(registry), "--person", "7700001"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert "nobody in the registry" in said.err
    assert "7700001" not in said.err


def test_a_registry_is_for_the_eyes_of_its_owner_and_files_count_in_their_order(diaries, tmp_path):
    files = [str(diaries / name) for name in ("cyd.csv", "ann.csv")]
    assert main(["registry", "write", str(tmp_path / "registry"), *files]) == 0
    assert stat.S_IMODE((tmp_path / "registry").stat().st_mode) == 0o700
    (part,) = open_registry(tmp_path / "registry").parts
    assert (part.first, part.last) == (1, 2)
    assert part.read("attacks", 0, ["person"])["person"].tolist() == [1] * 2 + [2] * 6


def test_a_file_that_is_no_diary_leaves_no_registry(diaries, tmp_path, capsys):
    (tmp_path / "shopping.csv").write_text("bread,2\n", "utf-8")
    files = [str(diaries / "ann.csv"), str(tmp_path / "shopping.csv")]
    assert main(["registry", "write", str(tmp_path / "registry"), *files]) == 1
    said = capsys.readouterr().err
    assert said.startswith("reprieve: file number 2: ")
    assert "Nothing was written." in said
    assert not (tmp_path / "registry").exists()


def test_a_registry_is_written_over_nothing(registry, diaries, capsys):
    before = sorted(path.name for path in registry.rglob("*"))
    assert main(["registry", "write", str(registry), str(diaries)]) == 2
    assert main(["registry", "invent", str(registry), "--people", "3"]) == 2
    assert sorted(path.name for path in registry.rglob("*")) == before


def test_invented_people_are_a_sound_registry_and_the_same_again(tmp_path, capsys):
    for name in ("one", "other"):
        assert main(["registry", "invent", str(tmp_path / name), "--people", "50", "--seed", "3", "--quiet"]) == 0
    assert main(["registry", "check", str(tmp_path / "one")]) == 0
    assert capsys.readouterr().out == "Nothing is wrong: 50 people.\n"
    one, other = (
        {str(it.relative_to(tmp_path / name)): it.read_bytes() for it in (tmp_path / name).rglob("*") if it.is_file()}
        for name in ("one", "other")
    )
    assert one == other


@pytest.mark.parametrize(
    "wrong", [("--people", "0"), ("--people", "5", "--days", "0"), ("--people", "5", "--seed", "-1")]
)
def test_people_that_cannot_be_invented_are_refused(tmp_path, capsys, wrong):
    assert main(["registry", "invent", str(tmp_path / "registry"), *wrong]) == 2
    assert not (tmp_path / "registry").exists()
