"""What is asked of somebody who signs in, and what is wrong with an answer. In our words, counted by us."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
)
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from reprieve.clinic.people.adapter import may_send_letter, too_often
from reprieve.clinic.people.addresses import NO_EMAIL
from reprieve.clinic.people.limits import code_wait_s


def plain_field(field: forms.Field, label: Any, *, autocomplete: str, missing: Any, help_text: Any = "") -> None:
    """In our words, and without words inside the box, which go when one types."""
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)
    field.widget.attrs["autocomplete"] = autocomplete
    field.error_messages["required"] = missing


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(self.fields["login"], _("E-mail address"), autocomplete="username", missing=NO_EMAIL)
        self.fields["login"].error_messages["invalid"] = NO_EMAIL
        plain_field(
            self.fields["password"], _("Password"), autocomplete="current-password", missing=_("Type your password.")
        )


class PasswordAgainForm(ReauthenticateForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(
            self.fields["password"], _("Password"), autocomplete="current-password", missing=_("Type your password.")
        )


class ForgottenForm(ResetPasswordForm):
    """Looks the same whether there is an account or not."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(self.fields["email"], _("E-mail address"), autocomplete="username", missing=NO_EMAIL)
        self.fields["email"].error_messages["invalid"] = NO_EMAIL

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if not may_send_letter(context.request, email, resets=True):
            self.users: list[Any] = []  # the letters that went still work
        return email

    def save(self, request: HttpRequest, **named: Any) -> str:
        return str(super().save(request, **named)) if self.users else str(self.cleaned_data["email"])


def _new_password_fields(form: forms.Form) -> None:
    plain_field(
        form.fields["password1"],
        _("New password"),
        autocomplete="new-password",
        missing=_("Type a new password."),
        help_text=_("At least 12 signs. A few words in a row are good."),
    )
    plain_field(
        form.fields["password2"],
        _("New password, once more"),
        autocomplete="new-password",
        missing=_("Type the new password once more."),
    )


class NewPasswordForm(ChangePasswordForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(
            self.fields["oldpassword"],
            _("Password until now"),
            autocomplete="current-password",
            missing=_("Type your password."),
        )
        _new_password_fields(self)

    def clean_oldpassword(self) -> str:
        given = str(self.cleaned_data.get("oldpassword", ""))
        if not account_adapter().reauthenticate(self.user, given):
            raise account_adapter().validation_error("enter_current_password")
        return given


class NewPasswordByLetterForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        _new_password_fields(self)


class _CountedCode:
    """A code of a second factor: tried a few times, and taken once."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        code = self.fields["code"]  # type: ignore[attr-defined]
        plain_field(code, _("Code"), autocomplete="one-time-code", missing=_("Type the code."))
        code.max_length = 40
        code.widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        user = self.user  # type: ignore[attr-defined]
        wait_s = code_wait_s(context.request, user)
        if wait_s:
            raise too_often(wait_s)
        code = str(self.cleaned_data["code"])  # type: ignore[attr-defined]
        if used_before(user, code):
            self._emit_authentication_failed(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP))  # type: ignore[attr-defined]
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())  # type: ignore[misc]


class CodeForm(_CountedCode, AuthenticateForm):
    pass


class CodeAgainForm(_CountedCode, ReauthenticateByCode):
    pass


def used_before(user: Any, code: str) -> bool:
    """Whether this is a code of the authenticator app that was given before, or an older one than that.

    A code that fits is marked as used here, before allauth takes it: of two requests at once one comes too late.
    """
    with transaction.atomic():
        app = Authenticator.objects.select_for_update().filter(user_id=user.pk, type=Authenticator.Type.TOTP).first()
        if app is None:
            return False
        counter = counter_of(decrypt(app.data["secret"]), code)
        if counter is None:
            return False
        if counter <= app.data.get("last_counter", -1):
            return True
        app.data["last_counter"] = counter
        app.save(update_fields=["data"])
    return False


def counter_of(secret: str, code: str) -> int | None:
    """Which step of the clock a code belongs to, of those that are taken now."""
    now = int(time.time()) // app_settings.TOTP_PERIOD
    near = range(now - app_settings.TOTP_TOLERANCE, now + app_settings.TOTP_TOLERANCE + 1)
    return next(
        (it for it in near if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, it)))), None
    )


class SetUpCodeForm(ActivateTOTPForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(self.fields["code"], _("Code"), autocomplete="one-time-code", missing=_("Type the code."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        plain_field(
            self.fields["name"], _("What do you call this device or key?"), autocomplete="off", missing="", help_text=""
        )
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with it alone, without a password")
        self.fields["passwordless"].help_text = _("It then asks for your finger, your face or its PIN.")
