"""The `reprieve` command: what may be asked from a shell.

Each branch imports what it needs inside itself, so that `reprieve diagnose` starts without the web product.
"""

from __future__ import annotations

import argparse
import gettext
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

from reprieve.pathway.terms import text
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import ENGLISH, LANGUAGES, language_of, later, say, speaking

REFUSED = 1
INTERRUPTED = 130

# What argparse itself says, and looks up when it says it.
ARGPARSE_SAYS = (
    later("usage: "),
    later("positional arguments"),
    later("options"),
    later("show this help message and exit"),
    later("%(prog)s: error: %(message)s\n"),
    later("argument %(argument_name)s: %(message)s"),
    later("the following arguments are required: %s"),
    later("unrecognized arguments: %s"),
    later("expected one argument"),
    later("expected at least one argument"),
    later("invalid %(type)s value: %(value)r"),
    later("invalid choice: %(value)r (choose from %(choices)s)"),
    later("ambiguous option: %(option)s could match %(matches)s"),
    later("ignored explicit argument %r"),
)


# Commands with a module of their own, imported only when it is they that are asked for.
BROUGHT = {
    "diagnose": ("reprieve.cli_diagnose", later("read a headache diary and explain what it shows")),
    "report": ("reprieve.cli_report", later("put what a diary shows on one printed page, for the doctor")),
    "end-points": ("reprieve.cli_end_points", later("count what a trial would report of a diary")),
    "convert": ("reprieve.cli_convert", later("write a diary as CSV or JSON of our own")),
    "mapping": ("reprieve.cli_mapping", later("guess what the columns of another CSV mean, to be corrected")),
    "evidence": ("reprieve.cli_evidence", later("what has been measured, and what may honestly be said about it")),
    "interview": ("reprieve.cli_interview", later("ask instead of reading a diary, as little as can settle it")),
    "cohort": ("reprieve.cli_cohort", later("ask the same criteria of everybody in a registry")),
    "registry": ("reprieve.cli_registry", later("write, check or invent a registry")),
    "editor": ("reprieve.cli_editor", later("say who may edit the public pages")),
    "staff": ("reprieve.cli_staff", later("say who works here, and where")),
    "audit": ("reprieve.cli_audit", later("write out who saw and who changed what")),
    "verify": ("reprieve.cli_verify", later("verify an export of the audit, on any machine")),
    "backup": ("reprieve.cli_backup", later("keep everything in one encrypted file")),
    "restore": ("reprieve.cli_restore", later("bring everything back from such a file")),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; a refusal is one sentence on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language, given = take_language(given)
    with speaking(language), argparse_speaking(language):
        return run(given)


def take_language(given: list[str]) -> tuple[str, list[str]]:
    """The language to speak, and the command line without it: `--language` may stand anywhere."""
    if given[:1] == ["manage"]:
        return ENGLISH, given  # Django's own commands have options of that kind
    parser = argparse.ArgumentParser(prog="reprieve", add_help=False, allow_abbrev=False)
    add_language(parser)
    asked, rest = parser.parse_known_args(given)
    return asked.language or language_of_the_shell(os.environ), rest


def language_of_the_shell(environ: Mapping[str, str]) -> str:
    """The language that the shell speaks, where it is one of ours; else English.

    The first of these that is set decides, as everywhere in a shell.
    """
    locale = next((environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if environ.get(name)), "")
    return language_of(locale) or ENGLISH


@contextmanager
def argparse_speaking(language: str) -> Iterator[None]:
    """argparse looks its words up in gettext's global domain; whatever was set there is put back."""
    if language == ENGLISH:
        yield
        return
    before, domain = os.environ.get("LANGUAGE"), gettext.textdomain()
    gettext.bindtextdomain("reprieve", str(Path(text.__file__).parent / "locale"))
    gettext.textdomain("reprieve")
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before


def run(given: Sequence[str]) -> int:
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
        said = say("it could not be finished: {problem}. Free space or choose another place.", problem=problem.strerror)
        print(f"reprieve: {said}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED


def build_parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """The parser; only the command that is asked for brings its own options, and so its own imports."""
    parser = argparse.ArgumentParser(
        prog="reprieve", description=say("From a headache diary to an explained diagnosis.")
    )
    parser.add_argument("--version", action=SayVersion, nargs=0, help=say("say the version and stop"))
    add_language(parser)
    commands = parser.add_subparsers(title=say("commands"), metavar=say("COMMAND"), required=True)

    up = commands.add_parser("up", help=say("start the web pages on this machine"))
    add_up(up)
    brought = {name: commands.add_parser(name, help=say(what)) for name, (_, what) in BROUGHT.items()}
    red_flags = commands.add_parser(
        "red-flags", help=say("print the red flag form, to fill in for `diagnose --red-flags`")
    )
    red_flags.set_defaults(run=run_red_flags)
    manage = commands.add_parser("manage")  # no help text: for developers, left out of the list
    manage.add_argument("django", nargs=argparse.REMAINDER)
    manage.set_defaults(run=run_manage)

    if given and given[0] in BROUGHT:
        module = import_module(BROUGHT[given[0]][0])
        module.add_arguments(brought[given[0]])
        brought[given[0]].set_defaults(run=module.run)
    for command in (up, red_flags, *brought.values()):
        add_language(command)
    return parser


def add_language(parser: argparse.ArgumentParser) -> None:
    """Said in the help of every command; `take_language` has already taken it."""
    parser.add_argument(
        "--language",
        choices=sorted(LANGUAGES),
        help=say("the language of everything that is said (default: that of the shell, else English)"),
    )


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
    parser.add_argument("--port", type=int, default=8000, help=say("the port on this machine (default 8000)"))
    parser.add_argument(
        "--data",
        type=Path,
        help=say(
            "the folder that keeps the database (default: REPRIEVE_DATA, else `var` in a checkout, "
            "else your own application folder)"
        ),
    )
    parser.add_argument(
        "--production",
        action="store_true",
        help=say("go through the checklist for real patients' data, and start only when nothing is missing"),
    )
    parser.set_defaults(run=run_up)


def run_up(args: argparse.Namespace) -> int:
    from reprieve.clinic.config.up import up

    return up(port=args.port, data=args.data, production=args.production)


def run_manage(args: argparse.Namespace) -> int:
    """Django's own commands, for developers, with production's settings or an explicit demonstration."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reprieve.clinic.config.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["reprieve manage", *args.django])
    return 0


if __name__ == "__main__":
    sys.exit(main())
