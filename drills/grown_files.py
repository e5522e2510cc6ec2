"""Is a valid file that has grown far beyond a diary still read and judged in bounded time and memory?

    python -m drills.grown_files [--kind NAME ...] [--times 0.5]

Each kind of file grows along one dimension, to a size and to twice that, every file under 10 MB. Each
is read, put together and judged in a process of its own. Printed are the processor time, the most
memory, and by how much the time grew. The answer is 1 where twice the size takes over three times as
long, or a process takes over 500 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MOST_BYTES, MOST_MB, MOST_GROWTH, LONGEST_S = 10_000_000, 500, 3.0, 120
# What takes less time than this is not compared: starting up and the rules themselves would be measured.
FLOOR_S = 1.0
BEGIN = datetime(2020, 1, 1, 6, tzinfo=UTC)
ALL_COLUMNS = "record,start,end,pain_0_to_10,side,worse_with_activity,nausea,photophobia,phonophobia,aura,note,key"
SIDES, ANSWERS, NAUSEA = ("left", "both", ""), ("yes", "no", ""), ("yes", "none", "")


def table(header: str, rows: Iterator[str]) -> bytes:
    """A CSV."""
    return "\n".join([header, *rows, ""]).encode()


def at(number: int, minutes: int) -> datetime:
    """The moment so many steps after the beginning."""
    return BEGIN + timedelta(minutes=number * minutes)


def attack(number: int, minutes: int, lasts: timedelta, note: str = "") -> str:
    """A row with most items of an attack, different from its neighbours."""
    start = at(number, minutes)
    items = [number % 11, SIDES[number % 3], *(ANSWERS[(number >> shift) % 3] for shift in (0, 1))]
    items[3:3] = [NAUSEA[(number >> 2) % 3]]
    rest = [ANSWERS[(number >> 3) % 3], "", note, f"a{number}"]
    return ",".join(map(str, ["attack", start, start + lasts, *items, *rest]))


def attacks(n: int) -> list[bytes]:
    """Attacks of one minute, one after the other."""
    return [table("start,end,pain", (f"{at(i, 30)},{at(i, 30) + timedelta(minutes=1)},7" for i in range(n)))]


def full_attacks(n: int) -> list[bytes]:
    """Attacks with most items written, and no two alike."""
    return [table(ALL_COLUMNS, (attack(i, 100, timedelta(minutes=1 + i % 97)) for i in range(n)))]


def overlapping(n: int) -> list[bytes]:
    """Attacks that each begin before the one before ends."""
    return [table("start,end,pain", (f"{at(i, 20)},{at(i, 20) + timedelta(hours=1)},7" for i in range(n)))]


def without_an_end(n: int) -> list[bytes]:
    """Attacks whose end is not written."""
    return [table("start,pain", (f"{at(i, 60)},7" for i in range(n)))]


def same_minute(n: int) -> list[bytes]:
    """Two files with all their attacks in one minute."""
    return [
        table(ALL_COLUMNS, (attack(i, 0, timedelta(minutes=60 + i % 60), f"{name}{i}") for i in range(n)))
        for name in "ab"
    ]


def doses(n: int) -> list[bytes]:
    """Doses one after the other, of a few drugs."""
    drugs = ("sumatriptan", "ibuprofen", "paracetamol")
    return [table("record,name,time", (f"dose,{drugs[i % 3]},{at(i, 60)}" for i in range(n)))]


def doses_on_some_day(n: int) -> list[bytes]:
    """Doses in one long attack, each on one of thirty days."""
    begin = f"attack,{BEGIN},{BEGIN + timedelta(days=900)},7,a,,,,"
    rows = (
        f"dose,,,,,ibuprofen {200 + i // 870},{(BEGIN + timedelta(days=i % 870)).date()},{2 + i % 29},a"
        for i in range(n)
    )
    return [table("record,start,end,pain,key,name,day,days,attack_key", iter([begin, *rows]))]


def drug_names(n: int) -> list[bytes]:
    """Doses of drugs that nobody knows."""
    return [table("record,name,time", (f"dose,drug {i},{at(i, 60)}" for i in range(n)))]


def days(n: int) -> list[bytes]:
    """Entries of days."""
    first = date(1950, 1, 1)
    rows = (f"day,{first + timedelta(days=i)},{'no' if i % 3 else 'yes'},no" for i in range(n))
    return [table("record,day,headache,drug_taken", rows)]


def treatments(n: int) -> list[bytes]:
    """Treatments."""
    names, outcomes = ("topiramate", "propranolol", "erenumab", "tea"), ("no_effect", "adverse_effects", "worked")
    first = date(1900, 1, 1)
    rows = (
        f"treatment,{names[i % 4]},{first + timedelta(days=i)},{first + timedelta(days=i + 90)},{outcomes[i % 3]}"
        for i in range(n)
    )
    return [table("record,name,started,stopped,outcome", rows)]


def aura_symptoms(n: int) -> list[bytes]:
    """One attack with very many aura symptoms, told in two files in two ways."""
    kinds = ("visual", "sensory", "speech", "motor")
    return [
        table(
            "record,start,end,key,kind,minutes,spreads",
            iter(
                [
                    f"attack,{BEGIN},{BEGIN + timedelta(hours=5)},{name},,,",
                    *(f"aura,,,{name},{kinds[i % 4]},{i + more / 2},yes" for i in range(n)),
                ]
            ),
        )
        for more, name in enumerate("ab")
    ]


def notes(n: int) -> list[bytes]:
    """Attacks with long notes."""
    return [table(ALL_COLUMNS, (attack(i, 600, timedelta(hours=5), "word " * 900) for i in range(n)))]


def health_records(n: int) -> list[bytes]:
    """An export of Apple Health with many headaches."""
    kinds = ("Headache", "Nausea", "Vomiting")
    rows = (
        f'<Record type="HKCategoryTypeIdentifier{kinds[i % 3]}" startDate="{at(i, 20):%F %T} +0000" '
        f'endDate="{at(i, 20) + timedelta(minutes=45):%F %T} +0000" value="HKCategoryValueSeverityModerate"/>'
        for i in range(n)
    )
    return ["\n".join(['<?xml version="1.0"?>', '<HealthData locale="en">', *rows, "</HealthData>"]).encode()]


def nested_json(n: int) -> list[bytes]:
    """Our own JSON with attacks, beside something deeply nested."""
    starts = (at(i, 100) for i in range(n))
    some = [{"start": f"{it}", "end": f"{it + timedelta(hours=1)}", "side": "left"} for it in starts]
    deep = "[" * 50 + "]" * 50
    return [f'{{"reprieve_diary": 1, "more": {deep}, "attacks": {json.dumps(some)}}}'.encode()]


def mapped(n: int) -> list[bytes]:
    """Somebody's own table, read by the mapping that is suggested for it."""
    rows = (
        f"{at(i, 100):%d.%m.%Y},{at(i, 100):%H:%M},{i % 11},{('left', 'both')[i % 2]},"
        f"{('yes', 'no')[i % 2]},{('ibuprofen', 'sumatriptan; ibuprofen', '')[i % 3]}"
        for i in range(n)
    )
    return [table("Date,Start time,Pain (0-10),Side,Nausea,Medication", rows)]


def mapped_drug_names(n: int) -> list[bytes]:
    """Somebody's own table with drugs that nobody knows."""
    rows = (f"{at(i, 100):%d.%m.%Y},{at(i, 100):%H:%M},{i % 11},drug {i}" for i in range(n))
    return [table("Date,Start time,Pain (0-10),Medication", rows)]


def long_format(n: int) -> list[bytes]:
    """A row for each symptom."""
    header = "date formatted,date,weekday,time of day,category,rating/amount,detail,notes"
    rows = (
        f"{at(i, 300):%Y-%m-%d},{at(i, 300):%d %b %Y},{at(i, 300):%A},{('am', 'pm')[i % 2]},Symptom,{i % 4 + 1},"
        f"{('Headache (Mild)', 'Nausea (Moderate)', f'Other {i % 900} (Mild)')[i % 3]},"
        for i in range(n)
    )
    return [table(header, rows)]


def merged(n: int) -> list[bytes]:
    """Two files that tell the same attacks, a few minutes apart."""
    return [table(ALL_COLUMNS, (attack(i, 200, timedelta(minutes=60 + more)) for i in range(n))) for more in (0, 7)]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of file is made, to which size, and whether it is read by the mapping suggested for it."""

    grow: Callable[[int], list[bytes]]
    size: int
    mapped: bool = False


KINDS = {
    "attacks": Kind(attacks, 45_000),
    "full-attacks": Kind(full_attacks, 30_000),
    "overlapping": Kind(overlapping, 45_000),
    "without-an-end": Kind(without_an_end, 45_000),
    "same-minute": Kind(same_minute, 20_000),
    "doses": Kind(doses, 45_000),
    "doses-on-some-day": Kind(doses_on_some_day, 20_000),
    "drug-names": Kind(drug_names, 45_000),
    "days": Kind(days, 45_000),
    "treatments": Kind(treatments, 40_000),
    "aura-symptoms": Kind(aura_symptoms, 10_000),
    "notes": Kind(notes, 1_000),
    "health-records": Kind(health_records, 15_000),
    "nested-json": Kind(nested_json, 40_000),
    "mapped": Kind(mapped, 45_000, mapped=True),
    "mapped-drug-names": Kind(mapped_drug_names, 45_000, mapped=True),
    "long-format": Kind(long_format, 45_000),
    "merged": Kind(merged, 25_000),
}


def judge_one(name: str, size: int) -> None:
    """Reads and judges one kind of file at one size in this process, and prints what it took."""
    from reprieve.pathway.diagnosis.diagnose import diagnose
    from reprieve.pathway.diary.mapping_suggest import suggest
    from reprieve.pathway.diary.reading import read_diary

    kind = KINDS[name]
    files = kind.grow(size)
    largest = max(len(file) for file in files)
    if largest > MOST_BYTES:
        raise SystemExit(f"{name} {size}: {largest} bytes are more than the drill means")
    before = time.process_time()
    mapping = suggest(io.BytesIO(files[0])).mapping if kind.mapped else None
    diary = read_diary(*(io.BytesIO(file) for file in files), mapping=mapping)
    read = time.process_time()
    diagnose(diary)
    spent = {"bytes": largest, "read_s": read - before, "judge_s": time.process_time() - read}
    spent["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    spent["records"] = len(diary.attacks) + len(diary.doses) + len(diary.days) + len(diary.profile.treatments)
    print(json.dumps(spent))


def measure(name: str, size: int) -> dict[str, float] | None:
    """What one kind at one size took in a process of its own; None if it was not done in time."""
    command = [sys.executable, "-m", "drills.grown_files", "--one", name, "--size", str(size)]
    try:
        answer = subprocess.run(command, capture_output=True, check=True, timeout=LONGEST_S)
    except subprocess.TimeoutExpired:
        return None
    except subprocess.CalledProcessError as error:
        raise SystemExit(error.stderr.decode()) from None
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def line(name: str, size: int) -> bool:
    """Prints one line of the table; whether it is within the bounds."""
    small, large = measure(name, size), measure(name, 2 * size)
    if small is None or large is None:
        print(f"{name:18} {2 * size:7}  not done in {LONGEST_S} s  TOO MUCH", flush=True)
        return False
    took, before = (one["read_s"] + one["judge_s"] for one in (large, small))
    growth = took / before
    good = large["mb"] <= MOST_MB and (took <= FLOOR_S or growth <= MOST_GROWTH)
    print(
        f"{name:18} {2 * size:7} {large['bytes'] / 1e6:5.1f} MB {large['records']:8.0f} {large['read_s']:7.2f} "
        f"{large['judge_s']:7.2f} {large['mb']:6.0f} MB {growth:6.2f}{'' if good else '  TOO MUCH'}",
        flush=True,
    )
    return good


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kind", choices=KINDS, nargs="+", default=list(KINDS))
    options.add_argument("--times", type=float, default=1, help="of the usual sizes")
    options.add_argument("--one", choices=KINDS, help=argparse.SUPPRESS)
    options.add_argument("--size", type=int, help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.one:
        judge_one(asked.one, asked.size)
        return
    print("kind                  size     file  records    read   judge   memory growth  (s of processor time)")
    good = [line(name, int(KINDS[name].size * asked.times)) for name in asked.kind]
    sys.exit(not all(good))


if __name__ == "__main__":
    main()
