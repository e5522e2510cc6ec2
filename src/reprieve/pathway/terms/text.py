"""How is a sentence said in the reader's language?

Every text a person may read goes through `say`, so that one place knows the language. English is
the source text itself; other languages are looked up by it, in the catalogues beside this file.

What is said is said when it is made: a diagnosis made while `speaking("es")` holds Spanish reasons
and stays Spanish. So a whole task (reading, judging, printing) belongs inside one `speaking`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING

from reprieve.pathway.terms.errors import InvalidInput

if TYPE_CHECKING:
    from gettext import NullTranslations

ENGLISH = "en"
# Each language by its own name.
LANGUAGES: Mapping[str, str] = {ENGLISH: "English", "es": "Español"}

_spoken: ContextVar[str] = ContextVar("spoken", default=ENGLISH)
# None is English itself: nothing is looked up.
_catalogue: ContextVar[NullTranslations | None] = ContextVar("catalogue", default=None)

_DECIMAL_MARKS = {"es": ","}


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say everything inside in this language.

    Parameters
    ----------
    language : str
        A key of `LANGUAGES`.

    Raises
    ------
    InvalidInput
        When it is none of them.

    Examples
    --------
    >>> with speaking("es"):
    ...     say("not known"), amount(71.25), a_list(["náuseas", "hinchazón"])
    ('no se sabe', '71,2', 'náuseas e hinchazón')
    """
    if language not in LANGUAGES:
        raise InvalidInput(say("the language must be {languages}; got another.", languages=" / ".join(LANGUAGES)))
    with speaking_from(language, None if language == ENGLISH else _read_catalogue(language)):
        yield


@contextmanager
def speaking_from(language: str, catalogue: NullTranslations | None) -> Iterator[None]:
    """As `speaking`, with a catalogue that is handed in; None for the messages themselves."""
    spoken, looked_up = _spoken.set(language), _catalogue.set(catalogue)
    try:
        yield
    finally:
        _catalogue.reset(looked_up)
        _spoken.reset(spoken)


@cache
def _read_catalogue(language: str) -> NullTranslations:
    # Only here: English pays for nothing.
    from gettext import GNUTranslations
    from importlib.resources import files

    compiled = files("reprieve.pathway.terms") / "locale" / language / "LC_MESSAGES" / "reprieve.mo"
    with compiled.open("rb") as file:
        return GNUTranslations(file)


def spoken_language() -> str:
    """The language in which things are said now: a key of `LANGUAGES`."""
    return _spoken.get()


def language_of(tag: str) -> str | None:
    """The language of `LANGUAGES` that a tag such as `es-MX` or a locale such as `es_ES.UTF-8` asks for.

    >>> language_of("es_MX.UTF-8"), language_of("EN"), language_of("fr")
    ('es', 'en', None)
    """
    main = tag.replace("_", "-").replace(".", "-").partition("-")[0].casefold()
    return main if main in LANGUAGES else None


def later(message: str) -> str:
    """The message itself, unchanged: marks a text that is kept now and said later, so that it is translated."""
    return message


def say(message: str, **values: object) -> str:
    """The message, in the reader's language, with its named values filled in.

    >>> say("{yes} of {written} days", yes=3, written=28)
    '3 of 28 days'
    """
    catalogue = _catalogue.get()
    if catalogue is not None and message:  # what an empty message stands for is the catalogue's own heading
        message = catalogue.gettext(message)
    return message.format(**values) if values else message


def count(number: int, one: str, many: str, **values: object) -> str:
    """The message for one or for many; `{n}` is the number.

    >>> count(1, "{n} attack", "{n} attacks"), count(0, "{n} attack", "{n} attacks")
    ('1 attack', '0 attacks')
    """
    catalogue = _catalogue.get()
    if catalogue is None:
        message = one if number == 1 else many
    else:
        message = catalogue.ngettext(one, many, number)
    return message.format(n=number, **values)


def amount(value: float) -> str:
    """A number as one writes it: no trailing zeros, one decimal at most.

    >>> amount(3.0), amount(71.25)
    ('3', '71.2')
    """
    if value == int(value):
        return str(int(value))
    return f"{value:.1f}".rstrip("0").rstrip(".").replace(".", _DECIMAL_MARKS.get(_spoken.get(), "."))


def a_list(words: list[str], *, last: str = "and") -> str:
    """Words as one says them.

    >>> a_list(["side", "pain", "nausea"])
    'side, pain and nausea'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {_joined_to(words[-1], say(last))} {words[-1]}"


def _joined_to(word: str, last: str) -> str:
    """Spanish says *e* for *y* before the sound of an i, and *u* for *o* before that of an o."""
    if _spoken.get() != "es":
        return last
    start = word.casefold().lstrip("“\"'¿¡(").removeprefix("h")
    if last == "y" and start[:1] in ("i", "í") and start[:2] not in ("ia", "ie", "io"):
        return "e"
    return "u" if last == "o" and start[:1] in ("o", "ó", "8") else last
