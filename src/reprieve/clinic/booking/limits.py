"""May this household send one more? Counted in PostgreSQL by one statement, for all web processes together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reprieve.clinic.ui.client_address import client_address, household

WINDOW = timedelta(hours=1)
# A practice of several doctors stands behind one address, and so may a household that is helped by a neighbour.
MOST_APPOINTMENTS, MOST_REFERRALS = 10, 30
# So that nobody can have us fill a stranger's mailbox.
MOST_RECEIPTS = 2

COUNT = """
    INSERT INTO booking_sendcount AS counted (window_began_at, counted_hmac, times) VALUES (%s, %s, 1)
    ON CONFLICT (window_began_at, counted_hmac) DO UPDATE SET times = counted.times + 1
    RETURNING times
"""
# Rows that another request is deleting at the same moment are left to it; waiting could be a deadlock.
FORGET = """
    DELETE FROM booking_sendcount WHERE id IN (
        SELECT id FROM booking_sendcount WHERE window_began_at < %s LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
"""


def count_sending(request: HttpRequest, *, of: str, most: int) -> int:
    """Count one more of the household that asks; 0 when it may, else in how many seconds it may again."""
    return count(household(client_address(request)), of=of, most=most)


def count(counted: str, *, of: str, most: int, now: datetime | None = None) -> int:
    """Count one more; 0 within the limit, else the seconds until the window ends."""
    now = now or timezone.now()
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    began_at = epoch + (now - epoch) // WINDOW * WINDOW
    hashed = salted_hmac(f"reprieve.clinic.booking.limits.{of}", counted, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [began_at])
        cursor.execute(COUNT, [began_at, hashed])
        row = cursor.fetchone()
    if row is not None and row[0] <= most:
        return 0
    return max(1, -(-(began_at + WINDOW - now) // timedelta(seconds=1)))
