"""When something is wrong the page stays calm and says what to do next."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db


def test_an_address_that_does_not_exist(client):
    page = client.get("/nothing/here/")
    assert page.status_code == 404
    assert "There is no page here" in page.content.decode()


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "408", "413", "429", "500", "503"])
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
