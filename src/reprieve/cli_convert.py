"""`reprieve convert`: diaries in, one diary of our own out, as CSV or as JSON."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path

from reprieve.cli_diagnose import DONE, UNREADABLE, WRONG_OPTION, refuse
from reprieve.cli_writing import STANDARD_OUTPUT, add_output, must_not_be_in_the_way, write_output
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Diary, Reading
from reprieve.pathway.diary.writing import write_diary
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError, UnreadableFile
from reprieve.pathway.terms.text import count, say

CSV, JSON = "csv", "json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve convert`."""
    parser.description = say("Write a diary in our own format: as CSV for a spreadsheet, as JSON for a program.")
    parser.add_argument("files", metavar=say("FILE"), nargs="+", help=say("one person's diary: one file or several"))
    parser.add_argument("--zone", help=say("time zone of times without one, such as America/New_York"))
    parser.add_argument(
        "--mapping",
        metavar=say("MAPPING"),
        help=say("what the columns of another CSV mean; make one with: reprieve mapping FILE -o mapping.json"),
    )
    add_output(parser, "diary.csv")
    parser.add_argument(
        "--to", choices=(CSV, JSON), help=say("which of the two (default: as the name that is written to ends)")
    )


def run(args: argparse.Namespace) -> int:
    """Read and write; what was left out is said on standard error."""
    try:
        format_ = _format(args)
        must_not_be_in_the_way(args)
        diary = read_diary(*args.files, zone=args.zone, mapping=args.mapping)
        written = _written(diary, format_)
    except UnreadableFile as error:
        return refuse(error, UNREADABLE, args.files)
    except ReprieveError as error:
        return refuse(error, WRONG_OPTION)
    write_output(written, args)
    for reading in diary.readings:
        _say_what_is_missing(reading)
    return DONE


def _format(args: argparse.Namespace) -> str:
    if args.to:
        return str(args.to)
    ending = "" if args.output == STANDARD_OUTPUT else Path(args.output).suffix.casefold().removeprefix(".")
    if ending not in (CSV, JSON):
        raise InvalidInput(say("-o must end in .csv or .json, or --to must say which of the two."))
    return ending


def _written(diary: Diary, format_: str) -> bytes:
    if format_ == JSON:
        return write_json(diary).encode("utf-8")
    out = io.StringIO(newline="")
    write_diary(diary, out)
    return out.getvalue().encode("utf-8-sig")  # without the mark, spreadsheets take accents for two letters


def _say_what_is_missing(reading: Reading) -> None:
    if reading.left_out:
        text = count(
            len(reading.left_out),
            "{n} line or item was left out; `reprieve diagnose` says which and why.",
            "{n} lines or items were left out; `reprieve diagnose` says which and why.",
        )
        sys.stderr.write(f"reprieve: {text}\n")
