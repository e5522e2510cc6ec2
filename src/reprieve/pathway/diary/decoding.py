"""Is this text at all, and which characters is it made of?

Whatever bytes come, the answer comes in bounded time and memory: at most `max_bytes` and one piece
more are ever held, counted while reading and not only asked of the file system.
"""

from __future__ import annotations

import codecs
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reprieve.pathway.terms.errors import InvalidInput, UnreadableFile
from reprieve.pathway.terms.text import count, later, say

MAX_BYTES = 64 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024
_TELLING_BYTES = 64
_BEGINNING_BYTES = 4 * 1024 * 1024
_REPLACED = "\ufffd"
# Control characters that no text has: all but tab, the ends of line and of page, and escape.
_CONTROL = bytes(set(range(32)) - {9, 10, 11, 12, 13, 27})
# A text file may have caught a NUL or two; a file that is not text has one in every few bytes.
_STRAY = 8
_BYTES_FOR_ANOTHER_STRAY = 1_000
_NOT_ASCII = re.compile(r"[^\x00-\x7f\ufffd]")

# How files that are not text begin, and what to call them.
_MARKS = (
    (b"PK\x03\x04", later("a zip archive or an Excel workbook")),
    (b"PK\x05\x06", later("an empty zip archive")),
    (b"\xd0\xcf\x11\xe0", later("an old Excel or Word file")),
    (b"%PDF", later("a PDF")),
    (b"\x1f\x8b", later("a gzip archive")),
    (b"\x89PNG", later("a picture")),
    (b"\xff\xd8\xff", later("a picture")),
    (b"GIF8", later("a picture")),
    (b"SQLite format 3", later("a database")),
    (b"{\\rtf", later("a Rich Text document")),
    (b"<?xml", later("an XML file")),
    (b"<!DOCTYPE", later("a web page")),
    (b"<html", later("a web page")),
)
# The longer mark first: UTF-32 (little end first) begins with the mark of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A file as text, what to call it in a message, and what had to be assumed to read it."""

    name: str
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A file open for bytes, of which the beginning has been read.

    Parameters
    ----------
    name : str
        What to call it in a message.
    size : int
        In bytes; 0 where it is not known.
    by_path : bool
        Whether it was named by its path, and not handed over as a stream.
    """

    name: str
    stream: BinaryIO
    beginning: bytes
    size: int
    by_path: bool

    def pieces(self) -> Iterator[bytes]:
        """All its bytes, from the beginning on; can be asked for once."""
        piece = self.beginning
        while piece:
            yield piece
            piece = _next_piece(self.stream, self.name)


@contextmanager
def begun(source: str | Path | BinaryIO) -> Iterator[Begun]:
    """A file or a stream opened for bytes, begun to be read.

    Raises
    ------
    UnreadableFile
        If it is missing or not a file.
    """
    if isinstance(source, str | os.PathLike):
        name = say("the file {name}", name=short_name(Path(source).name))
        with _opened(source, name) as stream:
            size = os.fstat(stream.fileno()).st_size
            yield Begun(name=name, stream=stream, beginning=_beginning(stream, name), size=size, by_path=True)
    else:
        name = say("the file")
        yield Begun(name=name, stream=source, beginning=_beginning(source, name), size=0, by_path=False)


def _beginning(stream: BinaryIO, name: str) -> bytes:
    """Enough to tell what a file is: a slow stream may give a few bytes at a time."""
    beginning = piece = _next_piece(stream, name)
    while piece and len(beginning) < _TELLING_BYTES:
        piece = _next_piece(stream, name)
        beginning += piece
    return beginning


def read_text(source: str | Path | BinaryIO, *, max_bytes: int = MAX_BYTES) -> Text:
    """The text of a file or of a stream opened for bytes.

    Raises
    ------
    UnreadableFile
        If it is missing, not a file, too large, empty, or not text.
    """
    with begun(source) as file:
        return text_of(file.pieces(), file.name, max_bytes=max_bytes, size=file.size)


def text_of(pieces: Iterable[bytes], name: str, *, max_bytes: int = MAX_BYTES, size: int = 0) -> Text:
    """The text of a file given piece by piece; see `read_text`."""
    return _decode(_read(pieces, name, max_bytes, size=size), name)


@contextmanager
def _opened(path: str | Path, name: str) -> Iterator[BinaryIO]:
    """A regular file opened for bytes; anything else is refused, and never waited for."""
    # Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        number = os.open(path, flags)
    except FileNotFoundError as error:
        raise UnreadableFile(say("{name} does not exist. Check its name and folder.", name=name)) from error
    except IsADirectoryError as error:
        raise UnreadableFile(_is_a_folder(name)) from error
    except PermissionError as error:
        message = say("{name} may not be read by you. Change who may read it, or copy it.", name=name)
        raise UnreadableFile(message) from error
    except (OSError, ValueError) as error:
        raise UnreadableFile(say("{name} cannot be opened. Check its name and folder.", name=name)) from error
    mode = os.fstat(number).st_mode
    if stat.S_ISDIR(mode):
        os.close(number)
        raise UnreadableFile(_is_a_folder(name))
    with os.fdopen(number, "rb") as stream:
        if not stat.S_ISREG(mode):
            message = say("{name} must be a regular file; got a pipe or a device. Save it as a file first.", name=name)
            raise UnreadableFile(message)
        yield stream


def _is_a_folder(name: str) -> str:
    return say("{name} must be a file; got a folder. Name a file inside it.", name=name)


def _read(pieces: Iterable[bytes], name: str, max_bytes: int, *, size: int) -> bytes:
    """All bytes, if they are not too many and do not begin like something that is not text."""
    kept: list[bytes] = []
    total = 0
    for piece in pieces:
        if not kept:
            # Before the rest is read: a huge file that is not text is refused at once.
            _must_look_like_text(piece, name)
        kept.append(piece)
        total += len(piece)
        if max(total, size) > max_bytes:
            message = say(
                "{name} must be at most {limit} MB; it is larger. A diary of many years is far smaller: "
                "is this the right file?",
                name=name,
                limit=round(max_bytes / 1024 / 1024, 3),
            )
            raise UnreadableFile(message)
    raw = b"".join(kept)
    _must_look_like_text(raw, name)
    return raw


def _next_piece(stream: BinaryIO, name: str) -> bytes:
    try:
        piece = stream.read(_PIECE_BYTES)
    except (OSError, ValueError) as error:
        raise UnreadableFile(say("{name} stopped while it was read. Try again.", name=name)) from error
    if not isinstance(piece, bytes | bytearray | memoryview):
        raise InvalidInput(say("a stream must be opened for bytes; got one opened for text. Open it with mode 'rb'."))
    return bytes(piece)


def what_begins_so(start: bytes) -> str | None:
    """What a file is that begins like this, in words; None where it may be text."""
    return next((say(what) for mark, what in _MARKS if start.startswith(mark)), None)


def _must_look_like_text(start: bytes, name: str) -> None:
    what = what_begins_so(start)
    if what is not None:
        raise UnreadableFile(
            say("{name} must be a CSV text file; got {what}. Export or save it as CSV.", name=name, what=what)
        )
    if not start.startswith(tuple(mark for mark, _ in _BYTE_ORDER_MARKS if mark != codecs.BOM_UTF8)):
        _must_not_be_binary(start, name)


def _must_not_be_binary(raw: bytes, name: str) -> None:
    if b"\x00" not in raw:
        return
    controls = len(raw) - len(raw.translate(None, _CONTROL))
    if controls > _STRAY + len(raw) // _BYTES_FOR_ANOTHER_STRAY:
        raise UnreadableFile(_is_not_text(name))


def _is_not_text(name: str) -> str:
    return say("{name} must be a text file; got bytes that are not text. Export or save it as CSV UTF-8.", name=name)


def _decode(raw: bytes, name: str) -> Text:
    text, notes = _characters(raw, name)
    if "\x00" in text:
        _must_not_be_binary(text.encode("utf-8", "replace"), name)
    if not text.strip():
        raise UnreadableFile(say("{name} must hold a diary; it is empty. Export it again.", name=name))
    return Text(name=name, text=text, notes=notes)


def _characters(raw: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark) and encoding != "utf-8-sig":
            try:
                return raw.decode(encoding), ()
            except UnicodeDecodeError as error:
                raise UnreadableFile(_is_not_text(name)) from error
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    # One damaged character must not turn every accent of a UTF-8 file into two wrong letters. Only
    # the beginning is asked: no real diary is longer, and garbage is not worth a second reading.
    if _is_damaged_utf8(raw[:_BEGINNING_BYTES].decode("utf-8-sig", errors="replace")):
        text = raw.decode("utf-8-sig", errors="replace")
        damaged = count(
            text.count(_REPLACED),
            "{n} damaged character was replaced by {mark}.",
            "{n} damaged characters were replaced by {mark}.",
            mark=_REPLACED,
        )
        return text, (damaged,)
    try:
        text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_is_not_text(name)) from error
    return text, (say("The file is not UTF-8; it was read as Windows-1252. Check accented letters."),)


def _is_damaged_utf8(text: str) -> bool:
    """Whether more characters beyond ASCII came out whole than did not."""
    return sum(1 for _ in _NOT_ASCII.finditer(text)) > text.count(_REPLACED)


def short_name(name: str) -> str:
    """A file's name as it may stand in a message."""
    printable = "".join(letter if letter.isprintable() else "?" for letter in name)
    return printable if len(printable) <= 80 else printable[:77] + "..."
