"""How are the parts of a registry judged on Apache Spark?

Spark is sent the names of the parts, and nothing else: whoever gets one reads that part from the place
that all share, judges it and writes its file there. So no row of a patient travels through Spark, a
task that is done twice does no harm, and a run that was killed goes on like any other.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from reprieve.pathway.population.process import is_finished, judge_part
from reprieve.pathway.population.reading import Part, open_registry
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import say

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# Spark 4 runs on no older one.
OLDEST_JAVA = 17
# This machine, all its cores.
HERE = "local[*]"
QUIET = Path(__file__).with_name("log4j2.properties")
LOOK_AGAIN_S = 0.5
ADDRESS = re.compile(r"local(\[.+\])?|local-cluster\[.+\]|yarn|(spark|k8s)://.+")
# The last line of what Python says of an exception.
RAISED = re.compile(r"[A-Za-z_.]+(Error|Exception)(:|$)")
ABOUT_FILES = ("OSError", "FileNotFoundError", "PermissionError", "ModuleNotFoundError")


def on_spark(
    registry_path: Path,
    part_names: Sequence[str],
    out: Path,
    *,
    master: str | None = None,
    tell: Callable[[int], None] | None = None,
) -> None:
    """Judge these parts, each in a task of its own.

    Parameters
    ----------
    registry_path, out : Path
        Both must be the same folder on every machine that takes part.
    part_names : sequence of str
        As in the registry's manifest; the registry is known to be sound.
    master : str or None
        Spark's address of a cluster; None: this machine, all its cores.
    tell : callable or None
        Told the people of each part, when its file is there.

    Raises
    ------
    InvalidInput
        If there is no pyspark, no Java, or no Spark at the address.
    UnreadableFile
        If a part cannot be read.
    """
    registry = open_registry(registry_path)
    parts = {part.name: part for part in registry.parts if part.name in set(part_names)}
    judge_one = partial(_judge_one, str(registry_path.resolve()), str(out.resolve()))
    with session(master) as spark:
        asked = _Asked(spark, list(parts), judge_one)
        for part in asked.seen_finished(list(parts.values()), out):
            if tell is not None:
                tell(part.people)
        asked.answer()
        left = [part for part in parts.values() if not is_finished(part, out)]
    if left:
        raise InvalidInput(
            say(
                "Spark's machines must write where this one reads; they wrote the results elsewhere. "
                "Name a folder that all of them share."
            )
        )


def _judge_one(registry_path: str, out: str, part_name: str) -> str:
    """What a task does. A refusal comes back as its sentence, so that Spark does not try in vain again."""
    try:
        judge_part(Path(registry_path), part_name, Path(out))
    except ReprieveError as refusal:
        return str(refusal)
    return ""


class _Asked:
    """Tasks that Spark works on, watched from outside: a file that is there has been judged."""

    def __init__(self, spark: SparkSession, names: Sequence[str], judge_one: Callable[[str], str]) -> None:
        self._problem: BaseException | None = None
        self._refusals: list[str] = []
        self._context = spark.sparkContext
        self._names, self._judge_one = names, judge_one
        self._thread = Thread(target=self._ask, daemon=True)
        self._thread.start()

    def _ask(self) -> None:
        try:
            tasks = self._context.parallelize(self._names, len(self._names))
            self._refusals = [it for it in tasks.map(self._judge_one).collect() if it]
        except BaseException as problem:  # handed over to the thread that waits
            self._problem = problem

    def seen_finished(self, parts: Sequence[Part], out: Path) -> Iterator[Part]:
        """Each part once its file is there, until Spark is done."""
        waiting, working = list(parts), True
        while working:
            self._thread.join(LOOK_AGAIN_S)
            working = self._thread.is_alive()
            seen = [part for part in waiting if is_finished(part, out)]
            waiting = [part for part in waiting if part not in seen]
            yield from seen

    def answer(self) -> None:
        """Nothing, or the first refusal."""
        if self._problem is not None:
            raise InvalidInput(
                say(
                    "Spark could not finish: {problem}. What is done is kept; run again.", problem=_named(self._problem)
                )
            ) from self._problem
        if self._refusals:
            raise UnreadableFile(self._refusals[0])


def _named(problem: BaseException) -> str:
    """What Spark says went wrong, in one line.

    Of what a task raised, only the kind is said, or the line where it can be about nothing but files: what else
    an exception says may be about a person.
    """
    java = getattr(problem, "java_exception", None)
    text = str(problem if java is None else java.getMessage()).strip()
    raised = [line for line in text.splitlines() if RAISED.match(line)]
    if raised:
        kind = raised[-1].partition(":")[0]
        return raised[-1] if kind in ABOUT_FILES else kind
    return (text.splitlines() or [type(problem).__name__])[0]


@contextmanager
def session(master: str | None = None) -> Iterator[SparkSession]:
    """A Spark of one's own, quiet and without a page, stopped at the end; or the one that is there, left running.

    Raises
    ------
    InvalidInput
        If pyspark or Java is missing or too old, or nothing answers at the address.
    """
    must_have_spark()
    from pyspark.sql import SparkSession

    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    where = master or HERE
    must_be_an_address(where)
    builder = SparkSession.builder.master(where).appName("reprieve")
    for name, value in _settings(where).items():
        builder = builder.config(name, value)
    with _python_of_here(where):
        try:
            with not_warned_of_pandas():
                spark = builder.getOrCreate()
        except Exception as problem:  # whatever py4j, Spark or its Java raise at a wrong address
            raise InvalidInput(
                say(
                    "--master must be the address of a Spark that answers; got {master}: {problem}",
                    master=where,
                    problem=_named(problem),
                )
            ) from problem
        try:
            yield spark
        finally:
            with not_warned_of_pandas():
                spark.stop()


@contextmanager
def not_warned_of_pandas() -> Iterator[None]:
    """Spark warns of a pandas newer than it knows; nothing here is put into pandas."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=FutureWarning, module=r"pyspark\.")
        yield


def must_be_an_address(master: str) -> None:
    """Refuse what Spark would not take for one.

    Raises
    ------
    InvalidInput
        If it is of no form that Spark knows.
    """
    if not ADDRESS.fullmatch(master):
        raise InvalidInput(
            say("--master must be spark://HOST:PORT, yarn, k8s://ADDRESS or local[CORES]; got {master}.", master=master)
        )


def _settings(master: str) -> Mapping[str, str]:
    settings = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile={QUIET.as_uri()}",
    }
    if is_here(master):
        settings |= {"spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1"}
    return settings


def is_here(master: str) -> bool:
    """Whether this is Spark on one machine, within this process."""
    return master == "local" or master.startswith("local[")


@contextmanager
def _python_of_here(master: str) -> Iterator[None]:
    """On this machine tasks run in the Python that we run in; a cluster has its own."""
    if not is_here(master) or "PYSPARK_PYTHON" in os.environ:
        yield
        return
    os.environ["PYSPARK_PYTHON"] = sys.executable
    try:
        yield
    finally:
        del os.environ["PYSPARK_PYTHON"]


# What Spark needs


def must_have_spark() -> None:
    """Refuse, with what to install, where Spark cannot run.

    Raises
    ------
    InvalidInput
        If pyspark is not installed, or Java is missing or too old.
    """
    if find_spec("pyspark") is None:
        raise InvalidInput(
            say('`--engine spark` needs Apache Spark; it is not installed. Install it: pip install "reprieve[spark]"')
        )
    found = java_version()
    if found is None:
        raise InvalidInput(
            say(
                "Apache Spark needs Java {oldest} or newer; there is none. Install it, such as with "
                "`apt-get install openjdk-17-jre-headless`, or name its folder in JAVA_HOME.",
                oldest=OLDEST_JAVA,
            )
        )
    if found < OLDEST_JAVA:
        raise InvalidInput(
            say(
                "Apache Spark needs Java {oldest} or newer; got Java {found}. Install a newer one, or name its "
                "folder in JAVA_HOME.",
                oldest=OLDEST_JAVA,
                found=found,
            )
        )


def java_version() -> int | None:
    """The version of the Java that Spark would start; None where there is none."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if java is None:
        return None
    try:
        said = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=60, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    # Java 8 says "1.8", later ones their number.
    number = re.search(r'version "(?:1\.)?(\d+)', said.stderr + said.stdout)
    return int(number[1]) if number else None
