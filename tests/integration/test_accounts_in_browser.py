"""Accounts, walked in a browser: without script, with a passkey, and looked at by axe in every theme and language."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import cast
from tests.integration.test_check_in_browser import empty_what_only_grows

from reprieve.clinic.people.models import Role, User

PHONE, DESKTOP = (390, 844), (1440, 900)
PASSWORD = "a long enough password"
pytestmark = pytest.mark.django_db(transaction=True)
Begin = Callable[..., Page]
EXPECTED = re.compile(r"the server responded with a status of (403|404|410|422|429) ")


@pytest.fixture
def begin(browser: Browser, live_server: Any) -> Iterator[Begin]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def begin_it(path: str, *, script: bool = True, size: tuple[int, int] = PHONE, theme: str = "") -> Page:
        # A passkey needs a name, not an address.
        home = live_server.url.replace("127.0.0.1", "localhost")
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, java_script_enabled=script, reduced_motion="reduce"
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        if theme:
            context.add_cookies([{"name": "theme", "value": theme, "url": home}])
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{home}{path}")
        return page

    yield begin_it
    for context in contexts:
        context.close()
    empty_what_only_grows()
    assert [it for it in complaints if not EXPECTED.search(it)] == []


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, user: User) -> None:
    page.locator("#id_login").fill(user.email)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .big").click()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_somebody_new_at_work_signs_in_and_sets_up_the_second_step(begin, script):
    user = cast.staff(Role.FRONT_DESK)
    page = begin("/desk/requests/", script=script)
    sign_in(page, user)
    page.locator("#id_password").fill(PASSWORD)
    press(page, "Go on")
    secret = page.locator("code").inner_text()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.locator("#id_code").fill("000000")
    press(page, "Set it up")
    expect(page.locator("#id_code")).to_be_focused()
    assert page.locator("code").inner_text() == secret
    page.locator("#id_code").fill(code)
    press(page, "Set it up")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert page.locator("li code").count() == 10
    page.goto(page.url.replace("/account/second-step/recovery-codes/", "/desk/requests/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Requests that wait")


def test_a_passkey_is_added_and_signs_in_alone(begin, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    user = cast.patient().account
    assert user is not None
    page = begin("/account/passkeys/add/")
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, user)
    page.locator("#id_password").fill(PASSWORD)
    press(page, "Go on")
    page.locator("#id_passwordless").check()
    press(page, "Add it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.get_by_role("button", name="Sign out").click()
    press(page, "Sign in with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("How is it now?")


@pytest.mark.parametrize("theme", ["dusk", "paper", "green"])
@pytest.mark.parametrize("language", ["", "/es"], ids=["English", "Spanish"])
def test_axe_finds_nothing_wrong_with_the_pages_of_accounts(begin, axe_violations, language, theme):
    found = {}
    cast.location()
    page = begin(f"{language}/account/new/", theme=theme, size=PHONE)
    home = page.url.split("/account/")[0].removesuffix("/es")

    def look(path: str) -> None:
        page.goto(f"{home}{language}{path}")
        found[path] = axe_violations(page)

    for path in ("/account/new/", "/account/new/sent/", "/account/forgotten/", "/account/forgotten/sent/"):
        look(path)
    look("/account/invited/made-up/")
    look("/account/sign-in/")
    page.locator("main .big").click()
    found["refused"] = axe_violations(page)
    worker = cast.staff(Role.OWNER, Role.PRESCRIBER)
    patient = cast.patient()
    patient.account = worker
    patient.save()
    sign_in(page, worker)
    found["account"] = axe_violations(page)
    look("/account/second-step/app/")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main .big").click()
    found["set up"] = axe_violations(page)
    cast.enrolled(worker)
    look("/desk/staff/")
    page.locator("#id_code").fill(cast.code_of_now())
    page.locator("main .big").click()
    other = cast.patient()
    for path in (
        "/account/",
        "/account/password/",
        "/account/second-step/",
        "/account/passkeys/",
        "/account/passkeys/add/",
        "/me/carers/",
        "/desk/staff/",
        "/desk/staff/broken-glass/",
        f"/desk/patients/{other.key}/break-glass/",
        f"/desk/patients/{other.key}/invite/",
        f"/desk/patients/merge/?one={other.key}",
        f"/desk/patients/merge/?one={other.key}&other={patient.key}",
    ):
        look(path)
    assert {path: wrong for path, wrong in found.items() if wrong} == {}
