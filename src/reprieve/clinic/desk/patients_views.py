"""Finding a patient, making a record, and saying who somebody is. Names stand in no address."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reprieve.clinic.audit.actions import PATIENT, write_lines
from reprieve.clinic.desk.opening import STAFF, for_staff, staff_record
from reprieve.clinic.desk.patients_forms import FindForm, IdentityForm
from reprieve.clinic.people.access import OPEN_TO, Door, OpenRecord, Who, patients_at, staff_roles
from reprieve.clinic.people.break_glass import may_break_glass
from reprieve.clinic.people.identity import (
    IDENTITY,
    CannotChange,
    change_identity,
    make_record,
    places_for,
    places_of,
)
from reprieve.clinic.people.models import Patient
from reprieve.clinic.people.signing_in import who_is
from reprieve.clinic.showing.plain_words import say_date

MOST_SHOWN = 50
MERGES = frozenset(OPEN_TO[Door.MERGE])


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One patient in the list; `has_chart` is whether the one who asks may see it."""

    key: uuid.UUID
    name: str
    born: str
    place: str
    has_chart: bool


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def find_patients(request: HttpRequest) -> HttpResponse:
    """The form; or, sent by it, those who are found. The words travel in the body: an address is kept by many."""
    who = who_is(request)
    form = FindForm(request.POST or None, auto_id="%s")
    context: dict[str, Any] = {
        "form": form,
        "may_add": bool(places_of(who, Door.CHANGE_IDENTITY)),
        "may_break_glass": may_break_glass(who),
    }
    if request.method != "POST":
        return render(request, "desk/patients.html", context)
    if not form.is_valid():
        return render(request, "desk/patients.html", context, status=422)
    found = list(_found(who, form.cleaned_data["name"], form.cleaned_data["born"])[: MOST_SHOWN + 1])
    shown = found[:MOST_SHOWN]
    _write_seen(who, shown)
    context |= {"hits": _hits(who, shown), "searched": True, "more": len(found) > MOST_SHOWN}
    return render(request, "desk/patients.html", context)


def _found(who: Who, name: str, born: date | None) -> QuerySet[Patient]:
    found = cast("QuerySet[Patient]", patients_at(who, door=Door.IDENTITY))
    for word in name.split():
        found = found.filter(Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(called__icontains=word))
    return found.filter(born=born) if born is not None else found


def _write_seen(who: Who, patients: list[Patient]) -> None:
    role = next((role for role in OPEN_TO[Door.IDENTITY] if role in staff_roles(who.user)), "")
    write_lines(
        who=who.user,
        role=role,
        did="saw in the list of patients",
        kind=PATIENT,
        records=[patient.pk for patient in patients],
    )


def _hits(who: Who, patients: list[Patient]) -> list[Hit]:
    charts = cast("QuerySet[Patient]", patients_at(who, door=Door.READ)).filter(pk__in=[it.pk for it in patients])
    seen = set(charts.values_list("pk", flat=True))
    return [_hit(it, seen) for it in patients]


def _hit(patient: Patient, charts: set[int]) -> Hit:
    return Hit(
        key=patient.key,
        name=patient.full_name,
        born=say_date(patient.born) if patient.born else "",
        place=patient.location.name,
        has_chart=patient.pk in charts,
    )


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def add_patient(request: HttpRequest) -> HttpResponse:
    """A new record. Where somebody has the same name and date of birth, it is asked once more."""
    who = who_is(request)
    places = places_of(who, Door.CHANGE_IDENTITY)
    if not places:
        raise Http404
    if request.method != "POST":
        form = IdentityForm(places=places, initial={"language": "en", "zone": places[0].zone})
        return render(request, "desk/patient_new.html", {"form": form})
    form = IdentityForm(request.POST, places=places)
    if not form.is_valid():
        return render(request, "desk/patient_new.html", {"form": form}, status=422)
    said = form.cleaned_data
    alike = list(_alike(who, said))
    if alike and request.POST.get("although") != "yes":
        _write_seen(who, alike)
        context = {"form": form, "alike": _hits(who, alike)}
        return render(request, "desk/patient_new.html", context, status=422)
    patient = make_record(who, **said)
    return redirect("show_who", key=patient.key)


def _alike(who: Who, said: dict[str, Any]) -> QuerySet[Patient]:
    found = cast("QuerySet[Patient]", patients_at(who, door=Door.IDENTITY))
    return found.filter(
        family_name__iexact=said["family_name"], given_name__iexact=said["given_name"], born=said["born"]
    )


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def show_who(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Who a patient is; changed with the same form."""
    if request.method == "POST":
        return _change_who(request, key)
    opened = staff_record(request, key, Door.IDENTITY, did="saw who it is", roles=STAFF)
    return _show_who(request, opened, _form_of(opened))


def _form_of(opened: OpenRecord, data: Any = None) -> IdentityForm:
    patient = opened.patient
    initial = {name: getattr(patient, name) for name in IDENTITY} | {"location": str(patient.location_id)}
    form = IdentityForm(data, places=places_for(opened), initial=initial)
    for field in form.fields.values():
        field.disabled = not opened.opens(Door.CHANGE_IDENTITY)
    return form


def _change_who(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    opened = staff_record(request, key, Door.CHANGE_IDENTITY, did="opened it to change who it is", roles=STAFF)
    form = _form_of(opened, request.POST)
    if not form.is_valid():
        return _show_who(request, opened, form, status=422)
    try:
        change_identity(opened, **form.cleaned_data)
    except CannotChange as problem:
        form.refuse("born", str(problem))
        return _show_who(request, opened, form, status=422)
    return redirect("show_who", key=opened.patient.key)


def _show_who(request: HttpRequest, opened: OpenRecord, form: IdentityForm, *, status: int = 200) -> HttpResponse:
    context = {
        "patient": opened.patient,
        "form": form,
        "has_chart": opened.opens(Door.READ),
        "has_account": opened.patient.account_id is not None,
        "may_change": opened.opens(Door.CHANGE_IDENTITY),
        "may_merge": bool(opened.held & MERGES),
    }
    return render(request, "desk/patient_who.html", context, status=status)
