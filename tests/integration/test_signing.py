"""A prescriber's word: proved anew, frozen with its reasons, and told of when the diary says otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import as_staff, browser_of, code_of_now, enrolled, opened, patient, staff
from tests.integration.test_chart import chart, did, signing, text, with_diary

from reprieve.clinic.alerts.access import alerts_for
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.diagnosis import access
from reprieve.clinic.diagnosis.models import Confirmation
from reprieve.clinic.diary.actions import undo_upload
from reprieve.clinic.people.models import Patient, Role, User
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.safety.red_flags import Answers
from reprieve.pathway.terms.truth import YES

pytestmark = pytest.mark.django_db
STATEMENT = "Withheld: a red flag needs someone today"


@pytest.fixture(autouse=True)
def quick(settings: Any, tmp_path: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def whose() -> Patient:
    made = patient()
    with_diary(made)
    return made


@pytest.fixture
def signer() -> User:
    return staff(Role.PRESCRIBER)


@pytest.fixture
def theirs(signer: User) -> Client:
    return browser_of(signer, second_factor=True)


def raise_red_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it had been answered: a record asks no red flags yet, but whatever judges it may withhold."""
    flag = Answers(answers={"thunderclap": YES})
    monkeypatch.setattr(access, "diagnose", lambda diary, **more: diagnose(diary, answers=flag, **more))


# Who signs ---------------------------------------------------------------------------------------


def test_a_code_signs_instead_of_the_password(whose, signer, theirs):
    enrolled(signer)
    assert signing(theirs, whose, password="", code=code_of_now()).status_code == 302
    assert Confirmation.objects.get().by == signer
    assert "signed a diagnosis, by code" in did(whose)


def test_a_code_that_was_used_does_not_sign_a_second_time(whose, signer, theirs):
    enrolled(signer)
    code = code_of_now()
    signing(theirs, whose, password="", code=code)
    page = signing(theirs, whose, password="", code=code)
    assert page.status_code == 422
    assert "This code is not right, or was used before" in text(page)
    assert Confirmation.objects.count() == 1
    assert "was refused a signature" in did(whose)


def test_a_form_that_is_refused_for_something_else_uses_no_code_up(whose, signer, theirs):
    enrolled(signer)
    code = code_of_now()
    assert signing(theirs, whose, password="", code=code, choice="other").status_code == 422
    assert signing(theirs, whose, password="", code=code).status_code == 302


@pytest.mark.parametrize(
    "said",
    [{}, {"code": "000000"}, {"credential": "nonsense"}, {"credential": '{"id": 1}'}, {"credential": "[1]"}],
    ids=["nothing", "a code of nobody", "no passkey", "half a passkey", "a list"],
)
def test_nothing_is_signed_without_a_proof_and_what_was_chosen_stays(whose, theirs, said):
    page = signing(theirs, whose, password="", reason="Kept words.", **said)
    assert page.status_code == 422
    assert "Kept words." in page.content.decode()
    assert not Confirmation.objects.exists()
    assert "was refused a signature" in did(whose)


def test_a_diagnosis_the_diary_shows_and_another_one_are_not_signed_in_one(whose, theirs):
    page = signing(theirs, whose, other_code="3.1")
    assert page.status_code == 422
    assert "Leave this one out, or disagree above" in text(page)
    assert not Confirmation.objects.exists()


def test_somebody_elses_code_signs_nothing(whose, theirs):
    enrolled(staff(Role.PRESCRIBER))
    assert signing(theirs, whose, password="", code=code_of_now()).status_code == 422


def test_the_page_offers_a_code_only_to_who_has_one(whose, signer, theirs):
    address = reverse("sign", args=[whose.key])
    assert 'name="code"' not in theirs.get(address).content.decode()
    enrolled(signer)
    assert 'name="code"' in theirs.get(address).content.decode()


def test_passwords_cannot_be_guessed_at_an_open_session(whose, signer, theirs):
    guessed = [signing(theirs, whose, password=f"wrong password {n}").status_code for n in range(11)]
    assert 429 in guessed
    assert set(guessed) == {422, 429}
    assert not Confirmation.objects.exists()


def test_proving_it_opens_nothing_else(whose, theirs):
    signing(theirs, whose)
    assert theirs.get("/account/address/")["Location"].startswith("/account/again/")


# What is withheld --------------------------------------------------------------------------------


def test_a_verdict_that_a_red_flag_withholds_is_signed_as_just_that(whose, theirs, monkeypatch):
    raise_red_flag(monkeypatch)
    page = theirs.get(reverse("sign", args=[whose.key]))
    assert STATEMENT in text(page)
    assert 'value="1.1"' not in page.content.decode().split('name="other_code"')[0]
    assert signing(theirs, whose, choice="withheld").status_code == 302
    it = Confirmation.objects.get()
    assert (it.agrees, it.code, it.name, it.stood) == (True, "withheld", STATEMENT, ["withheld"])
    (frozen,) = it.verdicts
    assert frozen["code"] == "withheld"
    assert [criterion["truth"] for criterion in frozen["criteria"]] == ["yes"]
    assert STATEMENT in text(theirs.get(chart(whose)))
    signed = text(theirs.get(reverse("show_signed", args=[whose.key, it.pk])))
    assert "Go to an emergency department now" in signed
    assert "now shows something else" not in signed


def test_while_it_is_withheld_no_diagnosis_can_be_agreed_with_and_another_needs_a_reason(whose, theirs, monkeypatch):
    raise_red_flag(monkeypatch)
    assert signing(theirs, whose, choice="1.1").status_code == 422
    assert signing(theirs, whose, choice="other", other_code="1.1").status_code == 422
    said = {"choice": "other", "other_code": "1.1", "reason": "Seen today, the scan shows nothing."}
    assert signing(theirs, whose, **said).status_code == 302
    it = Confirmation.objects.get()
    assert (it.agrees, it.code, it.stood) == (False, "1.1", ["withheld"])


def test_what_is_not_withheld_cannot_be_signed_as_withheld(whose, theirs):
    assert signing(theirs, whose, choice="withheld").status_code == 422
    assert signing(theirs, whose, choice="other", other_code="withheld", reason="x").status_code == 422
    assert not Confirmation.objects.exists()


# When the diary says otherwise later -------------------------------------------------------------


def test_a_red_flag_after_the_signature_is_on_the_chart_and_calls_the_prescriber_once(
    whose, signer, theirs, monkeypatch
):
    signing(theirs, whose)
    raise_red_flag(monkeypatch)
    access.Made.objects.all().delete()
    assert whose.account is not None
    mine = browser_of(whose.account)
    for _ in range(2):
        page = text(mine.get(reverse("show_diary_shows")))
        assert "signs for which somebody must look at you first" in page
    alert = Alert.objects.get()
    assert (alert.alarm, alert.role, alert.location) == (Alarm.RED_FLAG, Role.PRESCRIBER, whose.location)
    assert alert.opens == chart(whose)
    assert alert in alerts_for(as_staff(signer))
    seen = text(theirs.get(chart(whose)))
    assert "now shows something else" in seen
    assert "a red flag, for which every diagnosis is withheld" in seen
    assert "look at you first" not in seen


def test_a_red_flag_calls_the_prescriber_once_where_nothing_was_signed_yet(whose, monkeypatch):
    raise_red_flag(monkeypatch)
    assert whose.account is not None
    mine = browser_of(whose.account)
    for _ in range(2):
        mine.get(reverse("show_diary_shows"))
    assert [(it.alarm, it.opens) for it in Alert.objects.all()] == [(Alarm.RED_FLAG, chart(whose))]


def test_a_patient_reads_that_another_diagnosis_was_signed_and_why(whose, theirs):
    reason = "Headache on more days than written."
    signing(theirs, whose, choice="other", other_code="1.3", reason=reason)
    assert whose.account is not None
    page = text(browser_of(whose.account).get(reverse("show_diary_shows")))
    assert "That is another diagnosis than your diary showed then." in page
    assert f"Reason: {reason}" in page
    assert "confirmed" not in page.split("Reason:")[0]


def test_what_was_typed_stays_where_the_diary_changed_meanwhile_and_the_diagnosis_is_chosen_anew(whose, theirs):
    said = {"choice": "other", "other_code": "1.3", "reason": "Typed at length."}
    page = signing(theirs, whose, basis="0" * 64, **said)
    assert page.status_code == 409
    body = page.content.decode()
    assert "Typed at length." in body
    assert '<option value="1.3" selected' in body
    assert 'value="other" checked' not in body
    assert "0" * 64 not in body


def test_another_diagnosis_after_the_signature_asks_for_a_look_and_a_new_signature_settles_it(theirs):
    whose = patient()
    number = with_diary(whose)
    signing(theirs, whose)
    undo_upload(opened(whose), number)
    nurse = browser_of(staff(Role.NURSE), second_factor=True)
    for _ in range(2):
        nurse.get(chart(whose))
    assert [it.alarm for it in Alert.objects.all()] == [Alarm.DIAGNOSIS_CHANGED]
    said = {"choice": "other", "other_code": "1.1", "reason": "The old diary is on paper."}
    assert signing(theirs, whose, **said).status_code == 302
    nurse.get(chart(whose))
    assert Alert.objects.count() == 1
    assert "now shows something else" not in text(nurse.get(chart(whose)))


def test_who_can_sign_and_sees_the_change_on_the_chart_is_not_called(theirs):
    whose = patient()
    number = with_diary(whose)
    signing(theirs, whose)
    undo_upload(opened(whose), number)
    assert "now shows something else" in text(theirs.get(chart(whose)))
    assert not Alert.objects.exists()
