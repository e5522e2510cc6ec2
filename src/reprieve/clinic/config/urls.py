"""Where each page lives."""

from __future__ import annotations

from django.urls import include, path

from reprieve.clinic.config.health import show_health

urlpatterns = [
    path("healthz", show_health, name="show_health"),
    path("", include("reprieve.clinic.site.urls")),
]
