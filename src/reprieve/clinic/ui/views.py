"""Remembering a theme and a language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from reprieve.clinic.ui.languages import keep_language
from reprieve.clinic.ui.themes import keep_theme


@require_http_methods(["GET", "HEAD", "POST"])
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page it was picked on.

    A page that exists only as an answer, such as a result, names no way back. It is left standing by a 204;
    its style sheet has already followed the choice.
    """
    if request.method != "POST":
        return redirect("show_home")
    htmx = bool(request.headers.get("HX-Request"))
    response = HttpResponse(status=204) if htmx or not request.POST.get("next") else go_back(request)
    keep_theme(request, response, request.POST.get("theme", ""))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language and go back to the page it was picked on, which speaks it now."""
    if request.method != "POST":
        return redirect("show_home")
    response = go_back(request)
    keep_language(request, response, request.POST.get("language", ""))
    return response


def go_back(request: HttpRequest) -> HttpResponse:
    """To the page that the form names, where it is one of ours; else to the start."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(back)
    return redirect("show_home")
