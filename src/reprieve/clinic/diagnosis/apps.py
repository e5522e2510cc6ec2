"""The app of what clinicians say about a record: confirmations, notes and files."""

from __future__ import annotations

from django.apps import AppConfig


class DiagnosisConfig(AppConfig):
    name = "reprieve.clinic.diagnosis"
    label = "diagnosis"

    def ready(self) -> None:
        """Files of records lie in the store of the front desk's reports, which must not sweep them away."""
        from reprieve.clinic.booking.reports import NAMED_BY
        from reprieve.clinic.diagnosis.access import names_file

        NAMED_BY.append(names_file)
