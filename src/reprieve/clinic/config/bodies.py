"""How much may come with a request that brings no diary?

Django's check against forged requests reads the form of every POST, and with it any file. So the weight is looked
at before that check; only the pages that take files take more, under limits of their own, and the one that gives out
what a page carried takes that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from reprieve.clinic.booking.bounds import FORM_BYTES, MOST_FORM_BYTES, MOST_REPORT_MB
from reprieve.clinic.bringing.carried import MOST_CHARS
from reprieve.clinic.config.errors import show_too_large
from reprieve.clinic.config.headers import EDITORS
from reprieve.clinic.diagnosis.bounds import MOST_FILE_BYTES, MOST_FILE_MB, NOTE_FORM_BYTES

MOST_BYTES = 64 * 1024
TAKE_FILES = frozenset({"bring_diary", "explain_columns", "bring_into_record", "explain_record_columns"})
# A page with all its blocks, or a picture; only from who has signed in and may edit.
MOST_BYTES_OF_EDITORS = 12 * 1024 * 1024
MOST_BYTES_OF = {
    "keep_diary": MOST_CHARS + MOST_BYTES,
    "refer_patient": MOST_FORM_BYTES,
    "write_from_device": 1024 * 1024,
    "add_file": MOST_FILE_BYTES + FORM_BYTES,
    "add_note": NOTE_FORM_BYTES + FORM_BYTES,
}


class SmallBodies:
    """Answers 413 to what is heavier, or does not say how heavy it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: Callable[..., HttpResponseBase], _args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.path_info.startswith(EDITORS):
            return self._editors(request)
        match = request.resolver_match
        name = (match.url_name if match is not None else None) or ""
        if name in TAKE_FILES or is_small(request, MOST_BYTES_OF.get(name, MOST_BYTES)):
            return None
        if name == "add_file":
            return show_too_large(limit_mb=MOST_FILE_MB, back=reverse("show_chart", kwargs=kwargs))
        if name == "refer_patient":
            return show_too_large(limit_mb=MOST_REPORT_MB, back=request.path)
        return show_too_large(request)

    def _editors(self, request: HttpRequest) -> HttpResponse | None:
        """A picture keeps its name; it is not a patient's file, which loses it on the way in."""
        if not is_small(request, MOST_BYTES):
            if request.path_info == f"{EDITORS}login/" or not is_small(request, MOST_BYTES_OF_EDITORS):
                return show_too_large()
            # Who is signed in is looked up for a large body alone, and before any of it is read.
            if not request.user.has_perm("wagtailadmin.access_admin"):
                return show_too_large()
        request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
        return None


def is_small(request: HttpRequest, most_bytes: int = MOST_BYTES) -> bool:
    announced = request.META.get("CONTENT_LENGTH")
    if not announced:
        return "HTTP_TRANSFER_ENCODING" not in request.META
    try:
        return 0 <= int(announced) <= most_bytes
    except ValueError:
        return False
