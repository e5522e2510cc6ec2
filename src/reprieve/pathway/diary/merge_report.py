"""What did several files of one person have in common, and where do they say different things?

Files are named by their number in the order in which they were given, the first being 1. A value is
as our own CSV would have it. `TEXTS` are in the person's own words: they belong into no log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

TEXTS = frozenset({"name", "note"})


class What(Enum):
    """What kind of record it is about."""

    ATTACK = "attack"
    DOSE = "dose"
    DAY = "day"
    TREATMENT = "treatment"
    PROFILE = "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """One record that several files tell alike. `on` is its local date, None for what has none."""

    what: What
    on: date | None
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """One thing that several files tell, each in its own record; the diary has it once.

    `added` are the items that came from another record than the fullest.
    """

    what: What
    on: date | None
    files: tuple[int, ...]
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """An attack that overlaps one of another file, and is not shown to be the same: both stay."""

    on: date
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What some of the files say."""

    value: str
    files: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """An item that the files tell differently.

    `kept` is None where nothing is kept: what two files contradict each other about is not known. Kept are a
    headache or a dose beside a day that denies it, the times of the fullest record, and the fuller of two numbers
    for one grade of pain.
    """

    what: What
    on: date | None
    item: str
    kept: Told | None
    dropped: tuple[Told, ...]

    @property
    def in_own_words(self) -> bool:
        """Whether its values are the person's own words."""
        return self.item in TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unvouched:
    """The word that all is written, said in some files, that does not hold for the diary of all of them.

    `outside` are days over which none of these files reaches; None where another file denies it.
    """

    item: str
    files: tuple[int, ...]
    outside: tuple[date, date] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport:
    """How several files became one diary, in order of time. Empty for one file."""

    same: tuple[Same, ...] = ()
    overlaps: tuple[Overlap, ...] = ()
    apart: tuple[Apart, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    unvouched: tuple[Unvouched, ...] = ()
