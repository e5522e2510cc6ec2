"""`reprieve verify`: is an export of the audit whole? Needs neither a database nor the web product."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from reprieve.cli_reading import must_be_a_file
from reprieve.clinic.audit.verifying import NotAnExport, verify
from reprieve.pathway.terms.text import say

WHOLE, BROKEN = 0, 3
MOST_SHOWN = 100


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve verify`."""
    parser.description = say(
        "Verify an export of the audit. Exit codes: 0 it is whole, 1 it could not be read, 3 something does not fit."
    )
    parser.add_argument("file", metavar=say("FILE"), type=Path, help=say("what `reprieve audit export` wrote"))
    parser.add_argument("--seal", default="", help=say("the hash of a seal that was kept elsewhere"))


def run(args: argparse.Namespace) -> int:
    """Say what does not fit, each by its chain and number; else how much was found whole."""
    must_be_a_file(args.file)
    try:
        with args.file.open(encoding="utf-8", newline="\n") as written:
            verdict = verify(written, known_seal=args.seal.strip().lower())
    except UnicodeDecodeError:
        raise NotAnExport(say("the file must be an export of the audit, but it is not text.")) from None
    for fault in verdict.faults[:MOST_SHOWN]:
        sys.stdout.write(f"{fault}\n")
    if verdict.faults:
        said = say("It does not fit. Faults: {number}.", number=len(verdict.faults))
        sys.stdout.write(said + "\n")
        return BROKEN
    sys.stdout.write(
        say(
            "It fits: {lines} lines in {chains} chains, {seals} seals.",
            lines=verdict.lines,
            chains=verdict.chains,
            seals=len(verdict.seals),
        )
        + "\n"
    )
    if verdict.seals:
        last = verdict.seals[-1]
        sys.stdout.write(say("The last seal is of {day}: {sha256}", day=last["day"], sha256=last["sha256"]) + "\n")
    return WHOLE
