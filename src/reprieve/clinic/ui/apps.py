"""The app that holds what every page shares."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "reprieve.clinic.ui"
    label = "ui"
