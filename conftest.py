"""One real PostgreSQL for the whole test run: DATABASE_URL's, or an embedded one that ends with the run.

It stands beside `tests` and `src` so that examples in docstrings find it too.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path

import psycopg
import pytest

from reprieve.clinic.config.cluster import OWNER
from reprieve.clinic.config.postgres import ROLE, Server, start_postgres, stop_postgres

# What is lost when the machine crashes during a test is not missed.
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

server_key = pytest.StashKey[Server]()
folder_key = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start the server before Django reads its settings; parallel workers inherit its address."""
    if "REPRIEVE_DATA_OF_TESTS" not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="reprieve-tests-"))
        folder.chmod(0o711)
        (folder / "static").mkdir()
        config.stash[folder_key] = folder
        os.environ["REPRIEVE_DATA_OF_TESTS"] = str(folder)
        if not os.environ.get("DATABASE_URL"):
            config.stash[server_key] = server = start_postgres(folder, extra=IN_A_HURRY)
            with psycopg.connect(server.url(role=OWNER, database="postgres"), autocommit=True) as connection:
                connection.execute(f"ALTER ROLE {ROLE} CREATEDB")
            os.environ["DATABASE_URL"] = server.url()
    os.environ["REPRIEVE_DATA"] = os.environ["REPRIEVE_DATA_OF_TESTS"]
    os.environ["REPRIEVE_DEMONSTRATION"] = "1"
    os.environ["REPRIEVE_SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["DJANGO_SETTINGS_MODULE"] = "reprieve.clinic.config.settings"

    from django.conf import settings
    from django.test.signals import setting_changed

    # Pages name their files as they are: the hashed names of a collected copy are tried in tests/system. A parallel
    # worker has set Django up by now, so what has read the setting is told that it changed.
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    setting_changed.send(sender=None, setting="STORAGES", value=settings.STORAGES, enter=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    if server_key in config.stash:
        stop_postgres(config.stash[server_key])
    if folder_key in config.stash:
        shutil.rmtree(config.stash[folder_key], ignore_errors=True)
