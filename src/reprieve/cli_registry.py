"""`reprieve registry`: write one from diaries, say what is wrong with one, or invent one."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from reprieve.cli_diagnose import DONE, WRONG_OPTION, refuse, tomorrow
from reprieve.cli_progress import shown
from reprieve.cli_reading import must_be_a_file
from reprieve.pathway.diary.reading import must_hold_entries, read_diary
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.population.checking import Fault, faults_of
from reprieve.pathway.population.reading import open_registry
from reprieve.pathway.population.running import Progress
from reprieve.pathway.population.writing import must_be_empty, write_registry
from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import count, say

BROKEN = 1
# More faults than these help nobody; what was found first is what to mend first.
MOST_FAULTS = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What can be said to `reprieve registry`."""
    parser.description = say(
        "A registry is a folder that holds many people's diaries for `reprieve cohort`. Exit codes: 0 done, and "
        "nothing wrong; 1 a diary cannot be read, or the registry has faults; 2 an option cannot be used."
    )
    commands = parser.add_subparsers(title=say("commands"), metavar=say("COMMAND"), required=True)
    _add_write(commands.add_parser("write", help=say("write a registry from diaries, one person each")))
    _add_check(commands.add_parser("check", help=say("say what breaks the layout of a registry, and where")))
    _add_invent(commands.add_parser("invent", help=say("write a registry of people who do not exist")))


def run(args: argparse.Namespace) -> int:
    """What the second word asks for."""
    code: int = args.do(args)
    return code


# Write


def _add_write(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar=say("OUT"), type=Path, help=say("a new or empty folder"))
    parser.add_argument(
        "files",
        metavar=say("FILE"),
        nargs="+",
        type=Path,
        help=say("one person's diary, or a folder of such files; numbered from 1 in their order, in a folder by name"),
    )
    parser.add_argument("--zone", help=say("time zone of times without one, such as America/New_York"))
    parser.add_argument(
        "--mapping",
        metavar=say("FILE"),
        help=say("what the columns of another CSV mean; make one with: reprieve mapping FILE -o mapping.json"),
    )
    parser.set_defaults(do=_write)


def _write(args: argparse.Namespace) -> int:
    try:
        must_be_empty(args.out)
        files = list(_files(args.files))
    except InvalidInput as error:
        return refuse(error, WRONG_OPTION)
    with _own_folder(args.out):
        people = write_registry(args.out, _diaries(files, args))
    sys.stdout.write(count(people, "{n} person was written.", "{n} people were written.") + "\n")
    return DONE


def _files(given: Iterable[Path]) -> Iterator[Path]:
    """Every file that is named, and of a folder those in it, by name."""
    for path in given:
        if path.is_dir():
            inside = sorted(it for it in path.iterdir() if it.is_file() and not it.name.startswith("."))
            if not inside:
                raise InvalidInput(say("FILE names a folder without a file. Name the files, or another folder."))
            yield from inside
        else:
            must_be_a_file(path)
            yield path


def _diaries(files: Iterable[Path], args: argparse.Namespace) -> Iterator[tuple[int, Diary]]:
    for number, file in enumerate(files, start=1):
        try:
            diary = read_diary(str(file), zone=args.zone, mapping=args.mapping, today=tomorrow())
            must_hold_entries(diary)
        except UnreadableFile as error:
            raise UnreadableFile(
                say("file number {number}: {problem} Nothing was written.", number=number, problem=error)
            ) from error
        yield number, diary


@contextmanager
def _own_folder(out: Path) -> Iterator[None]:
    """A folder that only its owner can look into; taken away again where nothing was written into it."""
    made = not out.exists()
    if not out.parent.is_dir():
        raise InvalidInput(say("OUT names a folder in one that does not exist. Make it, or choose another."))
    out.mkdir(mode=0o700, exist_ok=True)
    try:
        yield
    except BaseException:
        if made:
            with suppress(OSError):
                out.rmdir()
        raise


# Check


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar=say("PATH"), type=Path, help=say("the folder of the registry"))
    parser.add_argument("--json", action="store_true", help=say("print data instead of text"))
    parser.set_defaults(do=_check)


def _check(args: argparse.Namespace) -> int:
    if not args.path.is_dir():
        return refuse(InvalidInput(say("PATH must be the folder of a registry; there is none.")), BROKEN)
    found: list[Fault] = []
    for fault in faults_of(args.path):
        found.append(fault)
        if not args.json:
            sys.stdout.write(f"{fault}\n")
        if len(found) == MOST_FAULTS:
            break
    if len(found) == MOST_FAULTS:
        sys.stderr.write(say("reprieve: there may be more; only the first {n} are said.", n=MOST_FAULTS) + "\n")
    if args.json:
        sys.stdout.write(json.dumps({"faults": [_as_data(fault) for fault in found]}, indent=2) + "\n")
    elif not found:
        people = open_registry(args.path).people
        sys.stdout.write(count(people, "Nothing is wrong: {n} person.", "Nothing is wrong: {n} people.") + "\n")
    return BROKEN if found else DONE


def _as_data(fault: Fault) -> dict[str, object]:
    return {
        "kind": fault.kind,
        "part": fault.part or None,
        "table": fault.table or None,
        "row_group": fault.group,
        "rows": fault.rows or None,
        "first_row": fault.first_row if fault.rows else None,
        "text": str(fault),
    }


# Invent


def _add_invent(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", metavar=say("OUT"), type=Path, help=say("a new or empty folder"))
    parser.add_argument("--people", metavar="N", type=int, required=True, help=say("how many people"))
    parser.add_argument("--seed", metavar="N", type=int, default=1, help=say("the same seed, the same people"))
    parser.add_argument("--days", metavar="N", type=int, default=120, help=say("over how many days (default 120)"))
    parser.add_argument("--quiet", action="store_true", help=say("do not say how far it is"))
    parser.set_defaults(do=_invent)


def _invent(args: argparse.Namespace) -> int:
    try:
        must_be_empty(args.out)
        for option, least in (("people", 1), ("seed", 0), ("days", 1)):
            if getattr(args, option) < least:
                raise InvalidInput(say("--{option} must be {least} or more.", option=option, least=least))
    except InvalidInput as error:
        return refuse(error, WRONG_OPTION)
    from reprieve.pathway.population.generating import generate_registry

    with _own_folder(args.out), shown(quiet=args.quiet) as tell:
        done = 0

        def add(people: int) -> None:
            nonlocal done
            done += people
            if tell is not None:
                tell(Progress(done=done, kept=0, of=args.people))

        generate_registry(args.out, args.people, seed=args.seed, days=args.days, tell=add)
    return DONE
