"""What somebody would try who is half inside: a session without the second step, four hours in an emergency, the front
desk. And who lost what they need to come in: they come in again."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse
from tests import cast
from tests.integration.test_accounts_of_patients import clinics, last_link, opens

from reprieve import cli
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.people.access import GLASS_OPENS, Closed, Door, open_record
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.editors import add_editor
from reprieve.clinic.people.identity import change_identity
from reprieve.clinic.people.inviting import CannotInvite, invite_guardian
from reprieve.clinic.people.merging import merge, undo_merge
from reprieve.clinic.people.models import Carer, Invitation, Patient, Role, User

pytestmark = pytest.mark.django_db
PASSWORD, REASON = "a long enough password", "Found unconscious in the street."
SECOND_STEP, AGAIN = "/account/second-step/", "/account/second-step/again/"
FORGET = "/desk/staff/forget-second-steps/"


@pytest.fixture(autouse=True)
def quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("reprieve.clinic.people.limits.timezone.now", lambda: datetime(2026, 1, 1, tzinfo=UTC))


def identity(patient: Patient, **changed: Any) -> dict[str, Any]:
    return {
        "given_name": patient.given_name,
        "family_name": patient.family_name,
        "called": "",
        "born": patient.born or "",
        "sex": "",
        "phone": "",
        "email": "",
        "language": "en",
        "zone": patient.zone,
        "location": patient.location_id,
    } | changed


# The password alone -------------------------------------------------------------------------------

ONLY_WITH_ALL = (
    f"{SECOND_STEP}app/",
    f"{SECOND_STEP}app/remove/",
    f"{SECOND_STEP}recovery-codes/",
    f"{SECOND_STEP}recovery-codes/new/",
    "/account/passkeys/add/",
    "/account/address/",
    "/account/password/",
)


@pytest.mark.parametrize("address", ONLY_WITH_ALL)
def test_a_session_that_gave_the_password_alone_makes_itself_no_other_way_in(address):
    user = cast.enrolled(cast.staff(Role.PRESCRIBER))
    old = cast.browser_of(user)
    assert old.post("/account/again/", {"password": PASSWORD}).status_code == 302
    before = list(Authenticator.objects.values())
    for answer in (old.get(address), old.post(address, {"email": "new@example.org"})):
        assert answer.status_code == 302
        assert answer["Location"].startswith(AGAIN)
    assert list(Authenticator.objects.values()) == before
    assert not Letter.objects.exists()


def test_a_passkey_is_taken_away_by_nobody_who_gave_the_password_alone():
    user = cast.enrolled(cast.account())
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    old = cast.browser_of(user)
    old.post("/account/again/", {"password": PASSWORD})
    assert old.post(f"/account/passkeys/{key.pk}/remove/")["Location"].startswith(AGAIN)
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_new_recovery_codes_are_made_by_who_gave_the_second_step():
    user = cast.enrolled(cast.staff(Role.PRESCRIBER))
    browser = cast.browser_of(user)
    answer = browser.post(f"{AGAIN}?next={SECOND_STEP}recovery-codes/new/", {"code": cast.code_of_now()})
    assert answer.status_code == 302
    assert browser.get(answer["Location"]).status_code == 200
    assert browser.post(answer["Location"]).status_code == 302
    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).exists()


def test_the_first_second_step_ends_all_other_sessions_and_not_the_one_that_set_it_up():
    user = cast.staff(Role.PRESCRIBER)
    here, there = cast.browser_of(user), cast.browser_of(user)
    here.post("/account/again/", {"password": PASSWORD})
    here.get(f"{SECOND_STEP}app/")
    secret = here.session["mfa.totp.secret"]
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    assert here.post(f"{SECOND_STEP}app/", {"code": code}).status_code == 302
    assert here.get("/desk/patients/").status_code == 200
    assert there.get("/account/")["Location"].startswith("/account/sign-in/")


# Broken glass -------------------------------------------------------------------------------------


def broken(role: Role = Role.PRESCRIBER) -> tuple[Patient, User, Client]:
    """A record of one place, and somebody of another who broke its glass."""
    patient = cast.patient(at=cast.location("Home"), born=date(1984, 3, 1))
    user = cast.staff(role, at=cast.location("Far"))
    break_glass(who=cast.as_staff(user), key=patient.key, reason=REASON)
    return patient, user, cast.browser_of(user, second_factor=True)


@pytest.mark.parametrize("door", list(Door))
def test_broken_glass_opens_what_an_emergency_needs_and_no_other_door(door):
    patient, user, _browser = broken()
    assert opens(user, patient, door, staff=True) is (door in GLASS_OPENS)
    assert {it.name for it in GLASS_OPENS} == {"IDENTITY", "READ", "WRITE", "NOTE"}


def test_who_broke_the_glass_cannot_move_the_record_to_their_own_place():
    patient, _user, browser = broken()
    assert browser.post(who_of(patient), identity(patient, location=cast.location("Far").pk)).status_code == 404
    patient.refresh_from_db()
    assert patient.location.name == "Home"


def test_who_broke_the_glass_sees_who_it_is_and_no_button_that_is_shut():
    patient, _user, browser = broken()
    page = browser.get(who_of(patient)).content.decode()
    assert "Example" in page
    assert "Keep the changes" not in page
    chart = browser.get(f"/desk/patients/{patient.key}/").content.decode()
    for shut in ("/sign/", "/invite/", "/merge/"):
        assert shut not in chart


def who_of(patient: Patient) -> str:
    return reverse("show_who", kwargs={"key": patient.key})


def test_who_broke_the_glass_cannot_merge_the_record_with_one_of_theirs():
    patient, user, browser = broken()
    own = clinics(at=cast.location("Far"))
    both = f"/desk/patients/merge/?one={own.key}&other={patient.key}"
    answer = browser.post(both, {"keeps": str(own.key), "reason": "Same passport, seen today."})
    assert answer.status_code == 404
    patient.refresh_from_db()
    assert patient.merged_into is None
    assert not opens(user, patient, Door.SIGN, staff=True)


def test_a_record_stays_at_its_place_when_who_works_there_and_elsewhere_corrects_the_telephone():
    home, far = cast.location("Home"), cast.location("Far")
    patient = cast.patient(at=home, born=date(1984, 3, 1))
    user = cast.staff(Role.FRONT_DESK, at=home)
    user.staff_roles.create(role=Role.FRONT_DESK, location=far)
    browser = cast.browser_of(user, second_factor=True)
    assert browser.post(who_of(patient), identity(patient, phone="555 0100")).status_code == 302
    patient.refresh_from_db()
    assert (patient.phone, patient.location) == ("555 0100", home)
    assert browser.post(who_of(patient), identity(patient, location=far.pk)).status_code == 302
    patient.refresh_from_db()
    assert patient.location == far


def test_the_place_of_a_record_is_a_choice_also_when_it_was_closed():
    home = cast.location("Home")
    patient = cast.patient(at=home, born=date(1984, 3, 1))
    home.closed_at = datetime(2026, 1, 1, tzinfo=UTC)
    home.save()
    browser = cast.browser_of(cast.staff(Role.FRONT_DESK), second_factor=True)
    cast.location("Far")
    assert browser.post(who_of(patient), identity(patient, phone="555 0100")).status_code == 302
    patient.refresh_from_db()
    assert patient.location == home


# Two records of two places ------------------------------------------------------------------------


def two_places() -> tuple[Patient, Patient, Any]:
    """A record of Home, read with one of Far since somebody of both merged them."""
    home, far = clinics(at=cast.location("Home")), clinics(at=cast.location("Far"))
    both = cast.as_staff(cast.staff(Role.PRESCRIBER))
    one, other = (open_record(both, it.key, Door.MERGE, did="opened it in a test") for it in (far, home))
    return home, far, merge(kept=one, merged=other, reason="Same passport, seen today.")


def test_a_merge_takes_the_record_from_neither_place():
    home, far, made = two_places()
    nurses = {it: cast.staff(Role.NURSE, at=cast.location(it)) for it in ("Home", "Far", "Third")}
    assert {it for it, user in nurses.items() if opens(user, home, staff=True)} == {"Home", "Far"}
    browser = cast.browser_of(nurses["Home"], second_factor=True)
    page = browser.post("/desk/patients/", {"name": "Example", "born": ""}).content.decode()
    assert f"/desk/patients/{far.key}/" in page
    assert browser.get(f"/desk/patients/{far.key}/").status_code == 200
    desk = cast.as_staff(cast.staff(Role.FRONT_DESK, at=cast.location("Home")))
    undo_merge(opened=open_record(desk, far.key, Door.MERGE, did="opened it in a test"), merge=made)
    assert not opens(nurses["Home"], far, staff=True)


def test_a_merged_record_is_moved_by_nobody_who_reads_it_from_another_place():
    _home, far, _made = two_places()
    desk = cast.staff(Role.FRONT_DESK, at=cast.location("Home"))
    browser = cast.browser_of(desk, second_factor=True)
    assert browser.post(who_of(far), identity(far, phone="555 0100")).status_code == 302
    assert browser.post(who_of(far), identity(far, location=cast.location("Home").pk)).status_code == 422
    opened = open_record(cast.as_staff(desk), far.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    with pytest.raises(Closed):
        change_identity(opened, location=cast.location("Home"))
    far.refresh_from_db()
    assert (far.phone, far.location.name) == ("555 0100", "Far")


# The letter that lets somebody in -----------------------------------------------------------------


def test_no_other_letter_that_a_stranger_asks_for_takes_the_place_of_the_one_that_sets_a_password():
    person = cast.patient().account
    assert person is not None
    for _ in range(5):
        Client().post("/account/new/", {"email": person.email})
    thief = cast.browser_of(cast.account())
    thief.post("/account/again/", {"password": PASSWORD})
    for _ in range(5):
        thief.post("/account/address/", {"email": person.email})
    assert Letter.objects.filter(kind=Kind.HAS_ACCOUNT).count() == 3
    Client().post("/account/forgotten/", {"email": person.email})
    assert Letter.objects.filter(kind=Kind.RESET, to=person.email).count() == 1


def test_a_household_that_asked_for_too_many_other_letters_can_still_set_a_password():
    person = cast.patient().account
    assert person is not None
    answers = [Client().post("/account/new/", {"email": f"somebody-{n}@example.org"}).status_code for n in range(21)]
    assert answers[-1] == 429
    assert Client().post("/account/forgotten/", {"email": person.email}).status_code == 302
    assert Letter.objects.filter(kind=Kind.RESET).count() == 1


# Who lost the second step -------------------------------------------------------------------------


def asks_for_code(user: User, password: str = PASSWORD) -> bool:
    answer = Client().post("/account/sign-in/", {"login": user.email, "password": password})
    return bool(answer["Location"] == "/account/second-step/code/")


def test_an_owner_lets_patients_of_their_place_and_those_who_act_for_them_begin_anew():
    patient, carer = cast.patient(at=cast.location("Here")), cast.enrolled(cast.account())
    assert patient.account is not None
    cast.enrolled(patient.account)
    Carer.objects.create(patient=patient, user=carer, kind="carer", allowed_by=patient.account)
    owner = cast.staff(Role.OWNER, at=patient.location)
    browser = cast.browser_of(owner, second_factor=True)
    for user in (patient.account, carer):
        assert asks_for_code(user)
        open_session = cast.browser_of(user)
        answer = browser.post(FORGET, {"email": user.email.upper()})
        assert answer["Location"] == "/desk/staff/?forgotten=1"
        assert "The second step is gone" in browser.get(answer["Location"]).content.decode()
        assert not asks_for_code(user)
        assert open_session.get("/account/").status_code == 302
        assert Letter.objects.filter(to=user.email, kind=Kind.CHANGED).count() == 1
        assert AuditLine.objects.get(chain=f"account {user.pk}", did="forgot the second steps of").who == owner


def test_an_owner_of_all_places_lets_an_editor_begin_anew():
    editor, _new = add_editor("editor@example.org", PASSWORD)
    cast.enrolled(editor)
    browser = cast.browser_of(cast.staff(Role.OWNER), second_factor=True)
    assert browser.post(FORGET, {"email": editor.email}).status_code == 302
    assert not Authenticator.objects.filter(user=editor).exists()


def test_the_owner_of_one_place_does_it_for_nobody_else_and_learns_nothing_of_who_has_an_account():
    here, there = cast.location("Here"), cast.location("There")
    owner = cast.browser_of(cast.staff(Role.OWNER, at=here), second_factor=True)
    elsewhere, editor = cast.patient(at=there).account, add_editor("editor@example.org", PASSWORD)[0]
    assert elsewhere is not None
    of_both = cast.patient(at=here).account
    assert of_both is not None
    of_both.staff_roles.create(role=Role.NURSE, location=there)
    users = [elsewhere, editor, of_both, cast.staff(Role.OWNER), cast.account()]
    said = set()
    for user in users:
        cast.enrolled(user)
        page = owner.post(FORGET, {"email": user.email})
        assert page.status_code == 422
        said.add(page.content.decode().replace(user.email, ""))
    unknown = owner.post(FORGET, {"email": "nobody@example.org"})
    assert unknown.status_code == 422
    problem = "No account with this address belongs to your places alone."
    assert all(problem in page for page in (*said, unknown.content.decode()))
    assert Authenticator.objects.count() == len(users)


def test_from_the_command_line_the_last_owner_begins_anew_also_after_another_secret_key(capsys, monkeypatch, settings):
    monkeypatch.setattr("reprieve.clinic.config.reach.reach_database", lambda _folder: None)
    owner = cast.staff(Role.OWNER)
    TOTP.activate(owner, cast.SECRET)
    codes = RecoveryCodes.activate(owner).get_unused_codes()
    settings.SECRET_KEY = "another one, after a breach"
    browser = Client()
    browser.post("/account/sign-in/", {"login": owner.email, "password": PASSWORD})
    for code in (cast.code_of_now(), codes[0]):
        assert browser.post("/account/second-step/code/", {"code": code}).status_code == 422
    assert cli.main(["staff", "forget-second-steps", "nobody@example.org"]) == 1
    assert cli.main(["staff", "forget-second-steps", owner.email.upper()]) == 0
    assert owner.email in capsys.readouterr().out
    assert not asks_for_code(owner)
    line = AuditLine.objects.get(chain=f"account {owner.pk}", did="forgot the second steps of")
    assert line.who is None
    assert Letter.objects.filter(to=owner.email, kind=Kind.CHANGED).count() == 1


# The front desk -----------------------------------------------------------------------------------


def test_the_front_desk_makes_nobody_who_signs_in_a_minor_and_says_whom_to_ask():
    patient = cast.patient(born=date(1984, 3, 1))
    desk = cast.browser_of(cast.staff(Role.FRONT_DESK), second_factor=True)
    page = desk.post(who_of(patient), identity(patient, born="2020-01-01", phone="555 0100"))
    assert page.status_code == 422
    assert "ask a nurse or a prescriber" in page.content.decode()
    assert 'value="555 0100"' in page.content.decode()
    patient.refresh_from_db()
    assert patient.born == date(1984, 3, 1)
    assert desk.post(who_of(patient), identity(patient, phone="555 0100")).status_code == 302
    without = clinics()
    assert desk.post(who_of(without), identity(without, born="1985-03-01")).status_code == 302


def test_a_patient_who_signs_in_gets_a_letter_that_says_nothing_when_the_date_of_birth_changes():
    patient = cast.patient(born=date(1984, 3, 1))
    assert patient.account is not None
    nurse = cast.browser_of(cast.staff(Role.NURSE), second_factor=True)
    nurse.post(who_of(patient), identity(patient, phone="555 0100"))
    assert not Letter.objects.exists()
    assert nurse.post(who_of(patient), identity(patient, born="1985-03-01")).status_code == 302
    letter = Letter.objects.get()
    assert (letter.to, letter.kind) == (patient.account.email, Kind.SOMETHING_NEW)
    assert "1985" not in letter.text
    assert "Example" not in letter.text
    looks = cast.browser_of(patient.account).get("/me/data/looks/")
    assert looks.status_code == 200


def test_a_guardian_is_named_by_who_cares_for_the_patient_and_the_patient_is_told():
    child = cast.minor()
    assert child.account is not None
    desk, nurse = (cast.browser_of(cast.staff(it), second_factor=True) for it in (Role.FRONT_DESK, Role.NURSE))
    invite = f"/desk/patients/{child.key}/invite/"
    said = {"email": "guardian@example.org", "as_whom": "guardian"}
    page = desk.post(invite, said)
    assert page.status_code == 422
    assert "Only a nurse or a prescriber names a guardian" in page.content.decode()
    assert not Invitation.objects.exists()
    assert nurse.post(invite, said).status_code == 200
    assert set(Letter.objects.values_list("to", "kind")) == {
        ("guardian@example.org", Kind.INVITATION),
        (child.account.email, Kind.SOMETHING_NEW),
    }


def test_a_nurse_who_broke_the_glass_names_no_guardian():
    patient, user, browser = broken(Role.NURSE)
    Patient.objects.filter(pk=patient.pk).update(born=date.today() - timedelta(days=3650))  # noqa: DTZ011 # to the year
    said = {"email": "guardian@example.org", "as_whom": "guardian"}
    assert browser.post(f"/desk/patients/{patient.key}/invite/", said).status_code == 404
    opened = open_record(cast.as_staff(user), patient.key, Door.IDENTITY, did="opened it in a test")
    with pytest.raises(CannotInvite):
        invite_guardian(opened=opened, email="guardian@example.org")
    assert not Invitation.objects.exists()


def test_who_invited_a_guardian_as_a_nurse_and_is_one_no_longer_has_left_no_way_in():
    child, user = cast.minor(account=None), cast.staff(Role.NURSE)
    user.staff_roles.create(role=Role.FRONT_DESK)
    opened = open_record(cast.as_staff(user), child.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    invite_guardian(opened=opened, email="guardian@example.org")
    link = last_link()
    assert Client().get(link).status_code == 200
    user.staff_roles.filter(role=Role.NURSE).update(ended_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert Client().get(link).status_code == 410


@pytest.mark.parametrize("sex", ["female", "male", ""])
def test_what_the_desk_writes_of_a_patient_is_what_the_chart_and_the_patient_judge_by(sex):
    patient = cast.patient(born=date(1984, 3, 1))
    browser = cast.browser_of(cast.staff(Role.PRESCRIBER), second_factor=True)
    assert browser.post(who_of(patient), identity(patient, sex=sex)).status_code == 302
    patient.refresh_from_db()
    assert patient.sex == sex
    assert browser.get(reverse("show_chart", args=[patient.key])).status_code == 200
    assert patient.account is not None
    mine = cast.browser_of(patient.account)
    for page in ("/me/shows/", "/me/about-me/", "/me/data/"):
        assert mine.get(page).status_code == 200


def test_a_name_holds_no_letter_that_turns_the_line():
    patient = cast.patient()
    browser = cast.browser_of(cast.staff(Role.PRESCRIBER), second_factor=True)
    browser.post(who_of(patient), identity(patient, given_name="Exa\u202emple\u0007"))
    patient.refresh_from_db()
    assert patient.given_name == "Example"
