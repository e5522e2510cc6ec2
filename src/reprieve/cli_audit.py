"""`reprieve audit`: write the audit out, for `reprieve verify`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TextIO, cast

from reprieve.pathway.terms.text import say

DONE = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve audit`."""
    parser.description = say("Write out who saw and who changed what. The file names people and records: keep it so.")
    commands = parser.add_subparsers(title=say("commands"), metavar=say("COMMAND"), required=True)
    export = commands.add_parser("export", help=say("write all lines and seals, for `reprieve verify`"))
    export.add_argument("-o", "--output", type=Path, required=True, help=say("the file to write"))
    export.add_argument(
        "--data", type=Path, help=say("the data folder of the installation (default: that of `reprieve up`)")
    )


def run(args: argparse.Namespace) -> int:
    """The file appears when it is whole, and only its owner can read it."""
    from reprieve.clinic.audit.export import export_audit
    from reprieve.clinic.config.database_url import connect
    from reprieve.clinic.config.reach import database_address

    fresh = args.output.with_name(f"{args.output.name}.new")
    try:
        with connect(database_address(args.data)) as connection, _private(fresh) as file:
            for line in export_audit(connection):
                file.write(line)
        fresh.replace(args.output)
    finally:
        fresh.unlink(missing_ok=True)
    sys.stdout.write(say("Written: {file}", file=args.output) + "\n")
    return DONE


def _private(path: Path) -> TextIO:
    path.unlink(missing_ok=True)
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return cast(TextIO, os.fdopen(number, "w", encoding="utf-8", newline="\n"))
