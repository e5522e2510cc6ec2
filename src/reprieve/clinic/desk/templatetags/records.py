"""Addresses of a patient's pages: of one's own record, or with the key of the one that somebody acts for."""

from __future__ import annotations

import uuid
from typing import Any

from django import template

from reprieve.clinic.diary.door import address

register = template.Library()


@register.simple_tag
def mine(name: str, key: uuid.UUID | None, **named: Any) -> str:
    return address(name, key, **named)
