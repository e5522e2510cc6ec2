"""Somebody who has passkeys and no wish to type signs a diagnosis with one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect
from tests import cast
from tests.integration.test_accounts_in_browser import Begin, begin, press, sign_in
from tests.integration.test_chart import chart, did, with_diary
from tests.integration.walking import empty_what_only_grows

from reprieve.clinic.diagnosis.models import Confirmation
from reprieve.clinic.people.models import Role

__all__ = ("begin",)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def emptied(transactional_db: None) -> Iterator[None]:
    yield
    empty_what_only_grows()


def test_a_passkey_signs_a_diagnosis(begin: Begin, settings: Any, tmp_path: Any, axe_violations: Any) -> None:
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
    settings.DATA_FOLDER = tmp_path
    whose, signer = cast.patient(), cast.staff(Role.PRESCRIBER)
    with_diary(whose)
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
    sign_in(page, signer)
    page.locator("#id_password").fill("a long enough password")
    press(page, "Go on")
    press(page, "Add it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    home = page.url.split("/account/")[0]
    page.goto(f"{home}{chart(whose)}sign/")
    assert axe_violations(page) == []
    press(page, "Sign with a passkey")
    expect(page.get_by_role("alert").first).to_be_visible()  # nothing was chosen
    assert not Confirmation.objects.exists()
    page.get_by_label("1.1", exact=False).first.check()
    press(page, "Sign with a passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("Example Patient")
    assert Confirmation.objects.get().by == signer
    assert "signed a diagnosis, by passkey" in did(whose)
