"""What has to be there before real patients' data may come, asked by `reprieve up --production`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, LiteralString

import psycopg

from reprieve.clinic.audit.guarding import may_make_tables
from reprieve.clinic.config.backup import SHORTEST_PASSPHRASE
from reprieve.clinic.config.database_url import connect, is_guarded
from reprieve.clinic.config.problems import CannotStart

SHORTEST_SECRET = 50
MOST_CLOCK_S = 5.0


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
    secret = len(environment.get("REPRIEVE_SECRET_KEY", ""))
    yield _must(
        "secret",
        secret >= SHORTEST_SECRET,
        f"REPRIEVE_SECRET_KEY has {secret} characters, {SHORTEST_SECRET} are needed",
    )
    hosts = environment.get("REPRIEVE_HOSTS", "")
    yield _must("hosts", bool(hosts) and "*" not in hosts, hosts or "REPRIEVE_HOSTS names none")
    yield _must("debug", environment.get("REPRIEVE_DEBUG") != "1", "REPRIEVE_DEBUG must not be set")
    database = bool(environment.get("DATABASE_URL"))
    yield _must("database", database, "DATABASE_URL names one" if database else "DATABASE_URL is not set")
    proxies = environment.get("REPRIEVE_TRUSTED_PROXIES", "1")
    yield _must(
        "TLS proxy",
        proxies.isdecimal() and int(proxies) >= 1,
        f"{proxies} in front; it must set X-Forwarded-Proto and X-Forwarded-For itself (docs/running.md)",
    )
    mail = bool(environment.get("REPRIEVE_MAIL") and environment.get("REPRIEVE_MAIL_FROM"))
    yield _must(
        "mail", mail, "letters are sent" if mail else "set REPRIEVE_MAIL and REPRIEVE_MAIL_FROM: nobody could sign up"
    )
    passphrase = len(environment.get("REPRIEVE_BACKUP_PASSPHRASE", ""))
    yield _must(
        "backups",
        passphrase >= SHORTEST_PASSPHRASE,
        "made each night"
        if passphrase
        else f"set REPRIEVE_BACKUP_PASSPHRASE, {SHORTEST_PASSPHRASE} characters or more",
    )
    seal = environment.get("REPRIEVE_SEAL_TO", "")
    yield _advised(
        "seal", "@" in seal, "sent outside each day" if seal else "REPRIEVE_SEAL_TO is not set: a cut tail is not found"
    )


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
    return points + (list(check_server(environment)) if environment.get("DATABASE_URL") else [])


def _must(name: str, done: bool, said: str) -> Point:
    return Point(name=name, mark=Mark.DONE if done else Mark.MISSING, said=said)


def _advised(name: str, done: bool, said: str) -> Point:
    return Point(name=name, mark=Mark.DONE if done else Mark.OPEN, said=said)
