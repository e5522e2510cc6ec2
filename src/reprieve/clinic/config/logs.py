"""What may be written to a log: which page, how it went, how long it took; never what somebody wrote."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from types import TracebackType

from django.http import HttpRequest, HttpResponseBase

access = logging.getLogger("reprieve.access")

ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class AccessLog:
    """One line for each answer, without the query string: it may hold what a person typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        took_ms = (time.perf_counter() - began) * 1000
        access.info("%s %s %s %.0f ms", request.method, request.path, response.status_code, took_ms)
        return response


class Reticent(logging.Formatter):
    """Writes where an error happened and of which kind, and leaves out its message.

    `ValueError: invalid literal for int(): 'my head hurts'` holds a patient's words; the file, the line and
    the word ValueError do not.
    """

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
