"""Remembering a theme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from reprieve.clinic.ui.themes import keep_theme


@require_http_methods(["GET", "HEAD", "POST"])
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page it was picked on.

    A page that exists only as an answer, such as a result, names no way back. It is left standing by a 204;
    its style sheet has already followed the choice.
    """
    if request.method != "POST":
        return redirect("show_home")
    back = request.POST.get("next", "")
    htmx = bool(request.headers.get("HX-Request"))
    response: HttpResponse
    if htmx or not back:
        response = HttpResponse(status=204)
    elif url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        response = HttpResponseRedirect(back)
    else:
        response = redirect("show_home")
    keep_theme(request, response, request.POST.get("theme", ""))
    return response
