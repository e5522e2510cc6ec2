"""How do aura symptoms and treatments stand in a registry, so that one person can be read back whole?

As JSON with the names of the record's own fields, in the text columns that no criterion is asked of.
"""

from __future__ import annotations

import json
import types
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from enum import Enum
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from reprieve.pathway.diary.records import AuraSymptom, Treatment
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

R = TypeVar("R", AuraSymptom, Treatment)


def as_text(records: Sequence[AuraSymptom] | Sequence[Treatment]) -> str | None:
    """The records as one line of JSON; None where there are none."""
    if not records:
        return None
    items = [
        {it.name: _plain(getattr(record, it.name)) for it in fields(record) if getattr(record, it.name) != it.default}
        for record in records
    ]
    return json.dumps(items, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def from_text(kind: type[R], text: str | None) -> tuple[R, ...]:
    """The records of such a line.

    Raises
    ------
    InvalidInput
        If it is not such a line.
    """
    if text is None:
        return ()
    hints = get_type_hints(kind)
    try:
        listed: list[dict[str, Any]] = json.loads(text)
        return tuple(kind(**{name: _value(hints[name], value) for name, value in items.items()}) for items in listed)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = say("a column of symptoms or treatments must be JSON as the writer writes it; got something else.")
        raise InvalidInput(message) from error


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def _value(hint: Any, value: object) -> Any:
    """The value as its field has it; of an optional field, the type that is not None."""
    if get_origin(hint) in (Union, types.UnionType):
        hint = next(it for it in get_args(hint) if it is not type(None))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint(value)
    return date.fromisoformat(str(value)) if hint is date else value
