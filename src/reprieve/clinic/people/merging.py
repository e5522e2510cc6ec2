"""Two records of one person, read as one; undone, they are two again, each as it was.

Nothing is moved: the merged record names the one it is read with, and who opens one opens both (`access.numbers_of`).
"""

from __future__ import annotations

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people.access import Door, OpenRecord, Who, find_patient, numbers_of
from reprieve.clinic.people.models import Merge, Patient
from reprieve.pathway.terms.errors import ReprieveError

SHORTEST_REASON = 10
# Sent with the numbers of two records, in the same transaction, when they are read as one from now on, or as two again.
changed = Signal()


class CannotMerge(ReprieveError):
    """Why two records stay two, and what to do."""


def merge(*, kept: OpenRecord, merged: OpenRecord, reason: str) -> Merge:
    """Read `merged` with `kept` from now on.

    Raises
    ------
    CannotMerge
        When they are one already, belong to two accounts, or no reason was given.
    """
    if kept.door is not Door.MERGE or merged.door is not Door.MERGE or kept.who.user != merged.who.user:
        raise CannotMerge(_("Both records must be opened for this, by the same person."))
    reason = reason.strip()
    if len(reason) < SHORTEST_REASON:
        raise CannotMerge(_("Say in a few words how you know that it is one person, at least ten letters."))
    with transaction.atomic():
        pks = sorted({kept.patient.pk, merged.patient.pk})
        # No lock on their keys: whoever writes in one of them meanwhile names it, and is waited for by `changed`.
        rows = {it.pk: it for it in Patient.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")}
        keeps, goes = rows[kept.patient.pk], rows[merged.patient.pk]
        if keeps.pk == goes.pk or keeps.merged_into_id is not None or goes.merged_into_id is not None:
            raise CannotMerge(_("These are one record already."))
        if accounts_below(keeps, goes) > 1:
            raise CannotMerge(_("Each of these records has an account of its own. They stay two."))
        made = Merge.objects.create(kept=keeps, merged=goes, reason=reason, by=kept.who.user)
        goes.merged_into = keeps
        goes.save(update_fields=["merged_into"])
        changed.send(sender=Merge, records=(keeps.pk, goes.pk))
        _write(kept.who, kept.role, "merged two records", made, why=reason)
    return made


def undo_merge(*, opened: OpenRecord, merge: Merge) -> None:
    """Two records again.

    Raises
    ------
    CannotMerge
        When it was undone before, or is no merge of this record.
    """
    if opened.door is not Door.MERGE or merge.kept_id not in opened.numbers:
        raise CannotMerge(_("This record was not opened for that."))
    with transaction.atomic():
        undone = Merge.objects.filter(pk=merge.pk, undone_at=None).update(
            undone_at=timezone.now(), undone_by=opened.who.user
        )
        if not undone:
            raise CannotMerge(_("These are two records already."))
        Patient.objects.filter(pk=merge.merged_id).update(merged_into=None)
        changed.send(sender=Merge, records=(merge.kept_id, merge.merged_id))
        _write(opened.who, opened.role, "undid a merge", merge)


def merges_of(opened: OpenRecord) -> tuple[Merge, ...]:
    """Those that stand, the newest first."""
    standing = Merge.objects.select_related("kept", "merged", "by").filter(kept__in=opened.numbers, undone_at=None)
    return tuple(standing.order_by("-at"))


def locked_root(patient: Patient) -> Patient:
    """The record that this one is read with now; both are locked, in the order in which `merge` locks its two."""
    while True:
        root = find_patient(patient.key) or patient
        pks = sorted({patient.pk, root.pk})
        list(Patient.objects.select_for_update().filter(pk__in=pks).order_by("pk"))
        if find_patient(patient.key) == root:
            return root


def accounts_below(*roots: Patient) -> int:
    """How many accounts these records have together with all that is merged into them."""
    numbers = [number for root in roots for number in numbers_of(root)]
    return Patient.objects.filter(pk__in=numbers).exclude(account=None).values("account").distinct().count()


def _write(who: Who, role: str, did: str, made: Merge, *, why: str = "") -> None:
    """In the chains of both."""
    for number in sorted((made.kept_id, made.merged_id)):
        write_line(
            who=who.user,
            role=role,
            did=did,
            kind="merge",
            record=made.pk,
            chain=chain_of(PATIENT, number),
            why=why,
        )
