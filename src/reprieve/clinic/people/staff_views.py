"""Who works here, in which role and where: the owner's page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reprieve.clinic.people import inviting, staffing
from reprieve.clinic.people.access import Closed
from reprieve.clinic.people.break_glass import broken_glass, mark_seen
from reprieve.clinic.people.inviting import CannotInvite
from reprieve.clinic.people.joining_forms import EmailForm, InviteStaffForm
from reprieve.clinic.people.models import BrokenGlass, Invitation, Role, StaffRole, User
from reprieve.clinic.people.sign_in_views import focus_first_error
from reprieve.clinic.people.signing_in import for_roles, who_is
from reprieve.clinic.people.staffing import CannotEnd


@for_roles(Role.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def list_staff(request: HttpRequest) -> HttpResponseBase:
    """Roles that are held, invitations that wait, and a form for another one."""
    form = InviteStaffForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            inviting.invite_staff(
                by=who_is(request), email=said["email"], role=Role(said["role"]), location=said["location"]
            )
            return redirect("list_staff")
        except CannotInvite as problem:
            form.add_error(None, str(problem))
    return show_staff(request, form)


def show_staff(
    request: HttpRequest, form: InviteStaffForm, *, lost: EmailForm | None = None, problem: str = ""
) -> HttpResponse:
    lost = lost or lost_form()
    wrong = [it for it in (form, lost) if it.errors]
    for it in wrong:
        focus_first_error(it)
    shown = {
        "form": form,
        "lost": lost,
        "forgotten": request.GET.get("forgotten") == "1",
        "problem": problem,
        "roles": staffing.roles_now(),
        "invitations": staffing.invitations_open(),
        "unseen": broken_glass(who_is(request)).filter(seen_at=None).count(),
    }
    return render(request, "people/staff.html", shown, status=422 if wrong or problem else 200)


@for_roles(Role.OWNER)
@require_POST
def end_role(request: HttpRequest, role_id: int) -> HttpResponseBase:
    role = StaffRole.objects.select_related("user", "location").filter(pk=role_id, ended_at=None).first()
    if role is None:
        raise Http404
    try:
        staffing.end_role(by=who_is(request), role=role)
    except CannotEnd as problem:
        return show_staff(request, InviteStaffForm(), problem=str(problem))
    return redirect("list_staff")


@for_roles(Role.OWNER)
@require_POST
def forget_second_steps(request: HttpRequest, user_id: int) -> HttpResponseBase:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise Http404
    try:
        staffing.forget_second_steps(by=who_is(request), user=user)
    except CannotEnd as problem:
        return show_staff(request, InviteStaffForm(), problem=str(problem))
    return redirect("list_staff")


@for_roles(Role.OWNER)
@require_POST
def forget_second_steps_by_address(request: HttpRequest) -> HttpResponseBase:
    """For patients, carers and editors, who stand in no list here. Says the same of an address that has no account."""
    lost = lost_form(request.POST)
    if lost.is_valid():
        user = User.objects.filter(email__iexact=lost.cleaned_data["email"]).first()
        try:
            if user is not None:
                staffing.forget_second_steps(by=who_is(request), user=user)
                return redirect(reverse("list_staff") + "?forgotten=1")
        except CannotEnd:
            pass
        lost.add_error("email", _("No account with this address belongs to your places alone. Ask an owner of all."))
    return show_staff(request, InviteStaffForm(), lost=lost)


def lost_form(data: Any = None) -> EmailForm:
    return EmailForm(data, auto_id="lost_%s")


@for_roles(Role.OWNER)
@require_POST
def recall_invitation(request: HttpRequest, invitation_id: int) -> HttpResponseBase:
    """Only those to a role: who invites to a record recalls from there."""
    found = Invitation.objects.select_related("location").filter(pk=invitation_id).exclude(role="").first()
    if found is None or not inviting.may_give(who_is(request), found.location):
        raise Http404
    inviting.recall(by=who_is(request), invitation=found)
    return redirect("list_staff")


@for_roles(Role.OWNER)
@require_safe
def list_broken_glass(request: HttpRequest) -> HttpResponseBase:
    """Who opened a record that was closed to them, and why. The owner sees no name of a patient here."""
    return render(request, "people/broken_glass.html", {"lines": broken_glass(who_is(request))[:200]})


@for_roles(Role.OWNER)
@require_POST
def see_broken_glass(request: HttpRequest, glass_id: int) -> HttpResponseBase:
    found = BrokenGlass.objects.filter(pk=glass_id).first()
    if found is None:
        raise Http404
    try:
        mark_seen(by=who_is(request), glass=found)
    except Closed:
        raise Http404 from None
    return redirect("list_broken_glass")
