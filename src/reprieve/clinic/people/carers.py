"""Who acts for a patient, and ending it. Carers are invited (`inviting.py`)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.inviting import take_back
from reprieve.clinic.people.models import Carer, Invitation


def carers_of(opened: OpenRecord) -> QuerySet[Carer]:
    standing = Carer.objects.select_related("user").filter(patient__in=opened.numbers, ended_at=None)
    return standing.order_by("allowed_at")


def carers_invited(opened: OpenRecord) -> QuerySet[Invitation]:
    waiting = Invitation.objects.filter(patient__in=opened.numbers, used_at=None, recalled_at=None)
    return waiting.filter(expires_at__gt=timezone.now()).exclude(carer="").order_by("made_at")


def end_carer(*, opened: OpenRecord, carer: Carer) -> bool:
    """At once; whether it is one of this patient's and was not ended before."""
    if opened.door is not Door.ALLOW or carer.patient_id not in opened.numbers:
        return False
    with transaction.atomic():
        ended = Carer.objects.filter(pk=carer.pk, ended_at=None).update(
            ended_at=timezone.now(), ended_by=opened.who.user
        )
        if ended:
            again = Invitation.objects.filter(patient__in=opened.numbers, email=carer.user.email.lower())
            take_back(again.exclude(carer=""), by=opened.who.user)
            write_line(
                who=opened.who.user,
                role=opened.role,
                did=f"ended a {carer.kind}",
                kind="carer",
                record=carer.pk,
                chain=opened.chain,
            )
    return bool(ended)
