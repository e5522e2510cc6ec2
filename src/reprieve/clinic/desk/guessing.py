"""May somebody try a password now? Asked at every door at which the staff signs in."""

from __future__ import annotations

import logging
import threading
import time
import unicodedata

from django.db import connection
from django.http import HttpRequest

from reprieve.clinic.booking.limits import count
from reprieve.clinic.ui.client_address import client_address, household

# Of one account from one household: who guesses elsewhere cannot shut the account for those whose it is.
MOST_TRIES = 10
# Of one account from anywhere. More than that is slowed down and never refused, for the same reason.
SLOW_AFTER = 20
SLOWNESS_S = 2.0
# So many threads of a process may stand still for this; the next are let through, so that nobody stops the server.
STANDING = threading.BoundedSemaphore(8)

logger = logging.getLogger(__name__)


def wait_before_trying(request: HttpRequest, account: str) -> int:
    """Count one try of a password; 0 when it may be tried, else in how many seconds it may."""
    account = unicodedata.normalize("NFKC", account).strip().casefold()
    here = household(client_address(request))
    wait_s = count(f"{here} {account}", of="password from here", most=MOST_TRIES)
    if wait_s:
        return wait_s
    if count(account, of="password", most=SLOW_AFTER):
        logger.warning("Somebody guesses the password of one account from several addresses; each try is slowed down.")
        stand_still()
    return 0


def stand_still() -> None:
    if not STANDING.acquire(blocking=False):
        return
    try:
        if not connection.in_atomic_block:
            connection.close()  # back to the pool meanwhile
        time.sleep(SLOWNESS_S)
    finally:
        STANDING.release()
