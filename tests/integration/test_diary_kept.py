"""A patient's diary is kept entry by entry: each once, each for good, and as a whole what the entries come to."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from tests.cast import account, as_staff, opened, patient, staff

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diary.access import diary_of, diary_with, going_on, head, things_between
from reprieve.clinic.diary.actions import count_upload, keep_upload, tell_again, undo_upload, write_entries
from reprieve.clinic.diary.models import DiaryEntry, DiaryThing, DiaryUpload
from reprieve.clinic.diary.once import back_from
from reprieve.clinic.people.access import Door, OpenRecord, Who, open_record
from reprieve.clinic.people.merging import merge, undo_merge
from reprieve.clinic.people.models import Carer, Merge, Patient, Role, User
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.choices import Effect, Outcome
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
    write_entries(mine, [TAP, entry("c", "day", "2026-04-01", 40 * 24 * 60, headache="no")])
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
    assert head(mine) not in heads
    assert len(set(heads)) == 3


# Two records of one person ------------------------------------------------------------------------


def at_the_desk(*records: Patient) -> list[OpenRecord]:
    desk = as_staff(staff(Role.FRONT_DESK))
    return [open_record(desk, it.key, Door.MERGE, did="opened it in a test") for it in records]


def read_as_one(kept: Patient, other: Patient) -> Merge:
    """The patient signs in with the account of the one that is kept."""
    Patient.objects.filter(pk=other.pk).update(account=None)
    one, two = at_the_desk(kept, other)
    return merge(kept=one, merged=two, reason="Same passport, seen today.")


def two_again(kept: Patient, made: Merge) -> None:
    undo_merge(opened=at_the_desk(kept)[0], merge=made)


OLDER = (
    TAP,
    entry("p", "pain", "p", attack_key="x", time="2026-03-02 08:00+00:00", pain_0_to_10="3"),
    entry("d", "dose", "d", attack_key="x", time="2026-03-02 09:00+00:00", name="sumatriptan"),
    entry("t", "treatment", "t", name="Topiramate"),
    entry("y", "day", "2026-03-01", headache="no"),
    entry("me", "profile", "profile", birth_year="1980", sex="F"),
)


def both() -> tuple[Patient, Patient, Merge]:
    """A record with a diary of its own that is read with another one, and how that came."""
    kept, older = patient(), patient()
    write_entries(opened(older), OLDER)
    return kept, older, read_as_one(kept, older)


def things_of(record: Patient) -> set[tuple[str, str]]:
    return set(DiaryThing.objects.filter(patient=record).values_list("thing", "about"))


def test_merged_records_are_read_as_one_diary():
    kept, _older, _made = both()
    write_entries(opened(kept), [entry("z", "day", "2026-02-01", headache="no")])
    diary = diary_of(opened(kept))
    assert (len(diary.attacks), len(diary.doses), len(diary.days), diary.profile.birth_year) == (1, 1, 2, 1980)


def test_what_is_corrected_in_merged_records_is_corrected():
    kept, _older, _made = both()
    mine = opened(kept)
    write_entries(mine, [OVER, entry("d2", "dose", "d", minute=400, effect_at_2h="better")])
    write_entries(mine, [entry("t2", "treatment", "t", minute=400, outcome="helped")])
    write_entries(mine, [entry("y2", "day", "2026-03-01", minute=400, headache="yes")])
    write_entries(mine, [entry("me2", "profile", "profile", minute=400, birth_year="1981")])
    assert going_on(mine) == ()
    diary = diary_of(mine)
    assert [it.end for it in diary.attacks] == [datetime(2026, 3, 2, 13, tzinfo=UTC)]
    assert [it.effect_at_2h for it in diary.doses] == [Effect.BETTER]
    assert [(it.day, it.headache) for it in diary.days] == [(date(2026, 3, 1), YES)]
    assert (diary.profile.birth_year, diary.profile.treatments[0].outcome) == (1981, Outcome.HELPED)
    assert DiaryThing.objects.count() == len(OLDER)


def test_what_was_a_mistake_in_a_merged_record_is_gone_and_can_be_put_back():
    kept, _older, _made = both()
    mine = opened(kept)
    gone = replace(entry("m", "dose", "d", minute=400), taken_back=True)
    write_entries(mine, [gone])
    assert diary_of(mine).doses == ()
    back = back_from(mine, "m", id_="b", at=MONDAY + timedelta(minutes=401))
    assert back is not None
    write_entries(mine, [back])
    assert len(diary_of(mine).doses) == 1


def test_of_a_day_that_both_records_have_the_later_word_of_each_item_stands():
    kept, older = patient(), patient()
    write_entries(opened(kept), [entry("k", "day", "2026-03-01", minute=5, headache="no", menstruation="no")])
    write_entries(opened(older), [entry("o", "day", "2026-03-01", minute=9, headache="yes")])
    made = read_as_one(kept, older)
    assert [(it.headache, it.menstruation) for it in diary_of(opened(kept)).days] == [(YES, NO)]
    write_entries(opened(kept), [entry("k2", "day", "2026-03-01", minute=20, headache="no")])
    assert [it.headache for it in diary_of(opened(kept)).days] == [NO]
    two_again(kept, made)
    assert DiaryThing.objects.get(patient=older).cells["headache"] == "yes"
    assert DiaryThing.objects.get(patient=kept).cells["headache"] == "no"


def test_two_again_each_record_has_what_was_said_of_its_own_things():
    kept, older, made = both()
    mine = opened(kept)
    write_entries(mine, [OVER, entry("n", "dose", "n", minute=310, attack_key="x", name="Advil", day="2026-03-02")])
    write_entries(mine, [entry("y2", "day", "2026-03-01", minute=400, headache="yes")])
    write_entries(mine, [entry("z", "day", "2026-02-01", headache="no")])
    two_again(kept, made)
    assert things_of(kept) == {("day", "2026-02-01"), ("day", "2026-03-01")}
    assert things_of(older) == {(it.thing, it.about) for it in OLDER} | {("dose", "n")}
    attack = DiaryThing.objects.get(patient=older, thing="attack")
    assert (attack.goes_on, attack.cells["ongoing"]) == (False, "no")
    # Everybody speaks of their own days.
    assert DiaryThing.objects.get(patient=older, thing="day").cells["headache"] == "no"
    assert DiaryThing.objects.get(patient=kept, about="2026-03-01").cells["headache"] == "yes"


def carer_of(whose: Patient) -> User:
    carer = account()
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    return carer


@pytest.mark.parametrize("by", ["the patient", "a carer"])
def test_what_a_patient_wrote_stays_theirs_when_the_record_their_account_belongs_to_is_read_with_another_and_no_longer(
    by,
):
    kept, theirs = patient(), patient()
    Patient.objects.filter(pk=kept.pk).update(account=None)
    kept.refresh_from_db()
    writer = theirs.account if by == "the patient" else carer_of(theirs)
    one, two = at_the_desk(kept, theirs)
    made = merge(kept=one, merged=two, reason="Same passport, seen today.")
    mine = open_record(Who(user=writer), kept.key, Door.WRITE, did="opened it in a test")
    write_entries(
        mine, [TAP, entry("y", "day", "2026-03-01", headache="no"), entry("me", "profile", "profile", sex="F")]
    )
    count_upload(mine, keep_upload(mine, BROUGHT).pk)
    assert [it.photophobia for it in diary_of(mine).attacks] == [YES]
    two_again(kept, made)
    assert things_of(kept) == set()
    assert things_of(theirs) == {("attack", "x"), ("day", "2026-03-01"), ("profile", "profile")}
    again = open_record(Who(user=writer), theirs.key, Door.WRITE, did="opened it in a test")
    assert [it.photophobia for it in diary_of(again).attacks] == [YES]


def test_merged_records_made_anew_are_the_same():
    kept, older, _made = both()
    write_entries(opened(kept), [OVER, entry("y2", "day", "2026-03-01", minute=400, headache="yes")])
    before = list(DiaryThing.objects.order_by("thing", "about").values())
    tell_again([older.pk, kept.pk])
    after = list(DiaryThing.objects.order_by("thing", "about").values())
    assert [{**it, "id": 0} for it in after] == [{**it, "id": 0} for it in before]


def test_whoever_opened_a_record_before_it_was_merged_writes_what_counts_after():
    kept, older = patient(), patient()
    write_entries(opened(older), [TAP])
    before = opened(older)
    read_as_one(kept, older)
    write_entries(before, [OVER])
    assert going_on(opened(kept)) == ()
    assert DiaryThing.objects.count() == 1


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
