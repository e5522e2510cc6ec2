"""What templates ask of the ui app."""

from __future__ import annotations

from django import template
from django.template import Context

from reprieve.clinic.ui.themes import THEMES, Theme, chosen_theme

register = template.Library()


@register.simple_tag(takes_context=True, name="chosen_theme")
def chosen_theme_tag(context: Context) -> str:
    """The key of the theme that was picked; empty when none was, or when there is no request."""
    return chosen_theme(context.get("request"))


@register.simple_tag(name="themes")
def themes_tag() -> tuple[Theme, ...]:
    return THEMES
