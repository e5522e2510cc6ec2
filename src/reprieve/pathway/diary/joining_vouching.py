"""Does one file's word that all is written hold for the diary of several files?

The person says it of the days from the first entry to the last of one file. It holds for the whole
where the files that say it reach over all of it, and none denies it. A file without any entry can
only speak of the others. [ours]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from reprieve.pathway.diary.gathering import Entry, Record
from reprieve.pathway.diary.merge_report import Unvouched
from reprieve.pathway.diary.records import Attack, DayEntry, Dose, Profile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

Span = tuple[date, date]
HEADACHES, DOSES = "every_headache_written", "every_dose_written"


def as_vouched(profile: Profile, files: Sequence[tuple[int, Sequence[Entry]]]) -> tuple[Profile, tuple[Unvouched, ...]]:
    """The joined profile without the words that do not hold for the whole diary, and which those are."""
    spans = {number: span for number, entries in files if (span := _span(_records(entries)))}
    found: list[Unvouched] = []
    for item in (HEADACHES, DOSES):
        if getattr(profile, item) is not YES or not spans:
            continue
        said = {number: _said(_records(entries), item) for number, entries in files}
        vouching = tuple(number for number, told in said.items() if YES in told)
        denying = any(NO in told for told in said.values())
        outside = None if any(number not in spans for number in vouching) else _outside(spans, vouching)
        if denying or outside is not None:
            found.append(Unvouched(item=item, files=vouching, outside=outside))
    gone = {one.item for one in found}
    profile = replace(
        profile,
        every_headache_written=NOT_KNOWN if HEADACHES in gone else profile.every_headache_written,
        every_dose_written=NOT_KNOWN if DOSES in gone else profile.every_dose_written,
    )
    return profile, tuple(found)


def _outside(spans: dict[int, Span], vouching: Iterable[int]) -> Span | None:
    """The first stretch of the diary's days over which none of these files reaches."""
    day, last = min(first for first, _ in spans.values()), max(last for _, last in spans.values())
    for first, until in sorted(spans[number] for number in vouching):
        if first > day:
            return day, first - timedelta(days=1)
        if until >= last:
            return None
        day = max(day, until + timedelta(days=1))
    return day, last


def _span(records: Iterable[Record]) -> Span | None:
    days = list(_days(records))
    return (min(days), max(days)) if days else None


def _days(records: Iterable[Record]) -> Iterator[date]:
    for record in records:
        if isinstance(record, Attack):
            yield record.start.date()
            yield max(record.start, record.end or record.start).date()
        elif isinstance(record, Dose):
            yield record.on
        elif isinstance(record, DayEntry):
            yield record.day


def _said(records: Iterable[Record], item: str) -> set[Truth]:
    return {getattr(record, item) for record in records if isinstance(record, Profile)}


def _records(entries: Sequence[Entry]) -> Iterator[Record]:
    return (record for entry in entries for record in entry.records)
