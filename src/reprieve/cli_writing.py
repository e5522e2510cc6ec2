"""Where does a command write what it made? All of it or nothing, and over nothing that is already there."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

STANDARD_OUTPUT = "-"


def add_output(parser: argparse.ArgumentParser, example: str) -> None:
    """The options that say where to write."""
    parser.add_argument(
        "-o",
        "--output",
        metavar=say("FILE"),
        required=True,
        help=say("where to write, such as {example}; - is standard output", example=example),
    )
    parser.add_argument("--replace", action="store_true", help=say("write over a file that is already there"))


def must_not_be_in_the_way(args: argparse.Namespace) -> None:
    """Refuse before anything is read: a file that is there is kept, and a diary that is read always."""
    if args.output == STANDARD_OUTPUT:
        return
    path = Path(args.output)
    if any(_is_same(path, Path(file)) for file in args.files):
        raise InvalidInput(say("-o must not name the diary that is read. Choose another name."))
    if path.exists() and not path.is_file():
        raise InvalidInput(say("-o must name a file; got a folder or a device. For standard output write -o -"))
    if path.exists() and not args.replace:
        raise InvalidInput(say("-o names a file that is already there. Choose another name, or add --replace."))
    if not path.parent.is_dir():
        raise InvalidInput(say("-o names a folder that does not exist. Make it, or choose another."))


def write_output(content: bytes, args: argparse.Namespace) -> None:
    """All of the content, to standard output or beside the file and then into its place.

    What is written is about one person, so only its owner may read it. An OSError means that the
    file is as it was before.
    """
    if args.output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    path = Path(args.output)
    number, neighbour = tempfile.mkstemp(dir=path.parent, prefix=".reprieve-", suffix=".part")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(neighbour, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(neighbour)
        raise


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
