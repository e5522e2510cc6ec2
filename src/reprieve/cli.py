"""The `reprieve` command: what may be asked from a shell.

Each branch imports what it needs inside itself, so that `reprieve diagnose` starts without the web product.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from reprieve.pathway.terms.errors import ReprieveError

REFUSED = 1
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a refusal is one sentence on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser(given)
    args = parser.parse_args(given)
    try:
        code = int(args.run(args))
        sys.stdout.flush()  # a closed pipe shows itself here and not after the end
        return code
    except ReprieveError as problem:
        print(f"reprieve: {problem}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output (`head`, a closed pager) has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as problem:
        print(
            f"reprieve: it could not be finished: {problem.strerror}. Free space or choose another place.",
            file=sys.stderr,
        )
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def build_parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the command that is asked for brings its own options, and so its own imports."""
    parser = argparse.ArgumentParser(prog="reprieve", description="From a headache diary to an explained diagnosis.")
    parser.add_argument("--version", action=SayVersion, nargs=0, help="say the version and stop")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    up = commands.add_parser("up", help="start the web pages on this machine")
    add_up(up)
    diagnose = commands.add_parser("diagnose", help="read a headache diary and explain what it shows")
    red_flags = commands.add_parser("red-flags", help="print the red flag form, to fill in for `diagnose --red-flags`")
    red_flags.set_defaults(run=run_red_flags)
    manage = commands.add_parser("manage")  # no help text: for developers, left out of the list
    manage.add_argument("django", nargs=argparse.REMAINDER)
    manage.set_defaults(run=run_manage)

    if given[:1] == ["diagnose"]:
        from reprieve.cli_diagnose import add_arguments, run

        add_arguments(diagnose)
        diagnose.set_defaults(run=run)
    return parser


class SayVersion(argparse.Action):
    """Looks the version up only when it is asked for: every start of `diagnose` would pay for it."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"reprieve {version('reprieve')}")
        parser.exit()


def run_red_flags(_: argparse.Namespace) -> int:
    from reprieve.cli_diagnose import print_red_flags

    return print_red_flags()


def add_up(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=int, default=8000, help="the port on this machine (default 8000)")
    parser.add_argument(
        "--data",
        type=Path,
        help="the folder that keeps the database (default: REPRIEVE_DATA, else `var` in a checkout, "
        "else your own application folder)",
    )
    parser.set_defaults(run=run_up)


def run_up(args: argparse.Namespace) -> int:
    from reprieve.clinic.config.up import up

    return up(port=args.port, data=args.data)


def run_manage(args: argparse.Namespace) -> int:
    """Django's own commands, for developers, with production's settings or an explicit demonstration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["reprieve manage", *args.django])
    return 0


if __name__ == "__main__":
    sys.exit(main())
