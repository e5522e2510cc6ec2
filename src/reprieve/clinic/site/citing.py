"""What does a marker such as `[^claim-id]` point to, and how is it shown?

On the page each marker becomes a small number that leads to the sources at the foot, and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from html import escape

from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reprieve.clinic.site.evidence import Cited, look_up
from reprieve.clinic.site.numbers import MARKER, cited_in

# A page of the program, by its name: it may not exist yet, and stands elsewhere in each language.
_PROGRAM = re.compile(r'<a href="#url:(?P<name>\w+)">(?P<words>.*?)</a>')
_RUN = re.compile(rf"(?:\s*{MARKER.pattern})+")


@dataclass(slots=True)
class Footnotes:
    """The sources that one page cites, numbered in the order in which they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, html: str) -> SafeString:
        """The HTML with its markers as links to the foot of the page."""
        html = _PROGRAM.sub(_to_program, html)
        return mark_safe(_RUN.sub(lambda run: self._links(cited_in(run[0])), html))  # noqa: S308 # it was HTML before

    def mark_text(self, text: str) -> SafeString:
        return self.mark(escape(text))

    def _links(self, ids: Iterable[str]) -> str:
        links = []
        for id_ in ids:
            if look_up(id_) is None:
                continue
            first = id_ not in self.numbers
            number = self.numbers.setdefault(id_, len(self.numbers) + 1)
            back = f' id="cited-{number}"' if first else ""
            label = escape(_("Source %(number)d") % {"number": number})
            links.append(f'<a{back} href="#source-{number}" aria-label="{label}">{number}</a>')
        return f'<sup class="cite">{" ".join(links)}</sup>' if links else ""

    @property
    def cited(self) -> list[tuple[int, Cited]]:
        found = ((number, look_up(id_)) for id_, number in self.numbers.items())
        return [(number, cited) for number, cited in found if cited is not None]


def _to_program(link: re.Match[str]) -> str:
    """The link to a page of the program; its words alone, as long as there is no such page."""
    try:
        return f'<a href="{reverse(link["name"])}">{link["words"]}</a>'
    except NoReverseMatch:
        return link["words"]


def unknown_markers(text: str) -> list[str]:
    """The markers that point to nothing."""
    return [id_ for id_ in dict.fromkeys(cited_in(text)) if look_up(id_) is None]


@cache
def without_markers(text: str) -> str:
    """For summaries, descriptions and search, where no foot of the page is near."""
    return _RUN.sub("", text)
