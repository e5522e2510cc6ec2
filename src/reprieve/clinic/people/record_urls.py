"""Addresses of what the staff do with who somebody is; under /desk/patients/."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.people import record_views as views

urlpatterns = [
    path("merge/", views.merge_records, name="merge_records"),
    path("merges/<int:merge_id>/undo/", views.undo_merge, name="undo_merge"),
    path("<uuid:key>/invite/", views.invite_to_record, name="invite_to_record"),
    path("<uuid:key>/break-glass/", views.open_closed_record, name="open_closed_record"),
    path("<uuid:key>/break-glass/open/", views.show_glass_broken, name="show_glass_broken"),
]
