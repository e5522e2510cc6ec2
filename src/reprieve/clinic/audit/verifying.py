"""Does an export of the audit still say what was written? Answered offline, with the standard library alone.

Each line of the audit carries the hash of the line before it in its chain, and its own; once a day a seal tells of all
heads. So a line that is altered no longer has its hash, a line that is taken out leaves a gap, lines that change places
are out of order, a line that is put in bears a number twice or fits to nothing, and a tail that is cut off is missed by
its head and by the next seal. Who rewrites a whole chain with new hashes is found by any seal; who rewrites the seals
too, by one seal that was sent outside. Who adds a line that says it is older than it is, is found by the line and by
the seal before it.

An export is JSON, one object on each line: `export`, then each `seal`, then each `line` by chain and number, then each
`head`, then `end`.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.text import say

EDITION = 1
LINE_FIELDS = (
    "before_sha256", "chain", "number", "written_at", "who", "role", "did", "kind", "record", "why", "from_where",
)  # fmt: skip
SEAL_FIELDS = ("before_sha256", "number", "day", "sealed_at", "heads")
NOTHING_BEFORE = ""
ORDER = ("export", "seal", "line", "head", "end")
# A line bears the time it was written, and counts when its transaction ends: a seal in between does not know it yet.
# And a clock may be set right.
MOST_BACK = timedelta(hours=1)


class NotAnExport(ReprieveError):
    """The file is not one that `reprieve audit export` wrote to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that does not fit: in which chain, at which number, and what. A seal's chain is empty."""

    chain: str
    number: int
    what: str

    def __str__(self) -> str:
        if not self.chain:
            return say("seal {number}: {what}", number=self.number, what=self.what)
        return say("chain {chain}, line {number}: {what}", chain=self.chain, number=self.number, what=self.what)


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What was looked at, and what does not fit."""

    lines: int = 0
    chains: int = 0
    seals: tuple[Mapping[str, Any], ...] = ()
    faults: list[Fault] = field(default_factory=list)


def sha256_of(values: Sequence[Any]) -> str:
    """The hash of a list as PostgreSQL writes it: `jsonb` text in UTF-8.

    >>> sha256_of(["", 1])[:8]
    'b38c6706'
    """
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, separators=(", ", ": ")).encode()).hexdigest()


def line_sha256(line: Mapping[str, Any]) -> str:
    return sha256_of([line[name] for name in LINE_FIELDS])


def seal_sha256(seal: Mapping[str, Any]) -> str:
    return sha256_of([seal[name] for name in SEAL_FIELDS])


def verify(written: Iterable[str], *, known_seal: str = "") -> Verdict:
    """Look at an export line by line; holds one chain at a time.

    Parameters
    ----------
    written : iterable of str
        The lines of the export.
    known_seal : str
        The hash of a seal that was kept elsewhere; it must be among those of the export.

    Raises
    ------
    NotAnExport
        When the file is none, is of another edition, or was cut short.
    """
    verdict = Verdict()
    rows = _rows(written)
    kinds = groupby(rows, key=lambda row: row[0])
    _expect_start(next(kinds, (None, iter(()))))
    last_of: dict[str, tuple[int, str]] = {}
    not_before: Mapping[int | None, datetime] = {}
    marks: dict[str, list[tuple[int, str, int]]] = {}
    heads: set[str] = set()
    end: Mapping[str, Any] | None = None
    counted: Counter[str] = Counter()
    place = 0
    for kind, group in kinds:
        if kind not in ORDER[place + 1 :]:
            raise NotAnExport(say("the file must be an export of the audit, but its parts are not in their order."))
        place = ORDER.index(kind)
        if kind == "seal":
            seals = [row for _, row in group]
            verdict.seals += tuple(seals)
            _weigh_seals(verdict, seals)
            not_before = _seals_before(seals)
            for seal in seals:
                for chain, number, sha256 in seal["heads"]:
                    marks.setdefault(chain, []).append((number, sha256, seal["number"]))
        elif kind == "line":
            for chain, lines in groupby((row for _, row in group), key=lambda row: str(row["chain"])):
                _weigh_chain(verdict, chain, list(lines), marks.get(chain, []), last_of, not_before)
        elif kind == "head":
            for _, head in group:
                counted["head"] += 1
                heads.add(head["chain"])
                _weigh_end(verdict, head["chain"], head["number"], head["sha256"], last_of, say("its head"))
        else:
            end, *more = (row for _, row in group)
            if more:
                raise NotAnExport(say("the file must end with its last line, but more follows. Export it again."))
    if end is None:
        raise NotAnExport(say("the file was cut short: its last line is missing. Export it again."))
    _weigh_missing_chains(verdict, marks, last_of)
    for chain in sorted(last_of.keys() - heads):
        verdict.faults.append(Fault(chain=chain, number=last_of[chain][0], what=say("its chain has no head")))
    _weigh_counts(verdict, end, counted)
    if known_seal and known_seal not in {seal["sha256"] for seal in verdict.seals}:
        what = say("the seal that was kept elsewhere is not among those of the export: the past was rewritten")
        verdict.faults.append(Fault(chain="", number=len(verdict.seals), what=what))
    verdict.chains = len(last_of)
    return verdict


def _rows(written: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's one key and what stands under it."""
    for place, text in enumerate(written, start=1):
        try:
            ((kind, row),) = json.loads(text).items()
            _look_at(kind, row)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise NotAnExport(
                say("line {place} of the file is not one of an export of the audit. Export it again.", place=place)
            ) from None
        yield kind, row


def _look_at(kind: str, row: Mapping[str, Any]) -> None:
    """Raises one of the errors above when the row is not what its kind asks for."""
    if kind == "line":
        line_sha256(row)
        _whole(row["number"], row["sha256"], row["chain"], row["written_at"])
    elif kind == "seal":
        seal_sha256(row)
        _whole(row["number"], row["sha256"], row["day"], row["sealed_at"])
        for chain, number, sha256 in row["heads"]:
            _whole(number, sha256, chain)
    elif kind == "head":
        _whole(row["number"], row["sha256"], row["chain"])


def _whole(number: object, *texts: object) -> None:
    if type(number) is not int or not all(isinstance(text, str) for text in texts):
        raise TypeError


def _expect_start(first: tuple[str | None, Iterable[tuple[str, Mapping[str, Any]]]]) -> None:
    kind, group = first
    rows = [row for _, row in group]
    if kind != "export" or len(rows) != 1:
        raise NotAnExport(say("the file must be an export of the audit, but it does not begin like one."))
    if rows[0].get("edition") != EDITION:
        raise NotAnExport(
            say("the export must be of edition {edition}. Verify it with the Reprieve that wrote it.", edition=EDITION)
        )


def _weigh_seals(verdict: Verdict, seals: Sequence[Mapping[str, Any]]) -> None:
    before, expected = NOTHING_BEFORE, 1
    for seal in seals:
        number = seal["number"]
        if number > expected:
            verdict.faults += [Fault(chain="", number=gone, what=say("missing")) for gone in range(expected, number)]
        elif number < expected:
            verdict.faults.append(Fault(chain="", number=number, what=say("out of order, or there twice")))
        elif seal["before_sha256"] != before:
            verdict.faults.append(Fault(chain="", number=number, what=say("does not follow the seal before it")))
        if seal_sha256(seal) != seal["sha256"]:
            verdict.faults.append(Fault(chain="", number=number, what=say("altered")))
        before, expected = seal["sha256"], max(number + 1, expected)


def _weigh_chain(
    verdict: Verdict,
    chain: str,
    lines: Sequence[Mapping[str, Any]],
    marks: Sequence[tuple[int, str, int]],
    last_of: dict[str, tuple[int, str]],
    not_before: Mapping[int | None, datetime],
) -> None:
    """All lines of one chain: each alone, each after the one before it, and each against the seals."""
    verdict.lines += len(lines)
    faults = verdict.faults
    if chain in last_of:
        faults.append(Fault(chain=chain, number=lines[0]["number"], what=say("stands apart from its chain")))
    by_number: dict[int, Mapping[str, Any]] = {}
    highest = 0
    for line in lines:
        number = line["number"]
        if number in by_number:
            faults.append(Fault(chain=chain, number=number, what=say("put in: the number is there twice")))
        elif number < highest:
            faults.append(Fault(chain=chain, number=number, what=say("out of order")))
        by_number.setdefault(number, line)
        highest = max(highest, number)
        if line_sha256(line) != line["sha256"]:
            faults.append(Fault(chain=chain, number=number, what=say("altered")))
    faults += [Fault(chain=chain, number=gone, what=say("missing")) for gone in _gaps(by_number)]
    for number, line in by_number.items():
        before = by_number.get(number - 1)
        should = before["sha256"] if before else NOTHING_BEFORE
        if (before or number == 1) and line["before_sha256"] != should:
            faults.append(Fault(chain=chain, number=number, what=say("does not follow the line before it")))
    for number, sha256, seal in marks:
        name = say("seal {number}", number=seal)
        if number in by_number:
            if by_number[number]["sha256"] != sha256:
                what = say("rewritten: not the line that {name} tells of", name=name)
                faults.append(Fault(chain=chain, number=number, what=what))
        else:
            _tail(faults, chain, highest, number, name)
    _weigh_times(faults, chain, by_number, marks, not_before)
    last_of[chain] = (highest, by_number[highest]["sha256"] if highest in by_number else "")


def _seals_before(seals: Iterable[Mapping[str, Any]]) -> Mapping[int | None, datetime]:
    """By the number of each seal when the one before it was made, and under None when the last was."""
    found: dict[int | None, datetime] = {}
    before: datetime | None = None
    for seal in seals:
        if before is not None:
            found[seal["number"]] = before
        before = _moment(seal["sealed_at"]) or before
    return found if before is None else found | {None: before}


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _weigh_times(
    faults: list[Fault],
    chain: str,
    by_number: Mapping[int, Mapping[str, Any]],
    marks: Iterable[tuple[int, str, int]],
    not_before: Mapping[int | None, datetime],
) -> None:
    """No line is older than the one before it, nor than the last seal that does not tell of it yet."""
    latest: datetime | None = None
    sealed = sorted((number, seal) for number, _, seal in marks)
    for number, line in sorted(by_number.items()):
        while sealed and sealed[0][0] < number:
            del sealed[0]
        if line_sha256(line) != line["sha256"]:
            continue  # named already; what it says of its time is worth nothing
        written = _moment(line["written_at"])
        if written is None:
            faults.append(Fault(chain=chain, number=number, what=say("its time cannot be read")))
            continue
        seal = not_before.get(sealed[0][1] if sealed else None)
        if latest is not None and latest - written > MOST_BACK:
            faults.append(Fault(chain=chain, number=number, what=say("says it is older than the line before it")))
        elif seal is not None and seal - written > MOST_BACK:
            faults.append(Fault(chain=chain, number=number, what=say("says it is older than the seal before it")))
        latest = max(latest or written, written)


def _gaps(numbers: Iterable[int]) -> list[int]:
    """What is missing below the highest; of a long gap its ends.

    >>> _gaps([1, 2, 5])
    [3, 4]
    """
    found: list[int] = []
    expected = 1
    for number in sorted(numbers):
        gap = range(expected, number)
        found += gap if len(gap) < 100 else (gap[0], gap[-1])
        expected = number + 1
    return found


def _tail(faults: list[Fault], chain: str, highest: int, number: int, name: str) -> None:
    """Lines that somebody tells of and that are not there at the end; those in the middle are missing already."""
    if number > highest:
        what = say("missing: {name} tells of lines up to {number}", name=name, number=number)
        faults.append(Fault(chain=chain, number=highest + 1, what=what))


def _weigh_end(
    verdict: Verdict, chain: str, number: int, sha256: str, last_of: Mapping[str, tuple[int, str]], name: str
) -> None:
    highest, last = last_of.get(chain, (0, NOTHING_BEFORE))
    if number > highest:
        _tail(verdict.faults, chain, highest, number, name)
    elif number < highest:
        what = say("put in: {name} tells of lines up to {number}", name=name, number=number)
        verdict.faults.append(Fault(chain=chain, number=highest, what=what))
    elif last != sha256:
        what = say("rewritten: not the line that {name} tells of", name=name)
        verdict.faults.append(Fault(chain=chain, number=number, what=what))


def _weigh_missing_chains(
    verdict: Verdict, marks: Mapping[str, Sequence[tuple[int, str, int]]], last_of: Mapping[str, tuple[int, str]]
) -> None:
    for chain in marks.keys() - last_of.keys():
        number, _, seal = marks[chain][-1]
        _tail(verdict.faults, chain, 0, number, say("seal {number}", number=seal))


def _weigh_counts(verdict: Verdict, end: Mapping[str, Any], counted: Counter[str]) -> None:
    """The last line says how many of each there were: a whole chain that was taken out with its head is missed here."""
    there = {"lines": verdict.lines, "seals": len(verdict.seals), "heads": counted["head"]}
    for name, number in there.items():
        if end.get(name) != number:
            what = say(
                "the last line of the file tells of {told} {name}, there are {number}",
                told=end.get(name), name=name, number=number,
            )  # fmt: skip
            verdict.faults.append(Fault(chain="*", number=0, what=what))
