"""A list of hundreds is drawn by itself: it must say what Django's own would, and let no sign out of its place."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms

from reprieve.clinic.ui.choices import LongSelect

CHOICES = [
    ("", "Not chosen"),
    ("Europe", [("Europe/Paris", "Paris"), ('a"b', "<b>Nowhere</b> & 'elsewhere'")]),
    ('<"Group">', [(7, "Seven")]),
]


class Tags(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, value or "") for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


@pytest.mark.parametrize("chosen", ["", "Europe/Paris", 'a"b', 7, "not in it"])
def test_a_long_list_says_what_djangos_own_says(chosen):
    attributes = {"id": "zone", "data-device-zone": "", "required": True, "autofocus": False, "title": 'a "b" <c>'}
    own, ours = (widget(choices=CHOICES).render("zone", chosen, attributes) for widget in (forms.Select, LongSelect))
    assert Tags(ours).found == Tags(own).found
    assert "<b>" not in ours
