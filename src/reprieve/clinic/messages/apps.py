"""The app of the mail that leaves the clinic."""

from __future__ import annotations

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    name = "reprieve.clinic.messages"
    label = "clinic_messages"  # "messages" is Django's own
