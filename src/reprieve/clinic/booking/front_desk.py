"""Who is at the front desk: everybody in that role who may still sign in."""

from __future__ import annotations

from typing import Any

from reprieve.clinic.people.access import FRONT_DESK, staff_roles
from reprieve.clinic.people.models import User


def is_at_front_desk(user: Any) -> bool:
    return bool(user.is_authenticated and FRONT_DESK in staff_roles(user))


def addresses_of_front_desk() -> list[str]:
    at_desk = User.objects.filter(staff_roles__role=FRONT_DESK, staff_roles__ended_at=None, is_active=True)
    return list(at_desk.order_by("pk").distinct().values_list("email", flat=True))
