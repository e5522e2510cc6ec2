"""What diary is in the files that a person brings?

The format is told from what is in a file, never from its name. A file half wrong gives the good
half and a list of the rest; only a file that is no diary at all is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from reprieve.pathway.diary import reader_day_calendar, reader_migraine_buddy, reader_reprieve
from reprieve.pathway.diary.decoding import MAX_BYTES, Text, read_text
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.joining import join
from reprieve.pathway.diary.lines import MAX_LINES, Row, Rows, begins_with_a_line, line_count
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.diary.wall_clock import WallClock, zone_named
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import say

__all__ = ["MAX_BYTES", "read_diary"]

_DELIMITERS = (",", ";", "\t")


def read_diary(
    *files: str | Path | BinaryIO,
    zone: str | None = None,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_LINES,
) -> Diary:
    """The diary in one or several files of one person.

    Parameters
    ----------
    *files : str, Path or binary stream
        Migraine Buddy exports, files in our own format, day calendars, in any mixture.
    zone : str or None
        The IANA name of the zone in which times without an offset were written. None reads them
        as UTC, and a note says so.
    max_bytes : int
        A larger file is refused.
    max_rows : int
        A file with more lines is refused, before any of them is taken apart.

    Returns
    -------
    Diary
        One `Reading` for each file, in their order. What is said again is kept once.

    Raises
    ------
    UnreadableFile
        If a file is missing, too large, not text, or not a diary in a format that is understood.
    InvalidInput
        If no file is named or the zone does not exist.
    """
    if not files:
        raise InvalidInput(say("at least one file must be named; got none."))
    known_zone = zone_named(zone)
    return join([_gather(read_text(file, max_bytes=max_bytes), known_zone, max_rows) for file in files])


def _gather(text: Text, zone: ZoneInfo | None, max_rows: int) -> Gathering:
    """What the reader of the file's format finds in it."""
    if line_count(text.text) > max_rows:
        message = say(
            "{name} must have at most {n} lines; it has more. A diary of many years is far smaller: is this the "
            "right file?",
            name=text.name,
            n=max_rows,
        )
        raise UnreadableFile(message)
    if not begins_with_a_line(text.text):
        raise UnreadableFile(_not_recognised(text))
    clock = WallClock(zone)
    for rows, header in _possible_headers(text.text):
        if reader_reprieve.recognises(header.cells):
            gathering = Gathering(format=reader_reprieve.FORMAT, clock=clock, notes=list(text.notes))
            reader_reprieve.read(rows, header, text.name, gathering)
            return _noted(gathering)
        if reader_day_calendar.recognises(header.cells):
            gathering = Gathering(format=reader_day_calendar.FORMAT, clock=clock, notes=list(text.notes))
            reader_day_calendar.read(rows, header, text.name, gathering)
            return _noted(gathering)
    for delimiter in _DELIMITERS:
        rows = Rows(text.text, delimiter)
        found = reader_migraine_buddy.find_header(rows)
        if found is not None:
            gathering = Gathering(format=reader_migraine_buddy.FORMAT, clock=clock, notes=list(text.notes))
            reader_migraine_buddy.read(rows, found, gathering)
            return _noted(gathering)
    raise UnreadableFile(_not_recognised(text))


def _possible_headers(text: str) -> Iterator[tuple[Rows, Row]]:
    """The first row of the file, taken apart by each delimiter."""
    for delimiter in _DELIMITERS:
        rows = Rows(text, delimiter)
        header = rows.next()
        if isinstance(header, Row):
            yield rows, header


def _noted(gathering: Gathering) -> Gathering:
    if not gathering.entries and not gathering.left_out:
        gathering.notes.append(say("There are no entries below the first line."))
    return gathering


def _not_recognised(text: Text) -> str:
    return say(
        "{name} must be a headache diary in a format that is understood; its first line is not that of one. "
        "Understood are: a CSV export of Migraine Buddy (a line that begins #, Started, Lasted); our own CSV (a first "
        "line with `start` and items such as `end`, `pain`, `nausea`, or with `record`); a calendar of days (a first "
        "line with `date` and `headache`). Check that the first line names the columns.",
        name=text.name,
    )
