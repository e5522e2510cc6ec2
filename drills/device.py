"""A person's device: it signs in over HTTP, and sends the same thing again until it was answered, as a device does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import secrets
import struct
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

PATIENCE_S, PAUSE_S, LONGEST_PAUSE_S = 30, 0.02, 0.4
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
CODE_LASTS_S = 30


class GaveUp(Exception):
    """The drill ended before an answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    status: int
    to: str
    body: bytes


class Device:
    """One device of one person; not to be shared between threads.

    Parameters
    ----------
    ports : sequence of int
        The servers on this machine; the device asks another one each time it has to ask again.
    """

    def __init__(self, ports: Sequence[int], *, prefix: str = "") -> None:
        self.ports, self.prefix = list(ports), prefix
        self.cookies: dict[str, str] = {}
        self.enough = threading.Event()
        self.answers: Counter[int] = Counter()
        self.broken_off = 0
        self._next = 0

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = FORM, *, port: int | None = None) -> Answer:
        """Ask once; OSError or HTTPException where no whole answer came."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.ports[self._next % len(self.ports)] if port is None else port, timeout=PATIENCE_S
        )
        headers = {"Host": f"localhost:{connection.port}", "Cookie": self._cookie_header()}
        if method == "POST":
            headers |= {"Content-Type": kind, "X-CSRFToken": self.cookies.get("csrftoken", "")}
        try:
            connection.request(method, self.prefix + path, body=body or None, headers=headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for line in answer.headers.get_all("Set-Cookie", ()):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        self.answers[answer.status] += 1
        return Answer(status=answer.status, to=answer.headers.get("Location", ""), body=content)

    def until_answered(self, method: str, path: str, body: bytes = b"", kind: str = FORM) -> Answer:
        """Ask until there is an answer that is none of a server that is ill.

        Raises
        ------
        GaveUp
        """
        pause_s = PAUSE_S
        while True:
            try:
                answer = self.ask(method, path, body, kind)
                if answer.status < 500:
                    return answer
            except (OSError, http.client.HTTPException):
                self.broken_off += 1
            self._next += 1
            if self.enough.wait(pause_s):
                raise GaveUp
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def post(self, path: str, **fields: str) -> Answer:
        return self.until_answered("POST", path, urlencode(fields).encode())

    def post_file(
        self, path: str, field: str, name: str, content: bytes, said: Mapping[str, str] | None = None
    ) -> Answer:
        body, kind = multipart(field, name, content, said or {})
        return self.until_answered("POST", path, body, kind)

    def sign_in(self, email: str, password: str, *, totp_secret: str = "") -> None:
        """As a person would; staff give the code of their second step.

        Raises
        ------
        RuntimeError
            If they are not let in.
        """
        self.until_answered("GET", "/account/sign-in/")
        answer = self.post("/account/sign-in/", login=email, password=password)
        if totp_secret and answer.status == 302:
            self.until_answered("GET", answer.to)
            answer = self.post(answer.to, code=code_of(totp_secret, time.time()))
        if answer.status != 302 or "sessionid" not in self.cookies:
            raise RuntimeError(f"{email} was not let in: {answer.status}")

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())


def multipart(field: str, name: str, content: bytes, said: Mapping[str, str]) -> tuple[bytes, str]:
    """A form with one file, and what its kind is called."""
    border = secrets.token_hex(16)
    parts = [
        f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in said.items()
    ]
    head = f'--{border}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    parts += [f"{head}Content-Type: application/octet-stream\r\n\r\n".encode(), content, b"\r\n"]
    return b"".join([*parts, f"--{border}--\r\n".encode()]), f"multipart/form-data; boundary={border}"


def code_of(secret: str, at_s: float) -> str:
    """What an authenticator shows (RFC 6238, six digits, SHA-1)."""
    key = base64.b32decode(secret.upper() + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(at_s // CODE_LASTS_S)), hashlib.sha1).digest()
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"
