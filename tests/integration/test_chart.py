"""The chart: shut to everybody but those who care for the patient, and everything on it is written down."""

from __future__ import annotations

import html
import io
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from tests.cast import browser_of, location, opened, patient, staff

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.desk.chart_data import cut, reach
from reprieve.clinic.diagnosis.bounds import MOST_NOTE_CHARS
from reprieve.clinic.diagnosis.models import Confirmation, FileRetraction, Made, Note, PatientFile
from reprieve.clinic.diary.actions import count_upload, keep_upload, undo_upload, write_entries
from reprieve.clinic.people.access import Door, Who, open_record
from reprieve.clinic.people.models import Carer, Patient, Role, User
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.choices import Nausea, Outcome, Quality, Side
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, YES

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
FIRST = date(2026, 1, 1)


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_FOLDER = tmp_path


def client_of(user: User | None, *, second_factor: bool = True) -> Client:
    assert user is not None
    return browser_of(user, second_factor=second_factor)


def migraine(day: int, *, pain: int = 8, hours: int = 10) -> Attack:
    start = datetime(2026, 1, 1, 9, tzinfo=UTC) + timedelta(days=day)
    return Attack(
        key=f"a{day}",
        start=start,
        end=start + timedelta(hours=hours),
        pain_0_to_10=pain,
        side=Side.LEFT,
        qualities=frozenset({Quality.PULSATING}),
        worse_with_activity=YES,
        nausea=Nausea.YES,
        photophobia=YES,
        phonophobia=YES,
        aura=NO,
    )


def diary(attacks: int = 8) -> Diary:
    """Ninety days, every tenth from the first on with a migraine that was treated the next morning only."""
    days = {10 * n for n in range(attacks)}
    return Diary(
        profile=Profile(
            treatments=(Treatment(name="topiramate", started=date(2026, 1, 15), outcome=Outcome.NO_EFFECT),)
        ),
        attacks=tuple(migraine(day) for day in sorted(days)),
        doses=(Dose(name="sumatriptan", day=FIRST + timedelta(days=1)), Dose(name="moonpills", day=FIRST)),
        days=tuple(DayEntry(day=FIRST + timedelta(days=n), headache=NO) for n in range(90) if n not in days),
    )


def with_diary(whose: Patient, brought: Diary | None = None) -> int:
    mine = opened(whose)
    upload = keep_upload(mine, brought or diary())
    count_upload(mine, upload.pk)
    return upload.pk


def chart(whose: Patient) -> str:
    return reverse("show_chart", args=[whose.key])


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def did(whose: Patient) -> list[str]:
    return list(AuditLine.objects.filter(chain=f"patient {whose.pk}").order_by("pk").values_list("did", flat=True))


# The door ----------------------------------------------------------------------------------------


PAGES = ["show_chart", "show_who", "sign"]


@pytest.mark.parametrize("name", PAGES)
def test_nobody_comes_to_a_chart_without_signing_in(client, name):
    answer = client.get(reverse(name, args=[patient().key]))
    assert answer.status_code == 302
    assert "next=" in answer.headers["Location"]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("stranger", ["patient", "another patient", "without second factor", "elsewhere", "owner"])
def test_a_stranger_is_turned_away_and_learns_nothing(name, stranger):
    whose = patient()
    who = {
        "patient": lambda: whose.account,
        "another patient": lambda: patient().account,
        "without second factor": lambda: staff(Role.PRESCRIBER),
        "elsewhere": lambda: staff(Role.PRESCRIBER, at=location("Elsewhere")),
        "owner": lambda: staff(Role.OWNER),
    }[stranger]()
    answer = client_of(who, second_factor=stranger != "without second factor").get(reverse(name, args=[whose.key]))
    assert answer.status_code in (302, 403, 404)
    assert "Patient</h1>" not in answer.content.decode()


def test_the_front_desk_sees_who_somebody_is_and_never_the_chart():
    whose = patient()
    desk = client_of(staff(Role.FRONT_DESK))
    assert desk.get(reverse("show_who", args=[whose.key])).status_code == 200
    assert desk.get(chart(whose)).status_code == 404
    assert desk.post(reverse("add_note", args=[whose.key]), {"text": "x"}).status_code == 404
    assert not Note.objects.exists()


def test_a_prescriber_who_is_the_patient_does_not_sign_their_own_diagnosis():
    own = staff(Role.PRESCRIBER)
    whose = patient(account=own)
    with_diary(whose)
    assert client_of(own).get(reverse("sign", args=[whose.key])).status_code == 404


# Finding and adding ------------------------------------------------------------------------------


def test_a_patient_is_found_by_name_and_birth_date_and_every_hit_is_written_down():
    whose, other = patient(born=date(1984, 3, 1)), patient(born=date(1990, 1, 1))
    nurse = client_of(staff(Role.NURSE))
    page = nurse.post(reverse("find_patients"), {"name": "exam pat", "born": "1984-03-01"})
    assert chart(whose) in page.content.decode()
    assert chart(other) not in page.content.decode()
    assert did(whose) == ["saw in the list of patients"]
    assert did(other) == []


def test_those_of_another_place_are_not_found():
    patient(at=location("Elsewhere"))
    page = client_of(staff(Role.NURSE, at=location())).post(reverse("find_patients"), {"name": "Example"})
    assert "Nobody is found" in text(page)


def test_a_search_for_nothing_is_refused():
    page = client_of(staff(Role.NURSE)).post(reverse("find_patients"), {"name": " "})
    assert page.status_code == 422
    assert "Type a name" in text(page)


SAID = {"given_name": "Example", "family_name": "Newcomer", "born": "1984-03-01", "language": "es", "zone": "UTC"}


def test_the_front_desk_makes_a_record_and_a_second_one_of_the_same_person_only_when_it_says_so():
    place = location()
    desk = client_of(staff(Role.FRONT_DESK))
    said = SAID | {"location": place.pk}
    assert desk.post(reverse("add_patient"), said).status_code == 302
    made = Patient.objects.get(family_name="Newcomer")
    assert (made.born, made.language, made.location) == (date(1984, 3, 1), "es", place)
    again = desk.post(reverse("add_patient"), said)
    assert again.status_code == 422
    assert "is here already" in text(again)
    assert desk.post(reverse("add_patient"), said | {"although": "yes"}).status_code == 302
    assert Patient.objects.filter(family_name="Newcomer").count() == 2


def test_nobody_makes_a_record_at_a_place_where_they_do_not_work():
    desk = client_of(staff(Role.FRONT_DESK, at=location("Elsewhere")))
    page = desk.post(reverse("add_patient"), SAID | {"location": location().pk})
    assert page.status_code == 422
    assert not Patient.objects.exists()


def test_who_somebody_is_can_be_changed_and_that_is_written_down():
    whose = patient(born=date(1984, 3, 1))
    desk = client_of(staff(Role.FRONT_DESK))
    said = SAID | {"location": whose.location_id, "phone": "555 010 0100"}
    assert desk.post(reverse("show_who", args=[whose.key]), said).status_code == 302
    whose.refresh_from_db()
    assert (whose.family_name, whose.phone) == ("Newcomer", "555 010 0100")
    assert whose.account is not None
    assert "changed who it is" in did(whose)
    refused = desk.post(reverse("show_who", args=[whose.key]), said | {"born": "3026-01-01"})
    assert refused.status_code == 422
    assert "from 1900 to today" in text(refused)


# The timeline ------------------------------------------------------------------------------------


def test_the_chart_counts_days_attacks_drugs_and_shows_treatments():
    whose = patient()
    with_diary(whose)
    page = text(client_of(staff(Role.NURSE)).get(chart(whose)))
    assert "migraine: 8 and no headache: 82" in page
    assert "8 attacks begun." in page
    assert "triptans: 1 and medicines whose name is not known here: 1" in page
    assert "topiramate" in page
    assert "no effect" in page
    assert "Migraine without aura" in page


def test_the_chart_says_that_others_wrote_in_the_diary_too():
    whose = patient()
    with_diary(whose)
    nurse = client_of(staff(Role.NURSE))
    assert "written in part" not in text(nurse.get(chart(whose)))
    carer = staff()
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    theirs = open_record(Who(user=carer), whose.key, Door.WRITE, did="opened it in a test")
    said = {"day": "2026-04-02", "headache": "no"}
    at = datetime(2026, 4, 3, tzinfo=UTC)
    write_entries(theirs, [Entry(id="d", thing="day", about="2026-04-02", said=said, said_at=at)])
    assert "The diary is written in part by a carer." in text(nurse.get(chart(whose)))


def test_a_chart_without_a_diary_says_so():
    assert "No day is written in the diary yet." in text(client_of(staff(Role.NURSE)).get(chart(patient())))


def test_a_span_can_be_chosen_and_one_that_is_none_shows_the_last_year():
    whose = patient()
    with_diary(whose)
    nurse = client_of(staff(Role.NURSE))
    assert "migraine: 2 and no headache: 26" in text(nurse.get(chart(whose) + "?from=2026-02&to=2026-02"))
    for nonsense in ("from=2026-99", "span=none", "from=2030-01&to=2030-02", "from=x&to=' OR 1"):
        assert "migraine: 8" in text(nurse.get(f"{chart(whose)}?{nonsense}"))


def packed(days: int) -> dict[str, Any]:
    return {
        "first": "2016-01-01",
        "kinds": "m" * days,
        "attacks": [[0, 8], [9, -1]],
        "doses": {"triptan": [0, 9]},
        "treatments": [["x", "", "", ""]],
    }


@pytest.mark.parametrize(("days", "columns"), [(100, 100), (101, 15), (400, 58), (401, 14), (3650, 120)])
def test_a_short_span_is_drawn_by_days_a_longer_one_by_weeks_and_years_by_months(days, columns):
    reached = reach(packed(days))
    assert reached is not None
    data = cut(packed(days), *reached)
    assert len(data.columns) == columns
    assert sum(column.days["m"] for column in data.columns) == days
    assert sum(sum(column.attacks.values()) for column in data.columns) == 2
    assert sum(column.drugs["triptan"] for column in data.columns) == 2


def test_what_was_made_is_made_once_for_each_state_of_the_diary():
    whose = patient()
    with_diary(whose)
    nurse = client_of(staff(Role.NURSE))
    nurse.get(chart(whose))
    kept = set(Made.objects.values_list("piece", "made_of"))
    nurse.get(chart(whose))
    assert set(Made.objects.values_list("piece", "made_of")) == kept
    with_diary(whose, Diary(days=(DayEntry(day=date(2026, 5, 1), headache=NO),)))
    nurse.get(chart(whose))
    assert not set(Made.objects.values_list("piece", "made_of")) & kept


# Signing -----------------------------------------------------------------------------------------


def signing(client: Client, whose: Patient, **said: Any) -> Any:
    address = reverse("sign", args=[whose.key])
    page = client.get(address).content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(basis|after)" value="([^"]*)"', page))
    return client.post(address, {**hidden, "choice": "1.1", "password": PASSWORD, **said})


def test_a_prescriber_confirms_and_it_is_frozen_with_what_it_was_based_on():
    whose = patient()
    with_diary(whose)
    signer = staff(Role.PRESCRIBER)
    assert signing(client_of(signer), whose).status_code == 302
    it = Confirmation.objects.get()
    assert (it.agrees, it.code, it.by, it.signed_name) == (True, "1.1", signer, str(signer))
    assert "1.1" in it.stood
    assert len(it.diary_sha256) == 64
    assert it.diary_head
    assert next(verdict for verdict in it.verdicts if verdict["code"] == "1.1")["criteria"]
    assert it.software.startswith("reprieve ")
    assert "signed a diagnosis, by password" in did(whose)
    client = client_of(staff(Role.NURSE))
    assert f"Signed by {signer}" in text(client.get(chart(whose)))
    assert it.diary_sha256 in text(client.get(reverse("show_signed", args=[whose.key, it.pk])))


def test_a_wrong_password_signs_nothing_and_is_written_down():
    whose = patient()
    with_diary(whose)
    page = signing(client_of(staff(Role.PRESCRIBER)), whose, password="not the password")
    assert page.status_code == 422
    assert "This is not your password" in text(page)
    assert not Confirmation.objects.exists()
    assert "was refused a signature" in did(whose)


def test_who_disagrees_says_which_diagnosis_and_why():
    whose = patient()
    with_diary(whose)
    prescriber = client_of(staff(Role.PRESCRIBER))
    refused = signing(prescriber, whose, choice="other")
    assert refused.status_code == 422
    assert "Choose the diagnosis you sign." in text(refused)
    assert "Say why" in text(refused)
    signing(prescriber, whose, choice="other", other_code="1.3", reason="Headache on more days than written.")
    it = Confirmation.objects.get()
    assert (it.agrees, it.code) == (False, "1.3")
    assert "It is another one than the diary showed." in text(prescriber.get(chart(whose)))


def test_what_does_not_stand_cannot_be_agreed_with():
    whose = patient()
    with_diary(whose)
    assert signing(client_of(staff(Role.PRESCRIBER)), whose, choice="3.1").status_code == 422
    assert not Confirmation.objects.exists()


def test_a_nurse_does_not_sign():
    whose = patient()
    with_diary(whose)
    assert client_of(staff(Role.NURSE)).get(reverse("sign", args=[whose.key])).status_code == 404


def test_a_diary_that_changed_while_it_was_read_is_not_signed():
    whose = patient()
    with_diary(whose)
    prescriber = client_of(staff(Role.PRESCRIBER))
    page = signing(prescriber, whose, basis="0" * 64)
    assert page.status_code == 409
    assert "Nothing was signed" in text(page)
    assert signing(prescriber, whose).status_code == 302
    assert signing(prescriber, whose, after="0").status_code == 409
    assert Confirmation.objects.count() == 1


def test_a_later_diary_that_changes_the_verdict_says_so_to_both():
    whose = patient()
    number = with_diary(whose)
    prescriber, self_ = client_of(staff(Role.PRESCRIBER)), client_of(whose.account)
    signing(prescriber, whose)
    assert "now shows" not in text(prescriber.get(chart(whose)))
    assert "your diary now shows" not in text(self_.get(reverse("show_diary_shows")))
    undo_upload(opened(whose), number)
    assert "The diary now shows something else" in text(prescriber.get(chart(whose)))
    shows = text(self_.get(reverse("show_diary_shows")))
    assert "Your clinician confirmed" in shows
    assert "your diary now shows no kind of headache" in shows


@pytest.mark.parametrize("table", ["confirmation", "note", "patientfile", "fileretraction"])
@pytest.mark.parametrize("change", ["UPDATE diagnosis_{} SET id = id", "DELETE FROM diagnosis_{}"])
def test_what_a_clinician_said_cannot_be_changed_or_taken_away(table, change):
    whose = patient()
    with_diary(whose)
    prescriber = client_of(staff(Role.PRESCRIBER))
    signing(prescriber, whose)
    prescriber.post(reverse("add_note", args=[whose.key]), {"text": "A note."})
    add(prescriber, whose, pdf())
    withdraw(prescriber, whose)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="only added"), transaction.atomic():
            cursor.execute(change.format(table))


# Notes and files ---------------------------------------------------------------------------------


def test_a_note_is_kept_and_an_addendum_stands_with_it():
    whose = patient()
    writer = staff(Role.NURSE)
    nurse = client_of(writer)
    nurse.post(reverse("add_note", args=[whose.key]), {"text": "Seen <b>today</b>."})
    nurse.post(reverse("add_note", args=[whose.key]), {"text": "Called back.", "about": Note.objects.get().pk})
    page = nurse.get(chart(whose))
    assert "<b>today</b>" not in page.content.decode()
    assert re.search(rf"{writer} \(Nurse\) Seen <b>today</b>\. Added .* Called back\.", text(page))
    assert [line for line in did(whose) if line.startswith("wrote")] == ["wrote a note", "wrote an addendum"]


def test_an_addendum_to_the_note_of_another_record_is_not_taken():
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    nurse.post(reverse("add_note", args=[patient().key]), {"text": "Of somebody else."})
    page = nurse.post(reverse("add_note", args=[whose.key]), {"text": "x", "about": Note.objects.get().pk})
    assert page.status_code == 404
    assert Note.objects.count() == 1


def test_an_empty_note_is_refused():
    page = client_of(staff(Role.NURSE)).post(reverse("add_note", args=[patient().key]), {"text": "  "})
    assert page.status_code == 422
    assert "Type the note." in text(page)


def test_an_addendum_that_is_refused_keeps_what_was_typed_and_says_why():
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    nurse.post(reverse("add_note", args=[whose.key]), {"text": "Seen today."})
    typed = "Long words. " * (MOST_NOTE_CHARS // 12 + 1)
    page = nurse.post(reverse("add_note", args=[whose.key]), {"text": typed, "about": Note.objects.get().pk})
    assert page.status_code == 422
    assert typed.strip() in page.content.decode()
    assert "at most" in text(page)
    assert "Type the note." not in text(page)


def test_a_note_that_is_sent_twice_from_one_page_is_one_note():
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    sent = re.findall(r'name="sent" value="([^"]+)"', nurse.get(chart(whose)).content.decode())[0]
    for words in ("Seen today.", "Seen today.", "Called back."):
        nurse.post(reverse("add_note", args=[whose.key]), {"text": words, "sent": sent})
    assert sorted(Note.objects.values_list("text", flat=True)) == ["Called back.", "Seen today."]
    again = re.findall(r'name="sent" value="([^"]+)"', nurse.get(chart(whose)).content.decode())[0]
    nurse.post(reverse("add_note", args=[whose.key]), {"text": "Seen today.", "sent": again})
    assert Note.objects.count() == 3


def pdf() -> bytes:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(written)
    return written.getvalue()


def png() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(written, "PNG")
    return written.getvalue()


def add(client: Client, whose: Patient, content: bytes, name: str = "mri.pdf") -> Any:
    said = {"title": "MRI of the head", "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("add_file", args=[whose.key]), said)


def withdraw(client: Client, whose: Patient, reason: str = "It belongs to another patient.") -> Any:
    address = reverse("withdraw_file", args=[whose.key, PatientFile.objects.get().pk])
    return client.post(address, {"reason": reason})


@pytest.mark.parametrize(("content", "kind"), [(pdf, "pdf"), (png, "png")])
def test_a_file_is_known_by_its_content_and_given_out_as_an_attachment_without_rights(content, kind, tmp_path):
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    assert add(nurse, whose, content(), name="anything.exe").status_code == 302
    file = PatientFile.objects.get()
    assert file.kind == kind
    assert [it.name for it in (tmp_path / "reports").iterdir()] == [file.stored_as]
    page = nurse.get(reverse("open_file", args=[whose.key, file.pk]))
    assert page.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "took a file out" in did(whose)


def test_what_is_no_picture_or_pdf_is_refused_and_leaves_nothing(tmp_path):
    page = add(client_of(staff(Role.NURSE)), patient(), b"<html><script>alert(1)</script>")
    assert page.status_code == 422
    assert "not a PDF, PNG or JPEG" in text(page)
    assert not PatientFile.objects.exists()
    assert not (tmp_path / "reports").exists()


def test_the_same_file_is_kept_once(tmp_path):
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    content = pdf()
    add(nurse, whose, content)
    page = add(nurse, whose, content)
    assert page.status_code == 422
    assert "in the record already" in text(page)
    assert len(list((tmp_path / "reports").iterdir())) == 1


def test_a_file_larger_than_may_be_is_answered_413(monkeypatch):
    whose, nurse = patient(), client_of(staff(Role.NURSE))
    announced = nurse.post(reverse("add_file", args=[whose.key]), {"file": io.BytesIO(bytes(21 * 1024 * 1024))})
    monkeypatch.setattr("reprieve.clinic.desk.chart_views.FileUpload.most_bytes", 100)
    for page in (announced, add(nurse, whose, pdf())):
        assert page.status_code == 413
        assert "A file may have 20 MB here" in page.content.decode()
        assert f'href="{chart(whose)}"' in page.content.decode()


def test_a_file_is_withdrawn_with_a_reason_and_not_given_out_any_more(tmp_path):
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    add(nurse, whose, pdf())
    refused = withdraw(nurse, whose, reason="no")
    assert refused.status_code == 422
    assert "at least ten letters" in text(refused)
    withdraw(nurse, whose)
    withdraw(nurse, whose)
    file = PatientFile.objects.get()
    assert FileRetraction.objects.get().reason == "It belongs to another patient."
    assert nurse.get(reverse("open_file", args=[whose.key, file.pk])).status_code == 404
    assert "Withdrawn" in text(nurse.get(chart(whose)))
    assert (tmp_path / "reports" / file.stored_as).exists()


def test_the_file_of_another_record_is_not_given_out():
    nurse = client_of(staff(Role.NURSE))
    add(nurse, patient(), pdf())
    assert nurse.get(reverse("open_file", args=[patient().key, PatientFile.objects.get().pk])).status_code == 404


def test_a_file_that_was_changed_on_the_disk_is_not_given_out(tmp_path):
    whose = patient()
    nurse = client_of(staff(Role.NURSE))
    add(nurse, whose, pdf())
    file = PatientFile.objects.get()
    (tmp_path / "reports" / file.stored_as).write_bytes(b"%PDF-other")
    assert nurse.get(reverse("open_file", args=[whose.key, file.pk])).status_code == 500


def test_no_form_of_the_chart_is_taken_from_elsewhere():
    whose = patient()
    client = client_of(staff(Role.PRESCRIBER))
    client.handler.enforce_csrf_checks = True
    for name in ("add_note", "add_file", "sign"):
        assert client.post(reverse(name, args=[whose.key]), {"text": "x"}).status_code == 403
