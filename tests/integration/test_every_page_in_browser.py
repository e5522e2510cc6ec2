"""Every page of somebody who has signed in, walked as each role: on a phone and on a desk, in every theme, read by axe.

The pages of the patient are walked in both languages; those of the staff in Spanish, too, where they stand in
`DOORS`: what is not walked here is named with its reason, so that no page is forgotten.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page
from tests.cast import account, as_staff, browser_of, enrolled, location, opened, patient, staff
from tests.integration.test_chart import diary, pdf
from tests.integration.test_chart_in_browser import Open, open_as  # noqa: F401 # the fixture
from tests.integration.test_desk import referred
from tests.integration.test_doors import DOORS, Door
from tests.integration.walking import DESKTOP, PHONE, THEMES, empty_what_only_grows, small_targets, widest

from reprieve.clinic.alerts.actions import acknowledge, raise_alert
from reprieve.clinic.alerts.models import Alarm
from reprieve.clinic.diagnosis.models import Note, PatientFile
from reprieve.clinic.diary.actions import count_upload, keep_upload
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.people.access import Door as RecordDoor
from reprieve.clinic.people.break_glass import break_glass
from reprieve.clinic.people.inviting import invite_carer, invite_staff
from reprieve.clinic.people.models import Carer, Patient, Role, User

pytestmark = pytest.mark.django_db(transaction=True)
# Where somebody wants to look at the pages: a folder for their pictures.
PICTURES = os.environ.get("REPRIEVE_PICTURES", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clinic:
    """One patient about whom there is something of everything, and people in every role."""

    patient: Patient
    other: Patient
    mine: User
    carer: User
    upload: int
    staff: dict[str, User]
    request: int


def small_diary() -> Any:
    return diary(attacks=3)


@pytest.fixture
def clinic(settings: Any, tmp_path: Path) -> Iterator[Clinic]:
    settings.DATA_FOLDER = tmp_path
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    place = location()
    whose, other = patient(at=place), patient(at=place)
    assert whose.account is not None
    counted = keep_upload(opened(whose), diary())
    count_upload(opened(whose), counted.pk)
    waiting = keep_upload(opened(whose), small_diary())
    write_by_hand(browser_of(whose.account))
    carer = account()
    Carer.objects.create(patient=whose, user=carer, kind=Carer.Kind.CARER, allowed_by=whose.account)
    invite_carer(opened=opened(whose, RecordDoor.ALLOW), email="invited@example.org")
    people = {str(role): enrolled(staff(role)) for role in Role}
    write_the_chart(whose, people)
    yield Clinic(
        patient=whose,
        other=other,
        mine=whose.account,
        carer=carer,
        upload=waiting.pk,
        staff=people,
        request=referred().pk,
    )
    empty_what_only_grows()


def write_by_hand(mine: Client) -> None:
    """A headache that goes on, with its pain and a medicine, and a treatment."""
    sent = "00000000-0000-4000-8000-00000000000{}"
    tap = reverse("write_tap")
    mine.post(tap, {"what": "begin", "sent": sent.format(1)})
    about = DiaryThing.objects.get(thing="attack", cells__ongoing="yes").about
    mine.post(tap, {"what": "pain", "about": about, "pain": "7", "sent": sent.format(2)})
    mine.post(tap, {"what": "dose", "about": about, "name": "Imitrex 50 mg", "sent": sent.format(3)})
    mine.post(tap, {"what": "answer", "about": about, "say": "aura:yes", "sent": sent.format(4)})


def write_the_chart(whose: Patient, people: dict[str, User]) -> None:
    at_chart = browser_of(people["nurse"], second_factor=True)
    add_note = reverse("add_note", args=[whose.key])
    at_chart.post(add_note, {"text": "Called; is well."})
    at_chart.post(add_note, {"text": "Called again.", "about": Note.objects.get().pk})
    file = SimpleUploadedFile("report.pdf", pdf())
    at_chart.post(reverse("add_file", args=[whose.key]), {"title": "MRI of the head", "file": file})
    assert PatientFile.objects.exists()
    nurse = as_staff(people["nurse"])
    elsewhere = staff(Role.NURSE, at=location("Elsewhere"))
    break_glass(who=as_staff(elsewhere), key=whose.key, reason="Unconscious in the hall.")
    seen = raise_alert(Alarm.TRIAL, role=Role.NURSE, location=None, wait_min=5)
    acknowledge(seen.pk, who=nurse)
    raise_alert(
        Alarm.OVERUSE, role=Role.NURSE, location=whose.location, wait_min=5, opens=f"/desk/patients/{whose.key}/"
    )
    invite_staff(by=as_staff(people["owner"]), email="new@example.org", role=Role.NURSE, location=whose.location)


# Which pages each role is walked through ----------------------------------------------------------


def things(clinic: Clinic) -> tuple[str, str]:
    kept = DiaryThing.objects.filter(patient=clinic.patient)
    return kept.get(thing="attack", cells__ongoing="yes").about, kept.filter(thing="dose").latest("pk").about


def pages_of_patient(clinic: Clinic) -> dict[str, str]:
    attack, dose = things(clinic)
    day = (timezone.now() - timedelta(days=1)).date()
    named = {
        "show_day": {"day": day},
        "write_attack": {"day": day},
        "write_dose": {"day": day},
        "correct_attack": {"about": attack},
        "correct_dose": {"about": dose},
        "review_upload": {"number": clinic.upload},
    }
    plain = (
        *("show_now", "show_calendar", "list_treatments", "write_about_me", "show_diary_shows", "show_my_data"),
        *("show_looks", "bring_into_record", "list_carers", "show_account"),
    )
    return {name: reverse(name) for name in plain} | {name: reverse(name, kwargs=it) for name, it in named.items()}


def pages_of_staff(clinic: Clinic) -> dict[str, dict[str, str]]:
    key, one = clinic.patient.key, {"key": clinic.patient.key}
    who = {"show_who": reverse("show_who", kwargs=one), "invite_to_record": reverse("invite_to_record", kwargs=one)}
    merge = reverse("merge_records") + f"?one={key}"
    shared = {name: reverse(name) for name in ("show_desk", "list_alerts")}
    patients = {name: reverse(name) for name in ("find_patients", "add_patient")}
    emergency = {
        "find_closed_record": reverse("find_closed_record"),
        "open_closed_record": reverse("open_closed_record", kwargs=one),
        "show_glass_broken": reverse("show_glass_broken", kwargs=one),
    }
    chart = {name: reverse(name, kwargs=one) for name in ("show_chart", "write_for_patient")}
    return {
        "front_desk": shared
        | patients
        | who
        | {
            "list_requests": reverse("list_requests"),
            "show_request": reverse("show_request", args=[clinic.request]),
            "merge_records": merge,
            "merge_records of both": f"{merge}&other={clinic.other.key}",
        },
        "nurse": shared | patients | who | emergency | chart,
        "prescriber": chart | {"sign": reverse("sign", kwargs=one)},
        "owner": shared | {name: reverse(name) for name in ("list_staff", "list_broken_glass")},
        "researcher": {"show_desk": reverse("show_desk")},
        "auditor": {"show_desk": reverse("show_desk"), "find_looks": reverse("find_looks")},
    }


# Not walked here, and why.
ELSEWHERE = {
    "write_treatment": "the form of list_treatments",
    "list_carers_of": "as list_carers",
    "show_signed": "walked in test_chart_in_browser",
    "open_file": "a file",
    "open_report": "a file",
}
OF_ACCOUNTS = "walked in test_accounts_in_browser"


def test_no_page_is_forgotten(clinic):
    walked = {*pages_of_patient(clinic), *(name for pages in pages_of_staff(clinic).values() for name in pages)}
    shown = {name for name, it in DOORS.items() if it.door in (Door.PATIENT, Door.STAFF) and it.method == "get"}
    assert shown - walked - set(ELSEWHERE) == set()


def faults(page: Page, axe_violations: Callable[..., list[Any]]) -> list[Any]:
    """All that is wrong with the page as it stands: what axe finds, what is too wide, what is too small to press."""
    found: list[Any] = [(f"{page.viewport_size}", widest(page))] if widest(page) > 0 else []
    found += small_targets(page)
    for theme in THEMES:
        page.evaluate("key => { document.getElementById(`theme-${key}`).checked = true }", theme)
        # A theme changes colours alone: everything else is asked once.
        found += [(theme, it) for it in axe_violations(page, None if theme == THEMES[0] else ["color-contrast"])]
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    if widest(page) > 0:
        found.append((f"{page.viewport_size}", widest(page)))
    return found


def picture(page: Page, name: str) -> None:
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)


def walk(page: Page, home: str, pages: dict[str, str], axe_violations: Callable[..., list[Any]], as_whom: str) -> None:
    wrong = {}
    for name, path in pages.items():
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        answer = page.goto(home + path)
        assert answer is not None
        assert answer.status == 200, name
        picture(page, f"{as_whom}-{name}-phone")
        if problems := faults(page, axe_violations):
            wrong[name] = problems
        picture(page, f"{as_whom}-{name}-desk")
    assert wrong == {}


@pytest.mark.parametrize("language", ["", "/es"], ids=["English", "Spanish"])
def test_every_page_of_a_patient(clinic, open_as: Open, axe_violations, live_server, language):  # noqa: F811
    page = open_as(clinic.mine, "/me/", size=PHONE, language=language)
    walk(page, f"{live_server.url}{language}", pages_of_patient(clinic), axe_violations, f"patient{language[1:]}")


def test_every_page_of_somebody_who_acts_for_a_patient(clinic, open_as: Open, axe_violations, live_server):  # noqa: F811
    page = open_as(clinic.carer, "/me/", size=PHONE)
    key = clinic.patient.key
    pages = {name: reverse(name, kwargs={"key": key}) for name in ("show_now", "show_diary_shows", "show_my_data")}
    walk(page, live_server.url, {"choose": "/me/", **pages}, axe_violations, "carer")


@pytest.mark.parametrize("role", [str(role) for role in Role])
def test_every_page_of_a_role(clinic, open_as: Open, axe_violations, live_server, role):  # noqa: F811
    page = open_as(clinic.staff[role], "/desk/", size=PHONE)
    walk(page, live_server.url, pages_of_staff(clinic)[role], axe_violations, role)
