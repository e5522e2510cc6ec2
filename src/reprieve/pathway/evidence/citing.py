"""Where can a reader look up what is neither a study nor a claim: a definition, a label, a law, a survey?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from reprieve.pathway.evidence.fields import Fields, identity, read_toml
from reprieve.pathway.terms.sources import Check
from reprieve.pathway.terms.text import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """One source that pages and claims may cite."""

    id: str
    citation: str
    link: str
    year: int | None
    mark: Check


@cache
def load_sources() -> Mapping[str, Cited]:
    """The sources that come with Reprieve, by id."""
    return sources_from(files("reprieve.pathway.evidence") / "sources.toml")


def sources_from(file: Traversable | Path) -> Mapping[str, Cited]:
    """The sources of a file, by id."""
    fields = read_toml(file)
    found: dict[str, Cited] = {}
    for entry in fields.tables("source"):
        source = _source(entry)
        if source.id in found:
            raise entry.refusal("id", say("one that no other source has"), do=say("Choose another."))
        found[source.id] = source
    fields.finish()
    return found


def _source(fields: Fields) -> Cited:
    id = identity(fields)
    fields = fields.at(say("source {id}", id=id))
    source = Cited(
        id=id,
        citation=fields.text("citation"),
        link=fields.text_or_none("link"),
        year=fields.whole_or_none("year", least=1900),
        mark=fields.mark(),
    )
    if source.link and not source.link.startswith(("https://", "http://")):
        raise fields.refusal("link", say("an address that begins with https://"))
    fields.finish()
    return source
