"""Bringing a diary as files into one's record: read, looked over, and only then counted; undone as a whole."""

from __future__ import annotations

import hashlib
import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from reprieve.clinic.booking.limits import count
from reprieve.clinic.bringing.columns_form import ColumnsAnswered, page_about
from reprieve.clinic.bringing.forms import FilesForm, truth_said
from reprieve.clinic.bringing.giving_out import as_file
from reprieve.clinic.bringing.reading_files import UnknownTable
from reprieve.clinic.bringing.taking import take_files
from reprieve.clinic.bringing.uploads import MOST_MB
from reprieve.clinic.desk.me_presenters import show_review
from reprieve.clinic.desk.me_views import about
from reprieve.clinic.desk.opening import for_my_record
from reprieve.clinic.desk.shown import merge_of
from reprieve.clinic.diary.access import counting_uploads, uploads
from reprieve.clinic.diary.actions import count_upload, keep_upload, undo_upload
from reprieve.clinic.diary.clock import now_of, zone_of
from reprieve.clinic.diary.door import address, opened_for
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.pathway.diary.brought import until
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.mapping_file import mapping_to_json
from reprieve.pathway.diary.records import Diary

MOST_AN_HOUR = 60


# The check against forged requests reads the form, and with it the files: it is done after the limits.
@csrf_exempt
@for_my_record
@require_http_methods(["GET", "HEAD", "POST"])
def bring_into_record(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """The form; or, for files sent with it, what was read of them."""
    opened = opened_for(request, key, Door.WRITE, did="opened it to bring a diary")
    if request.method != "POST":
        return _ask(request, opened, key, FilesForm(initial={"zone": opened.patient.zone}))
    return _take(request, opened, key, FilesForm)


@csrf_exempt
@for_my_record
@require_http_methods(["GET", "HEAD", "POST"])
def explain_record_columns(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """The same, once the columns of a table are explained."""
    if request.method != "POST":
        return redirect(address("bring_into_record", key))
    opened = opened_for(request, key, Door.WRITE, did="opened it to bring a diary")
    return _take(request, opened, key, ColumnsAnswered)


def _take(
    request: HttpRequest, opened: OpenRecord, key: uuid.UUID | None, asked: type[FilesForm] | type[ColumnsAnswered]
) -> HttpResponse:
    @csrf_protect
    def answer(request: HttpRequest) -> HttpResponse:
        return _answer(request, opened, key, asked(request.POST, request.FILES))

    person = f"person {opened.who.user.pk}"
    return take_files(
        request, answer, must_wait_s=lambda: count(person, of="diaries brought into a record", most=MOST_AN_HOUR)
    )


def _answer(request: HttpRequest, opened: OpenRecord, key: uuid.UUID | None, form: FilesForm) -> HttpResponse:
    if isinstance(form, ColumnsAnswered) and form.is_valid() and form.keeps_only and form.mapping_made is not None:
        return as_file(mapping_to_json(form.mapping_made).encode(), "mapping.json", "application/json")
    if form.is_valid() and form.unknown is None:
        return _keep(opened, key, form)
    if form.unknown is not None:
        return _ask_about_columns(request, opened, key, form, form.unknown)
    return _ask(request, opened, key, form, status=422)


def _keep(opened: OpenRecord, key: uuid.UUID | None, form: FilesForm) -> HttpResponse:
    tomorrow = now_of(opened.patient).date() + timedelta(days=1)  # it may be that somewhere already
    diary = _as_answered(until(form.diary_read, tomorrow), form.cleaned_data)
    before = _brought_before(opened, diary)
    if before is not None:
        return redirect(address("review_upload", key, number=before.pk, query="?again=1"))
    upload = keep_upload(opened, diary)
    return redirect(address("review_upload", key, number=upload.pk))


def _as_answered(diary: Diary, said: dict[str, Any]) -> Diary:
    """With the answers beside the files; where rows were lost, nobody's word that all is there is kept."""
    profile = replace(
        diary.profile,
        every_headache_written=truth_said(said["every_headache"], diary.profile.every_headache_written),
        every_dose_written=truth_said(said["every_dose"], diary.profile.every_dose_written),
    )
    diary = replace(diary, profile=profile)
    return replace(diary, profile=diary.vouched_profile)


def _brought_before(opened: OpenRecord, diary: Diary) -> DiaryUpload | None:
    sha256 = hashlib.sha256(write_json(diary).encode()).hexdigest()
    return uploads(opened).filter(sha256=sha256, undone_at=None).first()


def _ask(
    request: HttpRequest, opened: OpenRecord, key: uuid.UUID | None, form: FilesForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **about(opened, key),
        "form": form,
        "limit_mb": MOST_MB,
        "lost": isinstance(form, ColumnsAnswered) and form.lost,
        "action": address("bring_into_record", key),
    }
    return render(request, "me/bring.html", context, status=status)


def _ask_about_columns(
    request: HttpRequest, opened: OpenRecord, key: uuid.UUID | None, form: FilesForm, found: UnknownTable
) -> HttpResponse:
    context = {
        **about(opened, key),
        "page": page_about(form, found),
        "action": address("explain_record_columns", key),
        "limit_mb": MOST_MB,
    }
    return render(request, "me/columns.html", context, status=422 if form.errors else 200)


# Looking it over ---------------------------------------------------------------------------------


@for_my_record
@require_http_methods(["GET", "HEAD", "POST"])
def review_upload(request: HttpRequest, number: int, key: uuid.UUID | None = None) -> HttpResponse:
    """What a brought diary would add, and the choice whether it counts."""
    if request.method == "POST":
        return _decide(request, number, key)
    opened = opened_for(request, key, Door.READ, did="saw a brought diary")
    return _review(request, opened, number, key)


def _review(
    request: HttpRequest, opened: OpenRecord, number: int, key: uuid.UUID | None, *, status: int = 200
) -> HttpResponse:
    upload = uploads(opened).filter(pk=number).first()
    if upload is None:
        raise Http404
    others = [it for it in counting_uploads(opened) if it.pk != upload.pk]
    context = {
        **about(opened, key),
        "review": show_review(upload, others, merge_of(opened, upload), zone_of(opened.patient)),
        "again": request.GET.get("again") == "1",
        "undecided": status != 200,
    }
    return render(request, "me/review.html", context, status=status)


DECISIONS = {"count": count_upload, "undo": undo_upload}


def _decide(request: HttpRequest, number: int, key: uuid.UUID | None) -> HttpResponse:
    """What was chosen. Whatever does not say what it wants changes nothing."""
    opened = opened_for(request, key, Door.WRITE, did="opened it to decide on a brought diary")
    decide = DECISIONS.get(request.POST.get("do", ""))
    if decide is None:
        return _review(request, opened, number, key, status=422)
    try:
        decide(opened, number)
    except DiaryUpload.DoesNotExist:
        raise Http404 from None
    return redirect(address("show_my_data", key) + "#brought")
