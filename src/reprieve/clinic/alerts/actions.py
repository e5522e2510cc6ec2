"""Alerts to the staff: somebody must say by name that they saw one; until then it climbs.

First whoever holds the role at the place is told, then after some minutes the next role, and at the end the owner,
again and again. A letter says only that an alert waits.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from reprieve.clinic.alerts.access import LADDER, alerts_for
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.access import Who
from reprieve.clinic.people.models import Location, Role, StaffRole, User

ALERT = "alert"
# How often the last one is told again.
SHORTEST_REMINDER_MIN = 15


class NotTheirs(Exception):
    """The alert has not reached them, or there is none."""


def raise_alert(
    alarm: Alarm, *, role: Role, location: Location | None, wait_min: int, opens: str = "", by: User | None = None
) -> Alert:
    """Tell whoever holds that role at that place; after `wait_min` minutes without an answer, the next.

    Parameters
    ----------
    opens : str
        A path of our own where the matter is seen, as `reverse("show_chart", args=[patient.key])`.
    """
    if role not in LADDER:
        raise ValueError(f"role must be one of {', '.join(LADDER)}; got {role}.")
    if not 1 <= wait_min <= 24 * 60:
        raise ValueError(f"wait_min must be between 1 and 1440 minutes; got {wait_min}.")
    with transaction.atomic():
        now = timezone.now()
        alert = Alert.objects.create(
            alarm=alarm, role=role, location=location, opens=opens, wait_min=wait_min, raised_at=now, next_step_at=now
        )
        write_line(who=by, did="raised an alert", kind=ALERT, record=alert.pk)
        _tell(alert)
    return alert


def acknowledge(alert_id: int, *, who: Who) -> Alert:
    """Say by name that they saw it and take it on. A second one changes nothing: the first name stays.

    Raises
    ------
    NotTheirs
        When it has not reached them. That they tried is written down.
    """
    found = alerts_for(who, waiting_only=False).filter(pk=alert_id).first()
    if found is None:
        write_line(who=who.user, did="was refused an alert", kind=ALERT, record=None)
        raise NotTheirs
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=found.pk)
        if alert.acknowledged_at is None:
            alert.acknowledged_at, alert.acknowledged_by = timezone.now(), who.user
            alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
            write_line(who=who.user, did="acknowledged an alert", kind=ALERT, record=alert.pk)
    return alert


def escalate_waiting() -> int:
    """Tell the next of each alert that nobody answered in time; how many alerts climbed or were told of again."""
    climbed = 0
    while True:
        with transaction.atomic():
            late = Alert.objects.select_for_update(skip_locked=True).filter(acknowledged_at=None)
            alert = late.filter(next_step_at__lte=timezone.now()).order_by("next_step_at", "pk").first()
            if alert is None:
                return climbed
            alert.step = min(alert.step + 1, len(LADDER[alert.role]) - 1)
            _tell(alert)
            write_line(who=None, did="told the next of an alert", kind=ALERT, record=alert.pk)
            climbed += 1


def tell_of_lost_letters() -> Alert | None:
    """Tell the owner, on the desk and not by letter alone, that letters were given up: once until somebody answered,
    and again only for letters given up since."""
    told = Alert.objects.filter(alarm=Alarm.MAIL_FAILED)
    if told.filter(acknowledged_at=None).exists():
        return None
    lost = Letter.objects.exclude(given_up_at=None)
    last = told.order_by("-raised_at").first()
    if last is not None:
        lost = lost.filter(given_up_at__gt=last.raised_at)
    if not lost.exists():
        return None
    return raise_alert(Alarm.MAIL_FAILED, role=Role.OWNER, location=None, wait_min=24 * 60)


def _tell(alert: Alert) -> None:
    """Write to whoever stands on its step; a step where nobody stands is passed over at once."""
    ladder = LADDER[alert.role]
    addresses = _addresses(ladder[alert.step], alert)
    while not addresses and alert.step + 1 < len(ladder):
        alert.step += 1
        addresses = _addresses(ladder[alert.step], alert)
    at_the_end = alert.step + 1 == len(ladder)
    wait_min = max(alert.wait_min, SHORTEST_REMINDER_MIN) if at_the_end else alert.wait_min
    alert.next_step_at = timezone.now() + timedelta(minutes=wait_min)
    alert.save(update_fields=["step", "next_step_at"])
    link = settings.WAGTAILADMIN_BASE_URL + reverse("list_alerts")
    for address in addresses:
        write_letter(Kind.ALERT, to=address, link=link)


def _addresses(role: Role, alert: Alert) -> list[str]:
    held = StaffRole.objects.filter(role=role, ended_at=None, user__is_active=True)
    if alert.location_id is not None:
        held = held.filter(Q(location=None) | Q(location=alert.location_id))
    return sorted(set(held.values_list("user__email", flat=True)))
