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
from reprieve.clinic.people.models import BrokenGlass, Carer, Location, Patient, Role, StaffRole, User

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
# What an emergency needs. Nothing else: else four hours could be made into forever.
GLASS_OPENS: Final = frozenset({Door.IDENTITY, Door.READ, Door.WRITE, Door.NOTE})


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
    all of them, whoever writes one writes it under `patient`. `held` are all roles in which they stand before it by
    right; `by_glass` is whether it was opened by breaking the glass.
    """

    patient: Patient
    who: Who
    role: str
    door: Door
    numbers: tuple[int, ...]
    held: frozenset[str]
    by_glass: bool = False

    def opens(self, door: Door) -> bool:
        """Whether the role in which it was opened opens another of its doors."""
        return self.role in OPEN_TO[door] and (not self.by_glass or door in GLASS_OPENS)

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
    numbers = numbers_of(patient)
    held = _standing(who, patient, numbers)
    role = next((role for role in OPEN_TO[door] if role in held), "")
    by_glass = not role and door in GLASS_OPENS and bool(glass := _by_glass(who, numbers))
    if by_glass:
        role = next((role for role in OPEN_TO[door] if role in glass), "")
    chain = chain_of(PATIENT, patient.pk)
    if not role:
        write_line(
            who=who.user, did=f"was refused: {door.value}", kind=PATIENT, record=patient.pk, chain=chain, why=why
        )
        raise Closed
    write_line(who=who.user, role=role, did=did, kind=PATIENT, record=patient.pk, chain=chain, why=why)
    return OpenRecord(patient=patient, who=who, role=role, door=door, numbers=numbers, held=held, by_glass=by_glass)


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
    """In which roles they stand before this record by right, open doors or not. Broken glass gives none."""
    return _standing(who, patient, numbers_of(patient))


def _standing(who: Who, patient: Patient, numbers: tuple[int, ...]) -> frozenset[str]:
    if not who.user.is_active:
        return frozenset()
    found = set()
    own = {patient.account_id} if len(numbers) == 1 else _accounts_of(numbers)
    if who.user.pk in own:
        found.add(SELF)
    carers = Carer.objects.filter(patient__in=numbers, user=who.user, ended_at=None)
    for kind, allowed_by in carers.values_list("kind", "allowed_by_id"):
        # Who was let in by a guardian goes with the guardian: of age, the patient says it themselves.
        if (kind == CARER and allowed_by in own) or is_minor(patient):
            found.add(kind)
    if who.second_factor:
        # A record of two places is read at both: a merge takes it from nobody.
        places = {patient.location_id} if len(numbers) == 1 else _places_of(numbers)
        roles = StaffRole.objects.filter(user=who.user, ended_at=None).values_list("role", "location_id")
        found |= {role for role, place in roles if place is None or place in places}
    return frozenset(found)


def _by_glass(who: Who, numbers: tuple[int, ...]) -> frozenset[str]:
    """The roles that breaking the glass gave them before this record, for as long as it lasts."""
    if not who.second_factor:
        return frozenset()
    roles = staff_roles(who.user) & MAY_BREAK_GLASS
    return roles if roles and has_broken_glass(who.user, numbers) else frozenset()


def _places_of(numbers: tuple[int, ...]) -> set[int]:
    return set(Patient.objects.filter(pk__in=numbers).values_list("location_id", flat=True))


def _accounts_of(numbers: tuple[int, ...]) -> set[int | None]:
    return set(Patient.objects.filter(pk__in=numbers).values_list("account_id", flat=True))


def staff_roles(user: User, *, location: int | None = None) -> frozenset[str]:
    """The roles somebody holds now: at that place, or anywhere when none is named."""
    if not user.is_active:
        return frozenset()
    held = StaffRole.objects.filter(user=user, ended_at=None)
    if location is not None:
        held = held.filter(Q(location=None) | Q(location=location))
    return frozenset(held.values_list("role", flat=True))


def places_owned(who: Who) -> frozenset[int | None]:
    """Of which places somebody is an owner; None among them means of all."""
    if not who.second_factor or not who.user.is_active:
        return frozenset()
    owned = StaffRole.objects.filter(user=who.user, role=OWNER, ended_at=None)
    return frozenset(owned.values_list("location_id", flat=True))


def has_broken_glass(user: User, numbers: Iterable[int]) -> bool:
    return BrokenGlass.objects.filter(user=user, patient__in=list(numbers), until__gt=timezone.now()).exists()


def is_minor(patient: Patient) -> bool:
    """Whether the patient is known to be under age today, by the clock of their place. Not known is not a minor: then
    nobody acts for them without their word."""
    return patient.born is not None and is_under_age(patient.born, patient.location)


def is_under_age(born: date, place: Location) -> bool:
    """Whether somebody born on this day is under age today, by the clock and the rule of the place."""
    return timezone.now().astimezone(ZoneInfo(place.zone)).date() < birthday(born, place.adult_at_years)


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
    if None in places:
        return everyone
    merged_here = Patient.objects.filter(location__in=places).exclude(merged_into=None)
    read_with = {kept.pk for one in merged_here if (kept := find_patient(one.key)) is not None}
    return everyone.filter(Q(location__in=places) | Q(pk__in=read_with))


def _own(who: Who) -> str:
    return chain_of("account", who.user.pk)
