"""A database that fails while a session is saved is our fault; a session that was ended meanwhile is not."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError

pytestmark = pytest.mark.django_db


@pytest.fixture
def session() -> Any:
    made = import_module(settings.SESSION_ENGINE).SessionStore()
    made["seen_at"] = 1
    made.create()
    return made


def test_a_session_is_saved_and_found_again(session):
    session["seen_at"] = 2
    session.save()
    assert type(session)(session.session_key)["seen_at"] == 2


def test_a_database_that_fails_is_not_taken_for_a_session_that_is_gone(session, monkeypatch):
    def died(*_args: Any, **_named: Any) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(Session, "save", died)
    with pytest.raises(OperationalError):
        session.save()


def test_a_session_that_was_ended_meanwhile_is_said_to_be_gone(session):
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
