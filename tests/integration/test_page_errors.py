"""When something is wrong the page stays calm and says what to do next."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client

pytestmark = pytest.mark.django_db


def test_an_address_that_does_not_exist(client):
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    assert "There is no page here" in page.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "408", "413", "429", "500", "503", "away"])
def test_each_error_page_stands_without_a_request_and_leads_on(name):
    page = render_to_string(f"{name}.html", {"minutes": 1, "limit_mb": 32})
    assert 'class="button" href="/' in page
    assert "<h1>" in page
    assert "theme-dusk" not in page


def test_what_is_too_large_is_said_with_the_limit_that_was_met(client):
    page = client.post("/theme/", {"next": "x" * 70_000})
    assert page.status_code == 413
    assert "This is too much for this page" in page.content.decode()
    assert " MB" not in page.content.decode()


@pytest.fixture
def away():
    """The database answers no query any more."""

    def refuse(*_: Any) -> None:
        raise OperationalError("the connection is lost")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize("address", ["/me/", "/account/", "/search/?q=pain", "/desk/patients/"])
def test_while_the_database_is_away_a_page_says_so_and_when_to_come_back(away, address):
    browser = Client(raise_request_exception=False)
    browser.cookies["sessionid"] = "a" * 32
    page = browser.get(address)
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "5"
    assert "Our records do not answer" in page.content.decode()
    assert "connection is lost" not in page.content.decode()


def test_while_the_database_is_away_a_device_is_told_to_send_again(away):
    device = Client(raise_request_exception=False)
    device.cookies["sessionid"] = "a" * 32
    answer = device.post("/me/entries/", "[]", content_type="application/json")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.json()["kept"] == []
    assert answer.json()["why"] == "Our records do not answer just now. Send it again."


def test_what_nobody_foresaw_is_no_reason_to_send_it_again(monkeypatch):
    monkeypatch.setattr("reprieve.clinic.site.search_views.render", lambda *_, **__: 1 / 0)
    page = Client(raise_request_exception=False).get("/search/?q=pain")
    assert page.status_code == 500


def test_every_page_carries_the_strict_policy_and_no_style_or_script_of_its_own(client):
    for address in ("/", "/diary/", "/nothing/"):
        page = client.get(address)
        html = page.content.decode()
        assert "'unsafe" not in page.headers["Content-Security-Policy"]
        assert "<style" not in html
        assert " style=" not in html
        assert "<script>" not in html
        assert " on" + "click" not in html


def test_the_start_page_says_where_to_turn_in_an_emergency_and_that_it_is_a_demonstration(client):
    html = client.get("/").content.decode()
    assert 'href="tel:911"' in html
    assert 'href="tel:988"' in html
    assert "demonstration" in html
    assert 'href="/diary/"' in html
