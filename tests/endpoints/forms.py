"""The forms that pages have: where each leads, and its fields with what a browser would send of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import Resolver404, resolve


@dataclass(slots=True, kw_only=True)
class Field:
    name: str
    kind: str  # the type of an input, or "select", "textarea", "submit"
    value: str = ""
    choices: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Form:
    action: str
    method: str
    fields: list[Field] = field(default_factory=list)

    @property
    def leads_to(self) -> str:
        """The name of the address it is sent to; empty where there is none."""
        try:
            return resolve(urlsplit(self.action).path).url_name or ""
        except Resolver404:
            return ""

    @property
    def shape(self) -> tuple[str, ...]:
        return (self.leads_to, *sorted({it.name for it in self.fields}))


class Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address, self.forms, self.links = address, list[Form](), list[str]()
        self._form: Form | None = None
        self._last: Field | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        self.links += [said[name] for name in ("href", "action", "src", "hx-get", "formaction") if name in said]
        if tag == "form":
            action = urljoin(self.address, said.get("action", self.address))
            self._form = Form(action=action, method=said.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is not None:
            self._take(tag, said)

    def _take(self, tag: str, said: dict[str, str]) -> None:
        assert self._form is not None
        if tag == "option" and self._last is not None and self._last.kind == "select":
            self._last.choices.append(said.get("value", ""))
        elif tag in ("input", "select", "textarea", "button") and said.get("name"):
            kind = {"input": said.get("type", "text"), "button": "submit"}.get(tag, tag)
            known = next((it for it in self._form.fields if it.name == said["name"] and it.kind == kind), None)
            if known is None:
                known = Field(name=said["name"], kind=kind, value=said.get("value", ""))
                self._form.fields.append(known)
            known.choices.append(said.get("value", ""))
            self._last = known

    def handle_data(self, data: str) -> None:
        if self._last is not None and self._last.kind == "textarea" and not self._last.value:
            self._last.value = data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        if tag in ("select", "textarea"):
            self._last = None


def read_page(address: str, answer: Any) -> Reader:
    """What a page offers; nothing where it is no HTML."""
    reader = Reader(address)
    if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        reader.feed(answer.content.decode())
    return reader
