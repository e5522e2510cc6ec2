"""The articles of one language as RSS and Atom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Locale

from reprieve.clinic.site.citing import without_markers
from reprieve.clinic.site.menu import menu_of
from reprieve.clinic.site.models import ArticlePage
from reprieve.clinic.site.pages import articles_in
from reprieve.clinic.ui.languages import start_of

MOST = 30


class RssFeed(Feed):  # type: ignore[type-arg] # at run time it takes none
    """Titles and summaries; who reads on comes to the page."""

    feed_type: Any = Rss201rev2Feed

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpRequest:
        return request

    def title(self, request: HttpRequest) -> str:
        clinic = menu_of(request).clinic
        return _("%(clinic)s: articles") % {"clinic": clinic.name if clinic is not None else "Reprieve"}

    def link(self) -> str:
        return start_of(get_language())

    def description(self) -> str:
        return _("What is known about migraine and ketamine, and how well.")

    def items(self) -> Sequence[ArticlePage]:
        locale = Locale.objects.filter(language_code=get_language()).first()
        return list(articles_in(locale.pk).order_by("-written", "order")[:MOST]) if locale is not None else []

    def item_title(self, item: Any) -> str:
        return without_markers(item.title)

    def item_description(self, item: Any) -> str:
        return without_markers(item.summary)

    def item_link(self, item: Any) -> str:
        return str(item.url)

    def item_guid(self, item: Any) -> str:
        return f"urn:uuid:{item.translation_key}:{get_language()}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: Any) -> datetime | None:
        return datetime.combine(item.written, time(), tzinfo=UTC) if item.written else item.first_published_at

    def item_updateddate(self, item: Any) -> datetime | None:
        changed: datetime | None = item.last_published_at
        return changed


class AtomFeed(RssFeed):
    feed_type = Atom1Feed

    def subtitle(self) -> str:
        return self.description()
