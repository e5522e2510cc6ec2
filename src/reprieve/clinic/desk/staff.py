"""Making somebody a member of the front desk."""

from __future__ import annotations

from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from reprieve.clinic.booking.front_desk import FRONT_DESK
from reprieve.clinic.people.models import User
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import say


class CannotAdd(ReprieveError):
    """Why nobody was added, and what to do."""


def add_to_front_desk(email: str, password: str) -> tuple[User, bool]:
    """Whoever has this address, with this password, at the front desk; and whether the address is new here.

    Raises
    ------
    CannotAdd
        When the address is none, or the password is too weak.
    """
    try:
        validate_email(email)
    except ValidationError:
        raise CannotAdd(
            say("the e-mail address must be one, such as name@example.org; got {email}.", email=email)
        ) from None
    with transaction.atomic():
        found = User.objects.filter(email__iexact=email.strip()).first()
        user = found or User(email=email.strip().lower())
        try:
            validate_password(password, user)
        except ValidationError as problem:
            raise CannotAdd(" ".join(problem.messages)) from None
        user.is_active = True
        user.set_password(password)
        user.save()
        user.groups.add(Group.objects.get_or_create(name=FRONT_DESK)[0])
    return user, found is None
