"""Which records of different files tell the same thing?

Records that say exactly the same are one to begin with. Of the others, pairs that may be the same
are joined, the most alike first, as long as all members of a group are pairwise alike and no file
has two of them: what one file tells apart stays apart, and no chain of small steps runs through a
week. Who is joined to whom depends on what the records say, not on the order of the files.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Generic, TypeVar

from reprieve.pathway.diary.joining_items import (
    Items,
    Lost,
    R,
    as_fields,
    in_order,
    items_of,
    lost,
    says,
    together,
    unsaid,
    weight,
    without_contradictions,
)
from reprieve.pathway.diary.records import Attack, DayEntry, Dose, Profile, Treatment
from reprieve.pathway.terms.errors import InvalidInput

# Of many records around one moment, so many are compared with each; no diary has as many.
MOST_COMPARED = 8
_NO_TIME = datetime.min.replace(tzinfo=UTC)


W = TypeVar("W", Attack, DayEntry, Dose, Treatment, Profile)


@dataclass(slots=True)
class Written(Generic[W]):
    """A record, and the numbers of the files that say exactly this."""

    record: W
    files: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A value that does not stand in the result, beside what does, and who says which."""

    item: str
    value: object
    files: frozenset[int]
    kept: object
    kept_by: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Generic[R]):
    """One thing, the record of it, and all that was told of it."""

    record: R
    told: tuple[Written[R], ...]
    added: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    alike: bool = True

    @property
    def files(self) -> frozenset[int]:
        """The numbers of the files that tell it."""
        return frozenset(number for one in self.told for number in one.files)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two positions, and how alike their records are: the lowest first."""

    step: int
    distance: float
    first: int
    second: int


Settle = Callable[[Sequence[R], Items], Items]


def collect(told: Iterable[tuple[int, Hashable, W]]) -> list[Written[W]]:
    """The records of all files, each once, in an order that only depends on what they say."""
    found: dict[Hashable, Written[W]] = {}
    for number, identity, record in told:
        found.setdefault(identity, Written(record)).files.add(number)
    return in_order(list(found.values()), lambda one: _when(one.record), lambda one: one.record)


def _when(record: Attack | DayEntry | Dose | Profile | Treatment) -> tuple[date, datetime]:
    if isinstance(record, Attack):
        return date.min, record.start
    day = record.on if isinstance(record, Dose) else record.day if isinstance(record, DayEntry) else date.min
    return day, _NO_TIME


def group(
    written: Sequence[Written[R]],
    pairs: Iterable[Pair],
    may_be_one: Callable[[R, R], bool],
    settle: Settle[R] = lambda ranked, items: items,
) -> list[Group[R]]:
    """The groups, in the order of their first members.

    Parameters
    ----------
    written : sequence of Written
        As `collect` gives them.
    pairs : iterable of Pair
        Positions of records of different files that may be one.
    may_be_one : callable
        Whether two records of different files may be one.
    settle : callable
        Has the last word on items that hang together.
    """
    member_of = [[position] for position in range(len(written))]
    for pair in _most_alike_first(written, set(pairs)):
        one, other = member_of[pair.first], member_of[pair.second]
        if one is other:
            continue
        # Of two records alone it is known already.
        if len(one) == len(other) == 1 or all(
            written[here].files.isdisjoint(written[there].files)
            and may_be_one(written[here].record, written[there].record)
            for here in one
            for there in other
        ):
            one += other
            for position in other:
                member_of[position] = one
    groups: list[Group[R]] = []
    for position, members in enumerate(member_of):
        if position == min(members):
            groups += make_one([written[n] for n in sorted(members)], settle)
    return groups


def _most_alike_first(written: Sequence[Written[R]], pairs: set[Pair]) -> list[Pair]:
    """The pairs in order; where a record may as well be one with two of a file, by how much they leave unsaid."""
    rivals = Counter(
        (pair.step, pair.distance, one, number)
        for pair in pairs
        for one, other in ((pair.first, pair.second), (pair.second, pair.first))
        for number in written[other].files
    )
    contested = {(step, distance, position) for (step, distance, position, _), n in rivals.items() if n > 1}
    items: dict[int, Items] = {}

    def unsaid(pair: Pair) -> int:
        if not any((pair.step, pair.distance, position) in contested for position in (pair.first, pair.second)):
            return 0
        for position in (pair.first, pair.second):
            if position not in items:
                items[position] = items_of(written[position].record)
        one, other = items[pair.first], items[pair.second]
        return min(sum(1 for _ in lost(one, [other])), sum(1 for _ in lost(other, [one])))

    return sorted(pairs, key=lambda pair: (pair.step, pair.distance, unsaid(pair), pair.first, pair.second))


def make_one(told: Sequence[Written[R]], settle: Settle[R] = lambda ranked, items: items) -> list[Group[R]]:
    """The group of these records; each by itself where together they would contradict themselves."""
    if len(told) == 1:
        return [Group(record=told[0].record, told=(told[0],))]
    said = [(one, items_of(one.record)) for one in told]
    said = in_order(said, lambda one: -weight(one[0].record, one[1]), lambda one: one[0].record)
    ranked = [one.record for one, _ in said]
    items = [each for _, each in said]
    files = [frozenset(one.files) for one, _ in said]
    full = settle(ranked, together(items))
    kept = without_contradictions(full, list(lost(full, items)))
    try:
        record = replace(ranked[0], **unsaid(type(ranked[0]), full.keys() - kept.keys()), **as_fields(kept))
    except InvalidInput:
        return [Group(record=one.record, told=(one,)) for one in told]
    gone = list(lost(kept, items))
    changed = {(one.record, one.field) for one in gone}
    losers: dict[str, set[int]] = defaultdict(set)
    for one in gone:
        losers[one.item].add(one.record)
    result = Group(
        record=record,
        told=tuple(one for one, _ in said),
        added=tuple(
            name
            for name, value in items_of(record).items()
            if (0, name) not in changed and not says(name, items[0].get(name), value)
        ),
        dropped=tuple(_dropped(one, losers[one.item], items, files) for one in gone),
        alike=all(_alike(items[0], one) for one in items) and record == replace(ranked[0], **_address(record)),
    )
    return [result]


def _address(record: R) -> Items:
    """What is no item of the record."""
    return {name: getattr(record, name) for name in ("key", "attack_key") if hasattr(record, name)}


def _alike(one: Items, other: Items) -> bool:
    """Whether two records say the same, apart from the words for a drug."""
    return one.keys() == other.keys() and all(says(n, one[n], v) and says(n, v, one[n]) for n, v in other.items())


def _dropped(one: Lost, losers: set[int], items: Sequence[Items], files: Sequence[frozenset[int]]) -> Dropped:
    """The lost value with the files of the records that do not lose that item, and have it if one has it."""
    others = [number for number in range(len(items)) if number not in losers]
    # Where each says more than is kept, as two grades of nausea, all of them say it.
    keepers = [number for number in others if one.field in items[number]] or others or sorted(losers)
    return Dropped(
        item=one.item,
        value=one.value,
        files=files[one.record],
        kept=one.kept,
        kept_by=frozenset().union(*(files[number] for number in keepers)),
    )
