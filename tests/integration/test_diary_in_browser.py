"""A headache from its first tap to its correction, in a browser, on a phone and on a desk, with and without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect
from tests.cast import patient
from tests.integration.test_check_in_browser import (
    BOTH,
    DESKTOP,
    EITHER,
    PHONE,
    Open,
    button,
    in_each_theme,
    open_page,  # noqa: F401 # the fixture
    small_targets,
    widest,
)

from reprieve.clinic.people.models import Patient

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mine() -> Iterator[Patient]:
    yield patient(demonstration=True)
    with connection.cursor() as cursor:  # so that the test database can be emptied
        cursor.execute("ALTER TABLE diary_diaryentry DISABLE TRIGGER USER; DELETE FROM diary_diaryentry")
        cursor.execute("ALTER TABLE diary_diaryentry ENABLE TRIGGER USER")


def signed_in(page: Page, whose: Patient, path: str) -> Page:
    """The page, for somebody who has signed in elsewhere."""
    client = Client()
    assert whose.account is not None
    client.force_login(whose.account)
    url = re.sub(r"(https?://[^/]+).*", r"\1", page.url)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url}])
    page.goto(url + path)
    return page


def press(page: Page, name: str) -> None:
    """Press, and wait for the answer: with script it takes the place of a part of the page, without it is a new one."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        button(page, name).click()
    page.wait_for_load_state()


def fits(page: Page) -> None:
    page.wait_for_load_state()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert widest(page) <= 0
    assert small_targets(page) == []


@EITHER
@BOTH
def test_a_headache_from_its_first_tap_to_its_correction(mine, open_page, script, size):  # noqa: F811
    page = signed_in(open_page("/check/", script=script, size=size), mine, "/me/")
    fits(page)
    press(page, "My head hurts")
    expect(page.get_by_text("Since today")).to_be_visible()
    fits(page)
    press(page, "7")
    expect(page.get_by_role("button", name="7", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("group", name="Light is hard to bear").get_by_role("button", name="Yes").click()
    light = page.get_by_role("group", name="Light is hard to bear").get_by_role("button", name="Yes")
    expect(light).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Written: light is hard to bear: yes")).to_be_in_viewport()
    page.get_by_label("Name of the medicine").fill("Imitrex 50 mg")
    press(page, "I took it now")
    expect(page.get_by_role("button", name="Imitrex 50 mg")).to_be_visible()
    press(page, "It is over")
    expect(page.get_by_role("button", name="My head hurts")).to_be_visible()
    page.get_by_role("link", name="Calendar").click()
    fits(page)
    page.get_by_role("link", name=re.compile("medicine taken")).click()
    fits(page)
    page.get_by_role("link", name="Correct, or add a note").click()
    page.get_by_label("Strongest pain").select_option("9")
    page.get_by_label("Note").fill("after the flight")
    fits(page)
    press(page, "Write it")
    expect(page.get_by_text("note: after the flight").first).to_be_visible()
    expect(page.get_by_text("What was written before").first).to_be_visible()
    fits(page)


def test_a_tap_with_script_stays_where_the_finger_is(mine, open_page):  # noqa: F811
    page = signed_in(open_page("/check/"), mine, "/me/")
    press(page, "My head hurts")
    expect(page.get_by_text("Since today")).to_be_visible()
    no = page.get_by_role("group", name="Vomiting").get_by_role("button", name="No")
    no.scroll_into_view_if_needed()
    before = page.evaluate("scrollY")
    assert before > 0
    no.click()
    expect(no).to_have_attribute("aria-pressed", "true")
    assert abs(page.evaluate("scrollY") - before) < 60
    expect(no).to_be_focused()


@pytest.mark.parametrize(
    "path", ["/me/", "/me/calendar/", "/me/day/{day}/", "/me/treatments/", "/me/about-me/", "/es/me/"]
)
def test_the_pages_are_accessible_in_every_theme(mine, open_page, axe_violations, path):  # noqa: F811
    page = signed_in(open_page("/check/"), mine, "/me/")
    press(page, "My head hurts")
    expect(page.get_by_text("Since today")).to_be_visible()
    today = timezone.now().astimezone(ZoneInfo(mine.zone)).date()
    page.goto(page.url.partition("/me/")[0] + path.format(day=today.isoformat()))
    assert in_each_theme(page, axe_violations) == []


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_refused_form_takes_the_focus_to_its_first_error(mine, open_page: Open, size: Any):  # noqa: F811
    page = signed_in(open_page("/check/", size=size), mine, "/me/day/2026-02-03/headache/")
    page.get_by_label("at").first.fill("08:00")
    page.get_by_label("at").nth(1).fill("07:00")
    press(page, "Write it")
    expect(page.get_by_text("The end must not be before the start")).to_be_visible()
    expect(page.locator("[name=end_time]")).to_be_focused()
    fits(page)
