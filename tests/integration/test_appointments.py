"""Asking for an appointment: three steps, kept once, told to the front desk, and to nobody else."""

from __future__ import annotations

import html
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from reprieve.clinic.booking import limits, tokens
from reprieve.clinic.booking.actions import receive_appointment
from reprieve.clinic.booking.models import AppointmentRequest, Request, RequestEvent, SendCount
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.models import Role, StaffRole, User

ASK = "/appointment/"
WHO = {"name": "Maria Example", "phone": "(555) 010-0199", "language": "en"}
WHEN = {"days": ["mon", "thu"], "times": ["morning"]}
WORDS = {"words": "Please ring twice."}
MINUTE = timedelta(minutes=1)
TOKEN_ID = uuid.UUID("8c7a2f0e-6a44-4d2e-9a80-2b8f6a1f0c11")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def desk() -> User:
    user = User.objects.create_user("desk@example.org", "a long enough password")
    StaffRole.objects.create(user=user, role=Role.FRONT_DESK)
    return user


def token(*, given_out: timedelta = MINUTE, id_: str = "8c7a2f0e-6a44-4d2e-9a80-2b8f6a1f0c11") -> str:
    """One that was given out a while ago."""
    return signing.dumps([id_, int((timezone.now() - given_out).timestamp())], salt=tokens.SALT)


def hidden(page: Any, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    assert found is not None, f"no {name} on the page"
    return html.unescape(found[1])


def text(page: Any) -> str:
    body = page.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body[body.index("<main") : body.index("</main>")])).split())


def send(client: Client, step: int = 3, path: str = ASK, headers: Any = None, **more: Any) -> Any:
    sent = {"token": token(), "step": str(step), **WHO, **(WHEN if step > 1 else {}), **(WORDS if step > 2 else {})}
    return client.post(path, {**sent, **more}, headers=headers)


# The steps ---------------------------------------------------------------------------------------


def test_three_steps_then_it_is_there_once_and_new(client):
    page = client.get(ASK)
    assert "Step 1 of 3" in text(page)
    page = send(client, 1)
    assert "Step 2 of 3" in text(page)
    assert hidden(page, "name") == WHO["name"]
    page = send(client, 2)
    assert "Step 3 of 3" in text(page)
    assert re.findall(r'name="days" value="(\w+)"', page.content.decode()) == ["mon", "thu"]
    page = send(client)
    assert "We have it" in text(page)
    kept = AppointmentRequest.objects.get()
    assert (kept.name, kept.phone, kept.days, kept.times, kept.words, kept.language) == (
        "Maria Example",
        "(555) 010-0199",
        ["mon", "thu"],
        ["morning"],
        "Please ring twice.",
        "en",
    )
    assert [event.status for event in kept.events.all()] == ["new"]


def test_it_is_reached_from_the_head_of_every_page(client):
    for path in ("/", "/diary/", "/check/", "/search/"):
        assert f'href="{ASK}"' in client.get(path).content.decode()
    assert 'href="/es/appointment/"' in client.get("/es/diary/").content.decode()


def test_only_name_and_one_way_to_reach_are_asked_for(client):
    page = send(client, 3, phone="", email="maria@example.org", days=[], times=[], words="")
    assert page.status_code == 200
    assert AppointmentRequest.objects.get().days == []


def test_back_keeps_what_was_typed_and_finds_no_fault(client):
    page = send(client, 2, go="back", phone="12")
    assert page.status_code == 200
    assert "Step 1 of 3" in text(page)
    assert 'value="12"' in page.content.decode()
    assert 'class="error"' not in page.content.decode()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"name": ""}, "Write your name, as we should say it."),
        ({"phone": ""}, "Write a phone number or an e-mail address"),
        ({"phone": "call me"}, "Write the phone number with its area code, in digits."),
        ({"phone": "123 456"}, "Write the phone number with its area code, in digits."),
        ({"email": "maria@"}, "Write a whole e-mail address"),
        ({"name": "M" * 121}, "at most 120 characters"),
        ({"call_at": ["at night"]}, "Select a valid choice"),
        ({"language": "xx"}, "Select a valid choice"),
    ],
)
def test_a_wrong_answer_is_said_beside_its_field_at_its_own_step_and_nothing_is_lost(client, changed, says):
    page = send(client, 3, **changed)
    assert page.status_code == 422
    assert says in text(page)
    assert "Step 1 of 3" in text(page)
    assert hidden(page, "words") or "Please ring twice." in page.content.decode()
    assert not Request.objects.exists()


def test_a_character_that_nobody_types_is_left_out(client):
    page = send(client, name="Ma\x00ria")
    assert page.status_code == 200
    assert AppointmentRequest.objects.get().name == "Maria"
    assert "\x00" not in page.content.decode()


def test_words_of_more_than_a_thousand_letters_are_refused_and_giant_fields_are_not_read(client):
    assert send(client, words="x" * 1001).status_code == 422
    assert send(client, words="x" * 70_000).status_code == 413
    many = "&".join(f"f{n}=x" for n in range(2000))
    assert client.post(ASK, many, content_type="application/x-www-form-urlencoded").status_code == 400
    assert not Request.objects.exists()


@pytest.mark.parametrize("step", ["", "0", "4", "-1", "two", "1\x00", "9" * 99])
def test_a_step_that_is_none_counts_as_the_first(client, step):
    assert "Step 2 of 3" in text(client.post(ASK, {"token": token(), "step": step, **WHO}))


# Spam --------------------------------------------------------------------------------------------


def test_a_form_that_is_sent_twice_is_one_request_and_one_letter(client):
    first, second = send(client), send(client)
    assert "You had sent this before" in text(second)
    assert "was not added" not in text(second)
    assert (first.status_code, second.status_code) == (200, 200)
    assert (Request.objects.count(), RequestEvent.objects.count(), Letter.objects.count()) == (1, 1, 1)


def test_what_was_changed_after_sending_is_said_not_to_be_added(client):
    send(client)
    assert "What you changed since then was not added." in text(send(client, phone="555 010 0100"))
    assert AppointmentRequest.objects.get().phone == WHO["phone"]


def test_the_hidden_field_lets_nothing_through_and_loses_nothing(client):
    page = send(client, company="Buy now")
    assert page.status_code == 422
    assert "A hidden field was filled in" in text(page)
    assert hidden(page, "name") == WHO["name"]
    assert "Buy now" not in page.content.decode()
    assert not Request.objects.exists()


def test_nobody_fills_it_in_within_three_seconds(client):
    page = send(client, token=token(given_out=timedelta(seconds=0)))
    assert page.status_code == 422
    assert "That was very quick." in text(page)
    assert not Request.objects.exists()


@pytest.mark.parametrize(
    "bad",
    ["", "x", "\x00", "A" * 10_000, signing.dumps(["x", 1], salt=tokens.SALT)],
    ids=["none", "a letter", "a control character", "a long one", "signed by us for something else"],
)
def test_without_a_token_of_ours_it_must_be_sent_once_more(client, bad):
    page = send(client, token=bad)
    assert page.status_code == 422
    assert "Look it over and send it again." in text(page)
    assert tokens.read_token(hidden(page, "token")).doubt is tokens.Doubt.TOO_SOON
    assert not Request.objects.exists()


def test_a_token_of_the_check_is_none_of_ours(client):
    foreign = signing.dumps(["8c7a2f0e-6a44-4d2e-9a80-2b8f6a1f0c11", 1], salt="reprieve.clinic.site.check")
    assert send(client, token=foreign).status_code == 422


def test_a_form_of_yesterday_is_asked_for_again_and_stays_the_same_filling_in(client):
    old = token(given_out=timedelta(hours=25))
    page = send(client, token=old)
    assert page.status_code == 422
    assert "open for more than a day" in text(page)
    assert tokens.read_token(hidden(page, "token")).id == tokens.read_token(old).id


def test_one_household_is_slowed_down_and_its_address_is_not_kept(client):
    for n in range(limits.MOST_APPOINTMENTS):
        assert send(client, token=token(id_=f"8c7a2f0e-6a44-4d2e-9a80-{n:012x}")).status_code == 200
    page = send(client, token=token(id_="8c7a2f0e-6a44-4d2e-9a80-ffffffffffff"))
    assert page.status_code == 429
    assert int(page.headers["Retry-After"]) > 0
    assert Request.objects.count() == limits.MOST_APPOINTMENTS
    assert "127.0.0.1" not in str(list(SendCount.objects.values()))
    assert send(client, REMOTE_ADDR="203.0.113.9").status_code == 429


def test_another_household_is_not_slowed_down_with_it(client, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.booking.views.MOST_APPOINTMENTS", 1)
    assert send(client).status_code == 200
    assert send(client, token=token(id_="8c7a2f0e-6a44-4d2e-9a80-000000000002")).status_code == 429
    other = Client(REMOTE_ADDR="203.0.113.9")
    assert send(other, token=token(id_="8c7a2f0e-6a44-4d2e-9a80-000000000003")).status_code == 200


def test_another_site_cannot_send_it_with_somebodys_browser(client):
    page = client.post(ASK, {"token": token(), "step": "3", **WHO}, headers={"Sec-Fetch-Site": "cross-site"})
    assert page.status_code == 403


def test_it_works_without_a_cookie():
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(ASK).cookies == {}
    assert send(strict).status_code == 200
    assert strict.cookies == {}


# Letters -----------------------------------------------------------------------------------------


def test_the_front_desk_is_told_that_something_waits_and_nothing_else(client):
    send(client, path=f"/es{ASK}", headers={"host": "127.0.0.1:6666"})
    letter = Letter.objects.get()
    assert letter.to == "desk@example.org"
    assert letter.text.endswith("\nhttp://localhost:8000/desk/requests/")  # not the host that somebody wrote
    for said in ("Maria", "555", "ring twice", "mon"):
        assert said not in letter.subject + letter.text


def test_who_gave_an_e_mail_address_gets_a_receipt_without_a_name_in_their_language(client):
    send(client, email="maria@example.org", language="es")
    receipt = Letter.objects.get(to="maria@example.org")
    assert "Maria" not in receipt.subject + receipt.text
    assert "ring twice" not in receipt.text
    assert "911" in receipt.text


def test_nobody_can_have_us_fill_a_strangers_mailbox(client):
    for n in range(4):
        send(client, email="Stranger@example.org", token=token(id_=f"8c7a2f0e-6a44-4d2e-9a80-{n:012x}"))
    assert Letter.objects.filter(to="Stranger@example.org").count() == limits.MOST_RECEIPTS
    assert Request.objects.count() == 4


def test_with_nobody_at_the_desk_it_is_kept_all_the_same_and_complained_of_without_a_name(client, desk, caplog):
    desk.is_active = False
    desk.save()
    assert send(client).status_code == 200
    assert Request.objects.count() == 1
    assert "Nobody is at the front desk" in caplog.text
    assert "Maria" not in caplog.text


def test_nothing_that_was_written_is_in_the_log(client, written):
    send(client, name="")
    send(client)
    for said in ("Maria", "555", "ring"):
        assert said not in written.getvalue()


# The tables --------------------------------------------------------------------------------------


def test_what_became_of_a_request_cannot_be_changed_or_taken_away(client):
    send(client)
    event = RequestEvent.objects.get()
    for change in (lambda: RequestEvent.objects.update(status="closed"), event.delete):
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="only added"), transaction.atomic():
            cursor.execute("TRUNCATE booking_requestevent")


def test_somebody_who_cannot_be_reached_is_refused_by_the_table_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        AppointmentRequest.objects.create(sent_token="8c7a2f0e-6a44-4d2e-9a80-2b8f6a1f0c11", language="en", name="x")


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_once_are_one_request():
    def receive(_: int) -> bool:
        said = {
            "name": "Maria",
            "phone": "555 010 0199",
            "email": "",
            "call_at": [],
            "days": [],
            "times": [],
            "words": "",
        }
        try:
            return receive_appointment(token=TOKEN_ID, language="en", said=said, desk_address="http://x/").new
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(receive, range(4))) == [False, False, False, True]
        assert (Request.objects.count(), RequestEvent.objects.count(), Letter.objects.count()) == (1, 1, 1)
    finally:  # so that the test database can be emptied
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE booking_requestevent DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM booking_requestevent")
            cursor.execute("ALTER TABLE booking_requestevent ENABLE TRIGGER USER")
