"""Who works here and where, and who of them must have a second factor: all staff, and editors of the public pages."""

from __future__ import annotations

from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from reprieve.clinic.people.access import staff_roles
from reprieve.clinic.people.models import Location, User

MAY_EDIT = "wagtailadmin.access_admin"


def works_here(user: Any) -> bool:
    """Whether somebody has a role of the staff now, or edits the public pages."""
    return isinstance(user, User) and user.is_active and (bool(staff_roles(user)) or user.has_perm(MAY_EDIT))


def must_have_second_factor(user: Any) -> bool:
    return works_here(user)


def has_place() -> bool:
    """Whether the clinic has said where it is: before that nobody can open an account."""
    return Location.objects.filter(closed_at=None).exists()


def clinic_zone() -> tzinfo:
    """The clock of the clinic's first place; UTC where there is none yet."""
    first = Location.objects.filter(closed_at=None).order_by("pk").first()
    return ZoneInfo(first.zone) if first is not None else UTC
