"""Draws the tiles of a month: thousands for a long diary, too many for a template's own loop."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from reprieve.clinic.showing.months import Tile

register = template.Library()

TILE = (
    '<li class="tile {}"><b aria-hidden="true">{}</b><i aria-hidden="true">{}</i>'
    '<span class="hidden-text">{}</span></li>'
)


@register.simple_tag
def draw_tiles(tiles: Iterable[Tile]) -> SafeString:
    return format_html_join("", TILE, ((tile.look, tile.number, tile.mark, tile.words) for tile in tiles))
