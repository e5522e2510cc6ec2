"""Reading what stands in the database and in the store of files, past everything that serves pages."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import psycopg

from drills.journal import BROUGHT, COUNTED, ENTRY, FILE, UNDONE, Sent
from drills.judging import Kept
from reprieve.pathway.diary.book import Entry, Thing, told

WHOSE = "LEFT JOIN people_user AS account ON account.id = patient.account_id"
ENTRIES = f"""
SELECT account.email, entry.entry_id, entry.id, entry.thing, entry.about, entry.said, entry.said_at, entry.offset_s,
    entry.taken_back, entry.patient_id
FROM diary_diaryentry AS entry JOIN people_patient AS patient ON patient.id = entry.patient_id {WHOSE}
WHERE entry.id > %(after)s ORDER BY entry.id
"""  # noqa: S608 # our own words
UPLOADS = f"""
SELECT account.email, upload.id, upload.sha256, upload.content, upload.counted_at, upload.undone_at
FROM diary_diaryupload AS upload JOIN people_patient AS patient ON patient.id = upload.patient_id {WHOSE}
WHERE upload.id > %(after)s ORDER BY upload.id
"""  # noqa: S608
LINES = "SELECT record, did FROM audit_auditline WHERE kind = %(kind)s AND record > %(after)s"
THINGS = "SELECT patient_id, thing, about, cells, taken_back FROM diary_diarything"
FILES = "SELECT file.id, file.title, file.stored_as FROM diagnosis_patientfile AS file"
WROTE, DID = "wrote in the diary", {
    "brought a diary": BROUGHT, "let a brought diary count": COUNTED, "took a brought diary back": UNDONE,
}  # fmt: skip
# Stands in a note of each diary that a drill brings.
MARK = re.compile(rb"drill-[0-9a-f]{16}")
TABLES = ("diary_diaryentry", "diary_diaryupload")


def last_rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """The last row of each table before the drill begins: what is older is not the drill's."""
    asked = {table: f"SELECT coalesce(max(id), 0) FROM {table}" for table in TABLES}  # noqa: S608
    return {table: int(connection.execute(question).fetchone()[0]) for table, question in asked.items()}  # type: ignore[index]


def look(
    connection: psycopg.Connection[Any], since: dict[str, int], *, deep: bool = False, store: Path | None = None
) -> Kept:
    """What was written since, at one moment.

    Parameters
    ----------
    deep : bool
        Also whether the things are what their entries come to, and the contents what their hashes say.
    store : Path
        The data folder, to compare the files with their rows; only when nobody writes and it was swept.
    """
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with connection.transaction():
        return look_within(connection, since, deep=deep, store=store)


def look_within(connection: psycopg.Connection[Any], since: dict[str, int], *, deep: bool, store: Path | None) -> Kept:
    """The same in a transaction that has begun."""
    kept = Kept()
    _look_at_entries(connection, since["diary_diaryentry"], kept, deep=deep)
    _look_at_uploads(connection, since["diary_diaryupload"], kept, deep=deep)
    _look_at_files(connection, kept, store)
    return kept


def _look_at_entries(connection: psycopg.Connection[Any], after: int, kept: Kept, *, deep: bool) -> None:
    rows = connection.execute(ENTRIES, {"after": after}).fetchall()
    names = {number: Sent(who=email or "", sort=ENTRY, name=entry_id) for email, entry_id, number, *_rest in rows}
    kept.rows.update(names.values())
    for number, did in connection.execute(LINES, {"kind": "diary entry", "after": after}):
        if did == WROTE:
            kept.lines[names.get(number, Sent(who="", sort=ENTRY, name=f"row {number}"))] += 1
    if deep:
        _compare_things(connection, rows, kept)


def _compare_things(connection: psycopg.Connection[Any], rows: Iterable[Any], kept: Kept) -> None:
    """Only things that are made of entries of the drill alone."""
    things: dict[tuple[int, str, str], tuple[Thing, Sent]] = {}
    for email, entry_id, _number, kind, about, said, said_at, offset_s, taken_back, patient in rows:
        at = said_at.astimezone(timezone(timedelta(seconds=offset_s)))
        entry = Entry(id=entry_id, thing=kind, about=about, said=said, said_at=at, taken_back=taken_back)
        before = things.get((patient, kind, about))
        named = Sent(who=email or "", sort=ENTRY, name=entry_id)
        things[patient, kind, about] = (told(before[0] if before else None, entry), named)
    stored = {(patient, kind, about): (cells, back) for patient, kind, about, cells, back in connection.execute(THINGS)}
    for place, (thing, named) in things.items():
        if thing.thing == "day":
            continue  # a day may have been told of before the drill
        if stored.get(place) != (dict(thing.cells), thing.taken_back):
            kept.broken[named] = "what is kept of the thing is not what its entries come to"


def _look_at_uploads(connection: psycopg.Connection[Any], after: int, kept: Kept, *, deep: bool) -> None:
    names: dict[int, tuple[str, str]] = {}
    for email, number, sha256, content, counted_at, undone_at in connection.execute(UPLOADS, {"after": after}):
        unpacked = zlib.decompress(content)
        marked = MARK.search(unpacked)
        whose = names[number] = (email or "", marked[0].decode() if marked else f"row {number}")
        kept.rows[Sent(who=whose[0], sort=BROUGHT, name=whose[1])] += 1
        kept.rows[Sent(who=whose[0], sort=COUNTED, name=whose[1])] += counted_at is not None
        kept.rows[Sent(who=whose[0], sort=UNDONE, name=whose[1])] += undone_at is not None
        if deep and hashlib.sha256(unpacked).hexdigest() != sha256:
            kept.broken[Sent(who=whose[0], sort=BROUGHT, name=whose[1])] = "its content is not what its hash says"
    for number, did in connection.execute(LINES, {"kind": "diary upload", "after": after}):
        if did in DID:
            who, name = names.get(number, ("", f"row {number}"))
            kept.lines[Sent(who=who, sort=DID[did], name=name)] += 1


def _look_at_files(connection: psycopg.Connection[Any], kept: Kept, store: Path | None) -> None:
    names: dict[int, Sent] = {}
    stored = set()
    for number, title, stored_as in connection.execute(FILES):
        names[number] = Sent(who="nurse", sort=FILE, name=title)
        kept.rows[names[number]] += 1
        stored.add(stored_as)
    for number, did in connection.execute(LINES, {"kind": "file", "after": 0}):
        if did == "kept a file":
            kept.lines[names.get(number, Sent(who="nurse", sort=FILE, name=f"row {number}"))] += 1
    if store is not None:
        stored |= {row[0] for row in connection.execute("SELECT stored_as FROM booking_report")}
        kept.named = stored
        kept.files = {path.name for path in (store / "reports").iterdir()} if (store / "reports").is_dir() else set()


def heads_of(connection: psycopg.Connection[Any]) -> dict[str, tuple[int, str]]:
    """Where each chain of the audit stands."""
    rows = connection.execute("SELECT chain, number, sha256 FROM audit_head")
    return {chain: (number, sha256) for chain, number, sha256 in rows}


def stand_in_chains(connection: psycopg.Connection[Any], heads: dict[str, tuple[int, str]]) -> list[str]:
    """The chains in which what was once the head is no longer what it was."""
    question = "SELECT chain, number, sha256 FROM audit_auditline WHERE (chain, number) IN "
    question += "(SELECT it ->> 0, (it ->> 1)::bigint FROM jsonb_array_elements(%s::jsonb) AS it)"
    asked = json.dumps([[chain, number] for chain, (number, _sha256) in heads.items()])
    found = {chain: (number, sha256) for chain, number, sha256 in connection.execute(question, [asked])}
    return sorted(chain for chain in heads if found.get(chain) != heads[chain])
