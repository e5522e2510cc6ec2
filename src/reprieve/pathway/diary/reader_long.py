"""What does a long table say, with one row for each thing that was rated on a day?

Bearable exports one: a date, a part of the day, a category, an amount, and a detail that names the
thing. It tells on which days there was a headache and what was taken; it does not tell when an
attack began or ended, so no attack is made of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from reprieve.pathway.diary.cells import read_truth
from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.drugs import LONGEST_NAME_CHARS
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Broken, Row, Rows
from reprieve.pathway.diary.mapping import same
from reprieve.pathway.diary.mapping_cells import first_and_second, read_clock, read_moment, read_number
from reprieve.pathway.diary.mapping_words import SYMPTOMS, bare
from reprieve.pathway.diary.records import DayEntry, Dose
from reprieve.pathway.terms.text import count, later
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

FORMAT = "bearable"
_NEEDED = frozenset({"date", "category", "rating/amount", "detail"})
_SYMPTOM = frozenset({"symptom", "symptoms"})
_DRUG = frozenset({"medication", "medications", "meds", "medicine"})
_HEADACHE = frozenset(
    {"headache", "headaches", "head pain", "migraine headache", "tension headache", "cluster headache"}
)
# No migraine does not say that there was no headache.
_MIGRAINE = frozenset({"migraine", "migraines", "migraine attack"})
_OF_MIGRAINE = ("nausea", "vomiting", "photophobia", "phonophobia", "aura")
# A day is known to be without only if every part of it is, or the day as a whole.
_PARTS = frozenset({"pre", "am", "mid", "pm"})
_WHOLE_DAY = frozenset({"all day", "whole day", "day"})
_GRADE = re.compile(r"\s*\((?:none|mild|moderate|severe|unbearable)\)\s*$", re.IGNORECASE)
_A_DATE = later("a date such as 8th Dec 2021 or 2021-12-08")
_AN_AMOUNT = later("a number")


@dataclass(slots=True)
class _Day:
    """What is told of one day."""

    lines: int = 0
    headache: bool = False
    other_symptoms: bool = False
    parts_without: set[str] = field(default_factory=set)
    doses: list[Dose] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    number: int
    cells: dict[str, str]


def recognises(header: list[str]) -> bool:
    """Whether a first line is that of a long table of ratings."""
    return {same(cell) for cell in header} >= _NEEDED


def read(rows: Rows, header: Row, name: str, gathering: Gathering) -> None:
    """Reads all rows below the header into the gathering."""
    names = [same(cell) for cell in header.cells]
    lines = []
    while (row := rows.next(len(names))) is not None:
        if isinstance(row, Broken):
            gathering.leave_out(row.line, row.reason)
        else:
            lines.append(_Line(row.line, {key: cell.strip() for key, cell in zip(names, row.cells, strict=True)}))
    order = date_order(pair for line in lines if (pair := first_and_second(line.cells["date"])) is not None)
    days: dict[date, _Day] = defaultdict(_Day)
    seen: set[tuple[str, ...]] = set()
    not_read: defaultdict[str, int] = defaultdict(int)
    for line in lines:
        said = tuple(line.cells.values())
        if said in seen:
            gathering.repeated_rows += 1
            continue
        seen.add(said)
        _row(line, order, days, not_read, gathering)
    for day, told in sorted(days.items()):
        _keep(day, told, gathering)
    if not_read:
        gathering.notes.append(
            count(
                sum(not_read.values()),
                "{n} row is of a thing that is not read here.",
                "{n} rows are of things that are not read here.",
            )
        )


def _row(line: _Line, order: DateOrder, days: dict[date, _Day], not_read: dict[str, int], gathering: Gathering) -> None:
    category = bare(line.cells["category"])
    if category not in _SYMPTOM | _DRUG:
        not_read[category[:40]] += 1
        return
    thing = line.cells["detail"]
    moment = read_moment(line.cells["date"], order) or read_moment(line.cells.get("date formatted", ""), order)
    if moment is None:
        gathering.not_understood(line.number, "date", _A_DATE)
        gathering.lost_lines.add(line.number)
        return
    there = _there(line, gathering)
    told = days[moment.day]
    if category in _DRUG:
        if there is not NO and thing.strip():
            told.lines += 1
            told.doses.append(_dose(line, thing, moment.day, gathering))
        return
    symptom = bare(_GRADE.sub("", thing[:LONGEST_NAME_CHARS]))
    if symptom in _HEADACHE | _MIGRAINE:
        told.lines += 1
        told.headache = told.headache or there is YES
        if there is NO and symptom in _HEADACHE:
            told.parts_without.add(bare(line.cells.get("time of day", "")))
    elif set(SYMPTOMS.get(symptom, ())).intersection(_OF_MIGRAINE):
        told.lines += 1
        told.other_symptoms = told.other_symptoms or there is YES
    else:
        not_read[symptom[:40]] += 1


def _there(line: _Line, gathering: Gathering) -> Truth:
    """Whether the thing was there, by its amount: nothing, or 0, or more."""
    cell = line.cells["rating/amount"]
    if not cell:
        return YES  # what is listed without an amount was there
    amount = read_number(cell, decimal_comma="," in cell)
    if amount is not None:
        return YES if amount > 0 else NO
    answer = read_truth(cell)
    if answer is None:
        gathering.not_understood(line.number, "rating/amount", _AN_AMOUNT)
        gathering.lost_lines.add(line.number)
        return NOT_KNOWN
    return answer


def _dose(line: _Line, thing: str, day: date, gathering: Gathering) -> Dose:
    clock = read_clock(line.cells.get("time of day", ""))
    if clock is None:
        return Dose(name=thing, day=day)
    wall = datetime.combine(day, clock[0])
    at = wall.replace(tzinfo=clock[1]) if clock[1] else gathering.clock.at(wall, line=line.number)
    return Dose(name=thing, time=at)


def _keep(day: date, told: _Day, gathering: Gathering) -> None:
    """Keeps a day; one without headache only where that is told of the whole of it."""
    headache = NOT_KNOWN
    if told.headache:
        headache = YES
    elif told.parts_without & _WHOLE_DAY or told.parts_without >= _PARTS:
        headache = NO
    entry = DayEntry(day=day, headache=headache, other_symptoms=YES if told.other_symptoms else NOT_KNOWN)
    records = [] if entry == DayEntry(day=day) else [entry]
    if records or told.doses:
        gathering.keep(*records, *told.doses, rows=told.lines)
