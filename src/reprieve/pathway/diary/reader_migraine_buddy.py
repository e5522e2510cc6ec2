"""What does a CSV exported by Migraine Buddy say?

Two layouts: the newer has the offsets from UTC, a geohash and the attack type; the older has not.
A table of events still going on may stand before the attacks. In its lists only what is ticked is
known: what is not ticked was not asked, so it is *not recorded*. The geohash says where the person
lives: neither it nor the place of an attack is ever copied out of the file.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from reprieve.pathway.diary import migraine_buddy_words as words
from reprieve.pathway.diary.cells import a_day, read_whole
from reprieve.pathway.diary.choices import Helped, Nausea, Side
from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.drugs import may_be_acute, says_no_drug
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Broken, Rows
from reprieve.pathway.diary.reader_reprieve import doses_of, names_in
from reprieve.pathway.diary.records import Attack, AuraSymptom, LeftOut
from reprieve.pathway.terms.text import count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FORMAT = "migraine_buddy"
_HEADER_START = ["#", "started", "lasted"]
_LOOK_FOR_HEADER_CHARS = 262_144
_NOT_READ = (
    "potential triggers",
    "helpful non drug relief methods",
    "somewhat helpful non drug relief methods",
    "unhelpful non drug relief methods",
    "unsure non drug relief methods",
)
_MEDICATION = {
    "helpful medication": Helped.YES,
    "somewhat helpful medication": Helped.PARTLY,
    "unhelpful medication": Helped.NO,
    "unsure medication": None,
}
_STARTED = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{2}|\d{4})[ ,]+(\d{1,2}):(\d{2})(?::\d{2})?(?:\s*([AP])\.?M\.?)?",
    re.ASCII | re.IGNORECASE,
)
_LASTED = re.compile(r"(?:(\d{1,4})\s*d)?\s*(?:(\d{1,5})\s*h)?\s*(?:(\d{1,6})\s*m)?", re.ASCII | re.IGNORECASE)
_LONGEST = timedelta(days=3_660)
_MOST_OFFSET_MIN = 15 * 60


_COLUMNS = frozenset(
    {
        "started",
        "lasted",
        "start utc offset (min)",
        "end utc offset (min)",
        "attack types",
        "pain level",
        "affected activities",
        "symptoms",
        "most bothersome symptom",
        "premonitory symptoms",
        "pain positions",
        "notes",
        *_MEDICATION,
    }
)
_PLACES = frozenset({"geohash", "attack location"})


@dataclass(slots=True)
class Header:
    """The columns of the table of attacks, and what was left out before it."""

    columns: list[str]
    events: list[LeftOut]


@dataclass(slots=True)
class _Line:
    number: int
    cells: dict[str, str]

    def cell(self, column: str) -> str:
        """What the cell says without outer blanks; empty if it is."""
        return self.cells.get(column, "").strip()


def recognises(header: list[str]) -> bool:
    """Whether a line is the header of the table of attacks."""
    return [cell.strip().casefold() for cell in header[:3]] == _HEADER_START


def find_header(rows: Rows) -> Header | None:
    """The header of the attacks; None if there is no such line near the beginning."""
    events: list[LeftOut] = []
    while rows.passed_chars < _LOOK_FOR_HEADER_CHARS and (row := rows.next()) is not None:
        if isinstance(row, Broken):
            events.append(LeftOut(line=row.line, reason=row.reason))
        elif recognises(row.cells):
            return Header([cell.strip().casefold() for cell in row.cells], events)
        elif not _says_nothing(row.cells[0].strip().casefold()):
            reason = say("an event still going on, listed before the attacks; write it as an attack to have it read.")
            events.append(LeftOut(line=row.line, reason=reason))
    return None


def _says_nothing(first_cell: str) -> bool:
    return first_cell in ("date", "") or first_cell.startswith("no ongoing events")


def read(rows: Rows, header: Header, gathering: Gathering) -> None:
    """Reads all rows below the header into the gathering."""
    for event in header.events:
        gathering.leave_out(event.line, event.reason)
    lines = _lines(rows, header.columns, gathering)
    order = date_order(
        (int(found[1]), int(found[2])) for line in lines if (found := _STARTED.fullmatch(line.cell("started")))
    )
    day_first = order is DateOrder.DAY_FIRST
    if day_first:
        gathering.notes.append(
            say("The dates are written day first, other than the app writes them; they were read so. Check them.")
        )
    unsided = sum(_attack(line, day_first, gathering) for line in lines)
    if unsided:
        gathering.notes.append(
            count(
                unsided,
                "{n} attack names a place of pain without a side; its side was taken as not recorded.",
                "{n} attacks name a place of pain without a side; their side was taken as not recorded.",
            )
        )


def _lines(rows: Rows, columns: list[str], gathering: Gathering) -> list[_Line]:
    """The rows with the cells that are read and not empty; no other cell is kept, even for a moment."""
    read_at = {at: column for at, column in enumerate(columns) if column in _COLUMNS}
    lines = []
    while (row := rows.next(len(columns))) is not None:
        if isinstance(row, Broken):
            gathering.leave_out(row.line, row.reason)
        elif not recognises(row.cells):
            cells = {column: row.cells[at] for at, column in read_at.items() if row.cells[at].strip()}
            lines.append(_Line(row.line, cells))
    skipped = set(columns) - _COLUMNS - {"#", ""}
    named = skipped.intersection(_NOT_READ)
    if named:
        gathering.notes.append(say("Possible triggers and relief without drugs are not read."))
    if skipped & _PLACES:
        gathering.notes.append(say("Where the person was is never read."))
    other = len(skipped - _PLACES) - len(named)
    if other:
        gathering.notes.append(count(other, "{n} column is not known.", "{n} columns are not known."))
    return lines


def _attack(line: _Line, day_first: bool, gathering: Gathering) -> bool:
    """Keeps the attack of a line with its doses; answers whether a place of pain without a side was met."""
    started = _started(line, day_first)
    if started is None:
        reason = say("`Started` must be a date and time such as 11/16/24 13:12 (month first); the row was left out.")
        gathering.leave_out(line.number, reason)
        return False
    start = _start(line, started, gathering)
    end, ongoing = _end(line, start, gathering)
    side, unsided = _side(line)
    doses, drug_taken = _medication(line, gathering)
    attack = Attack(
        start=start,
        end=end,
        ongoing=ongoing,
        pain_0_to_10=_pain(line, gathering),
        side=side,
        function_lost=_function_lost(line, gathering),
        drug_taken=drug_taken,
        note=line.cells.get("notes", ""),
        key=_key(line, start),
        **_symptoms(line, gathering),
    )
    gathering.check_length(attack, line.number)
    gathering.keep(attack, *(dose for helped, names in doses for dose in doses_of(attack, names, helped=helped)))
    return unsided


# Times -------------------------------------------------------------------------------------------


def _started(line: _Line, day_first: bool) -> datetime | None:
    found = _STARTED.fullmatch(line.cell("started"))
    if not found:
        return None
    first, second, year, hour, minute = (int(part) for part in found.groups()[:5])
    day = a_day(year if year > 99 else 2000 + year, *((second, first) if day_first else (first, second)))
    if found[6]:
        hour = hour % 12 + (12 if found[6] in "Pp" else 0) if 1 <= hour <= 12 else 99
    if day is None or hour > 23 or minute > 59:
        return None
    return datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - its offset stands in another cell


def _offset(line: _Line, column: str, gathering: Gathering) -> timezone | None:
    """An offset column: minutes east of UTC."""
    cell = line.cell(column)
    size = read_whole(cell.lstrip("-"))
    if not cell:
        return None
    if size is None or size > _MOST_OFFSET_MIN or cell.count("-") > 1:
        gathering.not_understood(line.number, column, say("minutes from -{n} to {n}", n=_MOST_OFFSET_MIN))
        return None
    return timezone(timedelta(minutes=-size if cell.startswith("-") else size))


def _start(line: _Line, started: datetime, gathering: Gathering) -> datetime:
    offset = _offset(line, "start utc offset (min)", gathering)
    if offset is None:
        return gathering.clock.at(started, line=line.number)
    return started.replace(tzinfo=offset)


def _end(line: _Line, start: datetime, gathering: Gathering) -> tuple[datetime | None, Any]:
    """The end, by how long the attack lasted, with the offset where the person then was."""
    cell = line.cell("lasted")
    if not cell:
        return None, NOT_KNOWN
    if cell.casefold() == "ongoing":
        return None, YES
    found = _LASTED.fullmatch(cell)
    days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    lasted = timedelta(days=days, hours=hours, minutes=minutes)
    if not found or lasted > _LONGEST:
        gathering.not_understood(line.number, "Lasted", say("a span such as 01h 00m or 1d 02h 15m"))
        return None, NOT_KNOWN
    offset = _offset(line, "end utc offset (min)", gathering)
    if offset is not None:
        return (start + lasted).astimezone(offset), NOT_KNOWN
    own = start.utcoffset() or timedelta(0)
    if line.cell("start utc offset (min)"):
        return start + lasted, NOT_KNOWN
    return gathering.clock.as_shown(start + lasted, timezone(own)), NOT_KNOWN


# What is ticked ----------------------------------------------------------------------------------


def _items(line: _Line, column: str) -> list[str]:
    """A list in a cell: lower case, without outer blanks, each once."""
    parts = (" ".join(part.split()).casefold() for part in line.cells.get(column, "").split(","))
    return list(dict.fromkeys(part for part in parts if part))


def _pain(line: _Line, gathering: Gathering) -> int | None:
    cell = line.cell("pain level")
    pain = read_whole(cell)
    if cell and (pain is None or pain > 10):
        gathering.not_understood(line.number, "Pain Level", say("a whole number from 0 to 10"))
        return None
    return pain


def _symptoms(line: _Line, gathering: Gathering) -> dict[str, Any]:
    ticked = [*_items(line, "symptoms"), *_items(line, "most bothersome symptom")]
    before = _items(line, "premonitory symptoms")
    types = _items(line, "attack types")
    known: dict[str, Any] = {}
    if ticked and words.NO_SYMPTOMS.issuperset(ticked):
        known = {"nausea": Nausea.NONE, "vomiting": NO, "photophobia": NO, "phonophobia": NO}
    qualities = frozenset(words.QUALITIES[item] for item in ticked if item in words.QUALITIES)
    kinds = dict.fromkeys(words.AURA[item] for item in (*ticked, *before) if item in words.AURA)
    for field, meant in (
        ("vomiting", words.VOMITING),
        ("photophobia", words.PHOTOPHOBIA),
        ("phonophobia", words.PHONOPHOBIA),
        ("worse_with_activity", words.WORSE_WITH_ACTIVITY),
    ):
        if meant.intersection(ticked):
            known[field] = YES
    if words.NAUSEA.intersection(ticked):
        known["nausea"] = Nausea.YES
    if qualities:
        known["qualities"] = qualities
        known["qualities_complete"] = False
    if kinds or "migraine with aura" in types:
        known["aura"] = YES
        known["aura_symptoms"] = tuple(AuraSymptom(kind=kind) for kind in kinds if kind)
    # The person's own name for the attack. Another name does not say that it was not one.
    if any(item.startswith("migraine") for item in types):
        known["believed_migraine"] = YES
    understood = (words.NAUSEA, words.VOMITING, words.PHOTOPHOBIA, words.PHONOPHOBIA, words.WORSE_WITH_ACTIVITY)
    for item in ticked:
        if not (
            item in words.QUALITIES
            or item in words.AURA
            or item in words.NO_SYMPTOMS
            or any(item in w for w in understood)
        ):
            gathering.skip_word("Symptoms", item)
    for item in before:
        if item not in words.AURA:
            gathering.skip_word("Premonitory Symptoms", item)
    return known


def _function_lost(line: _Line, gathering: Gathering) -> Any:
    affected = _items(line, "affected activities")
    lost = bool(words.FUNCTION_LOST.intersection(affected))
    spared = bool(words.NOT_AFFECTED.intersection(affected))
    for item in affected:
        if item not in words.FUNCTION_LOST and item not in words.NOT_AFFECTED:
            gathering.skip_word("Affected Activities", item)
    if lost:
        return NOT_KNOWN if spared else YES
    return NO if spared and words.NOT_AFFECTED.issuperset(affected) else NOT_KNOWN


def _side(line: _Line) -> tuple[Side | None, bool]:
    """The side of the pain, and whether a place without a side kept it from being known."""
    places = _items(line, "pain positions")
    sides: set[str] = set()
    unsided = False
    for place in places:
        parts = set(re.findall(r"[a-z]+", place))
        here = parts & {"left", "right"}
        if place in words.BOTH_SIDES:
            here = {"left", "right"}
        sides |= here or ({"one"} if place in words.ONE_SIDE else set())
        unsided = unsided or not (here or place in words.ONE_SIDE)
    if {"left", "right"} <= sides:
        return Side.BOTH, False
    if unsided or not sides:
        return None, unsided
    return Side(next(iter(sides - {"one"}), "one")), False


def _medication(line: _Line, gathering: Gathering) -> tuple[list[tuple[Helped | None, list[str]]], Any]:
    """The names of drugs by whether they helped, and whether any was taken."""
    doses = []
    denied = False
    for column, helped in _MEDICATION.items():
        if column in line.cells:
            written = names_in(line.cells[column], column, line.number, gathering)
            names = [name for name in written if not says_no_drug(name)]
            denied = denied or len(names) < len(written)
            doses.append((helped, names))
    # A preventive may be listed beside what was taken against the attack, or alone.
    if any(may_be_acute(name) for _, names in doses for name in names):
        return doses, YES
    return doses, NO if denied else NOT_KNOWN


# What is left ------------------------------------------------------------------------------------


def _key(line: _Line, start: datetime) -> str:
    """The same for the same attack in any export: its start, and a number made of what else it says."""
    said = "\x1f".join(f"{column}={cell}" for column, cell in sorted(line.cells.items()))
    return f"{start:%Y%m%dT%H%M}-{zlib.crc32(said.encode('utf-8', 'replace')):08x}"
