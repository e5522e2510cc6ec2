"""What allauth asks us: how often somebody may try, how letters go out, where to go next, what is encrypted."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.people.access import Who, my_records, staff_roles
from reprieve.clinic.people.limits import letter_wait_s, password_wait_s
from reprieve.clinic.people.models import User
from reprieve.clinic.people.standing import MAY_EDIT, must_have_second_factor

TOO_OFTEN = "too_often"


def too_often(wait_s: int) -> ValidationError:
    return ValidationError(
        _("That was tried too often. Ask for the letter that sets a new password, or wait %(minutes)d minutes."),
        code=TOO_OFTEN,
        params={"minutes": -(-wait_s // 60), "wait_s": wait_s},
    )


class AccountAdapter(DefaultAccountAdapter):
    """Counts in our own table, and sends letters the way all of ours go."""

    error_messages = DefaultAccountAdapter.error_messages | {  # allauth's own name
        "email_password_mismatch": gettext_lazy(
            "The e-mail address and the password do not belong together. Type both again."
        ),
        "incorrect_password": gettext_lazy("That is not your password. Type it again."),
        "enter_current_password": gettext_lazy("That is not your password. Type it again."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        email = str(credentials.get("email", ""))
        wait_s = password_wait_s(request, email)
        if wait_s:
            raise too_often(wait_s)
        user = authenticate(request, **credentials)
        if user is None:
            self.authentication_failed(request, **credentials)
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Written down under the account where there is one; what was typed is not kept."""
        found = User.objects.filter(email__iexact=str(credentials.get("email", ""))).only("pk").first()
        write_line(who=None, did="gave a wrong password", kind="account", record=found.pk if found else None)

    def reauthenticate(self, user: Any, password: str) -> bool:
        wait_s = password_wait_s(context.request, user.email)
        if wait_s:
            raise too_often(wait_s)
        right = bool(user.check_password(password))
        if not right:
            self.authentication_failed(context.request, email=user.email)
        return right

    def add_message(self, *args: Any, **named: Any) -> None:
        """The page that follows says what happened."""

    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        write_letter(Kind.RESET, to=user.email, language=get_language(), link=context["password_reset_url"])

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **named: Any) -> None:
        write_letter(Kind.CHANGED, to=user.email, language=get_language())

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False  # people/joining.py opens accounts

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return first_page(request.user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("show_account") + "?changed=1"


def first_page(user: Any) -> str:
    """Where somebody begins who asked for no page: the desk, their diary or those they keep, the site's editor."""
    if staff_roles(user):
        return reverse("show_desk")
    if my_records(Who(user=user)):
        return reverse("show_now")
    return reverse("wagtailadmin_home" if user.has_perm(MAY_EDIT) else "show_account")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keeps the secrets encrypted, and the last second factor with those who must have one."""

    error_messages = DefaultMFAAdapter.error_messages | {  # allauth's own name
        "incorrect_code": gettext_lazy("That code is not right, or was used before. Type the next one."),
        "cannot_delete_authenticator": gettext_lazy("You need a second step to work here. Add another one first."),
    }

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Nothing that was encrypted under another secret can be read; then no code is right."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return base64.b32encode(salted_hmac("lost", "").digest()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
        others = Authenticator.objects.filter(user=authenticator.user, type__in=kinds).exclude(pk=authenticator.pk)
        return others.exists() or not must_have_second_factor(authenticator.user)

    def get_totp_issuer(self) -> str:
        return "Reprieve"

    def _get_site_name(self) -> str:
        return "Reprieve"


def may_send_letter(request: HttpRequest, email: str, *, resets: bool = False) -> bool:
    """Whether one more letter goes to this address now.

    Raises
    ------
    ValidationError
        When the household asked for too many.
    """
    wait_s, goes = letter_wait_s(request, email, resets=resets)
    if wait_s:
        raise ValidationError(
            _("That was tried too often. Wait %(minutes)d minutes."),
            code=TOO_OFTEN,
            params={"minutes": -(-wait_s // 60), "wait_s": wait_s},
        )
    return goes


def _fernet() -> Fernet:
    key = salted_hmac("reprieve.clinic.people.second_factor", "", secret=settings.SECRET_KEY, algorithm="sha256")
    return Fernet(base64.urlsafe_b64encode(key.digest()))
