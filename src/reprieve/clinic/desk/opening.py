"""Who is asking, and which record may they open? A closed door is answered as if there were none."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpRequest

from reprieve.clinic.people.access import (
    CARER,
    GUARDIAN,
    NURSE,
    OPEN_TO,
    PRESCRIBER,
    SELF,
    Closed,
    Door,
    OpenRecord,
    Who,
    my_records,
    open_record,
    standing,
)
from reprieve.clinic.people.models import Role
from reprieve.clinic.people.signing_in import for_roles, who_is

CARE = frozenset({NURSE, PRESCRIBER})
STAFF = frozenset(Role.values)
_OWN = frozenset({SELF, GUARDIAN, CARER})


# What a member of the staff may open is asked at each record.
for_staff = for_roles()


def my_record(request: HttpRequest, key: uuid.UUID | None, door: Door, *, did: str) -> OpenRecord:
    """The record that a patient's page is about: their own, or the one they act for that the address names.

    Raises
    ------
    Http404
        When there is none, or its door is closed to them.
    """
    who = who_is(request)
    if key is None:
        records = my_records(who)
        if not records:
            raise Http404
        key = records[0].key
    return _opened(who, key, door, did=did, roles=_OWN)


def staff_record(
    request: HttpRequest, key: uuid.UUID, door: Door, *, did: str, roles: frozenset[str] = CARE
) -> OpenRecord:
    """A patient's record, for those who care for them: nobody comes to a chart as the patient or a carer.

    Raises
    ------
    Http404
    """
    opened = _opened(who_is(request), key, door, did=did, roles=roles)
    if _OWN & standing(opened.who, opened.patient):
        raise Http404
    return opened


def _opened(who: Who, key: uuid.UUID, door: Door, *, did: str, roles: frozenset[str]) -> OpenRecord:
    try:
        opened = open_record(who, key, door, did=did)
    except Closed:
        raise Http404 from None
    if opened.role not in roles:
        raise Http404
    return opened


def may(opened: OpenRecord, door: Door) -> bool:
    """Whether the role in which a record was opened opens another of its doors."""
    return opened.role in OPEN_TO[door]
