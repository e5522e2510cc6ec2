"""The one door to a patient's record. Closed, unless a line of `OPEN_TO` opens it; each opening and each refusal is
written down.

Whoever changes a record hands over the `OpenRecord` that `open_record` gave: there is no other way to have one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people.models import BrokenGlass, Carer, Patient, Role, StaffRole, User

SELF, CARER, GUARDIAN = "patient", Carer.Kind.CARER.value, Carer.Kind.GUARDIAN.value
NURSE, PRESCRIBER, FRONT_DESK = Role.NURSE.value, Role.PRESCRIBER.value, Role.FRONT_DESK.value
OWNER, AUDITOR = Role.OWNER.value, Role.AUDITOR.value
# Who may open a record of another place after saying why.
MAY_BREAK_GLASS: Final = frozenset({NURSE, PRESCRIBER})


class Door(Enum):
    """What somebody wants to do with a record."""

    IDENTITY = "see who it is and how to reach them"
    CHANGE_IDENTITY = "change who it is and how to reach them"
    READ = "read the record"
    WRITE = "write in the diary"
    NOTE = "write notes and keep files"
    SIGN = "sign a diagnosis"
    EXPORT = "take the record away"
    LOOKS = "see who has looked"
    ALLOW = "say who may act for the patient"
    MERGE = "merge it with another"


_OWN = (SELF, GUARDIAN)
_FOR = (SELF, GUARDIAN, CARER)
_CARE = (PRESCRIBER, NURSE)
OPEN_TO: Mapping[Door, tuple[str, ...]] = {
    Door.IDENTITY: (*_FOR, *_CARE, FRONT_DESK),
    Door.CHANGE_IDENTITY: (*_OWN, *_CARE, FRONT_DESK),
    Door.READ: (*_FOR, *_CARE),
    Door.WRITE: (*_FOR, *_CARE),
    Door.NOTE: _CARE,
    Door.SIGN: (PRESCRIBER,),
    Door.EXPORT: (*_OWN, PRESCRIBER),
    Door.LOOKS: (*_OWN, AUDITOR),
    Door.ALLOW: _OWN,
    Door.MERGE: (PRESCRIBER, FRONT_DESK),
}


class Closed(Exception):
    """The door stays closed. Says no more: not even whether there is such a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody who has signed in, and whether they gave a second factor; without one no role of the staff counts."""

    user: User
    second_factor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRecord:
    """A record that was opened: whose, by whom, in which role, through which door.

    `numbers` are the patient's own and those of all records that are merged into it; whoever reads rows reads those of
    all of them, whoever writes one writes it under `patient`.
    """

    patient: Patient
    who: Who
    role: str
    door: Door
    numbers: tuple[int, ...]

    @property
    def chain(self) -> str:
        return chain_of(PATIENT, self.patient.pk)

    @property
    def by(self) -> str:
        """Who of the three a diary tells apart is writing: the patient, a carer, or the clinic."""
        return {SELF: "self", CARER: "carer", GUARDIAN: "carer"}.get(self.role, "clinic")


def open_record(who: Who, key: uuid.UUID | str, door: Door, *, did: str, why: str = "") -> OpenRecord:
    """The record with this key, opened through that door; a line of the audit says so.

    Parameters
    ----------
    did : str
        What it is opened for, in few fixed words, as "saw the calendar".

    Raises
    ------
    Closed
        When there is no such record, or the door is closed to them. The second is written down.
    """
    patient = find_patient(key)
    if patient is None:
        write_line(who=who.user, did="was refused, no such record", kind=PATIENT, record=None, chain=_own(who))
        raise Closed
    held = standing(who, patient)
    role = next((role for role in OPEN_TO[door] if role in held), "")
    chain = chain_of(PATIENT, patient.pk)
    if not role:
        write_line(
            who=who.user, did=f"was refused: {door.value}", kind=PATIENT, record=patient.pk, chain=chain, why=why
        )
        raise Closed
    write_line(who=who.user, role=role, did=did, kind=PATIENT, record=patient.pk, chain=chain, why=why)
    return OpenRecord(patient=patient, who=who, role=role, door=door, numbers=numbers_of(patient))


def find_patient(key: uuid.UUID | str) -> Patient | None:
    """The record with this key, or the one it is merged into."""
    try:
        found = Patient.objects.select_related("location", "merged_into__location").filter(key=key).first()
    except ValueError:
        return None
    while found is not None and found.merged_into is not None:
        found = found.merged_into
    return found


def numbers_of(patient: Patient) -> tuple[int, ...]:
    """The numbers of this record and of all that are merged into it."""
    found, waiting = [patient.pk], [patient.pk]
    while waiting:
        waiting = list(Patient.objects.filter(merged_into__in=waiting).values_list("pk", flat=True))
        found += waiting
    return tuple(found)


def standing(who: Who, patient: Patient) -> frozenset[str]:
    """In which roles they stand before this record, open doors or not."""
    if not who.user.is_active:
        return frozenset()
    numbers = numbers_of(patient)
    found = set()
    if Patient.objects.filter(pk__in=numbers, account=who.user).exists():
        found.add(SELF)
    for kind in Carer.objects.filter(patient__in=numbers, user=who.user, ended_at=None).values_list("kind", flat=True):
        if kind != GUARDIAN or is_minor(patient):
            found.add(kind)
    if who.second_factor:
        found |= staff_roles(who.user, location=patient.location_id)
        elsewhere = staff_roles(who.user)
        if elsewhere & MAY_BREAK_GLASS and has_broken_glass(who.user, numbers):
            found |= elsewhere & MAY_BREAK_GLASS
    return frozenset(found)


def staff_roles(user: User, *, location: int | None = None) -> frozenset[str]:
    """The roles somebody holds now: at that place, or anywhere when none is named."""
    if not user.is_active:
        return frozenset()
    held = StaffRole.objects.filter(user=user, ended_at=None)
    if location is not None:
        held = held.filter(Q(location=None) | Q(location=location))
    return frozenset(held.values_list("role", flat=True))


def has_broken_glass(user: User, numbers: Iterable[int]) -> bool:
    return BrokenGlass.objects.filter(user=user, patient__in=list(numbers), until__gt=timezone.now()).exists()


def is_minor(patient: Patient) -> bool:
    """Whether the patient is known to be under age today, by the clock of their place. Not known is not a minor: then
    nobody acts for them without their word."""
    if patient.born is None:
        return False
    today = timezone.now().astimezone(ZoneInfo(patient.location.zone)).date()
    return today < birthday(patient.born, patient.location.adult_at_years)


def birthday(born: date, years: int) -> date:
    """The day somebody reaches that age; who was born on 29 February, on 1 March of a year without one.

    >>> birthday(date(2008, 2, 29), 18)
    datetime.date(2026, 3, 1)
    """
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def my_records(who: Who) -> tuple[Patient, ...]:
    """The records that are somebody's own, or that they act for; their own first."""
    own = list(Patient.objects.filter(account=who.user).values_list("pk", flat=True))
    cared = list(Carer.objects.filter(user=who.user, ended_at=None).values_list("patient_id", flat=True))
    found: dict[int, Patient] = {}
    for patient in Patient.objects.select_related("location").filter(pk__in=[*own, *cared]):
        kept = find_patient(patient.key)
        if kept is not None and standing(who, kept) & {SELF, CARER, GUARDIAN}:
            found[kept.pk] = kept
    return tuple(sorted(found.values(), key=lambda one: (one.pk not in own, one.pk)))


def patients_at(who: Who, *, door: Door) -> Iterable[Patient]:
    """The records that a member of the staff may open through that door; a query, to be narrowed and counted."""
    nobody = Patient.objects.none()
    if not who.second_factor or not who.user.is_active:
        return nobody
    held = StaffRole.objects.filter(user=who.user, ended_at=None, role__in=OPEN_TO[door])
    places = list(held.values_list("location_id", flat=True))
    if not places:
        return nobody
    everyone = Patient.objects.select_related("location").filter(merged_into=None)
    return everyone if None in places else everyone.filter(location__in=places)


def _own(who: Who) -> str:
    return chain_of("account", who.user.pk)
