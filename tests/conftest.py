"""Headless Chromium for the tests that walk a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

# The command line speaks the language of the shell; tests expect English unless they say otherwise.
os.environ["LC_ALL"] = "C.UTF-8"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
HOW_TO_GET_IT = "Chromium is missing: apt-get install chromium, or brew install --cask chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def chromium_path() -> str | None:
    asked = os.environ.get("REPRIEVE_CHROMIUM")
    return asked or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's own Chromium; without it these tests are left out, and fail in CI."""
    path = chromium_path()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET_IT)
        pytest.skip(HOW_TO_GET_IT)
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code of ours.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    flags = [
        "--headless=new",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def axe_violations() -> Callable[..., list[dict[str, Any]]]:
    """`axe_violations(page)`: what axe-core finds wrong with the page as it stands; `rules` narrows what is asked."""
    axe = Axe()

    def find(page: Page, rules: list[str] | None = None) -> list[dict[str, Any]]:
        options = {"runOnly": rules} if rules else None
        return [
            {"rule": found["id"], "help": found["help"], "where": [node["target"] for node in found["nodes"]]}
            for found in axe.run(page, options=options).response["violations"]
        ]

    return find
