"""A language in which every text is ⟦itself in brackets⟧, so that what was never looked up stands out.

So does what is looked up and is in no catalogue, because nobody found it to be a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import NullTranslations

from reprieve.pathway.terms.text import speaking_from
from tests.languages.find_messages import Message, find_said

LANGUAGE = "pseudo"


class Pseudo(NullTranslations):
    """Brackets around everything that a catalogue holds."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧" if Message(message) in held() else message

    def ngettext(self, one: str, many: str, number: int) -> str:
        message = one if number == 1 else many
        return f"⟦{message}⟧" if Message(one, many) in held() else message


@cache
def held() -> frozenset[Message]:
    """The texts of the catalogues."""
    return frozenset(find_said())


@contextmanager
def speaking_pseudo() -> Iterator[None]:
    """The science in brackets."""
    with speaking_from(LANGUAGE, Pseudo()):
        yield


def outside(text: str) -> str:
    """What stands in no bracket."""
    innermost = re.compile("⟦[^⟦⟧]*⟧")
    while innermost.search(text):
        text = innermost.sub("", text)
    return text


def words_outside(text: str, *, allowed: re.Pattern[str]) -> list[str]:
    """The words that stand in no bracket and are not allowed to."""
    return re.findall(r"[^\W\d_]{2,}", allowed.sub(" ", outside(text)))
