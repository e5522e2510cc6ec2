"""The app of the staff's pages."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "reprieve.clinic.desk"
    label = "desk"
