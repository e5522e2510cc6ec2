"""Pages as they were last made, kept by each process until anything that a page shows has changed.

The database itself writes a new edition with every such change, in the same transaction (migration 0003). Each answer
asks for the edition first, one row by its key, so all processes on all machines notice a change at once, and none has
to be told. What is kept never holds a form's token, a session or a cookie: such an answer is simply not kept.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.template.response import SimpleTemplateResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

from reprieve.clinic.ui.themes import chosen_theme

MOST_PAGES = 500  # of some 20 kB each, in each process
_COMPRESSION = 6

View = Callable[..., HttpResponseBase]
Key = tuple[str, bool, str, str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One answer as it goes out."""

    content: bytes
    compressed: bytes
    content_type: str
    tag: str

    def answer(self, request: HttpRequest) -> HttpResponse:
        gzipped = takes_gzip(request.headers.get("Accept-Encoding", ""))
        # Other bytes, another tag: a cache on the way must not put a part of the one to a part of the other.
        etag = f'"{self.tag}-gzip"' if gzipped else f'"{self.tag}"'
        known = parse_etags(request.headers.get("If-None-Match", ""))
        if known == ["*"] or etag in {one.removeprefix("W/") for one in known}:
            response: HttpResponse = HttpResponseNotModified()
        elif gzipped:
            response = HttpResponse(self.compressed, content_type=self.content_type)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HttpResponse(self.content, content_type=self.content_type)
        response.headers["ETag"] = etag
        # Asked for anew each time, and answered in few bytes when it is the same.
        response.headers["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie", "Accept-Encoding"])
        return response


def takes_gzip(accept_encoding: str) -> bool:
    """Whether the visitor takes gzip, and likes it at least as much as the page as it is (RFC 9110, 12.5.3)."""
    weights: dict[str, float] = {}
    for part in accept_encoding.lower().split(","):
        coding, *parameters = (it.strip() for it in part.split(";"))
        said = next((it.removeprefix("q=") for it in parameters if it.startswith("q=")), "1")
        try:
            weights[coding] = float(said)
        except ValueError:
            weights[coding] = 0
    gzip_weight = weights.get("gzip", weights.get("*", 0))
    return gzip_weight > 0 and gzip_weight >= weights.get("identity", 0)


class Shelf:
    """The pages of one edition; with the next edition the shelf is empty."""

    def __init__(self) -> None:
        self.edition: UUID | None = None
        self.pages: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, edition: UUID, key: Key) -> Kept | None:
        with self._lock:
            if edition != self.edition:
                return None
            kept = self.pages.get(key)
            if kept is not None:
                self.pages.move_to_end(key)
            return kept

    def put(self, edition: UUID, key: Key, kept: Kept) -> None:
        with self._lock:
            if edition != self.edition:
                self.edition = edition
                self.pages.clear()
            self.pages[key] = kept
            while len(self.pages) > MOST_PAGES:
                self.pages.popitem(last=False)


SHELF = Shelf()


def edition_now() -> UUID | None:
    """The edition as the database knows it; None before anything was ever shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT edition FROM clinic_site_edition")
        row = cursor.fetchone()
    return row[0] if row is not None else None


def kept(view: View) -> View:
    """Answers a plain GET of the view from the shelf where it can."""

    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.method not in ("GET", "HEAD") or request.META.get("QUERY_STRING"):
            return view(request, *args, **kwargs)
        # Read before the page is made: what is made of older rows is never kept under a newer edition.
        edition = edition_now()
        if edition is None:
            return view(request, *args, **kwargs)
        # The day, because a price list begins at midnight and no row changes then.
        today = timezone.localdate().isoformat()
        key = (request.get_host(), request.is_secure(), request.path, chosen_theme(request), today)
        found = SHELF.find(edition, key)
        if found is None:
            response = view(request, *args, **kwargs)
            found = keep(request, response)
            if found is None:
                return response
            SHELF.put(edition, key, found)
        return found.answer(request)

    return answer


def keep(request: HttpRequest, response: HttpResponseBase) -> Kept | None:
    """The answer to be kept; None where it is for this visitor alone."""
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    session = getattr(request, "session", None)
    if not isinstance(response, HttpResponse):
        return None
    personal = (
        response.status_code != 200
        or bool(response.cookies)
        or bool(request.META.get("CSRF_COOKIE_NEEDS_UPDATE"))  # a form of the page holds its token
        or getattr(session, "accessed", False)
        or response.has_header("Cache-Control")
    )
    if personal:
        return None
    return Kept(
        content=response.content,
        compressed=gzip.compress(response.content, _COMPRESSION, mtime=0),
        content_type=response.headers["Content-Type"],
        tag=hashlib.sha256(response.content).hexdigest()[:32],
    )
