"""Letters are queued, sent, failed or recalled; none says why somebody comes to us; links work once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from reprieve.clinic.audit.models import Seal
from reprieve.clinic.config.rounds import go_round
from reprieve.clinic.messages.actions import queue_mail, recall, write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.letters import words_of
from reprieve.clinic.messages.links import find_link, make_link, recall_links, use_link
from reprieve.clinic.messages.models import Letter, Link, Purpose, State
from reprieve.clinic.messages.outbox import MOST_TRIES, send_waiting
from reprieve.pathway.diary import drugs

pytestmark = pytest.mark.django_db

TO = "somebody@example.org"
# What a letter of ours may not say, in both languages; drugs are added from our own list.
FORBIDDEN = (
    "ketamin", "migrain", "migrañ", "headache", "cefalea", "dolor", "pain", "infusi", "diagnos", "treatment",
    "tratamiento", "medic", "drug", "fármaco", "dose", "dosis", "visit", "appointment", "cita ", "symptom",
    "síntoma", "patient", "paciente", "diary", "diario", "consult", "prescri", "receta", "nurse", "enfermer",
    "attack", "crisis", "psych", "depress",
)  # fmt: skip


def letter(**more: Any) -> Letter:
    return queue_mail(kind=Kind.ARTICLE, to=TO, subject="A subject", body="Some words", **more)


def test_a_letter_is_queued_and_then_sent_and_its_words_go():
    kept = letter()
    assert kept.state is State.QUEUED
    assert send_waiting() == 1
    kept.refresh_from_db()
    assert (kept.state, kept.text) == (State.SENT, "")
    assert [sent.body for sent in mail.outbox] == ["Some words"]


def test_a_recalled_letter_never_leaves_and_its_words_go():
    kept = letter()
    assert recall(kept)
    assert (kept.state, kept.text) == (State.RECALLED, "")
    assert send_waiting() == 0
    assert mail.outbox == []
    assert recall(kept)  # again is no harm


def test_a_letter_that_left_cannot_be_recalled():
    kept = letter()
    send_waiting()
    assert not recall(kept)
    kept.refresh_from_db()
    assert kept.state is State.SENT


def test_a_letter_that_no_server_takes_has_failed_after_the_last_try(monkeypatch):
    def refuse(*_args: object, **_options: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    kept = letter()
    for _ in range(MOST_TRIES):
        Letter.objects.update(due_at=timezone.now())
        send_waiting()
    kept.refresh_from_db()
    assert (kept.state, kept.tries, kept.last_problem) == (State.FAILED, MOST_TRIES, "ConnectionRefusedError")
    assert not recall(kept)


# What they say


# Their words stand in the room that writes them; every other kind's in `messages/letters.py`.
OF_OTHER_ROOMS = {Kind.REQUEST, Kind.DESK, Kind.CONFIRM_FOLLOWING, Kind.ARTICLE}


def every_letter() -> list[tuple[str, str]]:
    """Subject and text of every letter that any room writes, in both languages."""
    from reprieve.clinic.booking.letters import send_receipt
    from reprieve.clinic.site.following import ask_to_follow

    link = "https://clinic.example.org/x"
    for language in ("en", "es"):
        with override(language):
            for kind in set(Kind) - OF_OTHER_ROOMS:
                write_letter(kind, to=TO, language=language, link=link, sha256="0" * 64)
            ask_to_follow(f"{language}@example.org", language)
            send_receipt(f"receipt-{language}@example.org", language)
    return [(kept.subject, kept.text) for kept in Letter.objects.all()]


def test_no_letter_names_a_drug_a_diagnosis_or_a_visit():
    found = every_letter()
    assert len(found) >= 20
    names = {name.lower() for name in drugs.BY_NAME} if hasattr(drugs, "BY_NAME") else set()
    for subject, text in found:
        said = f"{subject}\n{text}".lower()
        assert [word for word in FORBIDDEN if word in said] == []
        assert not names & set(re.findall(r"[a-záéíóúñ]+", said))


WITH_A_LINK = sorted(set(Kind) - OF_OTHER_ROOMS - {Kind.SEAL, Kind.CHANGED, Kind.EMAIL_MOVED})


@pytest.mark.parametrize("kind", WITH_A_LINK)
def test_a_letter_of_the_closed_list_takes_nothing_but_its_link(kind):
    with override("en"):
        assert "https://x" in words_of(kind, {"link": "https://x"})[1]
        with pytest.raises(KeyError):
            words_of(kind, {})


# The seal


def test_the_days_seal_is_sent_once_and_says_nothing_else(settings, monkeypatch):
    settings.SEAL_TO = "seals@example.org"
    go_round()
    go_round()
    (sent,) = [one for one in mail.outbox if one.to == ["seals@example.org"]]
    assert Seal.objects.get().sha256 in sent.body
    assert len(re.findall(r"[0-9a-f]{64}", sent.body)) == 1


def test_without_an_address_the_seal_is_made_all_the_same():
    assert settings.SEAL_TO == ""
    go_round()
    assert Seal.objects.count() == 1
    assert mail.outbox == []


# Links


def fresh(**more: Any) -> str:
    return make_link(Purpose.INVITATION, about={"invitation": 7}, lasts=timedelta(days=3), **more)


def test_a_link_works_once():
    token = fresh()
    assert find_link(token, Purpose.INVITATION) is not None
    assert find_link(token, Purpose.INVITATION) is not None  # a post box that looks first uses nothing up
    assert use_link(token, Purpose.INVITATION) == {"invitation": 7}
    assert use_link(token, Purpose.INVITATION) is None
    assert find_link(token, Purpose.INVITATION) is None


def test_a_link_of_another_purpose_opens_nothing():
    token = fresh()
    assert use_link(token, Purpose.SIGN_UP) is None
    assert use_link(token, Purpose.INVITATION) is not None


@pytest.mark.parametrize(("seconds", "works"), [(1, True), (0, False), (-1, False)])
def test_a_link_ends_at_its_time(seconds, works, monkeypatch):
    token = fresh()
    end = Link.objects.get().ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: end - timedelta(seconds=seconds))
    assert (use_link(token, Purpose.INVITATION) is not None) is works


def test_a_recalled_link_works_no_more_and_others_do():
    token, other = fresh(), make_link(Purpose.INVITATION, about={"invitation": 8}, lasts=timedelta(days=3))
    assert recall_links(Purpose.INVITATION, about={"invitation": 7}) == 1
    assert use_link(token, Purpose.INVITATION) is None
    assert use_link(other, Purpose.INVITATION) is not None


@pytest.mark.parametrize("token", ["", "x", "k" * 43, "x" * 10_000, "\ud800", "\x00"])
def test_a_token_that_was_guessed_opens_nothing(token):
    fresh()
    assert use_link(token, Purpose.INVITATION) is None


def test_the_table_holds_no_token_that_could_be_used():
    token = fresh()
    row = Link.objects.values().get()
    assert token not in str(row)
    assert use_link(row["token_sha256"], Purpose.INVITATION) is None
