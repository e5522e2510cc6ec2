"""How fast is the reduced job with us, and with others, on the same people with the same answers?

    python -m benchmarks.population [--people 1000000] [--runs 5] [--judged 2000] [--engines ours,polars,...]

The people are made once for each size and seed and kept in the temporary folder. Each engine runs in a
process of its own, once to warm up and then several times. What is too slow for everybody is asked of
the first people only, and compared by the person. An engine whose package is missing is left out.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import zlib
from pathlib import Path

import pyarrow as pa
from benchmarks.population import people as made_up
from benchmarks.population.cql_people import read_answers, write_people
from benchmarks.population.engines import ENGINES, answers_file, command, people_file
from benchmarks.population.job import answers, differences
from benchmarks.population.judged import judge_people
from benchmarks.population.measuring import Measured, measure

from reprieve.pathway.population import writing
from reprieve.pathway.population.layout import MANIFEST, VERSION
from reprieve.pathway.population.reading import open_registry

ROOT = Path(__file__).parents[2]


def main(arguments: list[str]) -> int:
    asked = _asked(arguments)
    registry = registry_of(asked.people, asked.seed, Path(asked.folder))
    records = _records(registry)
    print(f"{asked.people:,} people, {records:,} records of attacks; medians of {asked.runs} runs after a first\n")
    found: dict[str, Measured] = {}
    answered: dict[str, pa.Table] = {}
    with tempfile.TemporaryDirectory(dir=registry.parent) as folder:
        for name in asked.engines:
            people = min(asked.judged, asked.people) if ENGINES[name].sample else asked.people
            out = Path(folder) / name
            measured = _measured(name, registry, out, asked.runs, people)
            print(f"{ENGINES[name].label}: {measured.left_out or 'done'}", file=sys.stderr, flush=True)
            if not measured.left_out:
                found[name] = measured
                if ENGINES[name].answers:
                    answered[name] = answers(out)
            shutil.rmtree(out, ignore_errors=True)
        if "judge" not in answered:
            judge_people(registry, Path(folder) / "judged.parquet", min(asked.judged, asked.people))
            answered["judge"] = answers(Path(folder) / "judged.parquet")
    same = _compared(answered)
    _print_table(found, same, asked.people, min(asked.judged, asked.people), records)
    return 0 if all(text.startswith("same") for text in same.values()) else 1


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.population", description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--judged", type=int, default=2_000, help="people for the judge and for CQL")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engines", type=lambda text: text.split(","), default=list(ENGINES))
    parser.add_argument("--folder", default=str(Path(tempfile.gettempdir()) / "reprieve-population"))
    asked = parser.parse_args(arguments)
    for name in asked.engines:
        if name not in ENGINES:
            parser.error(f"an engine must be one of {', '.join(ENGINES)}; got {name!r}.")
    return asked


def registry_of(people: int, seed: int, folder: Path) -> Path:
    """The people of a size and seed, made now or before."""
    # Made anew when what makes them was changed.
    made_by = zlib.crc32(b"".join(Path(it.__file__).read_bytes() for it in (made_up, writing)))
    path = folder / f"{people}-{seed}-{VERSION}-{made_by:08x}"
    if not (path / MANIFEST).is_file():
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        made_up.make_people(path, people, seed)
    return path


def _records(registry: Path) -> int:
    return sum(int(part.metadata("attacks").num_rows) for part in open_registry(registry).parts)


def _measured(name: str, registry: Path, out: Path, runs: int, people: int) -> Measured:
    missing = ENGINES[name].missing()
    if missing:
        return Measured(left_out=f"left out; {missing}")
    if name == "cql":
        write_people(registry, people_file(out), people)
    measured = measure(command(name, registry, out, runs, people), ROOT)
    if name == "cql" and not measured.left_out:
        out.mkdir()
        read_answers(answers_file(out), out / "cql.parquet")
    return measured


def _compared(answered: dict[str, pa.Table]) -> dict[str, str]:
    """For each engine, whether it says the same as the judge of the first people, and as the others of all."""
    judged = answered["judge"]
    whole = [table for table in answered.values() if table.num_rows > judged.num_rows]
    found = {}
    for name, table in answered.items():
        expected = whole[0] if whole and table.num_rows > judged.num_rows else judged
        uneven = differences(judged, table.slice(0, judged.num_rows)) or differences(expected, table)
        found[name] = f"differs ({uneven})" if uneven else f"same, {table.num_rows:,}"
    return found


def _print_table(found: dict[str, Measured], same: dict[str, str], people: int, judged: int, records: int) -> None:
    def each_us(name: str) -> float:
        """Microseconds a person."""
        return found[name].median_wall_s / (judged if ENGINES[name].sample else people) * 1e6

    def cpu_us(name: str) -> float:
        return found[name].median_cpu_s / (judged if ENGINES[name].sample else people) * 1e6

    def times(name: str, other: str) -> str:
        """How many times as long as another, and how many times its processor time, which is steadier."""
        if other not in found:
            return "-"
        return f"{each_us(name) / each_us(other):,.1f} ({cpu_us(name) / cpu_us(other):,.1f})"

    columns = "engine, people, wall s, CPU s, people/s, records/s, peak MB, x ours, x reading, first s, answers"
    print("Ratios are of wall time by the person, in brackets of processor time.\n")
    print("| " + columns.replace(", ", " | ") + " |")
    print("|---" * len(columns.split(", ")) + "|")
    for name, it in found.items():
        asked = judged if ENGINES[name].sample else people
        a_second = 1e6 / each_us(name)
        print(
            f"| {ENGINES[name].label} | {asked:,} | {it.median_wall_s:.3g} | {it.median_cpu_s:.3g} | {a_second:,.0f} "
            f"| {a_second * records / people:,.0f} | {it.peak_bytes / 1e6:,.0f} | {times(name, 'ours')} "
            f"| {times(name, 'read')} | {it.first_s:.3g} | {same.get(name, '-')} |"
        )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
