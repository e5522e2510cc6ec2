"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import include, path

from reprieve.clinic.site.keep_views import keep_diary
from reprieve.clinic.site.views import bring_diary, explain_columns, show_home

urlpatterns = [
    path("", show_home, name="show_home"),
    path("diary/", bring_diary, name="bring_diary"),
    path("diary/columns/", explain_columns, name="explain_columns"),
    path("diary/keep/", keep_diary, name="keep_diary"),
    path("", include("reprieve.clinic.ui.urls")),
]
