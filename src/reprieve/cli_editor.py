"""`reprieve editor`: who may edit the public pages."""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from reprieve.pathway.terms.text import say

DONE = 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve editor`."""
    parser.description = say("Say who may edit the public pages.")
    commands = parser.add_subparsers(title=say("commands"), metavar=say("COMMAND"), required=True)
    add = commands.add_parser("add", help=say("add an editor, or give one a new password"))
    add.add_argument("email", metavar=say("EMAIL"), help=say("the e-mail address to sign in with"))
    add.add_argument(
        "--data", type=Path, help=say("the data folder of the installation (default: that of `reprieve up`)")
    )


def run(args: argparse.Namespace) -> int:
    """Add the editor; the password is asked for at a terminal, else made and printed once."""
    from reprieve.clinic.config.reach import reach_database

    reach_database(args.data)
    from reprieve.clinic.people.editors import add_editor, fresh_password

    asked = sys.stdin.isatty()
    password = getpass.getpass(say("Password: ")) if asked else fresh_password()
    user, new = add_editor(args.email, password)
    said = (
        say("{email} may edit now.", email=user.email) if new else say("{email} has a new password.", email=user.email)
    )
    sys.stdout.write(said + "\n")
    if not asked:
        sys.stdout.write(say("The password, shown only now: {password}", password=password) + "\n")
    return DONE
