"""What somebody would try who knows the house: each is refused, and here is why it stays so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client
from tests import cast
from tests.integration.test_accounts_of_patients import last_link, opens

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.people.access import Door, open_record, staff_roles
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.editors import add_editor
from reprieve.clinic.people.inviting import CannotInvite, invite_carer, invite_guardian, invite_patient, invite_staff
from reprieve.clinic.people.merging import merge, undo_merge
from reprieve.clinic.people.models import BrokenGlass, Carer, Invitation, Patient, Role, User
from reprieve.clinic.people.staffing import end_role

pytestmark = pytest.mark.django_db
REASON = "Found unconscious in the street."
SAID = {"first_name": "Example", "last_name": "Person", "password": "another quiet room", "born": "1984-03-01"}


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# Leaving, and what one leaves behind --------------------------------------------------------------


def test_an_owner_who_left_has_left_no_invitation_behind():
    leaving, staying = cast.staff(Role.OWNER), cast.as_staff(cast.staff(Role.OWNER))
    invite_staff(by=cast.as_staff(leaving), email="private@example.org", role=Role.OWNER)
    link = last_link()
    assert Client().get(link).status_code == 200
    end_role(by=staying, role=leaving.staff_roles.get())
    assert Client().post(link, SAID).status_code == 410
    assert not User.objects.filter(email="private@example.org").exists()
    assert AuditLine.objects.filter(did="opened a link that works no longer").exists()


def test_a_nurse_who_left_has_left_no_way_into_a_record():
    child, desk = cast.minor(account=None), cast.staff(Role.NURSE)
    opened = open_record(cast.as_staff(desk), child.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    invite_guardian(opened=opened, email="private@example.org")
    link = last_link()
    end_role(by=cast.as_staff(cast.staff(Role.OWNER)), role=desk.staff_roles.get())
    assert Client().post(link, SAID).status_code == 410
    assert not Carer.objects.exists()


def test_who_leaves_is_out_in_every_browser_and_so_is_a_second_step_they_gave():
    user = cast.staff(Role.NURSE)
    browsers = [cast.browser_of(user, second_factor=True) for _ in range(2)]
    end_role(by=cast.as_staff(cast.staff(Role.OWNER)), role=user.staff_roles.get())
    for browser in browsers:
        assert browser.get("/desk/patients/")["Location"].startswith("/account/sign-in/")


def test_the_owner_of_one_place_gives_and_ends_nothing_at_another():
    here, there = cast.location("Here"), cast.location("There")
    owner, other = cast.staff(Role.OWNER, at=here), cast.staff(Role.NURSE, at=there)
    browser = cast.browser_of(owner, second_factor=True)
    for place in (there.pk, "everywhere"):
        said = {"email": owner.email, "role": "owner", "location": place}
        assert browser.post("/desk/staff/", said).status_code == 422
    assert browser.post(f"/desk/staff/roles/{other.staff_roles.get().pk}/end/").status_code in (404, 422)
    assert staff_roles(other) == {"nurse"}
    assert not Invitation.objects.exists()


# Guardians, carers --------------------------------------------------------------------------------


def grown_up(patient: Patient) -> None:
    patient.born = date.today() - timedelta(days=365 * 19)  # noqa: DTZ011 # to the year
    patient.save(update_fields=["born"])


def test_whom_a_guardian_let_in_is_out_with_the_guardian_when_the_patient_is_of_age():
    child, guardian, friend = cast.minor(), cast.account(), cast.account()
    Carer.objects.create(patient=child, user=guardian, kind="guardian", allowed_by=guardian)
    Carer.objects.create(patient=child, user=friend, kind="carer", allowed_by=guardian)
    assert opens(guardian, child, Door.ALLOW)
    assert opens(friend, child)
    grown_up(child)
    assert not opens(guardian, child)
    assert not opens(friend, child)
    assert cast.browser_of(friend).get(f"/me/{child.key}/").status_code == 404
    assert child.account is not None
    Carer.objects.filter(user=friend).update(allowed_by=child.account)
    assert opens(friend, child)


def test_a_carer_whom_a_guardian_invited_comes_too_late_when_the_patient_is_of_age():
    child, guardian = cast.minor(), cast.account()
    Carer.objects.create(patient=child, user=guardian, kind="guardian", allowed_by=guardian)
    browser = cast.browser_of(guardian)
    browser.post(f"/me/{child.key}/carers/", {"email": "second@example.org"})
    link = last_link()
    grown_up(child)
    assert Client().post(link, SAID).status_code == 410
    assert browser.get(f"/me/{child.key}/carers/").status_code == 404


def test_a_carer_is_out_with_the_next_page_of_an_open_session():
    patient, carer = cast.patient(), cast.account()
    kept = Carer.objects.create(patient=patient, user=carer, kind="carer", allowed_by=patient.account)
    theirs = cast.browser_of(carer)
    assert theirs.get(f"/me/{patient.key}/").status_code == 200
    assert patient.account is not None
    cast.browser_of(patient.account).post(f"/me/carers/{kept.pk}/end/")
    assert theirs.get(f"/me/{patient.key}/").status_code == 404


# Broken glass -------------------------------------------------------------------------------------


def test_nobody_sees_to_it_themselves_that_their_broken_glass_was_seen():
    both = cast.staff(Role.OWNER)
    patient = cast.patient(at=cast.location("There"))
    both.staff_roles.create(role=Role.NURSE, location=cast.location("Here"))
    glass = break_glass(who=cast.as_staff(both), key=patient.key, reason=REASON)
    browser = cast.browser_of(both, second_factor=True)
    assert browser.get("/desk/staff/broken-glass/").status_code == 200
    assert browser.post(f"/desk/staff/broken-glass/{glass.pk}/seen/").status_code == 404
    elsewhere = cast.browser_of(cast.staff(Role.OWNER, at=cast.location("Here")), second_factor=True)
    assert REASON not in elsewhere.get("/desk/staff/broken-glass/").content.decode()
    assert elsewhere.post(f"/desk/staff/broken-glass/{glass.pk}/seen/").status_code == 404
    theirs = cast.browser_of(cast.staff(Role.OWNER, at=cast.location("There")), second_factor=True)
    assert theirs.post(f"/desk/staff/broken-glass/{glass.pk}/seen/").status_code == 302
    assert BrokenGlass.objects.get().seen_at is not None


# Two records --------------------------------------------------------------------------------------


def test_a_record_that_is_read_with_one_that_has_an_account_gets_no_second_one():
    """An invitation that was sent before the merge, and one after it."""
    free, taken = cast.patient(account=None, born=date(1984, 3, 1)), cast.patient()
    worker = cast.as_staff(cast.staff(Role.PRESCRIBER))
    identity = open_record(worker, free.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    invite_patient(opened=identity, email="new@example.org")
    link = last_link()
    one, other = (open_record(worker, it.key, Door.MERGE, did="opened it in a test") for it in (free, taken))
    made = merge(kept=one, merged=other, reason="Same passport, seen today.")
    assert Client().post(link, SAID).status_code == 422
    with pytest.raises(CannotInvite):
        invite_patient(opened=identity, email="new@example.org")
    free.refresh_from_db()
    assert free.account is None
    undo_merge(opened=one, merge=made)
    assert Client().post(link, SAID).status_code == 302


def test_a_carer_of_one_of_two_merged_records_is_a_carer_of_that_one_alone_when_it_is_undone():
    first, second, carer = cast.patient(account=None), cast.patient(), cast.account()
    worker = cast.as_staff(cast.staff(Role.PRESCRIBER))
    one, other = (open_record(worker, it.key, Door.MERGE, did="opened it in a test") for it in (first, second))
    made = merge(kept=one, merged=other, reason="Same passport, seen today.")
    invite_carer(opened=cast.opened(second, Door.ALLOW), email=carer.email)
    cast.browser_of(carer).post(last_link())
    assert opens(carer, first)
    undo_merge(opened=one, merge=made)
    assert not opens(carer, first)


# Signing in ---------------------------------------------------------------------------------------


def test_a_session_that_was_put_into_somebodys_browser_is_not_theirs_after_they_sign_in():
    user = cast.account()
    browser = Client()
    browser.get("/account/sign-in/")
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["sessionid"] = planted
    browser.post("/account/sign-in/", {"login": user.email, "password": "a long enough password"})
    assert browser.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/account/")["Location"].startswith("/account/sign-in/")


def test_recovery_codes_and_keys_cannot_be_read_out_of_the_database():
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    user = cast.enrolled(cast.staff(Role.OWNER))
    codes = RecoveryCodes.activate(user).get_unused_codes()
    kept = str(list(Authenticator.objects.values()))
    assert len(codes) == 10
    assert not [code for code in codes if code in kept]
    assert cast.SECRET not in kept


def test_a_passkey_that_did_not_look_at_who_holds_it_does_not_sign_in_alone(client):
    options = client.get("/account/passkeys/sign-in/", headers={"accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["userVerification"] == "required"


def test_an_invitation_is_for_one_mailbox_however_its_letters_are_written():
    invite_staff(by=None, email=" New@Example.ORG ", role=Role.NURSE)
    link = last_link()
    assert Client().post(link, SAID).status_code == 302
    assert User.objects.get(email="new@example.org").staff_roles.exists()
    with pytest.raises(CannotInvite):
        invite_staff(by=None, email="n\u0131ck@example.org", role=Role.OWNER)


def test_who_has_the_look_alike_of_an_address_gets_no_letter_about_its_account():
    from reprieve.clinic.messages.models import Letter

    cast.location()
    User.objects.create_user("nick@example.org", "a long enough password")
    for page in ("/account/new/", "/account/forgotten/"):
        Client().post(page, {"email": "n\u0131ck@example.org"})
    assert not Letter.objects.exclude(to="nick@example.org").exists()


def test_the_editors_pages_change_neither_address_nor_password():
    user, _new = add_editor("editor@example.org", "a long enough password")
    browser = cast.browser_of(user, second_factor=True)
    page = browser.get("/editors/account/")
    assert page.status_code == 200
    assert 'type="password"' not in page.content.decode()
    said = {"name_email-first_name": "Example", "name_email-last_name": "Editor", "name_email-email": "x@example.org"}
    browser.post("/editors/account/", said)
    user.refresh_from_db()
    assert user.email == "editor@example.org"


def test_making_an_editor_is_in_the_audit():
    user, _new = add_editor("editor@example.org", "a long enough password")
    assert Group.objects.filter(user=user).exists()
    assert AuditLine.objects.filter(chain=f"account {user.pk}", did__startswith="made an editor").exists()


def test_a_broken_glass_closes_in_the_middle_of_a_session():
    patient, nurse = cast.patient(at=cast.location("Here")), cast.staff(Role.NURSE, at=cast.location("There"))
    break_glass(who=cast.as_staff(nurse), key=patient.key, reason=REASON)
    browser = cast.browser_of(nurse, second_factor=True)
    assert browser.get(f"/desk/patients/{patient.key}/").status_code == 200
    BrokenGlass.objects.update(until=datetime.now(UTC))
    assert browser.get(f"/desk/patients/{patient.key}/").status_code == 404
