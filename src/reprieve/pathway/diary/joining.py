"""Several files of one person: what is one diary of them?

What files say alike is there once. What they tell of one headache, each in its own way, becomes one
record: the fullest stays and the others add to it. Which file comes first never matters.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from reprieve.pathway.diary.gathering import Entry, Gathering, Record
from reprieve.pathway.diary.joining_attacks import join_attacks
from reprieve.pathway.diary.joining_doses import join_doses, join_treatments
from reprieve.pathway.diary.joining_groups import Group, W, Written, collect, make_one
from reprieve.pathway.diary.joining_items import content
from reprieve.pathway.diary.joining_keys import Keys, keys_for, with_key
from reprieve.pathway.diary.joining_report import report_on
from reprieve.pathway.diary.joining_vouching import as_vouched
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile, Reading, Treatment
from reprieve.pathway.terms.text import a_list, count, say
from reprieve.pathway.terms.truth import NO, YES

_MOST_UNKNOWN_DRUGS = 1_000
_LONG_SILENCE = timedelta(days=731)
Identity = tuple[object, ...]
# A file by its number, and what its rows said.
File = tuple[int, Sequence[Entry]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Everything the files told, each thing once, and who told it."""

    attacks: list[Group[Attack]]
    doses: list[Group[Dose]]
    days: list[Written[DayEntry]]
    treatments: list[Group[Treatment]]
    profile: Group[Profile]
    keys: Keys


def join(gatherings: Sequence[Gathering], *, today: date | None = None) -> Diary:
    """One diary of what the files said. Its readings are in the order of the files, all else in none.

    Entries of days after `today` are told, where it is given.
    """
    files = [(number, gathering.entries) for number, gathering in enumerate(gatherings, start=1)]
    attacks = join_attacks(_told(Attack, files))
    keys = keys_for(attacks)
    files = [(number, _with_keys(number, entries, keys)) for number, entries in files]
    profiles = _told(Profile, files) or [Written(Profile())]
    joined = Joined(
        attacks=attacks,
        doses=join_doses(_told(Dose, files)),
        days=_told(DayEntry, files),
        treatments=join_treatments(_told(Treatment, files)),
        profile=make_one(profiles)[0],
        keys=keys,
    )
    profile, unvouched = as_vouched(joined.profile.record, files)
    return Diary(
        attacks=tuple(with_key(group, keys) for group in attacks),
        doses=tuple(group.record for group in joined.doses),
        days=tuple(one.record for one in joined.days),
        profile=replace(profile, treatments=_in_order(joined.treatments, files)),
        readings=_readings(gatherings, files, joined, today),
        merge=report_on(
            attacks=joined.attacks,
            doses=joined.doses,
            days=joined.days,
            treatments=joined.treatments,
            profile=joined.profile,
            unvouched=unvouched,
        ),
    )


def _told(kind: type[W], files: Sequence[File]) -> list[Written[W]]:
    """The records of one kind in all files, each once."""
    return collect(
        (number, _identity(record), record)
        for number, entries in files
        for record in _records(entries)
        if isinstance(record, kind)
    )


def _records(entries: Sequence[Entry]) -> Iterator[Record]:
    return (record for entry in entries for record in entry.records)


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


def _with_keys(number: int, entries: Sequence[Entry], keys: Keys) -> list[Entry]:
    """The entries of a file, their doses naming the attacks by the keys of the diary."""
    return [replace(entry, records=tuple(_with_key(number, one, keys) for one in entry.records)) for entry in entries]


def _with_key(number: int, record: Record, keys: Keys) -> Record:
    if not isinstance(record, Dose) or not record.attack_key:
        return record
    key = keys.resolve(number, record.attack_key)
    return record if key == record.attack_key else replace(record, attack_key=key)


def _in_order(groups: Sequence[Group[Treatment]], files: Sequence[File]) -> tuple[Treatment, ...]:
    """The treatments in the order of a file that tells them all; by date and name where none does."""
    of = {_identity(one.record): group.record for group in groups for one in group.told}
    orders = [
        list(dict.fromkeys(of[_identity(one)] for one in _records(entries) if isinstance(one, Treatment)))
        for _, entries in files
    ]
    whole = [order for order in orders if len(order) == len(groups)]
    if whole:
        return tuple(min(whole, key=lambda order: [content(one) for one in order]))
    return tuple(sorted((group.record for group in groups), key=lambda one: (one.started or date.max, content(one))))


# What reading each file came to -------------------------------------------------------------------


def _readings(
    gatherings: Sequence[Gathering], files: Sequence[File], joined: Joined, today: date | None
) -> tuple[Reading, ...]:
    seen: set[Identity] = set()
    answers: dict[object, set[object]] = defaultdict(set)
    readings = []
    for (number, entries), gathering in zip(files, gatherings, strict=True):
        notes = [
            *gathering.all_notes(),
            *_notes_on_joining(number, joined),
            *_note_on_days(entries, answers),
            *_notes_on_what_does_not_fit(entries, set(joined.keys.of.values())),
            *_note_on_the_future(entries, today),
        ]
        rows_read, duplicates = 0, gathering.repeated_rows
        for entry in entries:
            identities = {_identity(record) for record in entry.records}
            if identities <= seen:
                duplicates += entry.rows
            else:
                rows_read += entry.rows
            seen |= identities
        readings.append(
            Reading(
                format=gathering.format,
                rows_read=rows_read,
                duplicates=duplicates,
                left_out=tuple(sorted(gathering.left_out, key=lambda left: left.line)),
                rows_left_out=len(gathering.lost_lines),
                notes=tuple(notes),
                unknown_drugs=_unknown_drugs(entries),
            )
        )
    return tuple(readings)


def _unknown_drugs(entries: Sequence[Entry]) -> tuple[str, ...]:
    doses = (record for record in _records(entries) if isinstance(record, Dose))
    first_dose: dict[str, Dose] = {}
    for dose in doses:
        first_dose.setdefault(dose.name, dose)
    return tuple(name for name, dose in first_dose.items() if dose.drug is None)[:_MOST_UNKNOWN_DRUGS]


def _notes_on_joining(number: int, joined: Joined) -> Iterator[str]:
    """What of a file was given a new key, and what another file tells otherwise and keeps."""
    renamed = sum(1 for file, _ in joined.keys.renamed if file == number)
    if renamed:
        yield count(
            renamed,
            "{n} key stands for another attack in another file; it was given a new one.",
            "{n} keys stand for other attacks in another file; they were given new ones.",
        )
    conflicts = [f"`{one.item}`" for one in joined.profile.dropped if number in one.files]
    if conflicts:
        yield say(
            "The profile says otherwise elsewhere about {items}; see what the files contradict each other about.",
            items=a_list(conflicts),
        )
    dropped = sum(
        number in one.files
        for groups in (joined.attacks, joined.doses, joined.treatments)
        for group in groups
        for one in group.dropped
    )
    if dropped:
        yield count(
            dropped,
            "{n} item is told otherwise by another file.",
            "{n} items are told otherwise by another file.",
        )


def _note_on_days(entries: Sequence[Entry], answers: dict[object, set[object]]) -> Iterator[str]:
    """How many days this file makes contradictory, by what the files before it said of them."""
    before = _contradicted(answers)
    for record in _records(entries):
        if isinstance(record, DayEntry):
            answers[record.day, "headache"].add(record.headache)
            answers[record.day, "drug"].add(record.drug_taken)
    contradicted = _contradicted(answers) - before
    if contradicted:
        yield count(
            contradicted,
            "{n} day has entries that contradict each other; it counts as not known.",
            "{n} days have entries that contradict each other; they count as not known.",
        )


def _contradicted(answers: dict[object, set[object]]) -> int:
    return len({day for day, given in answers.items() if {YES, NO} <= given})


def _notes_on_what_does_not_fit(entries: Sequence[Entry], keys: set[str]) -> Iterator[str]:
    if any(later - day > _LONG_SILENCE for day, later in pairwise(sorted(set(_days(entries))))):
        yield say("There are more than two years between two entries; check their dates.")
    doses = [record for record in _records(entries) if isinstance(record, Dose)]
    lost = sum(1 for dose in doses if dose.attack_key and dose.attack_key not in keys)
    if lost:
        yield count(lost, "{n} dose names an attack that is not here.", "{n} doses name attacks that are not here.")


def _note_on_the_future(entries: Sequence[Entry], today: date | None) -> Iterator[str]:
    ahead = [day for day in _days(entries) if today is not None and day > today]
    if ahead:
        yield count(
            len(ahead),
            "{n} entry lies in the future, on {last}; check its date.",
            "{n} entries lie in the future, the last on {last}; check their dates.",
            last=max(ahead).isoformat(),
        )


def _days(entries: Sequence[Entry]) -> Iterator[date]:
    """The day on which each entry begins."""
    for record in _records(entries):
        if isinstance(record, Attack):
            yield record.start.date()
        elif isinstance(record, Dose):
            yield record.on
        elif isinstance(record, DayEntry):
            yield record.day
