"""Which engines are there, what does each need, and how is one run?

    python -m benchmarks.population.engines NAME REGISTRY OUT RUNS PEOPLE

runs one engine in this process, once to warm up and then so many times, and prints a line of JSON for each.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks.population.job import NEEDED
from benchmarks.population.judged import judge_people
from benchmarks.population.measuring import tree_cpu_s

from reprieve.pathway.population.reading import Part, open_registry

CQL: Final = Path(__file__).with_name("cql")


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One engine.

    Parameters
    ----------
    label : str
    sample : bool
        Whether it is so slow that it is asked of the first people only.
    missing : callable
        What to install before it can run; empty where nothing is missing.
    answers : bool
        Whether it answers the job, and does not only read.
    """

    label: str
    sample: bool = False
    missing: Callable[[], str] = lambda: ""
    answers: bool = True


def _python(package: str, install: str = "") -> Callable[[], str]:
    there = importlib.util.find_spec(package) is not None
    return lambda: "" if there else f"pip install {install or package}"


def _node() -> str:
    if shutil.which("node") is None:
        return "install Node.js 20 or later"
    return "" if (CQL / "node_modules" / "cql-execution").is_dir() else "npm install --prefix benchmarks/population/cql"


ENGINES: Final[Mapping[str, Engine]] = {
    "read": Engine(label="merely reading the columns (pyarrow)", answers=False),
    "ours": Engine(label="ours, local"),
    "spark": Engine(label="ours, Spark local[2]", missing=_python("pyspark", "reprieve[spark]")),
    "polars": Engine(label="Polars", missing=_python("polars")),
    "duckdb": Engine(label="DuckDB", missing=_python("duckdb")),
    "pandas": Engine(label="pandas", missing=_python("pandas")),
    "judge": Engine(label="the plain judge", sample=True),
    "cql": Engine(label="cql-execution", sample=True, missing=_node),
}


def spark(registry: Path, out: Path) -> None:
    """The same, sent to Spark local[2] by the names of the parts; the session stays for the next run."""
    from benchmarks.population import ours_engine
    from pyspark.sql import SparkSession

    from reprieve.pathway.population.spark import session

    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "")])
    if SparkSession.getActiveSession() is None:
        SESSION.enter_context(session("local[2]"))
    context = SparkSession.active().sparkContext
    names = [part.name for part in open_registry(registry).parts]
    context.parallelize(names, len(names)).foreach(partial(ours_engine.run_part, registry, out))


SESSION = ExitStack()


def read(registry: Path, out: Path) -> None:
    """Read the columns of the job, row group by row group on two threads, and do nothing with them."""
    del out
    tasks = [(part, group) for part in open_registry(registry).parts for group in range(part.groups)]

    def one(task: tuple[Part, int]) -> None:
        part, group = task
        for table, columns in NEEDED.items():
            part.read(table, group, columns)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(one, tasks))


def runner(name: str, people: int) -> Callable[[Path, Path], object]:
    """What runs an engine once: from a registry's folder into an empty one."""
    if name == "judge":
        return lambda registry, out: judge_people(registry, out / "judged.parquet", people)
    own: dict[str, Callable[[Path, Path], object]] = {"spark": spark, "read": read}
    if name in own:
        return own[name]
    run: Callable[[Path, Path], object] = importlib.import_module(f"benchmarks.population.{name}_engine").run
    return run


def command(name: str, registry: Path, out: Path, runs: int, people: int) -> list[str]:
    """The command that runs an engine in a process of its own."""
    if name == "cql":
        # The process of node itself: the people were written for it before, and its answers are read after.
        return ["node", str(CQL / "run.mjs"), str(people_file(out)), str(answers_file(out)), str(runs + 1)]
    module = [sys.executable, "-m", "benchmarks.population.engines"]
    return [*module, name, str(registry), str(out), str(runs), str(people)]


def people_file(out: Path) -> Path:
    """Where the people lie for Clinical Quality Language."""
    return out.with_suffix(".people.jsonl")


def answers_file(out: Path) -> Path:
    """Where it puts its answers."""
    return out.with_suffix(".answers.jsonl")


def main(name: str, registry: Path, out: Path, runs: int, people: int) -> None:
    run = runner(name, people)
    for _ in range(runs + 1):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        began, cpu_s = time.perf_counter(), tree_cpu_s()
        try:
            run(registry, out)
        except NotImplementedError as error:
            print(json.dumps({"left_out": str(error)}), flush=True)
            return
        wall_s = time.perf_counter() - began
        print(json.dumps({"wall_s": wall_s, "cpu_s": tree_cpu_s() - cpu_s}), flush=True)


if __name__ == "__main__":
    engine, folder, results, times, how_many = sys.argv[1:]
    main(engine, Path(folder), Path(results), int(times), int(how_many))
