"""The public pages. Nothing that is sent here is stored."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.site.forms import DiaryForm
from reprieve.clinic.site.limits import client_address, count_upload
from reprieve.clinic.site.presenters import present
from reprieve.clinic.site.uploads import MOST_MB, NamelessUpload, TooLarge, announces_too_much


@require_safe
@never_cache
def show_home(request: HttpRequest) -> HttpResponse:
    return render(request, "site/home.html")


# The check against forged requests reads the form, and with it the files. It is left off here and done in
# `answer_diary`, after the limits, so that nothing is read before it is known where it may go.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_diary(request: HttpRequest) -> HttpResponse:
    """The form; or, for a diary sent with it, what the diary shows."""
    if request.method != "POST":
        return ask_for_diary(request, DiaryForm())
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # Not counted: somebody else's page must not use up this address's share.
        return render(request, "403_csrf.html", status=403)
    allowance = count_upload(client_address(request))
    if not allowance.allowed:
        return show_too_often(request, allowance.wait_s)
    if announces_too_much(request):
        return show_too_large(request)
    request.upload_handlers = [NamelessUpload(request)]
    try:
        return answer_diary(request)
    except TooLarge:
        return show_too_large(request)


@csrf_protect
def answer_diary(request: HttpRequest) -> HttpResponse:
    form = DiaryForm(request.POST, request.FILES)
    if not form.is_valid():
        return ask_for_diary(request, form, status=422)
    page = present(form.diagnosis, zone_told=bool(form.cleaned_data["zone"]), notice=form.notice)
    return render(request, "site/result.html", {"page": page})


def ask_for_diary(request: HttpRequest, form: DiaryForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "limit_mb": MOST_MB}
    return render(request, "site/bring_diary.html", context, status=status)


def show_too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", {"limit_mb": MOST_MB}, status=413)


def show_too_often(request: HttpRequest, wait_s: int) -> HttpResponse:
    minutes = -(-wait_s // 60)
    response = render(request, "429.html", {"minutes": minutes}, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response
