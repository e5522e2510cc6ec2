"""Remembering in which language the pages speak.

The choice lives in a cookie and nowhere else. Without one the page speaks what the browser asks for.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT_S = 365 * 24 * 3600


def other_languages(spoken: str | None) -> tuple[tuple[str, str], ...]:
    """The languages that are not spoken now: code and own name."""
    return tuple((code, name) for code, name in settings.LANGUAGES if code != spoken)


def keep_language(request: HttpRequest, response: HttpResponse, code: str) -> None:
    """Remember the choice on this device; a code that is no language of ours forgets it."""
    if code not in dict(settings.LANGUAGES):
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=KEPT_S, httponly=True, samesite="Lax", secure=request.is_secure()
    )
