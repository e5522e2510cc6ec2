"""Someone who may sign in: known by an e-mail address, and by no other name that must be remembered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

# Django looks for a room's tables here.
from reprieve.clinic.people.records import (
    BrokenGlass,
    Carer,
    Invitation,
    Location,
    Merge,
    Patient,
    Role,
    Sex,
    StaffRole,
)

__all__ = (
    "AttemptCount",
    "BrokenGlass",
    "Carer",
    "Invitation",
    "Location",
    "Merge",
    "Patient",
    "Role",
    "Sex",
    "StaffRole",
    "User",
    "Users",
)


class AttemptCount(models.Model):
    """How often somebody tried to get in within one window; only a keyed hash of who is kept (`limits.py`)."""

    window_began_at = models.DateTimeField()
    counted_hmac = models.CharField(max_length=64)
    times = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["window_began_at", "counted_hmac"], name="attempts_of_a_window"),
        )

    def __str__(self) -> str:
        return f"{self.times} since {self.window_began_at:%Y-%m-%d %H:%M} UTC"


class Users(BaseUserManager["User"]):
    """Finds a person by the address, however its letters were typed."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who may sign in; what they may do comes from their groups."""

    email = models.EmailField(_("e-mail address"), unique=True)
    # Two fields, because the editors' pages show people by them.
    first_name = models.CharField(_("first name"), max_length=150, blank=True)
    last_name = models.CharField(_("last name"), max_length=150, blank=True)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Unset this instead of deleting somebody who leaves.")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now, editable=False)
    # Raised to end every session of theirs at once, as when a role ends.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = (models.UniqueConstraint(Lower("email"), name="one_person_per_address"),)

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """What a session must know to be theirs still: the password, and how often all were ended."""
        known = f"{self.password}|{self.sessions_ended}"
        return salted_hmac("reprieve.clinic.people.session", known, secret=secret, algorithm="sha256").hexdigest()

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
