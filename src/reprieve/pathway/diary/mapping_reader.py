"""What does a CSV of any kind say, by a mapping of its columns?

A row with a time of day is an attack. A row with a date alone is a day: no hour is made up for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from reprieve.pathway.diary.choices import Helped
from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Broken, Row, Rows
from reprieve.pathway.diary.mapping import DELIMITERS, NOT_READ, Column, Mapping, Sort, named, same
from reprieve.pathway.diary.mapping_cells import Moment, first_and_second, read_clock, read_moment
from reprieve.pathway.diary.mapping_row import (
    A_MOMENT,
    Line,
    Table,
    drugs_of,
    end_of,
    instant,
    moment_of,
    note_of,
    pain_of,
    signs_of,
    start_of,
    truth_of,
)
from reprieve.pathway.diary.mapping_signs import Signs
from reprieve.pathway.diary.reader_reprieve import doses_of, key_of
from reprieve.pathway.diary.records import Attack, DayEntry, Dose
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import a_list, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

_LOOK_FOR_HEADER_ROWS = 50
_MOST_NAMED = 20
# From so many attacks on, all of them at midnight are taken for dates to which a program put a time.
_ALL_AT_MIDNIGHT = 3

Drugs = list[tuple[Helped | None, list[str]]]


@dataclass(frozen=True, slots=True)
class Started:
    """An attack that was read, and the line it stands on."""

    line: int
    start: datetime


def find_header(text: str, mapping: Mapping) -> tuple[Rows, Row] | None:
    """The line that names the columns the mapping cannot do without; None if there is none near the beginning."""
    needed = {same(name) for name in mapping.needed}
    for delimiter in [mapping.delimiter] if mapping.delimiter else DELIMITERS:
        rows = Rows(text, delimiter)
        for _ in range(_LOOK_FOR_HEADER_ROWS):
            row = rows.next()
            if row is None:
                break
            if isinstance(row, Row) and needed <= {same(cell) for cell in row.cells}:
                return rows, row
    return None


def read(
    rows: Rows, header: Row, mapping: Mapping, name: str, gathering: Gathering, *, own: bool = True
) -> list[Started]:
    """Reads all rows below the header into the gathering; answers which attacks were read where."""
    table = Table(mapping=mapping, placed=_placed(header, mapping, name, gathering), gathering=gathering, own=own)
    lines = []
    while (row := rows.next(len(header.cells))) is not None:
        if isinstance(row, Broken):
            gathering.leave_out(row.line, row.reason)
        else:
            lines.append(Line(row.line, row.cells, table))
    table.order = _order(lines, mapping, name, gathering)
    started = [found for line in lines if (found := _row(line)) is not None]
    gathering.notes.extend(_said_of(table, started))
    return started


def _placed(header: Row, mapping: Mapping, name: str, gathering: Gathering) -> list[tuple[Column, int]]:
    """Each column of the mapping that is in the file, and where; names what is not read."""
    names = [same(cell) for cell in header.cells]
    by_name = {same(column.column): column for column in mapping.columns}
    read_names = [key for key, column in by_name.items() if column.means != NOT_READ]
    twice = [by_name[key].column for key in read_names if names.count(key) > 1]
    if twice:
        message = say(
            "{name} must name each column once; got {columns} more than once. Delete or rename one of them.",
            name=name,
            columns=named(twice[0]),
        )
        raise UnreadableFile(message)
    missing = [named(by_name[key].column) for key in read_names if key not in names]
    if missing:
        gathering.notes.append(say("Columns that were looked for and not found: {columns}.", columns=_listed(missing)))
    other = [named(cell) for cell, key in zip(header.cells, names, strict=True) if key and key not in read_names]
    if other:
        gathering.notes.append(say("Columns not read: {columns}.", columns=_listed(other)))
    return [(by_name[key], names.index(key)) for key in read_names if key in names]


def _listed(columns: list[str]) -> str:
    more = say(" and {n} more", n=len(columns) - _MOST_NAMED) if len(columns) > _MOST_NAMED else ""
    return a_list(columns[:_MOST_NAMED]) + more


def _order(lines: list[Line], mapping: Mapping, name: str, gathering: Gathering) -> DateOrder:
    """The order of day and month, by the mapping, else by the file if it leaves no doubt."""
    if mapping.dates is not None:
        return mapping.dates
    cells = [cell for line in lines for _, cell in line.columns(Sort.MOMENT, Sort.DATE)]
    pairs = [pair for cell in cells if (pair := first_and_second(cell)) is not None]
    order = date_order(pairs)
    if pairs and order is DateOrder.DOUBTFUL and any(first != second for first, second in pairs):
        message = say(
            "{name} must have dates that can be read one way only. Say in the mapping which comes first: "
            "`dates` is day_first or month_first.",
            name=name,
        )
        raise UnreadableFile(message)
    if pairs and order is not DateOrder.DOUBTFUL:
        gathering.notes.append(
            say("Dates were read {order}, the only order that fits them all.", order=say(order.value))
        )
    return order


# One row -----------------------------------------------------------------------------------------


def _row(line: Line) -> Started | None:
    moment = start_of(line)
    gathering = line.table.gathering
    if moment is None:
        gathering.leave_out(line.number, say("its date is missing or cannot be read; the row was left out."))
        return None
    headache = truth_of(line, "headache")
    pain = pain_of(line)
    signs = signs_of(line)
    drugs = drugs_of(line, signs)
    for sign in signs.contradicted:
        reason = say("two columns contradict each other about `{item}`; it was taken as not recorded.", item=sign)
        gathering.leave_out(line.number, reason, whole_row=False)
    start = None if headache is NO else instant(line, moment)
    if start is None:
        _day(line, moment, _headache_of_day(line, headache, pain), signs, drugs)
        return None
    return _attack(line, start, moment, pain, signs, drugs)


def _headache_of_day(line: Line, headache: Truth, pain: int | None) -> Truth:
    """Whether there was a headache on the day of a row without a time of day."""
    if headache.known:
        return headache
    if pain is not None:
        return YES if pain > 0 else NO
    # Where neither is asked, each row is a headache; where one is and the cell is empty, nobody says.
    asked = any(column.means in ("headache", "pain") for column, _ in line.table.placed)
    return NOT_KNOWN if asked else YES


def _attack(
    line: Line, start: datetime, moment: Moment, pain: int | None, signs: Signs, drugs: Drugs
) -> Started | None:
    gathering = line.table.gathering
    items: dict[str, Any] = signs.items()
    items["end"] = end_of(line, start, has_offset=moment.offset is not None)
    _settle(items, start, line)
    line.table.assumed["unsided"] += signs.side_hidden
    attack = Attack(start=start, pain_0_to_10=pain, note=note_of(line), entered_at=_entered_at(line), **items)
    if any(names for _, names in drugs):
        attack = replace(attack, key=key_of(attack))
    gathering.check_length(attack, line.number)
    records: list[Attack | Dose | DayEntry] = [attack]
    for helped, names in drugs:
        at = _drug_time(line, attack)
        if at is None:
            records += doses_of(attack, names, helped=helped)
        else:
            records += [Dose(name=name, time=at, attack_key=attack.key, helped=helped) for name in names]
    bleeding = truth_of(line, "menstruation")
    if bleeding.known:
        records.append(DayEntry(day=start.date(), menstruation=bleeding))
    gathering.keep(*records)
    return Started(line.number, start)


def _settle(items: dict[str, Any], start: datetime, line: Line) -> None:
    """Leaves out what contradicts the rest, so that the rest can stay."""
    gathering = line.table.gathering
    if items["end"] is not None and items["end"] < start:
        items["end"] = None
        reason = say("the end lies before the start; it was taken as not recorded. Check both times, and their dates.")
        gathering.leave_out(line.number, reason, whole_row=False)
    if items["end"] is not None and items.get("ongoing") is YES:
        items["end"] = None
        del items["ongoing"]
        reason = say("an attack that is still going on has no end, so neither is taken.")
        gathering.leave_out(line.number, reason, whole_row=False)


def _entered_at(line: Line) -> datetime | None:
    moment = moment_of(line, "entered_at")
    return None if moment is None else instant(line, moment)


def _drug_time(line: Line, attack: Attack) -> datetime | None:
    """When the drugs were taken, where only one instant of the attack showed that time of day."""
    found = line.cell("drug_time")
    if found is None:
        return None
    column, cell = found
    moment = read_moment(cell, line.table.order)
    if moment is not None and moment.clock is not None:
        return instant(line, moment)
    clock = read_clock(cell)
    if clock is None:
        line.not_understood(column, A_MOMENT)
        return None
    last = attack.end.date() if attack.end else attack.start.date()
    fitting = []
    for days in range(min((last - attack.start.date()).days, 2) + 1):
        shown = Moment(attack.start.date() + timedelta(days=days), *clock)
        at = instant(line, shown, only_tried=True)
        if at is not None and attack.start <= at and (attack.end is None or at <= attack.end):
            fitting.append(shown)
    return instant(line, fitting[0]) if len(fitting) == 1 else None


def _day(line: Line, moment: Moment, headache: Truth, signs: Signs, drugs: Drugs) -> None:
    """Keeps a row that has a day and no time of day."""
    told, gathering = signs.items(), line.table.gathering
    entry = DayEntry(
        day=moment.day,
        headache=headache,
        drug_taken=told.get("drug_taken", NOT_KNOWN),
        other_symptoms=YES if signs.of_migraine else NOT_KNOWN,
        menstruation=truth_of(line, "menstruation"),
        entered_at=_entered_at(line),
    )
    doses = [Dose(name=name, day=moment.day, helped=helped) for helped, names in drugs for name in names]
    if replace(entry, entered_at=None) == DayEntry(day=moment.day) and not doses:
        gathering.leave_out(line.number, say("it says nothing of a headache or a drug."), whole_row=False)
        return
    if headache is YES and moment.clock is None:
        line.table.assumed["day_only"] += 1
    gathering.keep(entry, *doses)


# What was assumed --------------------------------------------------------------------------------


def _said_of(table: Table, started: list[Started]) -> list[str]:
    """What was assumed in reading, in words."""
    assumed, notes = table.assumed, []
    if n := assumed["day_only"]:
        notes.append(
            count(
                n,
                "{n} headache has no time of day: its day is kept, and what it was like has no place.",
                "{n} headaches have no time of day: their days are kept, and what they were like has no place.",
            )
        )
    if n := assumed["end_without_date"]:
        notes.append(
            count(
                n,
                "{n} end is a time of day without a date: the next such time after the start was taken.",
                "{n} ends are times of day without a date: the next such time after the start was taken.",
            )
        )
    if n := assumed["pain_in_words"]:
        notes.append(
            count(
                n,
                "The pain of {n} entry is a word or a step and not a number from 0 to 10; a number was put for it.",
                "The pain of {n} entries is a word or a step and not a number from 0 to 10; a number was put for each.",
            )
        )
    if n := assumed["unsided"]:
        notes.append(
            count(
                n,
                "{n} attack names a place of pain without a side; its side was taken as not recorded.",
                "{n} attacks name a place of pain without a side; their side was taken as not recorded.",
            )
        )
    if len(started) >= _ALL_AT_MIDNIGHT and all(it.start.time() == time() for it in started):
        notes.append(
            say("Every attack begins at midnight: these may be dates without a time. If so, map them as `date`.")
        )
    return notes
