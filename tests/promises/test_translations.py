"""Every text that a person may read is there in every language, whole."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import polib
import pytest
from tests.languages.catalogues import CATALOGUES, Catalogue, brought_up_to_date, missing, read, translations
from tests.languages.find_messages import SOURCE

from reprieve.pathway.terms.text import LANGUAGES

PLACEHOLDERS = re.compile(r"\{\w+(?::\w+)?\}|%\(\w+\)[sdr]|%[sdr]")
REFUSALS = {"ReprieveError", "InvalidInput", "UnreadableFile"}
each_catalogue = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda it: f"{it.language}-{it.name}")


def texts(catalogue: Catalogue) -> list[tuple[str, str]]:
    """Each text beside its translation."""
    return [
        (original, translated)
        for entry in read(catalogue)
        for original, translated in zip(
            [entry.msgid, entry.msgid_plural][: len(translations(entry))], translations(entry), strict=True
        )
    ]


def test_there_is_a_catalogue_for_every_language_but_english():
    assert {catalogue.language for catalogue in CATALOGUES} == set(LANGUAGES) - {"en"}


@each_catalogue
def test_the_catalogue_holds_every_text_and_no_other(catalogue):
    held = {(entry.msgid, entry.msgid_plural) for entry in read(catalogue)}
    there_are = {(entry.msgid, entry.msgid_plural) for entry in brought_up_to_date(catalogue)}
    assert (there_are - held, held - there_are) == (set(), set()), "bring it up to date: make words"


@each_catalogue
def test_every_text_is_translated(catalogue):
    assert [entry.msgid for entry in missing(read(catalogue))] == []


@each_catalogue
def test_a_translation_has_the_placeholders_of_its_text(catalogue):
    differ = [
        original
        for original, translated in texts(catalogue)
        if sorted(PLACEHOLDERS.findall(original)) != sorted(PLACEHOLDERS.findall(translated))
    ]
    assert differ == []


@each_catalogue
def test_a_translation_begins_and_ends_as_its_text_where_others_are_joined_to_it(catalogue):
    def edges(text: str) -> tuple[str, str]:
        return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]

    assert [it for it in texts(catalogue) if edges(it[0]) != edges(it[1])] == []


@each_catalogue
def test_the_compiled_catalogue_says_what_the_written_one_says(catalogue):
    def as_pairs(file: polib.POFile | polib.MOFile) -> list[tuple[str, list[str]]]:
        return sorted((entry.msgid, translations(entry)) for entry in file)

    assert as_pairs(polib.mofile(str(catalogue.mo))) == as_pairs(read(catalogue)), "compile it: make words"


def test_every_refusal_is_said_in_the_readers_language():
    files = [*sorted((SOURCE / "pathway").rglob("*.py")), *sorted(SOURCE.glob("cli*.py"))]
    assert [found for file in files for found in unsaid_refusals(file)] == []


def unsaid_refusals(file: Path) -> list[str]:
    """Refusals whose words are written where they are raised, and not said."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return [
        f"{file.relative_to(SOURCE)}:{call.lineno}"
        for call in calls
        if isinstance(call.func, ast.Name)
        and call.func.id in REFUSALS
        and any(isinstance(said, ast.JoinedStr | ast.Constant) for said in call.args)
    ]
