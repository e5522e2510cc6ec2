"""Who may sign in to the demonstration: its editor, somebody in every role of the staff, and its patients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reprieve.clinic.config.demonstration_people import DemonstrationPeople, code_of_now, people_of_demonstration


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationAccounts:
    editor: str
    people: DemonstrationPeople

    def said(self, url: str) -> Iterator[str]:
        """What `reprieve up` prints, so that anybody can be any of them."""
        sign_in = self.people.sign_in
        yield f"Sign in at {url}/account/sign-in/ with the password {sign_in.password}"
        yield f"  as the clinic: {', '.join((*self.people.staff, self.editor))}"
        yield f"  as a patient:  {', '.join(self.people.patients)}"
        yield (
            f"The clinic is asked for a code, too. Now it is {code_of_now(sign_in)}; `reprieve staff code` prints the "
            f"next, and so does an authenticator with the key {sign_in.totp_secret}"
        )


def accounts_of_demonstration(folder: Path) -> DemonstrationAccounts:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP

    from reprieve.clinic.people.editors import DEMONSTRATION_EMAIL, add_editor

    people = people_of_demonstration(folder)
    editor, new = add_editor(DEMONSTRATION_EMAIL, people.sign_in.password)
    if new:
        editor.first_name, editor.last_name = "Demonstration", "Editor"
        editor.save(update_fields=["first_name", "last_name"])
    if not Authenticator.objects.filter(user=editor, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(editor, people.sign_in.totp_secret)
    return DemonstrationAccounts(editor=DEMONSTRATION_EMAIL, people=people)
