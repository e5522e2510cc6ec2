"""What search engines and feed readers ask for."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from reprieve.clinic.site.page_cache import kept

NOT_FOR_ENGINES = ("/editors/", "/desk/", "/es/desk/", "/search/", "/es/search/", "/theme/", "/follow/", "/es/follow/")
# Pages of the program, by their names; those of other rooms may be missing.
DOORS = ("check_headaches", "bring_diary", "ask_appointment", "refer_patient")

Row = dict[str, object]


@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ENGINES)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@kept
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """Every published page and every page one can begin at, with its translations beside it."""
    site = Site.find_for_request(request)
    pages = list(Page.objects.live().filter(depth__gt=1).order_by("path").select_related("locale")) if site else []
    by_key: dict[object, list[Row]] = {}
    for page in pages:
        path = page.get_url(request)
        if path:
            url = request.build_absolute_uri(path)
            row = {"url": url, "language": page.locale.language_code, "changed": page.last_published_at}
            by_key.setdefault(page.translation_key, []).append(row)
    groups = [*by_key.values(), *(rows_of_door(request, name) for name in DOORS)]
    entries = [{**row, "alternates": rows} for rows in groups for row in rows]
    return render(request, "site/sitemap.xml", {"entries": entries}, content_type="application/xml")


def rows_of_door(request: HttpRequest, name: str) -> list[Row]:
    """The page in each language; none when this installation has no such page."""
    rows: list[Row] = []
    for language, _name in settings.LANGUAGES:
        with override(language):
            try:
                url = request.build_absolute_uri(reverse(name))
            except NoReverseMatch:
                return []
        rows.append({"url": url, "language": language, "changed": None})
    return rows
