"""What does a page of the check carry, when nothing is stored here?

All answers so far, signed, in a hidden field of the page. Only what this house signed is read; what comes back is
still looked at, because the questions may have changed since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing

SALT = "reprieve.clinic.site.check"
# Forty answers come to about 1,000 characters.
MOST_CHARS = 8_000
# After a day a sign may be there that was not; it is asked again.
FRESH = timedelta(hours=24)

# Ticked signs of a group; the key of a choice; a number; None for "I do not know".
Given = list[str] | str | float | None


class NotOurs(Exception):
    """What came back is not what was sent out: changed, cut, too large, or signed with another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A check as far as it has come.

    Parameters
    ----------
    given : mapping of str to Given
        What was given on each step, by the step's key, in the order of giving. An answer that a changed one made
        needless stays, unread, in case that one is changed back.
    began_at : datetime or None
        When the first answer was given.
    """

    given: Mapping[str, Given] = field(default_factory=dict)
    began_at: datetime | None = None

    def with_answer(self, key: str, given: Given, *, now: datetime) -> Checked:
        return replace(self, given={**self.given, key: given}, began_at=self.began_at or now)

    def without(self, keys: frozenset[str]) -> Checked:
        return Checked(given={key: it for key, it in self.given.items() if key not in keys})

    def is_old(self, now: datetime) -> bool:
        return self.began_at is not None and now - self.began_at > FRESH


def pack_check(checked: Checked) -> str:
    began = None if checked.began_at is None else int(checked.began_at.timestamp())
    # A list of pairs, because a JSON object need not keep its order.
    return signing.dumps({"began": began, "given": list(checked.given.items())}, salt=SALT, compress=True)


def unpack_check(text: str) -> Checked:
    """What `pack_check` packed.

    Raises
    ------
    NotOurs
        If it did not.
    """
    if len(text) > MOST_CHARS:
        raise NotOurs
    try:
        content = signing.loads(text, salt=SALT)
        began, given = content["began"], {str(key): _given(it) for key, it in content["given"]}
        return Checked(given=given, began_at=None if began is None else datetime.fromtimestamp(began, tz=UTC))
    except (signing.BadSignature, KeyError, TypeError, ValueError, OverflowError, OSError):
        raise NotOurs from None


def _given(it: Any) -> Given:
    if isinstance(it, list):
        return [str(one) for one in it]
    return it if it is None or isinstance(it, str) else float(it)
