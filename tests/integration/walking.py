"""What the tests share that walk pages in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from playwright.sync_api import Page

PHONE, DESKTOP = (390, 844), (1440, 900)
THEMES = ("dusk", "paper", "green")
# Chromium writes every refused answer to the console; those are part of the story.
EXPECTED = re.compile(r"the server responded with a status of (400|403|409|422) ")
EITHER = pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
BOTH = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
ONLY_ADDED = (
    "audit_auditline",
    "booking_requestevent",
    "diagnosis_fileretraction",
    "diagnosis_confirmation",
    "diagnosis_note",
    "diagnosis_patientfile",
    "diary_diaryentry",
)


def empty_what_only_grows() -> None:
    """So that the test database can be emptied."""
    with connection.cursor() as cursor:
        for table in ONLY_ADDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(f"DELETE FROM {table}")  # noqa: S608 # from our own names
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


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def in_each_theme(page: Page, axe_violations: Callable[[Page], list[Any]]) -> list[Any]:
    found: list[Any] = []
    for theme in THEMES:
        page.evaluate("key => { document.getElementById(`theme-${key}`).checked = true }", theme)
        found += [(theme, violation) for violation in axe_violations(page)]
    return found
