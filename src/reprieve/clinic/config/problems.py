"""Why Reprieve cannot start, in one sentence for the person at the terminal."""

from __future__ import annotations

import errno
from pathlib import Path

from reprieve.pathway.terms.errors import ReprieveError


class CannotStart(ReprieveError):
    """The house cannot be opened: what, what it must be, what was found, what to do next."""


def folder_problem(folder: Path, problem: OSError) -> CannotStart:
    """A foreign OSError about the data folder, in our words."""
    if problem.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(folder)
    if problem.errno == errno.EROFS:
        return CannotStart(
            f"the data folder {folder} must be writable, but it lies on a disk that is read-only. "
            "Choose another folder with --data."
        )
    if problem.errno in (errno.EACCES, errno.EPERM):
        return CannotStart(
            f"the data folder {folder} must be writable for you, but permission was denied. "
            "Change its owner, or choose another folder with --data."
        )
    if problem.errno in (errno.ENOTDIR, errno.EEXIST):
        return CannotStart(
            f"the data folder {folder} must be a folder, but a file stands in its place. "
            "Move the file away, or choose another folder with --data."
        )
    return CannotStart(
        f"the data folder {folder} cannot be used: {problem.strerror or problem}. Choose another folder with --data."
    )


def disk_full(folder: Path) -> CannotStart:
    return CannotStart(
        f"the disk that holds {folder} is full; a new database needs about 100 MB. "
        "Free some space and start again, or choose another disk with --data. What was stored is kept."
    )
