"""Which folder keeps this installation's database and secret, and is it ours alone?"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, cast

from reprieve.clinic.config.problems import CannotStart, folder_problem

SECRET_BYTES = 48  # 64 characters when written


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Who runs on a data folder: written into its lock file for the next one who comes."""

    process: int
    url: str
    run: str

    @classmethod
    def read(cls, text: str) -> Instance | None:
        """The instance a lock file names; None when it is empty or was cut off while written."""
        try:
            found = json.loads(text)
            return cls(process=int(found["process"]), url=str(found["url"]), run=str(found["run"]))
        except (ValueError, KeyError, TypeError):
            return None

    def written(self) -> str:
        return json.dumps({"process": self.process, "url": self.url, "run": self.run})


def choose_folder(given: Path | None, environment: Mapping[str, str]) -> Path:
    """The folder asked for, else `var` beside a checkout, else the person's own application folder."""
    if given is not None:
        return given.expanduser().absolute()
    if environment.get("REPRIEVE_DATA"):
        return Path(environment["REPRIEVE_DATA"]).expanduser().absolute()
    checkout = Path(__file__).resolve().parents[4]
    if (checkout / "pyproject.toml").is_file() and (checkout / "src" / "reprieve").is_dir():
        return checkout / "var"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Reprieve"
    return Path(environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "reprieve"


def open_folder(folder: Path) -> IO[str]:
    """Create the folder if need be and lock it; the lock lasts as long as the returned file stays open.

    Raises
    ------
    CannotStart
        When the folder cannot be written, or another Reprieve holds it.
    """
    try:
        # Others may pass through but not look: the database's own account, when it is another, must pass.
        folder.mkdir(parents=True, exist_ok=True, mode=0o711)
        lock = os.fdopen(os.open(folder / "up.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    except OSError as problem:
        raise folder_problem(folder, problem) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        other = Instance.read(lock.read())
        lock.close()
        raise already_running(folder, other) from None
    return lock


def already_running(folder: Path, other: Instance | None) -> CannotStart:
    if other is None:
        return CannotStart(
            f"another Reprieve is just starting or stopping with the data folder {folder}. "
            "Wait a few seconds and try again."
        )
    return CannotStart(
        f"Reprieve is already running at {other.url} (process {other.process}) on the data folder {folder}. "
        "Open that address, or stop it first, or start a second one with its own --data and --port."
    )


def sign_lock(lock: IO[str], instance: Instance | None) -> None:
    """Write who runs here into the lock file, or empty it at the end.

    Unbuffered: what a full disk refuses now must not be tried again when the file is closed.
    """
    os.ftruncate(lock.fileno(), 0)
    if instance is not None:
        os.pwrite(lock.fileno(), instance.written().encode(), 0)


def keep_secret(folder: Path) -> str:
    """The demonstration's secret key: made once, kept where only its owner reads it."""
    path = folder / "secret-key"
    try:
        if not path.exists() or len(path.read_text()) < SECRET_BYTES:
            fresh = path.with_suffix(".new")
            fresh.unlink(missing_ok=True)
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(SECRET_BYTES))
            fresh.replace(path)
        return path.read_text()
    except OSError as problem:
        raise folder_problem(folder, problem) from None


def open_log(path: Path, mode: str) -> BinaryIO:
    """A log file that only its owner can read."""
    return cast(BinaryIO, open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600)))
