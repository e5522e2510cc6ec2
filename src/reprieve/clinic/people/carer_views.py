"""Who may act for me? The patient's page, or the guardian's."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from reprieve.clinic.people import carers, inviting
from reprieve.clinic.people.access import GUARDIAN, SELF, Closed, Door, OpenRecord, my_records, open_record
from reprieve.clinic.people.inviting import CannotInvite
from reprieve.clinic.people.joining_forms import EmailForm
from reprieve.clinic.people.sign_in_views import focus_first_error
from reprieve.clinic.people.signing_in import signed_in, who_is


def opened_here(request: HttpRequest, key: uuid.UUID | None, *, did: str) -> OpenRecord:
    """The record that the address names, or one's own; as the patient or the guardian, never as staff.

    Raises
    ------
    Http404
    """
    who = who_is(request)
    records = my_records(who)
    wanted = key or (records[0].key if records else None)
    if wanted is None:
        raise Http404
    try:
        opened = open_record(who, wanted, Door.ALLOW, did=did)
    except Closed:
        raise Http404 from None
    if opened.role not in (SELF, GUARDIAN):
        raise Http404
    return opened


def back(key: uuid.UUID | None) -> HttpResponseBase:
    return redirect("list_carers_of", key=key) if key else redirect("list_carers")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def list_carers(request: HttpRequest, key: uuid.UUID | None = None) -> HttpResponseBase:
    """Who acts for the patient, who is invited to, and a form for another one."""
    opened = opened_here(request, key, did="saw who may act for them")
    form = EmailForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            inviting.invite_carer(opened=opened, email=form.cleaned_data["email"])
            return back(key)
        except CannotInvite as problem:
            form.add_error(None, str(problem))
    if form.errors:
        focus_first_error(form)
    shown = {
        "form": form,
        "key": key,
        "patient": opened.patient,
        "carers": carers.carers_of(opened),
        "invited": carers.carers_invited(opened),
    }
    return render(request, "people/carers.html", shown, status=422 if form.errors else 200)


@signed_in
@require_POST
def end_carer(request: HttpRequest, carer_id: int, key: uuid.UUID | None = None) -> HttpResponseBase:
    opened = opened_here(request, key, did="opened it to end a carer")
    found = carers.carers_of(opened).filter(pk=carer_id).first()
    if found is None or not carers.end_carer(opened=opened, carer=found):
        raise Http404
    return back(key)


@signed_in
@require_POST
def recall_carer(request: HttpRequest, invitation_id: int, key: uuid.UUID | None = None) -> HttpResponseBase:
    opened = opened_here(request, key, did="opened it to recall an invitation")
    found = carers.carers_invited(opened).filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    inviting.recall(by=opened.who, invitation=found)
    return back(key)
