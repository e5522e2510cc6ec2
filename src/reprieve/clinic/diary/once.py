"""Writing what a page sends, once however often it is sent, and taking one entry back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from reprieve.clinic.diary.access import entries_about, entry_with_id, kept_thing
from reprieve.clinic.diary.actions import write_entries
from reprieve.clinic.diary.rows import entry_of
from reprieve.clinic.people.access import OpenRecord
from reprieve.pathway.diary.book import DAY_THING, Entry, Thing, told
from reprieve.pathway.terms.errors import InvalidInput


def new_id() -> str:
    return str(uuid.uuid4())


def entry_id(sent: str, *what: str, said: Mapping[str, str] | None = None) -> str:
    """The id of what was pressed on a page that carries the id `sent`: pressed twice it is one entry, and another
    button of the same page is another.

    Raises
    ------
    ValueError
        If `sent` is no such id.
    """
    return str(uuid.uuid5(uuid.UUID(sent), json.dumps([*what, dict(sorted((said or {}).items()))])))


def write_once(opened: OpenRecord, entries: Sequence[Entry]) -> None:
    """Take what was sent into the diary. The first of it being there already, all of it is: it was sent before, and
    then by an earlier clock.

    Raises
    ------
    InvalidInput
        If it cannot be.
    """
    if entry_with_id(opened, entries[0].id) is not None:
        return
    try:
        write_entries(opened, [after_all_before(opened, entry) for entry in entries])
    except InvalidInput:
        if entry_with_id(opened, entries[0].id) is None:  # not sent by the same hand at the same moment
            raise


def after_all_before(opened: OpenRecord, entry: Entry) -> Entry:
    """The entry, said after everything that stands of its thing: a device whose clock runs ahead has said of it what
    the page shows, and the page answers that."""
    kept = kept_thing(opened, entry.thing, entry.about)
    if kept is None:
        return entry
    latest = max([at for at, _id in kept.stamps.values()] + [kept.taken_back_stamp[0] if kept.taken_back_stamp else ""])
    if not latest or entry.stamp[0] > latest:
        return entry
    after = datetime.fromisoformat(f"{latest}+00:00") + timedelta(milliseconds=1)
    return replace(entry, said_at=after.astimezone(entry.said_at.tzinfo))


def back_from(opened: OpenRecord, number: str, *, id_: str, at: datetime) -> Entry | None:
    """The entry that puts things back to where they were before that entry; None where it changed nothing that still
    stands, or there is none.

    What was said anew since stays said.
    """
    row = entry_with_id(opened, number)
    if row is None:
        return None
    undone = entry_of(row)
    others = [entry_of(it) for it in entries_about(opened, row.thing, row.about) if it.pk != row.pk]
    before: Thing | None = None
    for entry in others:
        before = told(before, entry)
    if before is None:
        # The next tap of a day lifts the mark, and what was taken back must not come back with it.
        gone = {name: "" for name in undone.said if name != "day"} if row.thing == DAY_THING else {}
        return Entry(id=id_, thing=row.thing, about=row.about, said=gone, said_at=at, taken_back=True)
    now = told(before, undone)
    said = {name: before.cells.get(name, "") for name in undone.said if now.stamps[name] == undone.stamp}
    if row.thing == DAY_THING:
        said.pop("day", None)
    taken_back = None
    if undone.taken_back is not None and now.taken_back_stamp == undone.stamp:
        taken_back = before.taken_back
    if not said and taken_back is None:
        return None
    return Entry(id=id_, thing=row.thing, about=row.about, said=said, said_at=at, taken_back=taken_back)
