"""Opening a record of another place in an emergency: with a reason, for four hours, in sight of owner and patient."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people.access import (
    MAY_BREAK_GLASS,
    Closed,
    OpenRecord,
    Who,
    find_patient,
    numbers_of,
    places_owned,
    staff_roles,
)
from reprieve.clinic.people.models import BrokenGlass
from reprieve.pathway.terms.errors import ReprieveError

LASTS = timedelta(hours=4)
SHORTEST_REASON, LONGEST_REASON = 10, 1_000


class NeedsReason(ReprieveError):
    """The reason is too short, or too long."""


def may_break_glass(who: Who) -> bool:
    return who.second_factor and bool(staff_roles(who.user) & MAY_BREAK_GLASS)


def break_glass(*, who: Who, key: uuid.UUID | str, reason: str) -> BrokenGlass:
    """Let somebody of the staff in for a while.

    Raises
    ------
    Closed
        When they are no nurse or prescriber anywhere, gave no second factor, or there is no such record.
    NeedsReason
    """
    patient = find_patient(key)
    if not may_break_glass(who) or patient is None:
        chain = chain_of(PATIENT, patient.pk) if patient else chain_of("account", who.user.pk)
        record = patient.pk if patient else None
        write_line(who=who.user, did="was refused to break the glass", kind=PATIENT, record=record, chain=chain)
        raise Closed
    reason = reason.strip()
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NeedsReason(_("Say in a few words why, at least ten letters: the patient and the owner read it."))
    now = timezone.now()
    with transaction.atomic():
        made = BrokenGlass.objects.create(patient=patient, user=who.user, reason=reason, at=now, until=now + LASTS)
        write_line(
            who=who.user,
            role=min(staff_roles(who.user) & MAY_BREAK_GLASS),
            did="broke the glass",
            kind=PATIENT,
            record=patient.pk,
            chain=chain_of(PATIENT, patient.pk),
            why=reason,
        )
    return made


def broken_glass(who: Who) -> QuerySet[BrokenGlass]:
    """For the owner of the record's place: the newest first."""
    everything = BrokenGlass.objects.select_related("user", "patient__location", "seen_by")
    places = places_owned(who)
    return everything if None in places else everything.filter(patient__location__in=places)


def broken_glass_of(opened: OpenRecord) -> QuerySet[BrokenGlass]:
    """For the patient: who opened their record that way, when, until when, and why."""
    return BrokenGlass.objects.select_related("user").filter(patient__in=numbers_of(opened.patient))


def mark_seen(*, by: Who, glass: BrokenGlass) -> None:
    """By an owner of the record's place, once; nobody lets their own be seen.

    Raises
    ------
    Closed
    """
    if glass.user_id == by.user.pk or not broken_glass(by).filter(pk=glass.pk).exists():
        raise Closed
    with transaction.atomic():
        seen = BrokenGlass.objects.filter(pk=glass.pk, seen_at=None).update(seen_at=timezone.now(), seen_by=by.user)
        if seen:
            write_line(
                who=by.user,
                role="owner",
                did="saw that the glass was broken",
                kind=PATIENT,
                record=glass.patient_id,
                chain=chain_of(PATIENT, glass.patient_id),
            )
