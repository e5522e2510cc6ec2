"""Addresses of the staff's pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path
from django.views.decorators.cache import never_cache

from reprieve.clinic.desk.views import SignIn, list_requests, open_report, show_request

urlpatterns = [
    path("sign-in/", never_cache(SignIn.as_view()), name="sign_in_to_desk"),
    path("sign-out/", never_cache(LogoutView.as_view(next_page="sign_in_to_desk")), name="sign_out_of_desk"),
    path("requests/", list_requests, name="list_requests"),
    path("requests/<int:request_id>/", show_request, name="show_request"),
    path("requests/<int:request_id>/report/", open_report, name="open_report"),
]
