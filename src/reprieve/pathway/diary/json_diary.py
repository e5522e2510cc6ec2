"""How does a diary stand in JSON, and what diary is in such a file?

The same items as in our CSV, taken from the same table (`columns.py`): what a record gains there,
it gains here. Numbers are numbers, several answers are a list, aura symptoms stand inside their
attack; an item that is not there is *not recorded*. The shape is published in `diary.schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from enum import Enum
from typing import Any, NoReturn

from reprieve.pathway.diary.cells import NONE_OF_THESE, Kind
from reprieve.pathway.diary.columns import (
    ATTACK,
    AURA,
    DAY_ENTRY,
    DOSE,
    PROFILE,
    RECORDS,
    TREATMENT,
    Columns,
    written_cells,
)
from reprieve.pathway.diary.decoding import MAX_BYTES, Text
from reprieve.pathway.diary.gathering import Gathering
from reprieve.pathway.diary.lines import MAX_LINES, Row, Rows
from reprieve.pathway.diary.reader_reprieve import FORMAT
from reprieve.pathway.diary.reader_reprieve import read as read_rows
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.diary.wall_clock import WallClock
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import a_list, say

Json = dict[str, Any]
Record = Attack | AuraSymptom | Dose | DayEntry | Profile | Treatment

VERSION_KEY, VERSION = "reprieve_diary", 1
AURA_KEY = "aura_symptoms"
# Where each kind of record stands, in the order of the file.
LISTS: Mapping[str, tuple[str, Columns]] = {
    "treatments": ("treatment", TREATMENT),
    "days": ("day", DAY_ENTRY),
    "attacks": ("attack", ATTACK),
    "doses": ("dose", DOSE),
}
# What a program holds for a file is many times the file, and grows with its commas and brackets.
MOST_BRACKETS, MOST_COMMAS = 4 * MAX_LINES, 40 * MAX_LINES
_MOST_BYTES_PER_CHAR = 4
_MOST_NAMED, _NAME_CHARS = 20, 40


# Writing -----------------------------------------------------------------------------------------


def write_json(diary: Diary) -> str:
    """The diary as JSON text, from which `read_diary` gives equal attacks, doses, days and profile.

    How it was read is not written. Each record stands in a line of its own.

    Raises
    ------
    InvalidInput
        If a text holds a character that no text file can hold, a date lies before 1880 or after
        2200, or the diary is too large to be read again.
    """
    records: dict[str, list[Json]] = {
        "treatments": [_items(it, TREATMENT) for it in diary.profile.treatments],
        "days": [_items(it, DAY_ENTRY) for it in diary.days],
        "attacks": [_attack_items(it) for it in diary.attacks],
        "doses": [_dose_items(it) for it in diary.doses],
    }
    parts = [f'"{VERSION_KEY}": {VERSION}', f'"profile": {_line(_items(diary.profile, PROFILE))}']
    parts += [f'"{name}": {_lines(of)}' for name, of in records.items()]
    text = "{\n" + ",\n".join(parts) + "\n}\n"
    too_many = sum(map(len, records.values())) > MAX_LINES or len(text) * _MOST_BYTES_PER_CHAR > MAX_BYTES
    if too_many or _is_too_much(text):
        raise InvalidInput(say("a diary must be small enough to be read again. Write it in parts."))
    return text


def _lines(records: list[Json]) -> str:
    return "[" + ",".join(f"\n{_line(record)}" for record in records) + ("\n]" if records else "]")


def _line(record: Json) -> str:
    return json.dumps(record, ensure_ascii=False, allow_nan=False)


def _items(record: Record, columns: Columns) -> Json:
    """The items of a record that are recorded."""
    return {name: _value(getattr(record, name), cell) for name, cell in written_cells(record, columns).items()}


def _value(value: object, cell: str) -> object:
    """What stands in JSON for a value whose cell in our CSV is that."""
    if isinstance(value, frozenset):
        return sorted(str(one.value) for one in value)
    if isinstance(value, datetime):
        return cell.replace(" ", "T", 1)
    if isinstance(value, Enum | bool) or not isinstance(value, str | int | float):
        return cell
    return value


def _attack_items(attack: Attack) -> Json:
    items = _items(attack, ATTACK)
    if attack.aura_symptoms:
        items[AURA_KEY] = [_items(symptom, AURA) for symptom in attack.aura_symptoms]
    return items


def _dose_items(dose: Dose) -> Json:
    items = _items(dose, DOSE)
    if dose.time is not None:
        del items["day"]
    if dose.days == 1:
        del items["days"]
    return items


# Reading -----------------------------------------------------------------------------------------


def looks_like_json(text: str) -> bool:
    """Whether a file can only be JSON: no line of a CSV that is understood begins like this."""
    return text.lstrip()[:1] == "{"


def read_json(text: Text, clock: WallClock, max_rows: int = MAX_LINES) -> Gathering:
    """What is in a diary as JSON; an item or a record that is not understood is left out and listed.

    Raises
    ------
    UnreadableFile
        If it is not JSON, not a diary, or of a newer version.
    """
    diary = _parsed(text)
    gathering = Gathering(format=FORMAT, clock=clock, notes=list(text.notes))
    rows = _rows(diary, text.name, gathering)
    if len(rows) > max_rows:
        raise UnreadableFile(_too_large(text.name))
    columns = ["record", *dict.fromkeys(name for _, cells in rows for name in cells if name != "record")]
    header = Row(1, columns)
    read_rows(
        _Records([Row(n, [cells.get(name, "") for name in columns]) for n, cells in rows]), header, text.name, gathering
    )
    if gathering.left_out:
        gathering.notes.append(
            say("In JSON a line is a record, counted through profile, treatments, days, attacks and doses.")
        )
    return gathering


class _Records(Rows):
    """Records in the place of the lines of a CSV."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__("", ",")
        self._records = iter(rows)

    def next(self, width: int | None = None) -> Row | None:
        return next(self._records, None)


def _parsed(text: Text) -> Json:
    if len(text.text) > MAX_BYTES or _is_too_much(text.text):
        raise UnreadableFile(_too_large(text.name))
    try:
        diary = json.loads(text.text, object_pairs_hook=_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        message = say("{name} begins like JSON and is not whole. Write or export it again.", name=text.name)
        raise UnreadableFile(message) from None
    if not isinstance(diary, dict) or VERSION_KEY not in diary:
        message = say(
            "{name} must be a headache diary; it is JSON of another kind. Ours has `{key}` at its beginning.",
            name=text.name,
            key=VERSION_KEY,
        )
        raise UnreadableFile(message)
    if diary[VERSION_KEY] != VERSION or isinstance(diary[VERSION_KEY], bool):
        message = say(
            "{name} must be of version {version}; it is of another. Install a newer Reprieve, or write it as CSV.",
            name=text.name,
            version=VERSION,
        )
        raise UnreadableFile(message)
    return diary


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """An object; one that says a thing twice would silently lose the first."""
    items = dict(pairs)
    if len(items) < len(pairs):
        raise ValueError
    return items


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _is_too_much(text: str) -> bool:
    return text.count("{") + text.count("[") > MOST_BRACKETS or text.count(",") > MOST_COMMAS


def _too_large(name: str) -> str:
    return say("{name} has more entries than the diary of many years. Is this the right file?", name=name)


def _rows(diary: Json, name: str, gathering: Gathering) -> list[tuple[int, dict[str, str]]]:
    """The records as rows of our CSV, each with its number."""
    unknown = [key for key in diary if key not in (VERSION_KEY, "profile", *LISTS)]
    rows: list[tuple[int, dict[str, str]]] = []
    records = list(_records(diary, name))
    keys = {str(record.get("key")) for _, record in records if isinstance(record, dict)}
    for number, (kind, record) in enumerate(records, start=1):
        if not isinstance(record, dict):
            gathering.leave_out(number, say("a record must be an object with named items; it was left out."))
            continue
        columns = RECORDS[kind]
        unknown += [key for key in record if key not in columns and (kind, key) != ("attack", AURA_KEY)]
        cells = _cells(record, columns, number, gathering)
        if kind == "treatment":
            cells["number"] = str(number)
        auras = _aura_rows(record, number, gathering) if kind == "attack" else []
        if auras:
            cells["ref"] = _address(number, keys)
        rows.append((number, {"record": kind, **cells}))
        rows += [(number, {"record": "aura", "key": cells["ref"], **aura}) for aura in auras]
    _note_unknown(unknown, gathering)
    return rows


def _records(diary: Json, name: str) -> Iterator[tuple[str, object]]:
    if "profile" in diary:
        yield "profile", diary["profile"]
    for key, (kind, _) in LISTS.items():
        records = diary.get(key, [])
        if not isinstance(records, list):
            raise UnreadableFile(say("{name} must have a list under `{key}`. Write it again.", name=name, key=key))
        for record in records:
            yield kind, record


def _aura_rows(record: Json, number: int, gathering: Gathering) -> list[dict[str, str]]:
    """The cells of the aura symptoms of an attack, in their order."""
    symptoms = record.get(AURA_KEY, [])
    if not isinstance(symptoms, list) or not all(isinstance(symptom, dict) for symptom in symptoms):
        gathering.not_understood(number, AURA_KEY, say("a list of objects"))
        return []
    return [
        {"number": str(n), **_cells(symptom, AURA, number, gathering)} for n, symptom in enumerate(symptoms, start=1)
    ]


def _address(number: int, keys: Collection[str]) -> str:
    """What the rows of its aura call an attack by: a key that no attack has."""
    address = f"record {number}"
    while address in keys:
        address += "."
    return address


def _cells(record: Json, columns: Columns, number: int, gathering: Gathering) -> dict[str, str]:
    cells = {}
    for name, value in record.items():
        if name not in columns or value is None:
            continue
        cell = _cell(value, columns[name])
        if cell is None:
            gathering.not_understood(number, name, columns[name].must_be)
        elif cell:
            cells[name] = cell
    return cells


def _cell(value: object, kind: Kind) -> str | None:
    """What would stand for it in our CSV; None for what could not."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and is_several(kind) and all(isinstance(one, str) for one in value):
        return ";".join(value) or NONE_OF_THESE
    if not isinstance(value, str):
        return None
    try:
        return kind.write(value) if kind.keeps_spaces else value
    except InvalidInput:
        return None


def is_several(kind: Kind) -> bool:
    """Whether several answers may stand in a cell of that kind."""
    return kind.read(NONE_OF_THESE) == frozenset()


def _note_unknown(names: list[str], gathering: Gathering) -> None:
    unknown = list(dict.fromkeys(name.strip()[:_NAME_CHARS] for name in names))
    if unknown:
        named = a_list(unknown[:_MOST_NAMED])
        more = say(" and {n} more", n=len(unknown) - _MOST_NAMED) if len(unknown) > _MOST_NAMED else ""
        gathering.notes.append(say("Items not known and left out: {columns}{more}.", columns=named, more=more))
