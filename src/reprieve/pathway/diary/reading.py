"""What diary is in the files that a person brings?

The format is told from what is in a file, never from its name. A file half wrong gives the good
half and a list of the rest; only a file that is no diary at all is refused.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol
from zoneinfo import ZoneInfo

from reprieve.pathway.diary import (
    archives,
    mapping_reader,
    reader_apple_health,
    reader_day_calendar,
    reader_long,
    reader_migraine_buddy,
    reader_reprieve,
)
from reprieve.pathway.diary.apple_health_xml import BreaksOffError, begins_like_xml, is_an_export
from reprieve.pathway.diary.decoding import MAX_BYTES, Begun, Text, begun, text_of
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.joining import join
from reprieve.pathway.diary.json_diary import looks_like_json, read_json
from reprieve.pathway.diary.lines import MAX_LINES, Row, Rows, begins_with_a_line, line_count
from reprieve.pathway.diary.mapping import Mapping, named
from reprieve.pathway.diary.mapping_apps import APPS
from reprieve.pathway.diary.mapping_file import load_mapping
from reprieve.pathway.diary.records import Diary, LeftOut
from reprieve.pathway.diary.wall_clock import WallClock, zone_named
from reprieve.pathway.terms.errors import InvalidInput, NeedsMapping, UnreadableFile
from reprieve.pathway.terms.text import a_list, count, say

__all__ = ["MAX_BYTES", "gather_stored", "must_hold_entries", "read_diary"]

_DELIMITERS = (",", ";", "\t")
# Ten years of a watch come to some 3 GB.
MAX_EXPORT_BYTES = 8 * 1024 * 1024 * 1024


class Reader(Protocol):
    """A format that its first line tells: a module, or an app whose columns are mapped."""

    @property
    def FORMAT(self) -> str:
        """What the format is called in an answer."""

    def recognises(self, header: list[str], /) -> bool:
        """Whether a first line is one of the format."""

    def read(self, rows: Rows, header: Row, name: str, gathering: Gathering, /) -> None:
        """Reads all rows below the first line into the gathering."""


_BY_FIRST_LINE: tuple[Reader, ...] = (reader_reprieve, reader_day_calendar, *APPS, reader_long)


def read_diary(
    *files: str | Path | BinaryIO,
    zone: str | None = None,
    mapping: Mapping | str | Path | None = None,
    max_bytes: int = MAX_BYTES,
    max_rows: int = MAX_LINES,
    max_export_bytes: int | None = None,
    today: date | None = None,
) -> Diary:
    """The diary in one or several files of one person.

    Parameters
    ----------
    *files : str, Path or binary stream
        Migraine Buddy exports, files in our own format (CSV or JSON), day calendars, exports of Apple
        Health (`export.zip` or `export.xml`), in any mixture. Of an archive each file that is a diary
        is read.
    zone : str or None
        The IANA name of the zone in which times without an offset were written. None reads them
        as UTC, and a note says so.
    mapping : Mapping, str, Path or None
        What the columns of other CSV files mean, or the file that says so. It is used for every file
        that has its columns.
    max_bytes : int
        A larger file is refused.
    max_rows : int
        A file with more lines is refused, before any of them is taken apart; so is an export with
        more records of the types that are read.
    max_export_bytes : int or None
        A larger export of Apple Health is refused, and an archive that unpacks to more. None takes
        `MAX_EXPORT_BYTES` from a file named by its path, which is the caller's own, and `max_bytes`
        from a stream, which may come from anybody.
    today : date or None
        Where it is given, entries of a later day are told, as their dates are likely to be wrong.

    Returns
    -------
    Diary
        One `Reading` for each file, in their order, and for each that is read of an archive. What is
        said again is kept once.

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
    limits = _Limits(max_bytes, max_rows, max_export_bytes)
    mapped = load_mapping(mapping) if isinstance(mapping, str | Path) else mapping
    gatherings = [gathering for file in files for gathering in _gather_file(file, known_zone, limits, mapped)]
    return join(gatherings, today=today)


def gather_stored(content: bytes) -> Gathering:
    """What a diary that `json_diary.write_json` wrote says, to be joined with others.

    Raises
    ------
    UnreadableFile
        If it is not one.
    """
    (gathering,) = _gather_file(io.BytesIO(content), None, _Limits(MAX_BYTES, MAX_LINES, None), None)
    return gathering


def must_hold_entries(diary: Diary) -> None:
    """Nothing can be judged of files in which nothing was read.

    Raises
    ------
    UnreadableFile
        If there is no headache, no dose and no day.
    """
    if diary.attacks or diary.doses or diary.days:
        return
    lost = sum(reading.rows_left_out for reading in diary.readings)
    if lost:
        raise UnreadableFile(
            count(
                lost,
                "no headache, drug or day was read: {n} row was left out ({reasons}).",
                "no headache, drug or day was read: {n} rows were left out ({reasons}).",
                reasons=a_list(list(dict.fromkeys(left.reason.rstrip(".") for left in _left_out(diary)))[:3]),
            )
        )
    raise UnreadableFile(say("nothing was read: there is no headache, drug or day below the first line."))


def _left_out(diary: Diary) -> Iterator[LeftOut]:
    return (left for reading in diary.readings for left in reading.left_out if left.whole_row)


@dataclass(frozen=True, slots=True)
class _Limits:
    """What a caller takes at most; see `read_diary`."""

    file_bytes: int
    rows: int
    export_bytes: int | None

    def of_export(self, file: Begun) -> int:
        """How many bytes an export may have, unpacked."""
        if self.export_bytes is not None:
            return self.export_bytes
        return MAX_EXPORT_BYTES if file.by_path else self.file_bytes


def _gather_file(
    source: str | Path | BinaryIO, zone: ZoneInfo | None, limits: _Limits, mapping: Mapping | None
) -> list[Gathering]:
    """What a file holds; several, if it is an archive of several."""
    with begun(source) as file:
        if archives.is_archive(file.beginning):
            return _gather_archive(file, zone, limits, mapping)
        if begins_like_xml(file.beginning):
            pieces = archives.at_most(file.pieces(), limits.of_export(file), file.name)
            return [_gather_export(pieces, file.name, zone, limits)]
        text = text_of(file.pieces(), file.name, max_bytes=limits.file_bytes, size=file.size)
        return [_gather(text, zone, limits.rows, mapping)]


def _gather_archive(file: Begun, zone: ZoneInfo | None, limits: _Limits, mapping: Mapping | None) -> list[Gathering]:
    """What the files of an archive hold: exports of Apple Health, or else every file that is a diary."""
    unpacked = limits.of_export(file)
    with archives.opened(file, max_packed_bytes=limits.file_bytes, max_unpacked_bytes=unpacked) as members:
        xml = [member for member in members if member.is_xml]
        archives.must_be_few(xml, file.name)
        exports = [member for member in xml if is_an_export(member.beginning())]
        if exports:
            return [_gather_export(member.pieces(), member.name, zone, limits) for member in exports]
        others = [member for member in members if not member.is_xml]
        archives.must_be_few(others, file.name)
        gatherings = []
        refusal: Exception | None = None
        for member in others:
            try:
                text = text_of(member.pieces(), member.name, max_bytes=limits.file_bytes)
                gatherings.append(_gather(text, zone, limits.rows, mapping))
            except (UnreadableFile, BreaksOffError) as error:
                refusal = refusal or error
    if gatherings:
        left = len(others) - len(gatherings)
        if left:
            note = count(
                left, "{n} other file of the archive was not read.", "{n} other files of the archive were not read."
            )
            gatherings[0].notes.append(note)
        return gatherings
    if isinstance(refusal, UnreadableFile):
        raise refusal
    raise UnreadableFile(archives.holds_no_diary(xml, file.name)) from refusal


def _gather_export(pieces: Iterable[bytes], name: str, zone: ZoneInfo | None, limits: _Limits) -> Gathering:
    gathering = Gathering(format=reader_apple_health.FORMAT, clock=WallClock(zone))
    reader_apple_health.read(pieces, name, gathering, max_records=limits.rows)
    return gathering


def _gather(text: Text, zone: ZoneInfo | None, max_rows: int, mapping: Mapping | None) -> Gathering:
    """What the reader of the file's format finds in it."""
    if looks_like_json(text.text):
        return _noted(read_json(text, WallClock(zone), max_rows))
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
    if mapping is not None and (at := mapping_reader.find_header(text.text, mapping)):
        clock = WallClock(zone or zone_named(mapping.zone))
        gathering = Gathering(format=mapping.name, clock=clock, notes=list(text.notes))
        mapping_reader.read(*at, mapping, text.name, gathering)
        return _noted(gathering)
    clock = WallClock(zone)
    for rows, header in _possible_headers(text.text):
        reader = next((reader for reader in _BY_FIRST_LINE if reader.recognises(header.cells)), None)
        if reader is not None:
            gathering = Gathering(format=reader.FORMAT, clock=clock, notes=list(text.notes))
            reader.read(rows, header, text.name, gathering)
            return _noted(gathering)
    for delimiter in _DELIMITERS:
        rows = Rows(text.text, delimiter)
        found = reader_migraine_buddy.find_header(rows)
        if found is not None:
            gathering = Gathering(format=reader_migraine_buddy.FORMAT, clock=clock, notes=list(text.notes))
            reader_migraine_buddy.read(rows, found, gathering)
            return _noted(gathering)
    raise NeedsMapping(_not_recognised(text) if mapping is None else _not_as_mapped(text, mapping))


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
        "Understood are: the export.zip of Apple Health; the CSV exports of Migraine Buddy (a line that begins #, "
        "Started, Lasted), AidingMigraine, Cluster Headache Tracker, Tonnta and Bearable; our own CSV (a first line "
        "with `start` and items such as `end`, `pain`, `nausea`, or with `record`); a calendar of days (a first line "
        "with `date` and `headache`). Check that the first line names the columns. Any other CSV can be read once "
        "its columns are explained: reprieve mapping FILE -o mapping.json",
        name=text.name,
    )


def _not_as_mapped(text: Text, mapping: Mapping) -> str:
    return say(
        "{name} must have the columns that the mapping cannot do without; no line near its beginning names {columns}. "
        "Correct the mapping, or make one for this file: reprieve mapping FILE -o mapping.json",
        name=text.name,
        columns=a_list([named(column) for column in mapping.needed]),
    )
