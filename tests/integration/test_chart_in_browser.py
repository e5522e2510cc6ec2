"""A nurse and a prescriber at the chart, and the patient at their own pages, walked in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.cast import browser_of, opened, patient, staff
from tests.integration.test_chart import PASSWORD, diary, pdf
from tests.integration.walking import (
    BOTH,
    DESKTOP,
    EITHER,
    EXPECTED,
    PHONE,
    empty_what_only_grows,
    in_each_theme,
    press,
    small_targets,
    widest,
)

from reprieve.clinic.diary.actions import count_upload, keep_upload
from reprieve.clinic.people.models import Patient, Role, User

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]


@pytest.fixture
def open_as(browser: Browser, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Open]:
    """`open_as(user, path, ...)`: a page of somebody who has signed in with both factors."""
    settings.DATA_FOLDER = tmp_path
    complaints: list[str] = []
    contexts = []

    def open_it(
        user: User, path: str, *, size: tuple[int, int] = DESKTOP, script: bool = True, language: str = ""
    ) -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, java_script_enabled=script, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        cookies = browser_of(user, second_factor=True).cookies
        context.add_cookies([{"name": it.key, "value": it.value, "url": live_server.url} for it in cookies.values()])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{language}{path}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    empty_what_only_grows()
    assert [complaint for complaint in complaints if not EXPECTED.search(complaint)] == []


def with_diary() -> Patient:
    whose = patient()
    mine = opened(whose)
    count_upload(mine, keep_upload(mine, diary()).pk)
    return whose


@EITHER
@BOTH
def test_a_nurse_finds_a_patient_reads_the_chart_writes_a_note_and_keeps_a_report(open_as, script, size, tmp_path):
    with_diary()
    page = open_as(staff(Role.NURSE), "/desk/patients/", script=script, size=size)
    page.get_by_label("Name, or part of it").fill("Exam")
    press(page, "Find")
    page.get_by_role("link", name="Chart Example Patient").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Example Patient")
    expect(page.get_by_role("img", name="migraine: 8")).to_be_visible()
    assert widest(page) <= 0
    assert small_targets(page) == []
    page.get_by_label("Note", exact=True).fill("Seen today.")
    press(page, "Keep the note")
    expect(page.get_by_text("Seen today.")).to_be_visible()
    page.get_by_text("Add a file").click()
    report = tmp_path / "report.pdf"
    report.write_bytes(pdf())
    page.get_by_label("What it is").fill("MRI of the head")
    page.get_by_label("File", exact=True).set_input_files(report)
    press(page, "Keep the file")
    with page.expect_download() as download:
        page.get_by_role("link", name="Save it MRI of the head").click()
    assert download.value.suggested_filename.endswith(".pdf")
    expect(page.get_by_role("link", name="Confirm or disagree")).to_have_count(0)


@EITHER
def test_a_prescriber_disagrees_corrects_what_is_missing_and_the_patient_reads_it(open_as, script):
    whose = with_diary()
    page = open_as(staff(Role.PRESCRIBER), f"/desk/patients/{whose.key}/", script=script)
    page.get_by_role("link", name="Confirm or disagree").click()
    page.get_by_label("I disagree: another diagnosis").check()
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Sign")
    expect(page.get_by_text("Choose the diagnosis you sign.")).to_be_visible()
    expect(page.get_by_label("Another diagnosis", exact=True)).to_be_focused()
    page.get_by_label("Another diagnosis", exact=True).select_option("1.3")
    page.get_by_label("Reason").fill("More days than are written.")
    page.get_by_label("Your password").fill(PASSWORD)
    press(page, "Sign")
    expect(page.get_by_text("Reason: More days than are written.")).to_be_visible()
    page.get_by_role("link", name="What it was based on").click()
    expect(page.get_by_text("SHA-256 of the diary")).to_be_visible()
    mine = open_as(whose.account, "/me/shows/", size=PHONE, script=script)
    expect(mine.get_by_role("heading", name="What your clinician signed")).to_be_visible()
    assert widest(mine) <= 0


@EITHER
def test_a_patient_brings_a_diary_lets_it_count_and_takes_it_back(open_as, script, tmp_path):
    whose = patient()
    page = open_as(whose.account, "/me/data/", size=PHONE, script=script)
    page.get_by_role("link", name="Bring a diary").click()
    brought = tmp_path / "diary.csv"
    brought.write_text("date,headache\n2026-01-01,yes\n2026-01-02,no\n")
    page.get_by_label("Your diary").set_input_files(brought)
    press(page, "Read it")
    assert small_targets(page) == []
    press(page, "Let it count")
    expect(page.get_by_text("Counts since")).to_be_visible()
    with page.expect_download():
        press(page, "As a table (CSV)")
    press(page, "Take it back as a whole")
    expect(page.get_by_text(re.compile("Taken back"))).to_be_visible()
    assert widest(page) <= 0


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_have_no_fault_for_a_screen_reader_in_any_theme(open_as, axe_violations, language):
    whose = with_diary()
    prescriber = staff(Role.PRESCRIBER, Role.FRONT_DESK)
    about = f"/desk/patients/{whose.key}"
    for path in ("/desk/patients/", "/desk/patients/new/", f"{about}/", f"{about}/who/", f"{about}/sign/"):
        page = open_as(prescriber, path, language=language)
        assert in_each_theme(page, axe_violations) == []
    for path in ("/me/shows/", "/me/data/", "/me/data/looks/?all=1", "/me/bring/"):
        page = open_as(whose.account, path, size=PHONE, language=language)
        assert in_each_theme(page, axe_violations) == []
        assert small_targets(page) == []
