"""Where each page lives."""

from __future__ import annotations

from django.urls import include, path

from reprieve.clinic.config.health import show_health

handler400 = "reprieve.clinic.config.errors.show_bad_request"
handler403 = "reprieve.clinic.config.errors.show_refused"
handler404 = "reprieve.clinic.config.errors.show_not_found"
handler500 = "reprieve.clinic.config.errors.show_broken"

urlpatterns = [
    path("healthz", show_health, name="show_health"),
    path("", include("reprieve.clinic.site.urls")),
]
