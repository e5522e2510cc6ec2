"""Another e-mail address for an account: asked for by its holder, proved by a letter to the new one, told to the old.

Nobody learns here whether an address has an account: one that has gets another letter, and the page says the same.
"""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import get_language

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.links import find_link, make_link, recall_links, use_link
from reprieve.clinic.messages.models import Purpose
from reprieve.clinic.people.models import Patient, User
from reprieve.pathway.terms.errors import ReprieveError

LINK_LASTS = timedelta(days=1)


class CannotMove(ReprieveError):
    """The link is used, too old, or another's; or somebody else has the address by now."""


def token_for(user: User, email: str) -> str:
    """For the letter to the new address; one that was asked for before works no longer."""
    with transaction.atomic():
        recall_links(Purpose.NEW_EMAIL, about={"user": user.pk})
        write_line(who=user, did="asked for another e-mail address", kind="account", record=user.pk)
        return make_link(Purpose.NEW_EMAIL, about={"user": user.pk, "email": email}, lasts=LINK_LASTS, by=user)


def has_account(email: str) -> bool:
    return User.objects.filter(email__iexact=email).exists()


def email_of(token: str, user: User) -> str | None:
    """The address that this person asked for by this link."""
    link = find_link(token, Purpose.NEW_EMAIL)
    return str(link.about["email"]) if link is not None and link.about["user"] == user.pk else None


def move(*, token: str, user: User) -> None:
    """From now on they sign in with the new address. The old one is told.

    Whoever opens the letter must be signed in to the account: with a slip in the new address, a stranger gets it.

    Raises
    ------
    CannotMove
    """
    try:
        with transaction.atomic():
            kept = User.objects.select_for_update().get(pk=user.pk)
            email = email_of(token, kept)
            if email is None or use_link(token, Purpose.NEW_EMAIL) is None:
                raise CannotMove("the link works no longer")
            old, kept.email = kept.email, email
            kept.save(update_fields=["email"])
            EmailAddress.objects.filter(user=kept).delete()  # by which one could sign in with the old address
            _move_record(kept, old)
            write_line(who=kept, did="changed the e-mail address", kind="account", record=kept.pk)
            write_letter(Kind.EMAIL_MOVED, to=old, language=get_language())
    except IntegrityError:
        raise CannotMove("somebody else has the address by now") from None


def _move_record(user: User, old: str) -> None:
    """How to reach them, where their own record has the old address."""
    mine = Patient.objects.select_for_update().filter(account=user, email__iexact=old).first()
    if mine is not None:
        mine.email = user.email
        mine.save(update_fields=["email"])
        did, chain = "changed the e-mail address", chain_of(PATIENT, mine.pk)
        write_line(who=user, did=did, kind=PATIENT, record=mine.pk, chain=chain, role=PATIENT)
