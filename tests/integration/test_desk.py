"""The front desk: shut for everybody else, and every look and change is written down."""

from __future__ import annotations

import html
import io
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfWriter
from tests import cast

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.booking.access import requests
from reprieve.clinic.booking.actions import ChangedMeanwhile, note_status, receive_appointment, receive_referral
from reprieve.clinic.booking.models import Report, Request, RequestEvent, Status
from reprieve.clinic.booking.reports import look_at
from reprieve.clinic.people.models import Role, StaffRole, User

LIST = "/desk/requests/"
PASSWORD = "a long enough password"
APPOINTMENT = {
    "name": "Maria <b>Example</b>",
    "phone": "555 010 0199",
    "email": "",
    "call_at": [],
    "days": ["mon"],
    "times": [],
    "words": "Ring twice.",
}
REFERRAL = {
    "doctor": "Dr. Example",
    "practice": "Example Practice",
    "doctor_phone": "555 010 0100",
    "doctor_fax": "",
    "doctor_email": "",
    "patient": "M. E.",
    "patient_born": 1984,
    "patient_phone": "555 010 0199",
    "reason": "Five days.",
    "urgency": "urgent",
    "red_flags": ["cancer"],
    "no_red_flag": False,
}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Path:
    settings.DATA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def desk() -> User:
    user = User.objects.create_user("desk@example.org", PASSWORD)
    StaffRole.objects.create(user=user, role=Role.FRONT_DESK)
    return user


@pytest.fixture
def at_desk(desk: User) -> Client:
    return cast.browser_of(desk, second_factor=True)


def number(last: int) -> str:
    return f"8c7a2f0e-6a44-4d2e-9a80-{last:012x}"


def asked(last: int = 1, **changed: Any) -> Request:
    receive_appointment(token=number(last), language="es", said=APPOINTMENT | changed, desk_address="http://x/")
    return requests().get(sent_token=number(last))


def referred(last: int = 100) -> Request:
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(written)
    report = look_at(written.getvalue())
    receive_referral(token=number(last), language="en", said=REFERRAL, report=report, desk_address="http://x/")
    return requests().get(sent_token=number(last))


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def lines() -> list[tuple[str, str, int | None]]:
    """What was done with requests."""
    about = AuditLine.objects.filter(kind="request").order_by("pk")
    return list(about.values_list("who__email", "did", "record"))


# The door ----------------------------------------------------------------------------------------


def test_nobody_comes_in_without_signing_in(client):
    request = referred()
    for path in (LIST, f"{LIST}{request.pk}/", f"{LIST}{request.pk}/report/"):
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/account/sign-in/?next=")
    assert lines() == []


@pytest.mark.parametrize("stranger", ["nobody in particular", "an editor", "who left"])
def test_a_stranger_who_is_signed_in_is_turned_away_and_that_is_written_down(stranger, desk):
    request = referred()
    who = User.objects.create_user("stranger@example.org", PASSWORD, is_superuser=stranger == "an editor")
    who.groups.add(Group.objects.get_or_create(name="Editors")[0])
    if stranger == "who left":
        StaffRole.objects.create(user=who, role=Role.FRONT_DESK, ended_at=timezone.now())
    client = cast.browser_of(who, second_factor=True)
    for path in (LIST, f"{LIST}{request.pk}/", f"{LIST}{request.pk}/report/"):
        answer = client.get(path)
        assert answer.status_code == 403
        assert "M. E." not in answer.content.decode()
    assert lines() == [
        ("stranger@example.org", "was refused", None),
        ("stranger@example.org", "was refused", request.pk),
        ("stranger@example.org", "was refused", request.pk),
    ]
    assert client.post(f"{LIST}{request.pk}/", {"becomes": "closed", "seen": "1"}).status_code == 403
    assert requests().get().status == Status.NEW


def test_who_was_made_inactive_is_out_at_once(at_desk, desk):
    desk.is_active = False
    desk.save()
    assert at_desk.get(LIST).status_code == 302


def test_who_gave_no_second_step_is_asked_for_it(desk):
    request = asked()
    for path in (LIST, f"{LIST}{request.pk}/", f"{LIST}{request.pk}/report/"):
        answer = cast.browser_of(desk).get(path)
        assert answer.headers["Location"].startswith("/account/second-step/app/?next=")
    assert lines() == []


def test_a_forged_change_or_sign_out_is_refused(desk):
    request = asked()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(desk)
    assert strict.post(f"{LIST}{request.pk}/", {"becomes": "closed", "seen": request.event}).status_code == 403
    assert strict.post("/account/sign-out/").status_code == 403


def test_signing_out_shuts_the_door(at_desk):
    at_desk.post("/account/sign-out/")
    assert at_desk.get(LIST).status_code == 302


def test_what_the_desk_sees_is_kept_by_nobody(at_desk):
    request = referred()
    for path in (LIST, f"{LIST}{request.pk}/", f"{LIST}{request.pk}/report/"):
        assert "no-store" in at_desk.get(path).headers["Cache-Control"]


# Looking -----------------------------------------------------------------------------------------


def test_the_list_shows_what_waits_oldest_first_and_each_name_that_was_seen_is_written_down(at_desk):
    first, second, third = asked(1, name="First"), referred(), asked(3, name="Third")
    note_status(by=User.objects.get(), request_id=first.pk, status=Status.CLOSED, seen_event=first.event)
    said = text(at_desk.get(LIST))
    assert "First" not in said
    assert said.index("M. E.") < said.index("Third")
    assert "urgent" in said
    seen = [line for line in lines() if line[1] == "saw in the list"]
    assert sorted(record or 0 for _who, _did, record in seen) == [second.pk, third.pk]
    assert "First" in text(at_desk.get(f"{LIST}?all=1"))


def test_an_urgent_referral_stands_above_what_is_older(at_desk):
    asked(1, name="First")
    referred()
    said = text(at_desk.get(LIST))
    assert said.index("M. E.") < said.index("First")


@pytest.mark.parametrize(("phone", "link"), [("(555) 010-0199", "tel:5550100199"), ("ask for Ann", "")])
def test_a_number_is_called_with_one_press_where_it_is_one(at_desk, phone, link):
    request = asked(1, name="First", phone=phone)
    page = at_desk.get(f"{LIST}{request.pk}/").content.decode()
    assert (f'href="{link}"' in page) if link else ("tel:" not in page)


def test_a_request_that_was_reopened_waits_again(at_desk, desk):
    request = asked()
    for status in (Status.BOOKED, Status.NEW, Status.CLOSED, Status.CALLED):
        event = request.events.order_by("-pk").first()
        note_status(by=desk, request_id=request.pk, status=status, seen_event=event.pk)
    assert requests(Status.CALLED).get().pk == request.pk
    assert not requests(Status.CLOSED).exists()
    assert "Called" in text(at_desk.get(LIST))


def test_a_page_that_is_not_there_shows_the_nearest(at_desk):
    asked()
    for page in ("0", "99", "x", "-1", "9" * 50):
        assert at_desk.get(f"{LIST}?page={page}").status_code == 200


def test_a_request_is_shown_as_it_was_written_and_never_as_markup(at_desk):
    request = asked()
    page = at_desk.get(f"{LIST}{request.pk}/")
    assert "Maria &lt;b&gt;Example&lt;/b&gt;" in page.content.decode()
    for said in ("555 010 0199", "Español", "Monday", "Ring twice.", "New"):
        assert said in text(page)
    assert lines()[-1] == ("desk@example.org", "saw", request.pk)


def test_a_referral_shows_its_flags_and_what_was_not_said(at_desk):
    said = text(at_desk.get(f"{LIST}{referred().pk}/"))
    for words in ("Have you ever had cancer?", "1 found", "Within days", "Five days.", "Fax not said", "PDF, 1 page"):
        assert words in said


def test_a_number_that_is_nobodys_is_not_found(at_desk):
    assert at_desk.get(f"{LIST}4711/").status_code == 404
    assert at_desk.post(f"{LIST}4711/", {"becomes": "called", "seen": "1"}).status_code == 404
    assert at_desk.get(f"{LIST}{asked().pk}/report/").status_code == 404


def test_the_report_is_given_to_be_saved_without_any_right_and_that_is_written_down(at_desk):
    request = referred()
    answer = at_desk.get(f"{LIST}{request.pk}/report/")
    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="referral-{request.pk}.pdf"'
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert lines()[-1] == ("desk@example.org", "opened the report", request.pk)


def test_a_report_that_is_not_the_one_that_came_in_is_not_given_out(at_desk, data_folder):
    request = referred()
    (data_folder / "reports" / Report.objects.get().stored_as).write_bytes(b"another")
    answer = at_desk.get(f"{LIST}{request.pk}/report/")
    assert answer.status_code == 500
    assert "The report is not there any more" in text(answer)


# Changing ----------------------------------------------------------------------------------------


def test_a_change_is_one_more_event_with_who_and_when(at_desk, desk):
    request = asked()
    answer = at_desk.post(f"{LIST}{request.pk}/", {"becomes": "called", "seen": request.event})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{LIST}{request.pk}/")
    assert [(it.status, it.by) for it in request.events.all()] == [("new", None), ("called", desk)]
    assert lines()[-1] == ("desk@example.org", "changed to called", request.pk)
    assert "by desk@example.org" in text(at_desk.get(f"{LIST}{request.pk}/"))


def test_who_read_an_older_state_changes_nothing_and_is_told(at_desk, desk):
    request = asked()
    note_status(by=desk, request_id=request.pk, status=Status.CALLED, seen_event=request.event)
    answer = at_desk.post(f"{LIST}{request.pk}/", {"becomes": "closed", "seen": request.event})
    assert answer.status_code == 409
    assert "Somebody else changed this while you read it." in text(answer)
    assert requests().get().status == Status.CALLED


@pytest.mark.parametrize(("becomes", "seen"), [("", ""), ("eaten", "1"), ("called", "x"), ("called", "9" * 40)])
def test_a_change_that_is_none_changes_nothing(at_desk, becomes, seen):
    request = asked()
    assert at_desk.post(f"{LIST}{request.pk}/", {"becomes": becomes, "seen": seen}).status_code == 422
    assert RequestEvent.objects.count() == 1


# The audit ---------------------------------------------------------------------------------------


def test_the_audit_can_only_grow(at_desk):
    asked()
    at_desk.get(LIST)
    line = AuditLine.objects.get(kind="request")
    for change in (lambda: AuditLine.objects.update(did="nothing"), line.delete):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            cursor.execute("TRUNCATE audit_auditline CASCADE")


def test_who_stands_in_the_audit_cannot_be_deleted(at_desk, desk):
    asked()
    at_desk.get(LIST)
    with pytest.raises(IntegrityError), transaction.atomic():
        desk.delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_press_at_once_one_is_told_that_it_changed(desk):
    request = asked()

    def press(status: Status) -> str:
        try:
            note_status(by=desk, request_id=request.pk, status=status, seen_event=request.event)
        except ChangedMeanwhile:
            return "told"
        finally:
            connection.close()
        return "changed"

    try:
        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(press, (Status.CALLED, Status.CLOSED))) == ["changed", "told"]
        assert RequestEvent.objects.count() == 2
    finally:
        empty_what_only_grows()


def empty_what_only_grows() -> None:
    """So that the test database can be emptied."""
    with connection.cursor() as cursor:
        for table in ("audit_auditline", "booking_requestevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 # from our own two names
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
