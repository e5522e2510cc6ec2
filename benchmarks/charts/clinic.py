"""A clinic whose patients have written a diary for ten years, served as production serves it.

Everything is written through the actions of the rooms, and no one in it is a person.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from benchmarks.site import free_port, wait_until_open

from reprieve.clinic.config.postgres import WEB_ROLE, Server

DAYS, ATTACKS, DOSES = 3_650, 1_200, 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    key: str
    cookie: str
    brought: int  # the number of a brought diary that waits
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The patients, and the sessions of the prescribers who look at their charts."""

    patients: tuple[Patient, ...]
    staff: tuple[str, ...]


def prepare(folder: Path, server: Server) -> None:
    """The environment of a production server on the loopback, and its tables."""
    os.environ |= {
        "DATABASE_URL": server.url(),
        "REPRIEVE_DATA": str(folder),
        "REPRIEVE_HOSTS": "localhost",
        "REPRIEVE_SECRET_KEY": secrets.token_urlsafe(48),
        "DJANGO_SETTINGS_MODULE": "reprieve.clinic.config.settings",
    }
    os.environ.pop("REPRIEVE_DEMONSTRATION", None)
    from reprieve.clinic.config import tables

    tables.load_settings()
    tables.bring_up_to_date(folder, web_role=WEB_ROLE)


def fill(patients: int, staff: int) -> People:
    """So many patients with ten years each, and so many prescribers."""
    from reprieve.clinic.people.identity import make_record
    from reprieve.clinic.people.models import Location, Role, StaffRole, User

    place, _made = Location.objects.get_or_create(name="Measured")
    prescribers = []
    for number in range(staff):
        user = User.objects.create_user(f"prescriber-{number}@example.org")
        StaffRole.objects.create(user=user, role=Role.PRESCRIBER)
        prescribers.append(user)
    desk = _who(prescribers[0], second_factor=True)
    found = []
    for number in range(patients):
        record = make_record(
            desk,
            given_name="Measured",
            family_name=f"Number {number}",
            born=datetime(1980, 1, 1, tzinfo=UTC).date(),
            email="",
            language="en",
            zone="UTC",
            location=place,
        )
        account = User.objects.create_user(f"patient-{number}@example.org")
        record.account = account
        record.save(update_fields=["account"])
        write_ten_years(account, record)
        found.append(
            Patient(
                key=str(record.key),
                cookie=_session_of(account, second_factor=False),
                brought=bring_a_year(account, record),
                email=account.email,
            )
        )
    note_and_sign(prescribers[0], [patient.key for patient in found])
    analyse()
    return People(patients=tuple(found), staff=tuple(_session_of(user, second_factor=True) for user in prescribers))


def _who(user: Any, *, second_factor: bool = False) -> Any:
    from reprieve.clinic.people.access import Who

    return Who(user=user, second_factor=second_factor)


def write_ten_years(account: Any, record: Any) -> None:
    """Written by the patient, as a device sends what it kept."""
    from reprieve.clinic.diary.actions import MOST_AT_ONCE, write_entries
    from reprieve.clinic.people.access import Door, open_record

    mine = open_record(_who(account), record.key, Door.WRITE, did="opened it to write")
    entries = ten_years()
    for first in range(0, len(entries), MOST_AT_ONCE):
        write_entries(mine, entries[first : first + MOST_AT_ONCE])


def ten_years() -> list[Any]:
    """The entries of 3,650 days, 1,200 attacks and 2,000 doses, the first first."""
    from reprieve.pathway.diary.book import Entry

    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)

    def entry(thing: str, about: str, at: datetime, **said: str) -> Entry:
        return Entry(id=f"{thing}-{about}", thing=thing, about=about, said=said, said_at=at)

    found = []
    for n in range(DAYS):
        at = now - timedelta(days=n + 1)
        day = at.date().isoformat()
        found.append(entry("day", day, at, day=day, headache="no" if n % 3 else "yes"))
    for n in range(ATTACKS):
        start = now - timedelta(days=2 + 3 * n)
        end = start + timedelta(hours=9)
        found.append(
            entry(
                "attack", f"a{n}", end, start=minutes(start), end=minutes(end), pain_0_to_10=str(4 + n % 6),
                side="one" if n % 2 else "both", photophobia="yes", nausea="mild" if n % 4 else "none",
            )
        )  # fmt: skip
    for n in range(DOSES):
        at = now - timedelta(days=2 + 3 * (n * 6 // 10), minutes=-30 - n % 10)
        name = "sumatriptan" if n % 2 else "ibuprofen"
        found.append(entry("dose", f"d{n}", at, name=name, time=minutes(at), attack_key=f"a{n * 6 // 10}"))
    found.append(entry("treatment", "t1", now, name="propranolol", outcome="no_effect", started="2020-01-01"))
    return sorted(found, key=lambda it: it.said_at)


def bring_a_year(account: Any, record: Any) -> int:
    """A diary of a year that another program kept, with what is half here already; it waits, and does not count."""
    from reprieve.clinic.diary.actions import keep_upload
    from reprieve.clinic.people.access import Door, open_record
    from reprieve.pathway.diary.records import Attack, Diary, Dose

    mine = open_record(_who(account), record.key, Door.WRITE, did="opened it to bring a diary")
    now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
    starts = [now - timedelta(days=2 + 3 * n, hours=n % 2) for n in range(120)]
    attacks = tuple(Attack(start=at, end=at + timedelta(hours=9), pain_0_to_10=7) for at in starts)
    doses = tuple(Dose(name="sumatriptan", day=at.date()) for at in starts)
    return keep_upload(mine, Diary(attacks=attacks, doses=doses)).pk


def write_one_more(patient: Patient, number: int) -> None:
    """One entry more, after which nothing that was made of the diary is good."""
    from reprieve.clinic.diary.actions import write_entries
    from reprieve.clinic.people.access import Door, open_record
    from reprieve.clinic.people.models import User
    from reprieve.pathway.diary.book import Entry

    who = _who(User.objects.get(email=patient.email))
    mine = open_record(who, patient.key, Door.WRITE, did="opened it to write")
    now = datetime.now(UTC)
    said = {"name": "ibuprofen", "time": minutes(now)}
    write_entries(mine, [Entry(id=f"more-{number}", thing="dose", about=f"more-{number}", said=said, said_at=now)])


def minutes(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}+00:00"


def note_and_sign(user: Any, keys: list[str]) -> None:
    """Each chart has a signature and twenty notes."""
    from reprieve.clinic.diagnosis.access import basis_of
    from reprieve.clinic.diagnosis.actions import Signing, sign_diagnosis, write_note
    from reprieve.clinic.people.access import Door, open_record

    for key in keys:
        signing = open_record(_who(user, second_factor=True), key, Door.SIGN, did="opened it to sign")
        basis = basis_of(signing)
        sign_diagnosis(
            signing, Signing(agrees=False, code="1.1", reason="Measured.", basis_sha256=basis.sha256, after=0)
        )
        noted = open_record(_who(user, second_factor=True), key, Door.NOTE, did="opened it to write a note")
        for number in range(20):
            write_note(noted, f"Note {number}: keeps the diary every evening, sleeps well, no new symptom.")


def _session_of(user: Any, *, second_factor: bool) -> str:
    """As signing in leaves it, without the password and the code: those are not what is measured."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    if second_factor:
        session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def analyse() -> None:
    """As the database does by itself within a minute."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def served(folder: Path, server: Server, log: IO[bytes]) -> Iterator[int]:
    """Our web server as `reprieve up` starts it, connecting as the role that owns nothing; its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "reprieve.clinic.config.web", str(port)],
        cwd=folder,
        env=os.environ | {"DATABASE_URL": server.url(role=WEB_ROLE)},
        stdout=log,
        stderr=log,
    )
    try:
        wait_until_open(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=60)
