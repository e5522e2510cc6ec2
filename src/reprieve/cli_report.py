"""`reprieve report`: a diary in, one printed page for the doctor out."""

from __future__ import annotations

import argparse
import sys
from typing import get_args

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
from reprieve.cli_writing import STANDARD_OUTPUT, add_output, must_not_be_in_the_way, write_output
from reprieve.pathway.diagnosis.report import Paper, report_pdf
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve report`."""
    parser.description = say("One page for the doctor, as PDF: days, drugs, criteria, what is not known.")
    parser.epilog = "\n".join(
        [say("exit codes:"), *(f"  {code}  {say(meaning)}" for code, meaning in enumerate(EXIT_CODES))]
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_diary_arguments(parser)
    add_output(parser, "report.pdf")
    parser.add_argument("--paper", choices=get_args(Paper), default="a4", help=say("the size of the page"))


def run(args: argparse.Namespace) -> int:
    """Read, judge, typeset and write; the answer is the exit code."""
    try:
        must_not_be_in_the_way(args)
        if args.output == STANDARD_OUTPUT and sys.stdout.isatty():
            raise InvalidInput(say("-o - must go to a file or another program, not to a screen."))
        diagnosis = diagnosis_of(args)
        page = report_pdf(diagnosis, paper=args.paper)
    except UnreadableFile as error:
        return refuse(error, UNREADABLE, args.files)
    except ReprieveError as error:
        return refuse(error, WRONG_OPTION)
    write_output(page, args)
    return WITHHELD if diagnosis.withheld else DONE
