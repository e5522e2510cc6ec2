"""Where a backup is tried out: folders that hold everything in the clear, and do not stay."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reprieve.clinic.config.postgres import end_left_over

PREFIX = "verifying-"  # backup.py leaves them out


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """A folder in the data folder that is gone afterwards; what a killed one left goes first."""
    with _locked(folder):
        _sweep(folder)
        fresh = Path(tempfile.mkdtemp(prefix=PREFIX, dir=folder))
        lock = os.open(fresh, os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)  # as long as this process lives
    fresh.chmod(0o711)
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        os.close(lock)


def sweep_scratch(folder: Path) -> None:
    """Take away what processes that were killed left; a folder that is in use is let be."""
    with _locked(folder):
        _sweep(folder)


def _sweep(folder: Path) -> None:
    for left_over in folder.glob(f"{PREFIX}*"):
        lock = os.open(left_over, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            end_left_over(left_over / "postgres")
            shutil.rmtree(left_over, ignore_errors=True)
        finally:
            os.close(lock)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """So that nobody sweeps a folder away between its making and its lock."""
    place = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)
