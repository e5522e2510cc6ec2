"""Who works here: invited by the owner, let in with a second step, out at once when the role ends."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from tests import cast

from reprieve import cli
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.access import Who, staff_roles
from reprieve.clinic.people.inviting import CannotInvite, invite_staff
from reprieve.clinic.people.models import Invitation, Role, StaffRole, User

pytestmark = pytest.mark.django_db
STAFF, REQUESTS = "/desk/staff/", "/desk/requests/"
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def owner() -> User:
    return cast.staff(Role.OWNER)


@pytest.fixture
def owners(owner: User) -> Client:
    return cast.browser_of(owner, second_factor=True)


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", letter.text)
    assert found is not None
    return found[1]


def invited(owners: Client, email: str = "new@example.org", role: str = "nurse", **more: Any) -> str:
    answer = owners.post(STAFF, {"email": email, "role": role, "location": "everywhere", **more})
    assert answer.status_code == 302
    return link_in(Letter.objects.order_by("-pk")[0])


def accept(link: str, client: Client | None = None) -> Any:
    said = {"first_name": "Example", "last_name": "Nurse", "password": "another quiet room"}
    return (client or Client()).post(link, said)


# The doors ----------------------------------------------------------------------------------------


def test_somebody_who_is_not_signed_in_is_sent_to_sign_in_and_back(client):
    assert client.get(REQUESTS)["Location"] == f"/account/sign-in/?next={REQUESTS}"


def test_the_old_sign_in_pages_lead_to_the_one_there_is(client):
    assert client.get("/desk/sign-in/?next=/desk/requests/")["Location"] == "/account/sign-in/?next=/desk/requests/"
    assert client.get("/editors/login/?next=/editors/pages/")["Location"] == (
        "/account/sign-in/?next=%2Feditors%2Fpages%2F"
    )


@pytest.mark.parametrize("address", [STAFF, "/editors/"])
def test_staff_without_a_second_step_set_one_up_before_they_see_anything(address):
    user = cast.staff(Role.OWNER)
    user.is_superuser = True
    user.save()
    browser = cast.browser_of(user)
    assert browser.get(address)["Location"].startswith("/account/second-step/app/?next=")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    asked = browser.get(address)["Location"]
    assert asked == f"/account/second-step/again/?next={address}"
    code = format_hotp_value(hotp_value("JBSWY3DPEHPK3PXP", int(time.time()) // 30))
    assert browser.post(asked, {"code": code})["Location"] == address
    assert browser.get(address).status_code == 200


def test_a_second_step_that_was_given_by_another_account_in_this_browser_does_not_count(owner):
    browser = cast.browser_of(cast.staff(Role.NURSE), second_factor=True)
    browser.force_login(owner)
    assert browser.get(STAFF).status_code == 302


@pytest.mark.parametrize("role", [it for it in Role if it is not Role.OWNER])
def test_the_page_about_staff_is_the_owners_alone_and_refusals_are_written_down(role):
    user = cast.staff(role)
    assert cast.browser_of(user, second_factor=True).get(STAFF).status_code == 403
    assert AuditLine.objects.filter(who=user, did="was refused a page").exists()


def test_who_was_in_the_group_of_the_front_desk_has_the_role_after_the_migration():
    from importlib import import_module

    from django.apps import apps

    user = cast.account()
    user.groups.add(Group.objects.create(name="front desk"))
    import_module("reprieve.clinic.people.migrations.0004_front_desk").give_role(apps, None)
    assert staff_roles(user) == {"front_desk"}
    assert not Group.objects.filter(name="front desk").exists()


# Leaving ------------------------------------------------------------------------------------------


def test_an_open_session_is_shut_in_the_next_request_when_the_role_ends(owners):
    user = cast.staff(Role.FRONT_DESK)
    theirs = cast.browser_of(user, second_factor=True)
    assert theirs.get(REQUESTS).status_code == 200
    assert owners.post(f"{STAFF}roles/{StaffRole.objects.get(user=user).pk}/end/").status_code == 302
    assert theirs.get(REQUESTS)["Location"].startswith("/account/sign-in/")
    user.refresh_from_db()
    again = cast.browser_of(user, second_factor=True)
    assert again.get(REQUESTS).status_code == 403
    ended = StaffRole.objects.get(user=user)
    assert ended.ended_at is not None
    assert AuditLine.objects.filter(chain=f"account {user.pk}", did="ended a role: front_desk").exists()


def test_an_open_session_is_shut_in_the_next_request_when_the_account_is_closed():
    user = cast.staff(Role.FRONT_DESK)
    theirs = cast.browser_of(user, second_factor=True)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert theirs.get(REQUESTS)["Location"].startswith("/account/sign-in/")


def test_the_last_owner_cannot_be_ended_and_another_can(owner, owners):
    role = StaffRole.objects.get(user=owner)
    page = owners.post(f"{STAFF}roles/{role.pk}/end/")
    assert page.status_code == 422
    assert "last owner" in page.content.decode()
    other = StaffRole.objects.get(user=cast.staff(Role.OWNER))
    assert owners.post(f"{STAFF}roles/{other.pk}/end/").status_code == 302


def test_an_owner_of_one_place_rules_over_that_place_alone():
    here, there = cast.location("Here"), cast.location("There")
    local = cast.as_staff(cast.staff(Role.OWNER, at=here))
    invite_staff(by=local, email="a@example.org", role=Role.NURSE, location=here)
    for place in (there, None):
        with pytest.raises(CannotInvite):
            invite_staff(by=local, email="a@example.org", role=Role.NURSE, location=place)
    with pytest.raises(CannotInvite):
        invite_staff(by=Who(user=local.user), email="a@example.org", role=Role.NURSE, location=here)
    role = StaffRole.objects.get(user=cast.staff(Role.NURSE, at=there))
    assert cast.browser_of(local.user, second_factor=True).post(f"{STAFF}roles/{role.pk}/end/").status_code == 422
    role.refresh_from_db()
    assert role.ended_at is None


def test_who_lost_the_second_step_sets_up_a_new_one(owners):
    user = cast.staff(Role.NURSE)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    theirs = cast.browser_of(user, second_factor=True)
    assert owners.post(f"{STAFF}people/{user.pk}/forget-second-steps/").status_code == 302
    assert not Authenticator.objects.filter(user=user).exists()
    assert theirs.get("/account/")["Location"].startswith("/account/sign-in/")
    assert Letter.objects.get().to == user.email
    elsewhere = cast.browser_of(cast.staff(Role.OWNER, at=cast.location("Elsewhere")), second_factor=True)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert elsewhere.post(f"{STAFF}people/{user.pk}/forget-second-steps/").status_code == 422
    assert Authenticator.objects.filter(user=user).exists()


# Hours --------------------------------------------------------------------------------------------


def aged(browser: Client, *, signed_in: timedelta = timedelta(0), seen: timedelta = timedelta(0)) -> None:
    session = browser.session
    session["signed_in_at"] = int(time.time() - signed_in.total_seconds())
    session["seen_at"] = int(time.time() - seen.total_seconds())
    session.save()


HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("signed_in", "seen", "stays"),
    [
        (10 * HOUR - MINUTE, MINUTE, True),
        (10 * HOUR, MINUTE, False),
        (HOUR, 29 * MINUTE, True),
        (HOUR, 30 * MINUTE, False),
    ],
)
def test_staff_stay_signed_in_for_ten_hours_and_half_an_hour_of_silence(signed_in, seen, stays):
    browser = cast.browser_of(cast.staff(Role.FRONT_DESK), second_factor=True)
    aged(browser, signed_in=signed_in, seen=seen)
    assert (browser.get(REQUESTS).status_code == 200) is stays
    assert (browser.get("/account/").status_code == 200) is stays


@pytest.mark.parametrize(
    ("signed_in", "seen", "stays"),
    [
        (30 * DAY - HOUR, DAY, True),
        (30 * DAY, DAY, False),
        (20 * DAY, 14 * DAY - HOUR, True),
        (20 * DAY, 14 * DAY, False),
    ],
)
def test_patients_stay_signed_in_for_thirty_days_and_fourteen_of_silence(signed_in, seen, stays):
    account = cast.patient().account
    assert account is not None
    browser = cast.browser_of(account)
    aged(browser, signed_in=signed_in, seen=seen)
    assert (browser.get("/account/").status_code == 200) is stays


def test_a_patient_who_works_here_keeps_the_hours_of_the_staff():
    account = cast.patient().account
    assert account is not None
    StaffRole.objects.create(user=account, role=Role.NURSE)
    browser = cast.browser_of(account)
    aged(browser, signed_in=11 * HOUR)
    assert browser.get("/account/").status_code == 302
    lines = AuditLine.objects.filter(chain=f"account {account.pk}").order_by("number")
    assert [it.did for it in lines] == ["signed in", "was signed out by the clock"]


def test_looking_at_pages_keeps_a_session_and_the_owner_may_set_the_hours(settings):
    settings.STAFF_IDLE_MIN = 5
    browser = cast.browser_of(cast.staff(Role.FRONT_DESK), second_factor=True)
    for _ in range(3):
        aged(browser, signed_in=HOUR, seen=4 * MINUTE)
        assert browser.get(REQUESTS).status_code == 200
        assert time.time() - browser.session["seen_at"] < 60
    aged(browser, signed_in=HOUR, seen=5 * MINUTE)
    assert browser.get(REQUESTS).status_code == 302


# Invitations --------------------------------------------------------------------------------------


def test_somebody_who_is_invited_sets_a_password_then_a_second_step_and_has_the_role(owner, owners):
    link = invited(owners)
    newcomer = Client()
    assert "Nurse" in newcomer.get(link).content.decode()
    answer = accept(link, newcomer)
    assert answer["Location"] == "/account/second-step/app/"
    assert newcomer.get(answer["Location"]).status_code == 200  # the password need not be typed again
    user = User.objects.get(email="new@example.org")
    assert staff_roles(user) == {"nurse"}
    assert StaffRole.objects.get(user=user).given_by == owner
    assert AuditLine.objects.filter(who=user, did="accepted: nurse").exists()
    assert AuditLine.objects.filter(who=owner, did="invited: nurse").exists()


def test_an_invitation_works_once(owners):
    link = invited(owners)
    accept(link)
    assert Client().get(link).status_code == 410
    assert accept(link).status_code == 410
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_invitation_works_for_seven_days(owners):
    link = invited(owners)
    Invitation.objects.update(expires_at=timezone.now() + timedelta(minutes=1))
    assert Client().get(link).status_code == 200
    Invitation.objects.update(expires_at=timezone.now())
    assert accept(link).status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()
    made = invited(owners, "other@example.org")
    lasts = Invitation.objects.get(email="other@example.org").expires_at - timezone.now()
    assert timedelta(days=6, hours=23) < lasts <= timedelta(days=7)
    assert made


def test_an_invitation_that_was_taken_back_works_no_longer(owners):
    link = invited(owners)
    owners.post(f"{STAFF}invitations/{Invitation.objects.get().pk}/recall/")
    assert accept(link).status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_weak_password_is_refused_and_the_names_stay(owners):
    link = invited(owners)
    page = Client().post(link, {"first_name": "Kept", "last_name": "Name", "password": "short"})
    assert page.status_code == 422
    assert 'value="Kept"' in page.content.decode()
    assert Client().get(link).status_code == 200


def test_an_invitation_takes_the_place_of_the_one_before_and_none_is_left_when_the_role_ends(owners):
    first, second = invited(owners), invited(owners)
    assert accept(first).status_code == 410
    nurse = Client()
    assert accept(second, nurse).status_code == 302
    third = invited(owners)
    role = StaffRole.objects.get(user__email="new@example.org")
    owners.post(f"{STAFF}roles/{role.pk}/end/")
    assert cast.browser_of(role.user).post(third).status_code == 410
    assert not staff_roles(role.user)
    assert set(Letter.objects.exclude(recalled_at=None).values_list("to", flat=True)) == {"new@example.org"}


def test_an_invitation_for_another_place_or_role_stays(owners):
    there = cast.location("There")
    links = [
        invited(owners),
        invited(owners, role="prescriber"),
        invited(owners, location=there.pk),
    ]
    assert [Client().get(link).status_code for link in links] == [200, 200, 200]


def test_the_letter_of_an_invitation_that_was_taken_back_does_not_leave_any_more(owners):
    link = invited(owners)
    owners.post(f"{STAFF}invitations/{Invitation.objects.get().pk}/recall/")
    assert Client().get(link).status_code == 410
    assert Letter.objects.get(to="new@example.org").recalled_at is not None


@pytest.mark.parametrize("place", ["", "99", "nowhere"])
def test_where_somebody_works_is_chosen_not_left_open(owners, place):
    cast.location()
    page = owners.post(STAFF, {"email": "new@example.org", "role": "nurse", "location": place})
    assert page.status_code == 422
    assert 'value="new@example.org"' in page.content.decode()
    assert not Invitation.objects.exists()


def test_who_has_an_account_signs_in_to_accept_and_nobody_else_can(owners):
    user = cast.account()
    link = invited(owners, user.email)
    assert "Sign in to accept" in Client().get(link).content.decode()
    assert "Sign in to accept" in cast.browser_of(cast.account()).post(link).content.decode()
    assert not staff_roles(user)
    mine = cast.browser_of(user)
    assert mine.post(link)["Location"] == "/account/second-step/app/"
    assert staff_roles(user) == {"nurse"}


def test_the_token_of_an_invitation_is_not_kept(owners):
    token = invited(owners).rstrip("/").rsplit("/", 1)[1]
    assert token not in str(list(Invitation.objects.values()))


def test_the_first_owner_is_made_from_the_command_line_by_a_link_and_no_password(capsys, monkeypatch):
    monkeypatch.setattr("reprieve.clinic.config.reach.reach_database", lambda _folder: None)
    assert cli.main(["staff", "place", "Main Street", "--zone", "America/Denver"]) == 0
    assert cli.main(["staff", "place", "Main Street", "--zone", "Nowhere/At_all"]) == 1
    assert cli.main(["staff", "add", "First@example.org", "--role", "owner"]) == 0
    said = capsys.readouterr().out
    link = re.search(r"https?://[^/\s]+(/account/invited/\S+)", said)
    assert link is not None
    accept(link[1])
    first = User.objects.get(email="first@example.org")
    assert staff_roles(first) == {"owner"}
    assert cli.main(["staff", "add", "x@example.org", "--role", "nurse", "--at", "No such place"]) == 1
