"""Whatever is asked, however it is asked: a calm answer with every header, and nothing of it in a log."""

from __future__ import annotations

import io
import logging
import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from tests import cast

from reprieve.clinic.bringing.uploads import TooLarge
from reprieve.clinic.config.logs import Reticent
from reprieve.clinic.config.wsgi import behind_barrier
from reprieve.clinic.people.models import User

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
SECRET = "s" * 32
URL_ENCODED = "application/x-www-form-urlencoded"
pytestmark = pytest.mark.django_db

MARK = "qzx7marked"


def assert_has_every_header(answer: HttpResponse) -> None:
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert (
        answer.headers["Cache-Control"] == "private, no-cache"
        if "ETag" in answer.headers
        else "no-store" in answer.headers["Cache-Control"]
    )


@pytest.fixture
def visitor() -> Client:
    """A client as a browser behaves: the check against forged requests is on, and the cookie is there."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.cookies["csrftoken"] = SECRET
    return client


@pytest.fixture
def own_temp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def no_named_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a named temporary file was asked for")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)


@pytest.mark.parametrize("address", ["/", "/follow/"])
@pytest.mark.parametrize("size", [10, 60_000, 65_536, 3_000_000])
def test_a_file_sent_to_another_page_is_kept_nowhere_and_refused_when_it_is_large(
    visitor, own_temp, no_named_file, address, size
):
    answer = visitor.post(address, {"file": SimpleUploadedFile("a.csv", b"x" * size)})
    assert answer.status_code == (413 if size >= 65_536 else 403)
    assert_has_every_header(answer)
    assert list(own_temp.iterdir()) == []


@pytest.mark.parametrize("address", ["/", "/follow/"])
def test_a_body_that_does_not_say_how_long_it_is_is_refused_unread(visitor, address):
    class Unread(io.BytesIO):
        def read(self, *_args: object) -> bytes:
            raise AssertionError("the body was read")

    request = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Unread()}
    assert visitor.post(address, content_type=URL_ENCODED, **request).status_code == 413


@pytest.mark.parametrize("who", ["a stranger", "somebody without a right", "an editor"])
def test_the_editors_sign_in_takes_a_small_form_and_no_more_from_anybody(who):
    client = signed_in(who)
    for size, refused in ((65_536, False), (65_537, True)):
        answer = client.generic("POST", "/editors/login/", "a" * size, content_type=URL_ENCODED)
        assert (answer.status_code == 413) is refused


@pytest.mark.parametrize(
    ("who", "size", "refused"),
    [
        ("a stranger", 65_536, False),
        ("a stranger", 65_537, True),
        ("somebody without a right", 65_537, True),
        ("a forged session", 65_537, True),
        ("an editor", 65_537, False),
        ("an editor", 12 * 1024 * 1024, False),
        ("an editor", 12 * 1024 * 1024 + 1, True),
    ],
)
def test_only_who_may_edit_may_send_the_editors_pages_more_than_a_small_form(who, size, refused):
    client = signed_in(who)
    answer = client.generic("POST", "/editors/pages/add/x/y/1/", "a" * size, content_type="text/plain")
    assert (answer.status_code == 413) is refused


def signed_in(who: str) -> Client:
    client = Client()
    if who == "a forged session":
        client.cookies["sessionid"] = SECRET
    elif who != "a stranger":
        user = User.objects.create_user("somebody@example.org", "a long enough password", is_superuser="editor" in who)
        client = cast.browser_of(user, second_factor=True)
    return client


def test_an_upload_that_grows_too_large_anywhere_is_answered_413(visitor, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.bringing.uploads.MOST_BYTES", 1000)
    answer = visitor.post("/theme/", {"file": SimpleUploadedFile("a.csv", b"x" * 2000)})
    assert answer.status_code == 413
    assert "These files are too large" in answer.content.decode()
    assert_has_every_header(answer)


def test_a_small_form_is_still_taken_by_the_other_pages(client):
    answer = client.post("/theme/", {"theme": "paper", "next": "/diary/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/diary/")


@pytest.mark.parametrize("address", ["/", "/follow/", "/diary/", "/nothing/"])
@pytest.mark.parametrize(
    "kind", [f"{URL_ENCODED}; charset=utf-7", f"{URL_ENCODED}; charset=utf-16", "multipart/form-data"]
)
def test_a_form_in_a_form_nobody_can_read_gets_a_page_and_no_traceback(visitor, written, address, kind):
    answer = visitor.generic("POST", address, f"a={MARK}".encode(), content_type=kind)
    assert answer.status_code in (400, 403, 404, 422)
    assert "<h1>" in answer.content.decode()
    assert_has_every_header(answer)
    said = written.getvalue()
    assert "Traceback" not in said
    assert MARK not in said


@pytest.mark.parametrize(
    ("method", "address", "host", "status"),
    [
        ("GET", "/", "localhost", 200),
        ("GET", "/diary/", "localhost", 200),
        ("POST", "/diary/", "localhost", 403),
        ("POST", "/follow/", "localhost", 403),
        ("PUT", "/", "localhost", 403),
        ("GET", "/nothing/", "localhost", 404),
        ("GET", "/theme/", "localhost", 302),
        ("GET", "/diary", "localhost", 301),
        ("GET", "/", "other.example.org", 400),
        ("GET", "/healthz", "127.0.0.1:8123", 200),
        ("GET", "/healthz", "other.example.org", 200),
    ],
)
def test_every_answer_carries_every_header(visitor, method, address, host, status):
    answer = visitor.generic(method, address, headers={"host": host})
    assert answer.status_code == status
    assert_has_every_header(answer)


def test_a_204_and_the_way_to_https_carry_them_too(client, settings):
    left_standing = client.post("/theme/", {"theme": "dusk"})
    assert left_standing.status_code == 204
    assert_has_every_header(left_standing)
    settings.SECURE_SSL_REDIRECT = True
    to_https = Client().get("/")
    assert to_https.status_code == 301
    assert_has_every_header(to_https)


def test_a_broken_page_carries_them_too(monkeypatch):
    def break_down(*_args: object, **_options: object) -> None:
        raise RuntimeError(MARK)

    monkeypatch.setattr("reprieve.clinic.bringing.reading_files.read_diary", break_down)
    file = SimpleUploadedFile("a.csv", b"date,headache\n2026-01-01,yes\n")
    answer = Client(raise_request_exception=False).post("/diary/", {"diary": file})
    assert answer.status_code == 500
    assert "Something broke here" in answer.content.decode()
    assert_has_every_header(answer)


def test_the_last_barrier_answers_where_the_error_page_itself_breaks(written):
    def broken(_environ: Any, _start_response: Any) -> Any:
        raise UnicodeError(MARK)

    began: list[Any] = []
    body = b"".join(behind_barrier(broken)({}, lambda *said: began.append(said)))  # type: ignore[arg-type,return-value]
    status, headers, _ = began[0]
    assert status.startswith("500 ")
    assert b"Something broke here" in body
    assert dict(headers)["Content-Length"] == str(len(body))
    assert_has_every_header(HttpResponse(body, headers=dict(headers)))
    said = written.getvalue()
    assert "UnicodeError (message left out)" in said
    assert MARK not in said


FORGED = f"/nothing%0A2026-01-01 GET /{MARK} 200%1B[31m"


@pytest.mark.parametrize("headers", [{}, {"host": f"{MARK}.example.org"}, {"origin": f"https://{MARK}.example.org"}])
def test_what_is_typed_as_an_address_a_host_or_an_origin_stands_in_no_log(visitor, written, headers):
    visitor.get(FORGED, headers=headers)
    visitor.post(FORGED, headers=headers)
    visitor.post(f"/theme/?{MARK}", headers=headers)
    visitor.generic(f"{MARK}\x1b", "/", headers=headers)
    said = written.getvalue()
    assert " GET - 4" in said
    assert MARK not in said
    assert "\x1b" not in said
    assert " 200\n" not in said


def test_the_access_log_names_the_route_that_matched(client, written):
    client.get("/diary/?note=1")
    assert " GET /diary/ 200 " in written.getvalue()


def test_no_message_can_begin_a_line_of_its_own():
    record = logging.LogRecord("a", logging.WARNING, "", 1, "%s", ("one\ntwo\x1b\u2028",), None)
    assert Reticent("{message}", style="{").format(record) == "one\\ntwo\\x1b\\u2028"
    assert record.args == ("one\ntwo\x1b\u2028",)


def test_a_django_line_about_an_answer_names_the_route_alone():
    record = logging.LogRecord("a", logging.WARNING, "", 1, "Not Found: %s", (MARK,), None)
    record.request, record.status_code = HttpRequest(), 404
    assert Reticent("{message}", style="{").format(record) == "404 -"


@pytest.mark.parametrize(("demonstration", "said"), [(True, True), (False, False)])
@pytest.mark.parametrize("address", ["/diary/", "/nothing/"])
def test_only_the_demonstration_calls_itself_one_at_the_foot(client, settings, address, demonstration, said):
    settings.DEMONSTRATION = demonstration
    foot = client.get(address).content.decode().partition("<footer")[2]
    assert ("This is a demonstration" in foot) is said
    assert "not medical advice" in foot


def test_the_cookie_against_forged_requests_goes_with_the_browser_window(client):
    cookie = client.get("/diary/").cookies["csrftoken"]
    assert cookie["max-age"] == ""
    assert cookie["expires"] == ""
    assert cookie["httponly"]


def test_too_large_is_what_django_calls_too_big():
    request = RequestFactory().get("/")
    from reprieve.clinic.config.errors import show_bad_request

    assert show_bad_request(request, TooLarge()).status_code == 413
    assert show_bad_request(request, ValueError(MARK)).status_code == 400
