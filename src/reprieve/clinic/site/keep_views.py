"""Giving out as a file what a page carries. Asked for by a form and never by an address, and never kept here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from reprieve.clinic.bringing.carried import ChangedOnTheWay
from reprieve.clinic.bringing.giving_out import as_file
from reprieve.clinic.bringing.refusals import show_too_often
from reprieve.clinic.site.keeping import (
    PAPERS,
    Kept,
    diary_as_csv,
    diary_as_json,
    page_for_doctor,
    unpack_kept,
)
from reprieve.clinic.site.limits import client_address, count_upload
from reprieve.pathway.diagnosis.report import Paper


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def keep_diary(request: HttpRequest) -> HttpResponse:
    """The page for the doctor, the diary, or the mapping, as a file to be saved."""
    if request.method != "POST":
        return redirect("bring_diary")
    allowance = count_upload(client_address(request), of="files")
    if not allowance.allowed:
        return show_too_often(request, allowance.wait_s)
    try:
        kept = unpack_kept(request.POST.get("kept", ""))
    except ChangedOnTheWay:
        return render(request, "site/lost.html", status=422)
    return give_out(kept, request.POST.get("sort", ""), request.POST.get("paper", ""))


def give_out(kept: Kept, sort: str, paper: str) -> HttpResponse:
    if sort == "csv":
        return as_file(diary_as_csv(kept), _("headache-diary.csv"), "text/csv; charset=utf-8")
    if sort == "json":
        return as_file(diary_as_json(kept), _("headache-diary.json"), "application/json")
    if sort == "mapping" and kept.mapping:
        return mapping_as_file(kept.mapping)
    size: Paper = next((one for one in PAPERS if one == paper), "a4")
    return as_file(page_for_doctor(kept, paper=size), _("headache-report.pdf"), "application/pdf")


def mapping_as_file(mapping: str) -> HttpResponse:
    return as_file(mapping.encode(), "mapping.json", "application/json")
