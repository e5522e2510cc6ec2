"""The app of the alerts."""

from __future__ import annotations

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "reprieve.clinic.alerts"
    label = "alerts"
