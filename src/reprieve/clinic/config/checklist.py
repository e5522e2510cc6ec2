"""What has to be there before real patients' data may come, asked by `reprieve up --production`."""

from __future__ import annotations

import os
import smtplib
import ssl
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, LiteralString

import psycopg
from django.core.exceptions import ImproperlyConfigured

from reprieve.clinic.audit.guarding import may_make_tables
from reprieve.clinic.config.backup import SHORTEST_PASSPHRASE
from reprieve.clinic.config.database_url import connect, is_guarded
from reprieve.clinic.config.mail_url import mail_settings
from reprieve.clinic.config.problems import CannotStart
from reprieve.clinic.config.secret_key import weakness_of

MOST_CLOCK_S = 5.0
MAIL_PATIENCE_S = 10


class Mark(Enum):
    """How a point stands; only the last keeps the doors shut."""

    DONE = "ok     "
    OPEN = "advised"
    MISSING = "MISSING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of the checklist."""

    name: str
    mark: Mark
    said: str

    def __str__(self) -> str:
        return f"{self.mark.value}  {self.name}: {self.said}"


def check_settings(environment: Mapping[str, str]) -> Iterator[Point]:
    """What the environment says, before anything is started."""
    weak = weakness_of(environment.get("REPRIEVE_SECRET_KEY", ""))
    yield _must("secret", not weak, f"REPRIEVE_SECRET_KEY {weak}" if weak else "long enough, and varied")
    hosts = environment.get("REPRIEVE_HOSTS", "")
    any_host = "*" in hosts
    yield _must(
        "hosts",
        bool(hosts) and not any_host,
        "REPRIEVE_HOSTS must name each host; `*` would answer to any"
        if any_host
        else hosts or "REPRIEVE_HOSTS is not set",
    )
    yield _must("debug", environment.get("REPRIEVE_DEBUG") != "1", "REPRIEVE_DEBUG must not be set")
    database = bool(environment.get("DATABASE_URL"))
    yield _must("database", database, "DATABASE_URL names one" if database else "DATABASE_URL is not set")
    proxies = environment.get("REPRIEVE_TRUSTED_PROXIES", "1")
    yield _must(
        "TLS proxy",
        proxies.isdecimal() and int(proxies) >= 1,
        f"{proxies} in front; it must set X-Forwarded-Proto and X-Forwarded-For itself (docs/running.md)",
    )
    yield _mail_point(environment)
    passphrase = len(environment.get("REPRIEVE_BACKUP_PASSPHRASE", ""))
    yield _must(
        "backups",
        passphrase >= SHORTEST_PASSPHRASE,
        "made each night"
        if passphrase >= SHORTEST_PASSPHRASE
        else f"REPRIEVE_BACKUP_PASSPHRASE has {passphrase} characters, {SHORTEST_PASSPHRASE} are needed",
    )
    seal = environment.get("REPRIEVE_SEAL_TO", "")
    yield _advised(
        "seal", "@" in seal, "sent outside each day" if seal else "REPRIEVE_SEAL_TO is not set: a cut tail is not found"
    )


def _mail_point(environment: Mapping[str, str]) -> Point:
    url, sender = environment.get("REPRIEVE_MAIL", ""), environment.get("REPRIEVE_MAIL_FROM", "")
    if not (url and sender):
        return _must("mail", False, "set REPRIEVE_MAIL and REPRIEVE_MAIL_FROM: nobody could sign up")
    try:
        mail_settings(url, sender)
    except ImproperlyConfigured as problem:
        return _must("mail", False, str(problem))
    return _must("mail", True, "letters are sent")


def check_mail_server(environment: Mapping[str, str]) -> Iterator[Point]:
    """Whether letters can leave now: the server is asked and let go again, no letter is sent. One that does not answer
    is said and holds nothing up: letters wait for it."""
    server = mail_settings(environment["REPRIEVE_MAIL"], environment["REPRIEVE_MAIL_FROM"])
    named = f"{server['EMAIL_HOST']} port {server['EMAIL_PORT']}"
    try:
        _greet(server)
    except (OSError, smtplib.SMTPException) as problem:
        why = type(problem).__name__  # its words may hold the password that was refused
        yield _advised("mail server", False, f"{named} takes no letters now ({why}); they wait for it for two hours")
    else:
        yield _advised("mail server", True, f"{named} takes letters")


def _greet(server: Mapping[str, Any]) -> None:
    """Connect as a letter would, and leave."""
    place = (server["EMAIL_HOST"], server["EMAIL_PORT"])
    safely = ssl.create_default_context()
    encrypted = server["EMAIL_USE_SSL"]
    with (
        smtplib.SMTP_SSL(*place, timeout=MAIL_PATIENCE_S, context=safely)
        if encrypted
        else smtplib.SMTP(*place, timeout=MAIL_PATIENCE_S)
    ) as mail:
        if server["EMAIL_USE_TLS"]:
            mail.starttls(context=safely)
        if server["EMAIL_HOST_USER"]:
            mail.login(server["EMAIL_HOST_USER"], server["EMAIL_HOST_PASSWORD"])


def check_server(environment: Mapping[str, str]) -> Iterator[Point]:
    """What only the database can tell, before its tables are touched."""
    try:
        with connect(environment["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float8").fetchone()
            begun = list(check_first_steps(connection))
            makes_tables = may_make_tables(connection)
            apart_s = abs(time.time() - float(row[0])) if row else 0.0
    except (psycopg.Error, CannotStart) as problem:
        yield Point(name="database answers", mark=Mark.MISSING, said=str(problem).splitlines()[0])
        return
    yield _must("clock", apart_s <= MOST_CLOCK_S, f"{apart_s:.1f} s from the database's; both want a time server")
    yield from begun
    owner = bool(environment.get("REPRIEVE_OWNER_DATABASE_URL"))
    guarded = owner or is_guarded(environment["DATABASE_URL"])
    yield _advised(
        "owner role",
        guarded,
        "the web owns no table"
        if guarded
        else "REPRIEVE_OWNER_DATABASE_URL is not set: triggers alone guard the audit",
    )
    if owner:
        yield _advised(
            "tables of its own",
            not makes_tables,
            "the web makes none"
            if not makes_tables
            else "the web may make some; each start takes it away, or as the schema's owner: "
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        )


def check_first_steps(connection: psycopg.Connection[Any]) -> Iterator[Point]:
    """What nobody can do before Reprieve runs, and nothing goes without: a place, and somebody who invites others."""
    place = _is_there(connection, "people_location", "SELECT FROM people_location WHERE closed_at IS NULL")
    yield _advised(
        "place",
        place,
        "patients can open accounts"
        if place
        else "none yet: until then nobody can open an account. When this runs: reprieve staff place NAME --zone ZONE",
    )
    owners = "SELECT FROM people_staffrole WHERE role = 'owner' AND ended_at IS NULL"
    owner = _is_there(connection, "people_staffrole", owners)
    yield _advised(
        "first owner",
        owner,
        "can invite everybody else" if owner else "none yet. When this runs: reprieve staff add EMAIL --role owner",
    )


def _is_there(connection: psycopg.Connection[Any], table: str, question: LiteralString) -> bool:
    row = connection.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return bool(row and row[0]) and connection.execute(question).fetchone() is not None


def first_steps(address: str) -> list[str]:
    """What is to be done now that it runs, in sentences; empty when all of it is done."""
    with connect(address) as connection:
        return [str(it) for it in check_first_steps(connection) if it.mark is not Mark.DONE]


def go_through(environment: Mapping[str, str] | None = None) -> list[Point]:
    """Every point of the list."""
    environment = os.environ if environment is None else environment
    points = list(check_settings(environment))
    if _mail_point(environment).mark is Mark.DONE:
        points += check_mail_server(environment)
    return points + (list(check_server(environment)) if environment.get("DATABASE_URL") else [])


def _must(name: str, done: bool, said: str) -> Point:
    return Point(name=name, mark=Mark.DONE if done else Mark.MISSING, said=said)


def _advised(name: str, done: bool, said: str) -> Point:
    return Point(name=name, mark=Mark.DONE if done else Mark.OPEN, said=said)
