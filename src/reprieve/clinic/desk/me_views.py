"""A patient's pages that look across rooms: what my diary shows, and my data."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from reprieve.clinic.bringing.giving_out import as_csv, as_file, as_json
from reprieve.clinic.desk.every_entry import entries_as_json
from reprieve.clinic.desk.looks import looks_at, own_names, show_glass
from reprieve.clinic.desk.me_presenters import show_uploads
from reprieve.clinic.desk.opening import for_my_record, may
from reprieve.clinic.desk.shown import PAGE, STANDS, show_confirmed, shown_of
from reprieve.clinic.diagnosis.access import basis_of, judged, whole_diary
from reprieve.clinic.diary.access import uploads
from reprieve.clinic.diary.actions import undo_upload
from reprieve.clinic.diary.clock import zone_of
from reprieve.clinic.diary.door import back_to, opened_for
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.pathway.diagnosis.report import report_pdf
from reprieve.pathway.diary.records import Diary

ON_A_PAGE = 50
SORTS = {
    "csv": "took the diary away (CSV)",
    "json": "took the diary away (JSON)",
    "entries": "took every entry away (JSON)",
    "pdf": "took the report away (PDF)",
}


@for_my_record
@require_safe
def show_diary_shows(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """What the written days add up to, and what a clinician said of it."""
    opened = opened_for(request, key, Door.READ, did="saw what the diary shows")
    shown = shown_of(opened, PAGE, STANDS)
    context = {
        **about(opened, key),
        "shown": shown.page(),
        "confirmed": show_confirmed(opened, shown.stands()),
    }
    return render(request, "me/shows.html", context)


@for_my_record
@require_safe
def show_my_data(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Everything to take away, what was brought, and who has looked."""
    opened = opened_for(request, key, Door.READ, did="saw what is kept")
    context = {
        **about(opened, key),
        "may_export": may(opened, Door.EXPORT),
        "may_see_looks": may(opened, Door.LOOKS),
        "letter": opened.patient.zone.startswith("America/"),
        "glass": show_glass(opened) if may(opened, Door.LOOKS) else (),
        "uploads": show_uploads(uploads(opened), zone_of(opened.patient)),
    }
    return render(request, "me/data.html", context)


@for_my_record
@require_safe
def show_looks(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """Who has looked at the record or changed it; one's own pages only when asked for."""
    opened = opened_for(request, key, Door.LOOKS, did="saw who has looked")
    everything = request.GET.get("all") == "1"
    page = Paginator(looks_at(opened, own_too=everything), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **about(opened, key),
        "looks": own_names(page, opened, zone_of(opened.patient)),
        "page_of": page,
        "everything": everything,
    }
    return render(request, "me/looks.html", context)


@for_my_record
@require_POST
def take_my_data(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponse:
    """The diary, all its entries or the report, as a file; that it was taken is written down."""
    sort = request.POST.get("sort", "")
    if sort not in SORTS:
        raise Http404
    opened = opened_for(request, key, Door.EXPORT, did=SORTS[sort])
    if sort == "entries":
        return as_file(entries_as_json(opened), _("headache-diary-entries.json"), "application/json")
    diary = whole_diary(opened)
    if sort == "csv":
        return as_file(as_csv(diary), _("headache-diary.csv"), "text/csv; charset=utf-8")
    if sort == "json":
        return as_file(as_json(diary), _("headache-diary.json"), "application/json")
    content = report_of(opened, diary, letter=request.POST.get("paper") == "us-letter")
    return as_file(content, _("headache-report.pdf"), "application/pdf")


def report_of(opened: OpenRecord, diary: Diary, *, letter: bool) -> bytes:
    """The page for the doctor, in the language of the page it was asked from."""
    diagnosis = judged(diary, basis_of(opened))
    return report_pdf(diagnosis, paper="us-letter" if letter else "a4", language=(get_language() or "en")[:2])


@for_my_record
@require_POST
def undo_my_upload(request: HttpRequest, number: int, key: uuid.UUID | None = None) -> HttpResponse:
    """A brought diary does not count any more, as a whole."""
    opened = opened_for(request, key, Door.WRITE, did="opened it to take a diary back")
    try:
        undo_upload(opened, number)
    except DiaryUpload.DoesNotExist:
        raise Http404 from None
    return back_to("show_my_data", key)


def about(opened: OpenRecord, key: uuid.UUID | None) -> dict[str, Any]:
    """What every page of a record says of it: whose it is, where it is not one's own, and the key of its address."""
    return {"key": key, "whose": "" if opened.role == "patient" else opened.patient.short_name}
