"""The app of the staff's pages."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "reprieve.clinic.desk"
    label = "desk"

    def ready(self) -> None:
        from reprieve.clinic.desk.shift import watch_sign_ins

        watch_sign_ins()
