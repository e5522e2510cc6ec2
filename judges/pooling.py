"""Ask R's metafor what it makes of many small meta-analyses, and freeze its answers for the tests.

    python judges/pooling.py            (or: make judge)

The questions are drawn anew from the same seed each time, so that the frozen file changes only if metafor does.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FROZEN = HERE.parent / "tests" / "published" / "metafor_answers.json"
HOW_TO_GET_IT = "R with metafor is missing: apt-get install r-cran-metafor r-cran-jsonlite"
SEED = 20261122
PROPORTIONS, DIFFERENCES = 140, 80


def questions() -> list[dict[str, Any]]:
    """Small and large, alike and unlike, none and all: what a clinic's table of studies may come to hold."""
    chance = random.Random(SEED)
    asked = [*known_ones()]
    asked += [proportions(chance) for _ in range(PROPORTIONS)]
    asked += [differences(chance) for _ in range(DIFFERENCES)]
    for at, question in enumerate(asked):
        question["method"] = ("PM", "DL")[at % 2]
        question["test"] = ("adhoc", "knha")[at // 2 % 2]
    return asked


def known_ones() -> list[dict[str, Any]]:
    """The figures of ketamine infusions that somebody might want to pool, each way of reckoning."""
    jefferson = {"measure": "proportion", "events": [55, 48], "n": [77, 61]}
    half_less = {"measure": "proportion", "events": [11, 29, 4], "n": [32, 64, 4]}
    with_outlier = {"measure": "proportion", "events": [11, 29, 4, 241], "n": [32, 64, 4, 247]}
    nothing = {"measure": "proportion", "events": [0, 0, 0], "n": [5, 9, 14]}
    all_of_them = {"measure": "proportion", "events": [6, 4, 16], "n": [6, 4, 16]}
    the_same = {"measure": "proportion", "events": [5, 5, 5], "n": [20, 20, 20]}
    return [dict(one) for one in (jefferson, half_less, with_outlier, nothing, all_of_them, the_same) for _ in range(4)]


def proportions(chance: random.Random) -> dict[str, Any]:
    n = [chance.choice((1, 2, 4, 6, 12, 30, 80, 250)) + chance.randrange(5) for _ in range(studies(chance))]
    middle, spread = chance.choice((0.02, 0.2, 0.5, 0.75, 0.97)), chance.choice((0.0, 0.1, 0.4))
    shares = [min(1.0, max(0.0, chance.gauss(middle, spread))) for _ in n]
    events = [sum(chance.random() < share for _ in range(size)) for share, size in zip(shares, n, strict=True)]
    return {"measure": "proportion", "events": events, "n": n}


def differences(chance: random.Random) -> dict[str, Any]:
    k = studies(chance)
    effect, spread = chance.uniform(-3, 3), chance.choice((0.0, 0.5, 3.0))
    base = [round(chance.uniform(0, 10), 2) for _ in range(k)]
    return {
        "measure": "mean difference",
        "mean": [round(value + chance.gauss(effect, spread), 2) for value in base],
        "sd": [round(chance.uniform(0.4, 4), 2) for _ in range(k)],
        "n": [chance.randrange(2, 120) for _ in range(k)],
        "other_mean": base,
        "other_sd": [round(chance.uniform(0.4, 4), 2) for _ in range(k)],
        "other_n": [chance.randrange(2, 120) for _ in range(k)],
    }


def studies(chance: random.Random) -> int:
    return chance.choice((2, 2, 3, 3, 4, 5, 8, 15))


def main() -> int:
    if shutil.which("Rscript") is None:
        sys.stderr.write(HOW_TO_GET_IT + "\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "questions.json"
        asked.write_text(json.dumps(questions()), "utf-8")
        judged = subprocess.run(
            ["Rscript", "--vanilla", str(HERE / "pooling.R"), str(asked)], capture_output=True, text=True, check=False
        )
    if judged.returncode:
        sys.stderr.write(f"{judged.stderr.strip()}\n{HOW_TO_GET_IT}\n")
        return 1
    answers = json.loads(judged.stdout)
    lines = ",\n".join(json.dumps(case) for case in answers["cases"])
    FROZEN.write_text(f'{{"judged_by": {json.dumps(answers["judged_by"])}, "cases": [\n{lines}\n]}}\n', "utf-8")
    sys.stdout.write(f"{len(answers['cases'])} answers of {answers['judged_by']} are frozen in {FROZEN.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
