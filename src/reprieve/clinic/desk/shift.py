"""How long does a sign-in open the desk? One shift, at whichever door and however long the browser is remembered."""

from __future__ import annotations

import time
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest

A_SHIFT_S = 10 * 3600
SIGNED_IN_AT = "signed_in_at"


def watch_sign_ins() -> None:
    user_logged_in.connect(note_sign_in, dispatch_uid="reprieve.clinic.desk.shift")


def note_sign_in(*, request: HttpRequest, **_: Any) -> None:
    request.session[SIGNED_IN_AT] = int(time.time())


def is_over(request: HttpRequest) -> bool:
    """Whether somebody who is signed in must do so again; a sign-in of which the time is not known is over."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    return not isinstance(signed_in_at, int) or not 0 <= time.time() - signed_in_at < A_SHIFT_S
