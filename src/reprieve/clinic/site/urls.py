"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import include, path

from reprieve.clinic.site.views import bring_diary, show_home

urlpatterns = [
    path("", show_home, name="show_home"),
    path("diary/", bring_diary, name="bring_diary"),
    path("", include("reprieve.clinic.ui.urls")),
]
