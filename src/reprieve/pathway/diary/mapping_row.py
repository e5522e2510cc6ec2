"""What does one row say, cell by cell, by a mapping?

An item that is not understood is taken as not recorded and listed; the rest of the row stays.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

from reprieve.pathway.diary.cells import unguard
from reprieve.pathway.diary.choices import Helped
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.drugs import MOST_NAMES, may_be_acute, says_no_drug
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.mapping import MEANINGS, SCALES, Column, Mapping, Sort
from reprieve.pathway.diary.mapping_cells import Moment, read_clock, read_moment, read_number, read_span
from reprieve.pathway.diary.mapping_signs import Signs
from reprieve.pathway.diary.mapping_words import (
    MILD,
    MODERATE,
    NAUSEA_WORDS,
    NO_WORDS,
    NOT_KNOWN_WORDS,
    OF_LIST,
    SEVERE,
    WITHOUT_PLACE,
    YES_WORDS,
    bare,
)
from reprieve.pathway.diary.reader_reprieve import names_in
from reprieve.pathway.terms.text import later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

_LIST_MARKS = (";", "|", "\n", ",")
_MOST_LIST_CHARS = 5_000
# The answers of scales whose steps are words: none, mild, moderate, severe, and the worst there is.
_STEPS = {"0-3": (0, MILD, MODERATE, SEVERE), "0-4": (0, MILD, MODERATE, SEVERE, 10)}
# How far a written length and a written end may lie apart: a change of clocks, and the length's last digit.
_MAY_DIFFER = timedelta(minutes=65)

A_MOMENT = later("a date and time")
A_DATE = later("a date")
A_CLOCK = later("a time of day such as 14:30")
A_SPAN = later("a length of time")
AN_ANSWER = later("yes or no")
A_WORD_OF_PAIN = later("one of the words that the mapping lists")


@dataclass(slots=True)
class Table:
    """A file and its mapping while it is read, and how often something was assumed."""

    mapping: Mapping
    placed: list[tuple[Column, int]]
    gathering: Gathering
    order: DateOrder = DateOrder.DOUBTFUL
    # Of an app's lists it is known what is not read; in somebody's own table a word may be a sign that is missed.
    own: bool = True
    assumed: Counter[str] = field(default_factory=Counter)
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    _of_meaning: dict[str, tuple[Column, int] | None] = field(default_factory=dict)
    _of_sorts: dict[tuple[Sort, ...], list[tuple[Column, int]]] = field(default_factory=dict)

    def of_meaning(self, means: str) -> tuple[Column, int] | None:
        """The only column of a meaning, and where it stands."""
        if means not in self._of_meaning:
            self._of_meaning[means] = next((one for one in self.placed if one[0].means == means), None)
        return self._of_meaning[means]

    def of_sorts(self, *sorts: Sort) -> list[tuple[Column, int]]:
        """The columns of some sorts, and where they stand."""
        if sorts not in self._of_sorts:
            self._of_sorts[sorts] = [one for one in self.placed if MEANINGS[one[0].means] in sorts]
        return self._of_sorts[sorts]

    def words_of(self, column: Column) -> dict[str, tuple[str, ...]]:
        """What the words in a column stand for, by how they are looked up."""
        if column.column not in self.words:
            if column.words:
                found = {bare(word): meant for word, meant in column.words.items()}
            elif MEANINGS[column.means] is Sort.LIST:
                found = dict(OF_LIST[column.means])
            else:
                found = _answers(column)
            self.words[column.column] = found
        return self.words[column.column]


def _answers(column: Column) -> dict[str, tuple[str, ...]]:
    if column.means == "nausea":
        return {word: (answer,) for word, answer in NAUSEA_WORDS.items()}
    return {
        **dict.fromkeys(NOT_KNOWN_WORDS, ("not_recorded",)),
        **dict.fromkeys(NO_WORDS, ("no",)),
        **dict.fromkeys(YES_WORDS, ("yes",)),
    }


@dataclass(slots=True)
class Line:
    """A row, and the table it stands in."""

    number: int
    cells: list[str]
    table: Table

    def columns(self, *sorts: Sort) -> list[tuple[Column, str]]:
        """The columns of these sorts with what stands in them, where something does."""
        return [(column, self.cells[at]) for column, at in self.table.of_sorts(*sorts) if self.cells[at].strip()]

    def cell(self, means: str) -> tuple[Column, str] | None:
        """The only column of a meaning with its cell; None if it is empty or there is none."""
        found = self.table.of_meaning(means)
        cell = self.cells[found[1]].strip() if found else ""
        return (found[0], cell) if found and cell else None

    def not_understood(self, column: Column, must_be: str) -> None:
        """Lists an item that was not understood."""
        self.table.gathering.not_understood(self.number, column.column.strip(), must_be)


# Times -------------------------------------------------------------------------------------------


def moment_of(line: Line, means: str) -> Moment | None:
    """What a column of dates says."""
    found = line.cell(means)
    if found is None:
        return None
    column, cell = found
    moment = read_moment(cell, line.table.order)
    if moment is None and means not in ("start", "date"):
        line.not_understood(column, A_MOMENT if MEANINGS[means] is Sort.MOMENT else A_DATE)
    return moment


def start_of(line: Line) -> Moment | None:
    """When the row begins: a day, and a time of day where one is written."""
    moment = moment_of(line, "start")
    if moment is not None:
        return moment
    moment = moment_of(line, "date")
    if moment is None:
        return None
    found = line.cell("time")
    clock = read_clock(found[1]) if found else None
    if found and clock is None:
        line.not_understood(found[0], A_CLOCK)
    return Moment(moment.day, *clock) if clock else Moment(moment.day)


def instant(
    line: Line, moment: Moment, *, not_before: datetime | None = None, only_tried: bool = False
) -> datetime | None:
    """The instant that is meant; None if no time of day is written."""
    wall = moment.wall
    if wall is None:
        return None
    if moment.offset is not None:
        return wall.replace(tzinfo=moment.offset)
    return line.table.gathering.clock.at(wall, line=line.number, not_before=not_before, only_tried=only_tried)


def end_of(line: Line, start: datetime, *, has_offset: bool) -> datetime | None:
    """When the row ends, by its end, its end's time of day, or its length."""
    lasted = _lasted(line)
    by_length = None if lasted is None else _after(line, start, lasted, has_offset=has_offset)
    written = moment_of(line, "end") or _end_with_date(line)
    if written is not None:
        end = instant(line, written, not_before=start)
        if end is None:
            return by_length
    elif found := line.cell("end_time"):
        end = _by_clock(line, start, found, by_length)
    else:
        return by_length
    if end is None:
        return by_length
    if by_length is not None and abs(end - by_length) > _MAY_DIFFER:
        reason = say("the length and the end do not fit; the end was taken.")
        line.table.gathering.leave_out(line.number, reason, whole_row=False)
    return end


def _lasted(line: Line) -> timedelta | None:
    found = line.cell("duration")
    if found is None:
        return None
    column, cell = found
    lasted = read_span(cell, column.unit or "text", decimal_comma=line.table.mapping.decimal_comma)
    if lasted is None:
        line.not_understood(column, A_SPAN)
    return lasted


def _after(line: Line, start: datetime, lasted: timedelta, *, has_offset: bool) -> datetime:
    end = start + lasted
    own = timezone(start.utcoffset() or timedelta(0))
    return end if has_offset else line.table.gathering.clock.as_shown(end, own)


def _end_with_date(line: Line) -> Moment | None:
    """The end where its date and its time of day stand in two columns."""
    day = moment_of(line, "end_date")
    found = line.cell("end_time")
    clock = read_clock(found[1]) if found else None
    return Moment(day.day, *clock) if day and clock else None


def _by_clock(line: Line, start: datetime, found: tuple[Column, str], by_length: datetime | None) -> datetime | None:
    """The end of which only the time of day is written: the nearest to the length, else the next after the start."""
    clock = read_clock(found[1])
    if clock is None:
        line.not_understood(found[0], A_CLOCK)
        return None
    # In the time that was on the wall at the start, or at the end that the length gives.
    near = by_length or start
    days = (-1, 0, 1) if by_length else (0, 1)
    for shift in sorted(days, key=lambda days: _distance(near, Moment(near.date() + timedelta(days=days), *clock))):
        moment = Moment(near.date() + timedelta(days=shift), *clock)
        end = instant(line, moment, not_before=start, only_tried=True)
        if end is not None and end >= start:
            instant(line, moment, not_before=start)
            if by_length is None:
                line.table.assumed["end_without_date"] += 1
            return end
    return None


def _distance(near: datetime, moment: Moment) -> timedelta:
    wall = moment.wall
    return timedelta.max if wall is None else abs(near.replace(tzinfo=None) - wall)


# Pain, answers and lists -------------------------------------------------------------------------


def pain_of(line: Line) -> int | None:
    """The pain from 0 to 10."""
    found = line.cell("pain")
    if found is None:
        return None
    column, cell = found
    pain = _pain(column, cell, line.table)
    if pain is None:
        top = SCALES[column.scale or "0-10"]
        line.not_understood(column, A_WORD_OF_PAIN if top is None else say("a number from 0 to {top}", top=top))
    return pain


def _pain(column: Column, cell: str, table: Table) -> int | None:
    scale = column.scale or "0-10"
    top = SCALES[scale]
    if top is None or bare(cell) in table.words_of(column):
        meant = table.words_of(column).get(bare(cell))
        if column.words and meant is not None:
            table.assumed["pain_in_words"] += 1
            return int(meant[0])
        if top is None:
            return None
    number, _, of = cell.partition("/")
    value = read_number(number, decimal_comma=table.mapping.decimal_comma)
    if value is None or value > top or (of and of.strip() != str(top)):
        return None
    if scale in _STEPS:
        table.assumed["pain_in_words"] += 1
        return _STEPS[scale][int(value)] if value == int(value) else None
    tenths = value * 10 / top
    if tenths != int(tenths):
        table.gathering.pains_rounded += 1
    return int(tenths + 0.5)


def answer_of(line: Line, column: Column, cell: str) -> str | None:
    """`yes`, `no`, a grade of nausea, or `not_recorded`; None if it is not understood."""
    found = line.table.words_of(column).get(bare(cell))
    if found is None:
        line.not_understood(column, AN_ANSWER)
        return None
    if found[0] == "no" and column.complete is False:
        return "not_recorded"
    return found[0]


def truth_of(line: Line, means: str) -> Truth:
    """The answer of the only column of that meaning."""
    found = line.cell(means)
    if found is None:
        return NOT_KNOWN
    answer = answer_of(line, *found)
    if answer is None and means == "headache":
        # What could not be read may have been the yes of this day.
        line.table.gathering.lost_lines.add(line.number)
    return {"yes": YES, "no": NO}.get(answer or "", NOT_KNOWN)


def signs_of(line: Line) -> Signs:
    """Everything that the row's answers and lists tell and deny."""
    signs = Signs()
    for column, cell in line.columns(Sort.ANSWER):
        if column.means in ("headache", "menstruation"):
            continue
        answer = answer_of(line, column, cell)
        if answer in ("mild", "moderate", "severe"):
            signs.tick([f"nausea.{answer}"])
        elif answer in ("yes", "no"):
            signs.answer(column.means, YES if answer == "yes" else NO)
    for column, cell in line.columns(Sort.LIST):
        _read_list(line, column, cell, signs)
    return signs


def _read_list(line: Line, column: Column, cell: str, signs: Signs) -> None:
    words = line.table.words_of(column)
    ticked: dict[str, None] = {}
    understood = True
    for word in _parts(cell, column.separator, words):
        meant = words.get(bare(word))
        understood = understood and meant is not None
        ticked.update(dict.fromkeys(meant or ()))
        if not meant:
            line.table.gathering.skip_word(column.column.strip(), " ".join(word.split()))
            if line.table.own and bare(word) not in WITHOUT_PLACE:
                name = column.column.strip()
                reason = say("`{column}`: one of its words is not known and was not read.", column=name)
                line.table.gathering.leave_out(line.number, reason, whole_row=False)
    signs.tick(ticked)
    # A word that is not understood may have meant what would else be denied.
    complete = bool(column.complete) and understood
    tickable = {sign for meant in words.values() for sign in meant}
    if understood:
        signs.end_list(column.means, ticked, tickable, complete=complete)


def _parts(cell: str, separator: str | None, words: dict[str, tuple[str, ...]]) -> list[str]:
    """The words of a list; without a named separator, by the first usual mark that is in it."""
    cell = cell[:_MOST_LIST_CHARS]
    if separator is None and bare(cell) in words:
        return [cell]
    mark = separator or next((mark for mark in _LIST_MARKS if mark in cell), _LIST_MARKS[0])
    return [part for part in cell.split(mark) if part.strip()]


# Drugs and notes ---------------------------------------------------------------------------------


def drugs_of(line: Line, signs: Signs) -> list[tuple[Helped | None, list[str]]]:
    """The names of drugs by whether they helped; tells the signs whether any was taken."""
    found: list[tuple[Helped | None, list[str]]] = []
    denied = False
    for column, cell in line.columns(Sort.DRUGS):
        written = _names(line, column, text(line, cell))
        names = [name for name in written if not says_no_drug(name)]
        denied = denied or len(names) < len(written)
        found.append((column.helped, names))
    # What is only known to prevent was not taken against this attack.
    if any(may_be_acute(name) for _, names in found for name in names):
        signs.answer("drug_taken", YES)
    elif denied:
        signs.answer("drug_taken", NO)
    return found


def _names(line: Line, column: Column, cell: str) -> list[str]:
    if column.separator is None:
        return names_in(cell, column.column.strip(), line.number, line.table.gathering)
    names = [name.strip() for name in cell.split(column.separator) if name.strip()]
    if len(names) > MOST_NAMES:
        reason = say(
            "`{column}` must name at most {n} drugs; the rest was left out.", column=column.column.strip(), n=MOST_NAMES
        )
        line.table.gathering.leave_out(line.number, reason)
    return names[:MOST_NAMES]


def text(line: Line, cell: str) -> str:
    """A cell of text, without what guards it from being taken for a formula."""
    return unguard(cell) if line.table.mapping.formula_guard else cell


def note_of(line: Line) -> str:
    """What the columns of notes say, each on lines of its own."""
    return "\n".join(text(line, cell) for _, cell in line.columns(Sort.TEXT))
