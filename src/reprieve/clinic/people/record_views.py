"""What the staff do with who somebody is: an invitation, an emergency, two records of one person."""

from __future__ import annotations

import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people import inviting, merging
from reprieve.clinic.people.access import Closed, Door, OpenRecord, find_patient, open_record, patients_at
from reprieve.clinic.people.break_glass import NeedsReason, break_glass
from reprieve.clinic.people.inviting import CannotInvite
from reprieve.clinic.people.merging import CannotMerge
from reprieve.clinic.people.models import Merge, Patient, Role
from reprieve.clinic.people.record_forms import InviteToRecordForm, MergeForm, ReasonForm
from reprieve.clinic.people.sign_in_views import focus_first_error
from reprieve.clinic.people.signing_in import for_roles, who_is
from reprieve.clinic.showing.plain_words import say_date

MOST_CANDIDATES = 20
_IDENTITY = (Role.FRONT_DESK, Role.NURSE, Role.PRESCRIBER)
_MERGES = (Role.FRONT_DESK, Role.PRESCRIBER)


def opened_or_404(request: HttpRequest, key: uuid.UUID | str, door: Door, *, did: str) -> OpenRecord:
    """The record, opened as staff.

    Raises
    ------
    Http404
    """
    try:
        opened = open_record(who_is(request), key, door, did=did)
    except Closed:
        raise Http404 from None
    if opened.role not in Role.values:
        raise Http404
    return opened


def answer(request: HttpRequest, template: str, form: Any, **more: Any) -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    return render(request, template, {"form": form, **more}, status=422 if form.errors else 200)


@for_roles(*_IDENTITY)
@require_http_methods(["GET", "HEAD", "POST"])
def invite_to_record(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    opened = opened_or_404(request, key, Door.CHANGE_IDENTITY, did="opened it to invite somebody")
    form = InviteToRecordForm(request.POST or None, initial={"email": opened.patient.email, "as_whom": "patient"})
    if request.method == "POST" and form.is_valid():
        invite = inviting.invite_guardian if form.cleaned_data["as_whom"] == "guardian" else inviting.invite_patient
        try:
            invite(opened=opened, email=form.cleaned_data["email"])
            return render(request, "people/invited.html", {"key": opened.patient.key})
        except CannotInvite as problem:
            form.add_error(None, str(problem))
    return answer(request, "people/invite_to_record.html", form, patient=opened.patient)


@for_roles(Role.NURSE, Role.PRESCRIBER)
@require_http_methods(["GET", "HEAD", "POST"])
def open_closed_record(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """Says nothing of the record, not even whether there is one, until the glass is broken."""
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            break_glass(who=who_is(request), key=key, reason=form.cleaned_data["reason"])
            return redirect("show_glass_broken", key=key)
        except NeedsReason as problem:
            form.add_error("reason", str(problem))
        except Closed:
            raise Http404 from None
    return answer(request, "people/break_glass.html", form)


@for_roles(Role.NURSE, Role.PRESCRIBER)
@require_safe
def show_glass_broken(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """That it is open now, and the way in."""
    opened = opened_or_404(request, key, Door.IDENTITY, did="saw whose record was opened")
    return render(request, "people/glass_broken.html", {"patient": opened.patient})


@for_roles(*_MERGES)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_records(request: HttpRequest) -> HttpResponseBase:
    """With one record named: those that may be the same person. With both: side by side, and the question."""
    one, other = (uuid_in(request, name) for name in ("one", "other"))
    if one is None:
        raise Http404
    first = opened_or_404(request, one, Door.MERGE, did="opened it to merge it")
    if other is None:
        return show_candidates(request, first)
    second = opened_or_404(request, other, Door.MERGE, did="opened it to merge it")
    pair = {str(it.patient.key): it for it in (first, second)}
    form = MergeForm(
        request.POST if request.method == "POST" else None,
        choices=[(key, which(n, it.patient)) for n, (key, it) in enumerate(pair.items(), start=1)],
    )
    if request.method == "POST" and form.is_valid():
        kept = pair[form.cleaned_data["keeps"]]
        try:
            merging.merge(kept=kept, merged=second if kept is first else first, reason=form.cleaned_data["reason"])
            return redirect(f"{request.path}?one={kept.patient.key}")
        except CannotMerge as problem:
            form.add_error(None, str(problem))
    return answer(request, "people/merge.html", form, pair=[first.patient, second.patient])


def which(number: int, patient: Patient) -> str:
    """Which of two records of one name: by its place on the page, when it was made, and whether somebody signs in."""
    made = say_date(patient.made_at.astimezone(ZoneInfo(patient.location.zone)).date())
    said = _("%(n)d. %(name)s, made %(day)s") % {"n": number, "name": patient.full_name, "day": made}
    return said if patient.account_id is None else _("%(record)s, the patient signs in") % {"record": said}


def show_candidates(request: HttpRequest, first: OpenRecord) -> HttpResponse:
    """Those of the same name or birthday; each that was shown is written down."""
    patient = first.patient
    alike = Q(family_name__iexact=patient.family_name, given_name__iexact=patient.given_name)
    if patient.born is not None:
        alike |= Q(born=patient.born)
    everyone: Any = patients_at(who_is(request), door=Door.MERGE)
    found: list[Patient] = list(everyone.filter(alike).exclude(pk=patient.pk)[:MOST_CANDIDATES])
    for it in sorted(found, key=lambda one: chain_of(PATIENT, one.pk)):
        write_line(
            who=request.user,
            role=first.role,
            did="saw in the list",
            kind=PATIENT,
            record=it.pk,
            chain=chain_of(PATIENT, it.pk),
        )
    shown = {"patient": patient, "candidates": found, "merges": merging.merges_of(first)}
    return render(request, "people/merge_candidates.html", shown)


@for_roles(*_MERGES)
@require_POST
def undo_merge(request: HttpRequest, merge_id: int) -> HttpResponseBase:
    found = Merge.objects.select_related("kept").filter(pk=merge_id).first()
    kept = find_patient(found.kept.key) if found is not None else None
    if found is None or kept is None:
        raise Http404
    opened = opened_or_404(request, kept.key, Door.MERGE, did="opened it to undo a merge")
    try:
        merging.undo_merge(opened=opened, merge=found)
    except CannotMerge:
        raise Http404 from None
    return redirect("find_patients")


def uuid_in(request: HttpRequest, name: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.GET.get(name, ""))
    except ValueError:
        return None
