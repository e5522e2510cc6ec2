"""Which letters of what somebody typed can be seen?"""

from __future__ import annotations

import unicodedata

# Letters that turn the order of what follows them, so that a line reads otherwise than it is written (Unicode TR 9,
# explicit directional formatting). The marks U+200E and U+200F, which Arabic and Hebrew need, stay.
_TURNERS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t")


def visible(text: str) -> str:
    r"""The text without what steers a screen instead of being read; line breaks and tabs stay.

    >>> visible("suma\x1b[31mtriptan\u202e\r\n50 mg")
    'suma[31mtriptan\n50 mg'
    """
    return "".join(
        letter for letter in text if letter in _KEPT or not (letter in _TURNERS or unicodedata.category(letter) == "Cc")
    )
