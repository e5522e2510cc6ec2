"""Takes a report in without a trace: in memory alone, and no more of it than may be kept."""

from __future__ import annotations

import io
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from reprieve.clinic.booking.bounds import MOST_REPORT_BYTES


class ReportUpload(FileUploadHandler):
    """All files of one request. Of more than the largest report nothing is kept but how much it was: the form says so
    beside the field, and what was typed stays."""

    most_bytes = MOST_REPORT_BYTES
    ends_it = False  # or what is too large ends the reading, and the form with it
    taken_bytes = 0

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        self.file = io.BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.taken_bytes += len(raw_data)
        if self.taken_bytes <= self.most_bytes:
            self.file.write(raw_data)
        elif self.ends_it:
            raise RequestDataTooBig
        else:
            self.file = io.BytesIO()

    def file_complete(self, file_size: int) -> UploadedFile[Any]:
        self.file.seek(0)
        return UploadedFile(file=self.file, name="report", size=self.taken_bytes)
