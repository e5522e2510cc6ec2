"""What could the columns of a CSV mean, by their names and by what stands in them?

A suggestion is to be looked at and corrected by the person; nothing reads a diary by it unasked.
What is doubtful is suggested as not read, with the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from reprieve.pathway.diary.date_order import DateOrder, date_order
from reprieve.pathway.diary.decoding import MAX_BYTES, Text, read_text
from reprieve.pathway.diary.lines import Row, Rows, begins_with_a_line
from reprieve.pathway.diary.mapping import (
    DELIMITERS,
    MAY_REPEAT,
    MOST_CHARS,
    MOST_COLUMNS,
    NOT_READ,
    Column,
    Mapping,
    named,
    same,
)
from reprieve.pathway.diary.mapping_file import to_json
from reprieve.pathway.diary.mapping_guess import Guess, Sure, Values, beside_a_date, guess
from reprieve.pathway.diary.mapping_headers import by_name
from reprieve.pathway.diary.wall_clock import zone_named
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import a_list, say

_LOOKED_AT_ROWS = 5_000
_FOR_DELIMITER_ROWS = 200
_TITLE_ROWS = 10
_MOST_NAMED = 20
_DATED = ("start", "date", "end", "end_date", "entered_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """What a file's columns could mean.

    Parameters
    ----------
    guesses : tuple of Guess
        One for each column, in the order of the file.
    questions : tuple of str
        What the person must settle, or should look at, before the mapping is used.
    mapping : Mapping or None
        The guesses as a mapping; None while no column is known to be the date or the start.
    draft : str
        The guesses as the text of a mapping file, to be corrected.
    """

    guesses: tuple[Guess, ...]
    questions: tuple[str, ...]
    mapping: Mapping | None
    draft: str


def suggest(source: str | Path | BinaryIO, *, zone: str | None = None, max_bytes: int = MAX_BYTES) -> Suggestion:
    """A mapping for a file, column by column, each with its reason.

    Parameters
    ----------
    source : str, Path or binary stream
    zone : str or None
        The IANA name of the zone to put into the mapping.

    Raises
    ------
    UnreadableFile
        If the file cannot be read as a table of at least two columns with names.
    """
    zone_named(zone)
    name = _name_for(source)
    delimiter, header, rows = _table(read_text(source, max_bytes=max_bytes))
    values = {column[:MOST_CHARS]: Values.of(row[at] for row in rows) for at, column in enumerate(header) if column}
    guesses = _settled(_with_a_time([guess(column, of) for column, of in values.items()], values))
    dated = [values[one.column.column] for one in guesses if one.column.means in _DATED]
    order = date_order(pair for of in dated for pair in of.pairs)
    parts: dict[str, Any] = {
        "columns": tuple(one.column for one in guesses),
        "delimiter": delimiter,
        "dates": None if order is DateOrder.DOUBTFUL else order,
        "decimal_comma": _decimal_comma(guesses, values),
        "formula_guard": any(of.guarded for of in values.values()),
        "zone": zone,
    }
    # The dates of the table need no order if the year or the name of the month stands in them.
    doubtful = order is DateOrder.DOUBTFUL and any(first != second for of in dated for first, second in of.pairs)
    has_offsets = bool(dated) and all(of.offsets == of.filled for of in dated)
    return Suggestion(
        guesses=tuple(guesses),
        questions=tuple(_questions(guesses, doubtful=doubtful, needs_zone=not (zone or has_offsets))),
        mapping=Mapping(name=name, **parts) if _has(guesses, "start", "date") else None,
        draft=to_json(name, **parts),
    )


def _name_for(source: str | Path | BinaryIO) -> str:
    """What a file read by the mapping is called in an answer: as the file itself is, where it has a name."""
    stem = Path(source).stem.strip() if isinstance(source, str | PathLike) else ""
    return stem if stem and stem.isprintable() and len(stem) <= MOST_CHARS else "mapped"


def _has(guesses: Iterable[Guess], *means: str) -> bool:
    return any(one.column.means in means for one in guesses)


def _decimal_comma(guesses: Iterable[Guess], values: dict[str, Values]) -> bool:
    """Whether the numbers that are read have a comma where others have a point."""
    return any(values[one.column.column].with_comma for one in guesses if one.column.means in ("pain", "duration"))


def _with_a_time(guesses: list[Guess], values: dict[str, Values]) -> list[Guess]:
    """The guesses; where a date has no time beside it, with the first column of times that no name explains."""
    if not _has(guesses, "date") or _has(guesses, "start", "time"):
        return guesses
    for at, one in enumerate(guesses):
        time = beside_a_date(one, values[one.column.column])
        if time is not None:
            return [*guesses[:at], time, *guesses[at + 1 :]]
    return guesses


def _settled(guesses: list[Guess]) -> list[Guess]:
    """The guesses with each meaning once: of two columns of one meaning, the surer one, then the first."""
    order = sorted(range(len(guesses)), key=lambda at: (list(Sure).index(guesses[at].sure), at))
    taken: set[str] = set()
    settled = list(guesses)
    for at in order:
        means = guesses[at].column.means
        if means in taken and means not in MAY_REPEAT:
            settled[at] = _given_up(guesses[at], say("another column means `{means}` already", means=means))
        taken.add(means)
    for means, beside in (("date", "start"), ("time", "start"), ("end_date", "end"), ("end_time", "end")):
        if means in taken and beside in taken:
            why = say("another column means `{means}` already", means=beside)
            settled = [_given_up(one, why) if one.column.means == means else one for one in settled]
            taken.discard(means)
    for means, needed in (("time", "date"), ("end_date", "end_time"), ("drug_time", "drugs")):
        if means in taken and needed not in taken:
            why = say("it would need a column that means `{needed}`", needed=needed)
            settled = [_given_up(one, why) if one.column.means == means else one for one in settled]
    return settled


def _given_up(given: Guess, why: str) -> Guess:
    return Guess(column=Column(column=given.column.column, means=NOT_READ), sure=Sure.DOUBTFUL, why=why)


def _questions(guesses: list[Guess], *, doubtful: bool, needs_zone: bool) -> list[str]:
    """What the person must settle or should look at."""
    questions = []
    if not _has(guesses, "start", "date"):
        questions.append(
            say("No column is known to be the date. Set the `means` of one to `start` or `date`; else nothing is read.")
        )
    elif not _has(guesses, "start", "time"):
        questions.append(
            say("No column is known to be the time at which an attack begins. Without one only days are read.")
        )
    if doubtful:
        questions.append(
            say("Its dates can be read in two ways. Set `dates` to day_first or month_first; else nothing is read.")
        )
    if needs_zone and _has(guesses, "start", "time"):
        questions.append(say("Its times carry no offset from UTC. Set `zone` to the time zone they were written in."))
    ticks = [named(one.column.column) for one in guesses if one.column.complete is False]
    if ticks:
        questions.append(
            say(
                "In {columns} only what is ticked is known. Where an empty box means that it was not there, set "
                "`complete` to true.",
                columns=a_list(ticks[:_MOST_NAMED]),
            )
        )
    for one in guesses:
        if one.unknown:
            questions.append(
                say(
                    "In {column} these words are not known and would not be read: {words}. Say in `words` what each "
                    "stands for; an empty list is a word that is not read.",
                    column=named(one.column.column),
                    words=a_list([named(word) for word in one.unknown[:_MOST_NAMED]]),
                )
            )
    lists = [named(one.column.column) for one in guesses if one.column.means in ("symptoms", "qualities", "autonomic")]
    if lists:
        questions.append(
            say(
                "What is not in the lists of {columns} is not recorded. Where each list is complete, set `complete` to "
                "true.",
                columns=a_list(lists[:_MOST_NAMED]),
            )
        )
    return questions


# The table ---------------------------------------------------------------------------------------


def _table(text: Text) -> tuple[str, list[str], list[list[str]]]:
    """The delimiter, the names of the columns, and the first rows below them."""
    candidates = [_width(text.text, delimiter) for delimiter in DELIMITERS] if begins_with_a_line(text.text) else []
    often, width, delimiter = max(candidates, default=(0, 0, ""))
    if not often:
        raise UnreadableFile(
            say(
                "{name} must be a table of at least two columns, parted by commas, semicolons, tabs or vertical bars, "
                "with their names in the first line. Export or save it as CSV.",
                name=text.name,
            )
        )
    rows = [row for row in _rows(text.text, delimiter, _LOOKED_AT_ROWS) if len(row) == width]
    # A title may stand above the names: of the first rows, the first that holds the most names we know.
    top = max(range(min(len(rows), _TITLE_ROWS)), key=lambda at: (_known_names(rows[at]), -at))
    header = [cell.strip() for cell in rows[top]]
    known = [cell for cell in header if cell]
    if len(known) > MOST_COLUMNS:
        raise UnreadableFile(say("{name} must have at most {n} columns; it has more.", name=text.name, n=MOST_COLUMNS))
    uses = Counter(same(cell) for cell in known)
    twice = [at for at, cell in enumerate(header) if uses[same(cell)] > 1]
    if twice:
        raise UnreadableFile(_named_twice(text.name, header, rows[top - 1] if top else None, twice))
    return delimiter, header, rows[top + 1 :]


def _named_twice(name: str, header: list[str], above: list[str] | None, twice: list[int]) -> str:
    """What to do about a name that stands twice; where a line above parts the table, its word goes before."""
    column = header[twice[-1]]
    groups = [cell.strip() for cell in above[: twice[-1] + 1] if cell.strip()] if above else []
    if not groups:
        return say(
            "{name} must name each column once; got {column} more than once. Rename one of them, then try again.",
            name=name,
            column=named(column),
        )
    return say(
        "{name} must name its columns in one line; it has two, and the second says {column} more than once. Write both "
        "names in one cell, such as {example}, delete the first line, then try again.",
        name=name,
        column=named(column),
        example=named(f"{groups[-1]} {column}"),
    )


def _known_names(cells: list[str]) -> int:
    return sum(1 for cell in cells if cell.strip() and by_name(cell).means is not None)


def _width(text: str, delimiter: str) -> tuple[int, int, str]:
    """How many cells stand in rows of the commonest width, that width, and the delimiter again."""
    widths = Counter(len(row) for row in _rows(text, delimiter, _FOR_DELIMITER_ROWS) if len(row) > 1)
    width, rows = max(widths.items(), key=lambda found: found[0] * found[1], default=(0, 0))
    return width * rows, width, delimiter


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    rows = Rows(text, delimiter)
    found: list[list[str]] = []
    for _ in range(most):
        row = rows.next()
        if row is None:
            break
        if isinstance(row, Row):
            found.append(row.cells)
    return found
