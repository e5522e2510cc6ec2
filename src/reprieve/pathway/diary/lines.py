"""Which cells stand in which line, when quotes may be broken?

A cell may hold line breaks, so a row may be several physical lines. A quote that is never closed
must not swallow what follows: then only the line it stands in is lost, and reading goes on with
the next. Each line is looked at a bounded number of times, so the time grows with the file only.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from reprieve.pathway.terms.text import say

# The longest row: what the standard library's CSV reader takes for one cell unless told otherwise.
MAX_ROW_CHARS = 131_072
MAX_ROW_LINES = 1_000
# Ten years of days, attacks and doses are about 8,000.
MAX_LINES = 100_000
_LINE_END = re.compile(r"\r\n|\r|\n")
_PARTING_LINE = re.compile(r"sep=(.)(\r\n|\r|\n|\Z)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row and the physical line it begins on, counted from 1."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """A physical line that could not be taken apart, and why."""

    line: int
    reason: str


def line_count(text: str) -> int:
    """How many physical lines the text has; an end of line at its very end begins one more."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1


def begins_with_a_line(text: str) -> bool:
    """Whether the first line ends where one may at the latest."""
    return len(text) <= MAX_ROW_CHARS or _LINE_END.search(text, 0, MAX_ROW_CHARS + 1) is not None


class Rows:
    """Walks through a text row by row.

    Parameters
    ----------
    text : str
    delimiter : str
        One character. A first line `sep=;`, which some spreadsheets write, is passed over.
    """

    def __init__(self, text: str, delimiter: str) -> None:
        self._text = text
        self._delimiter = delimiter
        parting = _PARTING_LINE.match(text)
        self._at = parting.end() if parting else 0
        self._line = 2 if parting else 1

    @property
    def passed_chars(self) -> int:
        """How much of the text lies behind."""
        return self._at

    def next(self, width: int | None = None) -> Row | Broken | None:
        """The next row that is not blank; None at the end.

        Parameters
        ----------
        width : int or None
            How many cells a row must have; None takes any number. Empty cells beyond it are dropped.
        """
        while self._at < len(self._text):
            row = self._take(width)
            if isinstance(row, Broken) or any(cell.strip() for cell in row.cells):
                return row
        return None

    def _take(self, width: int | None) -> Row | Broken:
        line, start = self._line, self._at
        end, after = self._line_from(start)
        self._at, self._line = after, line + 1
        if end - start > MAX_ROW_CHARS:
            return Broken(line, say("the line must be at most {n} characters long.", n=MAX_ROW_CHARS))
        raw = self._text[start:end]
        if "\x00" in raw:
            return Broken(line, say("it holds a NUL character, which no text has."))
        if raw.count('"') % 2:
            return self._take_several(line, start, end, after, width)
        cells = raw.split(self._delimiter) if '"' not in raw else self._parse(raw, strict=False)
        if cells is None:
            return Broken(line, say("its quotation marks do not fit together."))
        return _of_width(line, cells, width)

    def _take_several(self, line: int, start: int, end: int, after: int, width: int | None) -> Row | Broken:
        """The row that begins with an open quote, if it closes where a row may end."""
        text = self._text
        for lines in range(2, MAX_ROW_LINES + 1):
            if after >= len(text):
                break
            before = after
            end, after = self._line_from(before)
            if end - start > MAX_ROW_CHARS or "\x00" in text[before:end]:
                break
            if text.count('"', before, end) % 2:
                cells = self._parse(text[start:end], strict=True)
                row = _of_width(line, cells, width) if cells is not None else None
                if not isinstance(row, Row):
                    break
                self._at, self._line = after, line + lines
                return row
        return Broken(line, say("a quotation mark in it is never closed."))

    def _line_from(self, start: int) -> tuple[int, int]:
        """Where the physical line that starts there ends, and where the next begins."""
        found = _LINE_END.search(self._text, start)
        return (found.start(), found.end()) if found else (len(self._text), len(self._text))

    def _parse(self, raw: str, *, strict: bool) -> list[str] | None:
        try:
            rows = list(csv.reader([raw], delimiter=self._delimiter, strict=strict))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 else None


def _of_width(line: int, cells: list[str], width: int | None) -> Row | Broken:
    if width is None or len(cells) == width or not any(cell.strip() for cell in cells):
        return Row(line, cells)
    if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
        return Row(line, cells[:width])
    # A row that is too short is not filled up: a lost comma would move answers to other questions.
    return Broken(line, say("it must have {width} cells as the first line has; it has {n}.", width=width, n=len(cells)))
