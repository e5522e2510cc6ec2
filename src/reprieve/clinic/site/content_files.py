"""The first content, as files: what each says, in pieces that a page is made of (content/README.md has the format)."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

FENCE = "+++"
_URGENT = re.compile(r"\b(?:911|988)\b")

Block = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentFile:
    """One file: the same stem in two languages is the same page."""

    stem: str
    language: str
    head: dict[str, Any]
    body: str
    digest: str

    @property
    def kind(self) -> str:
        return str(self.head["kind"])

    @property
    def order(self) -> int:
        return int(self.head.get("order", 1000))


def content_folder() -> Traversable:
    return resources.files("reprieve.clinic.site") / "content"


def read_content(folder: Traversable | None = None) -> list[ContentFile]:
    """All files, in the order in which their pages stand in lists."""
    folder = folder or content_folder()
    found = []
    for language in ("en", "es"):
        for file in (folder / language).iterdir():
            if file.name.endswith(".md"):
                found.append(read_file(file.name.removesuffix(".md"), language, file.read_text(encoding="utf-8")))
    return sorted(found, key=lambda it: (it.order, it.stem, it.language))


def read_topics(folder: Traversable | None = None) -> dict[str, dict[str, str]]:
    return tomllib.loads(((folder or content_folder()) / "topics.toml").read_text(encoding="utf-8"))


def read_file(stem: str, language: str, text: str) -> ContentFile:
    _, head, body = text.split(FENCE, 2)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return ContentFile(stem=stem, language=language, head=tomllib.loads(head), body=body.strip(), digest=digest)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def parse(body: str) -> list[list[Token]]:
    """The outermost pieces of the text, each with all its tokens."""
    pieces: list[list[Token]] = []
    depth = 0
    for token in _markdown().parse(body):
        if depth == 0:
            pieces.append([])
        pieces[-1].append(token)
        depth += token.nesting
    return pieces


def html_of(tokens: Sequence[Token]) -> str:
    """As the editor keeps rich text: strong and emphasis under their plain names, links by what they lead to."""
    html: str = _markdown().renderer.render(tokens, _markdown().options, {})
    for long, short in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{long}>", f"<{short}>").replace(f"</{long}>", f"</{short}>")
    return html.replace("\n", "")


def blocks_of(body: str) -> list[Block]:
    """The text as blocks of a page: runs of text, tables, boxes."""
    blocks: list[Block] = []
    text = ""
    for piece in parse(body):
        kind = piece[0].type
        if kind not in ("table_open", "blockquote_open"):
            text += html_of(piece)
            continue
        if text:
            blocks.append({"type": "text", "value": text})
            text = ""
        blocks.append(table_of(piece) if kind == "table_open" else callout_of(piece))
    if text:
        blocks.append({"type": "text", "value": text})
    return blocks


def callout_of(piece: Sequence[Token]) -> Block:
    html = html_of(piece[1:-1])
    return {"type": "callout", "value": {"kind": "urgent" if _URGENT.search(html) else "note", "text": html}}


def table_of(piece: Sequence[Token]) -> Block:
    rows: list[list[str]] = []
    for token in piece:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append("".join(plain_of(token.children or [])))
    value = {
        "data": rows,
        "cell": [],
        "mergeCells": [],
        "first_row_is_table_header": True,
        "first_col_is_header": True,
        "table_caption": "",
        "table_header_choice": "both",
    }
    return {"type": "table", "value": value}


def plain_of(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield " " if token.type in ("softbreak", "hardbreak") else token.content


def sections_of(body: str) -> list[Block]:
    """A page of questions: `##` opens a section, `###` a question, what follows is its answer."""
    blocks: list[Block] = []
    for piece in parse(body):
        if piece[0].type == "heading_open":
            title = "".join(plain_of(piece[1].children or []))
            if piece[0].tag == "h2":
                blocks.append({"type": "section", "value": {"heading": title, "questions": []}})
            else:
                blocks[-1]["value"]["questions"].append({"question": title, "answer": ""})
        elif blocks and blocks[-1]["type"] == "section":
            blocks[-1]["value"]["questions"][-1]["answer"] += html_of(piece)
        elif blocks:
            blocks[-1]["value"] += html_of(piece)
        else:
            blocks.append({"type": "text", "value": html_of(piece)})
    return blocks
