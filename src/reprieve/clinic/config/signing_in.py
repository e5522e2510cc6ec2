"""Editors of the public pages sign in where everybody does, and give a second factor as all staff do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from reprieve.clinic.config.headers import EDITORS
from reprieve.clinic.people.signing_in import ask_second_factor, gave_second_factor


def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The way from the content system's own sign-in page to ours; there is one place to guard."""
    back = urlencode({"next": request.GET.get("next") or EDITORS})
    return HttpResponseRedirect(f"{reverse('account_login')}?{back}")


class EditorsDoor:
    """Asks whoever is signed in for a second factor before any of the editors' pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        inside = request.path_info.startswith(EDITORS) and request.path_info != f"{EDITORS}login/"
        if inside and request.user.is_authenticated and not gave_second_factor(request):
            return ask_second_factor(request)
        return self.get_response(request)
