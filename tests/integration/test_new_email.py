"""Another e-mail address for an account: proved by a letter to it, told to the old one; nobody learns who is here."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from tests import cast

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Letter, Link
from reprieve.clinic.people.models import User

pytestmark = pytest.mark.django_db
CHANGE, SENT, PASSWORD = "/account/address/", "/account/address/sent/", "a long enough password"
NEW = "new@example.org"


@pytest.fixture(autouse=True)
def quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("reprieve.clinic.people.limits.timezone.now", lambda: datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def person() -> User:
    user = cast.patient().account
    assert user is not None
    user.patient_record.email = user.email
    user.patient_record.save()
    return user


def again(user: User) -> Client:
    """Their browser, in which they gave the password once more just now."""
    client = cast.browser_of(user)
    asked = client.get(CHANGE)["Location"]
    assert asked == f"/account/again/?next={CHANGE.replace('/', '%2F')}"
    assert client.post(asked, {"password": PASSWORD})["Location"] == CHANGE
    return client


def link_to(email: str) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", Letter.objects.filter(to=email).order_by("-pk")[0].text)
    assert found is not None
    return found[1]


def test_the_address_is_changed_when_the_letters_link_is_pressed_and_not_before(person):
    mine, old = again(person), person.email
    EmailAddress.objects.create(user=person, email=old, primary=True, verified=True)
    assert mine.post(CHANGE, {"email": " New@Example.org "})["Location"] == SENT
    link = link_to(NEW)
    assert mine.get(link).status_code == 200
    person.refresh_from_db()
    assert person.email == old
    assert mine.post(link).status_code == 302
    person.refresh_from_db()
    assert person.email == NEW
    assert mine.post(link).status_code == 410
    for email, works in ((old, False), (NEW, True)):
        answer = Client().post("/account/sign-in/", {"login": email, "password": PASSWORD})
        assert (answer.status_code == 302) is works
    assert Letter.objects.filter(to=old, kind=Kind.EMAIL_MOVED).count() == 1


def test_both_steps_are_in_the_audit_and_no_address_is(person):
    mine = again(person)
    mine.post(CHANGE, {"email": NEW})
    mine.post(link_to(NEW))
    dids = list(AuditLine.objects.filter(chain=f"account {person.pk}").order_by("pk").values_list("did", flat=True))
    assert dids[-2:] == ["asked for another e-mail address", "changed the e-mail address"]
    chain = f"patient {person.patient_record.pk}"
    assert AuditLine.objects.filter(chain=chain, did="changed the e-mail address").exists()
    assert not [line for line in AuditLine.objects.values() if "@" in str(line)]


def test_how_to_reach_the_patient_follows_where_it_was_the_same_address(person):
    mine = again(person)
    mine.post(CHANGE, {"email": NEW})
    mine.post(link_to(NEW))
    person.patient_record.refresh_from_db()
    assert person.patient_record.email == NEW


def test_a_session_that_was_left_open_does_not_change_it_without_the_password(person):
    client = cast.browser_of(person)
    for answer in (client.get(CHANGE), client.post(CHANGE, {"email": NEW})):
        assert answer["Location"].startswith("/account/again/")
    assert not Letter.objects.exists()


def test_a_code_does_as_well_as_the_password(person):
    cast.enrolled(person)
    client = cast.browser_of(person)
    client.post(f"/account/second-step/again/?next={CHANGE}", {"code": cast.code_of_now()})
    assert client.get(CHANGE).status_code == 200


def test_nothing_tells_whether_the_new_address_has_an_account(person):
    other, mine = cast.account(), again(person)
    answers = [mine.post(CHANGE, {"email": email}) for email in (other.email, NEW)]
    assert [it["Location"] for it in answers] == [SENT, SENT]
    assert set(Letter.objects.values_list("to", "kind")) == {(other.email, Kind.HAS_ACCOUNT), (NEW, Kind.NEW_EMAIL)}
    assert len(set(AuditLine.objects.filter(did__startswith="asked for").values_list("did", "kind", "record"))) == 1


def test_who_got_the_address_meanwhile_keeps_it(person):
    mine = again(person)
    mine.post(CHANGE, {"email": NEW})
    User.objects.create_user("NEW@example.org", PASSWORD)
    assert mine.post(link_to(NEW)).status_code == 410
    person.refresh_from_db()
    assert person.email != NEW


def test_a_stranger_whom_the_letter_reached_by_a_slip_gets_nothing(person):
    again(person).post(CHANGE, {"email": NEW})
    link = link_to(NEW)
    assert Client().post(link)["Location"].startswith("/account/sign-in/")
    assert cast.browser_of(cast.account()).post(link).status_code == 410
    person.refresh_from_db()
    assert person.email != NEW


def test_a_link_that_is_old_or_was_followed_by_another_is_answered_kindly_and_written_down(person):
    mine = again(person)
    mine.post(CHANGE, {"email": NEW})
    first = link_to(NEW)
    mine.post(CHANGE, {"email": "third@example.org"})
    assert mine.post(first).status_code == 410
    Link.objects.update(ends_at=timezone.now())
    page = mine.get(link_to("third@example.org"))
    assert page.status_code == 410
    assert "This link does not work any more" in page.content.decode()
    assert AuditLine.objects.filter(kind="link", who=person).count() == 2


LOOK_ALIKES = {
    "without a dot": "n\u0131ck@example.org",
    "kelvin": "\u212aim@example.org",
    "cyrillic": "a@\u0435xample.org",
}


@pytest.mark.parametrize("typed", ["", "nobody", *LOOK_ALIKES.values()], ids=["nothing", "no address", *LOOK_ALIKES])
def test_an_address_with_letters_that_look_like_others_is_refused(person, typed):
    page = again(person).post(CHANGE, {"email": typed})
    assert page.status_code == 422
    assert not Letter.objects.exists()


def test_the_address_one_has_is_refused_in_words(person):
    page = again(person).post(CHANGE, {"email": person.email.upper()})
    assert page.status_code == 422
    assert "This is your address already" in page.content.decode()


def test_a_fourth_letter_within_the_hour_does_not_go_and_says_nothing_of_it(person):
    mine = again(person)
    assert [mine.post(CHANGE, {"email": NEW}).status_code for _ in range(4)] == [302] * 4
    assert Letter.objects.filter(to=NEW).count() == 3
