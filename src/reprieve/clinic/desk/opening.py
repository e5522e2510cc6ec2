"""Who is asking, and which record may they open? A closed door is answered as if there were none."""

from __future__ import annotations

import uuid
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from reprieve.clinic.diary.door import own_key
from reprieve.clinic.people.access import (
    CARER,
    GUARDIAN,
    NURSE,
    PRESCRIBER,
    SELF,
    Closed,
    Door,
    OpenRecord,
    my_records,
    open_record,
)
from reprieve.clinic.people.models import Role
from reprieve.clinic.people.signing_in import View, for_roles, signed_in, who_is

CARE = frozenset({NURSE, PRESCRIBER})
STAFF = frozenset(Role.values)
_OWN = frozenset({SELF, GUARDIAN, CARER})


# What a member of the staff may open is asked at each record.
for_staff = for_roles()


def for_my_record(view: View) -> View:
    """A page of one's own record, or of the one that the address names. Who has none of their own and acts for others
    chooses first whose: an address that names nobody never opens somebody else's."""

    @wraps(view)
    def at_the_door(request: HttpRequest, *args: Any, key: uuid.UUID | None = None, **named: Any) -> HttpResponseBase:
        nobody = key is None and request.method in ("GET", "HEAD") and own_key(request) is None
        if nobody and my_records(who_is(request)):
            return redirect("show_now")
        return view(request, *args, key=key, **named)

    return signed_in(at_the_door)


def staff_record(
    request: HttpRequest, key: uuid.UUID, door: Door, *, did: str, roles: frozenset[str] = CARE
) -> OpenRecord:
    """A patient's record, for those who care for them: nobody comes to a chart as the patient or a carer.

    Raises
    ------
    Http404
    """
    try:
        opened = open_record(who_is(request), key, door, did=did)
    except Closed:
        raise Http404 from None
    if opened.role not in roles or _OWN & opened.held:
        raise Http404
    return opened


def may(opened: OpenRecord, door: Door) -> bool:
    """Whether the role in which a record was opened opens another of its doors."""
    return opened.opens(door)
