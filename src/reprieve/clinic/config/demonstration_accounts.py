"""Who may sign in to the demonstration: its editor and its front desk, each with a password made for this folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

DESK_EMAIL = "desk@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    email: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccounts:
    editor: Account
    front_desk: Account


def accounts_of_demonstration(folder: Path) -> DemonstrationAccounts:
    from reprieve.clinic.people.editors import DEMONSTRATION_EMAIL, keep_demonstration_editor

    return DemonstrationAccounts(
        editor=Account(email=DEMONSTRATION_EMAIL, password=keep_demonstration_editor(folder)),
        front_desk=Account(email=DESK_EMAIL, password=keep_front_desk(folder)),
    )


def keep_front_desk(folder: Path) -> str:
    """The demonstration's front desk, made once; the password lies in the data folder, for its owner only."""
    from reprieve.clinic.desk.staff import add_to_front_desk
    from reprieve.clinic.people.editors import fresh_password
    from reprieve.clinic.people.models import User

    path = folder / "desk-password"
    if path.exists() and (password := path.read_text().strip()):
        user = User.objects.filter(email=DESK_EMAIL).first()
        if user is not None and user.check_password(password):
            return password
    password = fresh_password()
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(password)
    user, _new = add_to_front_desk(DESK_EMAIL, password)
    user.first_name, user.last_name = "Demonstration", "Front desk"
    user.save(update_fields=["first_name", "last_name"])
    return password
