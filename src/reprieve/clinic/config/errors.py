"""The pages for what went wrong.

Django's own read the form again before they answer, and break a second time on the form that broke the first.
These read nothing of what was sent.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.bringing.uploads import MOST_MB, TooLarge


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


def show_broken(_request: HttpRequest) -> HttpResponse:
    return _page("500", 500)


def show_too_large(*, limit_mb: int | None = None) -> HttpResponse:
    """With the limit where it is the one for files; a form without files says no number."""
    return _page("413", 413, limit_mb=limit_mb)


def _page(name: str, status: int, **more: object) -> HttpResponse:
    context = {"demonstration": settings.DEMONSTRATION, **more}
    return HttpResponse(render_to_string(f"{name}.html", context), status=status)
