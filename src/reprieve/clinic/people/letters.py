"""The letters about accounts: what to do next and with which link, never why somebody comes to us."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import override

from reprieve.clinic.messages.actions import queue_mail


def send_reset(to: str, link: str) -> None:
    queue_mail(
        to=to,
        subject=_("Set a new password"),
        body=_(
            "Somebody asked to set a new password for your account. If it was you, open this link within two hours; "
            "it works once:\n%(link)s\n\nIf it was not you, you need not do anything: your password stays as it is."
        )
        % {"link": link},
    )


def send_changed(to: str) -> None:
    """That the way somebody signs in was changed; to be told to the owner of the mailbox whoever did it."""
    queue_mail(
        to=to,
        subject=_("How you sign in was changed"),
        body=_(
            "The password of your account, or its second step, was changed just now. If it was you, all is well. "
            "If it was not, set a new password at once from the sign-in page, and call us."
        ),
    )


def send_sign_up(to: str, link: str) -> None:
    queue_mail(
        to=to,
        subject=_("Finish opening your account"),
        body=_(
            "You asked to open an account with us. Open this link within a day to finish:\n%(link)s\n\n"
            "If it was not you, you need not do anything."
        )
        % {"link": link},
    )


def send_has_account(to: str, link: str) -> None:
    """What somebody gets who wants an account and has one; on the page both look the same."""
    queue_mail(
        to=to,
        subject=_("You have an account already"),
        body=_(
            "Somebody asked to open an account with your address. You have one: sign in here, or set a new password "
            "from there:\n%(link)s\n\nIf it was not you, you need not do anything."
        )
        % {"link": link},
    )


def send_invitation(to: str, link: str, *, language: str) -> None:
    with override(language):
        queue_mail(
            to=to,
            subject=_("You are invited to open an account"),
            body=_(
                "You are invited to an account with us. Open this link within seven days; it works once:\n%(link)s\n\n"
                "If you do not know why you got this letter, you need not do anything."
            )
            % {"link": link},
        )
