"""`reprieve end-points`: what a trial would report of a diary, from the command line."""

import json
from pathlib import Path

import pytest

from reprieve.cli import main
from reprieve.pathway.diagnosis.days import NAMED_DAYS

HEADER = "record,start,end,day,headache,pain\n"
# Ten headaches of 5 h in the first 28 days of January 2026, four in the next 28; the other days are written without.
DAYS = [(f"2026-01-{day:02}", day <= 10) for day in range(1, 29)]
DAYS += [(f"2026-01-{day:02}", True) for day in (29, 30, 31)] + [("2026-02-01", True)]
DAYS += [(f"2026-02-{day:02}", False) for day in range(2, 26)]
PERIODS = ("--baseline", "2026-01-01/2026-01-28", "--later", "2026-01-29/2026-02-25")


@pytest.fixture
def diary(tmp_path: Path) -> str:
    rows = [f"attack,{day} 08:00Z,{day} 13:00Z,,,5" if headache else f"day,,,{day},no," for day, headache in DAYS]
    path = tmp_path / "diary.csv"
    path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8")
    return str(path)


def test_every_named_kind_of_day_is_counted_and_compared(diary, capsys):
    assert main(["end-points", diary, *PERIODS, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [kind["definition"] for kind in found["months"]] == list(NAMED_DAYS)
    assert "crystal_clear" in NAMED_DAYS
    (headache,) = (one for one in found["comparisons"] if one["definition"] == "headache")
    assert headache["baseline"]["per_28_days"] == {"at_least": 10, "at_most": 10}
    assert headache["later"]["per_28_days"] == {"at_least": 4, "at_most": 4}
    assert headache["change"] == {"at_least": -6, "at_most": -6}
    assert headache["fewer_by_percent"] == {"30": "met", "50": "met", "75": "not_met", "100": "not_met"}
    assert headache["baseline_suffices"] == "met"


def test_without_periods_the_last_months_and_the_group_are_told(diary, capsys):
    assert main(["end-points", diary]) == 0
    said = capsys.readouterr().out
    assert "crystal-clear day" in said
    assert "Group by frequency" in said
    assert "10; 4" in said
    assert "a change of" not in said


@pytest.mark.parametrize(
    "wrong",
    [
        ("--baseline", "2026-01-01/2026-01-28"),
        ("--baseline", "January", "--later", "2026-01-29/2026-02-25"),
        ("--baseline", "2026-01-28/2026-01-01", "--later", "2026-01-29/2026-02-25"),
        ("--baseline", "2026-01-01/2026-01-28", "--later", "2026-01-28/2026-02-25"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused_in_a_sentence(diary, capsys, wrong):
    assert main(["end-points", diary, *wrong]) == 2
    assert capsys.readouterr().err.startswith("reprieve: ")


def test_a_red_flag_that_withholds_withholds_the_end_points_too(diary, tmp_path, capsys):
    main(["red-flags"])
    form = tmp_path / "flags.txt"
    form.write_text(capsys.readouterr().out.replace('\nthunderclap = "not asked"', '\nthunderclap = "yes"'), "utf-8")
    assert main(["end-points", diary, "--red-flags", str(form), "--json"]) == 4
    assert json.loads(capsys.readouterr().out) == {"withheld": True}
