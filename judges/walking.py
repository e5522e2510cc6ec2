"""Every public page of a running demonstration, those behind forms included, in both languages."""

from __future__ import annotations

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

DIARY = Path(__file__).parents[1] / "examples" / "demonstration-diary.csv"
OTHERS = (
    "/diary/",
    "/check/",
    "/appointment/",
    "/refer/",
    "/follow/",
    "/search/",
    "/search/?q=ketamine",
    "/search/?q=zzzznothing",
    "/articles/?topic=migraine",
    "/no-such-page/",
)
LANGUAGES = {"English": "", "Spanish": "/es"}
NOT_A_ROBOT_S = 3.5  # a request that is filled in faster than a person could is put aside
MOST_SCREENS = 80

NO_HEADERS: Mapping[str, str] = {}
Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    name: str
    html: str


class Unasked(HTMLParser):
    """What the form with this address sends without anything being typed: hidden fields, and what is chosen already."""

    def __init__(self, page: str, action: str) -> None:
        super().__init__()
        self.action, self.inside = action, False
        self.fields: Fields = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("action", self.action) == self.action
        elif tag == "input" and self.inside and (given.get("type") == "hidden" or "checked" in given):
            self.fields.append((given.get("name") or "", given.get("value") or ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


class Visitor:
    """Asks for pages and keeps cookies; an error page is a page too."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)

    def get(self, path: str) -> str:
        return self._open(self.address + urllib.parse.quote(path, safe="/?=&%"))

    def send(self, path: str, page: str, fields: Fields, *, file: tuple[str, bytes] | None = None) -> str:
        """The form of this page that leads to the path, filled in and sent."""
        sent = [*Unasked(page, path).fields, *fields]
        kind, body = "application/x-www-form-urlencoded", urllib.parse.urlencode(sent).encode()
        if file is not None:
            kind, body = multipart(sent, file)
        return self._open(self.address + path, body, {"Content-Type": kind, "Origin": self.address})

    def _open(self, url: str, body: bytes | None = None, headers: Mapping[str, str] = NO_HEADERS) -> str:
        request = urllib.request.Request(url, body, dict(headers))  # noqa: S310 # the demonstration's own address
        try:
            with self.opener.open(request, timeout=30) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as refused:
            return refused.read().decode()


def multipart(fields: Fields, file: tuple[str, bytes]) -> tuple[str, bytes]:
    name, content = file
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields]
    parts.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="diary.csv"\r\n\r\n')
    return "multipart/form-data; boundary=edge", "".join(parts).encode() + content + b"\r\n--edge--\r\n"


def walk(address: str) -> Iterator[Saved]:
    visitor = Visitor(address)
    for path in re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", visitor.get("/sitemap.xml")):
        yield Saved(name=path, html=visitor.get(path))
    for language, prefix in LANGUAGES.items():
        for path in OTHERS:
            yield Saved(name=prefix + path, html=visitor.get(prefix + path))
        for name, html in (
            *bring_diary(visitor, prefix),
            *check_headaches(visitor, prefix),
            *ask_appointment(visitor, prefix),
            *fail(visitor, prefix),
        ):
            yield Saved(name=f"{language}: {name}", html=html)


def bring_diary(visitor: Visitor, prefix: str) -> Iterator[tuple[str, str]]:
    path = f"{prefix}/diary/"
    page = visitor.get(path)
    yield "diary refused", visitor.send(path, page, [])
    yield "diary shown", visitor.send(path, page, [], file=("diary", DIARY.read_bytes()))
    yield "columns", visitor.send(path, page, [], file=("diary", b"Day,Strength (0-10)\n03/04/2026,7\n05/04/2026,4\n"))


def check_headaches(visitor: Visitor, prefix: str) -> Iterator[tuple[str, str]]:
    """Every screen on the way, with no warning sign and nothing else known; then two warning signs."""
    path = f"{prefix}/check/"
    page = first = visitor.send(path, visitor.get(path), [("go", "start")])
    yield "check, a sign that cannot wait", visitor.send(path, first, [("signs", "thunderclap")])
    yield "check refused", visitor.send(path, first, [])
    for at in range(MOST_SCREENS):
        yield f"check, screen {at}", page
        if 'name="answer"' not in page:
            return
        answer = ("signs", "none") if 'name="signs"' in page else ("answer", "?")
        page = visitor.send(path, page, [answer])
    raise RuntimeError("the check never ends")


def ask_appointment(visitor: Visitor, prefix: str) -> Iterator[tuple[str, str]]:
    path = f"{prefix}/appointment/"
    page = visitor.get(path)
    yield "appointment refused", visitor.send(path, page, [])
    page = visitor.send(path, page, [("name", "Maria Example"), ("phone", "555 010 0199")])
    yield "appointment, when", page
    page = visitor.send(path, page, [("days", "mon")])
    yield "appointment, in what words", page
    time.sleep(NOT_A_ROBOT_S)
    yield "appointment, received", visitor.send(path, page, [])


def fail(visitor: Visitor, prefix: str) -> Iterator[tuple[str, str]]:
    for path in ("/refer/", "/follow/"):
        yield f"{path} refused", visitor.send(prefix + path, visitor.get(prefix + path), [])
    yield "a form without its token", Visitor(visitor.address).send(f"{prefix}/follow/", "", [])
