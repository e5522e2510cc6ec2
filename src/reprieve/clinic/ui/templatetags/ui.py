"""What templates ask of the ui app."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.translation import get_language

from reprieve.clinic.ui.languages import InLanguage, in_other_languages, start_of
from reprieve.clinic.ui.themes import THEMES, Theme, chosen_theme

register = template.Library()


@register.simple_tag(takes_context=True, name="chosen_theme")
def chosen_theme_tag(context: Context) -> str:
    """The key of the theme that was picked; empty when none was, or when there is no request."""
    return chosen_theme(context.get("request"))


@register.simple_tag(name="themes")
def themes_tag() -> tuple[Theme, ...]:
    return THEMES


@register.simple_tag(takes_context=True)
def other_languages(context: Context) -> tuple[InLanguage, ...]:
    return in_other_languages(context.get("request"))


@register.simple_tag
def start_page() -> str:
    return start_of(get_language())
