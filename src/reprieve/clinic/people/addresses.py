"""An e-mail address as it is kept: one way of writing for one mailbox."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

NO_EMAIL = _("Write a whole e-mail address, such as name@example.org.")


def address_of(typed: str) -> str:
    """The address in small letters.

    Only plain letters, because others look like them, and a few even count as equal to them in a search: `ı`, `ſ` and
    the sign for kelvin. Who has the look-alike of an address is not who has the address.

    Raises
    ------
    ValidationError
    """
    email = typed.strip()
    if not email.isascii():
        raise ValidationError(_("Write the e-mail address in plain letters, without accents."), code="invalid")
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(NO_EMAIL, code="invalid") from None
    return email.lower()
