"""Remembering a theme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reprieve.clinic.ui.another_site import is_from_another_site
from reprieve.clinic.ui.languages import start_of
from reprieve.clinic.ui.themes import keep_theme


# A token would be another one on every page, and no page could be kept for the next visitor. A browser says itself
# when another site made it send a form; one that does not say so could at worst be made to change a colour.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme and go back to the page it was picked on.

    A page that exists only as an answer, such as a result, names no way back. It is left standing by a 204;
    its style sheet has already followed the choice.
    """
    if request.method != "POST":
        return redirect(start_of(get_language()))
    if is_from_another_site(request):
        return render(request, "403_csrf.html", status=403)
    htmx = bool(request.headers.get("HX-Request"))
    response = HttpResponse(status=204) if htmx or not request.POST.get("next") else go_back(request)
    keep_theme(request, response, request.POST.get("theme", ""))
    return response


def go_back(request: HttpRequest) -> HttpResponse:
    """To the page that the form names, where it is one of ours; else to the start."""
    back = request.POST.get("next", "")
    if back and url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        return HttpResponseRedirect(back)
    return redirect(start_of(get_language()))
