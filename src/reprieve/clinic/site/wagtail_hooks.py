"""What the editors' pages have besides the content system's own: the list of markers, and no place for documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.menu import MenuItem

from reprieve.clinic.site.evidence import everything
from reprieve.clinic.site.publishing import what_stands_against


@require_safe
@require_admin_access
def list_markers(request: HttpRequest) -> HttpResponse:
    """Every claim, study and source with the marker that cites it."""
    return render(request, "site/editors/markers.html", {"cited": sorted(everything().values(), key=lambda it: it.id)})


@hooks.register("register_admin_urls")
def register_marker_list() -> list[URLPattern]:
    return [path("markers/", list_markers, name="list_markers")]


@hooks.register("register_admin_menu_item")
def register_marker_menu() -> MenuItem:
    return MenuItem(gettext_lazy("Claims and sources"), reverse("list_markers"), icon_name="link", order=350)


@hooks.register("construct_main_menu")
def leave_out_documents(_request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name != "documents"]


@hooks.register("before_bulk_action")
def refuse_bulk_publishing(request: HttpRequest, action: str, objects: list[Any], _view: Any) -> HttpResponse | None:
    """Publishing many at once passes by the form that would tell which sentence stands against it."""
    if action != "publish" or request.method != "POST":
        return None
    refused = [it for it in objects if hasattr(it.specific, "said_parts") and what_stands_against(newest(it))]
    if not refused:
        return None
    for page in refused:
        messages.error(
            request, _("“%(title)s” holds numbers without a source. Open it and publish it there.") % {"title": page}
        )
    return redirect("wagtailadmin_explore_root")


def newest(page: Any) -> Any:
    return page.specific.get_latest_revision_as_object()
