"""The database of an installation, for a command that runs beside `reprieve up`."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from reprieve.clinic.config import tables
from reprieve.clinic.config.data_folder import choose_folder, keep_secret
from reprieve.clinic.config.postgres import DATABASE, ROLE, postmaster_of
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


def embedded_url(cluster: Path) -> str:
    if postmaster_of(cluster) is None:
        raise CannotStart(
            "Reprieve must be running, because it brings the database; it is not. "
            "Start it with `reprieve up` and try again in another terminal, or set DATABASE_URL."
        )
    socket_folder = (cluster / "postmaster.pid").read_text().splitlines()[4]
    return f"postgres://{ROLE}@/{DATABASE}?host={quote(socket_folder, safe='')}"
