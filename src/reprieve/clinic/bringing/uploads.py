"""How does a diary come in without leaving a trace, and without filling the disk?

A file is taken in pieces into memory, and beyond a megabyte into a temporary file without a name, which the
system takes away with the process, however that ends (on Windows: a file that is deleted when it is closed).
The caps hold while the pieces arrive: one for each request, one for all that a process holds on the disk.
"""

from __future__ import annotations

import errno
import shutil
import tempfile
import threading
import time
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

from reprieve.clinic.bringing.carried import MOST_CHARS

MB = 1024 * 1024
# An export of Apple Health of ten years, as a zip, comes to 100 to 200 MB.
MOST_BYTES = 256 * MB
MOST_MB = MOST_BYTES // MB
KEPT_IN_MEMORY_BYTES = MB
# What a form may weigh besides its files: a diary or a table that it carries, names of fields, boundaries, answers.
FORM_BYTES = MOST_CHARS + 256 * 1024
# Four of the largest uploads at a time in each process; the next is asked to come back.
MOST_ON_DISK_BYTES = 4 * MOST_BYTES
LEAST_FREE_BYTES = 512 * MB
# The disk is claimed in steps, so that it is not asked about for every piece.
STEP_BYTES = 8 * MB
# 256 MB by a slow line. Who takes longer holds a thread and a place on the disk that others wait for.
LONGEST_S = 20 * 60


class TooLarge(RequestDataTooBig):
    """More arrived than is taken. Nothing of it is kept. Answered 413 wherever it is raised."""


class NoRoom(Exception):
    """So many uploads lie on the disk that this one must wait. Nothing of it is kept."""


class TooSlow(Exception):
    """It did not arrive in time. Nothing of it is kept."""


class Room:
    """The disk as far as uploads of this process may take it."""

    def __init__(self) -> None:
        self.taken_bytes = 0
        self._lock = threading.Lock()

    def take(self, size: int) -> None:
        """Claims a place on the disk.

        Raises
        ------
        NoRoom
            If there is none.
        """
        with self._lock:
            free = shutil.disk_usage(tempfile.gettempdir()).free
            if self.taken_bytes + size > MOST_ON_DISK_BYTES or free - size < LEAST_FREE_BYTES:
                raise NoRoom
            self.taken_bytes += size

    def give_back(self, size: int) -> None:
        with self._lock:
            self.taken_bytes -= size


ROOM = Room()


class NamelessUpload(FileUploadHandler):
    """Takes the files of one request, all together up to `MOST_BYTES`; `let_go` ends what it holds."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.bytes_taken = 0
        self.bytes_claimed = 0
        self.files: list[IO[bytes]] = []
        self.began_s = time.monotonic()

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.files.append(_nameless())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.bytes_taken += len(raw_data)
        try:
            if self.bytes_taken > MOST_BYTES:
                raise TooLarge
            if time.monotonic() - self.began_s > LONGEST_S:
                raise TooSlow
            if start + len(raw_data) > KEPT_IN_MEMORY_BYTES:
                self._claim()
            self._write(raw_data)
        except (TooLarge, TooSlow, NoRoom):
            self.upload_interrupted()
            raise

    def _claim(self) -> None:
        while self.bytes_claimed < self.bytes_taken:
            ROOM.take(STEP_BYTES)
            self.bytes_claimed += STEP_BYTES

    def _write(self, raw_data: bytes) -> None:
        try:
            self.files[-1].write(raw_data)
        except OSError as problem:
            if problem.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoRoom from None
            raise

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.files[-1].seek(0)
        return UploadedFile(file=self.files[-1], name=self.file_name, size=file_size)

    def upload_interrupted(self) -> None:
        self.let_go()

    def let_go(self) -> None:
        """Closes the files, which ends them, and gives their place on the disk back."""
        for file in self.files:
            file.close()
        ROOM.give_back(self.bytes_claimed)
        self.bytes_claimed = 0


def _nameless() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES)


def announces_too_much(request: HttpRequest) -> bool:
    """Whether the request says of itself that it is larger than anything that would be taken."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + FORM_BYTES
    except ValueError:
        return False
