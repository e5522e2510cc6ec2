"""The database of an installation, for a command that runs beside `reprieve up`."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from reprieve.clinic.config import tables
from reprieve.clinic.config.data_folder import choose_folder, keep_secret
from reprieve.clinic.config.postgres import DATABASE, ROLE, WEB_ROLE, postmaster_of
from reprieve.clinic.config.problems import CannotStart
from reprieve.pathway.terms.text import spoken_language


def reach_database(data: Path | None) -> None:
    """Load Django with the settings of the installation that runs on this data folder, or of production.

    Raises
    ------
    CannotStart
        When the embedded database does not run, or the settings refuse.
    """
    folder = choose_folder(data, os.environ)
    os.environ["REPRIEVE_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "reprieve.clinic.config.settings"
    production = bool(os.environ.get("REPRIEVE_HOSTS") or os.environ.get("REPRIEVE_SECRET_KEY"))
    if not production:
        if not folder.is_dir():
            raise CannotStart(f"there is no data folder {folder}. Start Reprieve first with `reprieve up`.")
        os.environ |= {"REPRIEVE_DEMONSTRATION": "1", "REPRIEVE_SECRET_KEY": keep_secret(folder)}
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = embedded_url(folder / "postgres")
    tables.load_settings()
    from django.utils import translation

    translation.activate(spoken_language())


def embedded_url(cluster: Path, *, role: str = WEB_ROLE) -> str:
    if postmaster_of(cluster) is None:
        raise CannotStart(
            "Reprieve must be running, because it brings the database; it is not. "
            "Start it with `reprieve up` and try again in another terminal, or set DATABASE_URL."
        )
    socket_folder = (cluster / "postmaster.pid").read_text().splitlines()[4]
    return f"postgres://{role}@/{DATABASE}?host={quote(socket_folder, safe='')}"


def database_address(data: Path | None) -> str:
    """The database for a command that reads and keeps tables as a whole: as their owner, where that is known."""
    given = os.environ.get("REPRIEVE_OWNER_DATABASE_URL") or os.environ.get("DATABASE_URL")
    return given or embedded_url(choose_folder(data, os.environ) / "postgres", role=ROLE)
