"""How does a diary come in without leaving a trace?

A file is taken in pieces into memory, and beyond a megabyte into a temporary file without a name, which the
system takes away with the process, however that ends (on Windows: a file that is deleted when it is closed).
The cap holds while the pieces arrive.
"""

from __future__ import annotations

import tempfile
from typing import IO, Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest

MOST_BYTES = 32 * 1024 * 1024
MOST_MB = MOST_BYTES // (1024 * 1024)
KEPT_IN_MEMORY_BYTES = 1024 * 1024
# What a form may weigh besides its files: names of fields, boundaries, answers.
FORM_BYTES = 256 * 1024


class TooLarge(RequestDataTooBig):
    """More arrived than is taken. Nothing of it is kept. Answered 413 wherever it is raised."""


class NamelessUpload(FileUploadHandler):
    """Takes the files of one request, all together up to `MOST_BYTES`."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.bytes_taken = 0
        self.files: list[IO[bytes]] = []

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        self.files.append(_nameless())

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.bytes_taken += len(raw_data)
        if self.bytes_taken > MOST_BYTES:
            self.upload_interrupted()
            raise TooLarge
        self.files[-1].write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.files[-1].seek(0)
        return UploadedFile(file=self.files[-1], name=self.file_name, size=file_size)

    def upload_interrupted(self) -> None:
        for file in self.files:
            file.close()


def _nameless() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES)


def announces_too_much(request: HttpRequest) -> bool:
    """Whether the request says of itself that it is larger than anything that would be taken."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + FORM_BYTES
    except ValueError:
        return False
