"""What lies in a zip archive that a person brings, and can it be taken out without harm?

Nothing is ever unpacked to a disk: members are read piece by piece, the ones that may be a diary only,
and what comes out is counted while it comes, whatever the archive says of itself.
"""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from reprieve.pathway.diary.apple_health_xml import BreaksOffError
from reprieve.pathway.diary.decoding import Begun, short_name
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.text import say

_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
# An export holds a file for each workout route and each electrocardiogram: some thousands.
MOST_MEMBERS = 20_000
_MOST_DIRECTORY_BYTES = 4 * 1024 * 1024
# Exports come out 15 to 30 times as large; what is made to burst, a thousand times.
MOST_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 8 * 1024 * 1024
# So many members are looked into. The electrocardiograms beside an export, of which there may be more, are not.
MOST_LOOKED_INTO = 100
# Where the sum of a member does not fit, the last piece is lost with it: so they are small.
_PIECE_BYTES = 32 * 1024
_BEGINNING_BYTES = 256 * 1024
_READ_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MAY_BE_A_DIARY = re.compile(r"(.*\.(xml|csv|txt|tsv)|[^.]*)", re.IGNORECASE | re.DOTALL)
# What Python's zipfile raises for archives that are damaged or lie about themselves.
_DAMAGED = (
    zipfile.BadZipFile,
    NotImplementedError,
    RuntimeError,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
)


@dataclass(slots=True)
class Budget:
    """How many bytes may still come out of an archive, all members together."""

    left: int

    def spend(self, size: int, name: str) -> None:
        """Takes from it what has come out."""
        self.left -= size
        if self.left < 0:
            raise UnreadableFile(_too_large(name))


class Member:
    """One file of an archive."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: Budget, size: int) -> None:
        self.name = name
        self.is_xml = info.filename.lower().endswith(".xml")
        self.damaged = False
        self._archive = archive
        self._info = info
        self._budget = budget
        self._packed_bytes = min(info.compress_size, size)

    def beginning(self) -> bytes:
        """What it begins with; empty if not even that can be read."""
        beginning = b""
        try:
            for piece in self.pieces():
                beginning += piece
                if len(beginning) >= _BEGINNING_BYTES:
                    break
        except BreaksOffError:
            self.damaged = True
        return beginning

    def pieces(self) -> Iterator[bytes]:
        """Its bytes, as they come out.

        Raises
        ------
        BreaksOffError
            Where it is damaged.
        UnreadableFile
            If more comes out than may.
        """
        total = 0
        try:
            with self._archive.open(self._info) as file:
                if not isinstance(file, zipfile.ZipExtFile):
                    raise AssertionError("a member opened for reading")
                while piece := file.read1(_PIECE_BYTES):
                    total += len(piece)
                    self._budget.spend(len(piece), self.name)
                    if total > _RATIO_COUNTS_FROM_BYTES + MOST_RATIO * self._packed_bytes:
                        raise UnreadableFile(_too_large(self.name))
                    yield piece
        except _DAMAGED as error:
            raise BreaksOffError from error


def is_archive(beginning: bytes) -> bool:
    """Whether a file begins as a zip archive."""
    return beginning.startswith(_MARKS)


@contextmanager
def opened(file: Begun, *, max_packed_bytes: int, max_unpacked_bytes: int) -> Iterator[list[Member]]:
    """The members of an archive that may be a diary.

    Parameters
    ----------
    max_packed_bytes : int
        The largest archive that is taken from a stream that cannot be read from any place.
    max_unpacked_bytes : int
        How much may come out of it.

    Raises
    ------
    UnreadableFile
        If it is damaged, encrypted, holds too much, or is built to do harm.
    """
    stream = _seekable(file, max_packed_bytes)
    try:
        size = stream.seek(0, io.SEEK_END)
        archive = zipfile.ZipFile(_Bounded(stream))
    except _DAMAGED as error:
        raise UnreadableFile(_damaged(file.name)) from error
    with archive:
        yield list(_members(archive, file.name, Budget(max_unpacked_bytes), size))


class _Bounded:
    """A stream from which nobody takes more at once than the directory of an archive may have."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek = stream.seek
        self.tell = stream.tell

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > _MOST_DIRECTORY_BYTES:
            raise zipfile.BadZipFile
        return self._stream.read(_MOST_DIRECTORY_BYTES if size < 0 else size)


def _seekable(file: Begun, max_bytes: int) -> BinaryIO:
    if getattr(file.stream, "seekable", lambda: False)():
        return file.stream
    whole = io.BytesIO()
    for piece in file.pieces():
        if whole.tell() + len(piece) > max_bytes:
            raise UnreadableFile(_too_large(file.name))
        whole.write(piece)
    return whole


def _members(archive: zipfile.ZipFile, name: str, budget: Budget, size: int) -> Iterator[Member]:
    infos = archive.infolist()
    if len(infos) > MOST_MEMBERS:
        raise UnreadableFile(_too_large(name))
    if any(info.filename == "[Content_Types].xml" for info in infos):
        raise UnreadableFile(say("{name} must be a CSV text file; got an Excel workbook. Save it as CSV.", name=name))
    for info in infos:
        if _leads_out(info):
            message = say(
                "{name} must hold plain files only; one of its names leads out of it or is a link. Pack it again.",
                name=name,
            )
            raise UnreadableFile(message)
    wanted = [info for info in infos if _may_be_a_diary(info)]
    if len({info.filename for info in wanted}) < len(wanted):
        raise UnreadableFile(say("{name} must not hold two files of one name. Pack it again.", name=name))
    for info in wanted:
        if info.flag_bits & 1:
            raise UnreadableFile(say("{name} must not be locked with a password. Pack it again without.", name=name))
        if info.compress_type not in _READ_METHODS:
            raise UnreadableFile(
                say("{name} is packed in a way that is not read. Unpack it, and name the file inside.", name=name)
            )
        if info.file_size > budget.left or info.compress_size > size:
            raise UnreadableFile(_too_large(name))
        inside = say("the file {name}", name=short_name(info.filename.replace("\\", "/").rpartition("/")[2]))
        yield Member(archive, info, inside, budget, size)


def _leads_out(info: zipfile.ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    return (
        name.startswith("/")
        or re.match(r"[A-Za-z]:", name) is not None
        or ".." in name.split("/")
        or stat.S_ISLNK(info.external_attr >> 16)
    )


def _may_be_a_diary(info: zipfile.ZipInfo) -> bool:
    path = info.filename.replace("\\", "/")
    name = path.rpartition("/")[2]
    # A Mac puts a hidden twin beside each file.
    hidden = name.startswith(".") or path.startswith("__MACOSX/")
    return bool(name) and not hidden and bool(_MAY_BE_A_DIARY.fullmatch(name))


def must_be_few(members: list[Member], name: str) -> None:
    """Refuses an archive in which too many files would have to be looked into."""
    if len(members) > MOST_LOOKED_INTO:
        raise UnreadableFile(_too_large(name))


def at_most(pieces: Iterable[bytes], max_bytes: int, name: str) -> Iterator[bytes]:
    """The pieces of a file that is not packed, as long as they are not too many."""
    budget = Budget(max_bytes)
    for piece in pieces:
        budget.spend(len(piece), name)
        yield piece


def holds_no_diary(members: list[Member], name: str) -> str:
    """What to say of an archive in which nothing is a diary."""
    if any(member.damaged for member in members):
        return _damaged(name)
    return say(
        "{name} must hold the export.xml of Apple Health or a diary as CSV; it holds neither. If another archive "
        "lies in it, unpack that first.",
        name=name,
    )


def _damaged(name: str) -> str:
    return say(
        "{name} must be an export.zip of Apple Health, or a CSV text file; got a zip archive or an Excel workbook "
        "that cannot be opened. Export or copy it again, or save it as CSV.",
        name=name,
    )


def _too_large(name: str) -> str:
    return say(
        "{name} must not hold more than an export of a phone does; it holds far more, or unpacks to far more than "
        "its size. Unpack it, and name the file inside.",
        name=name,
    )
