"""The app of what people ask of the clinic."""

from __future__ import annotations

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "reprieve.clinic.booking"
    label = "booking"
