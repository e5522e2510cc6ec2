"""Addresses of a patient's pages: of one's own record, or with the key of the one that somebody acts for."""

from __future__ import annotations

import uuid
from typing import Any

from django import template
from django.urls import NoReverseMatch

from reprieve.clinic.diary.door import address

register = template.Library()


@register.simple_tag
def mine(name: str, key: uuid.UUID | None, **named: Any) -> str:
    return address(name, key, **named)


@register.simple_tag
def mine_if_any(name: str, key: uuid.UUID | None) -> str:
    """Empty where there is no such page."""
    try:
        return address(name, key)
    except NoReverseMatch:
        return ""
