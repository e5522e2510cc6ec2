"""Signing in: with a password and a second step, without being guessed, without locking out whom others guess at."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from tests import cast

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.editors import add_editor
from reprieve.clinic.people.models import Carer, Patient, Role, User

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"
SECRET = "JBSWY3DPEHPK3PXP"
SIGN_IN, CODE = "/account/sign-in/", "/account/second-step/code/"


@pytest.fixture(autouse=True)
def one_hour(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """The window in which attempts are counted does not end within a test, and many guesses take no minute."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("reprieve.clinic.people.limits.timezone.now", lambda: datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def person() -> User:
    return cast.account()


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: Any) -> Any:
    return client.post(SIGN_IN, {"login": user.email, "password": password}, **more)


def code(later: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, int(time.time()) // 30 + later))


def enrol(user: User) -> None:
    TOTP.activate(user, SECRET)


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def did(user: User) -> list[str]:
    lines = AuditLine.objects.filter(chain=f"account {user.pk}").order_by("number")
    return list(lines.values_list("did", flat=True))


def link_in(letter: Letter) -> str:
    found = re.search(r"http://testserver(/\S+)", letter.text)
    assert found is not None
    return found[1]


def test_somebody_signs_in_with_address_and_password_however_the_address_is_typed(client, person):
    before = client.session.session_key
    answer = client.post(SIGN_IN, {"login": person.email.upper(), "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/account/")
    assert signed_in_as(client) == str(person.pk)
    assert client.session.session_key != before
    assert client.get("/account/").status_code == 200
    assert did(person) == ["signed in"]


@pytest.mark.parametrize(
    ("make", "page"),
    [
        (lambda: cast.patient().account, "/me/"),
        (lambda: cast.enrolled(cast.staff(Role.FRONT_DESK)), "/desk/"),
        (lambda: carer_of(cast.patient()), "/me/"),
        (lambda: cast.enrolled(add_editor("editor@example.org", PASSWORD)[0]), "/editors/"),
    ],
    ids=["patient", "staff", "carer", "editor"],
)
def test_who_signs_in_begins_where_their_work_is(client, make, page):
    user = make()
    answer = client.post(SIGN_IN, {"login": user.email, "password": PASSWORD})
    if answer["Location"] == CODE:
        answer = client.post(CODE, {"code": code()})
    assert answer["Location"] == page
    assert client.get(page).status_code == 200


def carer_of(patient: Patient) -> User:
    user = cast.account()
    Carer.objects.create(patient=patient, user=user, kind="carer", allowed_by=patient.account)
    return user


def test_a_wrong_password_is_answered_as_an_unknown_address_is(client, person):
    wrong = sign_in(client, person, "not the password")
    unknown = client.post(SIGN_IN, {"login": "nobody@example.org", "password": "not the password"})
    assert wrong.status_code == unknown.status_code == 422
    said = "The e-mail address and the password do not belong together"
    assert said in wrong.content.decode()
    assert said in unknown.content.decode()
    assert did(person) == ["gave a wrong password"]
    assert not AuditLine.objects.filter(did__contains="nobody@").exists()
    assert AuditLine.objects.get(chain="account").did == "gave a wrong password"


def test_what_was_typed_stays_and_the_first_error_takes_the_focus(client):
    page = client.post(SIGN_IN, {"login": "kept@example.org", "password": ""})
    assert page.status_code == 422
    assert 'value="kept@example.org"' in page.content.decode()
    assert re.search(r'<input[^>]*name="password"[^>]*autofocus', page.content.decode())


def test_nobody_signs_in_whose_account_is_not_active(client, person):
    person.is_active = False
    person.save()
    assert sign_in(client, person).status_code == 422
    assert signed_in_as(client) is None


def test_ten_tries_from_one_address_are_all_for_an_account(person):
    client = Client()
    answers = [sign_in(client, person, f"guess {n}").status_code for n in range(11)]
    assert answers[:10] == [422] * 10
    assert answers[10] == 429
    page = sign_in(client, person)
    assert page.status_code == 429  # even the right one
    assert int(page["Retry-After"]) > 0
    assert "/account/forgotten/" in page.content.decode()


def test_strangers_guess_together_not_one_after_the_other_and_lock_out_no_device_that_was_here_before(person):
    mine = Client()
    sign_in(mine, person)
    mine.post("/account/sign-out/")
    answers = [
        sign_in(Client(), person, f"guess {n}", REMOTE_ADDR=f"198.51.{n // 200}.{n % 200}").status_code
        for n in range(52)
    ]
    assert answers.count(422) == 49  # of fifty, one was the person's own first sign-in here
    assert answers[-1] == 429
    assert sign_in(Client(), person, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert sign_in(mine, person, REMOTE_ADDR="198.51.0.1").status_code == 302


def test_the_letter_lets_somebody_in_whom_strangers_have_used_up_all_tries_of(person):
    for n in range(52):
        sign_in(Client(), person, f"guess {n}", REMOTE_ADDR=f"198.51.{n // 200}.{n % 200}")
    mine = Client()
    assert mine.post("/account/forgotten/", {"email": person.email}).status_code == 302
    form = mine.get(link_in(Letter.objects.get()), follow=True)
    answer = mine.post(
        form.redirect_chain[-1][0], {"password1": "another quiet room", "password2": "another quiet room"}
    )
    assert answer.status_code == 302
    assert signed_in_as(mine) == str(person.pk)
    mine.post("/account/sign-out/")
    assert sign_in(mine, person, "another quiet room").status_code == 302


def test_a_cookie_that_we_did_not_sign_makes_no_device_known(person):
    for n in range(52):
        sign_in(Client(), person, f"guess {n}", REMOTE_ADDR=f"198.51.{n // 200}.{n % 200}")
    forger = Client()
    forger.cookies["known_device"] = f'[[{person.pk},"x"]]:1:1'
    assert sign_in(forger, person).status_code == 429


def test_a_device_that_is_known_to_one_account_is_a_stranger_to_another(person):
    other, device = cast.account(), Client()
    sign_in(device, other)
    device.post("/account/sign-out/")
    for n in range(52):
        sign_in(Client(), person, f"guess {n}", REMOTE_ADDR=f"198.51.{n // 200}.{n % 200}")
    assert sign_in(device, person).status_code == 429


def test_asking_for_a_letter_looks_the_same_with_and_without_an_account(person):
    known = Client().post("/account/forgotten/", {"email": person.email}, follow=True)
    unknown = Client().post("/account/forgotten/", {"email": "nobody@example.org"}, follow=True)
    assert known.redirect_chain == unknown.redirect_chain
    body = re.compile(r'<input type="hidden" name="csrfmiddlewaretoken"[^>]*>')
    assert body.sub("", known.content.decode()) == body.sub("", unknown.content.decode())
    assert [letter.to for letter in Letter.objects.all()] == [person.email]


def test_the_link_of_a_letter_works_once(person):
    client = Client()
    client.post("/account/forgotten/", {"email": person.email})
    link = link_in(Letter.objects.get())
    form = client.get(link, follow=True).redirect_chain[-1][0]
    assert person.email not in link
    passwords = {"password1": "another quiet room", "password2": "another quiet room"}
    assert client.post(form, passwords).status_code == 302
    assert Client().get(link).status_code == 410
    assert did(person) == ["set a new password by letter", "signed in", "opened a link that works no longer"]


def test_a_new_password_that_is_weak_is_refused(person):
    client = Client()
    client.post("/account/forgotten/", {"email": person.email})
    form = client.get(link_in(Letter.objects.get()), follow=True).redirect_chain[-1][0]
    assert client.post(form, {"password1": "short", "password2": "short"}).status_code == 422
    person.refresh_from_db()
    assert person.check_password(PASSWORD)


def test_a_fourth_letter_within_the_hour_does_not_go_and_says_nothing_of_it(person):
    answers = {Client().post("/account/forgotten/", {"email": person.email})["Location"] for _ in range(5)}
    assert answers == {"/account/forgotten/sent/"}
    assert Letter.objects.count() == 3


def test_changing_the_password_ends_all_other_sessions_and_says_so_by_letter(person):
    here, there = Client(), Client()
    sign_in(here, person)
    sign_in(there, person)
    new = {"oldpassword": PASSWORD, "password1": "another quiet room", "password2": "another quiet room"}
    assert here.post("/account/password/", new).status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/account/")["Location"] == "/account/sign-in/?next=/account/"
    assert "changed the password" in did(person)
    assert Letter.objects.get().to == person.email


def test_the_old_password_cannot_be_guessed_by_who_sits_at_an_open_session(person):
    here = Client()
    sign_in(here, person)
    new = {"password1": "another quiet room", "password2": "another quiet room"}
    answers = [here.post("/account/password/", new | {"oldpassword": f"guess {n}"}).status_code for n in range(40)]
    assert answers[0] == 422
    assert answers[-1] == 429


# The second step --------------------------------------------------------------------------------------


def again(client: Client) -> None:
    assert client.post("/account/again/", {"password": PASSWORD}).status_code == 302


def test_an_app_is_set_up_with_its_key_in_letters_and_shows_its_recovery_codes_once(
    client, person, django_capture_on_commit_callbacks
):
    sign_in(client, person)
    page = client.get("/account/second-step/app/")
    assert page["Location"].startswith("/account/again/")
    again(client)
    page = client.get("/account/second-step/app/").content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret is not None
    assert "data:image/svg+xml;base64," in page
    now = format_hotp_value(hotp_value(secret[1], int(time.time()) // 30))
    assert client.post("/account/second-step/app/", {"code": "000000"}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/account/second-step/app/", {"code": now})
    assert answer["Location"] == "/account/second-step/recovery-codes/"
    codes = re.findall(r"<li><code>(\d+)</code>", client.get(answer["Location"]).content.decode())
    assert len(codes) == 10
    assert codes[0] not in client.get(answer["Location"]).content.decode()
    assert "added a second step: totp" in did(person)
    kept = Authenticator.objects.get(user=person, type="totp")
    assert secret[1] not in str(kept.data)  # encrypted
    assert Letter.objects.get().to == person.email
    client.post("/account/sign-out/")
    sign_in(client, person)
    assert client.post(CODE, {"code": now}).status_code == 422  # the one that set it up is used


def test_after_the_password_the_code_is_asked_and_nobody_is_signed_in_before(client, person):
    enrol(person)
    assert sign_in(client, person)["Location"] == CODE
    assert signed_in_as(client) is None
    assert client.get("/account/").status_code == 302
    assert client.post(CODE, {"code": "000000"}).status_code == 422
    assert client.post(CODE, {"code": code()}).status_code == 302
    assert signed_in_as(client) == str(person.pk)
    assert did(person) == ["gave a wrong code", "signed in"]


def test_a_code_is_taken_once(person):
    enrol(person)
    first, second = Client(), Client()
    sign_in(first, person)
    sign_in(second, person)
    now = code()
    assert first.post(CODE, {"code": now}).status_code == 302
    assert second.post(CODE, {"code": now}).status_code == 422
    assert second.post(CODE, {"code": code(-1)}).status_code == 422  # nor an older one
    assert second.post(CODE, {"code": code(+1)}).status_code == 302


def test_a_recovery_code_works_once(person):
    enrol(person)
    spare = RecoveryCodes.activate(person).get_unused_codes()[0]
    for expected in (302, 422):
        client = Client()
        sign_in(client, person)
        assert client.post(CODE, {"code": spare}).status_code == expected


def test_codes_cannot_be_guessed_in_one_session_nor_in_many(person):
    enrol(person)
    client = Client()
    sign_in(client, person)
    answers = [client.post(CODE, {"code": f"{n:06}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    tried = []
    for n in range(9):
        client = Client()
        sign_in(client, person, REMOTE_ADDR=f"198.51.100.{n}")
        tried += [client.post(CODE, {"code": f"{m:06}"}).status_code for m in range(5)]
    assert tried[-1] == 429


def test_staff_cannot_take_their_last_second_step_away_and_patients_may(person):
    worker = cast.staff(Role.NURSE)
    for user, expected in ((worker, 422), (person, 302)):
        enrol(user)
        client = cast.browser_of(user, second_factor=True)
        again(client)
        answer = client.post("/account/second-step/app/remove/")
        assert answer.status_code == expected
        assert Authenticator.objects.filter(user=user).exists() is (expected == 422)


def test_a_passkey_is_offered_and_asks_for_the_password_before_it_is_added(client, person):
    sign_in(client, person)
    assert client.get("/account/passkeys/add/")["Location"].startswith("/account/again/")
    again(client)
    page = client.get("/account/passkeys/add/")
    assert page.status_code == 200
    assert '"creation_options"' in page.content.decode()
    assert client.post("/account/passkeys/add/", {"credential": '{"made": "up"}'}).status_code == 422
    assert not Authenticator.objects.exists()


def test_no_page_about_accounts_has_a_script_inside_that_runs(client, person):
    sign_in(client, person)
    again(client)
    for address in ("/account/", "/account/second-step/", "/account/second-step/app/", "/account/passkeys/add/"):
        page = client.get(address)
        inline = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", page.content.decode())
        assert (address, inline) == (address, [])
        assert "unsafe" not in page["Content-Security-Policy"]


def test_allauths_own_sign_up_and_address_pages_do_not_exist(client, person):
    sign_in(client, person)
    for address in ("signup/", "email/", "login/code/", "password/set/", "social/"):
        assert client.get(f"/account/{address}").status_code == 404


def test_the_spanish_pages_are_in_spanish(client):
    page = client.get("/es/account/sign-in/").content.decode()
    assert "Iniciar sesión" in page
