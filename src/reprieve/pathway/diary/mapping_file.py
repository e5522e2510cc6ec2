"""How is a mapping kept in a file?

A small JSON file, described in `mapping.schema.json` and in docs/bringing-a-diary.md. What is not a
mapping is refused with the place of the fault, and only the name that stands there is repeated, cut short.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from reprieve.pathway.diary.choices import Helped
from reprieve.pathway.diary.date_order import DateOrder
from reprieve.pathway.diary.decoding import what_begins_so
from reprieve.pathway.diary.mapping import MOST_COLUMNS, MOST_WORDS, Column, Mapping, named
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

VERSION = 1
MAX_BYTES = 1_000_000
_VERSION_KEY = "reprieve_mapping"
_ORDERS = {"day_first": DateOrder.DAY_FIRST, "month_first": DateOrder.MONTH_FIRST}


def schema() -> dict[str, Any]:
    """The JSON schema of a mapping file."""
    text = files("reprieve.pathway.diary").joinpath("mapping.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def load_mapping(path: str | Path) -> Mapping:
    """The mapping in a file.

    Raises
    ------
    InvalidInput
        If there is no such file, or it is not a mapping.
    """
    try:
        text = _text_of(Path(path))
    except (OSError, ValueError) as error:
        raise InvalidInput(_no_mapping(say("what cannot be read"))) from error
    return mapping_from_json(text)


def _text_of(file: Path) -> str:
    """The text of a file; what is none is said to be what it is, and a pipe is never waited for."""
    if not file.exists():
        raise InvalidInput(_no_mapping(say("a name that no file has")))
    if file.is_dir():
        raise InvalidInput(_no_mapping(say("a folder")))
    if not file.is_file():
        raise InvalidInput(_no_mapping(say("a pipe or a device")))
    with file.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    what = what_begins_so(raw)
    if what is not None:
        raise InvalidInput(_no_mapping(what))
    if len(raw) > MAX_BYTES:
        raise InvalidInput(_no_mapping(say("a larger one")))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInput(_no_mapping(say("bytes that are not text"))) from error


def _no_mapping(what: str) -> str:
    return say(
        "the mapping must be a readable JSON file of at most 1 MB; got {what}. Make one with: "
        "reprieve mapping FILE -o NEW",
        what=what,
    )


def mapping_from_json(text: str) -> Mapping:
    """The mapping that a text says."""
    try:
        data = json.loads(text, object_pairs_hook=_once_each)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(
            say("the mapping must be JSON; it is not. Make one with: reprieve mapping FILE -o NEW")
        ) from error
    return _mapping(data)


def mapping_to_json(mapping: Mapping) -> str:
    """The mapping as the text of a file."""
    return to_json(
        mapping.name,
        mapping.columns,
        delimiter=mapping.delimiter,
        dates=mapping.dates,
        decimal_comma=mapping.decimal_comma,
        formula_guard=mapping.formula_guard,
        zone=mapping.zone,
    )


def to_json(
    name: str,
    columns: tuple[Column, ...],
    *,
    delimiter: str | None,
    dates: DateOrder | None,
    decimal_comma: bool,
    formula_guard: bool,
    zone: str | None,
) -> str:
    """The parts of a mapping as the text of a file, which may still need correcting."""
    data: dict[str, Any] = {_VERSION_KEY: VERSION, "name": name}
    if delimiter is not None:
        data["delimiter"] = delimiter
    data["dates"] = next((word for word, order in _ORDERS.items() if order is dates), None)
    data["decimal_comma"] = decimal_comma
    if formula_guard:
        data["formula_guard"] = True
    data["zone"] = zone
    data["columns"] = [_column_data(column) for column in columns]
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _column_data(column: Column) -> dict[str, Any]:
    data: dict[str, Any] = {"column": column.column, "means": column.means}
    for name in ("unit", "scale", "separator", "complete", "helped"):
        value = getattr(column, name)
        if value is not None:
            data[name] = value
    if column.words:
        data["words"] = {
            word: (int(meant[0]) if column.means == "pain" else meant[0] if len(meant) == 1 else list(meant))
            for word, meant in column.words.items()
        }
    return data


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError
    return found


def _mapping(data: object) -> Mapping:
    known = {_VERSION_KEY, "name", "delimiter", "dates", "decimal_comma", "formula_guard", "zone", "columns"}
    if not isinstance(data, dict) or _VERSION_KEY not in data:
        raise InvalidInput(
            say("a mapping must be an object with `reprieve_mapping`: 1. Make one with: reprieve mapping FILE -o NEW")
        )
    if data[_VERSION_KEY] != VERSION or isinstance(data[_VERSION_KEY], bool):
        raise InvalidInput(say("`reprieve_mapping` must be 1; this file is of another version. Make it anew."))
    _must_be_known(data, known)
    columns = data.get("columns")
    if not isinstance(columns, list) or len(columns) > MOST_COLUMNS:
        raise InvalidInput(say("`columns` must be a list of at most {n} columns.", n=MOST_COLUMNS))
    dates = _text(data, "dates")
    if dates is not None and dates not in _ORDERS:
        raise InvalidInput(say("`dates` must be day_first or month_first; leave it out if neither occurs."))
    return Mapping(
        name=_text(data, "name") or "mapped",
        delimiter=_text(data, "delimiter"),
        dates=None if dates is None else _ORDERS[dates],
        decimal_comma=_flag(data, "decimal_comma") or False,
        formula_guard=_flag(data, "formula_guard") or False,
        zone=_text(data, "zone"),
        columns=tuple(_column(column, number) for number, column in enumerate(columns, 1)),
    )


def _column(data: object, number: int) -> Column:
    if not isinstance(data, dict) or not isinstance(data.get("column"), str) or not isinstance(data.get("means"), str):
        raise InvalidInput(say("column {n} of the mapping must have `column` and `means`, both text.", n=number))
    _must_be_known(data, {"column", "means", "unit", "scale", "separator", "words", "complete", "helped"})
    helped = _text(data, "helped")
    if helped is not None and helped not in set(Helped):
        raise InvalidInput(
            say("`helped` of the column {column} must be yes, partly or no.", column=named(data["column"]))
        )
    return Column(
        column=data["column"],
        means=data["means"],
        unit=_text(data, "unit"),
        scale=_text(data, "scale"),
        separator=_text(data, "separator"),
        words=_words(data),
        complete=_flag(data, "complete"),
        helped=None if helped is None else Helped(helped),
    )


def _words(data: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """What each word stands for; one meaning may be written without a list around it."""
    words = data.get("words", {})
    column = named(data["column"])
    if not isinstance(words, dict) or len(words) > MOST_WORDS:
        raise InvalidInput(
            say(
                "`words` of the column {column} must give at most {n} words their meaning.", column=column, n=MOST_WORDS
            )
        )
    found = {}
    for word, meant in words.items():
        several = meant if isinstance(meant, list) else [meant]
        if not all(isinstance(one, str | int) and not isinstance(one, bool) for one in several):
            raise InvalidInput(
                say(
                    "`words` of the column {column} must give the word {word} its meaning, as text or a list of texts.",
                    column=column,
                    word=named(word),
                )
            )
        found[word] = tuple(str(one) for one in several)
    return found


def _text(data: dict[str, Any], key: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise InvalidInput(_where(data, say("`{key}` of a mapping must be text.", key=key)))
    return value


def _flag(data: dict[str, Any], key: str) -> bool | None:
    value = data.get(key)
    if value is not None and not isinstance(value, bool):
        raise InvalidInput(_where(data, say("`{key}` of a mapping must be true or false.", key=key)))
    return value


def _where(data: dict[str, Any], fault: str) -> str:
    """A fault, and of which column if it is of one."""
    column = data.get("column")
    return say("In the column {column}: {fault}", column=named(column), fault=fault) if column else fault


def _must_be_known(data: dict[str, Any], known: set[str]) -> None:
    if not known.issuperset(data):
        keys = ", ".join(f"`{key}`" for key in sorted(known))
        other = named(min(str(key) for key in data if key not in known))
        fault = say(
            "a mapping has only these parts: {keys}; got {other}. Correct its spelling.", keys=keys, other=other
        )
        raise InvalidInput(_where(data, fault))
