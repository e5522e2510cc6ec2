"""Who may sign in to the demonstration: its editor, somebody in every role of the staff, and its patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reprieve.clinic.config.demonstration_people import (
    DemonstrationPeople,
    SignIn,
    code_of_now,
    people_of_demonstration,
)

DEMONSTRATION_EMAIL, OLD_DESK = "editor@example.org", "desk@example.org"


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccounts:
    editor: str
    people: DemonstrationPeople
    letters: Path

    def said(self, url: str) -> Iterator[str]:
        """What `reprieve up` prints, so that anybody can be any of them."""
        sign_in = self.people.sign_in
        yield f"Sign in at {url}/account/sign-in/ with the password {sign_in.password}"
        yield f"  as the clinic: {', '.join((*self.people.staff, self.editor))}"
        yield f"  as a patient:  {', '.join(self.people.patients)}"
        yield f"  for a patient: {', '.join(self.people.helpers)}"
        yield (
            f"The clinic is asked for a code, too. Now it is {code_of_now(sign_in)}; `reprieve staff code` prints the "
            f"next, and so does an authenticator with the key {sign_in.totp_secret}"
        )
        yield f"Letters go nowhere: they lie in {self.letters}"


def accounts_of_demonstration(folder: Path) -> DemonstrationAccounts:
    people = people_of_demonstration(folder)
    keep_editor(folder, people.sign_in)
    close_old_desk(folder)
    return DemonstrationAccounts(editor=DEMONSTRATION_EMAIL, people=people, letters=folder / "letters")


def keep_editor(folder: Path, sign_in: SignIn) -> None:
    """Made once. One of an older version, whose password lies in a file of its own, gets the password of all."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from reprieve.clinic.people.editors import add_editor
    from reprieve.clinic.people.models import User

    editor = User.objects.filter(email=DEMONSTRATION_EMAIL).first()
    old = folder / "editor-password"
    if editor is None or old.exists():
        editor, _new = add_editor(DEMONSTRATION_EMAIL, sign_in.password)
        editor.first_name, editor.last_name = "Demonstration", "Editor"
        editor.save(update_fields=["first_name", "last_name"])
        old.unlink(missing_ok=True)
    if not Authenticator.objects.filter(user=editor, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(editor, sign_in.totp_secret)


def close_old_desk(folder: Path) -> None:
    """The front desk of an older version, whom a password alone let in: the new one has a second step."""
    from django.db import transaction

    from reprieve.clinic.people.models import User
    from reprieve.clinic.people.staffing import close_account

    old = folder / "desk-password"
    if not old.exists():
        return
    with transaction.atomic():
        for user in User.objects.filter(email=OLD_DESK):
            close_account(user)
    old.unlink()
