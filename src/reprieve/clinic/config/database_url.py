"""Is the database that DATABASE_URL names one that Reprieve can use?"""

from __future__ import annotations

from typing import Any

import dj_database_url
import psycopg

from reprieve.clinic.audit.guarding import is_guarded_from
from reprieve.clinic.config.problems import CannotStart

OLDEST_VERSION = 15
CONNECT_PATIENCE_S = 5
SHAPE = "postgres://user:password@host:5432/name"


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings for the database; never shows the address, which holds the password.

    Raises
    ------
    CannotStart
        When it is not the address of a PostgreSQL database.
    """
    try:
        parsed: dict[str, Any] = {**dj_database_url.parse(url)}
    except (dj_database_url.UnknownSchemeError, dj_database_url.ParseError):
        raise malformed() from None
    if parsed.get("ENGINE") != "django.db.backends.postgresql" or not parsed.get("NAME"):
        raise malformed()
    options: dict[str, Any] = dict(parsed.get("OPTIONS") or {})
    options.setdefault("connect_timeout", CONNECT_PATIENCE_S)
    # Each thread of the web server borrows a connection for one request and gives it back.
    options["pool"] = {"min_size": 1, "max_size": 8, "timeout": CONNECT_PATIENCE_S}
    # A connection that the database ended, as it does when it starts again, is replaced before a request meets it.
    return parsed | {"OPTIONS": options, "CONN_HEALTH_CHECKS": True}


def malformed() -> CannotStart:
    return CannotStart(
        f"DATABASE_URL must be the address of a PostgreSQL database, as {SHAPE}; got something else "
        "(not shown, it may hold a password). Correct it, or unset it to use the embedded database. "
        "Special characters in a password are written as %XX."
    )


def check_database(settings: dict[str, Any]) -> None:
    """Connect once and look: reachable, new enough, and ours to make tables in.

    Raises
    ------
    CannotStart
        With the one thing that is wrong.
    """
    try:
        connection = psycopg.connect(**libpq_parameters(settings))
    except psycopg.Error as problem:
        raise CannotStart(
            f"the database that DATABASE_URL names must be reachable, but it is not: {first_line(problem)}. "
            "Check that the server runs, the name of the database and the password."
        ) from None
    with connection:
        major = connection.info.server_version // 10_000
        if major < OLDEST_VERSION:
            raise CannotStart(
                f"the database that DATABASE_URL names must run PostgreSQL {OLDEST_VERSION} or newer; "
                f"it runs {major}. Upgrade that server, or unset DATABASE_URL to use the embedded one."
            )
        row = connection.execute("SELECT has_schema_privilege(current_schema(), 'CREATE')").fetchone()
        if not row or not row[0]:
            raise CannotStart(
                f"the role {connection.info.user!r} must be allowed to make tables in the database "
                f"{connection.info.dbname!r}, but it is not. Make it the owner: "
                f"ALTER DATABASE {connection.info.dbname} OWNER TO {connection.info.user};"
            )


def role_of(url: str) -> str:
    """Whom the web connects as, when the owner of the tables is another.

    Raises
    ------
    CannotStart
        When the address does not name one.
    """
    name = str(database_settings(url).get("USER") or "")
    if not name:
        raise CannotStart(f"DATABASE_URL must name its role when REPRIEVE_OWNER_DATABASE_URL is set, as {SHAPE}.")
    return name


def is_guarded(url: str) -> bool:
    """Whether whoever connects so is kept from the audit by more than its triggers."""
    with connect(url) as connection:
        return is_guarded_from(connection)


def libpq_parameters(settings: dict[str, Any]) -> dict[str, Any]:
    """What PostgreSQL's own library is to be told to connect."""
    options = {name: value for name, value in settings["OPTIONS"].items() if name != "pool"}
    place = {"host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    place |= {"password": settings["PASSWORD"], "dbname": settings["NAME"]}
    return options | {name: value for name, value in place.items() if value} | {"client_encoding": "UTF8"}


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection for a command, outside of the web.

    Raises
    ------
    CannotStart
        When the database cannot be reached.
    """
    try:
        return psycopg.connect(**libpq_parameters(database_settings(url)))
    except psycopg.Error as problem:
        raise CannotStart(
            f"the database must be reachable, but it is not: {first_line(problem)}. Check that it runs."
        ) from None


def first_line(problem: psycopg.Error) -> str:
    """libpq's own words, which name host, role and database but never the password."""
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0].rstrip(".")
