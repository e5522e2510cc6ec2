"""The app of the staff's pages."""

from __future__ import annotations

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "reprieve.clinic.desk"
    label = "desk"

    def ready(self) -> None:
        """*About me* asks first what the judge misses, which is kept with all else that was made of the diary."""
        from reprieve.clinic.desk.shown import missed_of
        from reprieve.clinic.diary.about_views import MISSED_BY

        MISSED_BY.append(missed_of)
