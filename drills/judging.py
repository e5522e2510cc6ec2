"""Is every acknowledged write there exactly once, and nothing by halves? Asked of plain data, so that the judge can
itself be tried with a write that was lost and one that was doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from drills.journal import BROUGHT, COUNTED, ENTRY, FILE, UNDONE, Sent

LOST, DOUBLED, HALF, UNKNOWN = "lost", "doubled", "half", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that must not be: what was lost, doubled, kept by half, or never sent by anybody."""

    what: str
    of: Sent
    why: str

    def __str__(self) -> str:
        return f"{self.what}: {self.of.sort} {self.of.name} of {self.of.who}: {self.why}"


@dataclass(slots=True, kw_only=True)
class Kept:
    """What stands in the database and in the store of files, as the drill names it.

    Attributes
    ----------
    rows : Counter of Sent
        How many rows there are of each.
    lines : Counter of Sent
        How many lines of the audit tell that it was written.
    broken : dict of Sent to str
        What does not fit within itself: a content that is not what its hash says, a thing that is not what its entries
        come to.
    files, named : sets of str
        The names in the store of files after it was swept, and those that some row names.
    """

    rows: Counter[Sent] = field(default_factory=Counter)
    lines: Counter[Sent] = field(default_factory=Counter)
    broken: dict[Sent, str] = field(default_factory=dict)
    files: set[str] | None = None
    named: set[str] | None = None


def find_lost(acknowledged: Iterable[Sent], kept: Kept) -> list[Fault]:
    """What was acknowledged and is not there."""
    return [Fault(what=LOST, of=one, why="acknowledged, not there") for one in acknowledged if not kept.rows[one]]


def find_doubled(kept: Kept) -> list[Fault]:
    """What is there more than once."""
    return [Fault(what=DOUBLED, of=one, why=f"{times} rows") for one, times in kept.rows.items() if times > 1]


def find_half(kept: Kept) -> list[Fault]:
    """A row without its one line of the audit, a line without its row, and what does not fit within itself."""
    faults = []
    for one in kept.rows.keys() | kept.lines.keys():
        rows, lines = kept.rows[one], kept.lines[one]
        if lines > rows:
            faults.append(Fault(what=DOUBLED, of=one, why=f"{lines} lines of the audit for {rows} rows"))
        elif rows > lines:
            faults.append(Fault(what=HALF, of=one, why=f"{rows} rows, {lines} lines of the audit"))
    return faults + [Fault(what=HALF, of=one, why=why) for one, why in kept.broken.items()]


def find_unknown(sent: set[Sent], kept: Kept) -> list[Fault]:
    """What is there and nobody sent: the same thing under another name, written twice."""
    return [
        Fault(what=UNKNOWN, of=one, why="there, but never sent")
        for one in kept.rows
        if kept.rows[one] and one not in sent
    ]


def find_orphans(kept: Kept) -> list[Fault]:
    """Files that no row names, and rows whose file is gone."""
    if kept.files is None or kept.named is None:
        return []
    orphans, gone = sorted(kept.files - kept.named), sorted(kept.named - kept.files)
    return [Fault(what=UNKNOWN, of=_file(name), why="no row names it") for name in orphans] + [
        Fault(what=LOST, of=_file(name), why="its row is there, the file is not") for name in gone
    ]


def _file(name: str) -> Sent:
    return Sent(who="the store", sort=FILE, name=name)


def judge(acknowledged: Mapping[Sent, str], sent: set[Sent], kept: Kept) -> list[Fault]:
    """Everything that must not be.

    Parameters
    ----------
    acknowledged : mapping
        What was acknowledged before `kept` was read.
    sent : set of Sent
        What was sent up to after `kept` was read.
    """
    checks = (find_lost(acknowledged, kept), find_doubled(kept), find_half(kept), find_unknown(sent, kept))
    return [fault for found in (*checks, find_orphans(kept)) for fault in found]


def say_figures(acknowledged: Mapping[Sent, str], faults: Iterable[Fault]) -> list[str]:
    """Lines of a summary: how much of each sort, and how much was lost or doubled."""
    sorts = Counter(one.sort for one in acknowledged)
    wrong = Counter(fault.what for fault in faults)
    names = {
        ENTRY: "entries",
        BROUGHT: "diaries brought",
        COUNTED: "let count",
        UNDONE: "taken back",
        FILE: "files kept",
    }
    return [
        "acknowledged: " + ", ".join(f"{sorts[sort]:,} {name}" for sort, name in names.items()),
        f"lost {wrong[LOST]}, doubled {wrong[DOUBLED]}, by half {wrong[HALF]}, not sent by anybody {wrong[UNKNOWN]}",
    ]
