"""What Django and allauth tell us of: written into the audit, in the chain of the account."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.devices import remember_device
from reprieve.clinic.people.sessions import begin_hours


def note(user: Any, did: str) -> None:
    write_line(who=user, did=did, kind="account", record=user.pk)


@receiver(user_logged_in)
def note_sign_in(request: Any, user: Any, **_more: Any) -> None:
    begin_hours(request)
    remember_device(request, user.pk)
    note(user, "signed in")


@receiver(user_logged_out)
def note_sign_out(request: Any, user: Any, **_more: Any) -> None:
    if user is not None and not request.session.get("by_the_clock"):
        note(user, "signed out")


@receiver(password_changed)
def note_password(user: Any, **_more: Any) -> None:
    note(user, "changed the password")


@receiver(password_reset)
def note_reset(request: Any, user: Any, **_more: Any) -> None:
    """Who has the mailbox is no stranger: their device is counted apart from now on."""
    remember_device(request, user.pk)
    note(user, "set a new password by letter")


@receiver(authentication_failed)
def note_wrong_code(user: Any, **_more: Any) -> None:
    write_line(who=None, did="gave a wrong code", kind="account", record=user.pk)


@receiver(authenticator_added)
def note_added(user: Any, authenticator: Authenticator, **_more: Any) -> None:
    note(user, f"added a second step: {authenticator.type}")
    if authenticator.type == Authenticator.Type.TOTP:
        # The code that set it up is used, too.
        authenticator.data["last_counter"] = int(time.time()) // app_settings.TOTP_PERIOD
        authenticator.save(update_fields=["data"])


@receiver(authenticator_removed)
def note_removed(user: Any, authenticator: Authenticator, **_more: Any) -> None:
    note(user, f"removed a second step: {authenticator.type}")


@receiver(authenticator_reset)
def note_new_codes(user: Any, **_more: Any) -> None:
    note(user, "made new recovery codes")
