"""Addresses of what people ask of the clinic."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.booking.views import ask_appointment, refer_patient

urlpatterns = [
    path("appointment/", ask_appointment, name="ask_appointment"),
    path("refer/", refer_patient, name="refer_patient"),
]
