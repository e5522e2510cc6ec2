"""Signing a diagnosis, writing notes, keeping files. Each asks for a record opened through its own door."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from reprieve.clinic.alerts.actions import raise_alert
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.reports import ReportFile, keep_report, read_report, settle, throw_away
from reprieve.clinic.diagnosis.access import SOFTWARE, Basis, basis_of, confirmations, files, judged, notes, whole_diary
from reprieve.clinic.diagnosis.models import Confirmation, FileRetraction, Note, PatientFile
from reprieve.clinic.diary.actions import one_writer_at_a_time
from reprieve.clinic.people.access import PRESCRIBER, Door, OpenRecord
from reprieve.clinic.people.models import Role
from reprieve.pathway.diagnosis.diagnose import ENTITIES, Diagnosis, Verdict
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import YES
from reprieve.pathway.terms.visible import visible

# Ours: a red flag within the hour, another diagnosis within a day.
WAIT_MIN = {Alarm.RED_FLAG: 60, Alarm.DIAGNOSIS_CHANGED: 24 * 60}


class ChangedMeanwhile(Exception):
    """The diary, or what another prescriber signed, is not what the signer saw. Nothing was signed."""


class CannotSign(Exception):
    """What is to be signed does not fit: agreeing with what does not stand, or disagreeing without a reason."""


class CannotKeep(Exception):
    """The file is in the record already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a prescriber signs, and what they saw when they did.

    `code` is that of a diagnosis, or `WITHHELD` where a red flag keeps all of them back. `proved_by` says how it was
    made sure that it is them: "password", "code" or "passkey".
    """

    agrees: bool
    code: str
    reason: str
    basis_sha256: str
    after: int  # the number of the last confirmation they saw; 0 for none
    proved_by: str = ""


def sign_diagnosis(opened: OpenRecord, signing: Signing) -> Confirmation:
    """Freeze a prescriber's word with what it was based on. Whether it is them was asked before.

    Raises
    ------
    ChangedMeanwhile
    CannotSign
    """
    _must_be(opened, Door.SIGN)
    with transaction.atomic():
        one_writer_at_a_time(opened)
        basis = basis_of(opened)
        last = confirmations(opened).values_list("pk", flat=True).first() or 0
        if basis.sha256 != signing.basis_sha256 or last != signing.after:
            raise ChangedMeanwhile
        confirmation = _confirmation(opened, signing, basis)
        confirmation.save(force_insert=True)
        how = f", by {signing.proved_by}" if signing.proved_by else ""
        _write(opened, f"signed a diagnosis{how}", "confirmation", confirmation.pk)
    return confirmation


def _confirmation(opened: OpenRecord, signing: Signing, basis: Basis) -> Confirmation:
    diary = whole_diary(opened)
    diagnosis = judged(diary, basis)
    stood = codes_that_stand(diagnosis)
    known = stood if signing.agrees else NAMES
    if signing.code not in known:
        raise CannotSign
    if not signing.agrees and not signing.reason.strip():
        raise CannotSign
    return Confirmation(
        patient=opened.patient,
        agrees=signing.agrees,
        code=signing.code,
        name=name_of(signing.code),
        reason=signing.reason.strip(),
        by=opened.who.user,
        signed_name=str(opened.who.user),
        diary_head=list(basis.diary_head),
        diary_sha256=hashlib.sha256(write_json(diary).encode()).hexdigest(),
        stood=list(stood),
        verdicts=[
            *([_frozen_flags(diagnosis)] if diagnosis.withheld else []),
            *(_frozen(verdict) for verdict in (*diagnosis.verdicts, *diagnosis.intractability)),
        ],
        software=SOFTWARE,
    )


def codes_that_stand(diagnosis: Diagnosis) -> tuple[str, ...]:
    """Those that can be agreed with."""
    if diagnosis.withheld:
        return (WITHHELD,)
    return tuple(verdict.code for verdict in diagnosis.verdicts if verdict.stands)


# Every diagnosis that can be signed, by its code.
NAMES: dict[str, str] = {entity.code: entity.name for entity in ENTITIES}
# What is signed instead of one while a red flag keeps them back.
WITHHELD = "withheld"


def name_of(code: str) -> str:
    return _("Withheld: a red flag needs someone today") if code == WITHHELD else say(NAMES[code])


def _frozen_flags(diagnosis: Diagnosis) -> dict[str, Any]:
    """The red flags that kept the verdict back, as a verdict is kept."""
    return {
        "code": WITHHELD,
        "name": name_of(WITHHELD),
        "status": YES.value,
        "stands": True,
        "set_aside": None,
        "source": "; ".join(dict.fromkeys(str(flag.source) for flag in diagnosis.safety.raised)),
        "criteria": [
            {"letter": flag.number, "text": say(flag.ask), "truth": YES.value, "reason": say(flag.action.value)}
            for flag in diagnosis.safety.raised
        ],
    }


def tell_of_change(opened: OpenRecord, codes: Sequence[str]) -> None:
    """The diary shows a red flag, or something else than what was signed, and who signs has not seen it: tell them,
    once for each signature."""
    last = confirmations(opened).first()
    flagged = WITHHELD in codes
    changed = flagged if last is None else sorted(last.stood) != sorted(codes)
    if not changed or opened.role == PRESCRIBER:
        return
    alarm = Alarm.RED_FLAG if flagged else Alarm.DIAGNOSIS_CHANGED
    path = reverse("show_chart", args=[opened.patient.key])
    with transaction.atomic():
        one_writer_at_a_time(opened)
        told = Alert.objects.filter(alarm=alarm, opens=path)
        if not (told if last is None else told.filter(raised_at__gte=last.signed_at)).exists():
            wait_min = WAIT_MIN[alarm]
            raise_alert(alarm, role=Role.PRESCRIBER, location=opened.patient.location, wait_min=wait_min, opens=path)


def _frozen(verdict: Verdict) -> dict[str, Any]:
    return {
        "code": verdict.code,
        "name": say(verdict.name),
        "status": verdict.status.value,
        "stands": verdict.stands,
        "set_aside": None if verdict.set_aside is None else verdict.set_aside.reason,
        "source": str(verdict.entity.source),
        "criteria": [
            {
                "letter": criterion.node.letter,
                "text": say(criterion.node.text),
                "truth": criterion.truth.value,
                "reason": criterion.reason,
            }
            for criterion in verdict.criteria
        ],
    }


# Notes -------------------------------------------------------------------------------------------


def write_note(opened: OpenRecord, text: str, *, about: int | None = None, page_id: uuid.UUID | None = None) -> Note:
    """A note, or an addendum to one of this record's. The same words from the same page again are the same note.

    Parameters
    ----------
    page_id : UUID
        Made with the page that the note was typed on.

    Raises
    ------
    Note.DoesNotExist
        If the record has no such note.
    """
    _must_be(opened, Door.NOTE)
    text = visible(text)
    sent_id = None if page_id is None else uuid.uuid5(page_id, f"{opened.who.user.pk} {about} {text}")
    with transaction.atomic():
        one_writer_at_a_time(opened)
        there = Note.objects.filter(patient=opened.patient, sent_id=sent_id).first() if sent_id is not None else None
        if there is not None:
            return there
        note = Note(
            patient=opened.patient,
            about=None if about is None else notes(opened).get(pk=about),
            text=text,
            by=opened.who.user,
            role=opened.role,
            sent_id=sent_id,
        )
        note.save(force_insert=True)
        _write(opened, "wrote a note" if about is None else "wrote an addendum", "note", note.pk)
    return note


# Files -------------------------------------------------------------------------------------------


def keep_file(opened: OpenRecord, file: ReportFile, *, title: str) -> PatientFile:
    """Keep a file that was looked at.

    Raises
    ------
    CannotKeep
        If the record holds the same one already.
    """
    _must_be(opened, Door.NOTE)
    stored_as = keep_report(file.content)
    try:
        with transaction.atomic():
            one_writer_at_a_time(opened)
            if files(opened).filter(sha256=file.sha256, retraction=None).exists():
                raise CannotKeep
            kept = PatientFile(
                patient=opened.patient,
                title=title,
                kind=file.kind,
                pages=file.pages,
                size_bytes=len(file.content),
                sha256=file.sha256,
                stored_as=stored_as,
                by=opened.who.user,
            )
            kept.save(force_insert=True)
            _write(opened, "kept a file", "file", kept.pk)
    except CannotKeep:
        throw_away(stored_as)
        raise
    # Of whatever else may end it nobody knows whether the row is there for good: who tidies up in an hour looks.
    settle(stored_as)
    return kept


def give_out_file(opened: OpenRecord, number: int) -> tuple[PatientFile, bytes | None]:
    """A file with its content; None where that is gone or another one. A line of the audit names the file.

    Raises
    ------
    PatientFile.DoesNotExist
        If the record has no such file, or it was retracted.
    """
    file = files(opened).get(pk=number, retraction=None)
    content = read_report(file.stored_as, sha256=file.sha256)
    _write(opened, "took a file out", "file", file.pk)
    return file, content


def retract_file(opened: OpenRecord, number: int, *, reason: str) -> bool:
    """It is not given out any more; False where it was retracted before.

    Raises
    ------
    PatientFile.DoesNotExist
        If the record has no such file.
    """
    _must_be(opened, Door.NOTE)
    file = files(opened).get(pk=number)
    try:
        with transaction.atomic():
            FileRetraction(file=file, reason=reason, by=opened.who.user).save(force_insert=True)
            _write(opened, "retracted a file", "file", file.pk, why=reason)
    except IntegrityError:
        return False
    return True


def _must_be(opened: OpenRecord, door: Door) -> None:
    if opened.door is not door:
        raise AssertionError("the record was opened through another door")


def _write(opened: OpenRecord, did: str, kind: str, record: int, *, why: str = "") -> None:
    write_line(who=opened.who.user, role=opened.role, did=did, kind=kind, record=record, chain=opened.chain, why=why)
