"""The app of what the pages share that take a diary in as files."""

from __future__ import annotations

from django.apps import AppConfig


class BringingConfig(AppConfig):
    name = "reprieve.clinic.bringing"
    label = "bringing"
