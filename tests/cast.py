"""The people of the tests: invented, and marked so by their names."""

from __future__ import annotations

import time
from datetime import date
from itertools import count
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from reprieve.clinic.people.access import Door, OpenRecord, Who, open_record
from reprieve.clinic.people.models import Location, Patient, Role, StaffRole, User

_NUMBERS = count(1)


def location(name: str = "Main Street") -> Location:
    return Location.objects.get_or_create(name=name)[0]


def account(**fields: Any) -> User:
    return User.objects.create_user(f"person-{next(_NUMBERS)}@example.org", "a long enough password", **fields)


def patient(*, at: Location | None = None, **fields: Any) -> Patient:
    """A patient with an account of their own."""
    fields.setdefault("account", account())
    return Patient.objects.create(given_name="Example", family_name="Patient", location=at or location(), **fields)


def staff(*roles: Role, at: Location | None = None) -> User:
    """Somebody of the staff; at every place where none is named."""
    user = account()
    for role in roles:
        StaffRole.objects.create(user=user, role=role, location=at)
    return user


def as_staff(user: User) -> Who:
    return Who(user=user, second_factor=True)


def minor(**fields: Any) -> Patient:
    return patient(born=date(2020, 1, 1), **fields)


def opened(whose: Patient, door: Door = Door.WRITE) -> OpenRecord:
    """The record, opened by the patient."""
    assert whose.account is not None
    return open_record(Who(user=whose.account), whose.key, door, did="opened it in a test")


def browser_of(user: User, *, second_factor: bool = False) -> Client:
    """Somebody's browser in which they have signed in, and given a second factor where it is said."""
    client = Client()
    client.force_login(user)
    if second_factor:
        session = client.session
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return client


# The key of everybody's second step here.
SECRET = "JBSWY3DPEHPK3PXP"


def enrolled(user: User) -> User:
    TOTP.activate(user, SECRET)
    return user


def code_of_now() -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
