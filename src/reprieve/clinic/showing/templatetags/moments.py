"""Dates and moments of a template, said so that nobody can misread them."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template

from reprieve.clinic.showing.plain_words import say_date, say_moment

register = template.Library()


@register.filter
def said_day(day: date | None) -> str:
    """Tue 3 Mar 2026; empty for none, so that `default` can say what is not known."""
    return say_date(day) if day else ""


@register.filter
def said_moment(at: datetime | None, zone: str) -> str:
    """Tue 3 Mar 2026, 14:05 EST: by the clock of that zone."""
    return say_moment(at, ZoneInfo(zone)) if at else ""
