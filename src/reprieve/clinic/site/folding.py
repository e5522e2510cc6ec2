"""Letters as people type them in a hurry."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """The text without accents.

    >>> fold("migraña, infusión")
    'migrana, infusion'
    """
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
