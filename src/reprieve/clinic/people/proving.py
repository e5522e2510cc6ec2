"""Is it really them, just now? Asked where somebody puts their name to something: by password, code or passkey.

It proves who signs, and opens nothing: the session is not told of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.utils.translation import gettext as _

from reprieve.clinic.people.adapter import TOO_OFTEN
from reprieve.clinic.people.forms import CodeAgainForm, PasswordAgainForm

PASSWORD, CODE, PASSKEY = "password", "code", "passkey"
# By the name of its field; a passkey is pressed last, whatever else a browser has filled in.
_ASKED: Final = {
    "credential": (PASSKEY, ReauthenticateWebAuthnForm),
    "code": (CODE, CodeAgainForm),
    "password": (PASSWORD, PasswordAgainForm),
}


class NotProved(Exception):
    """It was not them, or they said nothing: at which field, in which words, and how long to wait."""

    def __init__(self, field: str, words: str, *, wait_s: int = 0) -> None:
        super().__init__(words)
        self.field, self.words, self.wait_s = field, words, wait_s


def prove(user: Any, said: Mapping[str, Any]) -> str:
    """By which of the three ways they proved it.

    Raises
    ------
    NotProved
    """
    for name, (way, form_class) in _ASKED.items():
        if said.get(name):
            form = form_class(user=user, data={name: said[name]})
            if not _is_right(form):
                raise _refusal(name, form)
            return way
    raise NotProved("password", _("Type your password or a code, or use a passkey: it is your signature."))


def _is_right(form: Any) -> bool:
    try:
        return bool(form.is_valid())
    except (AttributeError, KeyError, TypeError, ValueError):  # a passkey's answer that is none
        return False


def _refusal(name: str, form: Any) -> NotProved:
    errors = [it for them in form.errors.as_data().values() for it in them] if form._errors else []
    waits = [int(it.params["wait_s"]) for it in errors if it.code == TOO_OFTEN]
    words = {
        "password": _("This is not your password. Nothing was signed."),
        "code": _("This code is not right, or was used before. Nothing was signed."),
        "credential": _("The passkey was not taken. Nothing was signed."),
    }
    field = "password" if name == "credential" else name
    return NotProved(field, words[name], wait_s=max(waits, default=0))


def has_code(user: Any) -> bool:
    return bool(is_mfa_enabled(user, [Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES]))


def passkey_options(user: Any) -> dict[str, Any] | None:
    """What the browser asks a passkey for, fresh for this page; None where they have none."""
    if not is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
        return None
    return {"request_options": begin_authentication(user)}
