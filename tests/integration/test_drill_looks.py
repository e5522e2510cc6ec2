"""What a drill looks for past the product: a write that is missing, doubled or there by half is seen in the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from drills.journal import BROUGHT, COUNTED, ENTRY, Sent
from drills.judging import DOUBLED, HALF, LOST, judge
from drills.looking import TABLES, look_within
from tests.cast import opened, patient

from reprieve.clinic.diary.actions import count_upload, keep_upload, write_entries
from reprieve.clinic.diary.models import DiaryEntry, DiaryUpload
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.records import Attack, Diary

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
MARK = "drill-00000000000000aa"


@pytest.fixture
def written() -> dict[str, Any]:
    """One entry and one diary that counts, as a device would know them."""
    mine = opened(patient())
    who = mine.who.user.email
    entry = Entry(id="a", thing="attack", about="a", said={"start": "2026-03-02 08:00+00:00"}, said_at=AT)
    write_entries(mine, [entry])
    upload = keep_upload(mine, Diary(attacks=(Attack(start=AT, note=MARK),)))
    count_upload(mine, upload.pk)
    acknowledged = [
        Sent(who=who, sort=sort, name=name) for sort, name in ((ENTRY, "a"), (BROUGHT, MARK), (COUNTED, MARK))
    ]
    return {"acknowledged": dict.fromkeys(acknowledged, ""), "upload": upload, "who": who}


def faults(written: dict[str, Any]) -> set[tuple[str, str]]:
    connection.ensure_connection()
    raw: Any = connection.connection
    kept = look_within(raw, dict.fromkeys(TABLES, 0), deep=False, store=None)
    acknowledged = written["acknowledged"]
    return {(fault.what, fault.of.sort) for fault in judge(acknowledged, set(acknowledged), kept)}


def test_what_was_written_through_the_door_is_there_once_and_whole(written):
    assert faults(written) == set()


def test_an_entry_that_was_acknowledged_and_is_missing_is_lost(written):
    written["acknowledged"][Sent(who=written["who"], sort=ENTRY, name="b")] = ""
    assert faults(written) == {(LOST, ENTRY)}


def test_a_diary_that_lies_there_twice_is_doubled(written):
    again = DiaryUpload.objects.get(pk=written["upload"].pk)
    again.pk, again.counted_at = None, None
    again.save(force_insert=True)
    assert (DOUBLED, BROUGHT) in faults(written)


def test_a_diary_whose_counting_was_acknowledged_and_is_undone_by_a_crash_is_lost(written):
    DiaryUpload.objects.update(counted_at=None)
    assert (LOST, COUNTED) in faults(written)


def test_an_entry_without_its_line_of_the_audit_is_there_by_half(written):
    one = DiaryEntry.objects.get()
    one.pk, one.entry_id = None, "b"
    one.save(force_insert=True)
    written["acknowledged"][Sent(who=written["who"], sort=ENTRY, name="b")] = ""
    assert faults(written) == {(HALF, ENTRY)}
