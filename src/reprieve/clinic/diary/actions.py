"""Writing in a diary. Each way in asks for a record opened through the door for writing."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone as django_timezone

from reprieve.clinic.audit.actions import write_line, write_lines
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, DiaryUpload, WrittenBy
from reprieve.clinic.diary.rows import columns_of, entry_of, thing_of
from reprieve.clinic.people.access import Door, OpenRecord, numbers_of
from reprieve.clinic.people.models import Patient
from reprieve.pathway.diary.book import ATTACK_THING, DAY_THING, PROFILE_THING, Entry, check, told
from reprieve.pathway.diary.json_diary import write_json
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say

# A device that was away for a month brings at most so many at once; it may come again with the rest.
MOST_AT_ONCE = 500
_DIARY_LOCKS = 7_371_100  # the first half of an advisory lock's name; the second is the patient's number


def write_entries(opened: OpenRecord, entries: Sequence[Entry]) -> int:
    """Take entries into the diary, all or none; how many were new. One that is there already is taken for what it is.

    Raises
    ------
    InvalidInput
        If an entry cannot be (`pathway.diary.book.check`), there are too many, or an id was used before for another.
    """
    must_be_for_writing(opened)
    if len(entries) > MOST_AT_ONCE:
        raise InvalidInput(say("at most {n} entries can be sent at once; send the rest after.", n=MOST_AT_ONCE))
    now = django_timezone.now()
    checked = [check(entry, now=now) for entry in entries]
    with transaction.atomic():
        one_writer_at_a_time(opened)
        rows = DiaryEntry.objects.bulk_create(_new_rows(opened, checked))
        tell(rows, _one_record(opened.patient.pk))
        write_lines(
            who=opened.who.user,
            role=opened.role,
            did="wrote in the diary",
            kind="diary entry",
            records=[row.pk for row in rows],
            chain=opened.chain,
        )
    return len(rows)


def must_be_for_writing(opened: OpenRecord) -> None:
    if opened.door is not Door.WRITE:
        raise AssertionError("the record was opened through another door")


def one_writer_at_a_time(opened: OpenRecord) -> None:
    """Until the transaction ends: what two devices bring is told one after the other."""
    _lock([opened.patient.pk])


def _lock(numbers: Iterable[int]) -> None:
    with connection.cursor() as cursor:
        for number in sorted(numbers):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_DIARY_LOCKS, number])


def _new_rows(opened: OpenRecord, entries: Sequence[Entry]) -> list[DiaryEntry]:
    """The rows of those that are not there yet, each once."""
    ids = [entry.id for entry in entries]
    known = {
        row.entry_id: entry_of(row) for row in DiaryEntry.objects.filter(patient__in=opened.numbers, entry_id__in=ids)
    }
    home = home_of(opened)
    owners = _owners(opened, entries, home)
    rows = []
    for entry in entries:
        if entry.id not in known:
            known[entry.id] = entry
            rows.append(_row_of(opened, entry, _owner(owners, entry, home)))
        elif known[entry.id] != entry:
            raise InvalidInput(say("the id of an entry must be its own; it was used for another before."))
    return rows


Place = tuple[str, str]


# What has the same name in every record, so that everybody speaks of their own.
OF_EVERY_RECORD = frozenset({DAY_THING, PROFILE_THING})


def home_of(opened: OpenRecord) -> int:
    """Under which of the records that are read as one something new is written: what somebody writes of themselves, or
    of whom they act for, under that one, so that it stays theirs if the records are two again; else under the kept one.
    """
    if len(opened.numbers) == 1 or opened.by == "clinic":
        return opened.patient.pk
    theirs = Patient.objects.filter(pk__in=opened.numbers)
    if opened.by == "self":
        theirs = theirs.filter(account=opened.who.user)
    else:
        theirs = theirs.filter(carers__user=opened.who.user, carers__ended_at=None)
    numbers = [*theirs.values_list("pk", flat=True)]
    return min(numbers, key=opened.numbers.index, default=opened.patient.pk)


def _owners(opened: OpenRecord, entries: Sequence[Entry], home: int) -> dict[Place, int]:
    """Which of the records that are read as one has spoken of a thing before: what is said of it later belongs there,
    so that the records are whole if they are two again.
    """
    if len(opened.numbers) == 1:
        return {}
    about = {entry.about for entry in entries} | {entry.said.get("attack_key", "") for entry in entries}
    spoken = DiaryEntry.objects.filter(patient__in=opened.numbers, about__in=about)
    found: dict[Place, int] = {}
    for thing, name, number in spoken.values_list("thing", "about", "patient").distinct():
        found[thing, name] = min(number, found.get((thing, name), number), key=opened.numbers.index)
    return found | {(it.thing, it.about): home for it in entries if it.thing in OF_EVERY_RECORD}


def _owner(owners: dict[Place, int], entry: Entry, otherwise: int) -> int:
    """Something new of an attack belongs where the attack is."""
    of_attack = owners.get((ATTACK_THING, entry.said.get("attack_key", "")), otherwise)
    return owners.setdefault((entry.thing, entry.about), of_attack)


def _row_of(opened: OpenRecord, entry: Entry, owner: int) -> DiaryEntry:
    return DiaryEntry(
        patient_id=owner,
        entry_id=entry.id,
        thing=entry.thing,
        about=entry.about,
        said=dict(entry.said),
        said_at=entry.said_at,
        offset_s=int((entry.said_at.utcoffset() or timedelta(0)).total_seconds()),
        taken_back=entry.taken_back,
        by=opened.who.user,
        written_by=WrittenBy(opened.by),
    )


# What the entries come to --------------------------------------------------------------------------


def tell(rows: Sequence[DiaryEntry], record: int) -> None:
    """Tell the things of one record of more entries about them, its own or of a record that is read with it."""
    if not rows:
        return
    about = {row.about for row in rows}
    there = DiaryThing.objects.filter(patient=record, about__in=about)
    kept = {(it.thing, it.about): it for it in there}
    things = {place: thing_of(it) for place, it in kept.items()}
    for row in rows:
        place = (row.thing, row.about)
        things[place] = told(things.get(place), entry_of(row))
        it = kept.setdefault(place, DiaryThing(patient_id=record, thing=row.thing, about=row.about))
        it.by_others = it.by_others or row.written_by != WrittenBy.SELF
    changed = {(row.thing, row.about) for row in rows}
    for place in changed:
        for name, value in columns_of(things[place]).items():
            setattr(kept[place], name, value)
    DiaryThing.objects.bulk_create(
        [it for place, it in kept.items() if place in changed],
        update_conflicts=True,
        unique_fields=["patient", "thing", "about"],
        update_fields=[*columns_of(next(iter(things.values()))), "by_others"],
    )


def tell_again(patients: Iterable[int]) -> None:
    """Make the things of these records anew from their entries. Records that are read as one have one of each thing,
    and it is kept with the record that the others are merged into."""
    for record in sorted({_root_of(number) for number in patients}):
        with transaction.atomic():
            numbers = numbers_of(Patient(pk=record))
            _lock(numbers)
            DiaryThing.objects.filter(patient__in=numbers).delete()
            tell(list(DiaryEntry.objects.filter(patient__in=numbers).order_by("pk")), record)


def merge_has_changed(*, records: Iterable[int], **_more: object) -> None:
    """Two records are read as one from now on, or as two again (`people.merging.changed`)."""
    tell_again(records)


def _one_record(number: int) -> int:
    """The record whose things are told now, locked: it may have been merged since it was opened."""
    root = _root_of(number)
    if root != number:
        _lock([root])
    return root


def _root_of(number: int) -> int:
    into = Patient.objects.values_list("merged_into", flat=True).get(pk=number)
    return number if into is None else _root_of(into)


# Diaries that are brought as files ----------------------------------------------------------------


def keep_upload(opened: OpenRecord, diary: Diary) -> DiaryUpload:
    """Keep a diary that was read from files; it does not count yet. The same one that is there already is it: sent
    twice at once, it is brought once.
    """
    must_be_for_writing(opened)
    content = write_json(diary).encode()
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        one_writer_at_a_time(opened)
        there = DiaryUpload.objects.filter(patient__in=opened.numbers, sha256=sha256, undone_at=None).first()
        if there is not None:
            return there
        upload = DiaryUpload.objects.create(
            patient_id=home_of(opened),
            sha256=sha256,
            content=zlib.compress(content),
            readings=json.loads(json.dumps([asdict(reading) for reading in diary.readings])),
            entries=len(diary.attacks) + len(diary.doses) + len(diary.days) + len(diary.profile.treatments),
            by=opened.who.user,
            written_by=WrittenBy(opened.by),
        )
        _write_of_upload(opened, "brought a diary", upload)
    return upload


def count_upload(opened: OpenRecord, number: int) -> bool:
    """From now on it counts; False where it did already, or was undone.

    Raises
    ------
    DiaryUpload.DoesNotExist
        If the record has none of that number.
    """
    return _change_upload(opened, number, "let a brought diary count", counted_at=None, undone_at=None)


def undo_upload(opened: OpenRecord, number: int) -> bool:
    """From now on it does not count, as a whole; False where it was undone before.

    Raises
    ------
    DiaryUpload.DoesNotExist
        If the record has none of that number.
    """
    return _change_upload(opened, number, "took a brought diary back", undone_at=None)


def _change_upload(opened: OpenRecord, number: int, did: str, **while_: None) -> bool:
    must_be_for_writing(opened)
    with transaction.atomic():
        one_writer_at_a_time(opened)
        upload = DiaryUpload.objects.get(patient__in=opened.numbers, pk=number)
        if any(getattr(upload, name) is not None for name in while_):
            return False
        now = datetime.now(UTC)
        if "counted_at" in while_:
            upload.counted_at = now
        else:
            upload.undone_at, upload.undone_by = now, opened.who.user
        upload.save()
        _write_of_upload(opened, did, upload)
    return True


def _write_of_upload(opened: OpenRecord, did: str, upload: DiaryUpload) -> None:
    write_line(
        who=opened.who.user, role=opened.role, did=did, kind="diary upload", record=upload.pk, chain=opened.chain
    )
