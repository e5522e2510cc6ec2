"""Pages that are kept: who takes which bytes, and which pages are never kept."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import get_token
from django.test import RequestFactory

from reprieve.clinic.site.page_cache import kept

PAGE = b"<p>the same for everybody</p>" * 20


@pytest.fixture(autouse=True)
def one_edition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reprieve.clinic.site.page_cache.edition_now", lambda: UUID(int=1))


def ask(view: Callable[..., HttpResponseBase], **headers: str) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"host": "localhost", **headers})
    request.session = SessionStore()
    return view(request)


def show(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


@pytest.mark.parametrize(
    ("said", "gzipped"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("br, gzip;q=0.5", True),
        ("gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("*;q=0", False),
        ("br", False),
        ("identity", False),
        ("identity, gzip;q=0.5", False),
        ("identity;q=0.5, gzip", True),
        ("not-gzip", False),
        ("gzip;q=much", False),
        (";,;q=", False),
    ],
)
def test_a_visitor_gets_the_bytes_that_it_takes(said, gzipped):
    answer = ask(kept(show), **({"accept-encoding": said} if said else {}))
    assert answer.headers.get("Content-Encoding") == ("gzip" if gzipped else None)
    assert (gzip.decompress(answer.content) if gzipped else answer.content) == PAGE
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_other_bytes_have_another_tag_and_each_is_known_by_its_own():
    view = kept(show)
    open_tag = ask(view).headers["ETag"]
    packed_tag = ask(view, **{"accept-encoding": "gzip"}).headers["ETag"]
    assert open_tag != packed_tag
    for tag, accepted, status in (
        (open_tag, "identity", 304),
        (packed_tag, "gzip", 304),
        (f"W/{packed_tag}", "gzip", 304),
        (f'"x", {open_tag}', "identity", 304),
        ("*", "gzip", 304),
        (open_tag, "gzip", 200),
        (packed_tag, "identity", 200),
        ('"x"', "gzip", 200),
    ):
        answer = ask(view, **{"accept-encoding": accepted, "if-none-match": tag})
        assert answer.status_code == status
        assert answer.headers["ETag"] == (packed_tag if accepted == "gzip" else open_tag)
        assert "Accept-Encoding" in answer.headers["Vary"]


def show_token(request: HttpRequest) -> HttpResponse:
    return HttpResponse(get_token(request))


def show_session(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.session.get("name")))


def show_cookie(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


def show_own(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(headers={"Cache-Control": "no-store"})


def show_refused(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=403)


@pytest.mark.django_db
@pytest.mark.parametrize("personal", [show_token, show_session, show_cookie, show_own, show_refused])
def test_what_is_for_one_visitor_alone_is_made_anew_for_the_next(personal):
    made = []

    def view(request: HttpRequest) -> HttpResponse:
        made.append(request)
        return personal(request)

    for _ in range(2):
        assert "ETag" not in ask(kept(view)).headers
    assert len(made) == 2
