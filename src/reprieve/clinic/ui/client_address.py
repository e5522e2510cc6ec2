"""Who is asking, as far as it may be believed, and whom do we count together?"""

from __future__ import annotations

import ipaddress
import logging
import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest

logger = logging.getLogger(__name__)

# One household has a whole network of this size in IPv6, and may change its address in it at will.
IPV6_HOUSEHOLD_BITS = 64


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


def household(address: str) -> str:
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


def _without_port(address: str) -> str:
    """Some proxies write `203.0.113.7:5000` or `[2001:db8::1]:443`; the port is another each time."""
    written = re.fullmatch(r"\[(?P<six>[^\]]*)\](?::\d+)?|(?P<four>[^:]*):\d+", address)
    return (written["six"] or written["four"] or address) if written else address
