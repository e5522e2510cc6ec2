"""What was published about other systems of clinics, tried against this one: refused, and written down with who tried
it, from where and at what.

Where a published advisory is named, it is for the way in, not because anything of it is used here.
"""

from __future__ import annotations

import re
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import cast
from tests.endpoints.clinic import pdf
from tests.integration.test_accounts_of_patients import last_link

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.bringing.giving_out import as_csv
from reprieve.clinic.diagnosis.models import Confirmation, FileRetraction, Note, PatientFile
from reprieve.clinic.diary.actions import write_entries
from reprieve.clinic.diary.models import DiaryEntry, DiaryUpload
from reprieve.clinic.messages.models import Letter, Link
from reprieve.clinic.people.access import Door, open_record
from reprieve.clinic.people.carers import end_carer
from reprieve.clinic.people.inviting import invite_carer, invite_staff
from reprieve.clinic.people.merging import merge, undo_merge
from reprieve.clinic.people.models import Carer, Patient, Role, StaffRole, User
from reprieve.clinic.people.staffing import end_role
from reprieve.pathway.diary.book import Entry
from reprieve.pathway.diary.records import Diary, Dose, Profile

pytestmark = pytest.mark.django_db
PASSWORD, FROM = "a long enough password", "203.0.113.7"
SAID = {"first_name": "Example", "last_name": "Person", "password": "another quiet room"}
FORMULA = '=cmd|"/c calc"!A1'
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Path) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_FOLDER = tmp_path


def browser(user: User | None, *, second_factor: bool = False) -> Client:
    """Of somebody who sits somewhere that can be named."""
    client = Client() if user is None else cast.browser_of(user, second_factor=second_factor)
    client.defaults["REMOTE_ADDR"] = FROM
    return client


def worker(role: Role, **more: Any) -> tuple[User, Client]:
    user = cast.staff(role, **more)
    return user, browser(user, second_factor=True)


def owner_of(whose: Patient) -> User:
    assert whose.account is not None
    return whose.account


def written_down(who: User | None, did: str, *, of: Patient | None = None) -> bool:
    """Whether a line names them, from where they tried, and at whose record."""
    lines = AuditLine.objects.filter(who=who, did=did, from_where=FROM)
    return (lines.filter(chain=f"patient {of.pk}") if of is not None else lines).exists()


# Links that work once ------------------------------------------------------------------------------


def test_a_link_that_was_followed_is_followed_again_by_somebody_else():
    cast.location()
    Client().post("/account/new/", {"email": "new@example.org"})
    link = last_link()
    says = {"given_name": "E", "family_name": "P", "born": "1984-03-01", "language": "en", "zone": "America/Denver"}
    says |= {"location": cast.location().pk, "password": "another quiet room"}
    assert Client().post(link, says).status_code == 302
    thief = browser(None)
    assert thief.get(link).status_code == thief.post(link, says).status_code == 410
    assert Patient.objects.count() == 1
    assert written_down(None, "opened a link that works no longer")


def test_a_link_is_followed_after_its_time():
    _invitation, link = invite_staff(by=cast.as_staff(cast.staff(Role.OWNER)), email="a@example.org", role=Role.NURSE)
    Link.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    path = "/" + link.split("/", 3)[3]
    thief = browser(None)
    assert thief.get(path).status_code == thief.post(path, SAID).status_code == 410
    assert not User.objects.filter(email="a@example.org").exists()
    assert written_down(None, "opened a link that works no longer")


def test_an_invitation_of_one_mailbox_is_accepted_by_the_account_of_another():
    whose, thief = cast.patient(), cast.account()
    friend = cast.account()
    mine = open_record(cast.as_staff(owner_of(whose)), whose.key, Door.ALLOW, did="opened it in a test")
    invite_carer(opened=mine, email=friend.email)
    page = browser(thief).post(last_link(), {"born": "1984-03-01"})
    assert "Sign in" in page.content.decode() or page.status_code != 302
    assert not Carer.objects.exists()


def test_the_letter_for_a_new_password_is_used_twice():
    whose = owner_of(cast.patient())
    Client().post("/account/forgotten/", {"email": whose.email})
    link = last_link()
    first = Client()
    form = first.get(link, follow=True).redirect_chain[-1][0]
    new = {"password1": "another quiet room", "password2": "another quiet room"}
    assert first.post(form, new).status_code == 302
    thief = browser(None)
    assert thief.get(link).status_code == 410
    worse = {"password1": "the room of a thief", "password2": "the room of a thief"}
    assert thief.post(link, worse).status_code == 410
    whose.refresh_from_db()
    assert whose.check_password("another quiet room")
    line = AuditLine.objects.filter(did="opened a link that works no longer", from_where=FROM).first()
    assert line is not None
    assert (line.kind, line.record, line.who) == ("account", whose.pk, None)


def test_the_letter_for_a_new_password_leads_to_a_host_that_was_made_up(settings):
    whose = owner_of(cast.patient())
    for forged in ({"HTTP_HOST": "evil.example"}, {"HTTP_X_FORWARDED_HOST": "evil.example"}):
        Client().post("/account/forgotten/", {"email": whose.email}, **forged)
        Client().post("/account/new/", {"email": "new@example.org"}, **forged)
    assert not any("evil" in letter.text for letter in Letter.objects.all())
    assert Client().post("/account/forgotten/", {}, HTTP_HOST="evil.example").status_code == 400


# Guessing ------------------------------------------------------------------------------------------


def test_codes_of_a_second_step_are_guessed():
    nurse = cast.enrolled(cast.staff(Role.NURSE))
    thief = browser(None)
    thief.post("/account/sign-in/", {"login": nurse.email, "password": PASSWORD})
    answers = [thief.post("/account/second-step/code/", {"code": f"{n:06}"}).status_code for n in range(8)]
    assert set(answers) == {422, 429}
    assert answers[-1] == 429
    assert thief.get("/desk/patients/").status_code == 302
    lines = AuditLine.objects.filter(did="gave a wrong code", kind="account", record=nurse.pk, from_where=FROM)
    assert lines.count() == answers.count(422)


def test_a_password_is_guessed_until_its_owner_is_locked_out():
    whose = owner_of(cast.patient())
    mine, thief = Client(), browser(None)
    mine.post("/account/sign-in/", {"login": whose.email, "password": PASSWORD})
    mine.post("/account/sign-out/")
    answers = [
        thief.post("/account/sign-in/", {"login": whose.email, "password": f"guess {n}"}).status_code for n in range(70)
    ]
    assert answers[-1] == 429
    lines = AuditLine.objects.filter(did="gave a wrong password", record=whose.pk, from_where=FROM)
    assert 0 < lines.count() == answers.count(422)
    assert mine.post("/account/sign-in/", {"login": whose.email, "password": PASSWORD}).status_code == 302


# Any patient, by a number or a key -----------------------------------------------------------------

RECORD = ("/me/{key}/", "/me/{key}/calendar/", "/me/{key}/shows/", "/me/{key}/data/", "/me/{key}/data/looks/")
CHART = ("/desk/patients/{key}/", "/desk/patients/{key}/who/", "/desk/patients/{key}/sign/")


@pytest.mark.parametrize("page", [*RECORD, *CHART])
def test_the_key_of_another_patient_is_put_into_the_address(page):
    """The way of CVE-2022-25471: the address names whose it is, and nobody asks who asks."""
    whose, thief = cast.patient(), owner_of(cast.patient())
    assert browser(thief).get(page.format(key=whose.key)).status_code in (403, 404)
    lines = AuditLine.objects.filter(who=thief, did__startswith="was refused", from_where=FROM)
    assert lines.exists()
    if page in RECORD:
        assert lines.filter(chain=f"patient {whose.pk}").exists()


def test_numbers_are_counted_up_in_the_address():
    cast.patient()
    _nurse, client = worker(Role.NURSE)
    found = {client.get(f"/desk/patients/{n}/").status_code for n in (*range(30), "0" * 32, uuid.UUID(int=1))}
    assert found == {404}
    assert AuditLine.objects.filter(did="was refused, no such record", from_where=FROM).exists()


def test_the_key_of_a_record_that_was_read_with_another_opens_what_is_closed_once_they_are_two():
    """An old address is no way into what it does not name any more."""
    desk, here = cast.as_staff(cast.staff(Role.FRONT_DESK)), cast.location()
    kept, goes = cast.patient(at=here), cast.patient(at=here, account=None)
    opened = [open_record(desk, it.key, Door.MERGE, did="opened it in a test") for it in (kept, goes)]
    made = merge(kept=opened[0], merged=opened[1], reason="One person, asked.")
    mine = browser(owner_of(kept))
    assert mine.get(f"/me/{goes.key}/calendar/").status_code == 200
    undo_merge(opened=open_record(desk, kept.key, Door.MERGE, did="opened it in a test"), merge=made)
    assert mine.get(f"/me/{goes.key}/calendar/").status_code == 404
    assert written_down(owner_of(kept), "was refused: read the record", of=goes)


@pytest.mark.parametrize("sort", ["csv", "json", "pdf"])
def test_the_record_of_another_is_taken_away(sort):
    whose, thief = cast.patient(), owner_of(cast.patient())
    assert browser(thief).post(f"/me/{whose.key}/data/take/", {"sort": sort}).status_code == 404
    assert written_down(thief, "was refused: take the record away", of=whose)


@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.PRESCRIBER])
def test_somebody_of_another_place_asks(role):
    whose = cast.patient(at=cast.location("Here"))
    thief, client = worker(role, at=cast.location("There"))
    assert client.get(f"/desk/patients/{whose.key}/who/").status_code == 404
    assert written_down(thief, "was refused: see who it is and how to reach them", of=whose)


def test_a_researcher_looks_for_names():
    whose = cast.patient()
    thief, client = worker(Role.RESEARCHER)
    page = client.post("/desk/patients/", {"name": whose.family_name})
    assert str(whose.key) not in page.content.decode()
    assert "Example Patient" not in page.content.decode()
    for path in ("/desk/requests/", "/desk/staff/", f"/desk/patients/{whose.key}/", f"/desk/patients/{whose.key}/who/"):
        assert client.get(path).status_code in (403, 404)
    assert written_down(thief, "was refused: see who it is and how to reach them", of=whose)


def test_a_carer_comes_back_after_the_patient_said_no():
    whose, carer = cast.patient(), cast.account()
    mine = owner_of(whose)
    made = Carer.objects.create(patient=whose, user=carer, kind="carer", allowed_by=mine)
    client = browser(carer)
    assert client.get(f"/me/{whose.key}/calendar/").status_code == 200
    end_carer(opened=open_record(cast.as_staff(mine), whose.key, Door.ALLOW, did="opened it in a test"), carer=made)
    assert client.get(f"/me/{whose.key}/calendar/").status_code == 404
    assert client.post(f"/me/{whose.key}/tap/", {"what": "begin", "sent": str(uuid.uuid4())}).status_code == 404
    assert not DiaryEntry.objects.exists()
    assert written_down(carer, "was refused: read the record", of=whose)
    assert written_down(carer, "was refused: write in the diary", of=whose)


# The number of another's thing in one's own form ---------------------------------------------------


def test_the_note_and_the_file_of_another_record_are_changed_from_ones_own():
    """The way of CVE-2026-34055 and CVE-2026-25744: the form is one's own, the number in it is another's."""
    whose, mine = cast.patient(), cast.patient()
    nurse, client = worker(Role.NURSE)
    client.post(f"/desk/patients/{whose.key}/notes/", {"text": "The first."})
    client.post(f"/desk/patients/{whose.key}/files/", {"title": "MRI", "file": SimpleUploadedFile("a.pdf", pdf())})
    note, file = Note.objects.get(), PatientFile.objects.get()
    own = f"/desk/patients/{mine.key}"
    tried = [
        client.post(f"{own}/notes/", {"text": "An addendum.", "about": note.pk}),
        client.post(f"{own}/files/{file.pk}/withdraw/", {"reason": "It is not theirs at all."}),
        client.get(f"{own}/files/{file.pk}/"),
    ]
    assert [it.status_code for it in tried] == [404, 404, 404]
    assert Note.objects.count() == 1
    assert not FileRetraction.objects.exists()
    assert written_down(nurse, "opened it to write a note", of=mine)
    assert written_down(nurse, "opened it to withdraw a file", of=mine)


def test_a_signed_diagnosis_and_a_brought_diary_of_another_are_asked_for():
    """The way of CVE-2026-27943: one's own page, the number of another's form."""
    whose, thief = cast.patient(), cast.patient()
    brought = SimpleUploadedFile("diary.csv", b"date,headache\n2026-01-01,yes\n")
    browser(owner_of(whose)).post("/me/bring/", {"diary": brought})
    upload = DiaryUpload.objects.get()
    client = browser(owner_of(thief))
    tried = [
        client.get(f"/me/bring/{upload.pk}/"),
        client.post(f"/me/bring/{upload.pk}/", {"do": "count"}),
        client.post(f"/me/data/brought/{upload.pk}/undo/"),
        client.get(f"/me/{whose.key}/bring/{upload.pk}/"),
    ]
    assert [it.status_code for it in tried] == [404] * 4
    upload.refresh_from_db()
    assert (upload.counted_at, upload.undone_at) == (None, None)
    assert written_down(owner_of(thief), "saw a brought diary", of=thief)
    assert written_down(owner_of(thief), "was refused: read the record", of=whose)


def test_the_headache_of_another_is_corrected_and_taken_back_from_ones_own_diary():
    whose, thief = cast.patient(), cast.patient()
    sent = str(uuid.uuid4())
    browser(owner_of(whose)).post("/me/tap/", {"what": "begin", "sent": sent})
    entry = DiaryEntry.objects.get()
    client = browser(owner_of(thief))
    for what in ("over", "mistake", "answer", "back"):
        said = {"what": what, "sent": str(uuid.uuid4()), "about": entry.about, "entry": entry.entry_id}
        client.post("/me/tap/", said | {"say": "photophobia:yes", "thing": "attack"})
    assert client.get(f"/me/headache/{entry.about}/").status_code == 404
    assert not DiaryEntry.objects.filter(patient=whose).exclude(pk=entry.pk).exists()
    assert not DiaryEntry.objects.filter(patient=thief).exists()
    assert written_down(owner_of(thief), "opened it to write", of=thief)


# Fields that nobody asked for ----------------------------------------------------------------------


def test_a_form_says_more_than_it_was_asked():
    """The way of CVE-2026-24890: a patient's form names a kind and a person that are not theirs to name."""
    whose, thief = cast.patient(), cast.patient()
    me = owner_of(thief)
    more = {"role": "owner", "patient": whose.pk, "patient_id": whose.pk, "account": owner_of(whose).pk, "by": 1}
    more |= {"is_superuser": "on", "confirmed": "1", "merged_into": whose.pk, "written_by": "clinic", "key": whose.key}
    client = browser(me)
    client.post("/me/tap/", {"what": "begin", "sent": str(uuid.uuid4()), **more})
    client.post("/me/carers/", {"email": "friend@example.org", "kind": "guardian", "user": me.pk, **more})
    client.post("/me/about-me/", {"sex": "F", "sent": str(uuid.uuid4()), **more})
    entries = list(DiaryEntry.objects.values_list("patient", "by", "written_by"))
    assert set(entries) == {(thief.pk, me.pk, "self")}
    me.refresh_from_db()
    assert not me.is_superuser
    assert not StaffRole.objects.exists()
    assert not Confirmation.objects.exists()
    thief.refresh_from_db()
    assert thief.merged_into is None


def test_who_accepts_an_invitation_asks_for_another_role():
    here = cast.location("Here")
    invite_staff(by=cast.as_staff(cast.staff(Role.OWNER)), email="a@example.org", role=Role.RESEARCHER, location=here)
    assert browser(None).post(last_link(), SAID | {"role": "owner", "location": ""}).status_code == 302
    given = StaffRole.objects.get(user__email="a@example.org")
    assert (given.role, given.location) == (Role.RESEARCHER, here)


# Files, and words that act -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["../../../../tmp/evil.pdf", "..\\evil.pdf", "/etc/evil.pdf", "evil.pdf\r\nX-Evil: 1"])
def test_an_uploaded_file_is_named_like_a_way_out(name, tmp_path):
    whose = cast.patient()
    _nurse, client = worker(Role.NURSE)
    client.post(f"/desk/patients/{whose.key}/files/", {"title": name, "file": SimpleUploadedFile(name, pdf())})
    file = PatientFile.objects.get()
    assert [it.parent.name for it in tmp_path.rglob("*") if it.is_file()] == ["reports"]
    assert "evil" not in file.stored_as
    page = client.get(f"/desk/patients/{whose.key}/files/{file.pk}/")
    assert page["Content-Disposition"] == f'attachment; filename="file-{file.pk}.pdf"'


OUTSIDE = ("../secret-key", "images/../../secret-key", "images/%2e%2e/x.png", "original_images/x.png")


@pytest.mark.parametrize("path", OUTSIDE)
def test_a_picture_is_asked_for_outside_of_its_folder(path):
    assert Client().get(f"/pictures/{path}").status_code == 404


def test_names_notes_and_titles_bring_a_script():
    """The way of CVE-2021-40374 and CVE-2021-30030: stored words that run for whoever reads the record."""
    whose = cast.patient(called=SCRIPT, phone=SCRIPT[:30])
    Patient.objects.filter(pk=whose.pk).update(given_name=SCRIPT, family_name=SCRIPT)
    _nurse, client = worker(Role.NURSE)
    base = f"/desk/patients/{whose.key}/"
    client.post(f"{base}notes/", {"text": SCRIPT})
    client.post(f"{base}files/", {"title": SCRIPT, "file": SimpleUploadedFile("a.pdf", pdf())})
    me = browser(owner_of(whose))
    me.post("/me/tap/", {"what": "begin", "sent": str(uuid.uuid4())})
    me.post("/me/tap/", {"what": "dose", "sent": str(uuid.uuid4()), "name": SCRIPT})
    pages = [client.get(base), client.get(f"{base}who/"), me.get("/me/"), me.get("/me/data/")]
    pages.append(client.post("/desk/patients/", {"name": "script"}))
    for page in pages:
        assert page.status_code == 200
        assert SCRIPT not in page.content.decode()
    assert "&lt;script&gt;" in pages[0].content.decode()


def test_a_file_that_acts_is_never_shown_in_the_page():
    whose = cast.patient()
    _nurse, client = worker(Role.NURSE)
    base = f"/desk/patients/{whose.key}/files/"
    for content in (f"<svg>{SCRIPT}</svg>".encode(), b"<html>" + SCRIPT.encode()):
        said = {"title": "MRI", "file": SimpleUploadedFile("mri.png", content, content_type="image/png")}
        assert client.post(base, said).status_code == 422
    client.post(base, {"title": "MRI", "file": SimpleUploadedFile("mri.pdf", pdf())})
    page = client.get(f"{base}{PatientFile.objects.get().pk}/")
    assert page["Content-Disposition"].startswith("attachment")
    assert "sandbox" in page["Content-Security-Policy"]
    assert page["X-Content-Type-Options"] == "nosniff"


def test_a_cell_that_a_spreadsheet_would_run_is_taken_away_as_words():
    whose = cast.patient()
    mine = cast.opened(whose)
    at = timezone.now().replace(microsecond=0)
    said = {"name": FORMULA, "time": at.isoformat(sep=" ", timespec="minutes")}
    write_entries(mine, [Entry(id=str(uuid.UUID(int=1)), thing="dose", about="d-1", said=said, said_at=at)])
    page = browser(owner_of(whose)).post("/me/data/take/", {"sort": "csv"})
    brought = as_csv(Diary(profile=Profile(), attacks=(), doses=(Dose(name=FORMULA, day=date(2026, 1, 1)),), days=()))
    for content in (page.content.decode("utf-8-sig"), brought.decode("utf-8-sig")):
        cells = re.findall(r'(?:^|,)"?([=+\-@\t\r][^,]*)', content, re.MULTILINE)
        assert "cmd" in content
        assert not [it for it in cells if "cmd" in it]
    assert written_down(owner_of(whose), "took the diary away (CSV)", of=whose)


# The session, and other people's pages -------------------------------------------------------------


AWAY = ("//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "http:evil")


@pytest.mark.parametrize("to", AWAY)
def test_the_way_back_after_signing_in_leads_elsewhere(to):
    whose = owner_of(cast.patient())
    said = {"login": whose.email, "password": PASSWORD, "next": to}
    assert Client().post("/account/sign-in/", said)["Location"] == "/me/"
    assert Client().post(f"/account/sign-in/?next={to}", said)["Location"] == "/me/"
    left = browser(whose).post("/account/sign-out/", {"next": to})
    assert "evil" not in left["Location"]
    assert "evil" not in Client().post("/theme/", {"next": to, "theme": "green"}).headers.get("Location", "")


def test_a_session_outlives_the_password_and_the_role_it_was_begun_with():
    nurse, first = worker(Role.NURSE)
    second = browser(nurse, second_factor=True)
    nurse.set_password("another quiet room")
    nurse.save()
    assert first.get("/desk/patients/")["Location"].startswith("/account/sign-in/")
    third = browser(nurse, second_factor=True)
    end_role(by=cast.as_staff(cast.staff(Role.OWNER)), role=nurse.staff_roles.get())
    for client in (second, third):
        assert client.get("/desk/patients/")["Location"].startswith("/account/sign-in/")
    assert AuditLine.objects.filter(did__contains="role").exists()


@pytest.mark.parametrize("address", ["/account/sign-out/", "/me/tap/", "/me/entries/", "/me/data/take/", "/me/bring/"])
def test_a_page_elsewhere_sends_a_form_in_somebodys_name(address):
    """A form that is not ours changes nothing, and who was signed in while it came is written down."""
    whose = cast.patient()
    client = browser(owner_of(whose))
    client.handler.enforce_csrf_checks = True
    said = {"what": "begin", "sent": str(uuid.uuid4()), "sort": "csv"}
    page = client.post(address, said, HTTP_ORIGIN="https://evil.example")
    assert page.status_code == 403
    assert not DiaryEntry.objects.exists()
    assert client.get("/account/").status_code == 200
    assert written_down(owner_of(whose), "was refused a form from elsewhere")


CHANGES = {
    "/me/tap/", "/me/entries/", "/me/data/take/", "/desk/patients/{key}/notes/", "/desk/patients/{key}/files/",
    "/me/carers/1/end/", "/desk/alerts/1/acknowledge/", "/desk/staff/roles/1/end/",
}  # fmt: skip


@pytest.mark.parametrize("address", sorted(CHANGES))
def test_a_link_changes_something_by_being_looked_at(address):
    whose = cast.patient()
    path = address.format(key=whose.key)
    user = owner_of(whose) if path.startswith("/me/") else cast.staff(*Role)
    client = browser(user, second_factor=True)
    assert {client.get(path).status_code, client.head(path).status_code} == {405}


def test_private_pages_are_framed_or_kept_by_the_browser():
    whose = cast.patient()
    _nurse, client = worker(Role.NURSE)
    pages = [browser(owner_of(whose)).get(path.format(key=whose.key)) for path in RECORD]
    pages += [client.get(CHART[0].format(key=whose.key)), client.get("/desk/patients/")]
    for page in pages:
        assert page.status_code == 200
        assert "no-store" in page["Cache-Control"]
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]


def test_the_answer_of_the_device_is_no_way_around_the_door():
    """An endpoint for programs asks what the pages ask."""
    whose, thief = cast.patient(), owner_of(cast.patient())
    entry = {"id": str(uuid.uuid4()), "thing": "day", "about": "2026-03-01", "said_at": "2026-03-01 08:00+00:00"}
    sent = [entry | {"said": {"day": "2026-03-01", "headache": "yes"}}]
    page = browser(thief).post(f"/me/{whose.key}/entries/", sent, content_type="application/json")
    assert page.status_code == 404
    assert not DiaryEntry.objects.exists()
    assert written_down(thief, "was refused: write in the diary", of=whose)
