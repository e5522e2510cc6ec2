"""Who works here, in which role and where: the owner's page."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reprieve.clinic.people import inviting, staffing
from reprieve.clinic.people.break_glass import broken_glass, mark_seen
from reprieve.clinic.people.inviting import CannotInvite
from reprieve.clinic.people.joining_forms import InviteStaffForm
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


def show_staff(request: HttpRequest, form: InviteStaffForm, *, problem: str = "") -> HttpResponse:
    if form.errors:
        focus_first_error(form)
    shown = {
        "form": form,
        "problem": problem,
        "roles": staffing.roles_now(),
        "invitations": staffing.invitations_open(),
        "unseen": broken_glass().filter(seen_at=None).count(),
    }
    return render(request, "people/staff.html", shown, status=422 if form.errors or problem else 200)


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
    return render(request, "people/broken_glass.html", {"lines": broken_glass()[:200]})


@for_roles(Role.OWNER)
@require_POST
def see_broken_glass(request: HttpRequest, glass_id: int) -> HttpResponseBase:
    found = BrokenGlass.objects.filter(pk=glass_id).first()
    if found is None:
        raise Http404
    mark_seen(by=who_is(request), glass=found)
    return redirect("list_broken_glass")
