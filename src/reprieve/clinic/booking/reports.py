"""Taking in what a doctor attaches: looked at in a process of its own, kept outside everything that is served."""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PATIENCE_S = 30
# So many files are looked at together in each web process; the next waits for a while.
TOGETHER = threading.BoundedSemaphore(2)
NAME = re.compile(r"[0-9a-f]{48}")

REFUSALS: dict[str, Promise] = {
    "unknown": _("This is not a PDF, PNG or JPEG file, whatever its name says. Save the report as one of these."),
    "mixed": _("There is something else in this PDF file besides its pages. Print it to a new PDF, then attach that."),
    "encrypted": _("This PDF is locked with a password. Attach it without one."),
    "active": _(
        "This PDF holds a program, a form that acts, or another file. Print it to a new PDF, then attach that."
    ),
    "pages": _("This PDF has no page, or more than 500. Attach the pages that matter."),
    "pixels": _("This picture is too large: more than 40 million dots. Make it smaller, then attach it."),
    "busy": _("Too many reports come in at this moment. Wait a minute, then send again."),
}
BROKEN: Promise = _("This file is damaged, or made so that it cannot be looked at. Save it anew, then attach that.")


class CannotTake(Exception):
    """Why the file is not taken, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A file that may be kept."""

    content: bytes
    kind: str
    pages: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def look_at(content: bytes) -> ReportFile:
    """The file as it is to be kept.

    Raises
    ------
    CannotTake
        If it is not to be.
    """
    if not TOGETHER.acquire(timeout=PATIENCE_S):
        raise CannotTake(str(REFUSALS["busy"]))
    try:
        looked = subprocess.run(  # our own program
            [sys.executable, "-m", "reprieve.clinic.booking.looking"],
            input=content,
            capture_output=True,
            timeout=PATIENCE_S,
            check=True,
        )
        line, _newline, kept = looked.stdout.partition(b"\n")
        found = json.loads(line)
    except (subprocess.SubprocessError, ValueError):
        raise CannotTake(str(BROKEN)) from None
    finally:
        TOGETHER.release()
    if "unfit" in found:
        raise CannotTake(str(REFUSALS.get(found["unfit"], BROKEN)))
    return ReportFile(content=kept, kind=found["kind"], pages=found["pages"])


def folder() -> Path:
    return Path(settings.DATA_FOLDER) / "reports"


def keep_report(content: bytes) -> str:
    """Write the file for its owner alone; the random name under which it lies."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(24)
    handle = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def throw_away(name: str) -> None:
    """Take a file away whose referral was not kept."""
    if NAME.fullmatch(name):
        (folder() / name).unlink(missing_ok=True)


def read_report(name: str, *, sha256: str) -> bytes | None:
    """The file; None if it is gone or another one."""
    if not NAME.fullmatch(name):
        return None
    try:
        content = (folder() / name).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
