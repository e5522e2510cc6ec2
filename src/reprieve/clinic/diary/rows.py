"""Rows of the diary's tables as what the science knows, and back."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from typing import Any

from reprieve.clinic.diary.models import DiaryEntry, DiaryThing
from reprieve.pathway.diary.book import ATTACK_THING, DAY_THING, DOSE_THING, PAIN_THING, Entry, Thing
from reprieve.pathway.diary.cells import DAY, TIME, TIME_OR_DAY


def entry_of(row: DiaryEntry) -> Entry:
    return Entry(
        id=row.entry_id,
        thing=row.thing,
        about=row.about,
        said=row.said,
        said_at=row.said_at.astimezone(timezone(timedelta(seconds=row.offset_s))),
        taken_back=row.taken_back,
    )


def thing_of(kept: DiaryThing) -> Thing:
    return Thing(
        thing=kept.thing,
        about=kept.about,
        cells=kept.cells,
        stamps={name: (at, id_) for name, (at, id_) in kept.stamps.items()},
        taken_back=kept.taken_back,
        taken_back_stamp=(kept.taken_back_stamp[0], kept.taken_back_stamp[1]) if kept.taken_back_stamp else ("", ""),
        first_said_at=kept.first_said_at,
    )


def columns_of(thing: Thing) -> dict[str, Any]:
    first, last, goes_on = _days_of(thing)
    return {
        "cells": dict(thing.cells),
        "stamps": {name: list(stamp) for name, stamp in thing.stamps.items()},
        "taken_back": thing.taken_back,
        "taken_back_stamp": list(thing.taken_back_stamp),
        "first_said_at": thing.first_said_at,
        "stands": thing.stands,
        "first_day": first,
        "last_day": last,
        "goes_on": thing.stands and goes_on,
    }


def start_of(kept: DiaryThing) -> datetime | None:
    """When an attack began, with the offset it was written with."""
    start = TIME.read(kept.cells.get("start", ""))
    return start if isinstance(start, datetime) else None


def _days_of(thing: Thing) -> tuple[date | None, date | None, bool]:
    """The first and the last day of a thing, and whether it is an attack that goes on."""
    cells = thing.settled
    if thing.thing == ATTACK_THING and "start" in cells:
        start, end = TIME.read(cells["start"]), TIME.read(cells.get("end", ""))
        last = end.date() if isinstance(end, datetime) else None
        goes_on = last is None and cells.get("ongoing") == "yes"
        return (start.date() if isinstance(start, datetime) else None), last, goes_on
    kind, cell = {
        DAY_THING: (DAY, cells.get("day", "")),
        DOSE_THING: (TIME_OR_DAY, cells.get("time") or cells.get("day", "")),
        PAIN_THING: (TIME, cells.get("time", "")),
    }.get(thing.thing, (DAY, ""))
    value = kind.read(cell) if cell else None
    day = value.date() if isinstance(value, datetime) else value
    return (day, day, False) if isinstance(day, date) else (None, None, False)
