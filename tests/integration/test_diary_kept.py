"""A patient's diary is kept entry by entry: each once, each for good, and as a whole what the entries come to."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import opened, patient

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diary.access import diary_of, diary_with, going_on, head, things_between
from reprieve.clinic.diary.actions import count_upload, keep_upload, tell_again, undo_upload, write_entries
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, DiaryUpload
from reprieve.clinic.people.access import Door
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.records import Attack, DayEntry, Diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, YES

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


def entry(id_: str, thing: str = "attack", about: str = "x", minute: int = 0, **said: str) -> Entry:
    return Entry(id=id_, thing=thing, about=about, said=said, said_at=MONDAY + timedelta(minutes=minute))


TAP = entry("a", start="2026-03-02 08:00+00:00", ongoing="yes")
OVER = entry("b", minute=300, end="2026-03-02 13:00+00:00", ongoing="no")


def test_an_attack_is_begun_with_one_entry_and_ended_with_another():
    mine = opened(patient())
    assert write_entries(mine, [TAP]) == 1
    assert [it.about for it in going_on(mine)] == ["x"]
    write_entries(mine, [OVER])
    assert going_on(mine) == ()
    assert diary_of(mine).attacks[0].end == datetime(2026, 3, 2, 13, tzinfo=UTC)


def test_an_entry_that_is_sent_again_is_there_once():
    mine = opened(patient())
    assert [write_entries(mine, [TAP]), write_entries(mine, [TAP, OVER]), write_entries(mine, [TAP])] == [1, 1, 0]
    assert write_entries(mine, [entry("c"), entry("c")]) == 1
    assert DiaryEntry.objects.count() == 3


def test_an_id_that_was_used_for_another_entry_is_refused_and_nothing_of_the_batch_is_kept():
    mine = opened(patient())
    write_entries(mine, [TAP])
    with pytest.raises(InvalidInput, match="its own"):
        write_entries(mine, [OVER, replace(TAP, said={"start": "2026-03-02 09:00+00:00"})])
    assert DiaryEntry.objects.count() == 1


def test_one_entry_that_cannot_be_refuses_all_that_came_with_it():
    mine = opened(patient())
    with pytest.raises(InvalidInput):
        write_entries(mine, [TAP, entry("b", pain_0_to_10="terrible")])
    assert not DiaryEntry.objects.exists()
    assert not DiaryThing.objects.exists()


def test_two_people_may_use_the_same_ids():
    write_entries(opened(patient()), [TAP])
    write_entries(opened(patient()), [TAP])
    assert DiaryEntry.objects.count() == 2


def test_only_a_record_opened_for_writing_can_be_written_in():
    with pytest.raises(AssertionError):
        write_entries(opened(patient(), Door.READ), [TAP])


def test_every_entry_leaves_a_line_in_the_audit_of_its_record():
    mine = opened(patient())
    write_entries(mine, [TAP, OVER])
    lines = AuditLine.objects.filter(chain=mine.chain, did="wrote in the diary")
    assert {line.record for line in lines} == set(DiaryEntry.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    "change", ["UPDATE diary_diaryentry SET said = '{}'", "DELETE FROM diary_diaryentry", "TRUNCATE diary_diaryentry"]
)
def test_what_was_written_cannot_be_changed_or_taken_away(change: str):
    write_entries(opened(patient()), [TAP])
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            cursor.execute(change)


def test_made_anew_from_its_entries_the_diary_is_the_same():
    whose = patient()
    mine = opened(whose)
    write_entries(mine, [TAP, OVER, entry("c", "day", "2026-03-03", headache="no")])
    write_entries(
        mine, [entry("d", minute=400, vomiting="yes"), entry("e", "dose", "d", name="sumatriptan", day="2026-03-02")]
    )
    before = list(DiaryThing.objects.order_by("thing", "about").values())
    tell_again([whose.pk])
    after = list(DiaryThing.objects.order_by("thing", "about").values())
    assert [{**it, "id": 0} for it in after] == [{**it, "id": 0} for it in before]


def test_a_month_shows_what_was_on_its_days_and_what_still_goes_on():
    mine = opened(patient())
    write_entries(mine, [TAP, entry("c", "day", "2026-04-01", headache="no")])
    assert [it.about for it in things_between(mine, date(2026, 4, 1), date(2026, 4, 30))] == ["x", "2026-04-01"]
    write_entries(mine, [OVER])
    assert [it.about for it in things_between(mine, date(2026, 4, 1), date(2026, 4, 30))] == ["2026-04-01"]


def test_an_attack_without_an_end_is_not_taken_for_one_that_goes_on():
    mine = opened(patient())
    write_entries(mine, [entry("a", start="2026-03-02 08:00+00:00")])
    assert going_on(mine) == ()
    assert things_between(mine, date(2026, 4, 1), date(2026, 4, 30)) == ()


# Brought diaries ---------------------------------------------------------------------------------

BROUGHT = Diary(
    attacks=(Attack(start=MONDAY, end=MONDAY + timedelta(hours=5), photophobia=YES),),
    days=(DayEntry(day=date(2026, 3, 4), headache=NO),),
)


def test_a_brought_diary_counts_only_after_it_was_let_and_not_once_it_is_undone():
    mine = opened(patient())
    upload = keep_upload(mine, BROUGHT)
    assert diary_of(mine).attacks == ()
    assert len(diary_with(mine, upload).attacks) == 1
    assert count_upload(mine, upload.pk)
    assert diary_of(mine).attacks == BROUGHT.attacks
    assert not count_upload(mine, upload.pk)
    assert undo_upload(mine, upload.pk)
    assert diary_of(mine).attacks == ()
    assert not undo_upload(mine, upload.pk)
    assert not count_upload(mine, upload.pk)


def test_what_is_written_here_and_brought_too_is_one_attack_with_the_items_of_both():
    mine = opened(patient())
    write_entries(mine, [TAP, OVER, entry("c", minute=301, vomiting="yes")])
    upload = keep_upload(mine, BROUGHT)
    joined = diary_with(mine, upload)
    assert [(it.photophobia, it.vomiting) for it in joined.attacks] == [(YES, YES)]


def test_the_upload_of_another_record_is_not_there():
    upload = keep_upload(opened(patient()), BROUGHT)
    with pytest.raises(DiaryUpload.DoesNotExist):
        count_upload(opened(patient()), upload.pk)


def test_the_head_changes_with_every_change_of_the_diary_and_only_then():
    mine = opened(patient())
    heads = [head(mine)]
    write_entries(mine, [TAP])
    heads.append(head(mine))
    write_entries(mine, [TAP])
    assert head(mine) == heads[-1]
    upload = keep_upload(mine, BROUGHT)
    assert head(mine) == heads[-1]
    count_upload(mine, upload.pk)
    heads.append(head(mine))
    undo_upload(mine, upload.pk)
    assert head(mine) == heads[1]
    assert len(set(heads)) == 3


def test_merged_records_are_read_as_one_diary():
    whose, other = patient(), patient(account=None)
    write_entries(opened(whose), [TAP])
    other.merged_into = whose
    other.save()
    DiaryThing.objects.filter(patient=whose).update(patient=other)
    assert len(diary_of(opened(whose)).attacks) == 1


@pytest.mark.django_db(transaction=True)
def test_devices_that_write_at_the_same_moment_lose_nothing():
    from tests.integration.test_check_in_browser import empty_what_only_grows

    mine = opened(patient())
    failed: list[BaseException] = []

    def write(device: int) -> None:
        try:
            for n in range(5):
                write_entries(
                    mine, [entry(f"{device}-{n}", minute=n, start="2026-03-02 08:00+00:00", note=f"{device}")]
                )
        except BaseException as problem:
            failed.append(problem)
        finally:
            connection.close()

    devices = [threading.Thread(target=write, args=(device,)) for device in range(6)]
    for device in devices:
        device.start()
    for device in devices:
        device.join()
    try:
        assert failed == []
        assert DiaryEntry.objects.count() == 30
        assert diary_of(mine).attacks[0].note == "5"
    finally:
        empty_what_only_grows()
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE diary_diaryentry DISABLE TRIGGER USER; DELETE FROM diary_diaryentry")
            cursor.execute("ALTER TABLE diary_diaryentry ENABLE TRIGGER USER")
