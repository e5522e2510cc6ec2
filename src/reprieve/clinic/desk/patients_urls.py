"""Addresses of the staff's pages about one patient."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.desk.chart_views import add_file, add_note, open_file, show_chart, withdraw_file
from reprieve.clinic.desk.emergency_views import find_closed_record
from reprieve.clinic.desk.patients_views import add_patient, find_patients, show_who
from reprieve.clinic.desk.signing_views import show_signed, sign
from reprieve.clinic.desk.writing_views import write_for_patient

urlpatterns = [
    path("", find_patients, name="find_patients"),
    path("new/", add_patient, name="add_patient"),
    path("emergency/", find_closed_record, name="find_closed_record"),
    path("<uuid:key>/", show_chart, name="show_chart"),
    path("<uuid:key>/who/", show_who, name="show_who"),
    path("<uuid:key>/write/", write_for_patient, name="write_for_patient"),
    path("<uuid:key>/notes/", add_note, name="add_note"),
    path("<uuid:key>/files/", add_file, name="add_file"),
    path("<uuid:key>/files/<int:number>/", open_file, name="open_file"),
    path("<uuid:key>/files/<int:number>/withdraw/", withdraw_file, name="withdraw_file"),
    path("<uuid:key>/sign/", sign, name="sign"),
    path("<uuid:key>/signed/<int:number>/", show_signed, name="show_signed"),
]
