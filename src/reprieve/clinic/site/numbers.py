"""Does every sentence with a number say where the number is from?

A sentence cites with a marker right after it, or inside it: `[^claim-id]`, `[^study:ID]`, `[^source:ID]`. What counts
as a number: digits, shares in words ("half", "three in four"), and words for numbers before something that is counted
("two weeks"). What does not: whom to call (911, 988), dates, telephone numbers, and names that hold a digit (ICHD-3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

MARKER = re.compile(r"\[\^([a-z0-9][a-z0-9:._-]*)\]")

# Tags that end a sentence, whatever its last sign is.
_BREAKS = re.compile(r"</?(?:p|h[1-6]|li|ul|ol|td|th|tr|table|div|blockquote|br|hr|figure|figcaption)\b[^>]*>", re.I)
_TAG = re.compile(r"</?[a-z][^>]*>", re.I)

# Not the end of a sentence: "approx. 5", "Dr. X", "vs. placebo".
_SHORT = re.compile(
    r"\b(?:e\.g|i\.e|vs|Dr|Dra|Sr|Sra|St|approx|aprox|No|Nr|p\. ej|p\.ej|etc|al|Fig|EE\. UU|U\.S|máx|mín)\.$",
    re.I,
)
_END = re.compile(r"(?<=[.!?…])(?:[\"'”’»)\]]*)(?:\s*\[\^[^\]]+\])*(?=\s+\S|$)")

# English months have a capital: "may" is more often no month.
_MONTHS = (
    "(?-i:January|February|March|April|May|June|July|August|September|October|November|December|"
    "Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|"
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_EXEMPT = re.compile(
    r"""
      \b(?:911|988)\b(?!\s*(?:%|people|patients|adults|of|personas|pacientes|adultos|de)\b)
    | \b(?:press|tecla|oprima)\s\d\b
    | \b\d{4}-\d{2}-\d{2}\b
    | \bDAY\.?\s+(?:de\s+)?(?:MONTHS)\b\.?(?:\s+(?:de\s+|del\s+)?\d{4})?
    | \b(?:MONTHS)\b\.?\s+(?:de\s+|del\s+)?\d{4}\b
    | \b(?:MONTHS)\b\.?\s+DAY(?:st|nd|rd|th)?\b(?!\s*%|\s+(?:of|out|people|patients|percent|per)\b)(?:,?\s+\d{4}\b)?
    | (?:\+?1[\s.-]?)?\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b
    | \b(?:ICHD-3|ICD-10(?:-CM)?|CIE-10(?:-MC)?|WCAG\s2\.\d|B12|Q10|5-HT\w*|COVID-19)\b
    """.replace("MONTHS", _MONTHS).replace("DAY", _DAY),
    re.I | re.X,
)

_WORDS_EN = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|"
    "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|hundreds?|thousands?|millions?"
)
_WORDS_ES = (
    "dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|dieciséis|diecisiete|dieciocho|"
    "diecinueve|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|docenas?|cien|ciento|cientos|mil|miles|"
    "millones"
)
_BETWEEN = r"of|of\s+the|more|to\s+\w+|a\s+\w+|o\s+\w+|or\s+\w+|de\s+las?|de\s+los|full"
_COUNTED = (
    "seconds?|minutes?|hours?|days?|nights?|weeks?|months?|years?|people|persons?|patients?|adults?|women|men|studies|"
    "study|trials?|attacks?|times|percent|per\\s+cent|points?|doses?|infusions?|clinics?|hospitals?|"
    "segundos?|minutos?|horas?|días?|noches?|semanas?|mes|meses|años?|personas?|pacientes?|adultos?|mujeres|hombres|"
    "estudios?|ensayos?|ataques?|crisis|veces|puntos?|dosis|infusiones?|clínicas?|hospitales"
)
_NUMBER = re.compile(
    rf"""
      \d | [½¼¾⅓⅔⅕⅛]
    | \b(?:half|halves|thirds?|three[\s-]+quarters|a\s+quarter\s+of|twice|percent|per\s+cent)\b
    | \b(?:two|three|four|five|ten)fold\b | \b(?:two|three|four|nine)[\s-]+(?:fifths|tenths)\b
    | \b(?:la\s+mitad|tercios?|tres\s+cuart[oa]s|una\s+cuarta\s+parte|el\s+doble|por\s+ciento)\b
    | \b(?:one|{_WORDS_EN})\s+(?:in|out\s+of|of\s+every|in\s+every|of)\s+(?:\w+\s+)?(?:{_WORDS_EN})\b
    | \b(?:una?|uno|{_WORDS_ES})\s+de\s+(?:cada\s+)?(?:{_WORDS_ES})\b
    | \b(?:{_WORDS_EN}|{_WORDS_ES})\s+(?:(?:{_BETWEEN})\s+)?(?:{_COUNTED})\b
    """,
    re.I | re.X,
)

# A figure that stands alone, not inside a name.
_FIGURE = re.compile(r"(?<![\w.,-])\d+(?:[.,]\d+)*(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Uncited:
    """A sentence that holds a number and no marker; `where` says in which part of the page it stands."""

    where: str
    sentence: str


def sentences(html: str) -> Iterator[str]:
    """The sentences of a piece of rich text, each with the markers that stand in it or right after it."""
    for part in _BREAKS.split(html):
        text = " ".join(unescape(_TAG.sub("", part)).split())
        yield from _split(text)


def _split(text: str) -> Iterator[str]:
    began = 0
    for end in _END.finditer(text):
        sentence = text[began : end.end()]
        if _SHORT.search(sentence):
            continue
        if sentence.strip():
            yield sentence.strip()
        began = end.end()
    if text[began:].strip():
        yield text[began:].strip()


def holds_number(sentence: str) -> bool:
    return _NUMBER.search(_EXEMPT.sub(" ", MARKER.sub(" ", sentence))) is not None


def figures_in(sentence: str) -> list[str]:
    """The figures as they are written, but for those that need no source."""
    return _FIGURE.findall(_EXEMPT.sub(" ", MARKER.sub(" ", sentence)))


def cited_in(text: str) -> list[str]:
    """The ids of all markers, in their order."""
    return MARKER.findall(text)


def find_uncited(parts: Iterable[tuple[str, str]]) -> list[Uncited]:
    """Every sentence with a number and without a marker.

    Parameters
    ----------
    parts
        The pieces of a page: where each stands, in words for an editor, and its HTML or plain text.
    """
    return [
        Uncited(where=where, sentence=sentence)
        for where, html in parts
        for sentence in sentences(html)
        if holds_number(sentence) and not cited_in(sentence)
    ]
