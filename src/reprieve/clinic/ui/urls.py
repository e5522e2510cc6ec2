"""Addresses of what every page shares."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.ui.views import choose_theme

urlpatterns = [
    path("theme/", choose_theme, name="choose_theme"),
]
