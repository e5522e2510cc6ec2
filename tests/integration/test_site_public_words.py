"""Whatever everyone may read is looked at, whatever it is and whatever way it takes; and the editor is told."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from tests import cast
from wagtail.models import Locale, Page, Site

from reprieve.clinic.money.demonstration import make_example_prices
from reprieve.clinic.money.models import Kind, Price, PriceList
from reprieve.clinic.people.editors import add_editor
from reprieve.clinic.site.coming_due import publish_due
from reprieve.clinic.site.content_files import read_content
from reprieve.clinic.site.loading import load_content
from reprieve.clinic.site.models import (
    ArticleIndexPage,
    ArticlePage,
    Author,
    ClinicDetails,
    FaqPage,
    HomePage,
    PlainPage,
    Topic,
)
from reprieve.clinic.site.numbers import find_uncited, holds_number
from reprieve.clinic.site.own_numbers import without_own_numbers
from reprieve.clinic.site.publishing import what_stands_against

pytestmark = pytest.mark.django_db
CLAIM = "[^asa-2017-three-in-four]"
FINDING = "It helps 80 percent."
PASSWORD = "quiet dark room"


@pytest.fixture
def home() -> HomePage:
    home = HomePage(title="Home", slug="home-en")
    Page.get_first_root_node().add_child(instance=home)
    Site.objects.update_or_create(hostname="testserver", defaults={"root_page": home, "is_default_site": True})
    return home


@pytest.fixture
def editor() -> Client:
    user, _new = add_editor("editor@example.org", PASSWORD)
    return cast.browser_of(user, second_factor=True)


def page_in(home: HomePage, *, live: bool = True, slug: str = "a-page", **said: Any) -> PlainPage:
    page = PlainPage(**{"title": "A page", "summary": "It helps some.", "slug": slug, "live": live} | said)
    home.add_child(instance=page)
    return page


def draft_with_finding(home: HomePage, **said: Any) -> PlainPage:
    page = page_in(home, live=False, **said)
    page.summary = FINDING
    page.save_revision()
    return page


def public_text() -> str:
    return " ".join(PlainPage.objects.filter(live=True).values_list("summary", flat=True))


# Everything that is said


@pytest.mark.parametrize("field", ["title", "seo_title", "search_description", "summary"])
def test_no_field_of_a_page_holds_a_bare_number(home, field):
    page = page_in(home, live=False, **{field: FINDING})
    with pytest.raises(ValidationError, match="It helps 80 percent"):
        page.save_revision().publish()


@pytest.mark.parametrize("field", ["title", "seo_title"])
def test_a_title_holds_no_number_even_with_a_marker(home, field):
    page = page_in(home, live=False, **{field: f"It helps 48 of 61{CLAIM}"})
    with pytest.raises(ValidationError, match="No source can stand beside it"):
        page.save_revision().publish()


def test_what_a_picture_shows_is_said_too(home):
    index = ArticleIndexPage(title="Articles", slug="articles")
    home.add_child(instance=index)
    with pytest.raises(ValidationError, match="what the picture shows: “It helps 80 percent"):
        index.add_child(instance=ArticlePage(title="One", slug="one", picture_alternative=FINDING))


@pytest.mark.parametrize("where", ["table_caption", "heading"])
def test_a_caption_and_a_heading_are_said_too(home, where):
    page: Any
    if where == "heading":
        page = FaqPage(title="Questions", slug="q")
        page.sections = [{"type": "section", "value": {"heading": FINDING, "questions": []}}]
    else:
        page = PlainPage(title="Table", slug="t")
        page.body = [{"type": "table", "value": {"data": [["a"]], "table_caption": FINDING}}]
    with pytest.raises(ValidationError, match="80 percent"):
        home.add_child(instance=page)


def test_a_number_between_signs_of_less_and_more_is_no_tag(home):
    with pytest.raises(ValidationError, match="holds a number"):
        page_in(home, summary="It helps <80 percent of> them.")
    assert find_uncited([("here", "It helps <80 percent of> them.")])


@pytest.mark.parametrize("field", ["name_en", "name_es", "credentials"])
def test_an_authors_name_and_credentials_hold_no_number(field):
    author = Author(**{"name_en": "The team", "name_es": "El equipo", field: "Helped 80 % of 900 patients"})
    with pytest.raises(ValidationError, match="Helped 80 %"):
        author.full_clean()
    with pytest.raises(ValidationError, match="Helped 80 %"):
        author.save()
    assert not Author.objects.exists()


def test_a_topic_holds_no_number_and_no_way_around_is_open():
    topic = Topic.objects.create(name_en="Relief", name_es="Alivio", slug="relief")
    topic.name_en = "80 % relief"
    with pytest.raises(ValidationError):
        topic.save(update_fields=["name_en"])
    with pytest.raises(ValidationError):
        Topic.objects.update_or_create(slug="relief", defaults={"name_es": "80 % de alivio"})
    assert Topic.objects.get().name_en == "Relief"


@pytest.mark.parametrize(
    "note", ["Infusions help 80 % of people.", "Relief for 6 weeks.", f"It helped 48 of 61.{CLAIM}"]
)
def test_the_note_beside_the_address_is_for_the_clinics_own_numbers(home, note):
    details = ClinicDetails.for_site(Site.objects.get())
    details.note_en = note
    with pytest.raises(ValidationError, match="Say it on a page"):
        details.save()
    details.note_en = "Second door on floor 2. Come 15 minutes early; bus 12 stops outside."
    details.street = "80 Half Street"
    details.save()


# Prices


@pytest.mark.parametrize(
    "said",
    [
        "First visit, 60 minutes", "One infusion, up to 4 hours", "Consulta de control, 30 minutos",
        "Six equal parts, one a month.", "12 monthly payments of $200.", "Valid for 6 months.",
        "You pay between half and three quarters of each price.", "10 % off for three infusions.",
        "Usted paga la mitad de cada precio.", "Under 200 % of the federal poverty level: ask us.", "From 9:30 am.",
    ],
)  # fmt: skip
def test_what_the_clinic_asks_for_needs_no_source(said):
    assert not holds_number(without_own_numbers(said))


@pytest.mark.parametrize(
    "said",
    [
        "It helps 80 % of people.", "Three infusions help 4 in 5.", "Relief for 6 weeks.", "It lasts 6 weeks.",
        "48 of 61 had less pain after two infusions.", "Half feel better.", "Alivio por 6 semanas.",
        "Three infusions, and 90 % come back.", "Dura 6 semanas.", "Ayudó a 80 personas.", "75% success",
    ],
)  # fmt: skip
def test_a_finding_beside_a_price_is_no_price(said):
    assert holds_number(without_own_numbers(said))


def price_list(*, live: bool, note: str = "", price_note: str = "") -> PriceList:
    price = Price(kind=Kind.VISIT, name_en="Visit", name_es="Consulta", amount=Decimal(90), note_en=price_note)
    return PriceList(name="2027, 80 %", valid_from=date(2026, 1, 1), live=live, note_en=note, prices=[price])


def test_the_example_prices_are_published():
    make_example_prices()
    assert PriceList.objects.get().live


@pytest.mark.parametrize("said", [{"note": FINDING}, {"price_note": FINDING}])
def test_a_price_list_is_published_only_without_findings(said):
    prices = price_list(live=False, **said)
    prices.save()  # a draft may say it
    with pytest.raises(ValidationError, match="80 percent"):
        prices.save_revision().publish()
    prices.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="80 percent"):
        prices.save_revision().publish()
    kept = PriceList.objects.get()
    kept.live = True
    with pytest.raises(ValidationError, match="80 percent"):
        kept.save(update_fields=["live"])
    assert not PriceList.objects.get().live


def test_a_line_of_a_published_list_is_looked_at_alone():
    prices = price_list(live=True)
    prices.save()
    line = Price.objects.get()
    line.note_es = "Ayuda al 80 %."
    with pytest.raises(ValidationError, match="80 %"):
        line.save()
    with pytest.raises(ValidationError, match="80 %"):
        line.save(update_fields=["note_es"])


# Ways to the public


@pytest.mark.parametrize("fields", [["summary"], ["live"], ["title", "live"]])
def test_saving_some_fields_is_looked_at_as_the_page_will_stand(home, fields):
    page = page_in(home, live="live" not in fields, summary="It helps some." if "summary" in fields else FINDING)
    page.summary = FINDING if "summary" in fields else "It helps some."  # what is not saved does not count
    page.live = True
    with pytest.raises(ValidationError, match="80 percent"):
        page.save(update_fields=fields)
    assert "80" not in public_text()


def test_saving_what_says_nothing_is_not_looked_at(home):
    page = page_in(home)
    page.summary = FINDING
    page.save_revision()
    page.save(update_fields=["latest_revision"])
    assert public_text() == "It helps some."


def test_a_page_is_looked_at_when_it_is_saved_without_its_kind(home):
    pk = page_in(home).pk
    plain = Page.objects.get(pk=pk)
    plain.title = FINDING
    with pytest.raises(ValidationError):
        plain.save()
    draft = Page.objects.get(pk=page_in(home, slug="draft", live=False, summary=FINDING).pk)
    draft.live = True
    with pytest.raises(ValidationError, match="80 percent"):
        draft.save(update_fields=["live"])
    assert "80" not in public_text()


def test_an_alias_follows_only_what_was_published(home):
    page = page_in(home)
    alias = page.create_alias(parent=home, update_slug="alias")
    page.summary = FINDING
    with pytest.raises(ValidationError):
        page.save_revision().publish()
    alias.summary = FINDING
    with pytest.raises(ValidationError):
        alias.save(clean=False)
    draft = draft_with_finding(home, slug="draft")
    follows = draft.create_alias(parent=home, update_slug="alias-of-draft")
    assert not follows.live
    assert "80" not in public_text()


def test_a_copy_for_translation_is_a_draft_until_it_is_looked_at(home):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    home.copy_for_translation(spanish)
    page = page_in(home)
    page.summary = FINDING
    page.save_revision()
    copied = page.copy_for_translation(spanish)
    assert not copied.live
    with pytest.raises(ValidationError):
        copied.get_latest_revision().publish()
    assert "80" not in public_text()


def test_going_back_to_an_older_revision_is_looked_at(home):
    page = page_in(home)
    page.summary = FINDING
    older = page.save_revision()
    page.summary = "It helps a few."
    page.save_revision().publish()
    with pytest.raises(ValidationError):
        older.publish(previous_revision=older)
    assert public_text() == "It helps a few."


def test_what_is_due_is_looked_at_again_when_it_comes_out(home):
    page = draft_with_finding(home)
    revision = page.get_latest_revision()
    earlier = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = earlier.isoformat()
    revision.save()
    type(revision).objects.filter(pk=revision.pk).update(approved_go_live_at=earlier)  # as only a database can
    publish_due()
    assert "80" not in public_text()


# What the editor is told


def test_many_pages_at_once_are_refused_with_those_below_them(home, editor):
    above = page_in(home, slug="above", live=False)
    above.save_revision()
    draft_with_finding(above, slug="below")
    answer = editor.post(
        f"/editors/bulk/wagtailcore/page/publish/?id={above.pk}&next=/editors/",
        {"include_descendants": "on"},
        follow=True,
    )
    assert "holds numbers without a source" in answer.content.decode()
    assert not PlainPage.objects.filter(live=True).exists()


@pytest.mark.parametrize("alias", [False, True])
def test_a_public_copy_is_refused_with_the_sentence_and_no_crash(home, editor, alias):
    page = page_in(home)
    form = {"new_title": FINDING, "new_slug": "copy", "new_parent_page": home.pk, "publish_copies": "on"}
    answer = editor.post(f"/editors/pages/{page.pk}/copy/", form | ({"alias": "on"} if alias else {}), follow=True)
    assert answer.status_code == 200
    assert ("No source can stand beside it" in answer.content.decode()) is not alias  # an alias keeps its title
    assert set(PlainPage.objects.values_list("title", flat=True)) == {"A page"}


FORM_OF_PAGE = {
    "title": "A page", "slug": "a-page", "role": "other", "body-count": "0", "comments-TOTAL_FORMS": "0",
    "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
    "action-publish": "action-publish",
}  # fmt: skip


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"seo_title": FINDING}, "title for search engines: “It helps 80 percent.”"),
        ({"search_description": FINDING}, "description for search engines: “It helps 80 percent.”"),
        ({"summary": f"It helped 49 of 61.{CLAIM}"}, "says 49, and no claim that it cites does"),
    ],
)
def test_the_form_names_the_sentence(home, editor, said, told):
    page = page_in(home, live=False)
    answer = editor.post(f"/editors/pages/{page.pk}/edit/", FORM_OF_PAGE | said)
    assert told in answer.content.decode()
    assert not PlainPage.objects.get().live


def test_who_cites_a_study_is_asked_to_compare(home, editor):
    page = page_in(home, live=False)
    said = {"summary": "It helped 77 of 61.[^study:schwenk-2018]"}
    answer = editor.post(f"/editors/pages/{page.pk}/edit/", FORM_OF_PAGE | said, follow=True)
    assert "Please do: “It helped 77 of 61.[^study:schwenk-2018]”" in answer.content.decode()
    assert PlainPage.objects.get().live
    answer = editor.post(f"/editors/pages/{page.pk}/edit/", FORM_OF_PAGE | {"summary": "It helps some."}, follow=True)
    assert "Please do" not in answer.content.decode()


def test_an_article_without_text_date_or_author_stays_a_draft_and_no_follower_is_told(home, editor):
    index = home.add_child(instance=ArticleIndexPage(title="Articles", slug="articles"))
    article = ArticlePage(title="One", slug="one", live=False, summary="It helps some.")
    index.add_child(instance=article)
    empty = (
        FORM_OF_PAGE
        | {"title": "One", "slug": "one", "summary": "It helps some.", "order": "1"}
        | {
            f"related_pages-{name}": value
            for name, value in (
                ("TOTAL_FORMS", "0"),
                ("INITIAL_FORMS", "0"),
                ("MIN_NUM_FORMS", "0"),
                ("MAX_NUM_FORMS", ""),
            )
        }
    )
    answer = editor.post(f"/editors/pages/{article.pk}/edit/", empty).content.decode()
    for told in ("An article must say something.", "Say when it was written", "Say who wrote it."):
        assert told in answer
    assert not ArticlePage.objects.get().live
    author = Author.objects.create(name_en="Example", name_es="Ejemplo")
    whole = empty | {
        "written": "2026-11-01", "authors": [author.pk], "body-count": "1", "body-0-type": "text", "body-0-order": "0",
        "body-0-deleted": "", "body-0-id": "", "body-0-value": json.dumps(DRAFTAIL),
    }  # fmt: skip
    editor.post(f"/editors/pages/{article.pk}/edit/", whole, follow=True)
    assert ArticlePage.objects.get().live


DRAFTAIL = {
    "entityMap": {},
    "blocks": [
        {"key": "a", "text": "Words.", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
    ],
}


# A claim holds what is said with it


@pytest.mark.parametrize(
    "sentence",
    [
        f"It helped 48 of 61.{CLAIM}",
        "Between 12 % and 15 % have it.[^thirty-eight-million]",  # 11.7 and 14.7, rounded
        "Entre el 11,7 % y el 14,7 % la tiene.[^thirty-eight-million]",
        f"You may read that almost 75 % improved.{CLAIM}",  # what the claim answers
        f"It helped 77 of 61.{CLAIM}[^study:schwenk-2018]",
        f"Since October 2017 it helped 48.{CLAIM}",
    ],
)
def test_a_figure_that_a_claim_holds_is_taken(home, sentence):
    page_in(home, summary=sentence)


@pytest.mark.parametrize("sentence", [f"It helped 49 of 61.{CLAIM}", "It costs 400.[^not-addictive]"])
def test_a_figure_that_no_claim_cited_holds_is_refused(home, sentence):
    with pytest.raises(ValidationError, match="no claim that it cites does"):
        page_in(home, summary=sentence)


def test_nothing_of_the_first_content_is_refused():
    assert load_content(publish=True).drafts == []
    pages = [it.specific for it in Page.objects.live().filter(depth__gt=1)]
    assert len(pages) >= len(read_content())
    assert [against for page in pages for against in what_stands_against(page)] == []


# No raw marker


def test_no_marker_is_shown_raw_where_one_slipped_in(home, client):
    page = page_in(home, show_in_menus=True)
    Page.objects.filter(pk=page.pk).update(title=f"Some were better{CLAIM}")
    html = client.get("/a-page/").content.decode()
    assert "Some were better" in html
    assert "[^" not in html
    assert "[^" not in client.get("/").content.decode()


def test_a_heading_and_a_caption_cite_as_text_does(home, client):
    faq = FaqPage(title="Questions", slug="q")
    faq.sections = [{"type": "section", "value": {"heading": f"It helped 48 of 61{CLAIM}", "questions": []}}]
    home.add_child(instance=faq)
    page = PlainPage(title="Table", slug="t")
    page.body = [{"type": "table", "value": {"data": [["a"]], "table_caption": f"It helped 48 of 61{CLAIM}"}}]
    home.add_child(instance=page)
    for path in ("/q/", "/t/"):
        html = client.get(path).content.decode()
        assert "[^" not in html
        assert '48 of 61<sup class="cite"><a id="cited-1" href="#source-1"' in html


def test_the_feed_shows_no_marker_in_a_title(home, client):
    index = ArticleIndexPage(title="Articles", slug="articles")
    home.add_child(instance=index)
    article = ArticlePage(title="One", slug="one", written=date(2026, 11, 1))
    index.add_child(instance=article)
    Page.objects.filter(pk=article.pk).update(title=f"Some were better{CLAIM}")
    feed = client.get("/feeds/rss/").content.decode()
    assert "Some were better" in feed
    assert "[^" not in feed
    assert "[^" not in client.get("/articles/one/").content.decode()
