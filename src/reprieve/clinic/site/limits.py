"""May this address send another diary now?

Counted in PostgreSQL, so that all web processes count together, by one statement, so that no two
requests at once can both be the last one allowed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reprieve.clinic.ui.client_address import _warn_of_missing_header, client_address, household

__all__ = ["Allowance", "_warn_of_missing_header", "client_address", "count_upload"]

UPLOADS_PER_WINDOW = 20
LETTERS_PER_WINDOW = 3
WINDOW = timedelta(minutes=10)

COUNT = """
    INSERT INTO clinic_site_uploadcount AS counted (window_began_at, address_hmac, uploads)
    VALUES (%s, %s, 1)
    ON CONFLICT (window_began_at, address_hmac) DO UPDATE SET uploads = counted.uploads + 1
    RETURNING uploads
"""
# Rows that another request is deleting at the same moment are left to it; waiting could be a deadlock.
FORGET = """
    DELETE FROM clinic_site_uploadcount WHERE id IN (
        SELECT id FROM clinic_site_uploadcount WHERE window_began_at < %s LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """Whether one more upload is allowed, and if not, in how many seconds it will be."""

    allowed: bool
    wait_s: int


def count_upload(address: str, *, of: str = "", now: datetime | None = None) -> Allowance:
    """Count one upload of the address and say whether it is within the limit.

    What is given out again as a file is counted apart, `of` "files".
    """
    return _count(household(address), of=of, most=UPLOADS_PER_WINDOW, now=now)


def count_letter(email: str) -> Allowance:
    """Count one letter that a stranger can have sent to the e-mail address."""
    return _count(email.casefold(), of="letters", most=LETTERS_PER_WINDOW, now=None)


def _count(counted: str, *, of: str, most: int, now: datetime | None) -> Allowance:
    now = now or timezone.now()
    began_at = _window_of(now)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [began_at])
        cursor.execute(COUNT, [began_at, _hmac_of(counted, of)])
        row = cursor.fetchone()
    if not connection.in_atomic_block:
        connection.close()  # back to the pool: a slow body that follows must not keep it from others
    wait = began_at + WINDOW - now
    return Allowance(
        allowed=row is not None and row[0] <= most,
        wait_s=max(1, -(-wait // timedelta(seconds=1))),
    )


def _window_of(now: datetime) -> datetime:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return epoch + (now - epoch) // WINDOW * WINDOW


def _hmac_of(counted: str, of: str = "") -> str:
    return salted_hmac(f"reprieve.clinic.site.limits{of}", counted, algorithm="sha256").hexdigest()
