"""Several files of one person: what is one diary of them?

What a file says again is counted and dropped. Of the profile, what is known first stays.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from reprieve.pathway.diary.gathering import Entry, Gathering, Record
from reprieve.pathway.diary.reader_reprieve import key_of
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile, Reading, Treatment
from reprieve.pathway.terms.text import a_list, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

_MOST_UNKNOWN_DRUGS = 1_000
_LONG_SILENCE = timedelta(days=731)
Identity = tuple[object, ...]


@dataclass(slots=True)
class _Joined:
    """The diary as far as it is joined, and the readings so far."""

    seen: set[Identity] = field(default_factory=set)
    # Which attacks each key belongs to, by what they say.
    owners: dict[str, set[Identity]] = field(default_factory=lambda: defaultdict(set))
    attacks: list[Attack] = field(default_factory=list)
    doses: list[Dose] = field(default_factory=list)
    days: list[DayEntry] = field(default_factory=list)
    profile: Profile = field(default_factory=Profile)
    treatments: list[Treatment] = field(default_factory=list)
    answers_by_day: dict[object, set[object]] = field(default_factory=lambda: defaultdict(set))


def join(gatherings: Sequence[Gathering]) -> Diary:
    """One diary of what the files said, in the order of the files."""
    joined = _Joined()
    readings = tuple(_add(gathering, joined) for gathering in gatherings)
    return Diary(
        attacks=tuple(joined.attacks),
        doses=tuple(joined.doses),
        days=tuple(joined.days),
        profile=replace(joined.profile, treatments=tuple(joined.treatments)),
        readings=readings,
    )


def _add(gathering: Gathering, joined: _Joined) -> Reading:
    notes = list(gathering.all_notes())
    contradicted_before = _contradicted(joined)
    entries = _with_keys_of_their_own(gathering.entries, joined, notes)
    rows_read, duplicates = 0, gathering.repeated_rows
    for entry in entries:
        fresh = {_identity(record): record for record in entry.records}
        fresh = {identity: record for identity, record in fresh.items() if identity not in joined.seen}
        if fresh:
            rows_read += entry.rows
        else:
            duplicates += entry.rows
        for identity, record in fresh.items():
            joined.seen.add(identity)
            _take(record, identity, joined, notes)
    _note_what_does_not_fit(entries, joined, _contradicted(joined) - contradicted_before, notes)
    names = dict.fromkeys(record.name for entry in entries for record in entry.records if isinstance(record, Dose))
    first_dose = {record.name: record for entry in entries for record in entry.records if isinstance(record, Dose)}
    unknown = tuple(name for name in names if first_dose[name].drug is None)
    return Reading(
        format=gathering.format,
        rows_read=rows_read,
        duplicates=duplicates,
        left_out=tuple(sorted(gathering.left_out, key=lambda left: left.line)),
        rows_left_out=len(gathering.lost_lines),
        notes=tuple(notes),
        unknown_drugs=unknown[:_MOST_UNKNOWN_DRUGS],
    )


def _identity(record: Record) -> Identity:
    """What makes two records the same: all they say, and the offsets of their times.

    Two times are equal to Python when they are the same instant; that they were written in
    different places is worth keeping.
    """
    times: tuple[datetime | None, ...] = ()
    if isinstance(record, Attack):
        times = (record.start, record.end, record.woke_at, record.entered_at)
    elif isinstance(record, Dose):
        times = (record.time, record.entered_at)
    elif isinstance(record, DayEntry):
        times = (record.entered_at,)
    return (record, *(time.utcoffset() if time else None for time in times))


def _with_keys_of_their_own(entries: list[Entry], joined: _Joined, notes: list[str]) -> list[Entry]:
    """The entries, with new keys where an earlier file uses the same key for another attack.

    Without this, doses of one file would move to an attack of another. The new key is made of
    what the attacks say, so that reading the files again gives the same.
    """
    own: dict[str, list[Attack]] = defaultdict(list)
    for entry in entries:
        for record in entry.records:
            if isinstance(record, Attack) and record.key in joined.owners:
                own[record.key].append(record)
    renamed = {
        key: f"{key}~{zlib.crc32(' '.join(sorted(key_of(attack) for attack in attacks)).encode()):08x}"
        for key, attacks in own.items()
        if not any(_identity(attack) in joined.owners[key] for attack in attacks)
    }
    if not renamed:
        return entries
    notes.append(
        count(
            len(renamed),
            "{n} key stands for another attack in an earlier file; it was given a new one.",
            "{n} keys stand for other attacks in an earlier file; they were given new ones.",
        )
    )
    return [replace(entry, records=tuple(_renamed(record, renamed) for record in entry.records)) for entry in entries]


def _renamed(record: Record, renamed: dict[str, str]) -> Record:
    if isinstance(record, Attack) and record.key in renamed:
        return replace(record, key=renamed[record.key])
    if isinstance(record, Dose) and record.attack_key in renamed:
        return replace(record, attack_key=renamed[record.attack_key])
    return record


def _take(record: Record, identity: Identity, joined: _Joined, notes: list[str]) -> None:
    if isinstance(record, Attack):
        joined.attacks.append(record)
        if record.key:
            joined.owners[record.key].add(identity)
    elif isinstance(record, Dose):
        joined.doses.append(record)
    elif isinstance(record, DayEntry):
        joined.days.append(record)
        joined.answers_by_day[record.day, "headache"].add(record.headache)
        joined.answers_by_day[record.day, "drug"].add(record.drug_taken)
    elif isinstance(record, Treatment):
        joined.treatments.append(record)
    else:
        joined.profile = _joined_profile(joined.profile, record, notes)


def _joined_profile(first: Profile, second: Profile, notes: list[str]) -> Profile:
    """The first profile, with what only the second knows."""
    conflicts, added = [], {}
    for name in (item.name for item in fields(Profile) if item.name != "treatments"):
        here, there = getattr(first, name), getattr(second, name)
        if here in (None, NOT_KNOWN):
            added[name] = there
        elif there not in (None, NOT_KNOWN) and here != there:
            conflicts.append(f"`{name}`")
    if conflicts:
        notes.append(
            say("The profile says otherwise elsewhere about {items}; the first stays.", items=a_list(conflicts))
        )
    return replace(first, **added)


def _contradicted(joined: _Joined) -> int:
    return len({day for day, answers in joined.answers_by_day.items() if {YES, NO} <= answers})


def _note_what_does_not_fit(entries: list[Entry], joined: _Joined, contradicted: int, notes: list[str]) -> None:
    if contradicted:
        notes.append(
            count(
                contradicted,
                "{n} day has entries that contradict each other; it counts as not known.",
                "{n} days have entries that contradict each other; they count as not known.",
            )
        )
    if any(later - day > _LONG_SILENCE for day, later in pairwise(sorted(set(_days(entries))))):
        notes.append(say("There are more than two years between two entries; check their dates."))
    doses = [record for entry in entries for record in entry.records if isinstance(record, Dose)]
    lost = sum(1 for dose in doses if dose.attack_key and dose.attack_key not in joined.owners)
    if lost:
        notes.append(
            count(lost, "{n} dose names an attack that is not here.", "{n} doses name attacks that are not here.")
        )


def _days(entries: list[Entry]) -> Iterator[date]:
    """The day on which each entry begins."""
    for record in (record for entry in entries for record in entry.records):
        if isinstance(record, Attack):
            yield record.start.date()
        elif isinstance(record, Dose):
            yield record.on
        elif isinstance(record, DayEntry):
            yield record.day
