"""Writing a letter down, and taking it back.

A letter is a row of the same transaction as what it tells of: it goes out if and only if that was kept.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import override

from reprieve.clinic.audit.sealing import seal_day
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.letters import words_of
from reprieve.clinic.messages.models import Letter

LONGEST_SUBJECT = 200


def queue_mail(*, to: str, subject: str, body: str, kind: Kind, headers: Mapping[str, str] | None = None) -> Letter:
    """Keep a letter to be sent by the next round. A line break in the subject would be another header.

    For letters whose words are another room's, as an article's. What any room may have to say to somebody is written by
    `write_letter`, which has its words from a closed list.
    """
    subject = " ".join(subject.split())[:LONGEST_SUBJECT]
    return Letter.objects.create(kind=kind, to=to, subject=subject, text=body, headers=dict(headers or {}))


def write_letter(kind: Kind, *, to: str, language: str | None = "en", **facts: str) -> Letter:
    """Keep one of the letters whose words stand in `letters`.

    Parameters
    ----------
    language : str or None
        Of whoever reads it; for an answer to what somebody just did, that of the page, as `get_language()`.
    facts : str
        What its words leave open: `link` for most, and nothing that somebody typed.
    """
    with override(language):
        subject, body = words_of(kind, facts)
    return queue_mail(kind=kind, to=to, subject=subject, body=body)


def recall(letter: Letter) -> bool:
    """Take a letter back; whether it had not left yet. Waits for a sender who has it in hand."""
    with transaction.atomic():
        found = Letter.objects.select_for_update().get(pk=letter.pk)
        if found.sent_at is not None or found.given_up_at is not None:
            return False
        found.recalled_at = found.recalled_at or timezone.now()
        found.text, found.headers = "", {}
        found.save(update_fields=["recalled_at", "text", "headers"])
    letter.refresh_from_db()
    return True


def waiting(kind: Kind, *, to: str) -> QuerySet[Letter]:
    """The letters of a kind to an address that have not left yet."""
    return Letter.objects.filter(kind=kind, to__iexact=to, sent_at=None, given_up_at=None, recalled_at=None)


def write_seal_away() -> None:
    """Seal the audit when a day has begun, and send the seal to where REPRIEVE_SEAL_TO says; both or neither."""
    with transaction.atomic():
        sha256 = seal_day()
        if sha256 and settings.SEAL_TO:
            write_letter(Kind.SEAL, to=settings.SEAL_TO, sha256=sha256)
