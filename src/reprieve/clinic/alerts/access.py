"""Which alerts have reached somebody?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Q, QuerySet

from reprieve.clinic.alerts.models import Alert
from reprieve.clinic.people.access import Who
from reprieve.clinic.people.models import Role, StaffRole

LADDER: Mapping[str, Sequence[Role]] = {
    Role.FRONT_DESK: (Role.FRONT_DESK, Role.OWNER),
    Role.NURSE: (Role.NURSE, Role.PRESCRIBER, Role.OWNER),
    Role.PRESCRIBER: (Role.PRESCRIBER, Role.OWNER),
    Role.OWNER: (Role.OWNER,),
}


def alerts_for(who: Who, *, waiting_only: bool = True) -> QuerySet[Alert]:
    """The alerts that have reached somebody of the staff, the oldest first."""
    alerts = Alert.objects.select_related("location", "acknowledged_by").order_by("raised_at", "pk")
    if not who.second_factor or not who.user.is_active:
        return alerts.none()
    reached = Q(pk__in=[])
    for held in StaffRole.objects.filter(user=who.user, ended_at=None):
        steps = Q(pk__in=[])
        for role, ladder in LADDER.items():
            if held.role in ladder:
                steps |= Q(role=role, step__gte=ladder.index(Role(held.role)))
        if held.location_id is not None:
            steps &= Q(location=None) | Q(location=held.location_id)
        reached |= Q(pk__gte=0) if held.role == Role.OWNER and held.location_id is None else steps
    return alerts.filter(reached, acknowledged_at=None) if waiting_only else alerts.filter(reached)
