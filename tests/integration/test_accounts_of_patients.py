"""Accounts of patients and of those who act for them; records opened in an emergency; two records of one person."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from tests import cast

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.messages.models import Letter, Link
from reprieve.clinic.people.access import Closed, Door, Who, open_record
from reprieve.clinic.people.break_glass import break_glass, broken_glass_of
from reprieve.clinic.people.inviting import CannotInvite, invite_guardian, invite_patient
from reprieve.clinic.people.merging import CannotMerge, merge, undo_merge
from reprieve.clinic.people.models import BrokenGlass, Carer, Invitation, Merge, Patient, Role, User

pytestmark = pytest.mark.django_db
NEW = "/account/new/"
REASON = "Found unconscious in the street."


@pytest.fixture(autouse=True)
def quick(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr("reprieve.clinic.people.limits.timezone.now", lambda: datetime(2026, 1, 1, tzinfo=UTC))


def last_link() -> str:
    found = re.search(r"https?://[^/\s]+(/\S+)", Letter.objects.order_by("-pk")[0].text)
    assert found is not None
    return found[1]


def says(**changed: Any) -> dict[str, Any]:
    return {
        "given_name": "Example",
        "family_name": "Patient",
        "born": "1984-03-01",
        "language": "es",
        "zone": "America/Denver",
        "location": cast.location().pk,
        "password": "another quiet room",
    } | changed


def opens(user: User, patient: Patient, door: Door = Door.READ, *, staff: bool = False) -> bool:
    try:
        open_record(Who(user=user, second_factor=staff), patient.key, door, did="tried it in a test")
    except Closed:
        return False
    return True


def clinics(*, account: User | None = None, **fields: Any) -> Patient:
    """A record that the clinic made."""
    fields.setdefault("born", date(1984, 3, 1))
    family_name = fields.pop("family_name", "Patient")
    made = cast.patient(account=account, **fields)
    made.family_name = family_name
    made.save(update_fields=["family_name"])
    return made


# Opening an account -------------------------------------------------------------------------------


def test_somebody_opens_an_account_with_a_record_of_their_own_after_a_letter():
    cast.location()
    client = Client()
    assert client.post(NEW, {"email": "New@example.org"})["Location"] == "/account/new/sent/"
    assert not User.objects.filter(email="new@example.org").exists()
    link = last_link()
    assert client.post(link, says())["Location"] == "/me/"
    patient = Patient.objects.get()
    assert patient.account is not None
    assert (patient.account.email, patient.born, patient.language) == ("new@example.org", date(1984, 3, 1), "es")
    assert opens(patient.account, patient, Door.EXPORT)
    assert Client().get(link).status_code == 410  # used
    lines = AuditLine.objects.filter(chain=f"patient {patient.pk}").order_by("number")
    assert lines[0].did == "opened a record of their own"


def test_nothing_tells_whether_there_is_an_account_already():
    cast.location()
    known = cast.account()
    answers = {Client().post(NEW, {"email": email})["Location"] for email in (known.email, "new@example.org")}
    assert answers == {"/account/new/sent/"}
    letters = dict(Letter.objects.values_list("to", "subject"))
    assert letters[known.email] != letters["new@example.org"]


def test_a_link_that_is_made_up_or_too_old_opens_nothing_and_the_second_is_written_down():
    cast.location()
    Client().post(NEW, {"email": "new@example.org"})
    link = last_link()
    assert Client().post(link[:-2] + "x/", says()).status_code == 410
    assert not AuditLine.objects.filter(kind="link").exists()
    Link.objects.update(ends_at=timezone.now())
    assert Client().post(link, says()).status_code == 410
    assert AuditLine.objects.get(kind="link").did == "opened a link that works no longer"
    assert not Patient.objects.exists()


@pytest.mark.parametrize("wrong", [{"born": "yesterday"}, {"born": "1850-01-01"}, {"password": "short"}, {"zone": "x"}])
def test_a_wrong_answer_keeps_the_others(wrong):
    cast.location()
    Client().post(NEW, {"email": "new@example.org"})
    page = Client().post(last_link(), says(given_name="Kept") | wrong)
    assert page.status_code == 422
    assert 'value="Kept"' in page.content.decode()
    assert not Patient.objects.exists()


@pytest.mark.parametrize(("days", "opens_alone"), [(0, True), (1, False)])
def test_who_is_under_age_opens_an_account_with_the_clinic_alone(days, opens_alone):
    place = cast.location()
    Client().post(NEW, {"email": "new@example.org"})
    today = timezone.now().astimezone(ZoneInfo(place.zone)).date()
    of_age = today.replace(year=today.year - place.adult_at_years) + timedelta(days=days)
    answer = Client().post(last_link(), says(born=of_age.isoformat()))
    assert answer.status_code == (302 if opens_alone else 422)
    assert Patient.objects.exists() == opens_alone
    if not opens_alone:
        assert "guardian" in answer.content.decode()


# An invitation to a record ------------------------------------------------------------------------


def invited_to(patient: Patient, email: str = "new@example.org") -> str:
    at_desk = cast.browser_of(cast.staff(Role.FRONT_DESK, at=patient.location), second_factor=True)
    answer = at_desk.post(f"/desk/patients/{patient.key}/invite/", {"email": email, "as_whom": "patient"})
    assert answer.status_code == 200
    return last_link()


def accepts(link: str, born: str) -> Any:
    said = {"first_name": "Example", "last_name": "Patient", "password": "another quiet room", "born": born}
    return Client().post(link, said)


def test_who_is_invited_to_a_record_and_knows_the_date_of_birth_has_it():
    patient = clinics()
    link = invited_to(patient)
    assert accepts(link, "1984-03-02").status_code == 422
    assert accepts(link, "1984-03-01").status_code == 302
    patient.refresh_from_db()
    assert patient.account is not None
    assert patient.account.email == "new@example.org"
    assert opens(patient.account, patient)
    assert AuditLine.objects.filter(chain=f"patient {patient.pk}", did="accepted: patient").exists()


def test_the_third_wrong_date_of_birth_closes_the_link():
    patient = clinics()
    link = invited_to(patient)
    for day in ("02", "03", "04"):
        assert accepts(link, f"1984-03-{day}").status_code == 422
    assert accepts(link, "1984-03-01").status_code == 410
    assert not User.objects.filter(email="new@example.org").exists()
    dids = AuditLine.objects.filter(chain=f"patient {patient.pk}").values_list("did", flat=True)
    assert list(dids).count("gave a wrong date of birth") == 3


def test_the_letter_and_the_link_name_neither_the_patient_nor_why():
    patient = clinics(family_name="Markedname")
    link = invited_to(patient)
    letter = Letter.objects.get()
    for text in (letter.text, letter.subject, link, Client().get(link).content.decode()):
        assert "Markedname" not in text
        assert str(patient.key) not in text


def test_nobody_is_invited_to_a_record_that_has_an_account_or_no_date_of_birth():
    worker = cast.as_staff(cast.staff(Role.FRONT_DESK))
    for patient in (cast.patient(born=date(1984, 3, 1)), clinics(born=None)):
        opened = open_record(worker, patient.key, Door.CHANGE_IDENTITY, did="opened it in a test")
        with pytest.raises(CannotInvite):
            invite_patient(opened=opened, email="new@example.org")
    read = open_record(worker, clinics().key, Door.IDENTITY, did="opened it in a test")
    with pytest.raises(CannotInvite):
        invite_patient(opened=read, email="new@example.org")


def test_somebody_with_a_record_of_their_own_gets_no_second_one():
    mine, other = cast.patient(born=date(1984, 3, 1)), clinics()
    assert mine.account is not None
    link = invited_to(other, mine.account.email)
    assert cast.browser_of(mine.account).post(link, {"born": "1984-03-01"}).status_code == 422
    other.refresh_from_db()
    assert other.account is None
    assert Invitation.objects.get().used_at is None


# Carers and guardians -----------------------------------------------------------------------------


def test_a_patient_lets_somebody_act_and_ends_it():
    patient, carer = cast.patient(), cast.account()
    assert patient.account is not None
    mine, theirs = cast.browser_of(patient.account), cast.browser_of(carer)
    assert mine.post("/me/carers/", {"email": carer.email}).status_code == 302
    assert not opens(carer, patient)
    assert theirs.post(last_link()).status_code == 302
    assert opens(carer, patient)
    assert not opens(carer, patient, Door.ALLOW)
    assert carer.email in mine.get("/me/carers/").content.decode()
    assert mine.post(f"/me/carers/{Carer.objects.get().pk}/end/").status_code == 302
    assert not opens(carer, patient)
    dids = AuditLine.objects.filter(chain=f"patient {patient.pk}").values_list("did", flat=True)
    assert {"invited: carer", "accepted: carer", "ended a carer"} <= set(dids)


def test_a_carer_cannot_see_or_change_who_else_may_act():
    patient, carer = cast.patient(), cast.account()
    assert patient.account is not None
    Carer.objects.create(patient=patient, user=carer, kind="carer", allowed_by=patient.account)
    theirs = cast.browser_of(carer)
    for address in ("/me/carers/", f"/me/{patient.key}/carers/"):
        assert theirs.get(address).status_code == 404
        assert theirs.post(address, {"email": "friend@example.org"}).status_code == 404
    assert not Invitation.objects.exists()


def test_nobody_ends_a_carer_of_somebody_else():
    patient, stranger, carer = cast.patient(), cast.patient(), cast.account()
    assert patient.account is not None
    assert stranger.account is not None
    kept = Carer.objects.create(patient=patient, user=carer, kind="carer", allowed_by=patient.account)
    assert cast.browser_of(stranger.account).post(f"/me/carers/{kept.pk}/end/").status_code == 404
    kept.refresh_from_db()
    assert kept.ended_at is None


def test_an_invitation_to_act_is_taken_back():
    patient, carer = cast.patient(), cast.account()
    assert patient.account is not None
    mine = cast.browser_of(patient.account)
    mine.post("/me/carers/", {"email": carer.email})
    link = last_link()
    assert mine.post(f"/me/carers/invited/{Invitation.objects.get().pk}/recall/").status_code == 302
    assert cast.browser_of(carer).post(link).status_code == 410
    assert not opens(carer, patient)


def test_who_may_act_no_longer_finds_no_second_invitation_open():
    patient, carer = cast.patient(), cast.account()
    assert patient.account is not None
    mine, theirs = cast.browser_of(patient.account), cast.browser_of(carer)
    links = []
    for _ in range(2):
        mine.post("/me/carers/", {"email": carer.email})
        links.append(last_link())
    assert theirs.post(links[0]).status_code == 410
    assert theirs.post(links[1]).status_code == 302
    mine.post("/me/carers/", {"email": carer.email})
    third = last_link()
    mine.post(f"/me/carers/{Carer.objects.get().pk}/end/")
    assert theirs.post(third).status_code == 410
    assert not opens(carer, patient)


def test_nobody_is_asked_to_act_for_themselves():
    patient = cast.patient()
    assert patient.account is not None
    mine = cast.browser_of(patient.account)
    page = mine.post("/me/carers/", {"email": patient.account.email.upper()})
    assert page.status_code == 422
    assert "own address" in page.content.decode()
    assert not Invitation.objects.exists()


def test_who_was_invited_as_guardian_and_turns_out_to_be_the_patient_is_told_so():
    """The record has an account at that address only after the invitation was written."""
    child, somebody = cast.minor(account=None), cast.account()
    worker = cast.as_staff(cast.staff(Role.NURSE))
    identity = open_record(worker, child.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    invite_guardian(opened=identity, email=somebody.email)
    link = last_link()
    Patient.objects.filter(pk=child.pk).update(account=somebody)
    page = cast.browser_of(somebody).post(link)
    assert page.status_code == 422
    assert "your own record" in page.content.decode()
    assert not Carer.objects.exists()


def test_a_guardian_is_named_by_the_clinic_for_somebody_under_age_alone():
    child, grown, guardian = cast.minor(account=None), clinics(), cast.account()
    worker = cast.as_staff(cast.staff(Role.NURSE))
    opened = open_record(worker, grown.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    with pytest.raises(CannotInvite):
        invite_guardian(opened=opened, email=guardian.email)
    opened = open_record(worker, child.key, Door.CHANGE_IDENTITY, did="opened it in a test")
    invite_guardian(opened=opened, email=guardian.email)
    browser = cast.browser_of(guardian)
    assert browser.post(last_link()).status_code == 302
    assert opens(guardian, child, Door.ALLOW)
    assert browser.get(f"/me/{child.key}/carers/").status_code == 200


# Breaking the glass -------------------------------------------------------------------------------


def test_a_nurse_of_another_place_opens_a_record_for_four_hours_in_sight_of_owner_and_patient():
    patient, nurse = cast.patient(at=cast.location("Here")), cast.staff(Role.NURSE, at=cast.location("There"))
    browser = cast.browser_of(nurse, second_factor=True)
    address = f"/desk/patients/{patient.key}/break-glass/"
    assert "Example" not in browser.get(address).content.decode()
    assert not opens(nurse, patient, staff=True)
    assert browser.post(address, {"reason": "too short"}).status_code == 422
    assert browser.post(address, {"reason": REASON}).status_code == 302
    assert opens(nurse, patient, staff=True)
    assert not opens(nurse, patient)  # without the second step
    kept = BrokenGlass.objects.get()
    assert kept.until - kept.at == timedelta(hours=4)
    line = AuditLine.objects.get(chain=f"patient {patient.pk}", did="broke the glass")
    assert (line.who, line.role, line.why) == (nurse, "nurse", REASON)
    BrokenGlass.objects.update(until=timezone.now())
    assert not opens(nurse, patient, staff=True)

    owners = cast.browser_of(cast.staff(Role.OWNER), second_factor=True)
    page = owners.get("/desk/staff/broken-glass/").content.decode()
    assert REASON in page
    assert "Example Patient" not in page
    assert owners.post(f"/desk/staff/broken-glass/{kept.pk}/seen/").status_code == 302
    kept.refresh_from_db()
    assert kept.seen_at is not None
    assert [it.reason for it in broken_glass_of(cast.opened(patient, Door.LOOKS))] == [REASON]


@pytest.mark.parametrize("role", [it for it in Role if it not in (Role.NURSE, Role.PRESCRIBER)])
def test_nobody_else_breaks_the_glass(role):
    patient = cast.patient(at=cast.location("Here"))
    user = cast.staff(role, at=cast.location("There"))
    with pytest.raises(Closed):
        break_glass(who=cast.as_staff(user), key=patient.key, reason=REASON)
    browser = cast.browser_of(user, second_factor=True)
    assert browser.post(f"/desk/patients/{patient.key}/break-glass/", {"reason": REASON}).status_code == 403
    assert not BrokenGlass.objects.exists()
    assert AuditLine.objects.filter(chain=f"patient {patient.pk}", did="was refused to break the glass").exists()


def test_a_record_that_there_is_not_is_answered_as_before_its_glass_was_broken():
    browser = cast.browser_of(cast.staff(Role.NURSE), second_factor=True)
    nobody = "/desk/patients/00000000-0000-4000-8000-000000000000/break-glass/"
    assert browser.get(nobody).status_code == 200
    assert browser.post(nobody, {"reason": REASON}).status_code == 404


# Two records of one person ------------------------------------------------------------------------


def opened_to_merge(user: User, patient: Patient) -> Any:
    return open_record(cast.as_staff(user), patient.key, Door.MERGE, did="opened it in a test")


def test_two_records_are_read_as_one_and_are_two_again_when_it_is_undone():
    first, second, worker = cast.patient(), clinics(), cast.staff(Role.FRONT_DESK)
    assert first.account is not None
    browser = cast.browser_of(worker, second_factor=True)
    both = f"/desk/patients/merge/?one={first.key}&other={second.key}"
    assert browser.get(both).status_code == 200
    assert browser.post(both, {"keeps": str(first.key), "reason": "short"}).status_code == 422
    said = {"keeps": str(first.key), "reason": "Same passport, seen today."}
    assert browser.post(both, said).status_code == 302
    opened = cast.opened(first, Door.READ)
    assert set(opened.numbers) == {first.pk, second.pk}
    assert open_record(Who(user=first.account), second.key, Door.READ, did="opened it in a test").patient == first
    for patient in (first, second):
        assert AuditLine.objects.filter(chain=f"patient {patient.pk}", did="merged two records").exists()

    assert browser.post(f"/desk/patients/merges/{Merge.objects.get().pk}/undo/").status_code == 302
    assert cast.opened(first, Door.READ).numbers == (first.pk,)
    assert not opens(first.account, second)
    assert AuditLine.objects.filter(chain=f"patient {second.pk}", did="undid a merge").exists()


def test_records_with_two_accounts_are_not_merged_also_when_one_of_them_is_merged_below():
    first, second, third, worker = cast.patient(), cast.patient(), clinics(), cast.staff(Role.FRONT_DESK)
    with pytest.raises(CannotMerge):
        merge(kept=opened_to_merge(worker, first), merged=opened_to_merge(worker, second), reason=REASON)
    merge(kept=opened_to_merge(worker, third), merged=opened_to_merge(worker, second), reason=REASON)
    with pytest.raises(CannotMerge):
        merge(kept=opened_to_merge(worker, first), merged=opened_to_merge(worker, third), reason=REASON)
    assert Merge.objects.count() == 1


def test_a_record_is_not_merged_with_itself_nor_twice():
    first, second, worker = cast.patient(), clinics(), cast.staff(Role.FRONT_DESK)
    with pytest.raises(CannotMerge):
        merge(kept=opened_to_merge(worker, first), merged=opened_to_merge(worker, first), reason=REASON)
    made = merge(kept=opened_to_merge(worker, first), merged=opened_to_merge(worker, second), reason=REASON)
    with pytest.raises(CannotMerge):
        merge(kept=opened_to_merge(worker, second), merged=opened_to_merge(worker, first), reason=REASON)
    undo_merge(opened=opened_to_merge(worker, first), merge=made)
    with pytest.raises(CannotMerge):
        undo_merge(opened=opened_to_merge(worker, first), merge=made)


def test_a_record_of_another_place_cannot_be_merged_nor_seen():
    here, there = clinics(at=cast.location("Here")), clinics(at=cast.location("There"))
    browser = cast.browser_of(cast.staff(Role.FRONT_DESK, at=here.location), second_factor=True)
    assert browser.get(f"/desk/patients/merge/?one={here.key}&other={there.key}").status_code == 404
    page = browser.get(f"/desk/patients/merge/?one={here.key}").content.decode()
    assert str(there.key) not in page


def test_those_that_may_be_the_same_person_are_shown_and_that_is_written_down():
    first, alike, other = clinics(), clinics(), clinics(born=date(1990, 1, 1), family_name="Other")
    browser = cast.browser_of(cast.staff(Role.PRESCRIBER), second_factor=True)
    page = browser.get(f"/desk/patients/merge/?one={first.key}").content.decode()
    assert str(alike.key) in page
    assert str(other.key) not in page
    assert AuditLine.objects.filter(chain=f"patient {alike.pk}", did="saw in the list").exists()


# Before the first day ------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["get", "post"])
def test_before_the_clinic_has_a_place_the_page_says_so_and_what_opens_it(method):
    page = getattr(Client(), method)(NEW, {"email": "new@example.org"})
    assert page.status_code == 503
    assert "reprieve staff place" in page.content.decode()
    assert not Letter.objects.exists()
    cast.location()
    assert getattr(Client(), method)(NEW, {"email": "new@example.org"}).status_code in (200, 302)


def test_who_is_signed_in_and_opens_the_letter_of_a_new_account_comes_to_their_own():
    cast.location()
    Client().post(NEW, {"email": "new@example.org"})
    link = last_link()
    assert cast.browser_of(cast.account()).get(link)["Location"] == "/account/"
    assert Client().get(link).status_code == 200
