"""Addresses of who may act for a patient; under /me/."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.people import carer_views as views

urlpatterns = [
    path("carers/", views.list_carers, name="list_carers"),
    path("carers/<int:carer_id>/end/", views.end_carer, name="end_carer"),
    path("carers/invited/<int:invitation_id>/recall/", views.recall_carer, name="recall_carer"),
    path("<uuid:key>/carers/", views.list_carers, name="list_carers_of"),
    path("<uuid:key>/carers/<int:carer_id>/end/", views.end_carer, name="end_carer_of"),
    path("<uuid:key>/carers/invited/<int:invitation_id>/recall/", views.recall_carer, name="recall_carer_of"),
]
