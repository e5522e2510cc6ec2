"""Which of the three themes did the person pick, if any?

The choice lives in a cookie and nowhere else. Without one the page follows what the device asks for.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COOKIE = "theme"
KEPT_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One look of the page; its colours are in ui/themes.css under its key."""

    key: str
    name: str | Promise


THEMES = (
    Theme(key="dusk", name=_("Dusk")),
    Theme(key="paper", name=_("Paper")),
    Theme(key="green", name=_("Green")),
)
KEYS = frozenset(theme.key for theme in THEMES)


def chosen_theme(request: HttpRequest | None) -> str:
    """The key of the theme that was picked; empty when none was."""
    key = request.COOKIES.get(COOKIE, "") if request is not None else ""
    return key if key in KEYS else ""


def keep_theme(request: HttpRequest, response: HttpResponse, key: str) -> None:
    """Remember the choice on this device; a key that is not a theme forgets it."""
    if key not in KEYS:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_cookie(COOKIE, key, max_age=KEPT_S, httponly=True, samesite="Lax", secure=request.is_secure())
