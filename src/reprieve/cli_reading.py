"""Is there a file to read? Asked before anything else is begun."""

from __future__ import annotations

from pathlib import Path

from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say


def must_be_a_file(file: Path) -> None:
    """Refuse a name that leads to nothing, or to a folder."""
    if file.is_dir():
        raise InvalidInput(say("FILE must name a file; got a folder. Name the file in it."))
    if not file.exists():
        raise InvalidInput(say("FILE names nothing that is there. Look at its spelling, and in which folder it is."))
