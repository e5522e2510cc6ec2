"""The diary's pages: one's own under /me/, that of somebody one acts for under /me/<key>/."""

from __future__ import annotations

from django.urls import include, path, register_converter

from reprieve.clinic.diary.about_views import list_treatments, write_about_me, write_treatment
from reprieve.clinic.diary.converters import DayInAddress
from reprieve.clinic.diary.day_views import (
    correct_attack,
    correct_dose,
    show_calendar,
    show_day,
    write_attack,
    write_dose,
)
from reprieve.clinic.diary.device import write_from_device
from reprieve.clinic.diary.door import own_or_chosen
from reprieve.clinic.diary.views import show_now, write_tap

register_converter(DayInAddress, "day")

PAGES = [
    path("", show_now, name="show_now"),
    path("tap/", write_tap, name="write_tap"),
    path("entries/", write_from_device, name="write_from_device"),
    path("calendar/", own_or_chosen(show_calendar), name="show_calendar"),
    path("day/<day:day>/", own_or_chosen(show_day), name="show_day"),
    path("day/<day:day>/headache/", own_or_chosen(write_attack), name="write_attack"),
    path("day/<day:day>/dose/", own_or_chosen(write_dose), name="write_dose"),
    path("headache/<slug:about>/", own_or_chosen(correct_attack), name="correct_attack"),
    path("dose/<slug:about>/", own_or_chosen(correct_dose), name="correct_dose"),
    path("treatments/", own_or_chosen(list_treatments), name="list_treatments"),
    path("treatments/<slug:about>/", own_or_chosen(write_treatment), name="write_treatment"),
    path("about-me/", own_or_chosen(write_about_me), name="write_about_me"),
]
urlpatterns = [path("", include(PAGES)), path("<uuid:key>/", include(PAGES))]
