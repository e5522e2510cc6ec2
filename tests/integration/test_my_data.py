"""A patient's own pages: what the diary shows, everything to take away, and who has looked."""

from __future__ import annotations

import html
import io
import json
import re
import zlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests.cast import account, as_staff, opened, patient, staff

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diagnosis import access
from reprieve.clinic.diagnosis.models import Made
from reprieve.clinic.diary.actions import count_upload, keep_upload, undo_upload, write_entries
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.people.access import Door, Who, open_record
from reprieve.clinic.people.models import BrokenGlass, Carer, Patient, Role, User
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import Attack, Diary
from reprieve.pathway.terms.truth import YES

pytestmark = pytest.mark.django_db
PAGES = ["show_diary_shows", "show_my_data", "show_looks", "bring_into_record"]
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)
SAID = MONDAY + timedelta(days=60)  # of all these headaches


def client_of(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client


def own(whose: Patient) -> Client:
    return client_of(whose.account)


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def attacked(whose: Patient, number: int = 1) -> None:
    for n in range(number):
        start = (MONDAY + timedelta(days=n)).strftime("%Y-%m-%d %H:%M+00:00")
        said = {"start": start, "ongoing": "no", "note": "a note of my own"}
        write_entries(opened(whose), [Entry(id=f"a{n}", thing="attack", about=f"x{n}", said=said, said_at=SAID)])


def cares_for(whose: Patient) -> User:
    carer = account()
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    return carer


def lines(whose: Patient) -> list[tuple[str, str]]:
    return list(AuditLine.objects.filter(chain=f"patient {whose.pk}").order_by("pk").values_list("role", "did"))


# The door ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_nobody_sees_a_page_of_mine_without_signing_in(client, name):
    assert client.get(reverse(name)).status_code == 302
    assert client.get(reverse(name, kwargs={"key": patient().key})).status_code == 302


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [None, Role.NURSE, Role.PRESCRIBER, Role.OWNER])
def test_a_stranger_does_not_come_in_by_my_address_whatever_their_role(name, role):
    whose = patient()
    stranger = client_of(staff(role) if role else patient().account)
    assert stranger.get(reverse(name, kwargs={"key": whose.key})).status_code == 404


@pytest.mark.parametrize("name", PAGES)
def test_who_has_no_record_finds_no_page(name):
    assert client_of(account()).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("sort", ["csv", "json", "entries", "pdf"])
def test_a_carer_reads_but_does_not_take_the_record_away_or_see_who_has_looked(sort):
    whose = patient()
    attacked(whose)
    carer = client_of(cares_for(whose))
    theirs = {"key": whose.key}
    page = carer.get(reverse("show_my_data", kwargs=theirs))
    assert "Only the patient can take the record away." in text(page)
    assert "This is the record of Example." in text(page)
    assert carer.post(reverse("take_my_data", kwargs=theirs), {"sort": sort}).status_code == 404
    assert carer.get(reverse("show_looks", kwargs=theirs)).status_code == 404
    assert carer.get(reverse("show_diary_shows", kwargs=theirs)).status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_who_only_acts_for_others_is_asked_whose_record_they_mean(name):
    whose = patient()
    carer = client_of(cares_for(whose))
    answer = carer.get(reverse(name))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("show_now"))
    assert [did for role, did in lines(whose) if role == "carer"] == []


@pytest.mark.parametrize(
    ("name", "sent"),
    [("take_my_data", {"sort": "csv"}), ("bring_into_record", {}), ("explain_record_columns", {})],
)
def test_an_address_that_names_nobody_writes_in_nobody_elses_record(name, sent):
    carer = client_of(cares_for(patient()))
    file = SimpleUploadedFile("diary.csv", b"date,headache\n2026-01-01,yes\n")
    assert carer.post(reverse(name), {**sent, "diary": file}).status_code == 404
    assert not DiaryUpload.objects.exists()


def test_a_brought_diary_is_decided_on_by_an_address_that_names_its_record():
    whose = patient()
    upload = keep_upload(opened(whose), Diary(attacks=(Attack(start=MONDAY),)))
    carer = client_of(cares_for(whose))
    number = {"number": upload.pk}
    assert carer.post(reverse("review_upload", kwargs=number), {"do": "count"}).status_code == 404
    assert carer.post(reverse("undo_my_upload", kwargs=number)).status_code == 404
    upload.refresh_from_db()
    assert (upload.counted_at, upload.undone_at) == (None, None)


# What my diary shows -----------------------------------------------------------------------------


def test_what_is_written_is_judged_and_who_confirms_is_said():
    whose = patient()
    attacked(whose, 5)
    page = text(own(whose).get(reverse("show_diary_shows")))
    assert "A clinician confirms it" in page
    assert "Not known yet, and who can say" in page


def test_an_empty_diary_has_a_page():
    assert "No day is written in your diary." in text(own(patient()).get(reverse("show_diary_shows")))


def test_an_attack_that_lasts_over_three_days_is_said_before_anything_else():
    whose = patient()
    start = timezone.now() - timedelta(days=5)
    said = {"start": start.strftime("%Y-%m-%d %H:%M+00:00"), "ongoing": "yes", "pain_0_to_10": "9"}
    write_entries(opened(whose), [Entry(id="a", thing="attack", about="x", said=said, said_at=start)])
    page = text(own(whose).get(reverse("show_diary_shows")))
    assert page.index("began over 72 hours ago. If it still goes on") < page.index("What was read")
    lately = timezone.now() - timedelta(hours=2)
    write_entries(opened(whose), [Entry(id="b", thing="attack", about="x", said={"nausea": "mild"}, said_at=lately)])
    page = text(own(whose).get(reverse("show_diary_shows")))
    assert page.index("has lasted over 72 hours") < page.index("What was read")
    assert "If it still goes on" not in page


def test_the_second_look_reads_no_diary():
    whose = patient()
    attacked(whose, 3)
    me = own(whose)
    first = text(me.get(reverse("show_diary_shows")))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert text(me.get(reverse("show_diary_shows"))) == first
    assert not [it["sql"] for it in asked if '"cells"' in it["sql"] and "goes_on" not in it["sql"]]


def test_a_change_of_the_diary_the_birth_date_or_the_language_is_seen_at_once():
    whose = patient()
    attacked(whose)
    me = own(whose)
    me.get(reverse("show_diary_shows"))
    (before,) = Made.objects.filter(piece="page").values_list("made_of", flat=True)
    whose.born = date(1984, 3, 1)
    whose.save()
    me.get(reverse("show_diary_shows"))
    (after,) = Made.objects.filter(piece="page").values_list("made_of", flat=True)
    assert after != before
    assert "Lo que muestra mi diario" in text(me.get("/es" + reverse("show_diary_shows")))
    assert set(Made.objects.values_list("language", flat=True)) == {"en", "es"}


def test_what_was_made_may_be_emptied_at_any_time():
    whose = patient()
    attacked(whose)
    me = own(whose)
    first = text(me.get(reverse("show_diary_shows")))
    Made.objects.all().delete()
    assert text(me.get(reverse("show_diary_shows"))) == first


def test_what_is_kept_of_a_page_is_packed():
    whose = patient()
    attacked(whose)
    own(whose).get(reverse("show_diary_shows"))
    assert b"<section" in zlib.decompress(bytes(Made.objects.get(piece="page").content))


def test_about_me_asks_first_what_the_judge_misses_and_judges_once_for_each_state_of_the_diary(monkeypatch):
    whose = patient()
    attacked(whose, 3)
    me = own(whose)

    def asked_first() -> set[str]:
        fields = me.get(reverse("write_about_me")).context["form"].fields
        return {name for name, field in fields.items() if "needs this answer most" in str(field.help_text)}

    first = asked_first()
    assert first
    judged = []
    monkeypatch.setattr(access, "diagnose", lambda *it, **more: judged.append(it) or diagnose(*it, **more))
    assert asked_first() == first
    assert not judged
    attacked(whose, 4)
    asked_first()
    assert len(judged) == 1


# Taking it away ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("sort", "kind"), [("csv", "text/csv; charset=utf-8"), ("json", "application/json")])
def test_the_diary_is_taken_away_whole_and_can_be_read_again(sort, kind):
    whose = patient(born=date(1984, 3, 1))
    attacked(whose, 2)
    mine = opened(whose)
    upload = keep_upload(mine, Diary(attacks=(Attack(start=MONDAY + timedelta(days=9), photophobia=YES),)))
    count_upload(mine, upload.pk)
    answer = own(whose).post(reverse("take_my_data"), {"sort": sort})
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    again = read_diary(io.BytesIO(answer.content))
    assert len(again.attacks) == 3
    assert again.profile.birth_year == 1984
    assert ("patient", f"took the diary away ({sort.upper()})") in lines(whose)


def test_every_entry_is_taken_away_with_who_wrote_it_what_was_corrected_and_what_was_taken_back():
    whose = patient()
    carer = cares_for(whose)
    attack = {"start": "2026-03-02 08:00+00:00", "ongoing": "no"}
    pain = {"attack_key": "x", "time": "2026-03-02 08:30+00:00"}
    write_entries(
        opened(whose),
        [
            Entry(id="a", thing="attack", about="x", said=attack, said_at=MONDAY),
            Entry(id="b", thing="pain", about="p1", said={**pain, "pain_0_to_10": "9"}, said_at=MONDAY),
            Entry(id="c", thing="pain", about="p2", said={**pain, "pain_0_to_10": "3"}, said_at=MONDAY),
        ],
    )
    theirs = open_record(Who(user=carer), whose.key, Door.WRITE, did="opened it in a test")
    later = MONDAY + timedelta(hours=1)
    write_entries(
        theirs,
        [
            Entry(id="d", thing="attack", about="x", said={"note": "corrected"}, said_at=later),
            Entry(id="e", thing="pain", about="p1", said={}, said_at=later, taken_back=True),
        ],
    )
    answer = own(whose).post(reverse("take_my_data"), {"sort": "entries"})
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    entries = json.loads(answer.content)["entries"]
    assert [it["id"] for it in entries] == ["a", "b", "c", "d", "e"]
    assert [it["said"].get("pain_0_to_10") for it in entries] == [None, "9", "3", None, None]
    assert [(it["written_by"], it["by"]) for it in entries[2:4]] == [
        ("self", str(whose.account)),
        ("carer", str(carer)),
    ]
    assert [it["taken_back"] for it in entries] == [None, None, None, None, True]
    assert datetime.fromisoformat(entries[3]["said_at"]) == later
    assert ("patient", "took every entry away (JSON)") in lines(whose)


def test_every_brought_diary_is_among_the_entries_whether_it_counts_or_not():
    whose = patient()
    mine = opened(whose)
    _waits, counts, gone = (
        keep_upload(mine, Diary(attacks=(Attack(start=MONDAY + timedelta(days=n)),))) for n in range(3)
    )
    count_upload(mine, counts.pk)
    undo_upload(mine, gone.pk)
    answer = own(whose).post(reverse("take_my_data"), {"sort": "entries"})
    brought = json.loads(answer.content)["brought"]
    assert [it["counts"] for it in brought] == [False, True, False]
    assert [it["taken_back_at"] is not None for it in brought] == [False, False, True]
    days = [read_diary(io.BytesIO(json.dumps(it["diary"]).encode())).attacks[0].start.day for it in brought]
    assert days == [2, 3, 4]


def test_the_report_is_a_pdf_and_that_it_was_taken_is_written_down():
    whose = patient()
    attacked(whose)
    answer = own(whose).post(reverse("take_my_data"), {"sort": "pdf", "paper": "us-letter"})
    assert answer.content.startswith(b"%PDF")
    assert ("patient", "took the report away (PDF)") in lines(whose)


def test_nothing_is_taken_by_an_address_alone():
    whose = patient()
    assert own(whose).get(reverse("take_my_data")).status_code == 405
    assert own(whose).post(reverse("take_my_data"), {"sort": "everything"}).status_code == 404


# Who has looked ----------------------------------------------------------------------------------


def test_the_patient_reads_who_looked_in_which_role_and_what_they_did():
    whose = patient()
    nurse = staff(Role.NURSE)
    nurse.first_name, nurse.last_name = "Example", "Nurse"
    nurse.save()
    for _ in range(3):
        open_record(as_staff(nurse), whose.key, Door.READ, did="saw the chart")
    page = text(own(whose).get(reverse("show_looks")))
    assert "Example Nurse Nurse Saw the chart (3 times)" in page
    assert "saw who has looked" not in page.lower()
    assert "Saw who has looked" in text(own(whose).get(reverse("show_looks") + "?all=1"))


def test_who_was_refused_is_named_too():
    whose = patient()
    own(patient()).get(reverse("show_my_data", kwargs={"key": whose.key}))
    assert "Tried to open it, and was refused" in text(own(whose).get(reverse("show_looks")))


def test_broken_glass_stands_there_with_its_reason():
    whose = patient()
    nurse = staff(Role.NURSE, at=None)
    now = timezone.now()
    BrokenGlass.objects.create(
        patient=whose,
        user=nurse,
        reason="Unconscious in the hall.",
        at=now - timedelta(hours=1),
        until=now + timedelta(hours=3),
    )
    open_record(as_staff(nurse), whose.key, Door.READ, did="saw the chart")
    assert "Reason: Unconscious in the hall." in text(own(whose).get(reverse("show_looks")))


def test_what_others_did_with_another_record_is_not_there():
    whose = patient()
    open_record(as_staff(staff(Role.NURSE)), patient().key, Door.READ, did="saw the chart")
    assert "Nobody but you has looked." in text(own(whose).get(reverse("show_looks")))
