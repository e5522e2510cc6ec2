"""The app of those who may sign in, of their records and of who works here."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "reprieve.clinic.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        import_module("reprieve.clinic.people.noting")
