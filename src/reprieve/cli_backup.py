"""`reprieve backup`: everything in one encrypted file, tried out before it is called one."""

from __future__ import annotations

import argparse
import getpass
import os
import signal
import sys
from pathlib import Path

from reprieve.pathway.terms.text import say

DONE, AUDIT_DOES_NOT_FIT = 0, 3  # as of `reprieve verify`
PASSPHRASE = "REPRIEVE_BACKUP_PASSPHRASE"  # noqa: S105 # the name of the variable


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve backup`."""
    parser.description = say(
        "Keep the database and the files of the data folder in one encrypted file. The passphrase comes from "
        "REPRIEVE_BACKUP_PASSPHRASE or is asked for. Without it nobody can read the file: keep it elsewhere. "
        "Exit codes: 0 it is there and whole, 1 there is none, 3 it is there and the audit in it does not fit."
    )
    parser.add_argument("file", metavar=say("FILE"), type=Path, help=say("the file to write"))
    parser.add_argument(
        "--no-verify",
        action="store_true",
        help=say("do not bring it back into a scratch server to see whether it is whole"),
    )
    parser.add_argument("--replace", action="store_true", help=say("write over a backup that is already there"))
    add_data(parser)


def add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, help=say("the data folder of the installation (default: that of `reprieve up`)")
    )


def ask_passphrase(*, twice: bool) -> str:
    """From the environment, else from the terminal; never an argument, which every user of a machine can read."""
    from reprieve.clinic.config.backup import CannotBackUp

    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    if not sys.stdin.isatty():
        raise CannotBackUp(say("there is no terminal to ask for the passphrase. Set REPRIEVE_BACKUP_PASSPHRASE."))
    typed = getpass.getpass(say("Passphrase of the backup: "))
    if twice and getpass.getpass(say("Once more: ")) != typed:
        raise CannotBackUp(say("the two passphrases must be the same, but they differ. Start again."))
    return typed


def must_be_free(file: Path, *, replace: bool) -> None:
    """Refused before anything is asked or read: the backup of yesterday is not written over by that of today."""
    from reprieve.clinic.config.backup import CannotBackUp

    if file.is_dir():
        raise CannotBackUp(say("FILE must name a file; got a folder. Name the file to write in it."))
    if not file.absolute().parent.is_dir():
        raise CannotBackUp(say("FILE names a folder that does not exist. Make it, or choose another."))
    if file.exists() and not replace:
        raise CannotBackUp(say("FILE is there already, and is kept. Choose another name, or add --replace."))


def run(args: argparse.Namespace) -> int:
    """Make it, bring it back into a scratch server, compare; only then it gets its name."""
    from reprieve.clinic.config.backup import back_up
    from reprieve.clinic.config.data_folder import choose_folder
    from reprieve.clinic.config.reach import database_address
    from reprieve.clinic.config.restore import verify_backup

    must_be_free(args.file, replace=args.replace)
    address = database_address(args.data)
    passphrase = ask_passphrase(twice=True)
    folder = choose_folder(args.data, os.environ)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, it takes its scratch server away
    fresh = args.file.with_name(f"{args.file.name}.unverified")
    try:
        manifest = back_up(address=address, folder=folder, to=fresh, passphrase=passphrase)
        found = None if args.no_verify else verify_backup(fresh, passphrase, folder=folder)
        fresh.replace(args.file)
    finally:
        fresh.unlink(missing_ok=True)
    rows = sum(manifest.rows.values())
    sys.stdout.write(
        say("Written: {file}. {rows} rows and {files} files.", file=args.file, rows=rows, files=manifest.files) + "\n"
    )
    if found is None:
        return DONE
    if found.faults:
        return say_faults(found.faults)
    said = say(
        "Brought back into a scratch server: the same rows, and {lines} lines of the audit fit.", lines=found.lines
    )
    sys.stdout.write(said + "\n")
    return DONE


def say_faults(faults: tuple[str, ...]) -> int:
    """The rows are whole and are kept; that the audit was altered must not end all backups."""
    said = say(
        "All rows are there, but the audit does not fit: {fault} (faults: {number}). Keep the older backups, and look "
        "into it with `reprieve audit export` and `reprieve verify`.",
        fault=faults[0], number=len(faults),
    )  # fmt: skip
    sys.stderr.write(said + "\n")
    return AUDIT_DOES_NOT_FIT
