"""What the editors' pages have besides the content system's own: the list of markers, and no place for documents."""

from __future__ import annotations

from collections.abc import Collection
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
from reprieve.clinic.site.holding import compared_by_nobody
from reprieve.clinic.site.parts import Part
from reprieve.clinic.site.publishing import PUBLISHES, against_own, speaks, what_stands_against

MOST_NAMED = 5


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


@hooks.register("what_stands_against_own_words")
def look_at_own_words(parts: Collection[Part]) -> list[str]:
    return list(against_own(parts))


@hooks.register("before_bulk_action")
def refuse_bulk_publishing(request: HttpRequest, action: str, objects: list[Any], _view: Any) -> HttpResponse | None:
    """Publishing many at once passes by the form that would tell which sentence stands against it."""
    if action != "publish" or request.method != "POST":
        return None
    below = [it for page in objects for it in page.get_descendants().not_live()]
    refused = [
        it for it in (*objects, *(below if request.POST.get("include_descendants") else ())) if stopped(newest(it))
    ]
    if not refused:
        return None
    for page in refused:
        messages.error(
            request, _("“%(title)s” holds numbers without a source. Open it and publish it there.") % {"title": page}
        )
    return redirect("wagtailadmin_explore_root")


@hooks.register("before_copy_page")
def refuse_public_copies(request: HttpRequest, page: Any) -> HttpResponse | None:
    """A copy that is public at once passes by the form as well, and its title is new."""
    if request.method != "POST" or not (request.POST.get("publish_copies") or request.POST.get("alias")):
        return None
    copied = page.specific_class.objects.get(pk=page.pk)
    if not request.POST.get("alias"):
        copied.title = request.POST.get("new_title", copied.title)
    below = [it.specific for it in page.get_descendants().live()] if request.POST.get("copy_subpages") else []
    against = [sentence for it in (copied, *below) if it.live and speaks(it) for sentence in what_stands_against(it)]
    if not against:
        return None
    for sentence in against:
        messages.error(request, sentence)
    return redirect("wagtailadmin_pages:copy", page.pk)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def say_what_nobody_compared(request: HttpRequest, page: Any) -> None:
    """A claim is compared with its sentence; a study or a source only by who writes."""
    if not speaks(page) or not any(request.POST.get(button) for button in PUBLISHES):
        return
    found = compared_by_nobody(page.said_parts())
    if not found:
        return
    named = " ".join(f"“{sentence}”" for _where, sentence in found[:MOST_NAMED])
    words = _("The program does not compare these numbers with the study or source that they cite. Please do: %(said)s")
    messages.warning(request, words % {"said": named + (" …" if len(found) > MOST_NAMED else "")})


def stopped(page: Any) -> bool:
    return speaks(page) and bool(what_stands_against(page))


def newest(page: Any) -> Any:
    return page.specific.get_latest_revision_as_object()
