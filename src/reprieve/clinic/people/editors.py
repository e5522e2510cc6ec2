"""Making somebody an editor of the public pages."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.addresses import address_of
from reprieve.clinic.people.models import User
from reprieve.pathway.terms.errors import ReprieveError

# The groups that the content system brings: both write, the first also publishes.
PUBLISHES = ("Moderators", "Editors")


class CannotAddEditor(ReprieveError):
    """Why nobody was added, and what to do."""


def add_editor(email: str, password: str) -> tuple[User, bool]:
    """The editor with this address and password, and whether the address is new here.

    Somebody who was here before gets the new password, and may edit again.

    Raises
    ------
    CannotAddEditor
        When the address is none, or the password is too weak.
    """
    try:
        email = address_of(email)
    except ValidationError:
        raise CannotAddEditor(
            _("the e-mail address must be one, such as name@example.org; got %(email)s.") % {"email": email}
        ) from None
    with transaction.atomic():
        user = User.objects.filter(email__iexact=email).first()
        new = user is None
        user = user or User(email=email)
        try:
            validate_password(password, user)
        except ValidationError as problem:
            raise CannotAddEditor(" ".join(problem.messages)) from None
        user.is_active = True
        user.set_password(password)
        user.save()
        user.groups.add(*Group.objects.filter(name__in=PUBLISHES))
        write_line(who=None, did="made an editor, with a new password", kind="account", record=user.pk)
    return user, new


def fresh_password() -> str:
    return secrets.token_urlsafe(12)
