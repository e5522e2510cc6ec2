"""The app of the patients' diaries."""

from __future__ import annotations

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "reprieve.clinic.diary"
    label = "diary"

    def ready(self) -> None:
        from reprieve.clinic.diary.actions import merge_has_changed
        from reprieve.clinic.people.merging import changed

        changed.connect(merge_has_changed, dispatch_uid="the_diaries_of_merged_records")
