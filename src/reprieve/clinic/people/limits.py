"""May somebody try once more to get in? Counted in PostgreSQL, for all web processes together.

Who signed in on a device before is counted by that device, apart from everybody else: no stranger who guesses can
lock them out. All strangers to an account are counted together as well, so that a thousand addresses guess no faster
than one; when their count is used up, the letter that sets a new password is their way in.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reprieve.clinic.people.devices import known_device
from reprieve.clinic.people.models import User
from reprieve.clinic.ui.client_address import client_address, household

# Ours, with a view to people who forget: at 50 guesses an hour, a password of twelve signs is not found.
WINDOW = timedelta(hours=1)
MOST_OF_HOUSEHOLD = 60
MOST_OF_HOUSEHOLD_ON_ACCOUNT = 10
MOST_OF_STRANGERS_ON_ACCOUNT = 50
MOST_OF_DEVICE = 20
# A code has a million values and lives for 90 seconds, three at a time: 60 an hour find it once in six years.
MOST_CODES_OF_STRANGERS, MOST_CODES_OF_DEVICE, MOST_CODES_OF_SESSION = 40, 20, 5
MOST_LETTERS_TO_ADDRESS, MOST_LETTERS_OF_HOUSEHOLD = 3, 20

COUNT = """
    INSERT INTO people_attemptcount AS counted (window_began_at, counted_hmac, times) VALUES (%s, %s, 1)
    ON CONFLICT (window_began_at, counted_hmac) DO UPDATE SET times = counted.times + 1
    RETURNING times
"""
# Rows that another request is deleting at the same moment are left to it; waiting could be a deadlock.
FORGET = """
    DELETE FROM people_attemptcount WHERE id IN (
        SELECT id FROM people_attemptcount WHERE window_began_at < %s LIMIT 1000 FOR UPDATE SKIP LOCKED
    )
"""


def password_wait_s(request: HttpRequest, email: str) -> int:
    """Count a password that is tried for this address; 0 when it may be, else in how many seconds again."""
    user = User.objects.filter(email__iexact=email).only("pk").first()
    device = known_device(request, user.pk) if user is not None else ""
    if device and not count(device, of="password on a device", most=MOST_OF_DEVICE):
        return 0
    house, account = household(client_address(request)), email.strip().casefold()
    return (
        count(house, of="password", most=MOST_OF_HOUSEHOLD)
        or count(f"{house} {account}", of="password of an account", most=MOST_OF_HOUSEHOLD_ON_ACCOUNT)
        or count(account, of="password by strangers", most=MOST_OF_STRANGERS_ON_ACCOUNT)
    )


def code_wait_s(request: HttpRequest, user: User) -> int:
    """Count a code of a second factor that is tried; after a few wrong ones the password is asked for again."""
    if not request.session.session_key:
        request.session.create()
    session = str(request.session.session_key)
    device = known_device(request, user.pk)
    if device:
        return count(device, of="code on a device", most=MOST_CODES_OF_DEVICE)
    return count(f"{user.pk} {session}", of="code in a session", most=MOST_CODES_OF_SESSION) or count(
        str(user.pk), of="code by strangers", most=MOST_CODES_OF_STRANGERS
    )


def letter_wait_s(request: HttpRequest, email: str, *, resets: bool = False) -> tuple[int, bool]:
    """Count a letter that is asked for: seconds that the household must wait, and whether one more goes to the
    address. The second is told to nobody.

    Those that set a new password are counted apart, so that no other letter takes the place of the one that lets
    somebody in: when no more of them go to an address, those that went still work.
    """
    which = "reset letter" if resets else "letter"
    house = count(household(client_address(request)), of=which, most=MOST_LETTERS_OF_HOUSEHOLD)
    if house:
        return house, False
    return 0, not count(email.strip().casefold(), of=f"{which} to", most=MOST_LETTERS_TO_ADDRESS)


def count(counted: str, *, of: str, most: int, now: datetime | None = None) -> int:
    """Count one more; 0 within the limit, else the seconds until the window ends."""
    now = now or timezone.now()
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    began_at = epoch + (now - epoch) // WINDOW * WINDOW
    hashed = salted_hmac(f"reprieve.clinic.people.limits.{of}", counted, algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [began_at])
        cursor.execute(COUNT, [began_at, hashed])
        row = cursor.fetchone()
    if row is not None and row[0] <= most:
        return 0
    return max(1, -(-(began_at + WINDOW - now) // timedelta(seconds=1)))
