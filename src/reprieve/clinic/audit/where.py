"""From where is somebody doing what they do? Known for the length of one request, and told to nobody but the audit."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

from reprieve.clinic.ui.client_address import client_address

_ADDRESS: ContextVar[str] = ContextVar("address", default="")


def current_address() -> str:
    """The network address of who is asking; empty outside of a request."""
    return _ADDRESS.get()


class KnowsWhere:
    """Keeps the address while an answer is made."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        token = _ADDRESS.set(client_address(request))
        try:
            return self.get_response(request)
        finally:
            _ADDRESS.reset(token)
