"""Making a record, and changing who it is about and how to reach them."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction

from reprieve.clinic.audit.actions import PATIENT, write_line
from reprieve.clinic.people.access import OPEN_TO, Closed, Door, OpenRecord, Who, staff_roles
from reprieve.clinic.people.models import Location, Patient

# What stands in the form and may be changed with it; never the account, nor what the record is merged into.
IDENTITY: Final = (
    "given_name",
    "family_name",
    "called",
    "born",
    "sex",
    "phone",
    "email",
    "language",
    "zone",
    "location",
)


def places_of(who: Who, door: Door) -> tuple[Location, ...]:
    """The open places at which a member of the staff may do that with a record."""
    if not who.second_factor:
        return ()
    places = Location.objects.filter(closed_at=None)
    return tuple(it for it in places if staff_roles(who.user, location=it.pk) & frozenset(OPEN_TO[door]))


def make_record(who: Who, **identity: Any) -> Patient:
    """A new record, made by the staff at one of their places.

    Raises
    ------
    Closed
        When they may not at that place.
    """
    _must_be_identity(identity)
    roles = staff_roles(who.user, location=identity["location"].pk) if who.second_factor else frozenset()
    role = next((role for role in OPEN_TO[Door.CHANGE_IDENTITY] if role in roles), "")
    if not role:
        raise Closed
    with transaction.atomic():
        patient = Patient(made_by=who.user, **identity)
        patient.save(force_insert=True)
        write_line(who=who.user, role=role, did="made a record", kind=PATIENT, record=patient.pk)
    return patient


def change_identity(opened: OpenRecord, **identity: Any) -> None:
    """Who it is and how to reach them, from now on."""
    if opened.door is not Door.CHANGE_IDENTITY:
        raise AssertionError("the record was opened through another door")
    _must_be_identity(identity)
    with transaction.atomic():
        for name, value in identity.items():
            setattr(opened.patient, name, value)
        opened.patient.save(update_fields=list(identity))
        write_line(
            who=opened.who.user,
            role=opened.role,
            did="changed who it is",
            kind=PATIENT,
            record=opened.patient.pk,
            chain=opened.chain,
        )


def _must_be_identity(identity: dict[str, Any]) -> None:
    if not set(identity) <= set(IDENTITY):
        raise AssertionError("only what is in IDENTITY is changed here")


def mark_as_demonstration(patient: Patient) -> None:
    """Nobody's record: it was invented, and says so wherever it is shown."""
    patient.demonstration = True
    patient.save(update_fields=["demonstration"])
    write_line(who=None, did="marked as a demonstration", kind=PATIENT, record=patient.pk)
