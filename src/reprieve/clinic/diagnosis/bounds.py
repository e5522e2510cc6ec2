"""Bounds that forms, tables and files share."""

from __future__ import annotations

MOST_REASON_CHARS = 2_000
MOST_NOTE_CHARS = 20_000
MOST_TITLE_CHARS = 120
MOST_FILE_MB = 20
MOST_FILE_BYTES = MOST_FILE_MB * 1024 * 1024
# What the form of a note may weigh: a letter takes up to four bytes, each written as three characters.
NOTE_FORM_BYTES = MOST_NOTE_CHARS * 12
