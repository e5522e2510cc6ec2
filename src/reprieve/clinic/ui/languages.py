"""Where the same page stands in another language.

The language is in the address: English has none before it, Spanish stands under /es/ (docs/adr/0022). Nothing is
remembered and nothing is guessed from the browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language


@dataclass(frozen=True, slots=True, kw_only=True)
class InLanguage:
    """A page in one language: its code, the language's own name, and where the page stands in it."""

    code: str
    name: str
    path: str


def start_of(code: str | None) -> str:
    """The address of the start page in a language."""
    return "/" if code in (None, settings.LANGUAGE_CODE) else f"/{code}/"


def in_other_languages(request: HttpRequest | None) -> tuple[InLanguage, ...]:
    """The page that was asked for in the languages that are not spoken now; an unknown address leads to the start."""
    spoken = get_language()
    return tuple(
        InLanguage(code=code, name=str(name), path=_path(request, code))
        for code, name in settings.LANGUAGES
        if code != spoken
    )


def _path(request: HttpRequest | None, code: str) -> str:
    match = request.resolver_match if request is not None else None
    if request is None or match is None or match.url_name == "wagtail_serve":
        return start_of(code)
    return translate_url(request.path, code)
