"""How does a diary become a file in our own format, without losing anything?"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from reprieve.pathway.diary.cells import guard
from reprieve.pathway.diary.columns import (
    ATTACK,
    AURA,
    DAY_ENTRY,
    DOSE,
    KINDS,
    PROFILE,
    TREATMENT,
    Columns,
    written_cells,
)
from reprieve.pathway.diary.decoding import MAX_BYTES
from reprieve.pathway.diary.lines import MAX_LINES, MAX_ROW_CHARS, MAX_ROW_LINES, line_count
from reprieve.pathway.diary.records import Attack, Diary, Profile
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

Cells = dict[str, str]
_MOST_BYTES_PER_CHAR = 4


def write_diary(diary: Diary, to: TextIO | str | Path) -> None:
    """Writes a diary so that `read_diary` gives equal attacks, doses, days and profile.

    Parameters
    ----------
    diary : Diary
        How it was read is not written. Records that say exactly the same come back as one.
    to : path or text stream
        A path is written beside itself and then renamed, readable by its owner only, so that
        nothing half-written stays; UTF-8 with a byte order mark, which spreadsheets need. A stream
        must not change line ends (`newline=""`).

    Raises
    ------
    InvalidInput
        If a text holds a character that no text file can hold (NUL, half a surrogate pair) or is
        too long for one row, if a date lies before 1880 or after 2200, or if the folder cannot be
        written to. Nothing is written then.
    """
    text = _text(diary)
    if isinstance(to, str | os.PathLike):
        _write_whole(text, Path(to))
    else:
        to.write(text)


def _text(diary: Diary) -> str:
    rows = list(_rows(diary))
    used = {column for cells in rows for column in cells}
    columns = ["record", *(column for column in KINDS if column in used)]
    lines = [_line(columns), *(_line([cells.get(column, "") for column in columns]) for cells in rows)]
    text = "".join(lines)
    if line_count(text) > MAX_LINES or len(text) * _MOST_BYTES_PER_CHAR > MAX_BYTES:
        raise InvalidInput(say("a diary must be small enough to be read again. Write it in parts."))
    return text


def _line(cells: list[str]) -> str:
    """A row as text; one that the reader would refuse is refused here."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    row = out.getvalue()
    if len(row) > MAX_ROW_CHARS or line_count(row) > MAX_ROW_LINES:
        raise InvalidInput(
            say(
                "an entry must be at most {chars} characters and {lines} lines long to be written. Shorten its note.",
                chars=MAX_ROW_CHARS,
                lines=MAX_ROW_LINES,
            )
        )
    return row


def _rows(diary: Diary) -> Iterator[Cells]:
    if replace(diary.profile, treatments=()) != Profile():
        yield {"record": "profile", **written_cells(diary.profile, PROFILE)}
    for number, treatment in enumerate(diary.profile.treatments, start=1):
        yield {"record": "treatment", "number": str(number), **written_cells(treatment, TREATMENT)}
    for day in diary.days:
        yield {"record": "day", **written_cells(day, DAY_ENTRY)}
    yield from _attack_rows(diary.attacks)
    for dose in diary.doses:
        columns: Columns = {name: kind for name, kind in DOSE.items() if name != "day" or dose.time is None}
        cells = written_cells(dose, columns)
        if dose.days == 1:
            del cells["days"]
        yield {"record": "dose", **cells}


def _attack_rows(attacks: tuple[Attack, ...]) -> Iterator[Cells]:
    uses = Counter(attack.key for attack in attacks)
    for position, attack in enumerate(attacks, start=1):
        cells = {"record": "attack", **written_cells(attack, ATTACK)}
        address = attack.key
        if attack.aura_symptoms and (not attack.key or uses[attack.key] > 1):
            # Its aura rows need something to call it by that its key is not.
            address = f"row {position}"
            while address in uses:
                address += "."
            cells["ref"] = guard(address)
        yield cells
        for number, symptom in enumerate(attack.aura_symptoms, start=1):
            yield {"record": "aura", "key": guard(address), "number": str(number), **written_cells(symptom, AURA)}


def _write_whole(text: str, path: Path) -> None:
    """All of the text at that path, or nothing."""
    try:
        number, neighbour = tempfile.mkstemp(dir=path.parent, prefix=".diary-", suffix=".part")
    except OSError as error:
        raise InvalidInput(_cannot_write()) from error
    try:
        with os.fdopen(number, "w", encoding="utf-8-sig", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(neighbour, path)
    except BaseException as error:
        with suppress(OSError):
            os.unlink(neighbour)
        if isinstance(error, OSError):
            raise InvalidInput(_cannot_write()) from error
        raise


def _cannot_write() -> str:
    return say("the diary could not be written there. Check that the folder exists, may be written to and has room.")
