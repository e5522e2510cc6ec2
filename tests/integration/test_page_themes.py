"""The theme a person picks is remembered, and nothing else is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reprieve.clinic.ui

pytestmark = pytest.mark.django_db

THEMES_CSS = Path(reprieve.clinic.ui.__file__).parent / "static" / "ui" / "themes.css"


@pytest.mark.parametrize("theme", ["dusk", "paper", "green"])
def test_a_picked_theme_is_on_at_the_next_page(client, theme):
    answer = client.post("/theme/", {"theme": theme, "next": "/diary/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/diary/")
    assert re.search(f'value="{theme}"[^>]* checked', client.get("/").content.decode())


def picked(page: str) -> list[str]:
    return re.findall(r'<input type="radio" name="theme" value="(\w+)"[^>]* checked', page)


def test_without_a_choice_the_device_decides(client):
    assert picked(client.get("/").content.decode()) == ["device"]


def test_a_choice_can_be_given_back_to_the_device(client):
    client.post("/theme/", {"theme": "green", "next": "/"})
    assert picked(client.get("/").content.decode()) == ["green"]
    client.post("/theme/", {"theme": "device", "next": "/"})
    assert picked(client.get("/").content.decode()) == ["device"]
    assert not client.cookies["theme"].value


def test_a_theme_that_does_not_exist_forgets_the_choice(client):
    client.post("/theme/", {"theme": "green", "next": "/"})
    client.post("/theme/", {"theme": "neon", "next": "/"})
    assert picked(client.get("/").content.decode()) == ["device"]


def test_a_cookie_that_is_no_theme_is_not_repeated(client):
    client.cookies["theme"] = "'><script>"
    assert picked(client.get("/").content.decode()) == ["device"]


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil"])
def test_it_never_leads_to_another_site(client, elsewhere):
    answer = client.post("/theme/", {"theme": "dusk", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_a_page_that_is_only_an_answer_is_left_standing(client):
    answer = client.post("/theme/", {"theme": "dusk"})
    assert answer.status_code == 204
    assert answer.cookies["theme"].value == "dusk"


def test_another_site_cannot_make_the_choice(client):
    answer = client.post("/theme/", {"theme": "dusk"}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "theme" not in answer.cookies


def test_following_a_link_to_the_choice_leads_home(client):
    assert client.get("/theme/").headers["Location"] == "/"


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(client):
    cookie = client.post("/theme/", {"theme": "dusk"}).cookies["theme"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_dusk_by_choice_and_dusk_by_the_device_are_the_same_colours():
    css = THEMES_CSS.read_text()
    by_device = re.search(r"prefers-color-scheme: dark\) \{\s*:root \{(.*?)\}", css, re.DOTALL)
    by_choice = re.search(r":root:has\(#theme-dusk:checked\) \{(.*?)\}", css, re.DOTALL)
    assert by_device is not None
    assert by_choice is not None
    assert by_device[1].split() == by_choice[1].split()


def test_no_style_sheet_moves_anything():
    for sheet in THEMES_CSS.parent.glob("*.css"):
        allowed = sheet.read_text().replace("animation: none !important; transition: none !important;", "")
        assert not re.search(r"@keyframes|animation|transition|smooth|parallax", allowed), sheet.name
