"""What does a list of days say, each with headache or without?

Two columns, date and headache, and if one likes a third that says whether a drug was taken. An
empty answer means that the day is not written; it never means no.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from datetime import date

from reprieve.pathway.diary.cells import a_day, plain, read_day, read_truth
from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.drugs import identify
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import Broken, Row, Rows
from reprieve.pathway.diary.mapping import named
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.terms.errors import NeedsMapping, UnreadableFile
from reprieve.pathway.terms.text import count, later, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

FORMAT = "day_calendar"
_DATE = frozenset({"date", "day", "fecha", "dia"})
_HEADACHE = frozenset({"headache", "headaches", "head_pain", "dolor", "dolor_de_cabeza", "cefalea"})
# Of such a column a no says "not a migraine", and a headache may have been there.
_MIGRAINE = frozenset({"migraine", "migraines", "migrana", "migranas", "jaqueca"})
_DRUG = frozenset(
    {
        "drug_taken",
        "drug",
        "drugs",
        "medication",
        "medicine",
        "meds",
        "medicacion",
        "medicamento",
        "medicamentos",
        "farmaco",
    }
)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", re.ASCII)
_FIGURE = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?(?:\s*/\s*\d{1,3})?", re.ASCII)
_ANSWER = later("yes or no (si or no, 1 or 0)")
_ADVICE = "Write dates as YYYY-MM-DD"


def recognises(header: list[str]) -> bool:
    """Whether a first line names a date and a headache."""
    names = {_name(cell) for cell in header}
    return bool(names & _DATE and names & (_HEADACHE | _MIGRAINE))


def read(rows: Rows, header: Row, name: str, gathering: Gathering) -> None:
    """Reads all rows below the header into the gathering."""
    names = [_name(cell) for cell in header.cells]
    date_at = _only(names, _DATE, name)
    headache_at = _only(names, _HEADACHE if _HEADACHE.intersection(names) else _MIGRAINE, name)
    drug_at = _only(names, _DRUG, name) if _DRUG.intersection(names) else None
    others = len([cell for at, cell in enumerate(names) if cell and at not in (date_at, headache_at, drug_at)])
    if others:
        gathering.notes.append(count(others, "{n} other column was not read.", "{n} other columns were not read."))

    lines = _lines(rows, len(names), gathering)
    for at in (headache_at, drug_at):
        if at is not None and _holds_no_answers([line.cells[at] for line in lines], drug=at == drug_at):
            raise NeedsMapping(_must_be_explained(name, header.cells[at]))
    days = _days([(line.line, line.cells[date_at].strip()) for line in lines], name, gathering)
    entries: dict[date, list[tuple[int, DayEntry]]] = defaultdict(list)
    for line in lines:
        day = days.get(line.line)
        if day is None:
            continue
        headache = _answer(line, headache_at, "headache", gathering)
        drug = NOT_KNOWN if drug_at is None else _answer(line, drug_at, "drug_taken", gathering)
        if names[headache_at] in _MIGRAINE and headache is NO:
            gathering.leave_out(line.line, say("no migraine does not say that there was no headache; not recorded."))
            headache = NOT_KNOWN
        if headache.known or drug.known:
            entries[day].append((line.line, DayEntry(day=day, headache=headache, drug_taken=drug)))
    for written in entries.values():
        _keep_unless_contradicted(written, gathering)


def _holds_no_answers(cells: list[str], *, drug: bool) -> bool:
    """Whether a column holds how strong it was, what was taken, or anything else that is not yes or no."""
    written = [cell.strip() for cell in cells if cell.strip()]
    if drug and any(identify(cell) is not None for cell in written):
        return True
    # A scale may hold many 0 and 1; one other figure among figures tells it.
    figures = [cell for cell in written if _FIGURE.fullmatch(cell)]
    if len(figures) == len(written) and any(read_truth(cell) is None for cell in figures):
        return True
    return sum(read_truth(cell) is None for cell in written) * 2 > len(written)


def _must_be_explained(name: str, column: str) -> str:
    return say(
        "{name} must say yes or no in the column {column} to be a calendar of days; it holds something else. Explain "
        "its columns once, then read it by them: reprieve mapping FILE -o mapping.json",
        name=name,
        column=named(column),
    )


def _name(cell: str) -> str:
    """A column's name without accents, and without what follows it in brackets or after a question mark."""
    bare = re.split(r"[?(\[:]", unicodedata.normalize("NFKD", cell[:100]).lstrip("¿ "))[0]
    return plain("".join(letter for letter in bare if not unicodedata.combining(letter)))


def _only(names: list[str], wanted: frozenset[str], name: str) -> int:
    found = [at for at, column in enumerate(names) if column in wanted]
    if len(found) > 1:
        message = say(
            "{name} must have one column each for the date, the headache and the drug; got two for one of them. "
            "Delete or rename one.",
            name=name,
        )
        raise UnreadableFile(message)
    return found[0]


def _lines(rows: Rows, width: int, gathering: Gathering) -> list[Row]:
    lines = []
    while (row := rows.next(width)) is not None:
        if isinstance(row, Broken):
            gathering.leave_out(row.line, row.reason)
        else:
            lines.append(row)
    return lines


def _days(cells: list[tuple[int, str]], name: str, gathering: Gathering) -> dict[int, date]:
    """The day of each line; other orders than year-month-day only if the file leaves no doubt."""
    days: dict[int, date] = {}
    slashed: dict[int, tuple[int, int, int]] = {}
    for line, cell in cells:
        day = read_day(cell[:10]) if re.match(r"\d{4}-\d\d-\d\d[T ]\d", cell, re.ASCII) else read_day(cell)
        found = _SLASHED.fullmatch(cell)
        if day is not None:
            days[line] = day
        elif found:
            slashed[line] = (int(found[1]), int(found[2]), int(found[3]))
        else:
            gathering.leave_out(line, say("its date is not one. {advice}.", advice=say(_ADVICE)))
    order = date_order((first, second) for first, second, _ in slashed.values())
    if slashed and order is DateOrder.DOUBTFUL:
        if not days:
            message = say(
                "{name} must have dates that can be read one way only. {advice}.", name=name, advice=say(_ADVICE)
            )
            raise UnreadableFile(message)
        for line in slashed:
            gathering.leave_out(line, say("its date can be read in two ways. {advice}.", advice=say(_ADVICE)))
        return days
    if slashed:
        gathering.notes.append(
            say("Dates were read {order}, the only order that fits them all.", order=say(order.value))
        )
    for line, (first, second, year) in slashed.items():
        day = a_day(year, first, second) if order is DateOrder.MONTH_FIRST else a_day(year, second, first)
        if day is None:
            gathering.leave_out(line, say("its date is not one. {advice}.", advice=say(_ADVICE)))
        else:
            days[line] = day
    return days


def _answer(line: Row, at: int, column: str, gathering: Gathering) -> Truth:
    cell = line.cells[at]
    if not cell.strip():
        return NOT_KNOWN
    answer = read_truth(cell)
    if answer is None:
        gathering.not_understood(line.line, column, _ANSWER)
        # What could not be read may have been the yes of this day.
        gathering.lost_lines.add(line.line)
        return NOT_KNOWN
    return answer


def _keep_unless_contradicted(written: list[tuple[int, DayEntry]], gathering: Gathering) -> None:
    """Keeps the entries of one day; if they contradict each other, nothing is known of it."""
    headaches = {entry.headache for _, entry in written}
    drugs = {entry.drug_taken for _, entry in written}
    if {YES, NO} <= headaches or {YES, NO} <= drugs:
        for line, _ in written:
            gathering.leave_out(line, say("another line says the opposite of the same day; the day is not known."))
        return
    for _, entry in written:
        gathering.keep(entry)
