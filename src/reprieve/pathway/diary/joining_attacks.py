"""When do two files tell of the same headache?

Two attacks of different files are one headache when

- they begin in the same minute by the clock, also where the clocks differ: a file without a zone is read as UTC;
- or they begin within `BEGIN_WITHIN` of each other, and the second began before the first is known to have ended;
- or one, whose end is not written, began while the other went on: somebody wrote down a headache that was there.

An attack written over whole days is only ever one with another such: it says nothing of the hours.

The start and the end are taken from one record, the fullest that has an end: an end from one file
after a start from another would make a length that nobody wrote.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta

from reprieve.pathway.diary.joining_groups import MOST_COMPARED, Group, Pair, Written, group
from reprieve.pathway.diary.joining_items import Items
from reprieve.pathway.diary.records import Attack
from reprieve.pathway.terms.truth import NO, YES

# Two headaches in a row cannot both begin within 30 minutes and overlap: the shortest headache that is counted
# lasts that long (ICHD-3 2.1 C, and `diary/findings.py`). People round to the half hour. [ours]
BEGIN_WITHIN = timedelta(minutes=30)
_LAST_MINUTE = time(23, 59)


def join_attacks(written: Sequence[Written[Attack]]) -> list[Group[Attack]]:
    """The attacks of all files, each headache once."""
    shared = _keys_shared(written)
    pairs = [pair for pair in _pairs(written) if not (pair.first in shared or pair.second in shared)]
    return group(written, pairs, same_headache, settle)


def _keys_shared(written: Sequence[Written[Attack]]) -> set[int]:
    """Attacks that have their key with another of the same file: a dose would not know whose it is. They stay."""
    having: dict[tuple[int, str], list[int]] = defaultdict(list)
    for position, one in enumerate(written):
        for number in one.files if one.record.key else ():
            having[number, one.record.key].append(position)
    return {position for positions in having.values() if len(positions) > 1 for position in positions}


def _pairs(written: Sequence[Written[Attack]]) -> Iterator[Pair]:
    """Pairs that may be one headache. Each attack is compared with a bounded number around it."""
    for first, second in (*_same_minute(written), *_near(written)):
        if written[first].files.isdisjoint(written[second].files):
            one, other = written[first].record, written[second].record
            if same_headache(one, other):
                step, distance = _how_alike(one, other)
                yield Pair(step, distance, min(first, second), max(first, second))


def _same_minute(written: Sequence[Written[Attack]]) -> Iterator[tuple[int, int]]:
    by_minute: dict[datetime, list[int]] = defaultdict(list)
    for position, one in enumerate(written):
        by_minute[_minute(one.record)].append(position)
    for positions in by_minute.values():
        for at, first in enumerate(positions):
            for second in positions[at + 1 : at + 1 + MOST_COMPARED]:
                yield first, second


def _near(written: Sequence[Written[Attack]]) -> Iterator[tuple[int, int]]:
    """Each attack with those before it that began shortly before, and, without an end, with those that may hold it."""
    in_order = sorted(range(len(written)), key=lambda position: (written[position].record.start, position))
    starts = [written[position].record.start for position in in_order]
    for at, position in enumerate(in_order):
        first = bisect_left(starts, starts[at] - BEGIN_WITHIN)
        nearest = max(first, at - MOST_COMPARED)
        for before in in_order[nearest:at]:
            yield before, position
        if written[position].record.end is None:
            for before in in_order[max(0, at - MOST_COMPARED) : nearest]:
                end = written[before].record.end
                if end is not None and end > starts[at]:
                    yield before, position


def same_headache(one: Attack, other: Attack) -> bool:
    """Whether two attacks of different files are the same headache told twice."""
    if not (_fit(one, other) and _fit(other, one)):
        return False
    if _minute(one) == _minute(other):
        return _whole_days(one) == _whole_days(other)
    if _whole_days(one) or _whole_days(other):
        return False
    first, second = sorted((one, other), key=lambda attack: attack.start)
    if first.end is not None and first.end <= second.start:
        return False
    return second.start - first.start <= BEGIN_WITHIN or (second.end is None and first.end is not None)


def _how_alike(one: Attack, other: Attack) -> tuple[int, float]:
    apart = abs((one.start - other.start).total_seconds())
    if _minute(one) == _minute(other):
        return 0, apart
    return (1 if apart <= BEGIN_WITHIN.total_seconds() else 2), apart


def _minute(attack: Attack) -> datetime:
    """The minute the clock showed when it began."""
    return attack.start.replace(second=0, microsecond=0, tzinfo=None)


def _whole_days(attack: Attack) -> bool:
    """Whether only days are told: from midnight on, to midnight or without an end."""
    if attack.start.time() != time():
        return False
    return attack.end is None or (
        attack.end > attack.start and attack.end.time().replace(second=0, microsecond=0) in (time(), _LAST_MINUTE)
    )


def _fit(one: Attack, other: Attack) -> bool:
    """Whether what one says of its later course can stand beside the other's start."""
    woke_at = _woke_at(one, other)
    if woke_at is not None and woke_at < other.start:
        return False
    # Still going on when it was written: another moment of writing must not become that moment.
    going_on = one.ongoing is YES and one.entered_at is None and other.ongoing is not YES
    return not (going_on and other.entered_at is not None)


def _woke_at(one: Attack, timing: Attack) -> datetime | None:
    """When the person woke, on the clock of another record that begins in the same minute on another clock."""
    if one.woke_at is None or _minute(one) != _minute(timing) or one.start.utcoffset() == timing.start.utcoffset():
        return one.woke_at
    return one.woke_at.replace(tzinfo=timing.start.tzinfo)


def settle(ranked: Sequence[Attack], items: Items) -> Items:
    """What hangs together: the times, and an aura and its symptoms."""
    timing = next((attack for attack in ranked if attack.end is not None), ranked[0])
    items["start"] = timing.start
    if timing.end is not None:
        items["end"] = timing.end
        if "ongoing" in items:
            # An end says that it no longer went on.
            items["ongoing"] = NO
    elif items.get("ongoing") is YES:
        _write_down_when_going_on(ranked, items)
    if "woke_at" in items:
        teller = next(attack for attack in ranked if attack.woke_at is not None)
        items["woke_at"] = _woke_at(teller, timing)
    if items.get("aura") is NO:
        items.pop("aura_symptoms", None)
    return items


def _write_down_when_going_on(ranked: Sequence[Attack], items: Items) -> None:
    """The moment of writing comes from the record that says it was still going on then."""
    moments = [attack.entered_at for attack in ranked if attack.ongoing is YES and attack.entered_at is not None]
    if moments:
        items["entered_at"] = moments[0]
