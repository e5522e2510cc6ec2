"""Has this account signed in on this device before? The device says so with a signed cookie.

It opens nothing: it only lets a device be counted by itself (`limits.py`). One browser may be shared; the cookie names
a few accounts, by number.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase

COOKIE = "known_device"
SALT = "reprieve.clinic.people.devices"
REMEMBERED = timedelta(days=180)
MOST_ACCOUNTS = 6
# Where a sign-in of this request leaves whom the answer is to remember.
_REMEMBER = "_reprieve_remember_device"


def known_device(request: HttpRequest, user_number: int) -> str:
    """The device's own random name for this account; empty where it never signed in here."""
    return dict(_known(request)).get(user_number, "")


def remember_device(request: HttpRequest, user_number: int) -> None:
    setattr(request, _REMEMBER, user_number)


def write_cookie(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write down whom `remember_device` named, if it named anybody new."""
    user_number = getattr(request, _REMEMBER, None)
    if user_number is None or known_device(request, user_number):
        return
    known = [(user_number, secrets.token_urlsafe(16)), *_known(request)][:MOST_ACCOUNTS]
    response.set_cookie(
        COOKIE,
        signing.dumps(known, salt=SALT),
        max_age=REMEMBERED,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[tuple[int, str]]:
    try:
        said: Any = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=REMEMBERED)
    except signing.BadSignature:
        return []
    return [(int(number), str(name)) for number, name in said]
