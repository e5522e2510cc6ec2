"""The check, the request, the referral and the desk, walked in a browser on a phone and on a desk."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import Error as PlaywrightError
from tests import cast

from reprieve.clinic.booking import tokens
from reprieve.clinic.booking.models import AppointmentRequest, Referral
from reprieve.clinic.people.models import Role, StaffRole, User

PHONE, DESKTOP = (390, 844), (1440, 900)
THEMES = ("dusk", "paper", "green")
PASSWORD = "a long enough password"
# Chromium writes every refused answer to the console; those are part of the story.
EXPECTED = re.compile(r"the server responded with a status of (400|403|409|422) ")
EITHER = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
BOTH = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])

pytestmark = pytest.mark.django_db(transaction=True)

Open = Callable[..., Page]


def front_desk() -> None:
    user = cast.enrolled(User.objects.create_user("desk@example.org", PASSWORD))
    StaffRole.objects.create(user=user, role=Role.FRONT_DESK)


@pytest.fixture
def open_page(browser: Browser, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Open]:
    """`open_page(path, size=..., script=..., theme=...)`: a page; at the end none may have complained."""
    settings.DATA_FOLDER = tmp_path
    monkeypatch.setattr(tokens, "SHORTEST", tokens.SHORTEST * 0)  # a browser that is driven is quicker than a person
    complaints: list[str] = []
    contexts = []

    def open_it(path: str, *, size: tuple[int, int] = PHONE, script: bool = True, theme: str = "") -> Page:
        viewport = {"width": size[0], "height": size[1]}
        context = browser.new_context(viewport=viewport, java_script_enabled=script, reduced_motion="reduce")
        context.set_default_timeout(15_000)
        contexts.append(context)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}{path}")
        return page

    yield open_it
    for context in contexts:
        context.close()
    empty_what_only_grows()
    assert [complaint for complaint in complaints if not EXPECTED.search(complaint)] == []


def empty_what_only_grows() -> None:
    """So that the test database can be emptied."""
    with connection.cursor() as cursor:
        for table in ("audit_auditline", "booking_requestevent"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 # from our own two names
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def small_targets(page: Page) -> list[str]:
    """What can be pressed in the content and is lower than a finger."""
    found: list[str] = page.evaluate(
        "[...document.querySelectorAll('main button, main .button, main summary, main select, main input')]"
        ".filter(it => it.checkVisibility() && !['checkbox', 'radio', 'hidden'].includes(it.type))"
        ".filter(it => it.getBoundingClientRect().height < 44).map(it => it.outerHTML.slice(0, 80))"
    )
    return found


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def follow(link: Locator) -> None:
    """Press what leads to another page and wait until it is there: the page before, or half a page, must not answer."""
    with link.page.expect_navigation():
        link.click()


def press(page: Page, name: str) -> None:
    follow(button(page, name))


def through_red_flags(page: Page, none: str = "None of these: no to all I did not tick here", on: str = "Next") -> None:
    for _ in range(4):
        page.get_by_label(none).check()
        press(page, on)


def in_each_theme(page: Page, axe_violations: Callable[[Page], list[Any]]) -> list[Any]:
    found: list[Any] = []
    for theme in THEMES:
        page.evaluate("key => { document.getElementById(`theme-${key}`).checked = true }", theme)
        found += [(theme, violation) for violation in axe_violations(page)]
    return found


# The check ---------------------------------------------------------------------------------------


@EITHER
@BOTH
def test_a_person_checks_their_headaches_with_one_tap_for_each_question(open_page, script, size):
    page = open_page("/check/", script=script, size=size)
    press(page, "Start")
    through_red_flags(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does your head hurt now")
    press(page, "No")
    asked = 0
    while page.locator("form.check").count():
        assert widest(page) <= 0
        assert small_targets(page) == []
        press(page, "I do not know")
        asked += 1
        assert asked < 50
    expect(page.get_by_role("heading", level=1)).to_have_text("What it is cannot be told from your answers")
    assert page.url.endswith("/check/")
    assert page.context.cookies() == []
    assert widest(page) <= 0
    assert small_targets(page) == []


@EITHER
def test_the_browser_s_own_back_and_forward_show_the_pages_again(open_page, script):
    page = open_page("/check/", script=script)
    press(page, "Start")
    through_red_flags(page)
    press(page, "No")
    page.get_by_role("textbox").fill("5")
    press(page, "Next")
    later = page.get_by_role("heading", level=1).inner_text()
    page.go_back()
    expect(page.get_by_role("textbox")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Does your head hurt now")
    page.go_forward()
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(later)
    press(page, "Back")
    expect(page.get_by_role("textbox")).to_have_value("5")
    press(page, "Forward, keep my answer")
    expect(page.get_by_role("heading", level=1)).to_have_text(later)


@EITHER
def test_a_sign_that_cannot_wait_shows_whom_to_call_and_can_be_taken_back(open_page, script):
    page = open_page("/check/", script=script)
    press(page, "Start")
    page.get_by_label("Did the pain reach its worst within 5 minutes?").check()
    press(page, "Next")
    expect(page.get_by_role("heading", level=1)).to_have_text("Get help now")
    call = page.locator("main a[href='tel:911']")
    expect(call).to_be_in_viewport()
    press(page, "Back")
    page.get_by_label("Did the pain reach its worst within 5 minutes?").uncheck()
    page.get_by_label("None of these").check()
    press(page, "Next")
    expect(page.get_by_text("Warning signs: Body and nerves")).to_be_visible()


@EITHER
def test_the_page_for_the_doctor_is_saved_and_starting_over_forgets_all(open_page, script):
    page = open_page("/check/", script=script)
    press(page, "Start")
    page.get_by_label("Did the pain reach its worst within 5 minutes?").check()
    press(page, "Next")
    with page.expect_download() as download:
        button(page, "Page for the doctor (PDF, letter)").click()
    assert download.value.suggested_filename == "headache-check.pdf"
    press(page, "Start over")
    expect(page.get_by_role("button", name="Start", exact=True)).to_be_visible()
    with suppress(PlaywrightError):  # what was sent is not kept any more, and Chromium does not send it again unasked
        page.go_back()
    page.wait_for_url("chrome-error://**")


def test_the_answers_go_along_into_spanish_and_back(open_page):
    page = open_page("/check/")
    press(page, "Start")
    through_red_flags(page)
    press(page, "Español")
    expect(page.locator("html")).to_have_attribute("lang", "es")
    press(page, "No")
    press(page, "English")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("form.check")).to_be_visible()
    press(page, "Back")
    expect(page.get_by_role("button", name="No (your answer)")).to_be_visible()


# Asking and referring ----------------------------------------------------------------------------


@EITHER
@BOTH
def test_a_person_asks_for_an_appointment_from_any_page_in_three_steps(open_page, script, size):
    page = open_page("/search/", script=script, size=size)
    follow(page.get_by_role("link", name="Ask for an appointment").first)
    press(page, "Next")
    expect(page.get_by_text("Write your name, as we should say it.")).to_be_visible()
    assert small_targets(page) == []
    expect(page.get_by_label("Your name")).to_be_focused()
    page.get_by_label("Your name").fill("Maria Example")
    page.get_by_label("Phone").fill("555 010 0199")
    press(page, "Next")
    assert widest(page) <= 0
    assert small_targets(page) == []
    page.get_by_label("Monday").check()
    press(page, "Next")
    press(page, "Back")
    expect(page.get_by_label("Monday")).to_be_checked()
    press(page, "Next")
    page.get_by_role("textbox").fill("Please ring twice.")
    press(page, "Send my request")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it")
    page.reload()
    expect(page.get_by_text("You had sent this before")).to_be_visible()
    assert AppointmentRequest.objects.get().days == ["mon"]
    assert page.context.cookies() == []


@EITHER
def test_a_doctor_refers_and_the_front_desk_reads_calls_and_opens_the_report(open_page, script):
    page = open_page("/refer/", script=script)
    for label, said in (
        ("Your name", "Dr. Example"),
        ("Practice", "Example Practice"),
        ("Phone of the practice", "555 010 0100"),
        ("Patient: initials or name", "M. E."),
        ("Year of birth", "1984"),
        ("Phone of the patient", "555 010 0199"),
        ("Reason for the referral", "Five days, no answer to triptans."),
    ):
        page.get_by_label(label, exact=True).fill(said)
    page.get_by_label("Routine").check()
    assert small_targets(page) == []
    picture = io.BytesIO()
    Image.new("RGB", (40, 30)).save(picture, format="PNG")
    page.get_by_label("A report").set_input_files(
        {"name": "M. E. report.exe", "mimeType": "application/pdf", "buffer": picture.getvalue()}
    )
    press(page, "Send the referral")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have it")
    assert Referral.objects.get().report.kind == "png"

    front_desk()
    desk = open_page("/desk/requests/", script=script, size=DESKTOP)
    desk.get_by_label("E-mail address").fill("desk@example.org")
    desk.get_by_label("Password").fill(PASSWORD)
    press(desk, "Sign in")
    desk.get_by_label("Code").fill(cast.code_of_now())
    press(desk, "Sign in")
    follow(desk.get_by_role("link", name="M. E."))
    expect(desk.get_by_text("Five days, no answer to triptans.")).to_be_visible()
    press(desk, "Called")
    expect(desk.locator(".lead")).to_have_text("Called")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Save the report").click()
    assert download.value.suggested_filename.endswith(".png")
    press(desk, "Sign out desk@example.org")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Sign in")


# Every page --------------------------------------------------------------------------------------


@BOTH
@pytest.mark.parametrize("language", ["", "/es"], ids=["English", "Spanish"])
def test_axe_finds_nothing_in_any_theme(open_page, axe_violations, size, language):
    found: dict[str, list[Any]] = {}

    def look(name: str) -> None:
        found[name] = in_each_theme(page, axe_violations)
        assert widest(page) <= 0, name

    page = open_page(f"{language}/check/", size=size)
    look("start")
    follow(page.locator("[name=go][value=start]"))
    look("signs")
    follow(page.locator("form.check .big"))
    look("signs refused")
    for _ in range(4):
        page.locator("#none").check()
        follow(page.locator("form.check .big"))
    look("choice")
    follow(page.locator("[name=answer][value=no]"))
    look("number")
    follow(page.locator("form.check .big"))
    look("number refused")
    while page.locator("form.check").count():
        follow(page.locator("[name=answer][value='?']"))
    for summary in page.locator("main summary").all():
        summary.click()
    look("result")
    page = open_page(f"{language}/check/", size=size)
    follow(page.locator("[name=go][value=start]"))
    page.locator("#thunderclap").check()
    follow(page.locator("form.check .big"))
    look("emergency")
    page = open_page(f"{language}/appointment/", size=size)
    look("step 1")
    follow(page.locator("main .big"))
    look("step 1 refused")
    page.locator("#name").fill("Maria Example")
    page.locator("#phone").fill("555 010 0199")
    follow(page.locator("main .big"))
    look("step 2")
    follow(page.locator("main .big"))
    look("step 3")
    follow(page.locator("main .big"))
    look("received")
    page = open_page(f"{language}/refer/", size=size)
    follow(page.locator("main .big"))
    page.locator("main summary").click()
    look("referral refused")
    front_desk()
    page = open_page(f"{language}/desk/requests/", size=size)
    look("sign in")
    page.locator("#id_login").fill("desk@example.org")
    page.locator("#id_password").fill(PASSWORD)
    follow(page.locator("main .big"))
    look("second step")
    page.locator("#id_code").fill(cast.code_of_now())
    follow(page.locator("main .big"))
    look("list")
    follow(page.locator("tbody a").first)
    look("request")
    assert {name: violations for name, violations in found.items() if violations} == {}
