"""The start page, and the pages that take a diary. Nothing that is sent here is stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.views import serve

from reprieve.clinic.site.columns_form import ColumnsForm, page_about
from reprieve.clinic.site.forms import DiaryForm
from reprieve.clinic.site.keep_views import mapping_as_file
from reprieve.clinic.site.keeping import Kept, pack_kept
from reprieve.clinic.site.limits import client_address, count_upload
from reprieve.clinic.site.page_cache import kept
from reprieve.clinic.site.presenters import present, show_safety
from reprieve.clinic.site.reading_files import UnknownTable
from reprieve.clinic.site.refusals import show_no_room, show_too_large, show_too_often, show_too_slow
from reprieve.clinic.site.uploads import MOST_MB, NamelessUpload, NoRoom, TooLarge, TooSlow, announces_too_much
from reprieve.clinic.ui.another_site import is_from_another_site
from reprieve.pathway.diary.mapping_file import mapping_to_json
from reprieve.pathway.terms.text import spoken_language

Answer = Callable[[HttpRequest], HttpResponse]


@require_safe
@kept
def show_home(request: HttpRequest) -> HttpResponseBase:
    """The editors' start page; before there is one, a page that leads to the diary."""
    try:
        return serve(request, "")
    except Http404:
        return render(request, "site/home.html")


# The check against forged requests reads the form, and with it the files. It is left off in the two views that take
# files, and done in `answer_diary` and `answer_columns`, after the limits, so that nothing is read before it is known
# where it may go.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def bring_diary(request: HttpRequest) -> HttpResponse:
    """The form; or, for a diary sent with it, what the diary shows."""
    if request.method != "POST":
        return ask_for_diary(request, DiaryForm())
    return take_files(request, answer_diary)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def explain_columns(request: HttpRequest) -> HttpResponse:
    """What the diary shows, once the columns of a table in it are explained."""
    if request.method != "POST":
        return redirect("bring_diary")
    return take_files(request, answer_columns)


def take_files(request: HttpRequest, answer: Answer) -> HttpResponse:
    """The answer to a form with files, if they may come in; when it is made, they are gone."""
    if is_from_another_site(request):
        # Not counted: somebody else's page must not use up this address's share.
        return render(request, "403_csrf.html", status=403)
    allowance = count_upload(client_address(request))
    if not allowance.allowed:
        return show_too_often(request, allowance.wait_s)
    if announces_too_much(request):
        return show_too_large(request)
    upload = NamelessUpload(request)
    request.upload_handlers = [upload]
    try:
        return answer(request)
    except TooLarge:
        return show_too_large(request)
    except NoRoom:
        return show_no_room(request)
    except TooSlow:
        return show_too_slow(request)
    finally:
        upload.let_go()


@csrf_protect
def answer_diary(request: HttpRequest) -> HttpResponse:
    form = DiaryForm(request.POST, request.FILES)
    if not form.is_valid():
        return ask_for_diary(request, form, status=422)
    if form.unknown is not None:
        return ask_about_columns(request, form, form.unknown)
    return show_result(request, form)


@csrf_protect
def answer_columns(request: HttpRequest) -> HttpResponse:
    form = ColumnsForm(request.POST, request.FILES)
    if form.is_valid():
        if form.keeps_only and form.mapping_made is not None:
            return mapping_as_file(mapping_to_json(form.mapping_made))
        return show_result(request, form)
    if form.unknown is not None:
        return ask_about_columns(request, form, form.unknown, status=422)
    if form.lost and request.POST.get("carried"):
        return render(request, "site/lost.html", status=422)
    return ask_for_diary(request, form, status=422)


def show_result(request: HttpRequest, form: DiaryForm) -> HttpResponse:
    zone: str = form.cleaned_data["zone"]
    page = present(form.diagnosis, zone_told=bool(zone), notice=form.notice)
    mapping = form.mapping_used
    carried = Kept(
        diary=form.diagnosis.findings.diary,
        answers=form.answers,
        as_of=form.as_of,
        language=spoken_language(),
        mapping=mapping_to_json(mapping) if mapping is not None else "",
    )
    context = {
        "page": page,
        "kept": pack_kept(carried),
        "mapping_used": mapping is not None,
        # Where letter paper is used, as far as it can be told.
        "letter": zone.startswith("America/"),
    }
    return render(request, "site/result.html", context)


def ask_for_diary(request: HttpRequest, form: DiaryForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "limit_mb": MOST_MB, "safety": _urgent(form)}
    return render(request, "site/bring_diary.html", context, status=status)


def ask_about_columns(request: HttpRequest, form: DiaryForm, found: UnknownTable, *, status: int = 200) -> HttpResponse:
    context = {"page": page_about(form, found), "limit_mb": MOST_MB, "safety": _urgent(form)}
    return render(request, "site/columns.html", context, status=status)


def _urgent(form: DiaryForm) -> Any:
    urgent = form.urgent if form.is_bound else None
    return show_safety(urgent) if urgent is not None else None
