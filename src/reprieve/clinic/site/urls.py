"""Addresses of the public pages.

Names that other pages already link to where they exist: `check_headaches` here, `ask_appointment` and `refer_patient`
in the booking app, which this one must not know.
"""

from __future__ import annotations

from django.urls import include, path, re_path
from wagtail.urls import serve_pattern
from wagtail.views import serve

from reprieve.clinic.site.check_views import check_headaches, check_headaches_pdf
from reprieve.clinic.site.feeds import AtomFeed, RssFeed
from reprieve.clinic.site.follow_views import confirm_following, follow, leave_following
from reprieve.clinic.site.keep_views import keep_diary
from reprieve.clinic.site.page_cache import kept
from reprieve.clinic.site.search_views import search_pages
from reprieve.clinic.site.views import bring_diary, explain_columns, show_home

urlpatterns = [
    path("", show_home, name="show_home"),
    path("diary/", bring_diary, name="bring_diary"),
    path("diary/columns/", explain_columns, name="explain_columns"),
    path("diary/keep/", keep_diary, name="keep_diary"),
    path("check/", check_headaches, name="check_headaches"),
    path("check/pdf/", check_headaches_pdf, name="check_headaches_pdf"),
    path("search/", search_pages, name="search_pages"),
    path("feeds/rss/", kept(RssFeed()), name="show_rss"),
    path("feeds/atom/", kept(AtomFeed()), name="show_atom"),
    path("follow/", follow, name="follow"),
    path("follow/confirm/<str:token>/", confirm_following, name="confirm_following"),
    path("follow/leave/<str:token>/", leave_following, name="leave_following"),
    path("", include("reprieve.clinic.ui.urls")),
    # Every address that is left: a page of the editors', or none.
    re_path(serve_pattern, kept(serve), name="wagtail_serve"),
]
