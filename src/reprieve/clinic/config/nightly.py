"""A backup each night, beside the rounds and not in them, so that no letter waits for it; the last seven are kept."""

from __future__ import annotations

import logging
import os
import secrets
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from pathlib import Path

from reprieve.cli_backup import AUDIT_DOES_NOT_FIT

NOT_BEFORE_H = 3  # by the clock of the clinic (REPRIEVE_BACKUP_AT_H)
KEPT = 7
TRY_AGAIN = timedelta(hours=1)
AFTER_START = timedelta(minutes=10)  # a start has enough to do
END_PATIENCE_S = 8
PASSPHRASE = "REPRIEVE_BACKUP_PASSPHRASE"  # noqa: S105 # the name of the variable
NAME = "reprieve-{day}.backup"


class Outcome(Enum):
    """What came of a backup that ended."""

    WELL = auto()
    AUDIT_BROKEN = auto()  # it is there and stays; so do all older ones
    FAILED = auto()


logger = logging.getLogger("reprieve.rounds")


class Nightly:
    """Looks in each round whether it is time, starts `reprieve backup`, and learns later what came of it."""

    def __init__(self, folder: Path, *, not_before: datetime | None = None, at_h: int = NOT_BEFORE_H) -> None:
        self.folder = folder / "backups"
        self.data = folder
        self.at_h = at_h
        self.under_way = folder  # what the backup that runs is called
        self.running: subprocess.Popen[bytes] | None = None
        self.not_before = not_before or datetime.min.replace(tzinfo=UTC)

    def look(self, now: datetime, passphrase: str) -> Outcome | None:
        """What came of the backup that ended since; None when none did. Starts the next when it is due.

        Parameters
        ----------
        now : datetime
            By the clinic's clock: its hour and day are meant.
        """
        outcome = self._ended(now)
        path = self.folder / NAME.format(day=now.date())
        due = now.hour >= self.at_h and now >= self.not_before and not path.exists()
        if self.running is None and passphrase and due:
            self.folder.mkdir(mode=0o700, exist_ok=True)
            self.forget_half_made()
            self.under_way = path
            self.running = subprocess.Popen(
                [sys.executable, "-m", "reprieve", "backup", str(path), "--data", str(self.data)],
                env=os.environ | {PASSPHRASE: passphrase},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        return outcome

    def _ended(self, now: datetime) -> Outcome | None:
        if self.running is None or self.running.poll() is None:
            return None
        code, self.running = self.running.returncode, None
        if code == 0:
            self.forget_old()
            return Outcome.WELL
        if code == AUDIT_DOES_NOT_FIT:
            logger.error("the backup is there, but the audit in it does not fit; older backups are kept")
            return Outcome.AUDIT_BROKEN
        # A backup that could not be brought back is no backup.
        self.under_way.unlink(missing_ok=True)
        self.not_before = now + TRY_AGAIN
        logger.error("the backup failed (exit code %d); it is tried again in an hour", code)
        return Outcome.FAILED

    def forget_old(self) -> None:
        for path in sorted(self.folder.glob(NAME.format(day="*")))[:-KEPT]:
            path.unlink()

    def forget_half_made(self) -> None:
        """What one that was killed had written so far."""
        for pattern in ("{name}.unverified", ".{name}.unverified.new"):
            for path in self.folder.glob(pattern.format(name=NAME.format(day="*"))):
                path.unlink()

    def end(self) -> None:
        """Stop a backup that is under way; what it has written so far bears no name."""
        if self.running is not None:
            self.running.terminate()  # it takes its scratch server away
            try:
                self.running.wait(END_PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait()


def keep_passphrase(folder: Path) -> str:
    """The demonstration's own, made once. In production it lies elsewhere: beside the backups it would open them."""
    path = folder / "backup-passphrase"
    if not path.exists():
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(24))
    return path.read_text()
