"""The menus of whoever has signed in."""

from __future__ import annotations

from django import template
from django.template import Context

from reprieve.clinic.desk.menu import Item, WaysIn, menu_of
from reprieve.clinic.desk.menu import ways_in as ways_in_of

register = template.Library()


@register.simple_tag(takes_context=True)
def staff_menu(context: Context) -> tuple[Item, ...]:
    return menu_of(context["request"])


@register.simple_tag(takes_context=True)
def ways_in(context: Context) -> WaysIn:
    return ways_in_of(context["request"])
