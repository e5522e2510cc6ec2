"""Whose diary is it? The signed-in person's own, or that of somebody they act for, opened through the one door."""

from __future__ import annotations

import uuid
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from reprieve.clinic.people.access import CARER, GUARDIAN, SELF, Closed, Door, OpenRecord, my_records, open_record
from reprieve.clinic.people.models import Patient
from reprieve.clinic.people.signing_in import View, who_is


def opened_for(request: HttpRequest, key: uuid.UUID | None, door: Door, *, did: str) -> OpenRecord:
    """The diary that is asked for: one's own where no key names another.

    Raises
    ------
    Http404
        When there is none, or the door is closed to them.
    """
    who = who_is(request)
    key = key or own_key(request)
    if key is None:
        raise Http404
    try:
        opened = open_record(who, key, door, did=did)
    except Closed:
        raise Http404 from None
    if opened.role not in (SELF, GUARDIAN, CARER):  # the clinic looks at it in the chart
        raise Http404
    return opened


def own_key(request: HttpRequest) -> uuid.UUID | None:
    """The key of the record that is somebody's own; None where they only act for others."""
    return Patient.objects.filter(account=who_is(request).user).values_list("key", flat=True).first()


def own_or_chosen(view: View) -> View:
    """A page of one's own record, or of the one that the address names. Who has none of their own and acts for others
    chooses first whose: an address that names nobody never opens somebody else's."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, key: uuid.UUID | None = None, **named: Any) -> HttpResponseBase:
        asks = key is None and request.user.is_authenticated and request.method in ("GET", "HEAD")
        if asks and own_key(request) is None and my_records(who_is(request)):
            return redirect("show_now")
        return view(request, *args, key=key, **named)

    return at_the_door


def choose_diary(request: HttpRequest) -> HttpResponse:
    """For somebody without a diary of their own: those of the people they act for."""
    records = my_records(who_is(request))
    if not records:
        raise Http404
    return render(request, "diary/choose.html", {"records": records})


def address(name: str, key: uuid.UUID | None, *args: Any, query: str = "", **named: Any) -> str:
    """The address of a page of the same diary."""
    if key is not None:
        named["key"] = key
    return reverse(name, args=args or None, kwargs=named or None) + query


def back_to(name: str, key: uuid.UUID | None, *, query: str = "", **named: Any) -> HttpResponse:
    return redirect(address(name, key, query=query, **named))
