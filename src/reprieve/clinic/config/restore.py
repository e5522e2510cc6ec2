"""Bringing a backup back: into a server of its own to see whether it is whole, or into the clinic's database.

The new rows come in one transaction that is ended by us alone, after the last byte was read and found genuine, and
after the rows and the heads of the audit were counted in that same transaction; until then the old ones are there. The
files come beside the old ones and take their places afterwards.

An audit that does not fit is told and refuses nothing: it came out as it went in, and without its backup there would be
nothing to look into.
"""

from __future__ import annotations

import json
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

from psycopg import sql

from reprieve.clinic.audit.counting import count_rows
from reprieve.clinic.audit.export import export_audit
from reprieve.clinic.audit.guarding import let_application_in
from reprieve.clinic.audit.verifying import NotAnExport, verify
from reprieve.clinic.config.backup import (
    CannotBackUp,
    Manifest,
    Opened,
    place_of,
    program,
    read_backup,
)
from reprieve.clinic.config.database_url import connect
from reprieve.clinic.config.postgres import start_postgres, stop_postgres
from reprieve.clinic.config.scratch import scratch_folder

BEGIN = b"SET client_min_messages TO warning;\nBEGIN;\n"
EMPTY_IT = b"DROP OWNED BY CURRENT_USER;\n"
# Before the end: as many rows in each table, and each chain of the audit as far, as the backup says of itself.
COMPARE = """
SELECT pg_catalog.set_config('reprieve.told', {told}, true);
DO $compare$
DECLARE
    told jsonb := current_setting('reprieve.told');
    heads jsonb := '{{}}';
    name text;
    found bigint;
BEGIN
    FOR name IN
        SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public'
        UNION SELECT jsonb_object_keys(told -> 'rows') ORDER BY 1
    LOOP
        EXECUTE format('SELECT count(*) FROM public.%I', name) INTO found;
        IF found IS DISTINCT FROM (told -> 'rows' ->> name)::bigint THEN
            RAISE EXCEPTION 'the table % has % rows, and the backup says %', name, found, told -> 'rows' ->> name;
        END IF;
    END LOOP;
    IF to_regclass('public.audit_head') IS NOT NULL THEN
        SELECT coalesce(jsonb_object_agg(chain, jsonb_build_array(number, sha256)), '{{}}')
            INTO heads FROM public.audit_head;
    END IF;
    IF heads <> told -> 'heads' THEN
        RAISE EXCEPTION 'the chains of the audit do not end where the backup says';
    END IF;
END $compare$;
"""
END_IT = b"\nCOMMIT;\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came back.

    `faults` is what does not fit in the audit, in words.
    """

    rows: int
    files: int
    lines: int
    faults: tuple[str, ...] = ()


def verify_backup(path: Path, passphrase: str, *, folder: Path) -> Restored:
    """Bring it into a scratch server in the data folder, and compare the rows, and the heads of the audit.

    Raises
    ------
    CannotBackUp
        With the first thing that differs.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    with scratch_folder(folder) as scratch:
        server = start_postgres(scratch, extra={"fsync": "off", "full_page_writes": "off"})
        try:
            opened = _load(path, passphrase, address=server.url(), files_to=None, replace=False)
            return _look_at_audit(server.url(), opened)
        finally:
            stop_postgres(server)


def restore(
    *, path: Path, passphrase: str, address: str, folder: Path, web_role: str = "", replace: bool = False
) -> Restored:
    """Bring it back into the clinic's database, all or nothing, and then into the data folder.

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
        _move_in(fresh, folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if web_role:
        with connect(address) as connection:
            let_application_in(connection, web_role)
    return _look_at_audit(address, opened)


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
            if opened.files != opened.manifest.files:
                raise CannotBackUp(
                    f"{opened.files} files came out instead of {opened.manifest.files}. "
                    "Take another backup. Nothing was changed."
                )
            if pg_restore.wait() == 0:
                into.write(_comparison(opened.manifest) + END_IT)
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


def _comparison(manifest: Manifest) -> bytes:
    told = json.dumps({"rows": manifest.rows, "heads": manifest.heads})
    return sql.SQL(COMPARE).format(told=sql.Literal(told)).as_string().encode()


def _look_at_audit(address: str, opened: Opened) -> Restored:
    lines = 0
    faults: tuple[str, ...] = ()
    if opened.manifest.heads:
        try:
            with connect(address) as connection:
                verdict = verify(export_audit(connection))
            lines, faults = verdict.lines, tuple(map(str, verdict.faults))
        except NotAnExport as problem:
            faults = (str(problem),)
    return Restored(rows=sum(opened.manifest.rows.values()), files=opened.files, lines=lines, faults=faults)


def _move_in(fresh: Path, folder: Path) -> None:
    """Each file and folder of the backup takes the place of the one that is there, which is kept beside it."""
    aside = folder / f"before-restore-{int(time.time())}"
    for path in sorted(fresh.iterdir()):
        place = folder / path.name
        if place.exists():
            aside.mkdir(exist_ok=True, mode=0o700)
            place.replace(aside / path.name)
        path.replace(place)
