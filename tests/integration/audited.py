"""A clinic's database of its own, where a test may leave lines of the audit that nothing takes away again."""

from __future__ import annotations

import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from reprieve.clinic.audit.guarding import let_application_in
from reprieve.clinic.config.cluster import programs
from reprieve.clinic.config.postgres import WEB_ROLE

WRITE = "INSERT INTO audit_auditline (chain, number, role, did, kind, record, why, from_where, before_sha256, sha256) "
WRITE += "VALUES (%s, 0, '', %s, 'patient', 1, %s, '', '', '')"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClinic:
    """Its address for the owner of the tables, and for the web's role."""

    owner: str
    web: str

    def write(self, chain: str, did: str = "saw it", why: str = "", *, times: int = 1) -> None:
        with psycopg.connect(self.web, autocommit=True) as connection:
            for _ in range(times):
                connection.execute(WRITE, [chain, did, why])


def address_of(database: str, *, role: str = "") -> str:
    parts = urlsplit(os.environ["DATABASE_URL"])
    place = f"{role}@{parts.netloc.rpartition('@')[2]}" if role else parts.netloc
    return urlunsplit(parts._replace(netloc=place, path=f"/{database}"))


@contextmanager
def own_clinic(migrated: str) -> Iterator[OwnClinic]:
    """Empty tables like those of the migrated database, and both roles."""
    name = f"reprieve_own_{secrets.token_hex(4)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        dump = [programs() / "pg_dump", "--schema-only", "--no-owner", "--no-privileges", address_of(migrated)]
        schema = subprocess.run(dump, capture_output=True, check=True, timeout=60)
        load = [programs() / "psql", "-qX", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, address_of(name)]
        subprocess.run(load, input=schema.stdout, check=True, timeout=60)
        try:
            with psycopg.connect(address_of(name), autocommit=True) as owner:
                let_application_in(owner, WEB_ROLE)
            yield OwnClinic(owner=address_of(name), web=address_of(name, role=WEB_ROLE))
        finally:
            drop_database(server, name)


def drop_database(server: psycopg.Connection[Any], name: str) -> None:
    """Once the last of the web's connections has gone: their owner may not end them."""
    for _ in range(100):
        try:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
            return
        except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
            time.sleep(0.1)
    raise AssertionError(f"somebody is still connected to {name}")
