"""No number without a claim or a source, whatever way a page takes to the public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests import cast
from wagtail.models import Page, Revision

from reprieve.clinic.people.models import User
from reprieve.clinic.site.coming_due import publish_due
from reprieve.clinic.site.models import ArticlePage, HomePage, PlainPage
from reprieve.clinic.site.numbers import find_uncited

CLAIM = "[^asa-2017-three-in-four]"


@pytest.mark.parametrize(
    "sentence",
    [
        "It helped 71 people.",
        "Half of them felt better.",
        "It helped three in four people.",
        "It lasts two weeks.",
        "Ayudó a la mitad.",
        "Ayudó a tres de cada cuatro personas.",
        "Dura dos semanas.",
        "It costs $400.",
        "Pain fell by 2.5 points (95 % interval).",
    ],
)
def test_a_sentence_with_a_number_needs_a_marker(sentence):
    assert [it.sentence for it in find_uncited([("here", f"<p>All is well. {sentence} Good.</p>")])] == [sentence]
    for cited in (f"{sentence}{CLAIM}", f"{sentence[:-1]}{CLAIM}.", f"{sentence} {CLAIM}"):
        assert find_uncited([("here", f"<p>All is well. {cited} Good.</p>")]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "Call 911, or 988 in a crisis.",
        "Written on 22 November 2026.",
        "Escrito el 22 de noviembre de 2026.",
        "Since August 1999 it has been controlled.",
        "The rules are called ICHD-3.",
        "Call (212) 555-0142.",
        "One of them is called glutamate.",
        "No number here.",
    ],
)
def test_what_is_no_finding_needs_none(sentence):
    assert find_uncited([("here", f"<p>{sentence}</p>")]) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "About 70 may improve.",
        "In May 80 % of them were better.",
        "Seventy people were better.",
        "Three-quarters were better.",
        "Four fifths were better.",
        "½ of them were better.",
        "The dose rose tenfold.",
        "Dozens of people were better.",
        "911 people were better.",
        "Mejoraron ochenta personas.",
        "Mejoraron nueve de diez.",
    ],
)
def test_a_number_in_disguise_needs_one_too(sentence):
    assert find_uncited([("Text", sentence)])


def test_a_marker_after_one_sentence_is_not_one_for_the_next():
    found = find_uncited([("here", f"<p>It helped 48 of 61.{CLAIM} It lasted 5 weeks.</p><p>And 3 more</p>")])
    assert [it.sentence for it in found] == ["It lasted 5 weeks.", "And 3 more"]


# Ways to the public


@pytest.fixture
def home(db: None) -> HomePage:
    root = Page.get_first_root_node()
    home = HomePage(title="Home", slug="home-en")
    root.add_child(instance=home)
    return home


def draft(home: HomePage, summary: str = "It helps 80 percent.") -> PlainPage:
    page = PlainPage(title="A page", slug="a-page", summary=summary, live=False)
    home.add_child(instance=page)
    return page


def body(*blocks: Any) -> list[Any]:
    return [{"type": kind, "value": value} for kind, value in blocks]


def test_a_draft_may_hold_anything(home):
    page = draft(home)
    page.save_revision()
    assert not PlainPage.objects.get().live


def test_publishing_a_revision_is_refused_with_the_sentence(home):
    page = draft(home)
    with pytest.raises(ValidationError, match="It helps 80 percent"):
        page.save_revision().publish()
    assert not PlainPage.objects.get().live


def test_saving_a_live_page_is_refused(home):
    with pytest.raises(ValidationError, match="80 percent"):
        home.add_child(instance=PlainPage(title="A page", slug="a-page", summary="It helps 80 percent."))


def test_a_draft_of_a_live_page_may_still_be_kept(home):
    page = draft(home, summary="It helps some.")
    page.save_revision().publish()
    page = PlainPage.objects.get()
    page.summary = "It helps 80 percent."
    page.save_revision()
    assert PlainPage.objects.get().summary == "It helps some."


@pytest.mark.parametrize(
    "block",
    [
        ("text", "<p>It helps 80 percent.</p>"),
        ("callout", {"kind": "note", "text": "<p>It helps 80 percent.</p>"}),
        ("table", {"data": [["What", "How often"], ["Relief", "80 %"]], "first_row_is_table_header": True}),
    ],
)
def test_every_kind_of_block_is_looked_at(home, block):
    page = draft(home, summary="")
    page.body = body(block)
    with pytest.raises(ValidationError, match="80"):
        page.save_revision().publish()


def test_a_marker_that_points_to_nothing_is_refused(home):
    page = draft(home, summary="It helps 80 percent.[^no-such-claim]")
    with pytest.raises(ValidationError, match="no-such-claim"):
        page.save_revision().publish()


def test_with_a_claim_it_is_published_and_shown_with_its_source(home):
    page = draft(home, summary="")
    page.body = body(("text", f"<p>It helped 48 of 61 people.{CLAIM}</p>"))
    page.save_revision().publish()
    assert PlainPage.objects.get().live


def test_publishing_later_is_refused_when_it_is_asked_for(home):
    page = draft(home)
    page.go_live_at = timezone.now() + timedelta(days=1)
    with pytest.raises(ValidationError, match="80 percent"):
        page.save_revision().publish()


def test_what_is_due_is_published(home):
    page = draft(home, summary="It helps some.")
    page.go_live_at = timezone.now() + timedelta(days=1)
    revision = page.save_revision()
    revision.publish()
    assert not PlainPage.objects.get().live
    earlier = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = earlier.isoformat()
    revision.approved_go_live_at = earlier
    revision.save()
    publish_due()
    assert PlainPage.objects.get().live


def test_one_page_that_may_not_be_public_holds_up_no_other_that_is_due(home):
    earlier = timezone.now() - timedelta(minutes=1)
    for title, summary in (("First", "It helped 80 percent."), ("Second", "It helps some.")):
        page = home.add_child(instance=PlainPage(title=title, slug=title.lower(), summary=summary, live=False))
        revision = page.save_revision()
        revision.content["go_live_at"] = earlier.isoformat()
        revision.save()
        # As only a claim that was changed since could bring about.
        Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=earlier + timedelta(seconds=page.pk % 2))
    publish_due()
    assert {it.title: it.live for it in PlainPage.objects.all()} == {"First": False, "Second": True}
    assert not Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_a_page_whose_time_is_over_comes_down(home):
    page = draft(home, summary="It helps some.")
    page.save_revision().publish()
    PlainPage.objects.update(expire_at=timezone.now() - timedelta(minutes=1))
    publish_due()
    assert not PlainPage.objects.get().live


def test_the_editor_is_told_which_sentence_and_where(home):
    page = draft(home, summary="")
    client = cast.browser_of(User.objects.create_superuser("editor@example.org"), second_factor=True)
    form = {
        "title": "A page", "slug": "a-page", "summary": "It helps 80 percent.", "role": "other",
        "body-count": "0", "action-publish": "action-publish", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
    }  # fmt: skip
    answer = client.post(f"/editors/pages/{page.pk}/edit/", form)
    said = answer.content.decode()
    assert "summary: “It helps 80 percent.” holds a number." in said
    assert not PlainPage.objects.get().live
    del form["action-publish"]
    assert client.post(f"/editors/pages/{page.pk}/edit/", form).status_code == 302  # a draft may hold it
    form |= {"summary": f"It helped 48 of 61.{CLAIM}", "action-publish": "action-publish"}
    assert client.post(f"/editors/pages/{page.pk}/edit/", form).status_code == 302
    assert PlainPage.objects.get().live


@pytest.mark.django_db
def test_an_article_with_a_picture_must_say_what_it_shows():
    page = ArticlePage(title="A page", slug="a-page", picture_id=1, picture_alternative=" ")
    with pytest.raises(ValidationError, match="Say what the picture shows"):
        page.clean()
