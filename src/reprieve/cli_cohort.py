"""`reprieve cohort`: the same criteria for everybody in a registry, and a report that tells of nobody."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reprieve.cli_diagnose import CODES, DONE, WRONG_OPTION, answer, refuse
from reprieve.cli_progress import shown
from reprieve.cli_writing import write_output
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.population.reading import open_registry, person_in
from reprieve.pathway.population.report import as_json, as_text, report_of
from reprieve.pathway.population.running import ENGINES, LOCAL, SPARK, Done, judge_registry
from reprieve.pathway.population.spark import must_be_an_address
from reprieve.pathway.population.suppression import ROUNDING, THRESHOLD, Rule
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import later, say

INTERRUPTED = 130

EXIT_CODES = {
    0: later("everybody was judged"),
    1: later("the registry cannot be read, or the results cannot be written where they were to go"),
    2: later("an option cannot be used"),
    4: later("with --person: a red flag withholds the classification"),
    INTERRUPTED: later("interrupted; with --out, the same command goes on from there"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve cohort`."""
    parser.description = say(
        "Ask the criteria of everybody in a registry and count the answers. Small numbers are suppressed before "
        "anything is printed or written as a report."
    )
    parser.epilog = "\n".join(
        [say("exit codes:"), *(f"  {code:>3}  {say(meaning)}" for code, meaning in EXIT_CODES.items())]
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("path", metavar=say("PATH"), type=Path, help=say("the folder of the registry"))
    _add_running(parser)
    _add_report(parser)
    parser.add_argument("--json", action="store_true", help=say("print data instead of text"))
    parser.add_argument("--quiet", action="store_true", help=say("do not say how far it is"))
    parser.add_argument(
        "--person",
        metavar=say("NUMBER"),
        type=int,
        help=say("explain one person's diagnosis instead, as `reprieve diagnose` does"),
    )
    parser.add_argument(
        "--explain", metavar=say("CODE"), choices=CODES, help=say("with --person: one verdict with every part")
    )


def _add_running(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--engine", choices=ENGINES, default=LOCAL, help=say("who judges: this machine (default), or Apache Spark")
    )
    parser.add_argument(
        "--master", metavar=say("URL"), help=say("with --engine spark: its address (default: this machine, all cores)")
    )
    parser.add_argument(
        "--out",
        metavar=say("FOLDER"),
        type=Path,
        help=say("keep one row a person here, and go on here after an interruption (default: nothing is kept)"),
    )
    parser.add_argument("--workers", metavar="N", type=int, help=say("row groups at a time (default: one a core)"))


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--report",
        metavar=say("FILE"),
        help=say("write the report here instead of printing it; as JSON where the name ends in .json"),
    )
    parser.add_argument("--replace", action="store_true", help=say("write over a report that is already there"))
    parser.add_argument(
        "--threshold",
        metavar="N",
        type=int,
        default=THRESHOLD,
        help=say("suppress counts up to this one (default {default})", default=THRESHOLD),
    )
    parser.add_argument(
        "--rounding",
        metavar="N",
        type=int,
        default=ROUNDING,
        help=say("round the others to multiples of this (default {default})", default=ROUNDING),
    )


def run(args: argparse.Namespace) -> int:
    """Judge, report and print; the answer is the exit code."""
    try:
        _must_fit(args)
    except InvalidInput as error:
        return refuse(error, WRONG_OPTION)
    if args.person is not None:
        return answer(diagnose(person_in(open_registry(args.path), args.person)), args)
    with _ended_like_interrupted():
        try:
            return _judge_and_report(args)
        except KeyboardInterrupt:
            if args.out is not None:
                sys.stderr.write(say("reprieve: interrupted. The same command goes on from here.") + "\n")
            return INTERRUPTED


def _must_fit(args: argparse.Namespace) -> None:
    """Refuse options that mean nothing, before anything is read."""
    if args.explain and args.person is None:
        raise InvalidInput(say("--explain goes with --person. Add the person's number, or leave it out."))
    if args.person is not None and (args.out or args.report or args.master or args.workers):
        raise InvalidInput(say("--person explains one person and judges nobody else. Leave the other options out."))
    if args.master and args.engine != SPARK:
        raise InvalidInput(say("--master goes with --engine spark. Add it, or leave --master out."))
    if args.master:
        must_be_an_address(args.master)
    if args.workers is not None and args.engine == SPARK:
        raise InvalidInput(say("--workers goes with --engine local; how many work for Spark, its address says."))
    if args.workers is not None and args.workers < 1:
        raise InvalidInput(
            say("--{option} must be {least} or more; got {value}.", option="workers", least=1, value=args.workers)
        )
    Rule(args.threshold, args.rounding)
    if args.report is not None:
        _must_be_free(Path(args.report), replace=args.replace)


def _must_be_free(report: Path, *, replace: bool) -> None:
    if report.exists() and not report.is_file():
        raise InvalidInput(say("--report must name a file; got a folder or a device. Choose another name."))
    if report.exists() and not replace:
        raise InvalidInput(say("--report names a file that is already there. Choose another name, or add --replace."))
    if not report.parent.is_dir():
        raise InvalidInput(say("--report names a folder that does not exist. Make it, or choose another."))
    if not os.access(report.parent, os.W_OK):
        raise InvalidInput(say("--report names a folder that nothing may be written into. Choose another."))


def _output(args: argparse.Namespace) -> argparse.Namespace:
    return argparse.Namespace(output=args.report, replace=args.replace, files=[])


def _judge_and_report(args: argparse.Namespace) -> int:
    began_s = time.monotonic()
    with _results(args.out) as out:
        with shown(quiet=args.quiet or args.json) as tell:
            done = judge_registry(
                args.path, out, engine=args.engine, master=args.master, workers=args.workers, tell=tell
            )
        report = report_of(out, threshold=args.threshold, rounding=args.rounding)
    if args.report is not None:
        as_data = args.report.casefold().endswith(".json")
        written = _as_json_text(as_json(report)) if as_data else as_text(report)
        write_output(written.encode("utf-8"), _output(args))
    if args.json:
        sys.stdout.write(_as_json_text(_summary(done, args, time.monotonic() - began_s) | {"report": as_json(report)}))
    elif args.report is None:
        sys.stdout.write(as_text(report))
    return DONE


def _summary(done: Done, args: argparse.Namespace, seconds: float) -> dict[str, object]:
    """What the run did. How many people there are is in the report only, where it is rounded."""
    return {
        "engine": args.engine,
        "parts": done.parts,
        "parts_kept": done.kept,
        "seconds": round(seconds, 1),
        "results": None if args.out is None else str(args.out),
    }


def _as_json_text(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


@contextmanager
def _results(out: Path | None) -> Iterator[Path]:
    """Where one row a person goes: a folder that stays, or one that only the owner can see and that goes again."""
    if out is not None:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="reprieve-cohort-") as folder:
        yield Path(folder)


@contextmanager
def _ended_like_interrupted() -> Iterator[None]:
    """Being told to end (SIGTERM) is an interruption too: what is unfinished or temporary is taken away."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
