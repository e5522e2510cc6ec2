"""One story of each role in a browser without script, on a phone. The patient's and the prescriber's are walked in
test_diary_in_browser and test_chart_in_browser."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import expect
from tests.cast import account, as_staff, enrolled, location, patient, staff
from tests.integration.test_chart_in_browser import Open, open_as  # noqa: F401 # the fixture
from tests.integration.walking import PHONE, press, widest

from reprieve.clinic.alerts.actions import escalate_waiting, raise_alert
from reprieve.clinic.alerts.models import Alarm, Alert
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.models import Carer, Role

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_front_desk_finds_somebody_and_invites_them_to_the_record(open_as: Open):  # noqa: F811
    patient(at=location(), account=None, email="patient@example.org", born=date(1984, 3, 1))
    page = open_as(staff(Role.FRONT_DESK), "/desk/", size=PHONE, script=False)
    page.get_by_role("link", name="Patients").last.click()
    page.get_by_label("Name, or part of it").fill("Exam")
    press(page, "Find")
    page.get_by_role("link", name="Who it is Example Patient").click()
    page.get_by_role("link", name="Invite by e-mail to sign in").click()
    press(page, "Send the invitation")
    expect(page.get_by_role("heading", level=1)).to_have_text("The invitation is sent")
    assert widest(page) <= 0


def test_a_nurse_takes_an_alert_on_by_name(open_as: Open):  # noqa: F811
    nurse = staff(Role.NURSE, at=location())
    whose = patient(at=location())
    raise_alert(Alarm.OVERUSE, role=Role.NURSE, location=location(), wait_min=5, opens=f"/desk/patients/{whose.key}/")
    page = open_as(nurse, "/desk/", size=PHONE, script=False)
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Alerts (1)").click()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Example Patient")
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Alerts (1)").click()
    page.get_by_role("button", name="I have seen it and take it on").click()
    expect(page.get_by_text("No alert waits.")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text=str(nurse))).to_be_visible()
    expect(page.get_by_role("link", name="Alerts", exact=True)).to_be_visible()


def test_an_alert_that_the_nurse_leaves_waits_for_the_prescriber(open_as: Open):  # noqa: F811
    staff(Role.NURSE, at=location())
    prescriber = staff(Role.PRESCRIBER, at=location())
    alert = raise_alert(Alarm.OVERUSE, role=Role.NURSE, location=location(), wait_min=5)
    page = open_as(prescriber, "/desk/alerts/", size=PHONE, script=False)
    expect(page.get_by_text("No alert waits.")).to_be_visible()
    Alert.objects.filter(pk=alert.pk).update(next_step_at=alert.raised_at)
    assert escalate_waiting() == 1
    page.reload()
    page.get_by_role("button", name="I have seen it and take it on").click()
    expect(page.get_by_role("row").filter(has_text=str(prescriber))).to_be_visible()


def test_a_nurse_opens_the_record_of_another_place_in_an_emergency(open_as: Open):  # noqa: F811
    patient(at=location("Elsewhere"), born=date(1984, 3, 1))
    page = open_as(staff(Role.NURSE, at=location()), "/desk/patients/", size=PHONE, script=False)
    page.get_by_role("link", name="In an emergency").click()
    page.get_by_label("Given name").fill("Example")
    page.get_by_label("Family name").fill("Patient")
    page.get_by_label("Born").fill("1984-03-01")
    press(page, "Open it")
    expect(page.get_by_label("Why?")).to_be_focused()
    page.get_by_label("Why?").fill("Unconscious in the hall.")
    press(page, "Open it")
    page.get_by_role("link", name="To the record").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Example Patient")


def test_the_owner_reads_why_a_record_was_opened_and_says_so(open_as: Open):  # noqa: F811
    break_glass(
        who=as_staff(staff(Role.NURSE, at=location("Elsewhere"))),
        key=patient(at=location()).key,
        reason="Unconscious in the hall.",
    )
    owner = enrolled(staff(Role.OWNER))
    page = open_as(owner, "/desk/", size=PHONE, script=False)
    page.get_by_role("main").get_by_role("link", name="Opened in an emergency").click()
    expect(page.get_by_text("Unconscious in the hall.")).to_be_visible()
    press(page, "I have seen it")
    expect(page.get_by_text(f"{owner}, ")).to_be_visible()


def test_an_auditor_asks_who_looked_at_a_record(open_as: Open):  # noqa: F811
    whose = patient(at=location())
    page = open_as(staff(Role.AUDITOR), "/desk/", size=PHONE, script=False)
    page.get_by_role("main").get_by_role("link", name="Who has looked").click()
    press(page, "Show")
    expect(page.get_by_label("Number of the record")).to_be_focused()
    page.get_by_label("Number of the record").fill(str(whose.pk))
    press(page, "Show")
    expect(page.get_by_text("Saw who has looked")).to_be_visible()


def test_a_researcher_reads_what_the_role_opens(open_as: Open):  # noqa: F811
    page = open_as(staff(Role.RESEARCHER), "/desk/", size=PHONE, script=False)
    expect(page.get_by_text("You see no names and no records.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Pages").get_by_role("link")).to_have_count(1)


def test_a_carer_chooses_whose_diary_and_writes_in_it(open_as: Open):  # noqa: F811
    whose, carer = patient(), account()
    assert whose.account is not None
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    page = open_as(carer, "/account/", size=PHONE, script=False)
    page.get_by_role("link", name="My diary").click()
    page.get_by_role("link", name="Example Patient").click()
    press(page, "My head hurts")
    expect(page.get_by_text("What you write is marked as written by a carer.")).to_be_visible()
    expect(page.get_by_text("Since today")).to_be_visible()
    assert widest(page) <= 0
