"""What somebody may send who means no good, or whose browser is broken: values, bodies, addresses, headers."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.endpoints.addresses import Address, wanted
from tests.endpoints.clinic import ROLES
from tests.endpoints.forms import Field, Form

# Some more often than others: most answer 405 everywhere.
METHODS: Final = (*4 * ("GET",), *10 * ("POST",), "HEAD", "PUT", "DELETE", "OPTIONS", "BREW")
TEXTS: Final = (
    "", " ", "\x00", "a\x00b", "\ud800", "\udfff.", "\ufffe", "٣", "１２", "²", "x" * 3_000, "x" * 50_000, "9" * 400,
    "-1", "0", "1", "2147483648", "9223372036854775808", "-9223372036854775809", "1e309", "NaN", "Infinity", "0x1f",
    "1_000", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-13-01", "-2026-01-01", "2026-03-01",
    "٢٠٢٦-٠٣-٠١", "0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30", "24:00", "99:99", "2026-03",
    "0000-00", "9999-12", "0001-01", "1900-01", "2026-03-01 08:00+99:00", "2026-03-01 08:00+23:59",
    "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "%s%n%(x)s", "' OR 1=1 --", "=1+1", "@SUM(A1)",
    "../../../../etc/passwd", "..\\..\\x", "/etc/passwd", "file\r\nX-Evil: 1", "a\nb", "\u202e",
    "👩‍⚕️", "ı", "ſ", "é" * 200,
    "//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "/", "http://[", "http://[::1",
    "00000000-0000-0000-0000-000000000000", "not-a-uuid", "person@example.org", "a@b", "@", "x" * 300 + "@example.org",
    "true", "null", "[]", "{}", '{"a":', "[[[[", "none_of_these", "yes", "no", "other", "owner", "on",
    "America/New_York", "Mars/Olympus", "../UTC", "es", "xx", "csv", "a long enough password", "123456",
    "photophobia:yes", "headache:no", "day:x", ":", "begin", "answer", "pain", "dose", "over", "mistake", "effect",
    "day", "back", "count", "undo", "attack", "treatment", "profile",
)  # fmt: skip
PARTS: Final = (
    "0", "-1", "1", "987654", "2147483648", "9223372036854775807", "9223372036854775808", "9" * 60, "٣", "word",
    "00000000-0000-0000-0000-000000000000", "0001-01-01", "9999-12-31", "2026-02-30", "1799-01-01", "x" * 2_000,
    "a\x00b", "\ud800", "é", "..", ".", "a:b:c", "made-up", "%2e%2e", "<b>", "1-x",
)  # fmt: skip
EXTRA: Final = (
    "role", "patient", "patient_id", "account", "is_superuser", "is_staff", "user", "by", "id", "pk", "next", "key",
    "confirmed", "merged_into", "location", "demonstration", "email", "password", "csrfmiddlewaretoken", "page", "done",
    "month", "span", "from", "to", "one", "other", "q", "all", "again", "about", "sent", "what", "say", "entry", "sort",
)  # fmt: skip
CONTENT_TYPES: Final = (
    "application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=", "", "application/xml",
    "application/x-www-form-urlencoded; charset=utf-7", "application/x-www-form-urlencoded; charset=bogus",
    "application/x-www-form-urlencoded; charset=utf-16", "multipart/form-data; boundary=é", "\x00",
    "multipart/form-data; boundary=x; charset=bogus", "application/x-www-form-urlencoded",
)  # fmt: skip
RAW: Final = (
    b"", b"\x00", b"\xff\xfe", b"%", b"%ZZ=%", b"a=b&a=b&&&=", b"{", b"[]", b"[1]", b'[{"id": 1}]', b"null",
    b"[" * 2_000,
    b"--x\r\n\r\n", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb", b"--x--", b"x=" + b"y" * 70_000,
    b"&".join(b"a%d=1" % n for n in range(1_500)), "[\"\ud800\"]".encode("utf-8", "surrogatepass"), b'["\\ud800"]',
    b'[{"id":"\\u0000","thing":"day","about":"2026-03-01","said":{"day":"2026-03-01"},"said_at":"2026-03-01 08:00Z"}]',
)  # fmt: skip
FILES: Final = (
    b"", b"\x00" * 40, b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj",
    b"\x89PNG\r\n\x1a\n" + b"\x00" * 30,
    b"\xff\xd8\xff\xe0" + b"\x00" * 30, b"PK\x03\x04" + b"\xff" * 40, b"PK\x05\x06" + b"\x00" * 18,
    b"date,headache\n2026-01-01,yes\n",
    b"When,Hurt,Took\n2026-01-03 08:00,7,ibuprofen\n", b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    b'{"format": "reprieve-diary"}', b"[" * 3_000, b"\xff\xfe" + "date".encode("utf-16-le"), b"GIF89a",
    b'"' * 500, b",\n" * 500,
    b"date,headache\n0001-01-01,yes\n9999-12-31,yes\n", b"date\n\xed\xa0\x80\n", b"a\x00b,c\n1,2\n",
)  # fmt: skip
NAMES: Final = ("diary.csv", "", "../../x.csv", "x\x00.csv", "x.exe", "é" * 90, 'a"b.csv', "a\r\nX: y", "x.pdf")
HEADERS: Final = (
    ("HTTP_ACCEPT_LANGUAGE", ("es", "xx-YY", "*;q=9", "é", "x" * 3_000)),
    ("HTTP_HX_REQUEST", ("true", "maybe")),
    ("HTTP_HX_CURRENT_URL", ("http://[", "%", "x")),
    ("HTTP_HOST", ("evil.example", "localhost:99999", "a b", "", "[::1", "LOCALHOST", "localhost.")),
    ("HTTP_X_FORWARDED_FOR", ("1.2.3.4", "x", "::1", "é", "1.2.3.4, " * 300)),
    ("HTTP_X_FORWARDED_PROTO", ("https", "http")),
    ("HTTP_REFERER", ("http://evil.example/", "http://[", "x")),
    ("HTTP_ORIGIN", ("null", "http://evil.example", "x")),
    ("HTTP_IF_NONE_MATCH", ('"', "*", "x")),
    ("HTTP_IF_MODIFIED_SINCE", ("x", "Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT")),
    ("HTTP_RANGE", ("bytes=0-1", "bytes=-", "x")),
    ("HTTP_ACCEPT", ("application/json", "text/html;q=x", "*")),
    ("HTTP_ACCEPT_ENCODING", ("gzip", "br;q=x")),
    ("CONTENT_LENGTH", ("-1", "x", "99999999999", "")),
    ("HTTP_COOKIE", ("theme=green", "theme=\x00", "sessionid=%00", "csrftoken=x", "=;=", "django_language=xx", "a=b")),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, whole."""

    name: str
    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = "application/x-www-form-urlencoded"
    headers: tuple[tuple[str, str], ...] = ()
    checks_csrf: bool = False

    def __str__(self) -> str:
        more = f" {self.headers}" if self.headers else ""
        return f"{self.method} {self.path}?{self.query} {self.content_type!r} {self.body[:600]!r}{more}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Who sends what, one after the other."""

    role: str
    requests: tuple[Request, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of the house: its addresses, the forms of its pages by where they lead, who is let in where, and
    what there is."""

    addresses: Sequence[Address]
    forms: Mapping[str, Sequence[Form]]
    open_to: Mapping[str, Sequence[Address]]
    things: Mapping[str, Sequence[object]]


@st.composite
def walks(draw: st.DrawFn, known: Known, roles: Sequence[str] = ROLES) -> Walk:
    role = draw(st.sampled_from(roles))
    requests = draw(st.lists(_requests(known, role), min_size=1, max_size=3))
    return Walk(role=role, requests=tuple(requests))


@st.composite
def _requests(draw: st.DrawFn, known: Known, role: str) -> Request:
    """Two of three where they are let in: behind a closed door there is little to break."""
    inside = known.open_to.get(role, ()) if draw(st.integers(0, 2)) else ()
    address = draw(st.sampled_from(inside or known.addresses))
    method = draw(st.sampled_from(METHODS))
    fields = draw(_fields(known, address))
    sends = method not in ("GET", "HEAD")
    body, content_type = draw(_bodies(fields)) if sends else (b"", "")
    in_query = draw(st.integers(0, 3)) == 0 if sends else draw(st.booleans())
    return Request(
        name=address.name,
        method=method,
        path=draw(_paths(known, address)),
        query=_encoded([(name, value) for name, value in fields if isinstance(value, str)]) if in_query else "",
        body=body,
        content_type=content_type,
        headers=draw(_headers()),
        checks_csrf=draw(st.integers(0, 9)) == 0,
    )


@st.composite
def _paths(draw: st.DrawFn, known: Known, address: Address) -> str:
    """Mostly of things that there are: else nothing is met but the page that says so."""
    given = {}
    for name in address.takes:
        there_are = [str(it) for it in known.things.get(wanted(address, name), ())]
        wrong = draw(st.integers(0, 3)) == 0 or not there_are
        given[name] = draw(st.sampled_from(PARTS if wrong else there_are))
    path = address.filled(given)
    return f"/es{path}" if draw(st.integers(0, 9)) == 0 and not path.startswith("/editors") else path


Value = str | tuple[str, bytes]


@st.composite
def _fields(draw: st.DrawFn, known: Known, address: Address) -> list[tuple[str, Value]]:
    """As a browser would fill one of the forms that lead there, then some of it spoiled."""
    forms = known.forms.get(address.name, ())
    form = draw(st.sampled_from(forms)) if forms else Form(action="", method="post")
    spoiled = draw(st.integers(0, 3))
    found: list[tuple[str, Value]] = []
    for field in form.fields:
        if field.kind == "submit" and draw(st.booleans()):
            continue
        found.append((field.name, draw(_right_value(field))))
    for _ in range(spoiled):
        found = draw(_spoiled(found, known))
    return found


def _right_value(field: Field) -> st.SearchStrategy[Value]:
    choices = [it for it in (*field.choices, field.value) if it]
    usual = {
        "email": "person@example.org",
        "date": "2026-03-01",
        "datetime-local": "2026-03-01T08:00",
        "month": "2026-03",
        "number": "3",
        "password": "a long enough password",
        "text": "Some words",
        "search": "headache",
        "textarea": "Some words that say enough",
        "tel": "555 010 0199",
    }
    if field.kind == "file":
        return st.tuples(st.sampled_from(NAMES), st.sampled_from(FILES))
    if field.kind in usual:
        return st.sampled_from([*choices, usual[field.kind]])
    return st.sampled_from(choices or [""])


@st.composite
def _spoiled(draw: st.DrawFn, fields: list[tuple[str, Value]], known: Known) -> list[tuple[str, Value]]:
    fields = list(fields)
    how = draw(st.sampled_from(("replace", "replace", "replace", "drop", "repeat", "add", "add", "file", "thing")))
    bad: st.SearchStrategy[Value] = st.one_of(st.sampled_from(TEXTS), st.text(max_size=12))
    if how == "add" or not fields:
        fields.append((draw(st.sampled_from(EXTRA)), draw(bad)))
        return fields
    place = draw(st.integers(0, len(fields) - 1))
    name = fields[place][0]
    if how == "drop":
        del fields[place]
    elif how == "repeat":
        fields += [(name, draw(bad))] * draw(st.sampled_from((1, 2, 30)))
    elif how == "file":
        fields[place] = (name, (draw(st.sampled_from(NAMES)), draw(st.sampled_from(FILES))))
    elif how == "thing":
        fields[place] = (name, str(draw(st.sampled_from([it for them in known.things.values() for it in them]))))
    else:
        fields[place] = (name, draw(bad))
    return fields


@st.composite
def _bodies(draw: st.DrawFn, fields: list[tuple[str, Value]]) -> tuple[bytes, str]:
    how = draw(st.integers(0, 11))
    if how == 0:
        return draw(st.one_of(st.sampled_from(RAW), st.binary(max_size=60))), draw(st.sampled_from(CONTENT_TYPES))
    if how == 1:
        return json.dumps(dict(fields), default=repr).encode(), "application/json"
    if how == 2:
        return draw(st.sampled_from(RAW)), "application/json"
    if how < 5 or any(not isinstance(value, str) for _name, value in fields):
        return _multipart(fields), f"multipart/form-data; boundary={BOUNDARY}"
    return _encoded(fields).encode(), "application/x-www-form-urlencoded"


BOUNDARY = "boundary-of-these-tests"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _encoded(fields: Sequence[tuple[str, Any]]) -> str:
    return "&".join(f"{quote_from_bytes(_bytes(name))}={quote_from_bytes(_bytes(value))}" for name, value in fields)


def _multipart(fields: Sequence[tuple[str, Value]]) -> bytes:
    lines = []
    for name, value in fields:
        is_file = not isinstance(value, str)
        file_name = f'; filename="{value[0]}"' if is_file else ""
        lines += [
            f"--{BOUNDARY}".encode(),
            _bytes(f'Content-Disposition: form-data; name="{name}"{file_name}'),
            *([b"Content-Type: application/octet-stream"] if is_file else []),
            b"",
            _bytes(value) if isinstance(value, str) else value[1],
        ]
    return b"\r\n".join([*lines, f"--{BOUNDARY}--".encode(), b""])


@st.composite
def _headers(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    if draw(st.integers(0, 3)):
        return ()
    name, values = draw(st.sampled_from(HEADERS))
    return ((name, draw(st.sampled_from(values))),)
