"""Bring the catalogues up to date, compile them, and print what is not translated yet.

    python -m tests.languages.catalogues            # `make words`

New texts join with an empty translation and texts that are gone leave. What is missing is printed as lines to fill
in; the exit code is 1 while anything is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import polib

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings_for_tools")

from reprieve.pathway.terms.text import ENGLISH, LANGUAGES
from tests.languages.find_messages import SOURCE, Found, Message, find_django, find_said

PLURALS = {"es": "nplurals=2; plural=(n != 1);"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """One wing's texts in one language."""

    language: str
    folder: Path
    name: str
    find: Callable[[], Found]

    @property
    def po(self) -> Path:
        return self.folder / self.language / "LC_MESSAGES" / f"{self.name}.po"

    @property
    def mo(self) -> Path:
        return self.po.with_suffix(".mo")


CATALOGUES = tuple(
    catalogue
    for language in LANGUAGES
    if language != ENGLISH
    for catalogue in (
        Catalogue(language=language, folder=SOURCE / "pathway/terms/locale", name="reprieve", find=find_said),
        Catalogue(language=language, folder=SOURCE / "clinic/locale", name="django", find=find_django),
    )
)


def read(catalogue: Catalogue) -> polib.POFile:
    """The catalogue as it is written; empty when there is none yet."""
    return _file(catalogue, list(polib.pofile(str(catalogue.po))) if catalogue.po.exists() else [])


def brought_up_to_date(catalogue: Catalogue) -> polib.POFile:
    """The catalogue with exactly the texts that there are now, in the order they are found."""
    known = {_message(entry): entry for entry in read(catalogue)}
    entries = []
    for message, where in catalogue.find().items():
        entry = known.get(message) or _new(message)
        entry.occurrences = [(where, "")]  # no line numbers: they would change with every edit
        entries.append(entry)
    return _file(catalogue, entries)


def missing(written: polib.POFile) -> list[polib.POEntry]:
    """The texts without a whole translation."""
    return [entry for entry in written if "fuzzy" in entry.flags or not all(translations(entry))]


def translations(entry: polib.POEntry) -> list[str]:
    """The translation, or those for one and for many."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _message(entry: polib.POEntry) -> Message:
    return Message(entry.msgid, entry.msgid_plural or "")


def _new(message: Message) -> polib.POEntry:
    if message.many:
        return polib.POEntry(msgid=message.one, msgid_plural=message.many, msgstr_plural={0: "", 1: ""})
    return polib.POEntry(msgid=message.one)


def _file(catalogue: Catalogue, entries: list[polib.POEntry]) -> polib.POFile:
    file = polib.POFile(wrapwidth=110)
    file.metadata = {
        "Language": catalogue.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[catalogue.language],
    }
    file.extend(entries)
    return file


def _to_fill_in(catalogue: Catalogue, entries: list[polib.POEntry]) -> Iterator[str]:
    if entries:
        yield f"# {catalogue.po.relative_to(SOURCE)}: {len(entries)} not translated"
        yield from (str(entry) for entry in entries)


def main() -> int:
    lines: list[str] = []
    for catalogue in CATALOGUES:
        file = brought_up_to_date(catalogue)
        catalogue.po.parent.mkdir(parents=True, exist_ok=True)
        file.save(str(catalogue.po))
        catalogue.mo.write_bytes(file.to_binary())
        lines += _to_fill_in(catalogue, missing(file))
    sys.stdout.write("\n".join(lines) + "\n" if lines else "Every text is translated.\n")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
