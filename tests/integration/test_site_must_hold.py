"""What holds for each public page, in both languages: those of the sitemap, and those with a form."""

from __future__ import annotations

import gettext as catalogues
import gzip
import io
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from PIL import Image
from playwright.sync_api import Browser, Page
from tests import cast
from tests.integration.test_headers_and_bodies import POLICY
from tests.integration.test_page_spanish import Spoken
from tests.integration.test_site_pages import INTRACTABLE, MOST_BYTES, addresses
from wagtail.images.models import Image as Picture
from wagtail.models import Collection

import reprieve
from reprieve.clinic.config.first_content import fill_empty_site
from reprieve.clinic.site.models import ArticlePage
from reprieve.clinic.site.numbers import find_uncited

FORMS = ("/diary/", "/check/", "/appointment/", "/refer/", "/follow/", "/search/", "/search/?q=ketamine")
LOST = "/no-such-page/"
BOTH = ("", "/es")
PHONE, DESKTOP = 390, 1440
THEMES = ("device", "dusk", "paper", "green")
# One page of each template; the check, the request and the referral are walked in test_check_in_browser.
OF_EACH_KIND = {
    "": ("/", "/articles/", INTRACTABLE, "/questions/", "/research/", "/prices/", "/contact/"),
    "/es": ("/es/", "/es/articulos/", "/es/preguntas/", "/es/investigacion/", "/es/precios/", "/es/contacto/"),
}
WITH_FORM = ("/diary/", "/follow/", "/search/?q=ketamine", LOST)

# English words that Spanish does not have; titles of papers and names of tongues say their language themselves.
ENGLISH = re.compile(r"\b(?:the|and|with|of|you|your|is|are|for|from|not|what|when|this|that)\b", re.IGNORECASE)
# Names of papers, and what a paper prints in two ways, are repeated as they are printed.
AS_PRINTED = re.compile(r"\(\d+ of \d+ / \d+ %\)|[A-Z]\w+ and [A-Z]\w+ \d{4}")
CATALOGUES = Path(reprieve.__file__).parent

# What stands in fields of its own, as address, hours and prices do, and what is drawn from the studies themselves.
KEPT_ELSEWHERE = re.compile(
    r"<(?P<tag>section|address|dl|figure|details|p)\b[^>]*\b(?:class|id)=\"(?:[^\"]* )?"
    r"(?:sources|prices|studies|hours|forest|written)(?: [^\"]*)?\".*?</(?P=tag)>|<address>.*?</address>",
    re.DOTALL,
)
CITED = re.compile(r'<sup class="cite">.*?</sup>', re.DOTALL)
CITING_ROW = re.compile(r'<tr>(?:(?!</tr>).)*?<sup class="cite">.*?</tr>', re.DOTALL)  # a marker is for its whole row


def uncited_on(html: str) -> list[str]:
    main = CITING_ROW.sub(" ", KEPT_ELSEWHERE.sub(" ", html[html.index("<main") : html.index("</main>")]))
    return [it.sentence for it in find_uncited([("", CITED.sub("[^source]", main))])]


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole first content, once for the tests of this file, and taken away after them."""
    with django_db_blocker.unblock():
        transaction.set_autocommit(False)
        fill_empty_site()
    yield
    with django_db_blocker.unblock():
        transaction.rollback()
        transaction.set_autocommit(True)
        connection.close()  # back to the pool, or the database cannot be taken down


@pytest.fixture
def site(loaded: None, django_db_blocker: Any) -> Iterator[Client]:
    with django_db_blocker.unblock():
        point = transaction.savepoint()
        yield Client()
        transaction.savepoint_rollback(point)


@pytest.fixture(scope="module")
def shown(loaded: None, django_db_blocker: Any) -> dict[str, Any]:
    """Every page as it is answered, by its path."""
    with django_db_blocker.unblock():
        paths = [*addresses(Client()), *(language + path for language in BOTH for path in (*FORMS, LOST))]
        return {path: Client().get(path, headers={"accept-encoding": "gzip"}) for path in paths}


def said_on(page: Any) -> str:
    content = page.content
    return str((gzip.decompress(content) if page.headers.get("Content-Encoding") == "gzip" else content).decode())


def html_of(client: Client, path: str) -> str:
    return str(client.get(path).content.decode())


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


# On the wire


def test_each_page_is_small_those_with_a_form_too(shown):
    assert len(shown) > 44 + 2 * len(FORMS)
    for path, page in shown.items():
        assert page.status_code == (404 if LOST in path else 200), path
        assert len(page.content) < MOST_BYTES, path


def test_style_and_script_of_a_page_are_small_together(site):
    static = CATALOGUES / "clinic"
    asked = re.findall(r'(?:<link rel="stylesheet" href|<script src)="/static/([^"?]+)"', html_of(site, "/"))
    files = [next(static.glob(f"*/static/{name}"), None) for name in asked]
    ours = [len(gzip.compress(file.read_bytes())) for file in files if file is not None]
    assert len(ours) >= 5
    assert sum(ours) < MOST_BYTES / 4


def test_each_page_carries_every_header_and_sets_no_cookie_unless_it_holds_a_form_that_needs_one(site, shown):
    others = {path: site.get(path) for path in ("/feeds/rss/", "/sitemap.xml", "/robots.txt")}
    for path, page in (shown | others).items():
        assert page.headers["Content-Security-Policy"] == POLICY, path
        assert page.headers["X-Content-Type-Options"] == "nosniff", path
        assert "camera=()" in page.headers["Permissions-Policy"], path
        assert re.search("no-store|private", page.headers["Cache-Control"]), path
        assert page.headers["Referrer-Policy"] == "same-origin"
        assert set(page.cookies) <= {"csrftoken"}, path
        assert not page.cookies or "csrfmiddlewaretoken" in said_on(page), path


def test_no_page_asks_anything_of_another_site(shown):
    for path, page in shown.items():
        html = said_on(page)
        asked = re.findall(r'<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc="([^"]*)"', html)
        asked += re.findall(r'<link\b[^>]*\brel="(?:stylesheet|icon|preload|preconnect)"[^>]*\bhref="([^"]*)"', html)
        asked += re.findall(r'<form\b[^>]*\baction="([^"]*)"', html)
        assert [it for it in asked if not it.startswith("/") or it.startswith("//")] == [], path


# Found


def test_each_page_and_its_translation_name_each_other(shown):
    named: dict[str, dict[str, str]] = {}
    for path, page in shown.items():
        html = said_on(page)
        links = re.findall(r'rel="alternate" hreflang="(en|es)" href="http://testserver([^"]*)"', html)
        if links:
            named[path] = dict(links)
    assert len(named) >= 44
    for path, languages in named.items():
        if path.partition("?")[0] != path:
            continue
        assert set(languages) == {"en", "es"}, path
        assert path in languages.values(), path
        for other in languages.values():
            assert named[other] == languages, (path, other)


def test_each_page_has_one_address_of_its_own_or_is_not_for_engines(shown):
    seen: dict[str, str] = {}
    for path, page in shown.items():
        html = said_on(page)
        found = re.findall(r'<link rel="canonical" href="([^"]*)">', html)
        if not found:
            assert '<meta name="robots" content="noindex">' in html or LOST in path, path
            continue
        assert found == [f"http://testserver{path.partition('?')[0]}"], path
        if "?" not in path:
            assert seen.setdefault(found[0], path) == path


def test_no_page_with_a_form_leads_to_nowhere(site, shown):
    cast.location()  # before a clinic says where it is, nobody can open an account, and the page says so
    dead = {}
    for path in (language + path for language in BOTH for path in (*FORMS, LOST)):
        html = said_on(shown[path])
        ids = set(re.findall(r'\bid="([^"]+)"', html))
        for link in set(re.findall(r'<a [^>]*href="([^"]+)"', html)):
            if link.startswith("#") and link[1:] not in ids:
                dead[path, link] = "no such place"
            elif link.startswith("/"):
                status = site.get(link.partition("#")[0].replace("&amp;", "&")).status_code
                if status not in (200, 302):
                    dead[path, link] = status
    assert dead == {}


# Said


def test_no_spanish_page_says_anything_in_english(shown):
    english = set()
    for folder, domain in ((CATALOGUES / "clinic" / "locale", "django"), (CATALOGUES / "pathway" / "locale", "*")):
        for file in folder.glob(f"es/LC_MESSAGES/{domain}.mo"):
            with file.open("rb") as opened:
                held = catalogues.GNUTranslations(opened)._catalog  # type: ignore[attr-defined]
            english |= {text for text, said in held.items() if text and isinstance(text, str) and said != text}
    assert len(english) > 100
    left: dict[str, list[str]] = {}
    for path, page in shown.items():
        if path.startswith("/es/"):
            said = [" ".join(it.split()) for it in Spoken(said_on(page)).said]
            wrong = [it for it in said if it in english or ENGLISH.search(AS_PRINTED.sub("", it))]
            if wrong:
                left[path] = wrong
    assert left == {}


def test_no_page_shows_a_number_without_leading_to_its_source(site, shown):
    left: dict[str, list[str]] = {}
    for path in addresses(site):
        if found := uncited_on(said_on(shown[path])):
            left[path] = found
    assert left == {}


def test_a_number_that_slips_in_is_seen(site):
    """The test above would find it: straight into the table, past every check of ours."""
    page = ArticlePage.objects.get(slug="what-makes-a-migraine-intractable")
    ArticlePage.objects.filter(pk=page.pk).update(summary="It helps 80 percent.")
    assert uncited_on(html_of(site, INTRACTABLE)) == ["It helps 80 percent."]


# Pictures


# The content system leaves the file that it draws into, in memory or not, to be closed with the process's memory.
@pytest.mark.filterwarnings(r"ignore:Exception ignored in.*File\w*\b:pytest.PytestUnraisableExceptionWarning")
def test_each_picture_comes_late_in_a_fitting_size_and_says_what_it_shows(site, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.new("RGB", (1600, 900), "olive").save(drawn, "PNG")
    root = Collection.get_first_root_node() or Collection.add_root(name="Root")
    picture = Picture.objects.create(collection=root, title="Calm", file=ContentFile(drawn.getvalue(), "calm.png"))
    page = ArticlePage.objects.get(slug="what-makes-a-migraine-intractable")
    page.picture, page.picture_alternative = picture, "A quiet room at dusk"
    page.body.append(("picture", {"image": picture, "alternative": "A chair by a window", "caption": "Where you sit"}))
    page.save_revision().publish()
    html = html_of(site, INTRACTABLE)
    shown = re.findall(r"<img\b[^>]*>", main_of(html))
    assert [re.search(r'alt="([^"]*)"', it)[1] for it in shown] == ["A quiet room at dusk", "A chair by a window"]
    for it in shown:
        assert 'loading="lazy"' in it
        assert re.search(r'\bwidth="\d+"', it)
        assert re.search(r'\bheight="\d+"', it)
        assert 'sizes="' in it
        sizes = re.findall(r"(\S+) (\d+)w", re.search(r'srcset="([^"]*)"', it)[1])
        assert [int(width) for _, width in sizes] == [360, 720, 1080]
        for url, _ in sizes:
            answer = site.get(url)
            assert answer.headers["Content-Type"] == "image/webp"
            assert answer.getvalue()  # which closes the file
    assert 'property="og:image:alt" content="A quiet room at dusk"' in html


# Looked at


class Watched:
    """A page in a browser, and what it asked for and complained of."""

    def __init__(self, browser: Browser, own: str, *, script: bool = True) -> None:
        self.context = browser.new_context(java_script_enabled=script, reduced_motion="reduce", color_scheme="dark")
        self.page = self.context.new_page()
        self.own = own
        self.elsewhere: list[str] = []
        self.errors: list[str] = []
        self.page.on("request", lambda it: None if it.url.startswith(own) else self.elsewhere.append(it.url))
        self.page.on("console", lambda it: self.errors.append(it.text) if it.type == "error" else None)

    def go(self, path: str, width: int) -> Page:
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.goto(self.own + path)
        return self.page


def widest(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def choose(page: Page, theme: str) -> None:
    page.evaluate(f"document.getElementById('theme-{theme}').checked = true")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", BOTH, ids=["English", "Spanish"])
def test_axe_finds_nothing_in_any_theme_at_any_width(
    browser: Browser, live_server: Any, axe_violations: Callable[..., list[Any]], language: str
):
    """Every rule in one theme and, because themes are colours alone, the rules of colour in the others."""
    fill_empty_site()
    watched = Watched(browser, live_server.url)
    kinds = [*OF_EACH_KIND[language], *(language + path for path in WITH_FORM)]
    found: list[Any] = []
    for path in kinds:
        for width in (PHONE, DESKTOP):
            page = watched.go(path, width)
            assert widest(page) <= 0, (path, width)
            for at, theme in enumerate(THEMES):
                choose(page, theme)
                rules = ["color-contrast"] if at else None
                found += [(path, width, theme, it) for it in axe_violations(page, rules)]
    turns = cycle((theme, width) for width in (PHONE, DESKTOP) for theme in THEMES)
    rest = [it for it in addresses(Client()) if it.startswith("/es/") == bool(language) and it not in kinds]
    assert len(rest) > 10
    for path, (theme, width) in zip(rest, turns, strict=False):
        page = watched.go(path, width)
        choose(page, theme)
        assert widest(page) <= 0, (path, width)
        found += [(path, width, theme, it) for it in axe_violations(page)]
    watched.context.close()
    assert found == []
    assert watched.elsewhere == []
    assert [it for it in watched.errors if "404" not in it] == []


@pytest.mark.django_db(transaction=True)
def test_a_page_says_the_same_without_script(browser: Browser, live_server: Any):
    fill_empty_site()
    told: dict[bool, dict[str, str]] = {}
    for script in (True, False):
        watched = Watched(browser, live_server.url, script=script)
        told[script] = {}
        for path in (*OF_EACH_KIND[""], "/check/", "/appointment/", "/refer/", "/follow/"):
            page = watched.go(path, PHONE)
            # What only works with script is shown with it alone.
            said = [" ".join(it.split()) for it in page.locator("main").inner_text().splitlines()]
            told[script][path] = "\n".join(it for it in said if it and it != "Copy the link")
            assert len(told[script][path]) > 200, path
        watched.context.close()
    assert told[True] == told[False]
