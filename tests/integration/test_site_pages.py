"""The first content as pages, in both languages: complete, found, shared, small, and kept until something changes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tests.cast import location
from wagtail.contrib.redirects.models import Redirect

from reprieve.clinic.config.first_content import fill_empty_site
from reprieve.clinic.money.models import PriceList
from reprieve.clinic.money.published import published_prices
from reprieve.clinic.site.content_files import read_content
from reprieve.clinic.site.loading import load_content
from reprieve.clinic.site.models import ArticlePage, HomePage, LoadedPage, PlainPage
from reprieve.clinic.site.page_cache import SHELF

MOST_BYTES = 100_000
INTRACTABLE = "/articles/what-makes-a-migraine-intractable/"


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
    """A visitor; what a test changes is taken back to the loaded content."""
    with django_db_blocker.unblock():
        point = transaction.savepoint()
        yield Client()
        transaction.savepoint_rollback(point)


DOORS = [f"{prefix}/{door}/" for prefix in ("", "/es") for door in ("check", "diary", "appointment", "refer")]


def addresses(client: Client) -> list[str]:
    """The editors' pages."""
    return [path for path in listed(client) if path not in DOORS]


def listed(client: Client) -> list[str]:
    sitemap = client.get("/sitemap.xml").content.decode()
    return re.findall(r"<loc>http://testserver(/[^<]*)</loc>", sitemap)


def data_of(page: str) -> list[dict[str, Any]]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    graph: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return graph


# Loading


def test_every_file_is_a_published_page_in_its_language(site):
    files = read_content()
    rows = {(it.language, it.stem): it.page for it in LoadedPage.objects.select_related("page__locale")}
    assert set(rows) == {(it.language, it.stem) for it in files}
    assert all(page is not None and page.live and page.locale.language_code == code for (code, _), page in rows.items())


def test_loading_again_changes_nothing(site):
    before = list(LoadedPage.objects.values_list("revision_id", "digest").order_by("pk"))
    done = load_content(publish=True)
    assert done.made == done.renewed == done.drafts == []
    assert list(LoadedPage.objects.values_list("revision_id", "digest").order_by("pk")) == before


def test_a_newer_file_renews_a_page_that_no_editor_touched_and_no_other(site):
    touched, left = LoadedPage.objects.filter(language="en", stem__in=("press", "about")).order_by("stem")
    page = touched.page.specific
    page.title = "The editor's own title"
    page.save_revision().publish()
    LoadedPage.objects.filter(pk__in=(touched.pk, left.pk)).update(digest="older")
    done = load_content(publish=True)
    assert done.renewed == [f"en/{left.stem}"]
    assert PlainPage.objects.filter(title="The editor's own title").exists()


def test_a_page_that_was_deleted_does_not_come_back(site):
    LoadedPage.objects.get(language="en", stem="about").page.specific.delete()
    assert load_content(publish=True).made == []
    assert site.get("/about/").status_code == 404


def test_for_a_clinic_the_pages_come_as_drafts(db):
    load_content(publish=False)
    assert ArticlePage.objects.exists()
    assert not ArticlePage.objects.filter(live=True).exists()


# What holds for every page


def test_the_sitemap_also_leads_to_the_pages_one_can_begin_at_in_both_languages(site):
    sitemap = site.get("/sitemap.xml").content.decode()
    for english in DOORS[:4]:
        both = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="http://testserver{path}"/>'
            for language, path in (("en", english), ("es", f"/es{english}"))
        )
        for path in (english, f"/es{english}"):
            assert f"<url><loc>http://testserver{path}</loc>{both}</url>" in sitemap, path


def test_search_engines_are_kept_out_of_the_rooms_of_the_staff(site):
    lines = site.get("/robots.txt").content.decode().splitlines()
    assert {f"Disallow: {path}" for path in ("/editors/", "/desk/", "/es/desk/")} <= set(lines)


def test_every_page_is_small_complete_and_leads_to_its_translation(site):
    paths = addresses(site)
    assert len(paths) >= 2 * 22
    for path in paths:
        page = site.get(path, headers={"accept-encoding": "gzip"})
        assert page.status_code == 200, path
        assert len(page.content) < MOST_BYTES
        html = gzip.decompress(page.content).decode()
        assert re.search(r'<link rel="canonical" href="http://testserver' + re.escape(path) + '">', html), path
        assert html.count('rel="alternate" hreflang="en"') == html.count('rel="alternate" hreflang="es"') == 1, path
        assert not re.search(r"\[\^|<style|\sstyle=|\son\w+=", html), path
        assert re.findall(r"<script(?![^>]* src=)([^>]*)>", html) == [' type="application/ld+json"']
        assert 'href="#url:' not in html
        assert data_of(html)


def test_no_link_inside_is_dead(site):
    location()  # without a place nobody can have an account
    seen: set[str] = set()
    for path in addresses(site):
        html = site.get(path).content.decode()
        ids = set(re.findall(r' id="([^"]+)"', html))
        for link in re.findall(r'<a [^>]*href="([^"]+)"', html):
            if link.startswith("#"):
                assert link[1:] in ids, (path, link)
            elif link.startswith("/"):
                seen.add(link.partition("#")[0].replace("&amp;", "&"))
    assert {link: site.get(link).status_code for link in seen if site.get(link).status_code not in (200, 302)} == {}


def test_each_marker_is_a_link_to_a_source_and_back(site):
    html = site.get(INTRACTABLE).content.decode()
    assert '<a id="cited-1" href="#source-1"' in html
    assert '<li id="source-1">' in html
    assert 'href="#cited-1"' in html


def test_the_page_of_questions_tells_engines_its_questions_and_answers(site):
    (faq,) = [it for it in data_of(site.get("/questions/").content.decode()) if it["@type"] == "FAQPage"]
    assert len(faq["mainEntity"]) > 10
    assert all(it["acceptedAnswer"]["text"] and "[^" not in it["acceptedAnswer"]["text"] for it in faq["mainEntity"])


def test_the_start_page_tells_engines_the_clinic_with_its_hours(site):
    (clinic,) = [it for it in data_of(site.get("/").content.decode()) if it["@type"] == "MedicalClinic"]
    assert clinic["telephone"] == "(212) 555-0142"
    assert len(clinic["openingHoursSpecification"]) == 5


def test_an_article_says_who_wrote_it_when_and_that_nobody_reviewed_it_yet(site):
    html = site.get(INTRACTABLE).content.decode()
    assert "Not medically reviewed yet." in html
    (page,) = data_of(html)
    assert page["@type"] == "MedicalWebPage"
    assert "lastReviewed" not in page
    assert page["author"][0]["name"] == "Reprieve’s makers"


def test_data_for_engines_cannot_end_its_element(site):
    home = HomePage.objects.get(slug="home-en")
    home.title = "</script><script>alert</script>"
    home.save()
    html = site.get("/").content.decode()
    assert "<script>alert" not in html
    assert data_of(html)[0]["name"] == home.title


# Found


@pytest.mark.parametrize(
    ("path", "words", "found"),
    [
        ("/search/", "intractable migraine", INTRACTABLE),
        ("/search/", "infusions", "/articles/what-an-infusion-is-like/"),
        ("/es/search/", "migrana dificil", "/es/articulos/"),
        ("/es/search/", "infusión", "/es/articulos/"),
    ],
)
def test_words_are_found_in_their_language_in_any_form_and_without_accents(site, path, words, found):
    html = site.get(path, {"q": words}).content.decode()
    links = re.findall(r'<h3 class="h3"><a href="([^"]+)"', html)
    assert any(link.startswith(found) for link in links)
    assert all(link.startswith("/es/") == path.startswith("/es/") for link in links)


@pytest.mark.parametrize("words", ["", " ", "\x00", "'\"&|!():*", "a" * 5000, "zzzznothing"])
def test_a_search_for_anything_is_answered(site, words):
    assert site.get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    ("path", "words", "other", "offer"),
    [
        ("/search/", "migraña difícil", "/es/search/", "Buscar en las páginas en español"),
        ("/es/search/", "headache", "/search/", "Look in the English pages"),
    ],
)
def test_words_of_the_other_language_lead_to_its_pages(site, path, words, other, offer):
    page = site.get(path, {"q": words}).content.decode()
    assert offer in page
    assert f'href="{other}?q=' in page
    assert offer not in site.get(path, {"q": "xylophone"}).content.decode()


def test_the_shares_in_the_table_of_studies_are_rounded_and_not_cut(site):
    page = site.get("/research/").content.decode()
    assert "48 of 61 (78.7 %)" in page
    assert "78.6" not in page


def test_a_page_without_a_picture_of_its_own_shows_ours_where_it_is_shared(site):
    page = site.get("/articles/what-ketamine-is/").content.decode()
    assert re.search(r'property="og:image" content="http://testserver/static/ui/card[^"]*\.png"', page)
    assert 'property="og:image:alt" content="A calm horizon at dusk"' in page


@pytest.mark.parametrize(("path", "language"), [("/feeds/rss/", "en"), ("/es/feeds/atom/", "es")])
def test_a_feed_holds_the_articles_of_its_language(site, path, language):
    feed = site.get(path).content.decode()
    articles = ArticlePage.objects.filter(locale__language_code=language, live=True)
    assert articles.count() == len(re.findall(r"<(?:item|entry)>", feed)) > 0
    assert "[^" not in feed


def test_a_page_that_moves_leaves_a_redirect(site, django_capture_on_commit_callbacks):
    page = ArticlePage.objects.get(slug="what-makes-a-migraine-intractable")
    page.slug = "another-address"
    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()
    assert Redirect.objects.filter(old_path=INTRACTABLE.rstrip("/")).exists()
    answer = site.get(INTRACTABLE)
    assert (answer.status_code, answer.headers["Location"]) == (301, "/articles/another-address/")


# Kept


def test_a_page_is_kept_and_known_by_its_tag(site):
    first = site.get("/prices/")
    again = site.get("/prices/", headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert not first.cookies


@pytest.mark.parametrize("how", ["publish", "unpublish", "price", "sql"])
def test_whatever_changes_a_page_is_seen_at_the_next_visit(site, how):
    before = site.get("/prices/").headers["ETag"]
    page = LoadedPage.objects.get(language="en", stem="prices").page.specific
    if how == "publish":
        page.title = "What we charge"
        page.save_revision().publish()
    elif how == "unpublish":
        LoadedPage.objects.get(language="en", stem="press").page.specific.unpublish()
    elif how == "price":
        price_list = PriceList.objects.get()
        price_list.note_en = "Another note"
        price_list.save_revision().publish()
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE wagtailcore_page SET title = 'Straight' WHERE id = %s", [page.pk])
    assert site.get("/prices/").headers["ETag"] != before


def test_each_theme_and_language_has_its_own(site):
    site.get("/")
    site.cookies["theme"] = "green"
    assert re.search(r'value="green"[^>]* checked', site.get("/").content.decode())
    assert '<html lang="es">' in site.get("/es/").content.decode()
    site.cookies["theme"] = ""
    assert not re.search(r'value="green"[^>]* checked', site.get("/").content.decode())


@pytest.mark.parametrize("path", ["/follow/", "/diary/", "/search/", "/no-such-page/", "/articles/?topic=migraine"])
def test_what_holds_a_token_or_an_answer_is_never_kept(site, path):
    SHELF.edition = None
    SHELF.pages.clear()
    page = site.get(path)
    assert "no-store" in page.headers["Cache-Control"]
    assert len(SHELF.pages) == 0


def test_no_price_without_saying_that_it_is_an_example(site):
    html = site.get("/prices/").content.decode()
    assert "$350" in html
    assert "They are no clinic&#x27;s prices" in html or "They are no clinic's prices" in html


def test_a_page_with_numbers_cannot_be_made_by_hand_either(site):
    page = LoadedPage.objects.get(language="en", stem="press").page.specific
    page.summary = "It helps 80 percent."
    with pytest.raises(ValidationError):
        page.save()


# Many at once


@pytest.mark.django_db(transaction=True)
def test_many_visitors_at_once_see_one_edition_or_the_next_and_never_an_older_one_again():
    load_content(publish=True)

    def visit(_: int) -> str:
        try:
            return Client().get("/press/").content.decode()
        finally:
            connection.close()

    page = LoadedPage.objects.get(language="en", stem="press").page.specific
    with ThreadPoolExecutor(4) as threads:
        before = list(threads.map(visit, range(8)))
        page.title = "Another title"
        page.save_revision().publish()
        after = list(threads.map(visit, range(8)))
    assert not any("Another title" in it for it in before)
    assert all("Another title" in it for it in after)


def test_looking_only_for_the_head_of_a_page_changes_nothing_for_the_next_reader(site):
    whole = site.get("/about/").content
    SHELF.edition = None
    SHELF.pages.clear()
    site.head("/about/")
    assert site.get("/about/").content == whole


@pytest.mark.django_db
def test_a_list_of_prices_is_not_shown_before_it_is_valid():
    today = timezone.localdate()
    for later in (-30, 30):
        PriceList.objects.create(name=str(later), valid_from=today + timedelta(days=later), live=True)
    prices = published_prices("en")
    assert prices is not None
    assert prices.valid_from == today - timedelta(days=30)
