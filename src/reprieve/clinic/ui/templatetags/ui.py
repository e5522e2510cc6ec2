"""What templates ask of the ui app."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.translation import get_language

from reprieve.clinic.ui.languages import other_languages
from reprieve.clinic.ui.themes import THEMES, Theme, chosen_theme

register = template.Library()


@register.simple_tag(takes_context=True, name="chosen_theme")
def chosen_theme_tag(context: Context) -> str:
    """The key of the theme that was picked; empty when none was, or when there is no request."""
    return chosen_theme(context.get("request"))


@register.simple_tag(name="themes")
def themes_tag() -> tuple[Theme, ...]:
    return THEMES


@register.simple_tag(name="other_languages")
def other_languages_tag() -> tuple[tuple[str, str], ...]:
    return other_languages(get_language())
