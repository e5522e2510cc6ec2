"""Check my headaches: one screen after the other, all answers in the page itself and nowhere else."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reprieve.clinic.bringing.giving_out import as_file
from reprieve.clinic.bringing.refusals import show_too_often
from reprieve.clinic.site.check_answers import Refused, read_answer
from reprieve.clinic.site.check_pdf import check_pdf
from reprieve.clinic.site.check_result import present_check
from reprieve.clinic.site.check_screen import show_screen
from reprieve.clinic.site.check_state import Checked, NotOurs, pack_check, unpack_check
from reprieve.clinic.site.check_steps import Way, safety_keys, walk
from reprieve.clinic.site.keeping import PAPERS
from reprieve.clinic.site.limits import client_address, count_upload
from reprieve.clinic.ui.another_site import is_from_another_site
from reprieve.clinic.ui.languages import in_other_languages
from reprieve.pathway.diagnosis.report import Paper

RESULT = "result"
# The browser may keep the page for its own Back and Forward; with "no-store" it would ask to send the answers again.
KEPT_BY_THE_BROWSER = "private, no-cache, max-age=0"


# No token against forged requests: it would need a cookie, and a forged request changes nothing here. Another site
# that sends somebody's browser a form is turned away all the same.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_headaches(request: HttpRequest) -> HttpResponse:
    """The first page; or, after an answer, the next one."""
    if request.method != "POST":
        return render(request, "site/check/start.html")
    if is_from_another_site(request):
        return render(request, "403_csrf.html", status=403)
    if request.POST.get("go") == "over":
        return start_over()
    try:
        checked = Checked() if request.POST.get("go") == "start" else unpack_check(request.POST.get("state", ""))
    except NotOurs:
        return show_lost(request)
    if checked.is_old(timezone.now()):
        return ask_signs_again(request, checked)
    return go_on(request, checked)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def check_headaches_pdf(request: HttpRequest) -> HttpResponse:
    """The same result as one page for the doctor."""
    if request.method != "POST":
        return redirect("check_headaches")
    if is_from_another_site(request):
        return render(request, "403_csrf.html", status=403)
    allowance = count_upload(client_address(request), of="files")
    if not allowance.allowed:
        return show_too_often(request, allowance.wait_s)
    try:
        checked = unpack_check(request.POST.get("state", ""))
    except NotOurs:
        return show_lost(request)
    if checked.is_old(timezone.now()):
        return ask_signs_again(request, checked)
    way = walk(checked)
    if not way.may_end:
        return show_step(request, checked, way, len(way.answered), status=422)
    paper: Paper = next((one for one in PAPERS if one == request.POST.get("paper")), "us-letter")
    page = check_pdf(checked, way, paper=paper, on=timezone.localdate())
    return as_file(page, _("headache-check.pdf"), "application/pdf")


def go_on(request: HttpRequest, checked: Checked) -> HttpResponse:
    """Where the pressed button leads: to an answer's next screen, back, forward, or to one that is to be changed."""
    way = walk(checked)
    last = len(way.answered)  # the open screen, or the result
    at, go = request.POST.get("at", ""), request.POST.get("go", "")
    place = way.place(at)
    if place is None:
        place = last
    if way.may_end and (go == "stop" or (at == RESULT and go == "here")):
        return show_result(request, checked, way)
    if at == RESULT and go == "back" and way.open is not None:
        return show_step(request, checked, way, last)
    if go.startswith("to:"):
        return show_step(request, checked, way, way.place(go.removeprefix("to:")) or 0)
    if go == "back":
        return show_step(request, checked, way, max(place - 1, 0))
    if go in ("forward", "here", "start"):
        return show_step(request, checked, way, min(place + (go == "forward"), last))
    if at == RESULT or at not in {step.key for step in way.steps}:
        return show_step(request, checked, way, last)
    given = read_answer(way.steps[place], request.POST)
    if isinstance(given, Refused):
        return show_step(request, checked, way, place, refused=given, status=422)
    checked = checked.with_answer(at, given, now=timezone.now())
    way = walk(checked)
    return show_step(request, checked, way, len(way.answered))


def show_step(
    request: HttpRequest, checked: Checked, way: Way, place: int, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    """The screen at a place of the way; behind the last one stands the result."""
    if place >= len(way.steps):
        return show_result(request, checked, way, status=status)
    screen = show_screen(checked, way, place, refused)
    context = carried(request, checked, screen.key) | {"screen": screen}
    return kept_by_the_browser(render(request, "site/check/question.html", context, status=status))


def show_result(request: HttpRequest, checked: Checked, way: Way, *, status: int = 200) -> HttpResponse:
    """What the answers come to, also before the last question."""
    context = carried(request, checked, RESULT) | {"result": present_check(checked, way)}
    return kept_by_the_browser(render(request, "site/check/result.html", context, status=status))


def carried(request: HttpRequest, checked: Checked, at: str) -> dict[str, Any]:
    """What every page of a check carries."""
    return {"state": pack_check(checked), "at": at, "other_languages": other_addresses(request)}


def kept_by_the_browser(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = KEPT_BY_THE_BROWSER
    return response


def ask_signs_again(request: HttpRequest, checked: Checked) -> HttpResponse:
    """After a day the warning signs are asked anew; all else that was answered is kept."""
    checked = checked.without(safety_keys())
    way = walk(checked)
    screen = show_screen(checked, way, 0)
    context = carried(request, checked, screen.key) | {"screen": screen, "old": True}
    return render(request, "site/check/question.html", context, status=422)


def show_lost(request: HttpRequest) -> HttpResponse:
    return render(request, "site/check/lost.html", status=400)


def start_over() -> HttpResponse:
    """The first page; and the browser is asked to forget the pages it kept for its Back button."""
    response = redirect("check_headaches")
    response.status_code = 303
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


def other_addresses(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Code, name and address of the check in the other languages; the answers go there with a form."""
    here = reverse("check_headaches")
    return [(it.code, it.name, translate_url(here, it.code)) for it in in_other_languages(request)]
