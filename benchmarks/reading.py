"""How long does it take to read ten years of one person's diary, next to only parting its cells?

Run: python benchmarks/reading.py
"""

from __future__ import annotations

import csv
import io
import random
import time
from datetime import UTC, date, datetime, timedelta

from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.truth import NO, YES

ROUNDS = 5


def ten_years() -> Diary:
    """1,500 attacks, 3,000 doses and 3,650 days, made by chance from a fixed seed."""
    chance = random.Random(7)
    begin = datetime(2016, 1, 1, 6, tzinfo=UTC)
    attacks, doses = [], []
    for number in range(1_500):
        start = begin + timedelta(hours=58 * number + chance.randrange(24))
        attacks.append(
            Attack(
                start=start,
                end=start + timedelta(minutes=chance.randrange(60, 2_000)),
                pain_0_to_10=chance.randrange(11),
                side=chance.choice(list(Side)),
                qualities=frozenset({Quality.PULSATING}),
                nausea=chance.choice(list(Nausea)),
                photophobia=YES,
                phonophobia=NO,
                note="woke with it, had to lie down" if chance.random() < 0.3 else "",
                key=str(number),
            )
        )
        for hours in (1, 3):
            name = chance.choice(["sumatriptan 50 mg", "ibuprofen", "Tylenol"])
            doses.append(Dose(name=name, time=start + timedelta(hours=hours), attack_key=str(number)))
    days = [DayEntry(day=date(2016, 1, 1) + timedelta(days=n), headache=NO) for n in range(3_650)]
    return Diary(attacks=tuple(attacks), doses=tuple(doses), days=tuple(days))


def migraine_buddy(diary: Diary) -> bytes:
    """The attacks of a diary in the newer layout of Migraine Buddy."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    names = "#,Started,Lasted,Start UTC Offset (min),End UTC Offset (min),Geohash,Pain Level,Symptoms,Pain Positions"
    writer.writerow([*names.split(","), "Helpful Medication", "Notes"])
    for number, attack in enumerate(diary.attacks):
        started = f"{attack.start:%m/%d/%y %H:%M}"
        symptoms = "Sensitivity to light, Throbbing pain, Nausea"
        cells = [number, started, "1d 02h 15m", "60", "60", "ezjmgq", "7", symptoms, "Left Eye", "Sumatriptan, Advil"]
        writer.writerow([*cells, "a note\nof two lines"])
    return out.getvalue().encode()


def best_of(work: object, raw: bytes) -> float:
    """The shortest of several rounds, in seconds."""
    spans = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work(raw)  # type: ignore[operator]
        spans.append(time.perf_counter() - begin)
    return min(spans)


def part_cells(raw: bytes) -> None:
    """What any reader has to do at least."""
    list(csv.reader(io.StringIO(raw.decode(), newline="")))


def read(raw: bytes) -> None:
    """What ours does."""
    read_diary(io.BytesIO(raw), zone="Europe/Madrid")


if __name__ == "__main__":
    diary = ten_years()
    out = io.StringIO(newline="")
    write_diary(diary, out)
    for name, raw in (("our own", out.getvalue().encode()), ("Migraine Buddy", migraine_buddy(diary))):
        ours, least = best_of(read, raw), best_of(part_cells, raw)
        print(f"{name}: {len(raw) / 1e6:.2f} MB, read in {ours:.3f} s; parting cells alone {least:.3f} s")
