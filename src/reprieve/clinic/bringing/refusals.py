"""The answers to what is not taken now: too much, too often, too slow, or no room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reprieve.clinic.bringing.uploads import MOST_MB

COME_BACK_S = 120


def show_too_large(request: HttpRequest, *, limit_mb: int = MOST_MB, back: str = "") -> HttpResponse:
    """With the limit that was met, and the way back to the form that it came from."""
    return render(request, "413.html", {"limit_mb": limit_mb, "back": back}, status=413)


def show_too_often(request: HttpRequest, wait_s: int) -> HttpResponse:
    minutes = -(-wait_s // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def show_no_room(request: HttpRequest) -> HttpResponse:
    response = render(request, "503.html", status=503)
    response.headers["Retry-After"] = str(COME_BACK_S)
    return response


def show_too_slow(request: HttpRequest) -> HttpResponse:
    return render(request, "408.html", status=408)
