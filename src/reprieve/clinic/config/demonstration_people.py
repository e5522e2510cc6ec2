"""The people of the demonstration: invented, marked so by their names, and made through the doors that all must pass.

Each role of the staff has somebody; every diary of `demonstration_diaries` has a patient. They share one password and
one second step, made for the data folder and kept there for its owner: whoever tries the demonstration is all of them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reprieve.clinic.config.demonstration_diaries import DIARIES, demonstration_diary
from reprieve.pathway.diary.book import Entry

FILE = "demonstration-sign-in"
PLACE, SECOND_PLACE, ZONE = "Demonstration clinic", "Demonstration clinic, second place", "America/New_York"
MINOR = "young"
# Whose record is at the other place: the nurse of the first must break glass to open it.
ELSEWHERE = "cluster"
CARED_FOR = "intractable"
HELPERS = ("guardian", "carer")  # of the minor, and of the one cared for


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """What everybody in the demonstration signs in with."""

    password: str
    totp_secret: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemonstrationPeople:
    """Who may sign in, by their address: the staff by their role, the patients, and who acts for two of them."""

    sign_in: SignIn
    staff: Sequence[str]
    patients: Sequence[str]
    helpers: Sequence[str]


def address(name: str) -> str:
    return f"{name.replace('_', '-')}@example.org"


def people_of_demonstration(folder: Path) -> DemonstrationPeople:
    """Make whoever is missing; the same people at each start."""
    from django.db import transaction

    from reprieve.clinic.people.models import Role, User

    sign_in = keep_sign_in(folder)
    if not User.objects.filter(email=address("owner")).exists():
        with transaction.atomic():
            make_staff(sign_in)
            make_patients(sign_in)
    staff = tuple(address(role) for role in Role.values)
    helpers = tuple(address(name) for name in HELPERS if User.objects.filter(email=address(name)).exists())
    patients = tuple(address(name) for name in DIARIES)
    return DemonstrationPeople(sign_in=sign_in, staff=staff, patients=patients, helpers=helpers)


def keep_sign_in(folder: Path) -> SignIn:
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    from reprieve.clinic.people.editors import fresh_password

    path = folder / FILE
    try:
        return SignIn(**json.loads(path.read_text()))
    except (OSError, ValueError, TypeError):
        pass
    sign_in = SignIn(password=fresh_password(), totp_secret=generate_totp_secret())
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.dumps({"password": sign_in.password, "totp_secret": sign_in.totp_secret}))
    return sign_in


def code_of_now(sign_in: SignIn) -> str:
    """What an authenticator would show at this moment."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(sign_in.totp_secret, next(iter(yield_hotp_counters_from_time())))))


# The staff -----------------------------------------------------------------------------------------


def make_staff(sign_in: SignIn) -> None:
    from reprieve.clinic.people.inviting import invite_staff
    from reprieve.clinic.people.models import Role
    from reprieve.clinic.people.staffing import keep_place

    place = keep_place(name=PLACE, zone=ZONE)
    keep_place(name=SECOND_PLACE, zone=ZONE)
    for role in Role:
        # The nurse works at one place, all others at both.
        here = place if role is Role.NURSE else None
        _invitation, link = invite_staff(by=None, email=address(role.value), role=role, location=here)
        enter(link, sign_in, last_name=str(role.label), second_step=True)


def enter(link: str, sign_in: SignIn, *, last_name: str, second_step: bool = False, born: date | None = None) -> None:
    """Accept an invitation as somebody new would."""
    from allauth.mfa.totp.internal.auth import TOTP

    from reprieve.clinic.people.inviting import accept_as_new

    user = accept_as_new(
        token=link.rstrip("/").rpartition("/")[2],
        password=sign_in.password,
        first_name="Demonstration",
        last_name=last_name,
        born=born,
    )
    if second_step:
        TOTP.activate(user, sign_in.totp_secret)


# The patients --------------------------------------------------------------------------------------


def make_patients(sign_in: SignIn) -> None:
    from django.utils import timezone

    from reprieve.clinic.people.access import Door, Who, open_record
    from reprieve.clinic.people.identity import make_record, mark_as_demonstration
    from reprieve.clinic.people.inviting import invite_carer, invite_guardian, invite_patient
    from reprieve.clinic.people.models import Location, User

    now = timezone.now()
    desk = Who(user=User.objects.get(email=address("front_desk")), second_factor=True)
    for number, name in enumerate(DIARIES):
        place = Location.objects.get(name=SECOND_PLACE if name == ELSEWHERE else PLACE)
        entries = demonstration_diary(name, zone=ZONE, now=now)
        told = next(entry.said for entry in entries if entry.thing == "profile")  # the record says the same
        born = date(int(told["birth_year"]), 1 + number, 10)
        patient = make_record(
            desk,
            given_name="Demonstration",
            family_name=name.replace("_", " ").capitalize(),
            born=born,
            sex=told["sex"],
            email=address(name),
            language="es" if name == "tension" else "en",
            zone=ZONE,
            location=place,
        )
        mark_as_demonstration(patient)
        opened = open_record(desk, patient.key, Door.CHANGE_IDENTITY, did="opened it to invite")
        _invitation, link = invite_patient(opened=opened, email=address(name))
        enter(link, sign_in, last_name=patient.family_name, born=born)
        if name == MINOR:
            prescriber = Who(user=User.objects.get(email=address("prescriber")), second_factor=True)
            opened = open_record(prescriber, patient.key, Door.CHANGE_IDENTITY, did="opened it to invite")
            _invitation, link = invite_guardian(opened=opened, email=address("guardian"))
            enter(link, sign_in, last_name="Guardian")
        mine = Who(user=User.objects.get(email=address(name)))
        if name == CARED_FOR:
            opened = open_record(mine, patient.key, Door.ALLOW, did="opened it to invite")
            _invitation, link = invite_carer(opened=opened, email=address("carer"))
            enter(link, sign_in, last_name="Carer")
        write_diary(mine, patient.key, entries)
    sign_one()


def write_diary(who: object, key: object, entries: Sequence[Entry]) -> None:
    from reprieve.clinic.diary.actions import MOST_AT_ONCE, write_entries
    from reprieve.clinic.people.access import Door, open_record

    mine = open_record(who, key, Door.WRITE, did="opened it to write")  # type: ignore[arg-type]
    for first in range(0, len(entries), MOST_AT_ONCE):
        write_entries(mine, entries[first : first + MOST_AT_ONCE])


def sign_one() -> None:
    """One diagnosis is confirmed and one note written, so that the chart has something of each."""
    from reprieve.clinic.diagnosis.access import basis_of
    from reprieve.clinic.diagnosis.actions import Signing, sign_diagnosis, write_note
    from reprieve.clinic.people.access import Door, Who, open_record
    from reprieve.clinic.people.models import Patient, User

    patient = Patient.objects.get(account__email=address("episodic"))
    prescriber = Who(user=User.objects.get(email=address("prescriber")), second_factor=True)
    opened = open_record(prescriber, patient.key, Door.SIGN, did="opened it to sign")
    basis = basis_of(opened)
    sign_diagnosis(opened, Signing(agrees=True, code="1.1", reason="", basis_sha256=basis.sha256, after=0))
    nurse = Who(user=User.objects.get(email=address("nurse")), second_factor=True)
    noted = open_record(nurse, patient.key, Door.NOTE, did="opened it to write a note")
    write_note(noted, "A note of the demonstration: called, is well, keeps the diary every evening.")
