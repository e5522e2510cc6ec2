"""The first page of the staff: in which roles one is here, and what each of them opens."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from reprieve.clinic.desk.menu import menu_of
from reprieve.clinic.desk.opening import for_staff
from reprieve.clinic.people.models import Role, StaffRole
from reprieve.clinic.people.signing_in import who_is

# What a role is for, and what it does not open.
ABOUT: dict[str, str | Promise] = {
    Role.FRONT_DESK: gettext_lazy("You see who a patient is and how to reach them, and nothing of the diary."),
    Role.NURSE: gettext_lazy("You read the charts of your place, and write notes."),
    Role.PRESCRIBER: gettext_lazy("You read the charts of your place, write notes, and sign diagnoses."),
    Role.OWNER: gettext_lazy("You say who works here. No record of a patient is open to you by this role."),
    Role.RESEARCHER: gettext_lazy(
        "You see no names and no records. Counts over many patients come with the registry, which is not built yet: "
        "so nothing is open to this role today."
    ),
    Role.AUDITOR: gettext_lazy(
        "You see who looked at a record and who changed it, by its number. What stands in the record is closed to you. "
        "Whoever runs the server can write the whole audit out and prove that no line of it was changed."
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One role of somebody: its name, where, and what it is for."""

    name: str
    where: str
    about: str


@for_staff
@require_safe
def show_desk(request: HttpRequest) -> HttpResponse:
    roles = StaffRole.objects.select_related("location").filter(user=who_is(request).user, ended_at=None)
    held = [
        Held(
            name=str(it.get_role_display()),
            where=it.location.name if it.location else _("Every place"),
            about=str(ABOUT[it.role]),
        )
        for it in roles.order_by("pk")
    ]
    return render(request, "desk/first.html", {"held": held, "items": menu_of(request)})
