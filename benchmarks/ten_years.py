"""How long does ten years of one person's diary take, from the shell and inside?

Whole commands are timed in turn with a named peer, pandas reading the same file, so that the ratio holds when the
machine's speed drifts. Run with: make bench, or python benchmarks/ten_years.py
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from reprieve import diagnose, read_diary
from reprieve.pathway.diary.choices import Effect, Nausea, Quality, Side
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

ZONE = timezone(timedelta(hours=-5))
RUNS = 5


def ten_years() -> Diary:
    """3,650 days with about 1,500 attacks, 1,400 doses and 1,700 headache-free days, some days not written."""
    chance = random.Random(3)

    def any_truth() -> Truth:
        return chance.choice([YES, YES, NO, NOT_KNOWN])

    attacks, doses, days = [], [], []
    for number in range(3650):
        midnight = datetime(2016, 1, 1, tzinfo=ZONE) + timedelta(days=number)
        if chance.random() < 0.41:
            start = midnight + timedelta(hours=chance.randint(0, 20))
            attacks.append(
                Attack(
                    key=f"a{number}",
                    start=start,
                    end=start + timedelta(hours=chance.choice([2, 5, 10, 20, 30])),
                    pain_0_to_10=chance.randint(3, 10),
                    side=chance.choice([None, Side.LEFT, Side.BOTH]),
                    qualities=chance.choice([None, frozenset({Quality.PULSATING})]),
                    worse_with_activity=any_truth(),
                    nausea=chance.choice([None, Nausea.YES, Nausea.NONE]),
                    photophobia=any_truth(),
                    phonophobia=any_truth(),
                    function_lost=any_truth(),
                    aura=chance.choice([NO, NO, NOT_KNOWN]),
                    note='a note with "quotes"\nand a line break',
                )
            )
            for name in chance.choice([(), ("Sumatriptan 50 mg",), ("Ibuprofen 600",), ("sumatriptan", "ibuprofen")]):
                effect = chance.choice([None, Effect.BETTER, Effect.NONE])
                taken = start + timedelta(hours=1)
                doses.append(Dose(name=name, time=taken, attack_key=f"a{number}", effect_at_2h=effect))
        elif chance.random() < 0.8:
            days.append(DayEntry(day=midnight.date(), headache=NO, drug_taken=NO))
    return Diary(attacks=tuple(attacks), doses=tuple(doses), days=tuple(days))


def seconds(command: list[str]) -> float:
    """Wall time of one whole command."""
    began = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - began


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ten-years.csv"
        diary = ten_years()
        write_diary(diary, path)
        print(
            f"{len(diary.attacks)} attacks, {len(diary.doses)} doses, {len(diary.days)} days, "
            f"{path.stat().st_size} bytes"
        )

        began = time.perf_counter()
        read = read_diary(path)
        reading = time.perf_counter() - began
        began = time.perf_counter()
        diagnose(read)
        print(f"inside: read {reading:.3f} s, diagnose {time.perf_counter() - began:.3f} s")

        ours = [sys.executable, "-m", "reprieve", "diagnose", str(path)]
        peer = [sys.executable, "-c", f"import pandas; pandas.read_csv({str(path)!r})"]
        pairs = [(seconds(ours), seconds(peer)) for _ in range(RUNS)]
        print(f"reprieve diagnose, whole command: median {statistics.median(a for a, _ in pairs):.2f} s")
        print(f"python -c pandas.read_csv, whole command: median {statistics.median(b for _, b in pairs):.2f} s")
        print(f"ratio, pair by pair: median {statistics.median(a / b for a, b in pairs):.2f}")


if __name__ == "__main__":
    main()
