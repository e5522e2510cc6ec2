"""Can the secret key be guessed?"""

from __future__ import annotations

# As Django's own check of a deployment asks (security.W009).
SHORTEST, FEWEST_CHARACTERS = 50, 5


def weakness_of(secret: str) -> str:
    """What a secret key lacks, to be said after its name; empty where it lacks nothing.

    >>> weakness_of("short")
    'has 5 characters, 50 are needed'
    >>> weakness_of("ab" * 30)
    'has 2 different characters, 5 are needed'
    """
    if len(secret) < SHORTEST:
        return f"has {len(secret)} characters, {SHORTEST} are needed"
    if len(set(secret)) < FEWEST_CHARACTERS:
        return f"has {len(set(secret))} different characters, {FEWEST_CHARACTERS} are needed"
    return ""
