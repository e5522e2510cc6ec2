"""The app of the public pages."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "reprieve.clinic.site"
    label = "clinic_site"
