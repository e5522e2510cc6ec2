"""Opening an account: for somebody new, with a record of their own, or for whoever was invited."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.core import signing
from django.db import IntegrityError, transaction

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people.models import Location, Patient, User
from reprieve.pathway.terms.errors import ReprieveError

SALT = "reprieve.clinic.people.joining"
LINK_LASTS = timedelta(days=1)


class HasAccount(ReprieveError):
    """There is an account with this address already."""


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
    """Proof that who opens the link has the mailbox. It needs no table: once there is an account it is of no use."""
    return signing.dumps(email.strip().lower(), salt=SALT)


def email_of(token: str) -> str | None:
    """The address a link was sent to; None for a link that is too old, not ours, or used."""
    try:
        email = str(signing.loads(token, salt=SALT, max_age=LINK_LASTS))
    except signing.BadSignature:
        return None
    return None if User.objects.filter(email__iexact=email).exists() else email


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


def open_record_of_ones_own(*, email: str, password: str, says: NewPatient) -> User:
    """An account with a new record.

    Raises
    ------
    HasAccount
    """
    with transaction.atomic():
        user = open_account(email=email, password=password)
        patient = Patient.objects.create(
            given_name=says.given_name,
            family_name=says.family_name,
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
