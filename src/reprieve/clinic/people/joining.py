"""Opening an account: for somebody new, with a record of their own, or for whoever was invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.messages.links import find_link, make_link, use_link
from reprieve.clinic.messages.models import Purpose
from reprieve.clinic.people.addresses import address_of
from reprieve.clinic.people.models import Location, Patient, User
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.visible import visible

LINK_LASTS = timedelta(days=1)


class HasAccount(ReprieveError):
    """There is an account with this address already, or the link was used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """What somebody says of themselves when they open an account."""

    given_name: str
    family_name: str
    born: date
    language: str
    zone: str
    location: Location


def token_for(email: str) -> str:
    """For the letter: who opens its link has the mailbox."""
    return make_link(Purpose.SIGN_UP, about={"email": address_of(email)}, lasts=LINK_LASTS)


def email_of(token: str) -> str | None:
    """The address a link was sent to; None for a link that is too old, not ours, or used."""
    link = find_link(token, Purpose.SIGN_UP)
    email = str(link.about["email"]) if link is not None else ""
    return None if not email or User.objects.filter(email__iexact=email).exists() else email


def open_account(*, email: str, password: str, first_name: str = "", last_name: str = "") -> User:
    """An account that holds nothing yet; its address was proved by a letter.

    Raises
    ------
    HasAccount
    """
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, password, first_name=first_name, last_name=last_name)
            write_line(who=user, did="opened the account", kind="account", record=user.pk)
    except IntegrityError:
        raise HasAccount("the address has an account; sign in instead") from None
    return user


def open_record_of_ones_own(*, token: str, password: str, says: NewPatient) -> User:
    """An account with a new record, for whoever has the letter.

    Raises
    ------
    HasAccount
    """
    with transaction.atomic():
        about = use_link(token, Purpose.SIGN_UP)
        if about is None:
            raise HasAccount("the link works no longer; sign in, or ask for another letter")
        user = open_account(email=str(about["email"]), password=password)
        patient = Patient.objects.create(
            given_name=visible(says.given_name),
            family_name=visible(says.family_name),
            born=says.born,
            email=user.email,
            language=says.language,
            zone=says.zone,
            location=says.location,
            account=user,
            made_by=user,
        )
        write_line(
            who=user,
            did="opened a record of their own",
            kind=PATIENT,
            record=patient.pk,
            chain=chain_of(PATIENT, patient.pk),
            role=PATIENT,
        )
    return user
