"""What was tried, as lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.words import say_cells, say_value


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedShown:
    about: str
    name: str
    lines: tuple[str, ...]
    by_others: bool


def show_treatments(things: Iterable[DiaryThing]) -> tuple[TriedShown, ...]:
    return tuple(
        TriedShown(
            about=it.about,
            name=say_value("name", it.cells["name"]),
            lines=say_cells({name: cell for name, cell in it.cells.items() if name != "name"}),
            by_others=it.by_others,
        )
        for it in things
    )
