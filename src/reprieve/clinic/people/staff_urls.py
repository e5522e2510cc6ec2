"""Addresses of the owner's pages about the staff; under /desk/staff/."""

from __future__ import annotations

from django.urls import path

from reprieve.clinic.people import staff_views as views

urlpatterns = [
    path("", views.list_staff, name="list_staff"),
    path("roles/<int:role_id>/end/", views.end_role, name="end_role"),
    path("people/<int:user_id>/forget-second-steps/", views.forget_second_steps, name="forget_second_steps"),
    path("forget-second-steps/", views.forget_second_steps_by_address, name="forget_second_steps_by_address"),
    path("invitations/<int:invitation_id>/recall/", views.recall_invitation, name="recall_invitation"),
    path("broken-glass/", views.list_broken_glass, name="list_broken_glass"),
    path("broken-glass/<int:glass_id>/seen/", views.see_broken_glass, name="see_broken_glass"),
]
