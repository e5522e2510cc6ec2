"""Bounds that forms, tables and files share."""

from __future__ import annotations

MOST_WORDS = 1_000
FIRST_BIRTH_YEAR = 1900
LAST_BIRTH_YEAR = 2100  # of the table; the form knows which year it is
MOST_REPORT_BYTES = 10 * 1024 * 1024
MOST_REPORT_MB = 10
# Of one form with its report. What is larger than a report and smaller than this is read through and not kept, so that
# the form can come back with what was typed.
MOST_FORM_BYTES = 48 * 1024 * 1024
# What a form holds besides its file.
FORM_BYTES = 64 * 1024
