"""Links that work once, for one purpose, and not for long.

The token stands in the letter alone: who reads the table cannot use one. Looking at a link does not use it up, because
post boxes open links before people do; pressing the button on its page does. ::

    token = make_link(Purpose.INVITATION, about={"invitation": 7}, lasts=timedelta(days=3), by=owner)
    find_link(token, Purpose.INVITATION)   # to show the page
    use_link(token, Purpose.INVITATION)    # in the transaction of what it opens
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from reprieve.clinic.messages.models import Link, Purpose

TOKEN_BYTES = 32
LONGEST_TOKEN = 64
KEPT = timedelta(days=90)


def make_link(purpose: Purpose, *, about: Mapping[str, int | str], lasts: timedelta, by: Any = None) -> str:
    """A fresh token, to be put into an address."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    Link.objects.create(
        token_sha256=_hash(token), purpose=purpose, about=dict(about), ends_at=timezone.now() + lasts, made_by=by
    )
    return token


def find_link(token: str, purpose: Purpose) -> Link | None:
    """The link, while it may be used."""
    return _usable(token, purpose).first()


def sent_link(token: str, purpose: Purpose) -> Link | None:
    """The link, also when it works no longer: whoever opens it has its letter."""
    if len(token) > LONGEST_TOKEN:
        return None
    return Link.objects.filter(token_sha256=_hash(token), purpose=purpose).first()


def use_link(token: str, purpose: Purpose) -> Mapping[str, int | str] | None:
    """What the link is about, for the first who uses it; None for everybody else, whatever the reason."""
    found = _usable(token, purpose).select_for_update().first()
    if found is None:
        return None
    found.used_at = timezone.now()
    found.save(update_fields=["used_at"])
    about: Mapping[str, int | str] = found.about
    return about


def recall_links(purpose: Purpose, *, about: Mapping[str, int | str]) -> int:
    """Close all open links about this; how many there were."""
    open_ones = Link.objects.filter(purpose=purpose, about__contains=dict(about), used_at=None, recalled_at=None)
    return open_ones.update(recalled_at=timezone.now())


def forget_old_links() -> int:
    """Take away what ended long ago."""
    return Link.objects.filter(ends_at__lt=timezone.now() - KEPT).delete()[0]


def _usable(token: str, purpose: Purpose) -> QuerySet[Link]:
    if len(token) > LONGEST_TOKEN:
        return Link.objects.none()
    fits = Q(token_sha256=_hash(token), purpose=purpose, used_at=None, recalled_at=None)
    return Link.objects.filter(fits, ends_at__gt=timezone.now())


def _hash(token: str) -> str:
    # The token has 256 random bits: no salt and no slow hash is needed against guessing.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
