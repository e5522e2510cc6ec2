"""What waits at the front desk. Every look and every change leaves a line in the audit."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.audit.actions import write_line, write_lines
from reprieve.clinic.booking.access import OPEN, report_of, requests
from reprieve.clinic.booking.actions import ChangedMeanwhile, note_status
from reprieve.clinic.booking.models import Request, Status
from reprieve.clinic.booking.reports import read_report
from reprieve.clinic.desk.door import for_front_desk
from reprieve.clinic.desk.presenters import show_line
from reprieve.clinic.desk.presenters import show_request as present_request
from reprieve.clinic.people.standing import clinic_zone

ON_A_PAGE = 50
CONTENT_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpeg": "image/jpeg"}
# Whatever a report holds, it is shown without a right to do anything.
SANDBOX = "default-src 'none'; sandbox"


@never_cache
@for_front_desk
@require_safe
def list_requests(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first; or all."""
    everything = request.GET.get("all") == "1"
    page = Paginator(requests() if everything else requests(*OPEN), ON_A_PAGE).get_page(request.GET.get("page"))
    zone = clinic_zone()
    lines = [show_line(it, zone) for it in page]
    write_lines(who=request.user, did="saw in the list", kind="request", records=[it.id for it in lines])
    return render(request, "desk/requests.html", {"lines": lines, "page_of": page, "everything": everything})


@never_cache
@for_front_desk
@require_http_methods(["GET", "HEAD", "POST"])
def show_request(request: HttpRequest, request_id: int) -> HttpResponse:
    """One request; or, with a button pressed, what became of it."""
    if request.method == "POST":
        return change_request(request, request_id)
    return show_one(request, request_id)


def show_one(request: HttpRequest, request_id: int, *, notice: bool = False, status: int = 200) -> HttpResponse:
    found = requests().filter(pk=request_id).first()
    if found is None:
        raise Http404
    write_line(who=request.user, did="saw", kind="request", record=found.pk)
    context = {"it": present_request(found, clinic_zone()), "notice": notice}
    return render(request, "desk/request.html", context, status=status)


def change_request(request: HttpRequest, request_id: int) -> HttpResponse:
    becomes, seen = request.POST.get("becomes", ""), request.POST.get("seen", "")
    if becomes not in Status.values or not seen.isdecimal() or len(seen) > 18:
        return show_one(request, request_id, status=422)
    try:
        note_status(by=request.user, request_id=request_id, status=Status(becomes), seen_event=int(seen))
    except Request.DoesNotExist:
        raise Http404 from None
    except ChangedMeanwhile:
        return show_one(request, request_id, notice=True, status=409)
    return redirect("show_request", request_id=request_id)


@never_cache
@for_front_desk
@require_safe
def open_report(request: HttpRequest, request_id: int) -> HttpResponseBase:
    """The report that came with a referral, to be saved; its name is ours."""
    found = requests().filter(pk=request_id).first()
    report = report_of(found) if found is not None else None
    if report is None:
        raise Http404
    with transaction.atomic():
        write_line(who=request.user, did="opened the report", kind="request", record=request_id)
    content = read_report(report.stored_as, sha256=report.sha256)
    if content is None:
        return render(request, "desk/report_lost.html", {"request_id": request_id}, status=500)
    headers = {
        "Content-Disposition": f'attachment; filename="referral-{request_id}.{report.kind}"',
        "Content-Security-Policy": SANDBOX,
    }
    return HttpResponse(content, content_type=CONTENT_TYPES[report.kind], headers=headers)
