"""When do two files tell of the same dose, or of the same treatment?

Two doses of different files are one when they are of the same drug, were not taken for different
attacks, and were taken within `TAKEN_WITHIN` of each other or in the same minute by clocks that
differ; or were taken for the same attack, and one of them tells only days that hold the other.

Two treatments of different files are one when they are of the same drug and started on the same
day, or neither says when, and were not stopped on different days.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from datetime import datetime, timedelta

from reprieve.pathway.diary.cells import plain
from reprieve.pathway.diary.joining_groups import MOST_COMPARED, Group, Pair, Written, group
from reprieve.pathway.diary.joining_items import Items, exactness
from reprieve.pathway.diary.records import Dose, Treatment

# Two apps are filled in within minutes; a second dose of the same drug follows after hours. [ours]
TAKEN_WITHIN = timedelta(minutes=15)


def join_doses(written: Sequence[Written[Dose]]) -> list[Group[Dose]]:
    """The doses of all files, each once. Their attack keys must be those of the joined attacks."""
    by_drug: dict[Hashable, list[int]] = defaultdict(list)
    for position, one in enumerate(written):
        by_drug[_drug(one.record)].append(position)
    pairs = [pair for positions in by_drug.values() for pair in _pairs(written, positions)]
    return group(written, pairs, same_dose, settle)


def _drug(record: Dose | Treatment) -> Hashable:
    """The drug a name stands for; the name itself where that is not known."""
    return record.drug.name if record.drug is not None else ("", plain(record.name))


def _pairs(written: Sequence[Written[Dose]], positions: Sequence[int]) -> Iterator[Pair]:
    """Pairs of one drug that may be one dose, each compared with a bounded number around it."""
    for first, second in (*_near(written, positions), *_with_the_same(written, positions)):
        one, other = written[first], written[second]
        if one.files.isdisjoint(other.files) and same_dose(one.record, other.record):
            step, distance = _how_alike(one.record, other.record)
            yield Pair(step, distance, min(first, second), max(first, second))


def _near(written: Sequence[Written[Dose]], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    timed = sorted((time, n) for n in positions if (time := written[n].record.time) is not None)
    for at, (time, first) in enumerate(timed):
        for later, second in timed[at + 1 : at + 1 + MOST_COMPARED]:
            if later - time > TAKEN_WITHIN:
                break
            yield first, second


def _with_the_same(written: Sequence[Written[Dose]], positions: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Doses of one attack, and doses of one minute by the clock."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position in positions:
        dose = written[position].record
        if dose.attack_key:
            alike[dose.attack_key].append(position)
        if dose.time is not None:
            alike[_minute(dose.time)].append(position)
    for some in alike.values():
        for at, first in enumerate(some):
            for second in some[at + 1 : at + 1 + MOST_COMPARED]:
                yield first, second


def _minute(time: datetime) -> datetime:
    """The minute the clock showed."""
    return time.replace(second=0, microsecond=0, tzinfo=None)


def same_dose(one: Dose, other: Dose) -> bool:
    """Whether two doses of the same drug, of different files, are one told twice."""
    if one.attack_key and other.attack_key and one.attack_key != other.attack_key:
        return False
    if one.time is not None and other.time is not None:
        return abs(one.time - other.time) <= TAKEN_WITHIN or _minute(one.time) == _minute(other.time)
    if not one.attack_key or not other.attack_key:
        return False
    wide, narrow = sorted((one, other), key=exactness)
    last = wide.on + timedelta(days=wide.days - 1)
    return wide.on <= narrow.on and narrow.on + timedelta(days=narrow.days - 1) <= last


def _how_alike(one: Dose, other: Dose) -> tuple[int, float]:
    if one.time is None or other.time is None:
        return 2, abs(exactness(one) - exactness(other))
    return (0 if _minute(one.time) == _minute(other.time) else 1), abs((one.time - other.time).total_seconds())


def settle(ranked: Sequence[Dose], items: Items) -> Items:
    """The time of the dose comes whole from the record that tells it most exactly."""
    timing = max(ranked, key=exactness)
    items.update(time=timing.time, day=timing.day, days=timing.days)
    items["attack_key"] = max(dose.attack_key for dose in ranked)
    return items


def join_treatments(written: Sequence[Written[Treatment]]) -> list[Group[Treatment]]:
    """The treatments of all files, each once."""
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position, one in enumerate(written):
        alike[_drug(one.record), one.record.started].append(position)
    pairs = [
        Pair(0, 0.0, first, second)
        for positions in alike.values()
        for at, first in enumerate(positions)
        for second in positions[at + 1 : at + 1 + MOST_COMPARED]
        if written[first].files.isdisjoint(written[second].files)
        and _same_treatment(written[first].record, written[second].record)
    ]
    return group(written, pairs, _same_treatment)


def _same_treatment(one: Treatment, other: Treatment) -> bool:
    if None not in (one.stopped, other.stopped) and one.stopped != other.stopped:
        return False
    # What one file says of its course must fit the other's dates.
    reached = [treatment.target_reached_on for treatment in (one, other) if treatment.target_reached_on]
    stopped = [treatment.stopped for treatment in (one, other) if treatment.stopped]
    return not (reached and stopped and max(reached) > min(stopped))
