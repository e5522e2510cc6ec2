"""Who works here, and who of them must have a second factor: staff in any role, and the editors of the public pages."""

from __future__ import annotations

from typing import Any

from reprieve.clinic.people.access import staff_roles
from reprieve.clinic.people.models import User

MAY_EDIT = "wagtailadmin.access_admin"


def works_here(user: Any) -> bool:
    """Whether somebody has a role of the staff now, or edits the public pages."""
    return isinstance(user, User) and user.is_active and (bool(staff_roles(user)) or user.has_perm(MAY_EDIT))


def must_have_second_factor(user: Any) -> bool:
    return works_here(user)
