"""Addresses of the same diary, whosever it is."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch

from reprieve.clinic.diary.door import address

register = template.Library()


@register.simple_tag(takes_context=True)
def mine(context: Context, name: str, *, optional: bool = False, **named: Any) -> str:
    """The address of a page of the diary that is shown; empty for an optional one that is not there."""
    try:
        return address(name, context.get("key"), **named)
    except NoReverseMatch:
        if optional:
            return ""
        raise
