"""How is a whole registry judged, so that a run that was killed goes on where it was?

The folder of the results says first, in `results.json`, of which registry they are and by which criteria,
and holds then one file for each part. A file that has its name is whole, and is not made again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any

from reprieve.pathway.diagnosis.precedence import PRECEDENCES
from reprieve.pathway.population.checking import must_be_sound
from reprieve.pathway.population.layout import MANIFEST, TABLES
from reprieve.pathway.population.process import finished_file, is_finished, judge_parts
from reprieve.pathway.population.reading import Part, Registry
from reprieve.pathway.population.results import A_MIGRAINE, COUNTED, SCHEMA, VERDICTS
from reprieve.pathway.population.spark import must_have_spark, on_spark
from reprieve.pathway.population.writing import UNFINISHED
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

RESULTS = "results.json"
RESULTS_VERSION = 1
LOCK = "running.lock"
LOCAL, SPARK = "local", "spark"
ENGINES = (LOCAL, SPARK)
# At the end of a Parquet file: the length of its footer, and four letters.
ENDING_BYTES = 8


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run is, in people.

    Parameters
    ----------
    done : int
        Judged in this run.
    kept : int
        Judged in an earlier one.
    of : int
        Everybody.
    """

    done: int
    kept: int
    of: int


@dataclass(frozen=True, kw_only=True)
class Done:
    """What a run did.

    Parameters
    ----------
    people, parts : int
        In the registry.
    kept : int
        Parts that an earlier run had finished.
    """

    people: int
    parts: int
    kept: int


Tell = Callable[[Progress], None]


def judge_registry(
    path: Path,
    out: Path,
    *,
    engine: str = LOCAL,
    master: str | None = None,
    workers: int | None = None,
    tell: Tell | None = None,
) -> Done:
    """Judge everybody in a registry into a folder, or what an interrupted run has left of it.

    Parameters
    ----------
    path : Path
        The registry.
    out : Path
        A new or empty folder, or that of an earlier run over the same registry by the same criteria.
    engine : str
        One of `ENGINES`.
    master : str or None
        For Spark: its address; None: this machine, all its cores.
    workers : int or None
        On this machine: row groups at the same time; None: as many as there are cores.
    tell : callable or None
        Told how far it is, at the start and then again and again.

    Raises
    ------
    InvalidInput
        If the folder holds something else, another run writes into it, or Spark cannot be started.
    UnreadableFile
        If the registry is damaged or not laid out as it must be.
    """
    if engine not in ENGINES:
        raise InvalidInput(say("the engine must be {engines}; got another.", engines=" / ".join(ENGINES)))
    if engine == SPARK:
        must_have_spark()
    registry = must_be_sound(path)
    _make_folder(out)
    with _alone_in(out):
        _claim(out, registry)
        for left in out.glob(f"*{UNFINISHED}"):
            left.unlink(missing_ok=True)
        todo = [part for part in registry.parts if not is_finished(part, out)]
        if todo:
            _judge(registry, todo, out, engine, master, workers, tell)
        elif tell is not None:
            tell(Progress(done=0, kept=registry.people, of=registry.people))
        _keep_names(out)
    return Done(people=registry.people, parts=len(registry.parts), kept=len(registry.parts) - len(todo))


def _judge(
    registry: Registry,
    todo: Sequence[Part],
    out: Path,
    engine: str,
    master: str | None,
    workers: int | None,
    tell: Tell | None,
) -> None:
    kept = registry.people - sum(part.people for part in todo)
    done = 0

    def add(people: int) -> None:
        nonlocal done
        done += people
        if tell is not None:
            tell(Progress(done=done, kept=kept, of=registry.people))

    add(0)
    if engine == LOCAL:
        judge_parts(registry, todo, out, workers=workers or cores(), tell=add)
        return
    on_spark(registry.path, [part.name for part in todo], out, master=master, tell=add)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# The folder


def _make_folder(out: Path) -> None:
    """A folder of its own for the owner's eyes: each row is about one person. One that is there keeps its rights."""
    if out.exists() and not out.is_dir():
        raise InvalidInput(say("the results must go into a folder; got a file. Name another place."))
    if not out.parent.is_dir():
        raise InvalidInput(
            say("the results must go into a folder that is there or can be made. Make the one above it.")
        )
    out.mkdir(mode=0o700, exist_ok=True)


@contextmanager
def _alone_in(out: Path) -> Iterator[None]:
    """Two runs into one folder would do everything twice. The system lets go of the lock when a run is killed."""
    if not (out / RESULTS).exists() and not {it.name for it in out.iterdir()} <= {LOCK}:
        raise InvalidInput(
            say("the results must go into a new or empty folder, or into that of an earlier run. Name another.")
        )
    with (out / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InvalidInput(
                say("another run is writing into the folder of the results. Wait until it ends, or name another.")
            ) from None
        yield


def _claim(out: Path, registry: Registry) -> None:
    """Say whose results these are; what another claimed is refused."""
    claim = {
        "reprieve_results": RESULTS_VERSION,
        "reprieve": version("reprieve"),
        "registry": fingerprint_of_registry(registry),
        "criteria": fingerprint_of_criteria(),
        "people": registry.people,
        "parts": [part.name for part in registry.parts],
    }
    file = out / RESULTS
    if not file.exists():
        with finished_file(file) as unfinished:
            unfinished.write_text(json.dumps(claim, indent=1) + "\n", "utf-8")
        return
    try:
        found = json.loads(file.read_text("utf-8"))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidInput(say("`{name}` of the folder of the results is damaged. Name another folder.", name=RESULTS))
    if found.get("registry") != claim["registry"]:
        raise InvalidInput(
            say("the folder holds the results of another registry, or of this one before it changed. Name another.")
        )
    if found != claim:
        raise InvalidInput(
            say("the folder holds results by other criteria, of another version of Reprieve. Name another.")
        )


def _keep_names(out: Path) -> None:
    """A name is safe from a power cut only when its folder is written too."""
    folder = os.open(out, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


# Which registry, and which criteria


def fingerprint_of_registry(registry: Registry) -> str:
    """The same for the same registry: over its manifest, and each file's size and what Parquet says at its end."""
    found = hashlib.sha256((registry.path / MANIFEST).read_bytes())
    for part in registry.parts:
        for table in TABLES:
            found.update(_size_and_footer(part.file(table)))
    return found.hexdigest()


def _size_and_footer(file: Path) -> bytes:
    with file.open("rb") as opened:
        size = opened.seek(0, os.SEEK_END)
        opened.seek(-ENDING_BYTES, os.SEEK_END)
        length = int.from_bytes(opened.read(4), "little")
        opened.seek(-ENDING_BYTES - length, os.SEEK_END)
        return size.to_bytes(8, "little") + opened.read(length)


def fingerprint_of_criteria() -> str:
    """The same in every process for the same criteria, the same counts and the same columns."""
    asked = (VERDICTS, COUNTED, A_MIGRAINE, PRECEDENCES, str(SCHEMA))
    return _mark_of(asked, {}).hex()


def _mark_of(value: object, seen: dict[int, bytes]) -> bytes:
    """A hash of what a tree says; parts that are shared are asked once."""
    if id(value) not in seen:
        seen[id(value)] = hashlib.sha256(b"\0".join(_said(value, seen))).digest()
    return seen[id(value)]


def _said(value: Any, seen: dict[int, bytes]) -> list[bytes]:
    kind = type(value).__name__.encode()
    if isinstance(value, Fact):
        return [kind, value.key.encode()]
    if isinstance(value, Enum):
        return [kind, value.name.encode()]
    if is_dataclass(value):
        return [
            kind,
            *(part for it in fields(value) for part in (it.name.encode(), _mark_of(getattr(value, it.name), seen))),
        ]
    if isinstance(value, Mapping):
        return [b"mapping", *(_mark_of(part, seen) for item in value.items() for part in item)]
    if isinstance(value, frozenset):
        return [b"set", *sorted(_mark_of(part, seen) for part in value)]
    if isinstance(value, tuple | list):
        return [b"list", *(_mark_of(part, seen) for part in value)]
    if value is None or isinstance(value, str | int | float | date):
        return [kind, repr(value).encode()]
    raise TypeError(f"a criterion holds a {kind.decode()}, of which no lasting mark is known")
