"""Making a record, and changing who it is about and how to reach them."""

from __future__ import annotations

from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import PATIENT, write_line
from reprieve.clinic.people.access import (
    GUARDIAN,
    NURSE,
    OPEN_TO,
    PRESCRIBER,
    SELF,
    Closed,
    Door,
    OpenRecord,
    Who,
    staff_roles,
)
from reprieve.clinic.people.merging import accounts_below
from reprieve.clinic.people.models import Location, Patient
from reprieve.clinic.people.telling import tell_patient
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.visible import visible

# Who may say that somebody is under age after all, when there is an account: it lets a guardian in.
SAYS_AGE: Final = frozenset({SELF, GUARDIAN, NURSE, PRESCRIBER})
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


class CannotChange(ReprieveError):
    """Why it stays as it is, and whom to ask."""


def places_of(who: Who, door: Door) -> tuple[Location, ...]:
    """The open places at which a member of the staff may do that with a record."""
    if not who.second_factor:
        return ()
    places = Location.objects.filter(closed_at=None)
    return tuple(it for it in places if staff_roles(who.user, location=it.pk) & frozenset(OPEN_TO[door]))


def places_for(opened: OpenRecord) -> tuple[Location, ...]:
    """Where the record may be from now on: where it is, and, for who works there, at another of their own places."""
    here = opened.patient.location
    if not staff_roles(opened.who.user, location=here.pk) & frozenset(OPEN_TO[Door.CHANGE_IDENTITY]):
        return (here,)
    theirs = places_of(opened.who, Door.CHANGE_IDENTITY)
    return theirs if here in theirs else (here, *theirs)


def make_record(who: Who, **identity: Any) -> Patient:
    """A new record, made by the staff at one of their places.

    Raises
    ------
    Closed
        When they may not at that place.
    """
    identity = _identity(identity)
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
    """Who it is and how to reach them, from now on.

    Raises
    ------
    CannotChange
        When the front desk says another date of birth for somebody who signs in.
    Closed
        When the record would move from a place at which they do not work.
    """
    if opened.door is not Door.CHANGE_IDENTITY:
        raise AssertionError("the record was opened through another door")
    identity = _identity(identity)
    patient = opened.patient
    if identity.get("location", patient.location) not in places_for(opened):
        raise Closed
    ages = identity.get("born", patient.born) != patient.born
    if ages and opened.role not in SAYS_AGE and accounts_below(patient):
        raise CannotChange(_("This patient signs in: ask a nurse or a prescriber to correct the date of birth."))
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
        if ages:
            tell_patient(opened)


def _identity(identity: dict[str, Any]) -> dict[str, Any]:
    if not set(identity) <= set(IDENTITY):
        raise AssertionError("only what is in IDENTITY is changed here")
    return {name: visible(value) if isinstance(value, str) else value for name, value in identity.items()}


def mark_as_demonstration(patient: Patient) -> None:
    """Nobody's record: it was invented, and says so wherever it is shown."""
    patient.demonstration = True
    patient.save(update_fields=["demonstration"])
    write_line(who=None, did="marked as a demonstration", kind=PATIENT, record=patient.pk)
