"""The application object a web server serves."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

from reprieve.clinic.config.headers import headers_of_every_answer

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")

logger = logging.getLogger(__name__)

BROKEN = (
    b'<!doctype html><html lang="en"><meta charset="utf-8"><title>Something broke here</title>'
    b"<h1>Something broke here</h1><p>It is our fault, not yours. Nothing of what you sent was kept.</p>"
    b'<p><a href="/">Go to the start</a></p></html>'
)


def behind_barrier(application: WSGIApplication) -> WSGIApplication:
    """The application, answering even where its own error page broke.

    Without this the web server would write the error with its message, which may hold a patient's words.
    """

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            return application(environ, start_response)
        except Exception:
            logger.exception("an answer could not be made")
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(BROKEN))}
            # The error's details let the server forget an answer that was begun.
            start_response(
                "500 Internal Server Error", [*(headers | headers_of_every_answer()).items()], sys.exc_info()
            )
            return [BROKEN]

    return answer


application = behind_barrier(get_wsgi_application())
