"""The pictures that editors brought, in the sizes that pages ask for."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils._os import safe_join
from django.views.decorators.http import require_safe

# What may be shown; a file of another kind in that folder is nobody's business.
KINDS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp"}
FOLDER = "images"  # the sizes that pages ask for; the originals lie beside it and are not shown
A_YEAR_S = 365 * 24 * 3600


@require_safe
def show_picture(_request: HttpRequest, path: str) -> HttpResponseBase:
    """One size of one picture. Its name changes with its content, so it may be kept."""
    folder, _, name = path.partition("/")
    kind = KINDS.get("." + name.rpartition(".")[2].lower())
    if folder != FOLDER or "/" in name or kind is None:
        raise Http404
    try:
        file = open(safe_join(settings.MEDIA_ROOT, folder, name), "rb")  # noqa: SIM115 # the answer closes it
    except (OSError, SuspiciousFileOperation):
        raise Http404 from None
    return FileResponse(file, content_type=kind, headers={"Cache-Control": f"public, max-age={A_YEAR_S}, immutable"})
