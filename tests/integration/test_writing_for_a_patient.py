"""A nurse writes down what a patient tells of: it is marked as the clinic's, and the patient can correct it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from tests.cast import browser_of, patient, staff

from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.diary.models import DiaryEntry
from reprieve.clinic.people.models import Patient, Role

pytestmark = pytest.mark.django_db
SENT = "8c7a2f0e-6a44-4d2e-9a80-000000000001"
SAID = {
    "sent": SENT,
    "start_day": "2026-02-03",
    "start_time": "08:00",
    "end_day": "2026-02-03",
    "end_time": "20:00",
    "pain_0_to_10": "8",
    "photophobia": "yes",
}


def writes(whose: Patient, *, role: Role = Role.NURSE, **changed: str) -> Any:
    nurse = browser_of(staff(role), second_factor=True)
    return nurse.post(reverse("write_for_patient", args=[whose.key]), SAID | changed)


def test_it_stands_in_the_diary_as_the_clinics_and_the_patient_sees_who_wrote_it():
    whose = patient()
    assert writes(whose).headers["Location"] == reverse("show_chart", args=[whose.key])
    entry = DiaryEntry.objects.get()
    assert (entry.written_by, entry.said["start"]) == ("clinic", "2026-02-03 08:00-05:00")
    assert entry.said.get("nausea") is None
    mine = browser_of(whose.account)
    day = mine.get("/me/day/2026-02-03/").content.decode()
    assert "Written by the clinic" in day
    assert re.search(r"/me/headache/[^/]+/", day)
    assert "Wrote in the diary" in mine.get(reverse("show_looks")).content.decode()


def test_sent_twice_it_is_written_once():
    whose = patient()
    for _n in range(2):
        assert writes(whose).status_code == 302
    assert DiaryEntry.objects.count() == 1


def test_a_refused_form_keeps_what_was_typed_and_writes_nothing():
    page = writes(patient(), end_time="07:00")
    assert page.status_code == 422
    assert 'value="08:00"' in page.content.decode()
    assert "autofocus" in page.content.decode()
    assert not DiaryEntry.objects.exists()


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.OWNER, Role.AUDITOR, Role.RESEARCHER])
def test_who_does_not_care_for_the_patient_writes_nothing(role):
    assert writes(patient(), role=role).status_code == 404
    assert not DiaryEntry.objects.exists()


def test_nobody_writes_in_their_own_diary_as_the_clinic():
    nurse = staff(Role.NURSE)
    own = patient(account=nurse)
    page = browser_of(nurse, second_factor=True).post(reverse("write_for_patient", args=[own.key]), SAID)
    assert page.status_code == 404


def test_the_chart_leads_there():
    whose = patient()
    page = browser_of(staff(Role.NURSE), second_factor=True).get(reverse("show_chart", args=[whose.key]))
    assert reverse("write_for_patient", args=[whose.key]) in page.content.decode()
    assert AuditLine.objects.filter(did="saw the chart").exists()
