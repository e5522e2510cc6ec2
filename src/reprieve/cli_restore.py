"""`reprieve restore`: bring everything back from a backup, or nothing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from reprieve.cli_backup import add_data, ask_passphrase, say_faults
from reprieve.cli_reading import must_be_a_file
from reprieve.pathway.terms.text import say

DONE = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve restore`."""
    parser.description = say(
        "Bring everything back from a backup, all or nothing. Stop Reprieve first; start it again afterwards. "
        "Exit codes: 0 it is back, 1 nothing was changed, 3 it is back and the audit in it does not fit."
    )
    parser.add_argument("file", metavar=say("FILE"), type=Path, help=say("the backup"))
    parser.add_argument("--replace", action="store_true", help=say("lose what is in the database now"))
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Read the file to its end, then end the transaction."""
    from reprieve.clinic.config.data_folder import choose_folder
    from reprieve.clinic.config.restore import restore

    must_be_a_file(args.file)
    passphrase = ask_passphrase(twice=False)
    folder = choose_folder(args.data, os.environ)
    with _database(folder) as (address, web_role):
        found = restore(
            path=args.file,
            passphrase=passphrase,
            address=address,
            folder=folder,
            web_role=web_role,
            replace=args.replace,
        )
    said = say(
        "Brought back: {rows} rows and {files} files; {lines} lines of the audit.",
        rows=found.rows, files=found.files, lines=found.lines,
    )  # fmt: skip
    sys.stdout.write(said + "\n")
    return say_faults(found.faults) if found.faults else DONE


@contextmanager
def _database(folder: Path) -> Iterator[tuple[str, str]]:
    """The database and the web's role: the one that is named, else the embedded one, started for this alone."""
    from reprieve.clinic.config.data_folder import open_folder
    from reprieve.clinic.config.database_url import role_of
    from reprieve.clinic.config.postgres import WEB_ROLE, start_postgres, stop_postgres

    web, owner = os.environ.get("DATABASE_URL", ""), os.environ.get("REPRIEVE_OWNER_DATABASE_URL", "")
    with ExitStack() as house:
        house.enter_context(open_folder(folder))  # refuses while Reprieve runs on it
        if web:
            yield owner or web, role_of(web) if owner else ""
            return
        server = start_postgres(folder)
        house.callback(stop_postgres, server)
        yield server.url(), WEB_ROLE
