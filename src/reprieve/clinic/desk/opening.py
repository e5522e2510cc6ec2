"""Who is asking, and which record may they open? A closed door is answered as if there were none."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from reprieve.clinic.diary.door import own_or_chosen
from reprieve.clinic.people.access import (
    CARER,
    GUARDIAN,
    NURSE,
    PRESCRIBER,
    SELF,
    Closed,
    Door,
    OpenRecord,
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
    """A page of one's own record, or of one that was chosen, for whoever has signed in."""
    return signed_in(own_or_chosen(view))


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
