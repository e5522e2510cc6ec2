"""Which ways stand on a page for whom? Nobody is shown one that is closed to them, and none is missing."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import account, as_staff, browser_of, location, opened, patient, staff

from reprieve.clinic.alerts.actions import raise_alert
from reprieve.clinic.alerts.models import Alarm
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diary.actions import keep_upload
from reprieve.clinic.people.access import Door
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.models import BrokenGlass, Location, Patient, Role, User
from reprieve.clinic.showing.plain_words import say_moment
from reprieve.pathway.diary.records import DayEntry, Diary
from reprieve.pathway.terms.truth import YES

pytestmark = pytest.mark.django_db
BORN = date(1984, 3, 1)
OPENS = {
    Role.FRONT_DESK: {"list_requests", "find_patients", "list_alerts"},
    Role.NURSE: {"find_patients", "list_alerts"},
    Role.PRESCRIBER: {"find_patients", "list_alerts"},
    Role.OWNER: {"list_alerts", "list_staff", "list_broken_glass"},
    Role.RESEARCHER: set(),
    Role.AUDITOR: {"find_looks"},
}


def inside(user: User) -> Client:
    return browser_of(user, second_factor=True)


def text(page: Any) -> str:
    return re.sub(r"\s+", " ", unescape(page.content.decode()))


def menu_on(page: Any) -> list[str]:
    menu = re.search(r'<nav class="own-menu.*?</nav>', page.content.decode(), re.DOTALL)
    assert menu is not None
    return re.findall(r'href="([^"]+)"', menu.group())


def elsewhere() -> Location:
    return Location.objects.get_or_create(name="Elsewhere", defaults={"zone": "America/Denver"})[0]


# The staff's menu


@pytest.mark.parametrize("role", list(Role))
def test_each_role_is_shown_its_own_pages_and_each_of_them_opens(role):
    browser = inside(staff(role))
    page = browser.get(reverse("show_desk"))
    links = menu_on(page)
    assert set(links) == {reverse(it) for it in (*OPENS[role], "show_desk", "show_account")}
    assert {browser.get(link).status_code for link in links} == {200}


def test_somebody_with_two_roles_is_shown_the_pages_of_both():
    links = menu_on(inside(staff(Role.OWNER, Role.NURSE)).get(reverse("show_desk")))
    assert {reverse("list_staff"), reverse("find_patients")} <= set(links)


@pytest.mark.parametrize(("role", "says"), [(Role.RESEARCHER, "no names"), (Role.AUDITOR, "who looked at a record")])
def test_the_first_page_says_what_a_role_may_do(role, says):
    assert says in text(inside(staff(role, at=location())).get(reverse("show_desk")))


def test_the_menu_says_where_one_is():
    nurse = inside(staff(Role.NURSE))
    assert 'href="/desk/patients/" aria-current="page"' in text(nurse.get(reverse("find_patients")))
    chart = text(nurse.get(reverse("show_chart", args=[patient().key])))
    assert 'href="/desk/patients/" aria-current="true"' in chart
    owner = text(inside(staff(Role.OWNER)).get(reverse("list_broken_glass")))
    assert owner.count("aria-current") == 1


def test_the_menu_counts_the_alerts_that_wait_for_who_looks():
    here, there = location(), elsewhere()
    for place in (here, there):
        raise_alert(Alarm.TRIAL, role=Role.NURSE, location=place, wait_min=5)
    nurse = inside(staff(Role.NURSE, at=here))
    assert "Alerts <strong>(1)</strong>" in text(nurse.get(reverse("find_patients")))
    alert = re.search(r"/desk/alerts/(\d+)/acknowledge/", text(nurse.get(reverse("list_alerts"))))
    assert alert is not None
    nurse.post(alert.group())
    assert "Alerts</a>" in text(nurse.get(reverse("find_patients")))


# Ways of the account, the diary, and the public pages


def test_a_patient_comes_from_the_account_to_the_diary_and_back_and_out():
    mine = browser_of(patient().account)
    assert menu_on(mine.get(reverse("show_account"))) == [reverse("show_now"), reverse("show_account")]
    diary = mine.get(reverse("show_now"))
    assert reverse("show_account") in menu_on(diary)
    assert reverse("account_logout") in text(diary)


def test_somebody_who_is_patient_and_works_here_has_both_ways():
    user = staff(Role.NURSE)
    patient(account=user)
    assert menu_on(inside(user).get(reverse("show_account")))[:2] == [reverse("show_now"), reverse("show_desk")]


def test_somebody_without_a_record_or_a_role_is_shown_neither():
    assert menu_on(browser_of(account()).get(reverse("show_account"))) == [reverse("show_account")]


@pytest.mark.parametrize("path", ["/search/", "/es/search/", "/check/"])
def test_a_public_page_leads_to_the_account_and_is_the_same_for_everybody(path):
    everybody = Client().get(path)
    assert reverse("show_account") in text(everybody) or "/es/account/" in text(everybody)
    assert "/account/new/" in text(everybody)
    mine = browser_of(patient().account).get(path)
    token = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')
    assert token.sub("", text(mine)) == token.sub("", text(everybody))


# From the chart, and to a record that is closed


def test_the_chart_leads_to_an_invitation_and_a_second_record():
    whose = patient(account=None)
    prescriber = inside(staff(Role.PRESCRIBER))
    page = text(prescriber.get(reverse("show_chart", args=[whose.key])))
    for way in (reverse("invite_to_record", args=[whose.key]), f"{reverse('merge_records')}?one={whose.key}"):
        assert way in page
        assert prescriber.get(way).status_code == 200


def test_a_nurse_who_may_not_merge_and_a_patient_who_signs_in_show_no_such_ways():
    page = text(inside(staff(Role.NURSE)).get(reverse("show_chart", args=[patient().key])))
    assert reverse("merge_records") not in page
    assert "/invite/" not in page


SAID = {"given_name": " example", "family_name": "PATIENT ", "born": "1984-03-01", "reason": "Unconscious in the hall."}


def test_a_nurse_opens_the_record_of_another_place_by_who_lies_there():
    whose = patient(at=elsewhere(), born=BORN)
    nurse = inside(staff(Role.NURSE, at=location()))
    assert reverse("find_closed_record") in text(nurse.get(reverse("find_patients")))
    before = text(nurse.get(reverse("find_closed_record")))
    assert "four hours" in before
    assert "The patient and the owner of the clinic see" in before
    page = nurse.post(reverse("find_closed_record"), SAID, follow=True)
    assert reverse("show_chart", args=[whose.key]) in text(page)
    assert nurse.get(reverse("show_chart", args=[whose.key])).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [{"born": "1984-03-02"}, {"family_name": "Pat"}, {"reason": "short"}, {"reason": ""}, {"born": ""}],
    ids=["another birthday", "part of the name", "no real reason", "no reason", "no birthday"],
)
def test_nothing_is_opened_for_half_of_what_is_asked(wrong):
    patient(at=elsewhere(), born=BORN)
    page = inside(staff(Role.NURSE)).post(reverse("find_closed_record"), SAID | wrong)
    assert page.status_code == 422
    assert "autofocus" in text(page)
    assert not BrokenGlass.objects.exists()


def test_a_try_that_finds_nobody_is_written_down_with_its_reason():
    nurse = staff(Role.NURSE)
    inside(nurse).post(reverse("find_closed_record"), SAID)
    line = AuditLine.objects.get(did="was refused, no such record")
    assert (line.who, line.why) == (nurse, SAID["reason"])


def test_two_people_of_one_name_and_birthday_are_both_left_closed():
    for _n in range(2):
        patient(at=elsewhere(), born=BORN)
    assert inside(staff(Role.NURSE)).post(reverse("find_closed_record"), SAID).status_code == 422
    assert not BrokenGlass.objects.exists()


def test_who_types_many_names_comes_to_an_end():
    nurse = inside(staff(Role.NURSE))
    answers = [nurse.post(reverse("find_closed_record"), SAID).status_code for _n in range(11)]
    assert answers[:10] == [422] * 10
    assert answers[10] == 429


def broken(whose: Patient) -> User:
    nurse = staff(Role.NURSE, at=elsewhere())
    break_glass(who=as_staff(nurse), key=whose.key, reason="Unconscious in the hall.")
    return nurse


def test_the_owner_and_the_patient_read_who_opened_a_closed_record_and_why():
    whose = patient()
    nurse = broken(whose)
    for page in (
        inside(staff(Role.OWNER)).get(reverse("list_broken_glass")),
        browser_of(whose.account).get(reverse("show_my_data")),
        browser_of(whose.account).get(reverse("show_looks")),
    ):
        assert "Unconscious in the hall." in text(page)
        assert str(nurse) in text(page)


# Who has looked


def test_an_auditor_reads_who_looked_by_the_number_of_the_record_and_no_name():
    whose = patient()
    inside(staff(Role.NURSE)).get(reverse("show_chart", args=[whose.key]))
    page = text(inside(staff(Role.AUDITOR)).post(reverse("find_looks"), {"number": whose.pk}))
    assert "Saw the chart" in page
    assert whose.full_name not in page
    assert str(whose.key) not in page
    assert "Auditor" in text(browser_of(whose.account).get(reverse("show_looks")))


@pytest.mark.parametrize("number", ["", "x", "0", "987654", "9" * 30])
def test_an_auditor_is_told_when_there_is_no_such_record(number):
    page = inside(staff(Role.AUDITOR)).post(reverse("find_looks"), {"number": number})
    assert page.status_code == 422
    assert "autofocus" in text(page)


def test_an_auditor_of_another_place_is_told_the_same_as_of_no_record():
    whose = patient()
    auditor = inside(staff(Role.AUDITOR, at=elsewhere()))
    closed = auditor.post(reverse("find_looks"), {"number": whose.pk})
    none = auditor.post(reverse("find_looks"), {"number": 987_654})
    said = "There is no record of this number that is open to you."
    assert closed.status_code == none.status_code == 422
    assert said in text(closed)
    assert said in text(none)


def test_a_patient_reads_that_somebody_opened_the_page_for_signing_though_nothing_was_signed():
    whose = patient()
    inside(staff(Role.PRESCRIBER)).get(reverse("sign", args=[whose.key]))
    assert "Opened the page for signing a diagnosis" in text(browser_of(whose.account).get(reverse("show_looks")))


def test_an_opening_is_told_once_by_what_it_led_to():
    whose = patient()
    inside(staff(Role.NURSE)).post(reverse("add_note", args=[whose.key]), {"text": "Seen today."})
    page = text(browser_of(whose.account).get(reverse("show_looks")))
    assert "Wrote a note" in page
    assert "to write a note" not in page


# Times


def test_a_moment_is_said_by_the_clock_of_the_place_with_its_name():
    at = datetime(2026, 3, 3, 19, 5, tzinfo=UTC)
    assert say_moment(at, ZoneInfo("America/New_York")) == "Tue 3 Mar 2026, 14:05 EST"
    assert say_moment(at, ZoneInfo("America/Sao_Paulo")) == "Tue 3 Mar 2026, 16:05 UTC-03"


def test_the_staff_read_times_of_the_place_and_the_patient_those_of_home():
    place = elsewhere()
    whose = patient(at=place, zone="Europe/Madrid")
    nurse = inside(staff(Role.NURSE))
    nurse.post(reverse("add_note", args=[whose.key]), {"text": "Seen today."})
    assert re.search(r"\d{2}:\d{2} M[SD]T", text(nurse.get(reverse("show_chart", args=[whose.key]))))
    looks = text(browser_of(whose.account).get(reverse("show_looks")))
    assert re.search(r"\d{2}:\d{2} CES?T", looks)
    assert "UTC" not in looks
    mine = opened(whose, Door.WRITE)
    keep_upload(mine, Diary(days=(DayEntry(day=date(2026, 1, 1), headache=YES),)))
    assert re.search(r"\d{2}:\d{2} CES?T", text(browser_of(whose.account).get(reverse("show_my_data"))))
