"""The same marks, sent to the server itself: its own logs, the database's, the letters and the folder hold none."""

from __future__ import annotations

import http.client
import re
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.system.conftest import House

MARK = "qzmark"
PHONE, BORN = "5557319046", "1913-07-29"
MARKED = re.compile(rf"(?i){MARK}|{PHONE}|{BORN}|29 jul\w* 1913")
EMAIL = f"{MARK}@example.org"
RAW = (
    f"GET /{MARK} HTTP/1.1\r\nHost: {MARK}.example.org\r\n\r\n",
    f"GET /{MARK} HTTP/9.9\r\n\r\n",
    f"{MARK} / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    f"GET / HTTP/1.1\r\nHost: localhost\r\n{MARK}\r\n\r\n",
    f"GET /%00{MARK}%ff%0a HTTP/1.1\r\nHost: localhost\r\nReferer: http://x/{MARK}\r\n\r\n",
    f"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nlogin={MARK}",
    f"POST /theme/ HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n{MARK}\r\n",
    f"POST /diary/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
    f"Content-Type: multipart/form-data; boundary={MARK}\r\n\r\n{MARK}",
)


@dataclass(slots=True, kw_only=True)
class Browser:
    """Enough of one to fill in forms."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    been: list[str] = field(default_factory=list)

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, str]:
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), "Content-Type": kind}
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read().decode(errors="replace")
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", ()):
            self.cookies |= {name: it.value for name, it in SimpleCookie(line).items()}
        self.been += [answer.headers.get("Location", ""), *re.findall(r'(?:href|action|src)="([^"]*)"', content)]
        return answer.status, content

    def send(self, path: str, said: Mapping[str, str]) -> int:
        _status, page = self.ask("GET", path if path != "/me/tap/" else "/me/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        form = dict(said) | ({"csrfmiddlewaretoken": token[1]} if token else {})
        return self.ask("POST", path, urlencode(form).encode(), "application/x-www-form-urlencoded")[0]

    def bring(self, name: str, content: str) -> int:
        _status, page = self.ask("GET", "/me/bring/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        body = (
            f'--x\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token[1]}\r\n'
            f'--x\r\nContent-Disposition: form-data; name="diary"; filename="{name}"\r\n\r\n{content}\r\n--x--\r\n'
        )
        return self.ask("POST", "/me/bring/", body.encode(), "multipart/form-data; boundary=x")[0]


def letter_to(folder: Path, email: str) -> str:
    """The link of the letter that went to them, once a round has sent it."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        for file in folder.glob("letters/*"):
            text = file.read_text()
            found = re.search(r"http://localhost:\d+(/account/new/\S+)", text)
            if email in text and found:
                return found[1]
        time.sleep(0.2)
    raise AssertionError("no letter came")


def test_a_marked_patient_who_opens_an_account_and_writes_leaves_no_mark_outside_of_the_database(start_house):
    house: House = start_house().wait_until_ready()
    me = Browser(port=house.port)
    assert me.send("/account/new/", {"email": EMAIL}) == 302
    link = letter_to(house.data, EMAIL)
    _status, page = me.ask("GET", link)
    place = re.search(r'name="location"[^>]*value="(\d+)"|<option value="(\d+)"', page)
    says = {"given_name": f"{MARK}given", "family_name": f"{MARK}family", "born": BORN, "language": "en"}
    says |= {"zone": "America/Denver", "location": (place[1] or place[2]) if place else ""}
    assert me.send(link, says | {"password": f"{MARK} a quiet room"}) == 302
    now = datetime.now(UTC)
    sent = "00000000-0000-4000-8000-00000000000"
    assert me.send("/me/tap/", {"what": "begin", "sent": f"{sent}1"}) == 302
    assert me.send("/me/tap/", {"what": "dose", "sent": f"{sent}2", "name": f"{MARK}drug"}) == 302
    assert me.send(f"/me/day/{now:%Y}-01-01/headache/", {"sent": f"{sent}3", "note": f"{MARK}words"}) == 422
    assert me.bring(f"{MARK}.csv", f"date,headache,note\n2026-01-01,yes,{MARK}\n") in (200, 302, 422)
    assert me.bring(f"{MARK}.zip", f"PK\x03\x04{MARK}") == 422
    assert f"{MARK}drug" in me.ask("GET", "/me/")[1]
    for path in (f"/{MARK}/", f"/me/calendar/?month={MARK}", f"/me/{quote(MARK)}/", f"/desk/patients/{MARK}/"):
        assert me.ask("GET", path)[0] < 500
    assert me.send("/account/address/", {"email": f"{MARK}.new@example.org"}) < 500
    for raw in RAW:
        with socket.create_connection(("127.0.0.1", house.port), timeout=10) as line:
            line.sendall(raw.encode())
            line.settimeout(1)
            with suppress(OSError):
                line.recv(200)
    assert Browser(port=house.port).ask("GET", "/healthz")[0] == 200
    house.stop()
    assert [it for it in me.been if MARKED.search(it)] == []
    assert found_in(house) == {}


def found_in(house: House) -> dict[str, list[str]]:
    """What the house said and wrote, its database's own files left out."""
    left = {"what it printed": "\n".join(house.said) + (house.process.stdout.read() if house.process.stdout else "")}
    left["its errors"] = house.error()
    for file in house.data.rglob("*"):
        inside = str(file.relative_to(house.data))
        left[f"the name {inside}"] = inside
        if file.is_file() and not inside.startswith(("postgres/", "static/")):
            left[inside] = without_envelope(file.read_bytes().decode(errors="replace"))
    return {where: MARKED.findall(said) for where, said in left.items() if MARKED.search(said)}


def without_envelope(text: str) -> str:
    """A letter's own To is where it goes."""
    return re.sub(r"(?m)^To: .*$", "", text)
