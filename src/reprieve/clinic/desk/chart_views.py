"""The chart: one patient on one page, and what nurses and prescribers write on it."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from reprieve.clinic.booking.uploads import ReportUpload
from reprieve.clinic.bringing.refusals import show_too_large
from reprieve.clinic.desk.chart_forms import FileForm, NoteForm, RetractForm
from reprieve.clinic.desk.chart_presenters import (
    ALL,
    DEFAULT,
    MONTHS,
    say_patient,
    show_file,
    show_note,
    show_timeline,
    span_asked,
)
from reprieve.clinic.desk.opening import for_staff, may, staff_record
from reprieve.clinic.desk.shown import ANSWER, CHART, STANDS, clinic_clock, present_confirmation, shown_of
from reprieve.clinic.desk.views import CONTENT_TYPES, SANDBOX
from reprieve.clinic.diagnosis.access import confirmations, files, notes
from reprieve.clinic.diagnosis.actions import (
    CannotKeep,
    give_out_file,
    keep_file,
    retract_file,
    tell_of_change,
    write_note,
)
from reprieve.clinic.diagnosis.bounds import MOST_FILE_BYTES, MOST_FILE_MB
from reprieve.clinic.diagnosis.models import Note, PatientFile
from reprieve.clinic.diary.words import HANDS
from reprieve.clinic.people.access import OPEN_TO, Door, OpenRecord
from reprieve.pathway.terms.text import a_list


class FileUpload(ReportUpload):
    """In memory alone, and no more than a file of a record may have."""

    most_bytes = MOST_FILE_BYTES
    ends_it = True


@for_staff
@require_safe
def show_chart(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One timeline, the explained diagnosis, what was signed, notes and files."""
    return _show(request, staff_record(request, key, Door.READ, did="saw the chart"))


def _show(request: HttpRequest, opened: OpenRecord, *, status: int = 200, **forms: Any) -> HttpResponse:
    shown = shown_of(opened, ANSWER, CHART, STANDS)
    packed, stands = shown.chart(), shown.stands()
    span = span_asked(request.GET, packed)
    zone = clinic_clock(opened)
    signed = [present_confirmation(it, stands, zone) for it in confirmations(opened)]
    tell_of_change(opened, stands.codes)
    context = {
        "patient": opened.patient,
        "about": say_patient(opened.patient),
        "timeline": show_timeline(packed, *span) if span is not None else None,
        "hands": a_list([str(HANDS[it]) for it in packed.get("hands", ())]),
        "spans": _spans(request),
        "from": f"{span[0]:%Y-%m}" if span else "",
        "to": f"{span[1]:%Y-%m}" if span else "",
        "answer": shown.answer(),
        "signed": signed[0] if signed else None,
        "signed_before": signed[1:],
        "notes": [show_note(it, zone) for it in notes(opened)],
        "files": [show_file(it, zone) for it in files(opened)],
        "may_sign": may(opened, Door.SIGN),
        "may_invite": may(opened, Door.CHANGE_IDENTITY),
        "may_merge": bool(opened.held & frozenset(OPEN_TO[Door.MERGE])),
        "limit_mb": MOST_FILE_MB,
        "note_form": forms.get("note_form") or NoteForm(auto_id="note_%s"),
        "file_form": forms.get("file_form") or FileForm(auto_id="file_%s"),
        "retract_form": forms.get("retract_form") or RetractForm(auto_id=False),
        "retracting": forms.get("retracting"),
        "sends": uuid.uuid4(),
    }
    return render(request, "desk/chart.html", context, status=status)


def _spans(request: HttpRequest) -> list[tuple[str, str, bool]]:
    chosen = request.GET.get("span", "" if "from" in request.GET or "to" in request.GET else DEFAULT)
    names = {"3": _("3 months"), "12": _("1 year"), "36": _("3 years"), ALL: _("All")}
    return [(key, names[key], key == chosen) for key in (*MONTHS, ALL)]


@for_staff
@require_POST
def add_note(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A note, or an addendum to one."""
    opened = staff_record(request, key, Door.NOTE, did="opened it to write a note")
    form = NoteForm(request.POST, auto_id="note_%s")
    if not form.is_valid():
        return _show(request, opened, note_form=form, status=422)
    try:
        write_note(opened, form.cleaned_data["text"], about=form.cleaned_data["about"], page_id=form.page_id)
    except Note.DoesNotExist:
        raise Http404 from None
    return _back(key, "#notes")


@csrf_exempt
@for_staff
@require_POST
def add_file(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A file for the record; the check against forged requests comes after its limits."""
    opened = staff_record(request, key, Door.NOTE, did="opened it to keep a file")
    request.upload_handlers = [FileUpload(request)]

    @csrf_protect
    def answer(request: HttpRequest) -> HttpResponse:
        form = FileForm(request.POST, request.FILES, auto_id="file_%s")
        if form.is_valid():
            try:
                keep_file(opened, form.cleaned_data["file"], title=form.cleaned_data["title"])
                return _back(key, "#files")
            except CannotKeep:
                form.add_error("file", _("This file is in the record already."))
        return _show(request, opened, file_form=form, status=422)

    try:
        return answer(request)
    except RequestDataTooBig:
        return show_too_large(request, limit_mb=MOST_FILE_MB, back=reverse("show_chart", args=[key]))


@for_staff
@require_safe
def open_file(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """A file of the record, to be saved; its name is ours."""
    opened = staff_record(request, key, Door.READ, did="opened it to take a file out")
    try:
        file, content = give_out_file(opened, number)
    except PatientFile.DoesNotExist:
        raise Http404 from None
    if content is None:
        return render(request, "desk/file_lost.html", {"patient": opened.patient}, status=500)
    headers = {
        "Content-Disposition": f'attachment; filename="file-{file.pk}.{file.kind}"',
        "Content-Security-Policy": SANDBOX,
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[file.kind], headers=headers)


@for_staff
@require_POST
def withdraw_file(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """A file that should not be here stays, and is not given out any more."""
    opened = staff_record(request, key, Door.NOTE, did="opened it to withdraw a file")
    form = RetractForm(request.POST, auto_id=False)
    if not form.is_valid():
        return _show(request, opened, retract_form=form, retracting=number, status=422)
    try:
        retract_file(opened, number, reason=form.cleaned_data["reason"])
    except PatientFile.DoesNotExist:
        raise Http404 from None
    return _back(key, "#files")


def _back(key: uuid.UUID, place: str) -> HttpResponse:
    return redirect(reverse("show_chart", kwargs={"key": key}) + place)
