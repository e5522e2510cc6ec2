"""Which drug is meant by what somebody wrote, and for which kind of overuse does a day with it count?

A name is looked up in hand-edited tables (`data/*.csv`), not interpreted. What is not in them,
or could be two things, is unknown: a drug left out shows up in a list for the person to settle,
a wrong drug would hide in a count. `docs/drugs.md` tells the rules and how to add a name.

>>> identify("2x Tylenol 500mg").name
'paracetamol'
>>> sorted(identify("paracetamol + codeine").overuse_classes)
[<OveruseClass.COMBINATION: 'combination'>]
>>> identify("Imuran") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from reprieve.pathway.diary.drug_table import (
    JOINING_SIGNS,
    Drug,
    OveruseClass,
    drug_of,
    drug_table,
    key_of,
    words_of,
)

__all__ = ["MOST_NAMES", "Drug", "OveruseClass", "identify", "may_be_acute", "says_no_drug", "split_names"]

LONGEST_NAME_CHARS: Final = 200
"""Longer text is a note, not a name, and stays unknown."""
MOST_NAMES: Final = 50
"""How many names in one list are looked at."""
_MOST_PIECES: Final = 5  # of one name: "Maxalt, 10 mg, 1 tablet, oral"
_MOST_SLIPS: Final = 3  # of one text; each is compared with all listed names


# As many names as the largest diary has: a name that is not known is the dearest to look up.
@lru_cache(maxsize=32_768)
def identify(name_as_written: str) -> Drug | None:
    """The drug meant by what was written, or None when that is not certain.

    Understands case, accents, doses, forms, salts, brands, English and Spanish, listed and slight
    misspellings, and combinations joined by + / - "and" "with" "y" "con". Never raises.
    """
    if len(name_as_written) > LONGEST_NAME_CHARS:
        return None
    tokens = words_of(name_as_written)
    table = drug_table()
    whole = key_of(tokens)
    if whole in table.names:
        return table.names[whole]
    drug = _one_drug(_segments(tokens))
    if drug is not None and len(drug.ingredients) == 1 and _two_strengths(tokens):
        return None  # "acetaminophen 300/30" is a combination whose second half was not written
    return drug


def split_names(text: str) -> list[str]:
    """The names in a list somebody wrote, each as written.

    Commas (not decimal ones), semicolons and new lines always separate; "+" and "/" never do:
    they write a combination. "And" separates, unless the whole is a listed name, or generic names
    that are sold together ("naproxen and sumatriptan"). A dose or form alone ("Maxalt, 10 mg")
    stays with the name before it. Reading stops with the name after the `MOST_NAMES`th, which only
    tells that there are more.

    >>> split_names("Imitrex 50 mg, Tylenol and Advil")
    ['Imitrex 50 mg', 'Tylenol', 'Advil']
    >>> split_names("naproxen and sumatriptan; ibuprofeno 1,5 g")
    ['naproxen and sumatriptan', 'ibuprofeno 1,5 g']
    """
    names: list[list[str]] = []
    for name in _parts(text):
        if names and len(names[-1]) < _MOST_PIECES and _is_only_a_dose(name):
            names[-1].append(name)
        elif len(names) > MOST_NAMES:
            break
        else:
            names.append([name])
    return [", ".join(pieces) for pieces in names]


def _parts(text: str) -> Iterator[str]:
    """What stands between the marks of a list, without outer blanks."""
    for part in _LIST_MARK.split(text):
        for name in [part] if _is_one_name(part) else _AND.split(part):
            if name.strip():
                yield name.strip()


def may_be_acute(name_as_written: str) -> bool:
    """Whether the name may be that of a drug against an attack: any but one known only to prevent.

    >>> may_be_acute("Imitrex"), may_be_acute("a blue pill"), may_be_acute("Propranolol 40")
    (True, True, False)
    """
    drug = identify(name_as_written)
    return drug is None or drug.acute


def says_no_drug(text: str) -> bool:
    """Whether the text says that no drug was taken. Empty text and "n/a" do not say so."""
    return len(text) <= LONGEST_NAME_CHARS and key_of(words_of(text)) in drug_table().says_none


_LIST_MARK: Final = re.compile(r"(?:[;\n\r]|,(?!\d)|(?<!\d),)+")
# Tried once in a run of blanks and not at each of them: a cell may be blank for many thousand letters.
_AND: Final = re.compile(r"(?<!\s)\s+(?:and|y|&)\s+", re.IGNORECASE)


def _is_one_name(part: str) -> bool:
    pieces = _AND.split(part)
    if len(pieces) == 1 or len(part) > LONGEST_NAME_CHARS:
        return len(pieces) == 1
    table = drug_table()
    if key_of(words_of(part)) in table.names:
        return True
    drugs = [identify(piece) for piece in pieces]
    written_as_generics = all(set(words_of(piece)) & table.generic_words for piece in pieces)
    together = frozenset(i for drug in drugs if drug is not None for i in drug.ingredients)
    return None not in drugs and written_as_generics and together in table.products


def _is_only_a_dose(part: str) -> bool:
    tokens = words_of(part) if len(part) <= LONGEST_NAME_CHARS else []
    return bool(tokens) and all(token[0].isdigit() or token in drug_table().noise for token in tokens)


# Reading one name ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    drug: Drug
    joined: bool  # a joining sign or word stands before it


def _segments(tokens: Sequence[str]) -> list[_Segment]:
    """The known names the text consists of; empty as soon as one word is not understood."""
    table = drug_table()
    found: list[_Segment] = []
    joined = False
    slips = 0
    at = 0
    while at < len(tokens):
        end, drug = _longest_name(tokens, at)
        if end is None:
            token = tokens[at]
            at += 1
            if token in JOINING_SIGNS or token in table.joiners:
                joined = True
                continue
            if token in table.noise or token[0].isdigit():
                continue
            slips += 1
            drug = nearest_name(token) if slips <= _MOST_SLIPS else None
        else:
            at = end
        if drug is None:
            return []
        found.append(_Segment(drug=drug, joined=joined))
        joined = False
    return found


def _longest_name(tokens: Sequence[str], start: int) -> tuple[int | None, Drug | None]:
    """Where the longest listed name from `start` ends, and its drug (None: must stay unknown)."""
    table = drug_table()
    if tokens[start] in JOINING_SIGNS:
        return None, None
    for end in range(min(len(tokens), start + table.longest_name_tokens), start, -1):
        key = key_of(tokens[start:end])
        if tokens[end - 1] not in JOINING_SIGNS and key in table.names:
            return end, table.names[key]
    return None, None


def _one_drug(segments: Sequence[_Segment]) -> Drug | None:
    """One drug out of the names found: the same one twice, a brand and what is in it, or a combination."""
    if not segments:
        return None
    together = frozenset(i for segment in segments for i in segment.drug.ingredients)
    for segment in segments:
        if together == frozenset(segment.drug.ingredients):
            return segment.drug
    if all(segment.joined for segment in segments[1:]):
        return drug_of(together)
    return None


def _two_strengths(tokens: Sequence[str]) -> bool:
    """Whether "300/30" is written: strengths of two ingredients, not a half tablet."""
    return any(
        sign == "/" and _at_least_5(left) and _at_least_5(right)
        for left, sign, right in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _at_least_5(token: str) -> bool:
    digits = re.match(r"\d{1,6}", token, re.ASCII)
    return digits is not None and int(digits[0]) >= 5


# A slip of the pen -----------------------------------------------------------------------------


@lru_cache(maxsize=32_768)
def nearest_name(word: str) -> Drug | None:
    """The drug whose name differs from the word by a slip, when no other name is nearly as near.

    One edit for generic names of 6 letters and brands of 7, two edits for generics of 11. The
    first letter must be right. Names that must stay unknown take part, so a word close to one of
    them is not taken for something else: look-alike names are a known cause of harm (ISMP).
    """
    if len(word) < 6 or not word.isalpha():
        return None
    table = drug_table()
    best: tuple[int, str] | None = None
    for name in table.spellings.get(word[0], ()):
        allowed = _edits_allowed(word, generic=name in table.generic_words)
        distance = edits(word, name, at_most=allowed)
        if distance <= allowed and (best is None or distance < best[0]):
            best = (distance, name)
    if best is None:
        return None
    drug = table.names[best[1]]
    for names in table.spellings.values():
        for name in names:
            if table.names[name] != drug and edits(word, name, at_most=best[0] + 1) <= best[0] + 1:
                return None
    return drug


def _edits_allowed(word: str, *, generic: bool) -> int:
    if generic:
        return 2 if len(word) >= 11 else 1
    return 1 if len(word) >= 7 else 0


def edits(a: str, b: str, *, at_most: int) -> int:
    """How many letters must be changed, added, left out or swapped; `at_most + 1` when more.

    The optimal string alignment distance.

    >>> edits("sumatriptan", "sumatripatn", at_most=2)
    1
    """
    if abs(len(a) - len(b)) > at_most or len(set(a) ^ set(b)) > 2 * at_most:
        return at_most + 1  # one edit brings in at most one letter and takes away at most one
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most and min(last) >= at_most:  # a swap may still build on the row before
            return at_most + 1
        before, last = last, row
    return min(last[-1], at_most + 1)
