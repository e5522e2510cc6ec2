"""Where sessions are kept: Django's table, and a database that fails is told apart from a session that is gone."""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import InterfaceError, OperationalError


class SessionStore(db.SessionStore):
    """Django takes every failure to save for a session that was ended meanwhile, and answers 400. A device would not
    send again what was answered so; the failure of a database is ours, and is answered as such."""

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as gone:
            if isinstance(gone.__context__, OperationalError | InterfaceError):
                raise gone.__context__ from None
            raise
