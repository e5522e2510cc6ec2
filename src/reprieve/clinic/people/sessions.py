"""How long does a session last? Looked at on each request: a cookie alone says nothing about who still works here.

Times are kept in the session as whole seconds since 1970.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people.devices import write_cookie
from reprieve.clinic.people.standing import works_here

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
# Ours: a patient in pain should not have to type a password; somebody who has stopped coming has to.
PATIENT_LONGEST, PATIENT_IDLE = timedelta(days=30), timedelta(days=14)
# So that not every page writes the session.
SEEN_EVERY_S = 60


class KeepsHours:
    """Ends a session that has lasted too long, or was left alone; remembers the device of who signs in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Without a session's cookie there is nothing to look at, and pages that are kept for all stay so.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            look_at_the_clock(request)
        response = self.get_response(request)
        write_cookie(request, response)
        return response


def begin_hours(request: HttpRequest) -> None:
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = int(time.time())


def look_at_the_clock(request: HttpRequest) -> None:
    user: Any = request.user
    now = int(time.time())
    signed_in_at, seen_at = request.session.get(SIGNED_IN_AT, 0), request.session.get(SEEN_AT, 0)
    if is_over(user, timedelta(seconds=now - signed_in_at), timedelta(seconds=now - seen_at)):
        write_line(who=user, did="was signed out by the clock", kind="account", record=user.pk)
        request.session["by_the_clock"] = True  # so that signing out is not written twice
        logout(request)
    elif now - seen_at >= SEEN_EVERY_S:
        request.session[SEEN_AT] = now


def is_over(user: Any, lasted: timedelta, left_alone: timedelta) -> bool:
    """Who it is is asked only where the answer hangs on it: most requests are well within anybody's hours."""
    longest, idle = (min(two) for two in zip(_of_staff(), _of_patients(), strict=True))
    if lasted < longest and left_alone < idle:
        return False
    longest, idle = hours_of(user)
    return lasted >= longest or left_alone >= idle


def hours_of(user: Any) -> tuple[timedelta, timedelta]:
    """How long a session of theirs lasts at most, and how long it may be left alone."""
    return _of_staff() if works_here(user) else _of_patients()


def _of_staff() -> tuple[timedelta, timedelta]:
    return timedelta(hours=settings.STAFF_SESSION_H), timedelta(minutes=settings.STAFF_IDLE_MIN)


def _of_patients() -> tuple[timedelta, timedelta]:
    return PATIENT_LONGEST, PATIENT_IDLE
