"""May this address send another diary now?

Counted in PostgreSQL, so that all web processes count together, by one statement, so that no two
requests at once can both be the last one allowed.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

UPLOADS_PER_WINDOW = 20
WINDOW = timedelta(minutes=10)
# One household has a whole network of this size in IPv6, and may change its address in it at will.
IPV6_HOUSEHOLD_BITS = 64

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
    now = now or timezone.now()
    began_at = _window_of(now)
    with connection.cursor() as cursor:
        cursor.execute(FORGET, [began_at])
        cursor.execute(COUNT, [began_at, _hmac_of(address, of)])
        row = cursor.fetchone()
    if not connection.in_atomic_block:
        connection.close()  # back to the pool: a slow body that follows must not keep it from others
    wait = began_at + WINDOW - now
    return Allowance(
        allowed=row is not None and row[0] <= UPLOADS_PER_WINDOW,
        wait_s=max(1, -(-wait // timedelta(seconds=1))),
    )


def client_address(request: HttpRequest) -> str:
    """Who is asking: the peer, or what the trusted proxies in front of us say.

    Notes
    -----
    `TRUSTED_PROXIES` says how many proxies of our own stand in front. Each appends the address it saw to
    `X-Forwarded-For`, so the client is that many places from the end; what stands before is the client's own
    word and is not believed.
    """
    trusted: int = getattr(settings, "TRUSTED_PROXIES", 0)
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not trusted:
        return peer
    said = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if len(said) >= trusted and said[-trusted]:
        return said[-trusted]
    _warn_of_missing_header()
    return peer


@cache
def _warn_of_missing_header() -> None:
    """Once in each process: without the header all clients are counted as one."""
    logger.warning(
        "X-Forwarded-For must name the client on every request, but is missing or shorter than "
        "REPRIEVE_TRUSTED_PROXIES says; all such clients share one limit. Let the proxy set it."
    )


def _window_of(now: datetime) -> datetime:
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    return epoch + (now - epoch) // WINDOW * WINDOW


def _hmac_of(address: str, of: str = "") -> str:
    return salted_hmac(f"reprieve.clinic.site.limits{of}", _household(address), algorithm="sha256").hexdigest()


def _without_port(address: str) -> str:
    """Some proxies write `203.0.113.7:5000` or `[2001:db8::1]:443`; the port is another each time."""
    written = re.fullmatch(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[^:]*):\d+", address)
    return (written["six"] or written["four"] or address) if written else address


def _household(address: str) -> str:
    """The address as it is counted; one that cannot be read is counted together with its like."""
    try:
        ip = ipaddress.ip_address(_without_port(address))
    except ValueError:
        return "unreadable"
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, IPV6_HOUSEHOLD_BITS), strict=False))
    return str(ip)
