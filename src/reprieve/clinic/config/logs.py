"""What may be written to a log: which page, how it went, how long it took; never what somebody wrote.

That includes the address: it is typed, and may hold anything, such as a line that looks like one of ours.
"""

from __future__ import annotations

import copy
import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.http import HttpRequest, HttpResponseBase

access = logging.getLogger("reprieve.access")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"})


def route_of(request: HttpRequest) -> str:
    """The page as our own table of addresses writes it; `-` where nothing in it matched."""
    match = request.resolver_match
    return f"/{match.route}" if match is not None else "-"


class AccessLog:
    """One line for each answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        took_ms = (time.perf_counter() - began) * 1000
        method = request.method if request.method in METHODS else "-"
        access.info("%s %s %s %.0f ms", method, route_of(request), response.status_code, took_ms)
        return response


class Reticent(logging.Formatter):
    """Writes where an error happened and of which kind, and leaves out its message.

    `ValueError: invalid literal for int(): 'my head hurts'` holds a patient's words; the file, the line and
    the word ValueError do not. Django's lines about an answer name the address, the host or the origin that were
    sent; here they name the route.
    """

    def format(self, record: logging.LogRecord) -> str:
        told = copy.copy(record)
        request, status = getattr(record, "request", None), getattr(record, "status_code", None)
        message = f"{status} {route_of(request)}" if isinstance(request, HttpRequest) else record.getMessage()
        told.msg = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in message)
        told.args = None
        return super().format(told)

    def formatException(self, ei: ExcInfo) -> str:
        error = ei[1]
        lines = []
        while error is not None:
            lines += [
                f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
                for frame in traceback.extract_tb(error.__traceback__)
            ]
            lines.append(f"{type(error).__module__}.{type(error).__qualname__} (message left out)")
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
