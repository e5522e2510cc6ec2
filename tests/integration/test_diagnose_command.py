"""`reprieve diagnose` as a person at a shell meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from reprieve.cli import main
from reprieve.pathway.diagnosis.output import schema
from reprieve.pathway.safety.red_flags import RED_FLAGS

HEADER = "start,end,pain,side,qualities,nausea,photophobia,phonophobia,worse_with_activity,aura"
TYPICAL = "7,left,pulsating,yes,yes,yes,yes,no"


def diary_of(path: Path, attacks: int, *, row: str = TYPICAL) -> Path:
    lines = [HEADER]
    lines += [f"2026-01-{n + 1:02}T08:00-05:00,2026-01-{n + 1:02}T18:00-05:00,{row}" for n in range(attacks)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def five(tmp_path):
    return diary_of(tmp_path / "diary.csv", 5)


def as_json(capsys, *arguments) -> dict:
    main(["diagnose", *map(str, arguments), "--json"])
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, schema(), format_checker=jsonschema.FormatChecker())
    return answer


def status_of(answer: dict, code: str) -> str:
    return next(verdict["status"] for verdict in answer["verdicts"] if verdict["code"] == code)


def test_five_typical_attacks_meet_migraine_without_aura(five, capsys):
    assert main(["diagnose", str(five)]) == 0
    said = capsys.readouterr().out
    assert "met         1.1    Migraine without aura" in said
    assert "A clinician confirms." in said
    assert "Red flags not asked." in said


def test_four_typical_attacks_leave_it_not_known_and_ask_for_the_count_in_life(tmp_path, capsys):
    answer = as_json(capsys, diary_of(tmp_path / "d.csv", 4))
    verdict = next(v for v in answer["verdicts"] if v["code"] == "1.1")
    assert verdict["status"] == "not_known"
    assert [missing["fact"] for missing in verdict["missing"]] == ["lifetime_migraine_attacks"]
    assert [criterion["letter"] for criterion in verdict["criteria"]] == ["A", "B", "C", "D"]
    assert verdict["for_clinician"].startswith("E")


def test_the_data_holds_what_was_promised(five, capsys):
    answer = as_json(capsys, five)
    source = answer["source"]
    assert (source["format"], source["rows_read"], source["duplicates"], source["left_out"]) == ("reprieve", 5, 0, [])
    assert answer["coverage"]["written_days"] == 5
    assert answer["red_flags"]["status"] == "not_asked"
    assert status_of(answer, "1.1") == "met"
    assert answer["icd10cm"]["code"] == "G43.009"
    assert [rule["rule_set"] for rule in answer["intractability"]] == [
        "everyday",
        *("ehf2020_resistant", "ehf2020_refractory", "ehf2014"),
        *("ahs2008", "goadsby2006", "dantona2019"),
        *(f"silberstein2010_preventive_{grade}" for grade in ("mild", "moderate", "severe", "very_severe")),
        *(f"silberstein2010_acute_{grade}" for grade in ("mild", "moderate", "severe")),
        "icd10cm",
    ]


def test_the_same_file_twice_changes_nothing(five, capsys):
    once, twice = as_json(capsys, five), as_json(capsys, five, five)
    assert twice["source"]["duplicates"] == 5
    for answer in (once, twice):
        del answer["source"]
    assert once == twice


def test_explain_shows_every_part_of_one_verdict(five, capsys):
    assert main(["diagnose", str(five), "--explain", "1.1"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("1.1 Migraine without aura: met")
    assert "doi:10.1177/0333102417738202" in said


def test_a_red_flag_answered_yes_withholds_the_classification(five, tmp_path, capsys):
    flags = tmp_path / "flags.toml"
    flags.write_text('thunderclap = "yes"\n')
    assert main(["diagnose", str(five), "--red-flags", str(flags)]) == 4
    said = capsys.readouterr().out
    assert "call 911" in said
    assert "Migraine without aura" not in said


def test_a_flag_a_clinician_cleared_does_not_withhold(five, tmp_path, capsys):
    flags = tmp_path / "flags.toml"
    flags.write_text('thunderclap = "yes"\n[cleared.thunderclap]\nby = "Dr Example"\non = 2026-03-01\n')
    assert main(["diagnose", str(five), "--red-flags", str(flags)]) == 0
    assert "Migraine without aura" in capsys.readouterr().out


def test_the_printed_form_is_a_valid_answer_file_with_every_flag_not_asked(five, tmp_path, capsys):
    assert main(["red-flags"]) == 0
    flags = tmp_path / "flags.toml"
    flags.write_text(capsys.readouterr().out)
    answer = as_json(capsys, five, "--red-flags", flags)
    assert answer["red_flags"]["not_asked"] == [flag.id for flag in RED_FLAGS]


@pytest.mark.parametrize(
    ("content", "must_say"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", ""),
        (b"PK\x03\x04rest", "zip"),
        (b"hello,world\n1,2\n", ""),
    ],
    ids=["empty", "picture", "archive", "some other table"],
)
def test_a_file_that_is_no_diary_is_refused_in_one_clear_line(content, must_say, tmp_path, capsys):
    path = tmp_path / "diary.csv"
    path.write_bytes(content)
    assert main(["diagnose", str(path)]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert must_say in captured.err.lower()
    assert "Traceback" not in captured.err


@pytest.mark.parametrize(
    "options",
    [["--zone", "Mars/Olympus"], ["--born", "12"], ["--red-flags", "nowhere.toml"], ["--still-going-on-at", "soon"]],
    ids=["zone", "year of birth", "red flag file", "moment"],
)
def test_an_option_that_cannot_be_used_is_refused_with_what_it_must_be(options, five, capsys):
    assert main(["diagnose", str(five), *options]) == 2
    assert "must" in capsys.readouterr().err


def test_an_attack_still_going_on_lasts_until_the_moment_told(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("start,ongoing\n2026-01-01T08:00-05:00,yes\n")
    told = as_json(capsys, path, "--still-going-on-at", "2026-01-04T09:00-05:00")
    untold = as_json(capsys, path)
    everyday = {name: answer["intractability"][0]["status"] for name, answer in [("told", told), ("untold", untold)]}
    assert everyday == {"told": "met", "untold": "not_known"}


def test_the_diagnosis_starts_light_and_without_third_party_modules():
    code = (
        "import sys; import reprieve.pathway.diagnosis.diagnose; "
        "print([m for m in sys.modules if m.split('.')[0] in {'django', 'psycopg', 'numpy', 'pandas'}])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.parametrize("moment", ["9999-01-01T00:00Z", "2025-12-31T00:00Z"], ids=["far away", "before the attack"])
def test_a_moment_that_cannot_be_is_refused_at_once(moment, tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("start,ongoing\n2026-01-01T08:00-05:00,yes\n")
    assert main(["diagnose", str(path), "--still-going-on-at", moment]) == 2
    assert "must" in capsys.readouterr().err


def test_red_flags_are_read_from_a_plain_file_alone(five, capsys):
    assert main(["diagnose", str(five), "--red-flags", "/dev/zero"]) == 2
    assert "readable text file" in capsys.readouterr().err


def test_a_withheld_answer_holds_no_count_of_headaches(five, tmp_path, capsys):
    flags = tmp_path / "flags.toml"
    flags.write_text('thunderclap = "yes"\n')
    answer = as_json(capsys, five, "--red-flags", flags)
    assert answer["withheld"] is True
    assert answer["coverage"]["headache_days"] is None
    assert not any(answer[part] for part in ("verdicts", "overuse", "intractability", "attacks", "months", "days"))
    main(["diagnose", str(five), "--red-flags", str(flags)])
    assert "migraine" not in capsys.readouterr().out.lower()


def test_a_sign_the_diary_shows_outweighs_a_no(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("record,start,key,kind,minutes\nattack,2026-01-01T08:00Z,a,,\naura,,a,motor,30\n")
    flags = tmp_path / "flags.toml"
    flags.write_text("\n".join(f'{flag.id} = "no"' for flag in RED_FLAGS))
    answer = as_json(capsys, path, "--red-flags", flags)
    assert [flag["id"] for flag in answer["red_flags"]["raised"]] == ["aura_first_or_motor"]


def test_a_full_disk_under_the_answer_is_said_in_one_line(five):
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "reprieve", "diagnose", str(five)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert run.returncode == 1
    assert run.stderr.startswith("reprieve: it could not be finished")
    assert "Traceback" not in run.stderr


def test_files_in_which_nothing_was_read_are_refused_and_not_judged(tmp_path, capsys):
    empty = tmp_path / "empty.csv"
    empty.write_text("start,end,pain\n")
    assert main(["diagnose", str(empty)]) == 3
    said = capsys.readouterr()
    assert "nothing was read" in said.err
    assert said.out == ""
    empty.write_text("start,end,pain\nyesterday,,5\n")
    assert main(["diagnose", str(empty)]) == 3
    assert "1 row was left out (its `start` cannot be read" in capsys.readouterr().err


def test_an_entry_in_the_future_is_told(tmp_path, capsys):
    diary = tmp_path / "diary.csv"
    diary.write_text("start,pain\n2026-01-01 08:00Z,5\n2199-01-01 08:00Z,5\n")
    assert main(["diagnose", str(diary)]) == 0
    assert "1 entry lies in the future, on 2199-01-01" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("command", [["diagnose"], ["report", "-o", "-"], ["convert", "-o", "-", "--to", "csv"]])
def test_of_several_files_an_error_says_that_nothing_was_done_with_the_others(tmp_path, capsys, command):
    good, empty = tmp_path / "good.csv", tmp_path / "empty.csv"
    good.write_text("date,headache\n2026-03-01,yes\n")
    empty.write_text("")
    assert main([*command, str(good), str(empty)]) == 3
    assert "Nothing was done with the other files." in capsys.readouterr().err
    assert main([*command, str(empty)]) == 3
    assert "other files" not in capsys.readouterr().err


def test_what_is_said_has_no_limit_of_ours_and_one_of_a_thing_is_one(tmp_path, capsys):
    diary = tmp_path / "one.csv"
    diary.write_text("start,end,pain\n2026-03-01 08:00Z,2026-03-01 20:00Z,7\n")
    for language, wrong in (("en", "1 days"), ("es", "1 días")):
        main(["diagnose", "--language", language, str(diary)])
        said = " ".join(capsys.readouterr().out.split())
        assert f" {wrong}" not in said
        assert "1000" not in said
    main(["diagnose", str(diary)])
    said = " ".join(capsys.readouterr().out.split())
    assert "the diary spans 1 day, and more than 90" in said
    assert "0 of 1 attack written; for 1 it is not known; needs 5" in said
