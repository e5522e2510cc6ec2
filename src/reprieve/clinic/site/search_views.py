"""Searching the pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from reprieve.clinic.site.search import LONGEST_QUERY, find_pages


@require_safe
def search_pages(request: HttpRequest) -> HttpResponse:
    """What was found in the language of the page. The words stay in the address and enter no log."""
    query = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    found = find_pages(query, get_language() or "en") if query else []
    return render(request, "site/search.html", {"query": query, "found": found})
