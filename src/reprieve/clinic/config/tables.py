"""Brings the database's tables and the collected static files up to date before the doors open."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any, cast

import psycopg

from reprieve.clinic.audit.guarding import let_application_in
from reprieve.clinic.config.demonstration_accounts import DemonstrationAccounts, accounts_of_demonstration
from reprieve.clinic.config.first_content import fill_empty_site
from reprieve.clinic.config.problems import CannotStart, disk_full, folder_problem

ONE_MIGRATES = 7_371_001  # any number, the same for all: the advisory lock's name
FULL_BELOW_BYTES = 2_000_000


def load_settings() -> None:
    """Load Django with the settings of this environment.

    Raises
    ------
    CannotStart
        When the settings refuse.
    """
    import django
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        if settings.configured:
            return
        django.setup()
    except ImproperlyConfigured as problem:
        raise CannotStart(str(problem)) from None


def bring_up_to_date(folder: Path, *, web_role: str = "") -> DemonstrationAccounts | None:
    """Migrate, one instance at a time, collect the static files, and fill a site that has no page yet.

    Parameters
    ----------
    web_role : str
        Whom the web processes will connect as, when that is not the owner of the tables.

    Returns
    -------
    DemonstrationAccounts | None
        Who may sign in to the demonstration; none outside it.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # a page that cannot be imported fails here, not in every worker
    try:
        migrate(web_role=web_role)
        call_command("collectstatic", interactive=False, verbosity=0)
        fill_empty_site()
        return accounts_of_demonstration(folder) if settings.DEMONSTRATION else None
    except DatabaseError as problem:
        if isinstance(problem.__cause__, psycopg.errors.DiskFull) or is_full(folder):
            raise disk_full(folder) from None
        reason = (str(problem).strip().splitlines() or [type(problem).__name__])[0]
        raise CannotStart(
            f"the tables could not be brought up to date: {reason}. The step that failed was rolled back. "
            "The steps before it stay: start this version again once the cause is gone (see the database's own log), "
            "or, to go back to the older version, restore the backup you made before."
        ) from None
    except OSError as problem:
        raise folder_problem(folder, problem) from None
    finally:
        connection.close()
        cast(Any, connection).close_pool()  # psycopg's own, unknown to the type of all databases


def migrate(*, web_role: str = "") -> None:
    """Each step in a transaction of its own; no other instance migrates meanwhile."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_MIGRATES])
        call_command("migrate", interactive=False, verbosity=0)
        if web_role:
            let_application_in(cast(Any, connection).connection, web_role)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_MIGRATES])


def is_full(folder: Path) -> bool:
    return shutil.disk_usage(folder).free < FULL_BELOW_BYTES
