"""The app of the words and pieces of pages that several rooms show."""

from __future__ import annotations

from django.apps import AppConfig


class ShowingConfig(AppConfig):
    name = "reprieve.clinic.showing"
    label = "showing"
