"""A day in an address: 2026-03-01."""

from __future__ import annotations

from datetime import date


class DayInAddress:
    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)  # no such day is no such page

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()
