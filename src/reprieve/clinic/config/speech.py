"""In which language does an answer speak?

Django's own middleware has found it in the address. The science keeps its language in a place of its own, and is told
here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language

from reprieve.pathway.terms.text import ENGLISH, language_of, speaking


class LanguageOfAddress(LocaleMiddleware):
    """Django's own, which finds the language in the address; what the browser asks for changes nothing here."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        response.headers.setdefault("Content-Language", get_language() or ENGLISH)
        return response


class Speech:
    """Lets the science speak the language of the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with speaking(language_of(get_language() or ENGLISH) or ENGLISH):
            response = self.get_response(request)
        patch_vary_headers(response, ["Cookie"])  # the theme is in one
        return response
