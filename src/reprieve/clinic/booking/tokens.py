"""Was this form got from us, by somebody who took the time to fill it in, and was it sent before?

The token names one filling in: a form that is sent twice is one request. It is signed and carries when the form was
given out, so nothing is stored for a form that is never sent, and no script is needed.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from django.core import signing
from django.utils import timezone

SALT = "reprieve.clinic.booking.form"
# Nobody reads and fills in a form in less.
SHORTEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)
MOST_CHARS = 300


class Doubt(StrEnum):
    """Why a token does not let a form through yet."""

    NOT_OURS = "not_ours"
    TOO_SOON = "too_soon"
    TOO_OLD = "too_old"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormToken:
    """One filling in of a form; `text` goes into the page."""

    id: uuid.UUID
    text: str
    doubt: Doubt | None = None


def fresh_token(id_: uuid.UUID | None = None) -> FormToken:
    id_ = id_ or uuid.uuid4()
    return FormToken(id=id_, text=signing.dumps([str(id_), int(timezone.now().timestamp())], salt=SALT))


def read_token(text: str) -> FormToken:
    """The token that came back; in doubt, one to send the form with once more."""
    try:
        if len(text) > MOST_CHARS:
            raise signing.BadSignature
        id_, given_out = signing.loads(text, salt=SALT)
        token = FormToken(id=uuid.UUID(id_), text=text)
        age = timezone.now() - datetime.fromtimestamp(given_out, tz=UTC)
    except (signing.BadSignature, ValueError, TypeError, OverflowError, OSError):
        return FormToken(id=(fresh := fresh_token()).id, text=fresh.text, doubt=Doubt.NOT_OURS)
    if age < SHORTEST:
        return FormToken(id=token.id, text=text, doubt=Doubt.TOO_SOON)
    if age > LONGEST:
        return FormToken(id=token.id, text=fresh_token(token.id).text, doubt=Doubt.TOO_OLD)
    return token
