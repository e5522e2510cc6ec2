"""`reprieve end-points`: a diary in, what a trial would report of it out."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from datetime import date
from textwrap import wrap

from reprieve.cli_diagnose import (
    DONE,
    EXIT_CODES,
    UNREADABLE,
    WITHHELD,
    WRONG_OPTION,
    add_diary_arguments,
    diagnosis_of,
    refuse,
)
from reprieve.pathway.diagnosis.end_points import Period
from reprieve.pathway.diagnosis.end_points_output import end_points, end_points_json, say_end_points
from reprieve.pathway.diagnosis.saying import say_diagnosis
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve end-points`."""
    parser.description = say(
        "What a trial would report: each named kind of day per 28 days, the group by frequency, and the change "
        "between two periods."
    )
    parser.epilog = "\n".join(
        [say("exit codes:"), *(f"  {code}  {say(meaning)}" for code, meaning in enumerate(EXIT_CODES))]
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_diary_arguments(parser)
    parser.add_argument("--json", action="store_true", help=say("print data instead of text"))
    dates = say("FIRST/LAST")
    parser.add_argument("--baseline", metavar=dates, help=say("the period before, such as 2026-01-01/2026-01-28"))
    parser.add_argument("--later", metavar=dates, help=say("the period to compare with it"))


def run(args: argparse.Namespace) -> int:
    """Read, count and print; the answer is the exit code."""
    try:
        if (args.baseline is None) is not (args.later is None):
            raise InvalidInput(say("--baseline and --later must be given together."))
        baseline, later = (_period(text) for text in (args.baseline, args.later))
        diagnosis = diagnosis_of(args)
        found = None if diagnosis.withheld else end_points(diagnosis.findings, baseline=baseline, later=later)
    except UnreadableFile as error:
        return refuse(error, UNREADABLE, args.files)
    except ReprieveError as error:
        return refuse(error, WRONG_OPTION)
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    if args.json:
        said = {"withheld": diagnosis.withheld, **({} if found is None else end_points_json(found))}
        sys.stdout.write(json.dumps(said, indent=2, ensure_ascii=False) + "\n")
    elif found is None:
        sys.stdout.write(say_diagnosis(diagnosis, width=width))
    else:
        for line in say_end_points(found):
            indent = line[: len(line) - len(line.lstrip())]
            sys.stdout.write(
                "\n".join(wrap(line.lstrip(), width, initial_indent=indent, subsequent_indent=indent + "  ")) + "\n"
            )
    return WITHHELD if diagnosis.withheld else DONE


def _period(text: str | None) -> Period | None:
    if text is None:
        return None
    first, _, last = text.partition("/")
    try:
        return Period(first=date.fromisoformat(first), last=date.fromisoformat(last))
    except ValueError:
        raise InvalidInput(
            say("a period must be two dates, such as 2026-01-01/2026-01-28; got {text}.", text=text)
        ) from None
