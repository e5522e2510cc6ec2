"""The app of what clinicians say about a record: confirmations, notes and files."""

from __future__ import annotations

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "reprieve.clinic.diagnosis"
    label = "diagnosis"
