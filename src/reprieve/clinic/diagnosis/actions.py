"""Signing a diagnosis, writing notes, keeping files. Each asks for a record opened through its own door."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.reports import ReportFile, keep_report, read_report, settle, take_back
from reprieve.clinic.diagnosis.access import SOFTWARE, Basis, basis_of, confirmations, files, judged, notes, whole_diary
from reprieve.clinic.diagnosis.models import Confirmation, FileRetraction, Note, PatientFile
from reprieve.clinic.diary.actions import one_writer_at_a_time
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.pathway.diagnosis.diagnose import ENTITIES, Diagnosis, Verdict
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.terms.text import say


class ChangedMeanwhile(Exception):
    """The diary, or what another prescriber signed, is not what the signer saw. Nothing was signed."""


class CannotSign(Exception):
    """What is to be signed does not fit: agreeing with what does not stand, or disagreeing without a reason."""


class CannotKeep(Exception):
    """The file is in the record already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What a prescriber signs, and what they saw when they did."""

    agrees: bool
    code: str
    reason: str
    basis_sha256: str
    after: int  # the number of the last confirmation they saw; 0 for none


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
        _write(opened, "signed a diagnosis", "confirmation", confirmation.pk)
    return confirmation


def _confirmation(opened: OpenRecord, signing: Signing, basis: Basis) -> Confirmation:
    diary = whole_diary(opened)
    diagnosis = judged(diary, basis)
    stood = codes_that_stand(diagnosis)
    if signing.code not in NAMES or (signing.agrees and signing.code not in stood):
        raise CannotSign
    if not signing.agrees and not signing.reason.strip():
        raise CannotSign
    return Confirmation(
        patient=opened.patient,
        agrees=signing.agrees,
        code=signing.code,
        name=say(NAMES[signing.code]),
        reason=signing.reason.strip(),
        by=opened.who.user,
        signed_name=str(opened.who.user),
        diary_head=list(basis.diary_head),
        diary_sha256=hashlib.sha256(write_json(diary).encode()).hexdigest(),
        stood=list(stood),
        verdicts=[_frozen(verdict) for verdict in (*diagnosis.verdicts, *diagnosis.intractability)],
        software=SOFTWARE,
    )


def codes_that_stand(diagnosis: Diagnosis) -> tuple[str, ...]:
    return tuple(verdict.code for verdict in diagnosis.verdicts if verdict.stands)


# Every diagnosis that can be signed, by its code.
NAMES: dict[str, str] = {entity.code: entity.name for entity in ENTITIES}


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


def write_note(opened: OpenRecord, text: str, *, about: int | None = None) -> Note:
    """A note, or an addendum to one of this record's.

    Raises
    ------
    Note.DoesNotExist
        If the record has no such note.
    """
    _must_be(opened, Door.NOTE)
    with transaction.atomic():
        note = Note(
            patient=opened.patient,
            about=None if about is None else notes(opened).get(pk=about),
            text=text,
            by=opened.who.user,
            role=opened.role,
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
            # Before the row is there for good: of a file that has not settled the front desk's room knows no row, and
            # would take it away. What is left of a process that dies here is a file that nothing names.
            settle(stored_as)
    except BaseException:
        take_back(stored_as)
        raise
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
