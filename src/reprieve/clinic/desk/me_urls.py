"""Addresses of a patient's pages that look across rooms; with a key, those of somebody one acts for."""

from __future__ import annotations

from django.urls import include, path

from reprieve.clinic.desk.me_bring_views import bring_into_record, explain_record_columns, review_upload
from reprieve.clinic.desk.me_views import show_diary_shows, show_looks, show_my_data, take_my_data, undo_my_upload

_PAGES = [
    path("shows/", show_diary_shows, name="show_diary_shows"),
    path("data/", show_my_data, name="show_my_data"),
    path("data/looks/", show_looks, name="show_looks"),
    path("data/take/", take_my_data, name="take_my_data"),
    path("data/brought/<int:number>/undo/", undo_my_upload, name="undo_my_upload"),
    path("bring/", bring_into_record, name="bring_into_record"),
    path("bring/columns/", explain_record_columns, name="explain_record_columns"),
    path("bring/<int:number>/", review_upload, name="review_upload"),
]
urlpatterns = [*_PAGES, path("<uuid:key>/", include(_PAGES))]
