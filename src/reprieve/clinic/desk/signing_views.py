"""Signing a diagnosis, and looking at what was signed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.limits import count
from reprieve.clinic.bringing.refusals import show_too_often
from reprieve.clinic.desk.chart_forms import SignForm
from reprieve.clinic.desk.opening import for_staff, staff_record
from reprieve.clinic.desk.shown import ANSWER, STANDS, Shown, clinic_clock, present_confirmation, shown_of
from reprieve.clinic.diagnosis.access import confirmations
from reprieve.clinic.diagnosis.actions import CannotSign, ChangedMeanwhile, Signing, sign_diagnosis
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.proving import has_code, passkey_options
from reprieve.clinic.showing.plain_words import say_moment

# Tries to sign in an hour.
MOST_TRIES = 20


@sensitive_post_parameters("password", "code", "credential")
@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The explained diagnosis with the choice: one that stands, or another with a reason."""
    opened = staff_record(request, key, Door.SIGN, did="opened it to sign a diagnosis")
    shown = shown_of(opened, ANSWER, STANDS)
    if request.method != "POST":
        return _show(request, opened, shown, _form(opened, shown))
    wait_s = count(f"person {opened.who.user.pk}", of="signing", most=MOST_TRIES)
    if wait_s:
        return show_too_often(request, wait_s)
    return _sign(request, opened, shown)


def _form(opened: OpenRecord, shown: Shown, data: Any = None, *, typed: Mapping[str, str] | None = None) -> SignForm:
    last = confirmations(opened).values_list("pk", flat=True).first() or 0
    initial = {"basis": shown.basis.sha256, "after": last, **(typed or {})}
    return SignForm(data, stands=shown.stands(), signer=opened.who.user, initial=initial)


def _sign(request: HttpRequest, opened: OpenRecord, shown: Shown) -> HttpResponse:
    form = _form(opened, shown, request.POST)
    if not form.is_valid():
        if form.not_proved is not None:
            _write_refusal(opened)
            if form.not_proved.wait_s:
                return show_too_often(request, form.not_proved.wait_s)
        return _show(request, opened, shown, form, status=422)
    signing = Signing(
        agrees=form.agrees,
        code=form.signed_code,
        reason=form.cleaned_data["reason"],
        basis_sha256=form.cleaned_data["basis"],
        after=form.cleaned_data["after"],
        proved_by=form.proved_by,
    )
    try:
        sign_diagnosis(opened, signing)
    except ChangedMeanwhile:
        now = shown_of(opened, ANSWER, STANDS)
        return _show(request, opened, now, _form(opened, now, typed=_typed(form)), changed=True, status=409)
    except CannotSign:
        return _show(request, opened, shown, _form(opened, shown, typed=_typed(form)), status=422)
    return redirect("show_chart", key=opened.patient.key)


def _typed(form: SignForm) -> dict[str, str]:
    """What need not be typed again. The diagnosis is chosen anew, by what the diary shows now."""
    return {name: form.cleaned_data[name] for name in ("other_code", "reason")}


def _write_refusal(opened: OpenRecord) -> None:
    write_line(
        who=opened.who.user,
        role=opened.role,
        did="was refused a signature",
        kind="patient",
        record=opened.patient.pk,
        chain=opened.chain,
    )


def _show(
    request: HttpRequest, opened: OpenRecord, shown: Shown, form: SignForm, *, changed: bool = False, status: int = 200
) -> HttpResponse:
    context = {
        "patient": opened.patient,
        "answer": shown.answer(),
        "form": form,
        "changed": changed,
        "signer": opened.who.user,
        "has_code": has_code(opened.who.user),
        "js_data": passkey_options(opened.who.user),
    }
    return render(request, "desk/sign.html", context, status=status)


@for_staff
@require_safe
def show_signed(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """What was signed, with the verdicts and the diary it was based on."""
    opened = staff_record(request, key, Door.READ, did="saw a confirmation")
    found = confirmations(opened).filter(pk=number).first()
    if found is None:
        raise Http404
    context = {
        "patient": opened.patient,
        "it": present_confirmation(found, shown_of(opened, STANDS).stands(), clinic_clock(opened)),
        "found": found,
        "signed": say_moment(found.signed_at, clinic_clock(opened)),
        "verdicts": sorted(found.verdicts, key=lambda verdict: (not verdict["stands"], verdict["status"] != "yes")),
    }
    return render(request, "desk/signed.html", context)
