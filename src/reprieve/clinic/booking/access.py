"""What was asked, and where it stands."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Case, OuterRef, QuerySet, Subquery, When

from reprieve.clinic.booking.models import AppointmentRequest, Referral, Report, Request, RequestEvent, Status, Urgency

OPEN = (Status.NEW, Status.CALLED)
URGENT_FIRST = Case(When(referral__urgency=Urgency.URGENT, then=0), default=1)


def requests(*statuses: str) -> QuerySet[Request]:
    """Requests with `status` and `event`, those of the last event of each; of these statuses, or all.

    Urgent referrals come first, then the oldest.

    The newest event is taken first and asked for its status then: a request that was reopened is open.
    """
    last = RequestEvent.objects.filter(request=OuterRef("pk")).order_by("-pk")
    found = Request.objects.annotate(
        status=Subquery(last.values("status")[:1]), event=Subquery(last.values("pk")[:1])
    ).select_related("appointmentrequest", "referral", "referral__report")
    return (found.filter(status__in=statuses) if statuses else found).order_by(URGENT_FIRST, "pk")


def sent_with(token: UUID) -> Request | None:
    """What was made of the form with this token before."""
    return requests().filter(sent_token=token).first()


def appointment_of(request: Request) -> AppointmentRequest | None:
    return getattr(request, "appointmentrequest", None)


def referral_of(request: Request) -> Referral | None:
    return getattr(request, "referral", None)


def report_of(request: Request) -> Report | None:
    return getattr(referral_of(request), "report", None)
