"""Addresses of the alerts."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.desk.alerts_views import acknowledge_alert, list_alerts

urlpatterns = [
    path("", list_alerts, name="list_alerts"),
    path("<int:alert_id>/acknowledge/", acknowledge_alert, name="acknowledge_alert"),
]
