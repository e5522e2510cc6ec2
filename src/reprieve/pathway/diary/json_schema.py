"""Which shape has a diary as JSON? Made from the table of columns, so that it never says otherwise.

`python -m reprieve.pathway.diary.json_schema` writes it anew to `diary.schema.json` beside this file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from reprieve.pathway.diary.cells import COMPLETE, DAY, NUMBER, PAIN, TIME, TIME_OR_DAY, TRUTH, WHOLE, Kind
from reprieve.pathway.diary.columns import ATTACK, AURA, DAY_ENTRY, DOSE, PROFILE, TREATMENT, Columns
from reprieve.pathway.diary.json_diary import AURA_KEY, VERSION, VERSION_KEY, is_several

Json = dict[str, Any]

FILE = Path(__file__).with_name("diary.schema.json")
_SEVERAL_END = " (several"


def schema() -> Json:
    """The JSON Schema of `write_json`."""
    attack = _record(ATTACK, "start")
    attack["properties"][AURA_KEY] = {"type": "array", "items": _record(AURA)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A headache diary",
        "description": "What is not there is not recorded. It never means no.",
        "type": "object",
        "required": [VERSION_KEY],
        "additionalProperties": False,
        "properties": {
            VERSION_KEY: {"const": VERSION},
            "profile": _record(PROFILE),
            "treatments": {"type": "array", "items": _record(TREATMENT, "name")},
            "days": {"type": "array", "items": _record(DAY_ENTRY, "day")},
            "attacks": {"type": "array", "items": attack},
            "doses": {"type": "array", "items": _record(DOSE, "name")},
        },
    }


def _record(columns: Columns, *needed: str) -> Json:
    record: Json = {
        "type": "object",
        "additionalProperties": False,
        "properties": {name: _item(kind) for name, kind in columns.items()},
    }
    return {**record, "required": list(needed)} if needed else record


def _item(kind: Kind) -> Json:
    if kind in (TRUTH, COMPLETE):
        return {"enum": ["yes", "no"]}
    if kind in (WHOLE, PAIN):
        return {"type": "integer", "minimum": 0}
    if kind is NUMBER:
        return {"type": "number", "minimum": 0}
    if kind is DAY:
        return {"type": "string", "format": "date"}
    if kind in (TIME, TIME_OR_DAY):
        return {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", "description": kind.must_be}
    if is_several(kind):
        return {"type": "array", "uniqueItems": True, "items": {"enum": _words(kind)}}
    words = _words(kind)
    return (
        {"enum": words} if all(kind.read(word) is not None for word in words) and len(words) > 1 else {"type": "string"}
    )


def _words(kind: Kind) -> list[str]:
    return kind.must_be.partition(_SEVERAL_END)[0].split(", ")


def main() -> None:
    FILE.write_text(json.dumps(schema(), indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
