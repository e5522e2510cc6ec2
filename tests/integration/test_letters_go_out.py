"""Letters: none holds the others up, and none leads where a stranger wants."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from reprieve.clinic.messages.actions import queue_mail
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.models import Letter
from reprieve.clinic.messages.outbox import MOST_TRIES, send_waiting
from reprieve.clinic.site.following import CONFIRM_WITHIN
from reprieve.clinic.site.models import Follower

ADDRESS = "reader@example.org"
pytestmark = pytest.mark.django_db


def test_a_letter_that_cannot_be_written_is_put_off_and_given_up_and_the_others_go_out(caplog):
    bad = queue_mail(
        kind=Kind.ARTICLE, to="first@example.org", subject="First", body="words", headers={"X-Broken": "two\nlines"}
    )
    queue_mail(kind=Kind.ARTICLE, to="second@example.org", subject="Second", body="words")
    assert send_waiting() == 2  # looked at
    assert [it.to for it in mail.outbox] == [["second@example.org"]]
    bad.refresh_from_db()
    assert (bad.tries, bad.last_problem, bad.given_up_at) == (1, "BadHeaderError", None)
    assert bad.due_at > timezone.now()
    for _ in range(MOST_TRIES):
        Letter.objects.update(due_at=timezone.now())
        send_waiting()
    bad.refresh_from_db()
    assert bad.tries == MOST_TRIES
    assert bad.given_up_at is not None
    assert f"letter {bad.pk} was given up after 8 tries: BadHeaderError" in caplog.text
    assert "first@example.org" not in caplog.text


def test_a_program_that_breaks_while_sending_breaks_one_letter(monkeypatch):
    sending = mail.EmailMessage.send

    def break_once(message: mail.EmailMessage) -> int:
        if message.subject == "First":
            raise RuntimeError
        return sending(message)

    monkeypatch.setattr(mail.EmailMessage, "send", break_once)
    for subject in ("First", "Second"):
        queue_mail(kind=Kind.ARTICLE, to="a@example.org", subject=subject, body="words")
    send_waiting()
    assert [it.subject for it in mail.outbox] == ["Second"]
    assert Letter.objects.get(subject="First").last_problem == "RuntimeError"


def test_a_letter_leads_to_our_own_address_whatever_host_somebody_wrote(client, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://clinic.example.org"
    for _ in range(2):  # asked for, then asked for again after confirming
        client.post("/follow/", {"email": ADDRESS}, headers={"host": "127.0.0.1:6666"})
        Follower.objects.update(confirmed_at=timezone.now())
    letters = Letter.objects.all()
    assert len(letters) == 2
    for letter in letters:
        assert re.findall(r"https?://[^/]+", letter.text) == ["https://clinic.example.org"]


def test_following_is_confirmed_within_three_days_and_not_after(client, monkeypatch):
    client.post("/follow/", {"email": ADDRESS})
    path = re.search(r"/follow/confirm/\S+", Letter.objects.get().text)[0]
    now = time.time()
    for after, status, confirmed in (
        (CONFIRM_WITHIN + timedelta(seconds=2), 404, False),
        (CONFIRM_WITHIN - timedelta(seconds=2), 200, True),
    ):
        at = now + after.total_seconds()
        monkeypatch.setattr("django.core.signing.time.time", lambda at=at: at)
        assert client.get(path).status_code == status
        client.post(path)
        assert (Follower.objects.get().confirmed_at is not None) is confirmed


def test_nothing_is_opened_while_no_letter_waits(monkeypatch):
    def open_none(**_options: object) -> object:
        raise AssertionError("nobody is written to")

    monkeypatch.setattr("reprieve.clinic.messages.outbox.get_connection", open_none)
    assert send_waiting() == 0
