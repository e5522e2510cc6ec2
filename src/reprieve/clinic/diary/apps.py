"""The app of the patients' diaries."""

from __future__ import annotations

from django.apps import AppConfig


class DiaryConfig(AppConfig):
    name = "reprieve.clinic.diary"
    label = "diary"
