"""What was tried, and what is said of the person: each with all that was ever said of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from reprieve.clinic.diary.access import entries_of
from reprieve.clinic.diary.day import ThingShown, show_thing
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing
from reprieve.clinic.people.access import OpenRecord


def show_things(opened: OpenRecord, things: Sequence[DiaryThing]) -> tuple[ThingShown, ...]:
    history: dict[tuple[str, str], list[DiaryEntry]] = defaultdict(list)
    for entry in entries_of(opened, things):
        history[entry.thing, entry.about].append(entry)
    return tuple(show_thing(it, history[it.thing, it.about], opened) for it in things)
