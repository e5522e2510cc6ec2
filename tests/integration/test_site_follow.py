"""Following by e-mail: asked twice, left with one click, and nobody learns who follows."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from reprieve.clinic.config.rounds import go_round
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.messages.outbox import MOST_TRIES, send_waiting
from reprieve.clinic.site.following import announce_new_articles, forget_unconfirmed
from reprieve.clinic.site.models import Announced, ArticleIndexPage, ArticlePage, Follower, HomePage

pytestmark = pytest.mark.django_db
ADDRESS = "reader@example.org"


@pytest.fixture
def article() -> ArticlePage:
    home = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="home-en"))
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True)
    index = home.add_child(instance=ArticleIndexPage(title="Articles", slug="articles"))
    return index.add_child(instance=ArticlePage(title="A new article", slug="new", summary="What is new."))


def link_in(letter: Letter) -> str:
    found = re.search(r"https?://[^/]+(/\S*follow/\S+)", letter.text)
    assert found is not None
    return found[1]


def following(client: Client, path: str = "/follow/") -> Follower:
    client.post(path, {"email": ADDRESS})
    client.post(link_in(Letter.objects.latest("pk")))
    return Follower.objects.get(email=ADDRESS)


def test_who_asks_follows_only_after_confirming(client):
    client.post("/follow/", {"email": " Reader@Example.org "})
    letter = Letter.objects.get()
    assert letter.to == ADDRESS
    assert client.get(link_in(letter)).status_code == 200  # a mail filter looks, and nothing happens
    assert Follower.objects.get().confirmed_at is None
    assert "You get a letter" in client.post(link_in(letter)).content.decode()
    assert Follower.objects.get().confirmed_at is not None


def test_the_page_says_the_same_whether_somebody_follows_or_not(client):
    new = client.post("/follow/", {"email": ADDRESS}).content
    following(client)
    again = client.post("/follow/", {"email": ADDRESS}).content
    assert new == again
    assert "You already get" in Letter.objects.latest("pk").subject


def test_one_click_leaves_without_a_form_and_deletes_the_address(client, article):
    following(client)
    assert announce_new_articles() == 1
    letter = Letter.objects.latest("pk")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.headers["List-Unsubscribe"] == f"<{re.findall(r'https?://.*', letter.text)[-1]}>"
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(link_in(letter)).status_code == 200
    assert Follower.objects.exists()
    assert strict.post(link_in(letter), {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Follower.objects.exists()
    assert strict.post(link_in(letter)).status_code == 200  # a second click is no riddle


@pytest.mark.parametrize("do", ["confirm", "leave"])
def test_a_token_that_is_not_ours_does_nothing(client, do):
    follower = following(client)
    answer = client.post(f"/follow/{do}/made-up/")
    assert "too old" in answer.content.decode()
    assert Follower.objects.filter(pk=follower.pk).exists()


def test_a_token_for_one_thing_is_none_for_the_other(client):
    client.post("/follow/", {"email": ADDRESS})
    token = link_in(Letter.objects.get()).rstrip("/").rpartition("/")[2]
    client.post(f"/follow/leave/{token}/")
    assert Follower.objects.exists()


def test_who_does_not_confirm_is_forgotten(client):
    client.post("/follow/", {"email": ADDRESS})
    assert forget_unconfirmed() == 0
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=4))
    assert forget_unconfirmed() == 1


def test_each_article_is_told_of_once_and_in_its_language(client, article):
    following(client)
    Follower.objects.create(email="lector@example.org", language="es", confirmed_at=timezone.now())
    assert announce_new_articles() == 1
    assert announce_new_articles() == 0
    assert Announced.objects.count() == 1
    assert Letter.objects.latest("pk").subject == "A new article"


@pytest.mark.parametrize("email", ["", "no address", "a@b", "x" * 300 + "@example.org", "a@example.org\nBcc: b@c.org"])
def test_what_is_no_address_is_refused_beside_its_field(client, email):
    assert client.post("/follow/", {"email": email}).status_code == 422
    assert not Letter.objects.exists()


def test_too_many_requests_from_one_address_wait(client, one_window):
    statuses = [client.post("/follow/", {"email": f"r{n}@example.org"}).status_code for n in range(22)]
    assert statuses.count(200) == 20
    assert statuses[-1] == 429


# Letters


def test_a_round_sends_what_waits_once_and_forgets_its_words(client):
    client.post("/follow/", {"email": ADDRESS})
    go_round()
    go_round()
    assert [it.to for it in mail.outbox] == [[ADDRESS]]
    letter = Letter.objects.get()
    assert letter.sent_at is not None
    assert letter.text == ""


def test_without_a_mail_server_letters_wait(client, settings):
    settings.SENDS_MAIL = False
    client.post("/follow/", {"email": ADDRESS})
    assert send_waiting() == 0
    assert mail.outbox == []
    assert Letter.objects.get().text


def test_a_letter_that_cannot_leave_is_tried_again_later_and_given_up_at_last(client, monkeypatch):
    def refuse(*_args: object) -> None:
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    client.post("/follow/", {"email": ADDRESS})
    for _ in range(MOST_TRIES):
        Letter.objects.update(due_at=timezone.now())
        send_waiting()
    letter = Letter.objects.get()
    assert letter.given_up_at is not None
    assert letter.last_problem == "SMTPServerDisconnected"
    assert letter.text == ""


def test_a_task_that_fails_holds_no_other_up(client, monkeypatch):
    def fail(*_args: object, **_options: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("reprieve.clinic.site.coming_due.call_command", fail)
    client.post("/follow/", {"email": ADDRESS})
    go_round()
    assert len(mail.outbox) == 1


def test_a_stranger_cannot_fill_a_post_box(client):
    before = Letter.objects.count()
    answers = {client.post("/follow/", {"email": email}).content for email in [ADDRESS] * 3 + [ADDRESS.upper()] * 3}
    assert len(answers) == 1
    assert Letter.objects.count() - before == 3
    client.post("/follow/", {"email": "another@example.org"})
    assert Letter.objects.count() - before == 4
