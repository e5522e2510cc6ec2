"""The pages for what went wrong.

Django's own read the form again before they answer, and break a second time on the form that broke the first.
These read nothing of what was sent.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.bringing.uploads import MOST_MB, TooLarge

COME_BACK_S = 5


def show_bad_request(_request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TooLarge):
        return show_too_large(limit_mb=MOST_MB)
    if isinstance(exception, RequestDataTooBig):
        return show_too_large()
    return _page("400", 400)


def show_refused(_request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("403", 403)


def show_forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of ours. In whose name it was sent is written down; what it said is not."""
    user: Any = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        write_line(who=user, did="was refused a form from elsewhere", kind="account", record=user.pk)
    return render(request, "403_csrf.html", status=403)


def show_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The one page here in the visitor's own theme, with the way to the pages: nothing broke."""
    return render(request, "site/not_found.html", status=404)


def show_nothing_there(_request: HttpRequest, **_parts: str) -> HttpResponse:
    raise Http404


def show_broken(request: HttpRequest) -> HttpResponse:
    """What nobody foresaw; or the database, which is away for a moment or for good: then it is worth asking again."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return show_away(request)
    return _page("500", 500)


def show_away(request: HttpRequest) -> HttpResponse:
    """A device that speaks JSON is answered in JSON, and sends again what it sent."""
    if request.content_type == "application/json":
        why = _("Our records do not answer just now. Send it again.")
        response: HttpResponse = JsonResponse({"kept": [], "refused": [], "why": why}, status=503)
    else:
        response = _page("away", 503)
    response.headers["Retry-After"] = str(COME_BACK_S)
    return response


def show_too_large(request: HttpRequest | None = None, *, limit_mb: int | None = None, back: str = "") -> HttpResponse:
    """With the limit where it is one for files; a form without files says no number. A device is told in JSON."""
    if request is not None and request.content_type == "application/json":
        why = _("This is more than is taken at once. Send less.")
        return JsonResponse({"kept": [], "refused": [], "why": why}, status=413)
    return _page("413", 413, limit_mb=limit_mb, back=back)


def _page(name: str, status: int, **more: object) -> HttpResponse:
    context = {"demonstration": settings.DEMONSTRATION, **more}
    return HttpResponse(render_to_string(f"{name}.html", context), status=status)
