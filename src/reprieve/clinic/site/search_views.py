"""Searching the pages."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reprieve.clinic.site.search import LONGEST_QUERY, find_pages


@require_safe
def search_pages(request: HttpRequest) -> HttpResponse:
    """What was found in the language of the page. The words stay in the address and enter no log."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    found = find_pages(query, get_language() or "en") if query else []
    context = {"query": query, "found": found, "elsewhere": found_elsewhere(query) if query and not found else []}
    return render(request, "site/search.html", context)


def found_elsewhere(query: str) -> list[dict[str, str]]:
    """The other languages in which there is something for these words, each offered in its own."""
    offered = []
    for code, _language in settings.LANGUAGES:
        if code != (get_language() or "en") and find_pages(query, code):
            with override(code):
                words = _("Look in the English pages") if code == "en" else _("Look in the Spanish pages")
                offered.append({"code": code, "path": reverse("search_pages"), "words": words})
    return offered
