"""Which server takes our letters, from one variable."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HOW = "as smtp://user:password@host:587 (STARTTLS) or smtps://user:password@host:465 (TLS from the start)"


def mail_settings(url: str, sender: str) -> dict[str, Any]:
    """Django's settings for a mail server, always encrypted; only a server on this machine is spoken to in the clear.

    Raises
    ------
    ImproperlyConfigured
        When the address or the sender is not one. The address itself is never repeated: it holds a password.
    """
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == 0:
        raise ImproperlyConfigured(f"REPRIEVE_MAIL must name the mail server {HOW}. Write special characters as %XX.")
    if "@" not in parseaddr(sender)[1]:
        raise ImproperlyConfigured(
            "REPRIEVE_MAIL_FROM must be the address letters come from, such as Clinic <post@clinic.example.org>, "
            "when REPRIEVE_MAIL is set."
        )
    here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and not here,
        "EMAIL_TIMEOUT": 20,
        "DEFAULT_FROM_EMAIL": sender,
    }
