"""Writing a letter down.

A letter is a row of the same transaction as what it tells of: it goes out if and only if that was kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from reprieve.clinic.messages.models import Letter

LONGEST_SUBJECT = 200


def queue_mail(*, to: str, subject: str, body: str, headers: Mapping[str, str] | None = None) -> Letter:
    """Keep a letter to be sent by the next round. A line break in the subject would be another header."""
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    return Letter.objects.create(to=to, subject=subject, text=body, headers=dict(headers or {}))
