"""Who is at the front desk: everybody in the group of that name who may still sign in."""

from __future__ import annotations

from typing import Any

from reprieve.clinic.people.models import User

FRONT_DESK = "front desk"


def is_at_front_desk(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active and user.groups.filter(name=FRONT_DESK).exists())


def addresses_of_front_desk() -> list[str]:
    at_desk = User.objects.filter(groups__name=FRONT_DESK, is_active=True)
    return list(at_desk.order_by("pk").values_list("email", flat=True))
