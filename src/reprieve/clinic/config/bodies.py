"""How much may come with a request that brings no diary?

Django's check against forged requests reads the form of every POST, and with it any file. So the weight is looked
at before that check; only the page for diaries takes more, under limits of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from reprieve.clinic.config.errors import show_too_large

MOST_BYTES = 64 * 1024
TAKES_DIARIES = "bring_diary"


class SmallBodies:
    """Answers 413 to what is heavier, or does not say how heavy it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if (match is not None and match.url_name == TAKES_DIARIES) or is_small(request):
            return None
        return show_too_large()


def is_small(request: HttpRequest) -> bool:
    announced = request.META.get("CONTENT_LENGTH")
    if not announced:
        return "HTTP_TRANSFER_ENCODING" not in request.META
    try:
        return 0 <= int(announced) <= MOST_BYTES
    except ValueError:
        return False
