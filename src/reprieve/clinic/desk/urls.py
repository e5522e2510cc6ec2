"""Addresses of the staff's pages."""

from __future__ import annotations

from django.urls import path
from django.views.generic import RedirectView

from reprieve.clinic.desk.auditor_views import find_looks
from reprieve.clinic.desk.first_views import show_desk
from reprieve.clinic.desk.views import list_requests, open_report, show_request

urlpatterns = [
    path("", show_desk, name="show_desk"),
    path("looks/", find_looks, name="find_looks"),
    # There is one place to sign in; this is where it was for the desk.
    path("sign-in/", RedirectView.as_view(pattern_name="account_login", query_string=True), name="sign_in_to_desk"),
    path("requests/", list_requests, name="list_requests"),
    path("requests/<int:request_id>/", show_request, name="show_request"),
    path("requests/<int:request_id>/report/", open_report, name="open_report"),
]
