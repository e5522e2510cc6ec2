"""Bringing a backup back: into a server of its own to see whether it is whole, or into the clinic's database.

The new rows come in one transaction that is ended by us alone, after the last byte was read and found genuine; until
then the old ones are there. The files come beside the old ones and take their places afterwards.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from reprieve.clinic.audit.export import export_audit
from reprieve.clinic.audit.guarding import let_application_in
from reprieve.clinic.audit.verifying import verify
from reprieve.clinic.config.backup import (
    CannotBackUp,
    Manifest,
    Opened,
    count_rows,
    heads_of,
    place_of,
    program,
    read_backup,
)
from reprieve.clinic.config.database_url import connect
from reprieve.clinic.config.postgres import start_postgres, stop_postgres

BEGIN = b"SET client_min_messages TO warning;\nBEGIN;\n"
EMPTY_IT = b"DROP OWNED BY CURRENT_USER;\n"
END_IT = b"\nCOMMIT;\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back."""

    rows: int
    files: int
    lines: int


def verify_backup(path: Path, passphrase: str) -> Restored:
    """Bring it into a scratch server and compare: rows of every table, heads and lines of every chain.

    Raises
    ------
    CannotBackUp
        With the first thing that differs.
    """
    folder = Path(tempfile.mkdtemp(prefix="reprieve-verify-"))
    folder.chmod(0o711)
    try:
        server = start_postgres(folder, extra={"fsync": "off", "full_page_writes": "off"})
        try:
            opened = _load(path, passphrase, address=server.url(), files_to=None, replace=False)
            return _compare(server.url(), opened)
        finally:
            stop_postgres(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def restore(
    *, path: Path, passphrase: str, address: str, folder: Path, web_role: str = "", replace: bool = False
) -> Restored:
    """Bring it back into the clinic's database and data folder, all or nothing.

    Parameters
    ----------
    replace : bool
        Whether what is in the database now may go. Without it only an empty one is filled.
    """
    with connect(address) as connection:
        if not replace and count_rows(connection):
            raise CannotBackUp(
                "the database must be empty, but it has tables. To lose what is in it now, say --replace."
            )
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    fresh = Path(tempfile.mkdtemp(prefix="restored-", dir=folder))
    try:
        opened = _load(path, passphrase, address=address, files_to=fresh, replace=replace)
        restored = _compare(address, opened)
        if web_role:
            with connect(address) as connection:
                let_application_in(connection, web_role)
        _move_in(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return restored


def _load(path: Path, passphrase: str, *, address: str, files_to: Path | None, replace: bool) -> Opened:
    """The dump through pg_restore and psql into the database; nothing stays of it unless all of it came."""
    place, environment = place_of(address)
    talk = [program("psql"), "-qX", "-v", "ON_ERROR_STOP=1", "-o", "/dev/null", place]
    with tempfile.TemporaryFile() as said, _ended(
        subprocess.Popen(talk, env=environment, stdin=subprocess.PIPE, stderr=said, stdout=subprocess.DEVNULL),
    ) as psql, _ended(
        subprocess.Popen(
            [program("pg_restore"), "--no-owner", "--no-privileges", "--file=-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said,
        )
    ) as pg_restore:  # fmt: skip
        into, out_of = cast(IO[bytes], psql.stdin), cast(IO[bytes], pg_restore.stdin)
        script = cast(IO[bytes], pg_restore.stdout)
        try:
            into.write(BEGIN + (EMPTY_IT if replace else b""))
            passing = threading.Thread(target=_pass_on, args=(script, into), daemon=True)
            passing.start()
            opened = read_backup(path, passphrase, dump_to=out_of, files_to=files_to)
            out_of.close()
            passing.join()
            if pg_restore.wait() == 0:
                into.write(END_IT)
                into.close()
        except BrokenPipeError:
            pass  # one of the two ended: it has said why
        if psql.wait() != 0 or pg_restore.wait() != 0:
            said.seek(0)
            raise CannotBackUp(f"the rows could not be brought back: {_reason(said.read())}. Nothing was changed.")
    return opened


def _pass_on(script: IO[bytes], into: IO[bytes]) -> None:
    with suppress(BrokenPipeError, ValueError):
        shutil.copyfileobj(script, into)
    with suppress(Exception):
        # Whatever psql no longer takes must not hold up pg_restore.
        while script.read(1 << 20):
            pass


@contextmanager
def _ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """A program that does not outlive us; psql without its COMMIT leaves nothing behind."""
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


def _reason(said: bytes) -> str:
    """The first error's own words, without the row it is about."""
    lines = [line for line in said.decode(errors="replace").splitlines() if "error" in line.lower()]
    return (lines or ["no reason was given"])[0].split("ERROR:")[-1].strip().rstrip(".")


def _compare(address: str, opened: Opened) -> Restored:
    manifest: Manifest = opened.manifest
    with connect(address) as connection:
        rows, heads = count_rows(connection), heads_of(connection)
    different = sorted(name for name in rows.keys() | manifest.rows.keys() if rows.get(name) != manifest.rows.get(name))
    if different:
        raise CannotBackUp(
            f"the backup does not hold what it says: the table {different[0]} has {rows.get(different[0])} rows "
            f"instead of {manifest.rows.get(different[0])}. Take another one."
        )
    if heads != manifest.heads:
        raise CannotBackUp("the chains of the audit do not end where the backup says. Take another one.")
    if opened.files != manifest.files:
        raise CannotBackUp(f"{opened.files} files came out instead of {manifest.files}. Take another one.")
    lines = 0
    if heads:
        with connect(address) as connection:
            verdict = verify(export_audit(connection))
        lines = verdict.lines
        if verdict.faults:
            raise CannotBackUp(f"the audit in the backup does not fit: {verdict.faults[0]}. Keep it, and look into it.")
    return Restored(rows=sum(rows.values()), files=opened.files, lines=lines)


def _move_in(fresh: Path, folder: Path) -> None:
    """Each file and folder of the backup takes the place of the one that is there, which is kept beside it."""
    aside = folder / f"before-restore-{int(time.time())}"
    for path in sorted(fresh.iterdir()):
        place = folder / path.name
        if place.exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            place.replace(aside / path.name)
        path.replace(place)
