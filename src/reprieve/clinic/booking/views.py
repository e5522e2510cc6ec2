"""Asking for an appointment, and referring somebody. Both work without script and without a cookie."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reprieve.clinic.booking.access import appointment_of, referral_of, sent_with
from reprieve.clinic.booking.actions import Received, receive_appointment, receive_referral
from reprieve.clinic.booking.bounds import MOST_REPORT_MB
from reprieve.clinic.booking.forms import BAIT, NONE_FOUND, AppointmentForm, ReferralForm
from reprieve.clinic.booking.limits import MOST_APPOINTMENTS, MOST_REFERRALS, count_sending
from reprieve.clinic.booking.tokens import fresh_token, read_token
from reprieve.clinic.booking.uploads import ReportUpload
from reprieve.clinic.ui.another_site import is_from_another_site
from reprieve.pathway.safety.red_flags import BY_ID, WITHHOLDING

# The browser may keep a step for its own Back; nobody else may.
KEPT_BY_THE_BROWSER = "private, no-cache, max-age=0"
LAST_STEP = len(AppointmentForm.STEPS)


# No token in a cookie: the form's own, signed, does more, and somebody who takes no cookies can ask all the same.
# A form that another site sends is turned away by what the browser says of it.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def ask_appointment(request: HttpRequest) -> HttpResponse:
    """Three short steps; what was typed travels in the page until it is sent."""
    if request.method != "POST":
        form = AppointmentForm(token=fresh_token(), initial={"language": get_language()})
        return show_step(request, form, 1)
    if is_from_another_site(request):
        return render(request, "403_csrf.html", status=403)
    form = AppointmentForm(request.POST, token=read_token(request.POST.get("token", "")))
    step = step_of(request)
    if request.POST.get("go") == "back":
        return show_step(request, form, max(step - 1, 1), looked_at=False)
    wrong = form.wrong_step(step)
    if wrong is not None:
        return show_step(request, form, wrong, status=422)
    if step < LAST_STEP:
        return show_step(request, form, step + 1)
    if form.doubt:
        return show_step(request, form, step, notice=form.doubt, status=422)
    wait_s = count_sending(request, of="appointment", most=MOST_APPOINTMENTS)
    if wait_s:
        return show_too_often(request, wait_s)
    return receive(request, form)


def step_of(request: HttpRequest) -> int:
    """The step that was filled in."""
    said = request.POST.get("step", "")
    return int(said) if said in {str(n) for n in range(1, LAST_STEP + 1)} else 1


def show_step(
    request: HttpRequest,
    form: AppointmentForm,
    step: int,
    *,
    notice: str = "",
    looked_at: bool = True,
    status: int = 200,
) -> HttpResponse:
    if form.is_bound:
        form.forget_errors_except(step if looked_at and status == 422 else 0)
        form.focus_first_error(AppointmentForm.STEPS[step - 1])
    context = {
        "form": form,
        "step": step,
        "last": LAST_STEP,
        "shown": form.shown(step),
        "carried": form.carried(step),
        "notice": notice,
        "bait": BAIT,
    }
    response = render(request, "booking/ask.html", context, status=status)
    response.headers["Cache-Control"] = KEPT_BY_THE_BROWSER
    return response


def receive(request: HttpRequest, form: AppointmentForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for names in AppointmentForm.STEPS for name in names if name != "language"}
    received = receive_appointment(
        token=form.token.id, language=form.cleaned_data["language"], said=said, desk_address=desk_address()
    )
    differs = False
    if not received.new:
        before = sent_with(form.token.id)
        kept = appointment_of(before) if before is not None else None
        differs = kept is None or any(getattr(kept, name) != value for name, value in said.items())
    return show_received(request, received, again="ask_appointment", differs=differs)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def refer_patient(request: HttpRequest) -> HttpResponse:
    """One page for a doctor; with it a report may come, looked at before it is kept."""
    if request.method != "POST":
        return show_referral(request, ReferralForm(token=fresh_token()))
    if is_from_another_site(request):
        return render(request, "403_csrf.html", status=403)
    # Before the body is read: what comes with it may be large.
    wait_s = count_sending(request, of="referral", most=MOST_REFERRALS)
    if wait_s:
        return show_too_often(request, wait_s)
    request.upload_handlers = [ReportUpload(request)]
    try:
        form = ReferralForm(request.POST, request.FILES, token=read_token(request.POST.get("token", "")))
    except RequestDataTooBig:
        return show_too_large(request)
    if not form.is_valid():
        form.focus_first_error(form.fields)
        return show_referral(request, form, status=422)
    if form.doubt:
        return show_referral(request, form, notice=form.doubt, status=422)
    return receive_from_doctor(request, form)


def receive_from_doctor(request: HttpRequest, form: ReferralForm) -> HttpResponse:
    said = {name: form.cleaned_data[name] for name in form.fields if name != "report"}
    ticked = said.pop("red_flags")
    flags = [flag for flag in ticked if flag != NONE_FOUND]
    said |= {"red_flags": flags, "no_red_flag": NONE_FOUND in ticked}
    received = receive_referral(
        token=form.token.id,
        language=get_language() or "en",
        said=said,
        report=form.cleaned_data["report"],
        desk_address=desk_address(),
    )
    differs = False
    if not received.new:
        before = sent_with(form.token.id)
        kept = referral_of(before) if before is not None else None
        differs = kept is None or any(getattr(kept, name) != value for name, value in said.items())
    pressing = any(BY_ID[flag].action in WITHHOLDING for flag in flags)
    return show_received(request, received, again="refer_patient", differs=differs, pressing=pressing)


def show_referral(request: HttpRequest, form: ReferralForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    context = {"form": form, "notice": notice, "bait": BAIT, "lost_file": form.is_bound and bool(request.FILES)}
    return render(request, "booking/refer.html", context, status=status)


def show_received(
    request: HttpRequest, received: Received, *, again: str, differs: bool, pressing: bool = False
) -> HttpResponse:
    context = {"received": received, "again": again, "differs": differs, "pressing": pressing}
    return render(request, "booking/received.html", context)


def show_too_often(request: HttpRequest, wait_s: int) -> HttpResponse:
    response = render(request, "429.html", {"minutes": -(-wait_s // 60)}, status=429)
    response.headers["Retry-After"] = str(wait_s)
    return response


def show_too_large(request: HttpRequest) -> HttpResponse:
    return render(request, "413.html", {"limit_mb": MOST_REPORT_MB, "back": request.path}, status=413)


def desk_address() -> str:
    """Where the front desk reads its requests, for the letter that says that one waits.

    The host that a request names is a stranger's word.
    """
    root_url: str = settings.WAGTAILADMIN_BASE_URL
    try:
        with override(settings.LANGUAGE_CODE):
            return root_url + reverse("list_requests")
    except NoReverseMatch:  # a clinic that runs without the desk's pages
        return f"{root_url}/"
