"""Everything in one encrypted file, and back again: the database, and the files of the data folder.

The file is written and read as a stream, so nothing lies about in the clear on the way. It holds a fresh age key,
locked with the passphrase (scrypt), and then a tar that is encrypted for this key (age: ChaCha20-Poly1305 in blocks, so
a changed or missing end is found). In the tar: the dump of PostgreSQL in pieces, the files, and last a manifest that
says how many rows each table had and where each chain of the audit stood, at the very moment of the dump.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

import psycopg
import pyrage  # type: ignore[import-untyped]
from psycopg import IsolationLevel
from psycopg.conninfo import make_conninfo

from reprieve.clinic.audit.counting import count_rows, heads_of
from reprieve.clinic.config.cluster import programs
from reprieve.clinic.config.database_url import connect, database_settings, first_line, libpq_parameters
from reprieve.pathway.terms.errors import ReprieveError

MAGIC = b"reprieve backup 1\n"
LONGEST_KEY_BYTES = 4096
PIECE_BYTES = 4 * 1024 * 1024
SHORTEST_PASSPHRASE = 12
UNSETTLED = ".new"  # what a report's name ends in until its row is there (booking/reports.py)
# What is not carried along: the database itself, what each start makes anew, and older backups.
LEFT_BEHIND = (
    "postgres",
    "up.lock",
    "static",
    "backups",
    "backup-passphrase",
    "restored-",
    "before-restore-",
    "verifying-",
)


class CannotBackUp(ReprieveError):
    """Why there is no backup, or why nothing was restored; and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup says of itself, to be compared with what comes out of it."""

    made_with: str
    server_version: int
    rows: dict[str, int]
    heads: dict[str, tuple[int, str]]
    files: int


# Making one


def back_up(*, address: str, folder: Path, to: Path, passphrase: str) -> Manifest:
    """Write the backup; it bears its name only when it is whole.

    Parameters
    ----------
    address : str
        The database, as the owner of its tables.
    folder : Path
        The data folder.
    """
    _look_at_passphrase(passphrase)
    fresh = to.with_name(f".{to.name}.new")
    try:
        with _private(fresh) as file:
            key = pyrage.x25519.Identity.generate()
            locked = pyrage.passphrase.encrypt(str(key).encode(), passphrase)
            file.write(MAGIC + len(locked).to_bytes(4, "big") + locked)
            with _written_by(lambda pipe: _write_tar(pipe, address, folder)) as (pipe, outcome):
                pyrage.encrypt_io(pipe, file, [key.to_public()])
            manifest: Manifest = outcome()
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(to)
    except psycopg.Error as problem:
        raise CannotBackUp(f"the database could not be read: {first_line(problem)}. Nothing was written.") from None
    finally:
        fresh.unlink(missing_ok=True)
    return manifest


def _write_tar(pipe: IO[bytes], address: str, folder: Path) -> Manifest:
    with tarfile.open(fileobj=pipe, mode="w|", format=tarfile.PAX_FORMAT) as tar, connect(address) as connection:
        connection.isolation_level = IsolationLevel.REPEATABLE_READ
        with connection.transaction():
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            _add_dump(tar, address, str(snapshot))
            rows, heads = count_rows(connection), heads_of(connection)
        files = 0
        for path in _files(folder):
            files += _add_file(tar, folder, path)
        manifest = Manifest(
            made_with=version("reprieve"),
            server_version=connection.info.server_version,
            rows=rows,
            heads=heads,
            files=files,
        )
        said = {name: getattr(manifest, name) for name in Manifest.__slots__}
        _add_bytes(tar, "manifest.json", json.dumps(said).encode())
    return manifest


def _add_dump(tar: tarfile.TarFile, address: str, snapshot: str) -> None:
    """pg_dump at the moment of the snapshot; its output goes on in pieces, because a tar wants to know sizes first."""
    place, environment = place_of(address)
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    with subprocess.Popen(
        [*command, f"--snapshot={snapshot}", f"--dbname={place}"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as dump:
        output, errors = cast(IO[bytes], dump.stdout), cast(IO[bytes], dump.stderr)
        number = 0
        while piece := output.read(PIECE_BYTES):
            _add_bytes(tar, f"database/{number:06d}", piece)
            number += 1
        said = errors.read().decode(errors="replace")
        if dump.wait() != 0:
            raise CannotBackUp(f"pg_dump could not read the database: {_last_line(said)}. Nothing was written.")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        top = path.relative_to(folder).parts[0]
        if path.is_file() and not path.is_symlink() and not top.startswith(LEFT_BEHIND) and ".log" not in top:
            yield path


def _add_file(tar: tarfile.TarFile, folder: Path, path: Path) -> int:
    try:
        content = path.read_bytes()  # whole: a file that grows meanwhile would break the tar
    except FileNotFoundError:
        if path.suffix == UNSETTLED:
            return _add_file(tar, folder, path.with_suffix(""))  # it has settled since we looked
        return 0  # taken away since we looked
    _add_bytes(tar, f"files/{path.relative_to(folder).as_posix()}", content)
    return 1


def _add_bytes(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(content), 0o600, int(time.time())
    tar.addfile(entry, io.BytesIO(content))


# Reading one


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a backup held, when all of it was read."""

    manifest: Manifest
    files: int


def read_backup(path: Path, passphrase: str, *, dump_to: IO[bytes], files_to: Path | None) -> Opened:
    """Read the whole file: the dump into a stream, the files below a folder (or nowhere).

    Raises
    ------
    CannotBackUp
        When it is no backup, the passphrase is another, or it was cut or changed.
    """
    try:
        with path.open("rb") as file:
            key = _unlock(file, passphrase)
            with _written_by(lambda pipe: _decrypt(file, pipe, key)) as (pipe, outcome):
                opened = _read_tar(pipe, dump_to, files_to)
                while pipe.read(PIECE_BYTES):  # to the end: only there age finds that nothing was cut off
                    pass
            outcome()
    except FileNotFoundError:
        raise CannotBackUp(f"there is no file {path}.") from None
    except (tarfile.TarError, pyrage.DecryptError, KeyError, ValueError, EOFError):
        raise _damaged() from None
    if opened is None:
        raise _damaged()
    return opened


def _decrypt(file: IO[bytes], pipe: IO[bytes], key: Any) -> None:
    try:
        pyrage.decrypt_io(file, pipe, [key])
    except OSError as problem:
        if problem.errno is None:  # age's own word for a part that is missing or was changed
            raise _damaged() from None
        raise


def _damaged() -> CannotBackUp:
    return CannotBackUp("the backup is damaged: a part is missing or was changed. Take another one.")


def _unlock(file: IO[bytes], passphrase: str) -> Any:
    if file.read(len(MAGIC)) != MAGIC:
        raise CannotBackUp("the file must be a backup of this edition of Reprieve, but it does not begin like one.")
    length = int.from_bytes(file.read(4), "big")
    locked = file.read(min(length, LONGEST_KEY_BYTES))
    if len(locked) != length:
        raise _damaged()
    try:
        return pyrage.x25519.Identity.from_str(pyrage.passphrase.decrypt(locked, passphrase).decode())
    except pyrage.DecryptError:
        raise CannotBackUp("the passphrase does not open this backup. Type the one it was made with.") from None


def _read_tar(pipe: IO[bytes], dump_to: IO[bytes], files_to: Path | None) -> Opened | None:
    manifest, files = None, 0
    with tarfile.open(fileobj=pipe, mode="r|") as tar:
        for entry in tar:
            content = tar.extractfile(entry)
            if content is None:
                raise _damaged()
            if entry.name.startswith("database/"):
                dump_to.write(content.read())
            elif entry.name == "manifest.json":
                said = json.loads(content.read())
                said["heads"] = {chain: (number, sha256) for chain, (number, sha256) in said["heads"].items()}
                manifest = Manifest(**said)
            else:
                files += 1
                if files_to is not None:
                    _keep_file(files_to, entry.name.removeprefix("files/"), content.read())
    return Opened(manifest=manifest, files=files) if manifest is not None else None


def _keep_file(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise _damaged()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _private(path) as file:
        file.write(content)


# What both need


def program(name: str) -> str:
    """One of PostgreSQL's programs: the wheel's, or for a newer server the one that PATH names."""
    asked = os.environ.get("REPRIEVE_POSTGRES_PROGRAMS")
    return str(Path(asked) / name) if asked else str(programs() / name)


def place_of(address: str) -> tuple[str, dict[str, str]]:
    """The database for PostgreSQL's programs; the password goes by the environment, where other users see nothing."""
    parameters = libpq_parameters(database_settings(address))
    password = parameters.pop("password", None)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return make_conninfo(**parameters), environment | ({"PGPASSWORD": str(password)} if password else {})


def _one(connection: psycopg.Connection[Any], question: Any) -> Any:
    row = connection.execute(question).fetchone()
    return row[0] if row else None


def _look_at_passphrase(passphrase: str) -> None:
    if len(passphrase) < SHORTEST_PASSPHRASE:
        raise CannotBackUp(f"the passphrase must have at least {SHORTEST_PASSPHRASE} characters. Choose a longer one.")


def _last_line(said: str) -> str:
    lines = [line for line in said.strip().splitlines() if line]
    return (lines or ["it gave no reason"])[-1].removeprefix("pg_dump: error: ").rstrip(".")


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        yield file


@contextmanager
def _written_by(write: Callable[[IO[bytes]], Any]) -> Iterator[tuple[IO[bytes], Callable[[], Any]]]:
    """A pipe that a thread fills, and how to learn what came of it; its error comes out here."""
    reading, writing = os.pipe()
    result: list[Any] = []
    problem: list[BaseException] = []

    def fill() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe:
                result.append(write(pipe))
        except BrokenPipeError:
            pass  # the reader gave up, and says why
        except BaseException as found:
            problem.append(found)

    thread = threading.Thread(target=fill, daemon=True)
    thread.start()

    def outcome() -> Any:
        thread.join()
        if problem:
            raise problem[0]
        return result[0] if result else None

    with os.fdopen(reading, "rb") as pipe:
        try:
            yield pipe, outcome
        except Exception as found:
            pipe.close()
            thread.join()
            if problem and not isinstance(found, OSError):
                raise problem[0] from None  # the reader choked on what the writer left unfinished
            raise
