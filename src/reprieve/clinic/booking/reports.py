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
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reprieve.clinic.booking.models import Report

PATIENCE_S = 30
# So many files are looked at together in each web process; the next waits for a while.
TOGETHER = threading.BoundedSemaphore(2)
NAME = re.compile(r"[0-9a-f]{48}")
# What the file's name ends in until its referral is kept, and how long that may take.
UNSETTLED, UNSETTLED_FOR = ".new", timedelta(hours=1)
# Later rooms keep files here too; each adds, when it is loaded (its apps.py), who knows whether a row names one.
NAMED_BY: list[Callable[[str], bool]] = [lambda name: Report.objects.filter(stored_as=name).exists()]

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
    """Write the file for its owner alone; the random name under which it lies once it has settled."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(24)
    handle = os.open(_unsettled(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return name


def settle(name: str) -> None:
    """Its referral was kept: nobody takes the file away any more."""
    if NAME.fullmatch(name):
        with suppress(FileNotFoundError):  # it has settled
            _unsettled(name).rename(folder() / name)


def throw_away(name: str) -> None:
    """Take a file away whose referral was not kept."""
    if NAME.fullmatch(name):
        _unsettled(name).unlink(missing_ok=True)


def tidy_up(*, now: datetime | None = None) -> int:
    """Settle or take away what a process left behind that died before it could; how many files were taken away.

    What has settled is never taken away, whatever the database says: it may be an older one, put back from a copy.
    """
    long_ago = ((now or timezone.now()) - UNSETTLED_FOR).timestamp()
    taken = 0
    for path in folder().glob(f"*{UNSETTLED}"):
        name = path.name.removesuffix(UNSETTLED)
        try:
            waits = path.stat().st_mtime >= long_ago
        except FileNotFoundError:  # another process was quicker
            continue
        if waits or not NAME.fullmatch(name):
            continue
        if any(names(name) for names in NAMED_BY):
            settle(name)
        else:
            throw_away(name)
            taken += 1
    return taken


def _unsettled(name: str) -> Path:
    return folder() / f"{name}{UNSETTLED}"


def read_report(name: str, *, sha256: str) -> bytes | None:
    """The file; None if it is gone or another one."""
    if not NAME.fullmatch(name):
        return None
    try:
        if not (folder() / name).exists():
            settle(name)  # a process died right after the referral was kept
        content = (folder() / name).read_bytes()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == sha256 else None
