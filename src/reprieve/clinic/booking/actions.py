"""What may happen to a request: it comes in, and the front desk says what became of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.booking.letters import send_receipt, tell_front_desk
from reprieve.clinic.booking.models import AppointmentRequest, Referral, Report, Request, RequestEvent, Status
from reprieve.clinic.booking.reports import ReportFile, keep_report, settle, throw_away, tidy_up


class ChangedMeanwhile(Exception):
    """Somebody else said something about the request since the page was shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a form: whether it is new, and whether a receipt goes out."""

    new: bool
    receipt: bool = False


def receive_appointment(*, token: uuid.UUID, language: str, said: Mapping[str, Any], desk_address: str) -> Received:
    """Keep a request for an appointment and tell the front desk; once for each token."""
    try:
        with transaction.atomic():
            request = AppointmentRequest.objects.create(sent_token=token, language=language, **said)
            return _received(request, email=said["email"], desk_address=desk_address)
    except IntegrityError:
        if not _was_received(token):
            raise
        return Received(new=False)


def receive_referral(
    *, token: uuid.UUID, language: str, said: Mapping[str, Any], report: ReportFile | None, desk_address: str
) -> Received:
    """Keep a referral with its report and tell the front desk; once for each token."""
    stored_as = ""
    if report is not None:
        tidy_up()
        stored_as = keep_report(report.content)
    try:
        with transaction.atomic(durable=True):
            referral = Referral.objects.create(sent_token=token, language=language, **said)
            if report is not None:
                Report.objects.create(
                    referral=referral,
                    stored_as=stored_as,
                    kind=report.kind,
                    size_bytes=len(report.content),
                    pages=report.pages,
                    sha256=report.sha256,
                )
            received = _received(referral, email=said["doctor_email"], desk_address=desk_address)
    except IntegrityError:
        throw_away(stored_as)
        if _was_received(token):
            return Received(new=False)
        raise
    # Of whatever else may end it nobody knows whether the row is there for good, as when the database dies with the
    # answer to COMMIT on its lips: the file stays as it is, and who tidies up in an hour looks.
    settle(stored_as)
    return received


def _received(request: Request, *, email: str, desk_address: str) -> Received:
    RequestEvent.objects.create(request_id=request.pk, status=Status.NEW)
    tell_front_desk(desk_address)
    return Received(new=True, receipt=send_receipt(email, request.language))


def _was_received(token: uuid.UUID) -> bool:
    return Request.objects.filter(sent_token=token).exists()


def note_status(*, by: Any, request_id: int, status: Status, seen_event: int) -> None:
    """Say what became of a request.

    Raises
    ------
    Request.DoesNotExist
        If there is none.
    ChangedMeanwhile
        If its last event is not the one that was seen.
    """
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=request_id)
        last = request.events.order_by("-pk").first()
        if last is None or last.pk != seen_event:
            raise ChangedMeanwhile
        RequestEvent.objects.create(request=request, status=status, by=by)
        write_line(who=by, did=f"changed to {status.value}", kind="request", record=request.pk)
