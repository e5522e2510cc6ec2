"""`reprieve diagnose`: a diary in, an explained diagnosis out."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, Diagnosis, diagnose
from reprieve.pathway.diagnosis.output import to_json
from reprieve.pathway.diagnosis.saying import say_diagnosis, say_explanation
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.reading import must_hold_entries, read_diary
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.safety.red_flags import Answers, empty_form, read_answers
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import later, say
from reprieve.pathway.terms.truth import YES

DONE, WRONG_OPTION, UNREADABLE, WITHHELD = 0, 2, 3, 4

EXIT_CODES = (
    later("read and judged, whatever the verdicts"),
    later("the answer could not be written, or something else outside failed"),
    later("an option or the red flag file cannot be used"),
    later("a file cannot be read as a diary, or nothing was read in any"),
    later("a red flag withholds the classification: the safety message is the whole answer"),
)

LARGEST_FORM_BYTES = 64 * 1024

CODES = tuple(entity.code for entity in (*ENTITIES, *RULE_SETS))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve diagnose`."""
    parser.description = say(
        "Which headache a diary shows by ICHD-3, criterion by criterion, and what is still not known."
    )
    parser.epilog = "\n".join(
        [say("exit codes:"), *(f"  {code}  {say(meaning)}" for code, meaning in enumerate(EXIT_CODES))]
    )
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    add_diary_arguments(parser)
    parser.add_argument("--json", action="store_true", help=say("print data instead of text"))
    parser.add_argument(
        "--explain",
        metavar=say("CODE"),
        choices=CODES,
        help=say("one verdict with every part: {codes}", codes=" ".join(CODES)),
    )


def add_diary_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said of a diary and of the person, by whatever command that judges one."""
    parser.add_argument("files", metavar=say("FILE"), nargs="+", help=say("one person's diary: one file or several"))
    parser.add_argument("--born", metavar=say("YYYY"), type=int, help=say("year of birth"))
    parser.add_argument("--sex", choices=[sex.value for sex in Sex], help=say("sex recorded at birth"))
    parser.add_argument("--zone", help=say("time zone of times without one, such as America/New_York"))
    parser.add_argument(
        "--mapping",
        metavar=say("FILE"),
        help=say("what the columns of another CSV mean; make one with: reprieve mapping FILE -o mapping.json"),
    )
    parser.add_argument(
        "--red-flags", metavar=say("FILE"), help=say("answers to the red flags; print the form: reprieve red-flags")
    )
    parser.add_argument(
        "--every-headache-written",
        action="store_true",
        help=say("the person says that every headache is written: an empty day between two entries was a day without"),
    )
    parser.add_argument(
        "--every-dose-written", action="store_true", help=say("the same for every drug taken against a headache")
    )
    parser.add_argument(
        "--still-going-on-at",
        metavar=say("TIME"),
        help=say("ISO time at which the last attack, if written as ongoing, was still going on"),
    )


def run(args: argparse.Namespace) -> int:
    """Read, judge and print; the answer is the exit code."""
    try:
        diagnosis = diagnosis_of(args)
    except UnreadableFile as error:
        return refuse(error, UNREADABLE, args.files)
    except ReprieveError as error:
        return refuse(error, WRONG_OPTION)
    return answer(diagnosis, args)


def answer(diagnosis: Diagnosis, args: argparse.Namespace) -> int:
    """Print a diagnosis as `--json` and `--explain` ask for it; the exit code is the answer."""
    sys.stdout.write(_said(diagnosis, args))
    return WITHHELD if diagnosis.withheld else DONE


def print_red_flags() -> int:
    """Print the red flag form, every answer open."""
    sys.stdout.write(empty_form())
    return DONE


def refuse(error: ReprieveError, code: int, files: Sequence[str] = ()) -> int:
    """Say what cannot be done, and of several files that nothing was; the exit code is the answer."""
    others = " " + say("Nothing was done with the other files.") if len(files) > 1 and code == UNREADABLE else ""
    sys.stderr.write(f"reprieve: {error}{others}\n")
    return code


def diagnosis_of(args: argparse.Namespace) -> Diagnosis:
    """The diagnosis that the options of `add_diary_arguments` ask for."""
    answers = _answers(args.red_flags)
    moment = _moment(args.still_going_on_at)
    written = read_diary(*args.files, zone=args.zone, mapping=args.mapping, today=tomorrow())
    must_hold_entries(written)
    diary = _with_told(written, args)
    if moment is not None and diary.attacks and moment < diary.attacks[-1].start:
        raise InvalidInput(
            say(
                "--still-going-on-at must not be before the last attack of the diary began. "
                "Check its date and its offset."
            )
        )
    return diagnose(diary, answers=answers, as_of=moment)


def tomorrow() -> date:
    """The last day on which it can be today anywhere."""
    return (datetime.now(UTC) + timedelta(hours=14)).date()


def _with_told(diary: Diary, args: argparse.Namespace) -> Diary:
    """The diary with what was told on the command line; what is told there outweighs the file."""
    told: dict[str, object] = {}
    if args.born is not None:
        _say_outweighed("--born", args.born, diary.profile.birth_year)
        told["birth_year"] = args.born
    if args.sex is not None:
        _say_outweighed("--sex", args.sex, diary.profile.sex)
        told["sex"] = Sex(args.sex)
    if args.every_headache_written:
        told["every_headache_written"] = YES
    if args.every_dose_written:
        told["every_dose_written"] = YES
    return replace(diary, profile=replace(diary.profile, **told)) if told else diary  # type: ignore[arg-type]


def _say_outweighed(option: str, told: object, written: object) -> None:
    if written is not None and told != written:
        sys.stderr.write("reprieve: " + say("{option} outweighs what the diary says.", option=option) + "\n")


def _answers(path: str | None) -> Answers | None:
    if path is None:
        return None
    file = Path(path)
    try:
        usable = file.is_file() and file.stat().st_size <= LARGEST_FORM_BYTES
        text = file.read_text("utf-8") if usable else None
    except (OSError, UnicodeDecodeError):
        text = None
    if text is None:
        raise InvalidInput(
            say(
                "--red-flags must name a readable text file of at most 64 kB; got {path}. Print an empty form "
                "with: reprieve red-flags",
                path=path,
            )
        )
    return read_answers(text)


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.utcoffset() is None or not 1880 <= moment.year <= 2200:
        raise InvalidInput(
            say(
                "--still-going-on-at must be a time with its offset, such as 2026-03-03T18:00-05:00; got {text}.",
                text=text,
            )
        )
    return moment


def _said(diagnosis: Diagnosis, args: argparse.Namespace) -> str:
    if args.json:
        return json.dumps(to_json(diagnosis), indent=2, ensure_ascii=False) + "\n"
    width = min(shutil.get_terminal_size((88, 24)).columns, 100)
    if args.explain and not diagnosis.withheld:
        return say_explanation(diagnosis.verdict(args.explain), width=width)
    return say_diagnosis(diagnosis, width=width)
