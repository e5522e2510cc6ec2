"""The price list among the editors' pages."""

from __future__ import annotations

from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from reprieve.clinic.money.models import PriceList


class PriceListViewSet(SnippetViewSet):
    model = PriceList
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 300
    list_display = ("name", "valid_from", "live")


register_snippet(PriceListViewSet)
