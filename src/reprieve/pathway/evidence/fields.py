"""What does a hand-written TOML file say, field by field, and what is amiss in it?

Whoever edits these files is a clinician, not a programmer: a refusal names the file, the place in it, the
field, what it must be, what was got and what to do.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from enum import Enum
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import say

Chosen = TypeVar("Chosen", bound=Enum)

MARKS = {"checked": Check.CHECKED, "unverified": Check.UNVERIFIED}
LONGEST_SHOWN = 60


def read_toml(file: Traversable | Path) -> Fields:
    """The whole of one file; a number keeps the digits it was written with."""
    try:
        loaded = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    except UnicodeDecodeError as error:
        message = say("{file}: must be text in UTF-8; it is not. Save it again as UTF-8.", file=file.name)
        raise InvalidInput(message) from error
    except tomllib.TOMLDecodeError as error:
        message = say(
            "{file}: it cannot be read: {problem}. Look there for a missing quotation mark, bracket or comma.",
            file=file.name,
            problem=str(error),
        )
        raise InvalidInput(message) from error
    return Fields(file=file.name, given=loaded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """The fields of one table of a file; each is taken once, and what nobody took is refused at the end."""

    file: str
    place: str = ""
    given: Mapping[str, Any]
    taken: set[str] = field(default_factory=set)

    def at(self, place: str) -> Fields:
        """The same fields, once it is known what they are about."""
        return Fields(file=self.file, place=place, given=self.given, taken=self.taken)

    def refusal(self, name: str, must: str, *, do: str = "") -> InvalidInput:
        """An error that says where, which field, what it must be, what was got, and what to do."""
        where = ", ".join(part for part in (self.file, self.place) if part)
        got = say("nothing") if name not in self.given else _short(self.given[name])
        said = say("{where}: `{field}` must be {must}; got {got}.", where=where, field=name, must=must, got=got)
        return InvalidInput(f"{said} {do}".strip())

    def has(self, name: str) -> bool:
        """Whether it is there; asking is enough for it to be a known name."""
        return self._is_given(name)

    def text(self, name: str) -> str:
        """A text that must be there."""
        found = self._take(name)
        if not isinstance(found, str) or not found.strip():
            raise self.refusal(name, say("a text in quotation marks"), do=say("Write it, or take the entry out."))
        return found.strip()

    def text_or_none(self, name: str) -> str:
        """A text, or nothing at all."""
        return self.text(name) if self._is_given(name) and self.given[name] != "" else ""

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; left out, it is empty."""
        found = self._take(name, [])
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.refusal(name, say('a list such as ["one", "two"]'), do=say("Put each in quotation marks."))
        return tuple(found)

    def whole(self, name: str, *, least: int = 0) -> int:
        """A whole number of at least so much."""
        found = self._take(name)
        if not isinstance(found, int) or isinstance(found, bool) or found < least:
            raise self.refusal(name, say("a whole number of {least} or more", least=least))
        return found

    def whole_or_none(self, name: str, *, least: int = 0) -> int | None:
        return self.whole(name, least=least) if self._is_given(name) else None

    def number(self, name: str) -> Decimal:
        """A number, with the digits it was written with."""
        found = self._take(name)
        if not isinstance(found, int | Decimal) or isinstance(found, bool) or not Decimal(found).is_finite():
            raise self.refusal(
                name, say("a number such as 71.4"), do=say("Write it with a decimal point and without quotation marks.")
            )
        return Decimal(found)

    def number_or_none(self, name: str) -> float | None:
        return float(self.number(name)) if self._is_given(name) else None

    def yes_or_no(self, name: str) -> bool:
        """True or false; left out, it is false."""
        found = self._take(name, False)
        if not isinstance(found, bool):
            raise self.refusal(name, say("true or false, without quotation marks"))
        return found

    def day(self, name: str) -> date:
        found = self._take(name)
        if not isinstance(found, date) or isinstance(found, datetime):
            raise self.refusal(name, say("a date such as 2026-11-22, without quotation marks"))
        return found

    def choice(self, name: str, among: Mapping[str, Chosen]) -> Chosen:
        """One of a few words."""
        found = self._take(name)
        if not isinstance(found, str) or found not in among:
            words = " / ".join(f'"{word}"' for word in among)
            raise self.refusal(name, say("one of {words}", words=words), do=_did_you_mean(found, among))
        return among[found]

    def table_or_none(self, name: str) -> Fields | None:
        """A part in braces, such as ketamine = { events = 55, n = 77 }."""
        if not self._is_given(name):
            return None
        found = self._take(name)
        if not isinstance(found, dict):
            raise self.refusal(name, say("fields in braces, such as {example}", example="{ events = 55, n = 77 }"))
        return Fields(file=self.file, place=", ".join(part for part in (self.place, name) if part), given=found)

    def tables(self, name: str) -> tuple[Fields, ...]:
        """The entries under the same [[heading]], or a list of parts in braces."""
        found = self._take(name, [])
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            raise self.refusal(name, say("entries that each begin with [[{name}]]", name=name))
        return tuple(
            Fields(file=self.file, place=", ".join(filter(None, (self.place, f"{name} {at}"))), given=one)
            for at, one in enumerate(found, start=1)
        )

    def mark(self) -> Check:
        """How sure the entry is."""
        return self.choice("mark", MARKS)

    def finish(self) -> None:
        """Refuse what nobody asked for: it is a slip of the pen, and would be lost in silence."""
        for name in self.given:
            if name not in self.taken:
                where = ", ".join(part for part in (self.file, self.place) if part)
                said = say("{where}: there is no field called `{field}`.", where=where, field=name[:LONGEST_SHOWN])
                known = ", ".join(sorted(self.taken))
                advice = _did_you_mean(name, dict.fromkeys(self.taken)) or say("It may be: {fields}.", fields=known)
                raise InvalidInput(" ".join((said, advice)))

    def _take(self, name: str, otherwise: Any = None) -> Any:
        self.taken.add(name)
        return self.given.get(name, otherwise)

    def _is_given(self, name: str) -> bool:
        self.taken.add(name)
        return name in self.given


def identity(fields: Fields, name: str = "id") -> str:
    """The short name by which others refer to an entry."""
    found = fields.text(name)
    if not all(part.isascii() and part.isalnum() and part == part.casefold() for part in found.split("-")):
        must = say("small letters, digits and single hyphens, such as pomeroy-2017")
        raise fields.refusal(name, must, do=say("Keep it once it is used: pages refer to it."))
    return found


def _short(value: object) -> str:
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"


def _did_you_mean(found: object, among: Mapping[str, object]) -> str:
    near = get_close_matches(str(found), among, n=1)
    return say("Did you mean {near}?", near=near[0]) if near else ""
