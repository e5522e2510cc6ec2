"""What search engines and feed readers ask for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page, Site

from reprieve.clinic.site.page_cache import kept

NOT_FOR_ENGINES = ("/editors/", "/search/", "/es/search/", "/theme/", "/follow/", "/es/follow/")


@require_safe
def show_robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in NOT_FOR_ENGINES)]
    lines += ["", f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
@kept
def show_sitemap(request: HttpRequest) -> HttpResponse:
    """Every published page, with its translations beside it."""
    site = Site.find_for_request(request)
    pages = list(Page.objects.live().filter(depth__gt=1).order_by("path").select_related("locale")) if site else []
    by_key: dict[object, list[dict[str, object]]] = {}
    for page in pages:
        path = page.get_url(request)
        if path:
            url = request.build_absolute_uri(path)
            row = {"url": url, "language": page.locale.language_code, "changed": page.last_published_at}
            by_key.setdefault(page.translation_key, []).append(row)
    entries = [{**row, "alternates": rows} for rows in by_key.values() for row in rows]
    return render(request, "site/sitemap.xml", {"entries": entries}, content_type="application/xml")
