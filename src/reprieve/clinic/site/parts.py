"""All that a page says, in pieces, each with where it stands: for the check of numbers and for the search.

Pieces are HTML: what an editor typed as plain text is escaped, or `<80 %>` would be taken for a tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Any

from django.utils.translation import gettext as _

Part = tuple[str, str]


def parts_of_stream(stream: Any) -> Iterator[Part]:
    """The pieces of a body, in the order of the page."""
    for number, child in enumerate(stream, start=1):
        where = f"{child.block.label}, {_('block')} {number}"
        yield from _PARTS.get(child.block_type, _nothing)(child.value, where)


def _nothing(_value: Any, _where: str) -> Iterator[Part]:
    return iter(())


def _text(value: Any, where: str) -> Iterator[Part]:
    yield where, value.source


def _callout(value: Any, where: str) -> Iterator[Part]:
    yield where, value["text"].source


def _picture(value: Any, where: str) -> Iterator[Part]:
    yield where, escape(value["alternative"])
    yield where, escape(value["caption"])


def _table(value: Any, where: str) -> Iterator[Part]:
    """One row is one piece: a marker in any of its cells is for all of them."""
    yield where, escape((value or {}).get("table_caption") or "")
    rows = (value or {}).get("data") or []
    for row in rows:
        yield where, escape(" · ".join(str(cell).rstrip(".") for cell in row if cell))


def _section(value: Any, where: str) -> Iterator[Part]:
    yield where, escape(value["heading"])
    for asked in value["questions"]:
        yield f"{where}, “{asked['question']}”", escape(asked["question"])
        yield f"{where}, “{asked['question']}”", asked["answer"].source


_PARTS = {"text": _text, "callout": _callout, "picture": _picture, "table": _table, "section": _section}
