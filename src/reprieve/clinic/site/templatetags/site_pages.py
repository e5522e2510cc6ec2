"""What the templates of the public pages ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from wagtail.models import Page

from reprieve.clinic.site.citing import Footnotes, without_markers
from reprieve.clinic.site.menu import Menu, menu_of
from reprieve.clinic.site.metadata import Metadata, metadata_of
from reprieve.clinic.ui.languages import InLanguage, in_other_languages

register = template.Library()
register.filter("without_markers", without_markers)


@register.filter
def with_heads(rows: Any, heads: Any) -> list[list[tuple[str, str]]]:
    """Each cell with the heading of its column: on a phone they stand one below the other."""
    return [[(heads[n] if heads and n < len(heads) else "", cell) for n, cell in enumerate(row)] for row in rows]


@register.simple_tag(takes_context=True)
def site_menu(context: Context) -> Menu:
    request = context.get("request")
    return menu_of(request) if request is not None else Menu()


@register.simple_tag(takes_context=True)
def page_metadata(context: Context) -> Metadata | None:
    """What engines and other sites are told of a page; None for a page that is only an answer."""
    request, page = context.get("request"), context.get("page")
    if request is None or request.method not in ("GET", "HEAD"):
        return None
    found: Metadata | None = getattr(request, "_about", None)
    if found is None:  # asked for at the head and at the foot
        found = request._about = metadata_of(request, page if isinstance(page, Page) else None)
    return found


@register.simple_tag(takes_context=True)
def page_in_other_languages(context: Context) -> tuple[InLanguage, ...]:
    """The same page in the other languages; without a translation, their start page."""
    request, page = context.get("request"), context.get("page")
    others = in_other_languages(request)
    if not isinstance(page, Page) or page.pk is None:
        return others
    translated = {it.locale.language_code: it.get_url(request) for it in page.get_translations().live()}
    return tuple(InLanguage(code=it.code, name=it.name, path=translated.get(it.code) or it.path) for it in others)


@register.simple_tag(takes_context=True)
def cited(context: Context, html: Any) -> SafeString:
    """Rich text with its markers as links to the sources at the foot."""
    notes = context.get("footnotes") or Footnotes()
    return notes.mark(str(html))


@register.simple_tag(takes_context=True)
def cited_text(context: Context, text: Any) -> SafeString:
    """Plain text, likewise."""
    notes = context.get("footnotes") or Footnotes()
    return notes.mark_text(str(text or ""))


@register.simple_tag
def says_in(cited: Any) -> str:
    """What a claim honestly says, in the language of the page."""
    return str(cited.says.get(get_language() or settings.LANGUAGE_CODE, ""))
