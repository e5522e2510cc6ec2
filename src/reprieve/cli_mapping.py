"""`reprieve mapping`: which column of somebody's own CSV is what, guessed and kept to be corrected."""

from __future__ import annotations

import argparse
import shutil
import sys
import textwrap
from pathlib import Path

from reprieve.pathway.diagnosis.item_words import say_format
from reprieve.pathway.diary.mapping_suggest import Suggestion, suggest
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import say

DONE, WRONG_OPTION, UNREADABLE = 0, 2, 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve mapping`."""
    parser.description = say(
        "Guesses what the columns of a CSV mean, shows why, and keeps it as a mapping to be corrected. "
        "Nothing is read by it until you name it: reprieve diagnose FILE --mapping MAPPING"
    )
    parser.add_argument("file", metavar=say("FILE"), help=say("the table of which the columns are not known"))
    parser.add_argument("-o", "--output", metavar=say("MAPPING"), type=Path, help=say("where to keep the mapping"))
    parser.add_argument("--replace", action="store_true", help=say("write over a file that is already there"))
    parser.add_argument("--zone", help=say("time zone its times were written in, such as America/New_York"))


def run(args: argparse.Namespace) -> int:
    """Guess, print and keep; the answer is the exit code."""
    try:
        if args.output is not None:
            _must_not_be_in_the_way(args)
        suggestion = suggest(args.file, zone=args.zone)
        sys.stdout.write(say_suggestion(suggestion, width=min(shutil.get_terminal_size((88, 24)).columns, 100)))
        _say_if_read_anyway(args.file)
        if args.output is not None:
            _keep(suggestion.draft, args.output)
    except UnreadableFile as error:
        return _refuse(error, UNREADABLE)
    except ReprieveError as error:
        return _refuse(error, WRONG_OPTION)
    return DONE


def say_suggestion(suggestion: Suggestion, *, width: int) -> str:
    """The guesses as a table, and below it what is to be settled."""
    head = (say("column"), say("read as"), say("how sure"))
    rows = [(_short(one.column.column), one.column.means, say(one.sure.value), one.why) for one in suggestion.guesses]
    widths = [max(len(row[at]) for row in (*rows, head)) for at in range(3)]
    lines = ["  ".join(cell.ljust(size) for cell, size in zip(head, widths, strict=True)).rstrip()]
    for row in rows:
        lines.append("  ".join(cell.ljust(size) for cell, size in zip(row[:3], widths, strict=True)).rstrip())
        lines += textwrap.wrap(row[3], width=width, initial_indent="    ", subsequent_indent="    ")
    if suggestion.questions:
        lines += ["", say("To settle before it is used:")]
        for question in suggestion.questions:
            lines += textwrap.wrap(question, width=width, initial_indent="- ", subsequent_indent="  ")
    return "\n".join([*lines, "", ""])


def _short(name: str) -> str:
    printable = "".join(letter if letter.isprintable() else "?" for letter in name)
    return printable if len(printable) <= 30 else printable[:29] + "…"


def _say_if_read_anyway(file: str) -> None:
    try:
        known = read_diary(file).readings[0].format
    except ReprieveError:
        return
    sys.stdout.write(say("This file is read without a mapping too, as {format}.", format=say_format(known)) + "\n")


def _must_not_be_in_the_way(args: argparse.Namespace) -> None:
    """Refuse before anything is guessed: a mapping that is there may have been corrected by hand."""
    if args.output.is_file() and args.output.samefile(args.file):
        raise InvalidInput(say("--output must not name the table itself. Choose another name."))
    if args.output.exists() and not args.replace:
        raise InvalidInput(
            say(
                "--output names {name}, which is already there. Choose another name, or add --replace.",
                name=args.output.name,
            )
        )


def _keep(draft: str, output: Path) -> None:
    try:
        output.write_text(draft, encoding="utf-8")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError, ValueError) as error:
        raise InvalidInput(say("--output must name a file that can be written. Choose another place.")) from error
    sys.stdout.write(
        say("Kept in {name}. Correct it in any text editor; docs/bringing-a-diary.md tells how.", name=output.name)
        + "\n"
    )


def _refuse(error: ReprieveError, code: int) -> int:
    sys.stderr.write(f"reprieve: {error}\n")
    return code
