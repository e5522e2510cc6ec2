"""What stands at the head and at the foot of every page: the pages of this language, and the clinic's address."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language
from wagtail.models import Page, Site

from reprieve.clinic.site.citing import without_markers
from reprieve.clinic.site.models import ClinicDetails, HomePage


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    title: str
    path: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """The pages for the head, those for the foot, and the clinic; all empty on a site without pages."""

    head: tuple[Item, ...] = ()
    foot: tuple[Item, ...] = ()
    clinic: ClinicDetails | None = None


def menu_of(request: HttpRequest) -> Menu:
    """Looked up once for each answer; a database that does not answer must not break the page that says so."""
    found = getattr(request, "_menu", None)
    if found is None:
        try:
            found = read_menu(request)
        except DatabaseError:
            found = Menu()
        request._menu = found  # type: ignore[attr-defined]
    return found


def read_menu(request: HttpRequest) -> Menu:
    site = Site.find_for_request(request)
    home = HomePage.objects.live().filter(locale__language_code=get_language()).first()
    if site is None or home is None:
        return Menu()
    pages = list(Page.objects.child_of(home).live().order_by("path"))
    return Menu(
        head=tuple(item(page, request) for page in pages if page.show_in_menus),
        foot=tuple(item(page, request) for page in pages if not page.show_in_menus),
        clinic=ClinicDetails.for_site(site),
    )


def item(page: Page, request: HttpRequest) -> Item:
    path = page.get_url(request) or "/"
    return Item(title=without_markers(page.title), path=path, here=request.path == path)
