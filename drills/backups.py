"""A backup taken while all write: does it come back as it was at one moment, with what was acknowledged before?

    python -m drills.backups [--backups 3]

`reprieve backup` runs beside a `reprieve up` in which eight patients and a nurse write. Each backup is brought back by
`reprieve restore` into an installation of its own, and compared: with what the backup says of itself, with what was
acknowledged before it began, and with the chains of the audit as they went on.
"""

from __future__ import annotations

import argparse
import os
import secrets
import shutil
import sys
import tempfile
import time
from pathlib import Path

import psycopg

from drills.crew import Crew
from drills.house import Database, House, clean_environment
from drills.judging import judge
from drills.looking import heads_of, look, stand_in_chains
from reprieve.clinic.audit.counting import count_rows
from reprieve.clinic.config.backup import read_backup
from reprieve.clinic.config.postgres import start_postgres, stop_postgres

PASSPHRASE = "REPRIEVE_BACKUP_PASSPHRASE"  # noqa: S105 # the name of the variable
BETWEEN_S = 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backups", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="reprieve-drill-"))
    folder.chmod(0o711)
    database = Database(folder / "database")
    house = House(folder / "data", database)
    try:
        house.start()
        return drill(house, folder, backups=args.backups, seed=args.seed)
    finally:
        house.stop()
        database.stop()
        shutil.rmtree(folder, ignore_errors=True)


def drill(house: House, folder: Path, *, backups: int, seed: int) -> int:
    crew = Crew(house)
    crew.sign_in(seed=str(seed))
    crew.start()
    wrong: list[str] = []
    for number in range(backups):
        time.sleep(BETWEEN_S)
        wrong += back_up_and_restore(crew, folder, number)
    crew.end()
    wrong += [*map(str, crew.faults(deep=True)), *crew.journal.complaints]
    whole, said = crew.verified()
    print(said)
    for line in wrong[:20]:
        print(f"WRONG {line}")
    return 0 if whole and not wrong else 1


def back_up_and_restore(crew: Crew, folder: Path, number: int) -> list[str]:
    """What is wrong with one backup."""
    file, passphrase, began = folder / f"backup-{number}", secrets.token_urlsafe(16), time.monotonic()
    before = crew.journal.so_far()
    made = crew.house.command("backup", str(file), "--data", str(crew.house.data), **{PASSPHRASE: passphrase})
    during = len(crew.journal.so_far()) - len(before)
    if made.returncode:
        return [f"the backup failed: {made.stderr[-500:]}"]
    scratch = House(folder / f"restored-{number}", crew.house.database)
    scratch.environment = clean_environment()  # a PostgreSQL of its own
    restored = scratch.command("restore", str(file), "--data", str(scratch.data), **{PASSPHRASE: passphrase})
    if restored.returncode:
        return [f"the backup could not be brought back: {restored.stderr[-500:]}"]
    with open(os.devnull, "wb") as nowhere:
        manifest = read_backup(file, passphrase, dump_to=nowhere, files_to=None).manifest
    server = start_postgres(scratch.data)
    try:
        with psycopg.connect(server.url()) as connection:
            rows, heads = count_rows(connection), heads_of(connection)
        with psycopg.connect(server.url()) as connection:
            kept = look(connection, crew.since, deep=True)
        missing = files_missing(server.url(), scratch.data)
    finally:
        stop_postgres(server)
    wrong = [f"restored: {fault}" for fault in judge(before, crew.journal.all_sent(), kept)]
    wrong += [f"restored: no file for the row {name}" for name in missing]
    if rows != manifest.rows or heads != manifest.heads:
        wrong.append("what was restored is not what the backup says of itself")
    with crew.house.connect() as connection:
        wrong += [
            f"restored: the chain {chain} did not go on from there" for chain in stand_in_chains(connection, heads)
        ]
    print(
        f"backup {number + 1}: {len(before)} writes acknowledged before, {during} while it was made, "
        f"{kept.rows.total() - len(before)} of them in it; {sum(rows.values()):,} rows and "
        f"{len(heads)} audit heads the same; "
        f"{len(wrong)} faults; {time.monotonic() - began:.0f} s",
        flush=True,
    )
    return wrong


def files_missing(url: str, data: Path) -> list[str]:
    """The rows whose file did not come back; the product finds one that had not settled by its other name."""
    with psycopg.connect(url) as connection:
        named = {row[0] for row in connection.execute("SELECT stored_as FROM diagnosis_patientfile")}
    store = data / "reports"
    there = {path.name.removesuffix(".new") for path in store.iterdir()} if store.is_dir() else set()
    return sorted(named - there)


if __name__ == "__main__":
    sys.exit(main())
