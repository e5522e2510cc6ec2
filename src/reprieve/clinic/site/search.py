"""Full-text search in PostgreSQL, with the word forms of the language that a page is written in.

Accents are left out on both sides, because people leave them out: `migrana` finds `migraña`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from typing import Any

from django.conf import settings
from modelsearch.backends.database.postgres.postgres import PostgresIndex, PostgresSearchBackend
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from reprieve.clinic.site.folding import fold

CONFIGURATIONS = {"en": "english", "es": "spanish"}
MOST_FOUND = 20
LONGEST_QUERY = 100


class IndexByLanguage(PostgresIndex):
    """Writes each object with the word forms of its own language."""

    def add_items(self, model: Any, objs: Iterable[Any]) -> None:
        by_configuration = defaultdict(list)
        for it in objs:
            locale = getattr(it, "locale", None)
            code = getattr(locale, "language_code", settings.LANGUAGE_CODE)
            by_configuration[CONFIGURATIONS.get(code, "simple")].append(it)
        for configuration, group in by_configuration.items():
            index = copy(self)
            index.backend = copy(self.backend)
            index.backend.config = configuration
            super(IndexByLanguage, index).add_items(model, group)


class SearchBackend(PostgresSearchBackend):
    index_class = IndexByLanguage


def find_pages(query: str, language: str) -> list[Page]:
    """The published pages of the language that hold all words of the query, best first."""
    from reprieve.clinic.site.models import HomePage  # the models name this module before they are there

    words = fold(" ".join(query.split())[:LONGEST_QUERY]).replace("\0", "")
    if not words:
        return []
    home = HomePage.objects.filter(locale__language_code=language).first()
    if home is None:
        return []
    pages = Page.objects.live().descendant_of(home, inclusive=True)
    backend = get_search_backend("es" if language == "es" else "default")
    found = backend.search(words, pages, operator="and")
    return [page.specific for page in found[:MOST_FOUND]]
