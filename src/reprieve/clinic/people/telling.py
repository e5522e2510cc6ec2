"""Telling a patient that something was changed by which others could come to their record."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.people.models import User


def tell_patient(opened: OpenRecord) -> None:
    """Where they sign in: a letter that says nothing of it, and leads to the page on which it stands."""
    link = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('show_looks')}"
    for user in User.objects.filter(patient_record__in=opened.numbers, is_active=True):
        write_letter(Kind.SOMETHING_NEW, to=user.email, language=opened.patient.language, link=link)
