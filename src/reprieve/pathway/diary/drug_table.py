"""What is in the drug tables, and what kind of drug do ingredients make together?

The tables are `data/ingredients.csv`, `names.csv`, `not_these.csv`, `words.csv` and `sources.csv`:
read once, when the first name is asked for, and checked row by row, so that a slip in a table is
a sentence naming the row and never a wrong class.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Final

from reprieve.pathway.terms.errors import ReprieveError


class DrugTableError(ReprieveError):
    """A row of the drug tables cannot be used as it stands."""


class OveruseClass(StrEnum):
    """The acute drug classes of ICHD-3 8.2, and one for acute drugs that none of them names."""

    ERGOTAMINE = "ergotamine"
    TRIPTAN = "triptan"
    NON_OPIOID = "non_opioid"
    OPIOID = "opioid"
    COMBINATION = "combination"
    OTHER = "other"


COUNTED_IN_8_2_6: Final = frozenset(
    {OveruseClass.ERGOTAMINE, OveruseClass.TRIPTAN, OveruseClass.NON_OPIOID, OveruseClass.OPIOID}
)
"""The classes whose days together make 8.2.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drug:
    """One drug, or one combination taken as one.

    Parameters
    ----------
    name : str
        Ingredients joined by " + ", as international nonproprietary names (INN).
    overuse_classes : frozenset of OveruseClass
        What a day with it counts for. A combination analgesic counts as that alone; a purely
        preventive drug for nothing.
    ingredient_classes : frozenset of OveruseClass
        The 8.2.1 to 8.2.4 classes among its ingredients, for the total of 8.2.6. Never
        COMBINATION, never OTHER.
    migraine_specific : bool
        An acute triptan, ergot, gepant or ditan: the 2023 definition of a migraine day.
    triptan_or_ergot : bool
        What ICHD-3 1.3 C3 asks for.
    acute : bool
        Taken to stop an attack. Rimegepant is both acute and preventive.
    preventive_class : str or None
        Key of the EHF 2020 drug class; None when it prevents nothing.
    pain_reliever : bool
        A non-opioid, opioid or combination analgesic.
    named_by_ehf : bool
        EHF 2020 names this drug or its whole class; otherwise `preventive_class` is by its pharmacology.
    """

    name: str
    ingredients: tuple[str, ...]
    overuse_classes: frozenset[OveruseClass]
    ingredient_classes: frozenset[OveruseClass]
    migraine_specific: bool
    triptan_or_ergot: bool
    acute: bool
    preventive_class: str | None
    pain_reliever: bool
    named_by_ehf: bool = False


# How a name is written down --------------------------------------------------------------------

_SIGNS: Final = str.maketrans({"®": " ", "™": " ", "©": " ", "'": "", "’": "", "#": " no ", "&": " and ", "ı": "i"})
_TOKEN: Final = re.compile(
    r"(?P<number>\d+(?:[.,:]\d+)*)(?:\s*(?P<unit>mg|mcg|μg|ug|gr|g|ml|iu|ui|u|%|am|pm)(?![^\W\d_]))?"
    r"|(?P<word>[^\W\d_]+)|(?P<join>[+/\u2044]|(?<=\w)-(?=\w))"
)
JOINING_SIGNS: Final = frozenset("+/-")


def words_of(text: str) -> list[str]:
    """Words, numbers (with their unit) and joining signs, without case and accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_SIGNS)).casefold()
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    tokens = []
    for match in _TOKEN.finditer(plain):
        if match["number"]:
            tokens.append(match["number"] + (match["unit"] or ""))
        else:
            tokens.append(match["word"] or match["join"].replace("\u2044", "/"))
    return tokens


def key_of(tokens: Iterable[str]) -> str:
    """What a name is looked up by: joining signs do not matter, joining words do."""
    return " ".join(token for token in tokens if token not in JOINING_SIGNS)


# The tables ------------------------------------------------------------------------------------

PREVENTIVE_CLASSES: Final = frozenset(
    {
        "antidepressant",
        "antiepileptic",
        "beta_blocker",
        "calcium_channel_blocker",
        "cgrp_pathway",
        "ace_arb",
        "onabotulinumtoxina",
        "other",
    }
)
"""The classes of EHF 2020 (doi:10.1186/s10194-020-01130-5)."""

CHECKS: Final = {
    "V": "checked against the named source",
    "M": "from memory, not verified",
    "D": "a decision of this project",
}
NAME_KINDS: Final = frozenset({"generic", "brand", "misspelling"})
WORD_KINDS: Final = frozenset({"form", "filler", "salt", "joiner", "no_drug"})

Read = Callable[[str], str]
"""Gives the text of a table by its file name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingredient:
    """One row of ingredients.csv."""

    name: str
    overuse_class: OveruseClass | None
    adjuvant: bool  # makes an analgesic it is joined to a combination analgesic
    acute: bool
    migraine_specific: bool
    preventive_class: str | None
    named_by_ehf: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrugTable:
    """The tables, ready for looking up. Keys are as `key_of` makes them."""

    ingredients: Mapping[str, Ingredient]
    names: Mapping[str, Drug | None]  # None: must stay unknown, it could be two things
    products: frozenset[frozenset[str]]  # ingredients sold together
    generic_words: frozenset[str]
    spellings: Mapping[str, tuple[str, ...]]  # by first letter: single words a slip is compared with
    longest_name_tokens: int
    noise: frozenset[str]
    joiners: frozenset[str]
    says_none: frozenset[str]


@lru_cache(maxsize=1)
def drug_table() -> DrugTable:
    """The tables that come with the package."""
    folder = Path(__file__).parent / "data"
    return read_tables(lambda name: (folder / name).read_text(encoding="utf-8"))


def drug_of(ingredients: Iterable[str]) -> Drug:
    """The drug these ingredients make when taken as one."""
    rows = drug_table().ingredients
    return _combine([rows[name] for name in ingredients])


def read_tables(read: Read) -> DrugTable:
    """The checked tables.

    Raises
    ------
    DrugTableError
        Naming the file, the row and what it must be.
    """
    sources = frozenset(row["source"] for _, row in _rows(read, "sources.csv", ()))
    ingredients: dict[str, Ingredient] = {}
    for where, row in _rows(read, "ingredients.csv", sources):
        if row["ingredient"] in ingredients:
            raise DrugTableError(f"{where}: `{row['ingredient']}` is listed twice; keep one row.")
        ingredients[row["ingredient"]] = _ingredient(where, row)
    names, generic_words, fuzzy = _read_names(read, sources, ingredients)
    for where, row in _rows(read, "not_these.csv", sources):
        key = _new_key(where, row["name"], names)
        names[key] = None
        fuzzy.add(key)
    words = _read_words(read)
    return DrugTable(
        ingredients=ingredients,
        names=names,
        products=frozenset(frozenset(d.ingredients) for d in names.values() if d and len(d.ingredients) > 1),
        generic_words=frozenset(generic_words),
        spellings=_by_first_letter(key for key in fuzzy if key.isalpha()),
        longest_name_tokens=max(len(key.split()) for key in names) + 2,  # and joining signs between
        noise=frozenset(words["form"] | words["filler"] | words["salt"]),
        joiners=frozenset(words["joiner"]),
        says_none=frozenset(words["no_drug"]),
    )


def _read_names(
    read: Read, sources: frozenset[str], ingredients: Mapping[str, Ingredient]
) -> tuple[dict[str, Drug | None], set[str], set[str]]:
    names: dict[str, Drug | None] = {}
    generic_words: set[str] = set()
    compared: set[str] = set()
    for where, row in _rows(read, "names.csv", sources):
        parts = row["ingredients"].split(" + ")
        for part in parts:
            if part not in ingredients:
                raise DrugTableError(f"{where}: `{part}` is not in ingredients.csv. Add it there, or correct it.")
        if row["kind"] not in NAME_KINDS:
            raise DrugTableError(f"{where}: kind must be one of {sorted(NAME_KINDS)}; got `{row['kind']}`.")
        key = _new_key(where, row["name"], names)
        names[key] = _combine([ingredients[part] for part in parts])
        if row["kind"] != "misspelling":
            compared.add(key)
        if row["kind"] == "generic" and len(parts) == 1:
            generic_words.add(key)
    return names, generic_words, compared


def _new_key(where: str, name: str, names: Mapping[str, object]) -> str:
    key = key_of(words_of(name))
    if not key:
        raise DrugTableError(f"{where}: the name is empty.")
    if key in names:
        raise DrugTableError(
            f"{where}: `{name}` is listed already (case, accents and signs do not matter). "
            "A name may mean one drug only; one that means several belongs in not_these.csv."
        )
    return key


def _ingredient(where: str, row: Mapping[str, str]) -> Ingredient:
    allowed = {c.value for c in OveruseClass if c is not OveruseClass.COMBINATION}
    if row["overuse_class"] and row["overuse_class"] not in allowed:
        raise DrugTableError(
            f"{where}: overuse_class must be empty or one of {sorted(allowed)}; got `{row['overuse_class']}`."
        )
    preventive = row["preventive_class"] or None
    if preventive is not None and preventive not in PREVENTIVE_CLASSES:
        raise DrugTableError(
            f"{where}: preventive_class must be empty or one of {sorted(PREVENTIVE_CLASSES)}; got `{preventive}`."
        )
    overuse = OveruseClass(row["overuse_class"]) if row["overuse_class"] else None
    acute = _yes(where, row, "acute")
    if acute != (overuse is not None):
        raise DrugTableError(f"{where}: an acute drug has an overuse_class, another has none.")
    return Ingredient(
        name=row["ingredient"],
        overuse_class=overuse,
        adjuvant=_yes(where, row, "adjuvant"),
        acute=acute,
        migraine_specific=_yes(where, row, "migraine_specific"),
        preventive_class=preventive,
        named_by_ehf=_yes(where, row, "named_by_ehf"),
    )


def _combine(rows: Iterable[Ingredient]) -> Drug:
    """One drug of these ingredients (ICHD-3 8.2.5: what makes a combination analgesic)."""
    parts = sorted(rows, key=lambda part: part.name.casefold())
    classes = frozenset(part.overuse_class for part in parts if part.overuse_class is not None)
    analgesics = classes & {OveruseClass.NON_OPIOID, OveruseClass.OPIOID}
    is_combination = len(analgesics) == 2 or (bool(analgesics) and any(part.adjuvant for part in parts))
    specific = classes & {OveruseClass.ERGOTAMINE, OveruseClass.TRIPTAN}
    counted = specific | (frozenset({OveruseClass.COMBINATION}) if is_combination else analgesics)
    acute = any(part.acute for part in parts)
    preventive = {part.preventive_class for part in parts if part.preventive_class is not None}
    return Drug(
        name=" + ".join(part.name for part in parts),
        ingredients=tuple(part.name for part in parts),
        overuse_classes=counted or (frozenset({OveruseClass.OTHER}) if acute else frozenset()),
        ingredient_classes=classes & COUNTED_IN_8_2_6,
        migraine_specific=any(part.migraine_specific for part in parts),
        triptan_or_ergot=bool(specific),
        acute=acute,
        preventive_class=preventive.pop() if len(preventive) == 1 else None,
        pain_reliever=bool(analgesics),
        named_by_ehf=len(parts) == 1 and parts[0].named_by_ehf,
    )


def _read_words(read: Read) -> dict[str, set[str]]:
    words: dict[str, set[str]] = {kind: set() for kind in WORD_KINDS}
    for where, row in _rows(read, "words.csv", None):
        if row["kind"] not in words:
            raise DrugTableError(f"{where}: kind must be one of {sorted(WORD_KINDS)}; got `{row['kind']}`.")
        words[row["kind"]].add(key_of(words_of(row["word"])))
    return words


def _rows(read: Read, file: str, sources: Iterable[str] | None) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a table, trimmed, each with where it stands; `sources` names those that exist."""
    known = frozenset(sources or ())
    reader = csv.DictReader(read(file).splitlines(), strict=True)
    for number, row in enumerate(reader, 2):
        where = f"{file}, row {number}"
        if None in row or None in row.values():
            raise DrugTableError(f"{where}: has not as many cells as the heading. Quote cells that hold a comma.")
        cells = {column: cell.strip() for column, cell in row.items()}
        if known and cells["source"] not in known:
            raise DrugTableError(f"{where}: source `{cells['source']}` is not in sources.csv.")
        if known and cells["mark"] not in CHECKS:
            raise DrugTableError(f"{where}: mark must be one of {sorted(CHECKS)}; got `{cells['mark']}`.")
        yield where, cells


def _yes(where: str, row: Mapping[str, str], column: str) -> bool:
    if row[column] not in {"yes", "no"}:
        raise DrugTableError(f"{where}: {column} must be yes or no; got `{row[column]}`.")
    return row[column] == "yes"


def _by_first_letter(words: Iterable[str]) -> dict[str, tuple[str, ...]]:
    letters: dict[str, list[str]] = {}
    for word in sorted(words):
        letters.setdefault(word[0], []).append(word)
    return {letter: tuple(group) for letter, group in letters.items()}
