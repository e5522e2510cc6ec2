"""Bounds that forms, tables and files share."""

from __future__ import annotations

MOST_WORDS = 1_000
FIRST_BIRTH_YEAR = 1900
LAST_BIRTH_YEAR = 2100  # of the table; the form knows which year it is
MOST_REPORT_BYTES = 10 * 1024 * 1024
MOST_REPORT_MB = 10
# What a form may weigh besides its report.
FORM_BYTES = 64 * 1024
