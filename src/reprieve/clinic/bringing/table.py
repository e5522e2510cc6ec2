"""A table that somebody keeps, as far as its columns have to be explained: names, a few values, what they could mean.

The values are shown to the person who brought them, and go nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from reprieve.clinic.bringing.weighing import MOST_TEXT_BYTES
from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.decoding import read_text
from reprieve.pathway.diary.json_diary import looks_like_json
from reprieve.pathway.diary.lines import Row, Rows, line_count
from reprieve.pathway.diary.mapping import MOST_CHARS
from reprieve.pathway.diary.mapping_cells import first_and_second
from reprieve.pathway.diary.mapping_guess import Guess, Values
from reprieve.pathway.diary.mapping_suggest import suggest
from reprieve.pathway.terms.errors import ReprieveError

SHOWN_VALUES, SHOWN_CHARS = 3, 40
_LOOKED_AT_ROWS = 2_000
_TITLE_ROWS = 10
# A table in which no column is a date for so much of what is filled in is no diary.
_DATED_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The columns of a table in their order, each with what was guessed and what stands in it."""

    guesses: tuple[Guess, ...]
    cells: Mapping[str, tuple[str, ...]]
    delimiter: str
    formula_guard: bool

    def shown(self, column: str) -> tuple[str, ...]:
        """A few different values of a column, cut short."""
        different = dict.fromkeys(" ".join(cell.split()) for cell in self.cells[column])
        return tuple(
            value if len(value) <= SHOWN_CHARS else value[: SHOWN_CHARS - 1] + "…"
            for value in [value for value in different if value][:SHOWN_VALUES]
        )

    def values(self, column: str) -> Values:
        return Values.of(self.cells[column])

    def order_of(self, columns: Iterable[str]) -> DateOrder:
        """In which order the dates of these columns are written."""
        return date_order(pair for column in columns for pair in self.values(column).pairs)

    def doubtful_date(self, columns: Iterable[str]) -> str | None:
        """A date of these columns that can be read in two ways, as it is written; None where there is none."""
        for column in columns:
            for cell in self.cells[column]:
                pair = first_and_second(cell)
                if pair and pair[0] != pair[1] and max(pair) <= 12:
                    return cell.strip()
        return None


def read_table(file: BinaryIO, *, most_lines: int) -> Table | None:
    """The table in a file, if it could be a diary: its columns have names and one of them holds dates."""
    try:
        file.seek(0)
        text = read_text(file, max_bytes=MOST_TEXT_BYTES).text
        if looks_like_json(text) or line_count(text) > most_lines:
            return None
        file.seek(0)
        suggestion = suggest(file, max_bytes=MOST_TEXT_BYTES)
    except ReprieveError:
        return None
    draft: dict[str, Any] = json.loads(suggestion.draft)
    names = [guess.column.column for guess in suggestion.guesses]
    table = Table(
        guesses=suggestion.guesses,
        cells=_cells(text, draft["delimiter"], names),
        delimiter=draft["delimiter"],
        formula_guard=draft.get("formula_guard", False),
    )
    return table if any(_is_dated(table.values(name)) for name in names) else None


def _is_dated(values: Values) -> bool:
    return values.filled > 0 and values.share(values.with_time + values.dates) >= _DATED_SHARE


def _cells(text: str, delimiter: str, names: list[str]) -> dict[str, tuple[str, ...]]:
    """What stands in each column below the line that names them."""
    rows = Rows(text, delimiter)
    header: list[str] = []
    for _ in range(_TITLE_ROWS):
        row = rows.next()
        if row is None:
            break
        if isinstance(row, Row) and [cell.strip()[:MOST_CHARS] for cell in row.cells if cell.strip()] == names:
            header = [cell.strip()[:MOST_CHARS] for cell in row.cells]
            break
    found: dict[str, list[str]] = {name: [] for name in names}
    for _ in range(_LOOKED_AT_ROWS if header else 0):
        row = rows.next()
        if row is None:
            break
        if isinstance(row, Row) and len(row.cells) == len(header):
            for name, cell in zip(header, row.cells, strict=True):
                if name and cell.strip():
                    found[name].append(cell)
    return {name: tuple(cells) for name, cells in found.items()}
