"""The alerts that have reached whoever looks; answered by name, with one button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from reprieve.clinic.alerts.access import alerts_for
from reprieve.clinic.alerts.actions import NotTheirs, acknowledge
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.desk.opening import for_staff
from reprieve.clinic.people.signing_in import who_is
from reprieve.clinic.people.standing import clinic_zone
from reprieve.clinic.showing.plain_words import say_moment

MOST_ANSWERED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertLine:
    """One alert, as it is read."""

    id: int
    what: str
    where: str
    raised: str
    waits_min: int
    next_at: str
    opens: str
    answered: str
    by: str


@for_staff
@require_safe
def list_alerts(request: HttpRequest) -> HttpResponse:
    """Those that wait, the oldest first, and the last that were answered. None names a patient."""
    who = who_is(request)
    answered = alerts_for(who, waiting_only=False).exclude(acknowledged_at=None).order_by("-acknowledged_at")
    zone = clinic_zone()
    context = {
        "waiting": [_line(alert, zone) for alert in alerts_for(who)],
        "answered": [_line(alert, zone) for alert in answered[:MOST_ANSWERED]],
    }
    return render(request, "desk/alerts.html", context)


@for_staff
@require_POST
def acknowledge_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Say by name that one was seen."""
    try:
        acknowledge(alert_id, who=who_is(request))
    except NotTheirs:
        raise Http404 from None
    return redirect("list_alerts")


def _line(alert: Alert, zone: tzinfo) -> AlertLine:
    """By the clock of its place; `zone` is the clinic's, for what concerns all places."""
    answered = alert.acknowledged_at
    clock = ZoneInfo(alert.location.zone) if alert.location else zone
    return AlertLine(
        id=alert.pk,
        what=str(Alarm(alert.alarm).label),
        where=alert.location.name if alert.location else "",
        raised=say_moment(alert.raised_at, clock),
        waits_min=int(((answered or timezone.now()) - alert.raised_at).total_seconds() // 60),
        next_at=say_moment(alert.next_step_at, clock),
        opens=alert.opens,
        answered=say_moment(answered, clock) if answered else "",
        by=str(alert.acknowledged_by) if alert.acknowledged_by else "",
    )
