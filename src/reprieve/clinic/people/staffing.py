"""Ending what somebody may do here. Roles are given by invitation (`inviting.py`)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.people import letters
from reprieve.clinic.people.access import OWNER, Who
from reprieve.clinic.people.inviting import may_give
from reprieve.clinic.people.models import Invitation, Location, StaffRole, User
from reprieve.pathway.terms.errors import ReprieveError


class CannotEnd(ReprieveError):
    """Why a role goes on, and what to do."""


class CannotKeep(ReprieveError):
    """Why a place is not kept, and what to do."""


def roles_now() -> QuerySet[StaffRole]:
    held = StaffRole.objects.filter(ended_at=None).select_related("user", "location")
    return held.order_by("user__email", "role")


def invitations_open() -> QuerySet[Invitation]:
    """To roles of the staff, sent and not yet used."""
    waiting = Invitation.objects.filter(used_at=None, recalled_at=None, expires_at__gt=timezone.now())
    return waiting.exclude(role="").select_related("location").order_by("-made_at")


def end_role(*, by: Who, role: StaffRole) -> None:
    """At once, in every open session: all of theirs are ended.

    Raises
    ------
    CannotEnd
        When `by` is no owner there, or it is the role of the last owner.
    """
    if not may_give(by, role.location):
        raise CannotEnd(_("Only an owner of that place may end a role there."))
    with transaction.atomic():
        # All owners' rows, in one order: of two who end each other's role at once, one is refused.
        owners = list(
            StaffRole.objects.select_for_update()
            .filter(role=OWNER, ended_at=None, user__is_active=True)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if owners == [role.pk]:
            raise CannotEnd(_("This is the last owner. Invite another one first."))
        ended = StaffRole.objects.filter(pk=role.pk, ended_at=None).update(ended_at=timezone.now(), ended_by=by.user)
        if ended:
            end_sessions(role.user)
            write_line(who=by.user, did=f"ended a role: {role.role}", kind="account", record=role.user_id)


def forget_second_steps(*, by: Who, user: User) -> None:
    """For somebody who lost telephone and codes: at the next sign-in they set up new ones. They get a letter.

    Raises
    ------
    CannotEnd
    """
    places = StaffRole.objects.filter(user=user, ended_at=None).select_related("location")
    if not places or not all(may_give(by, it.location) for it in places):
        raise CannotEnd(_("Only an owner of all the places where somebody works may do this."))
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        letters.send_changed(user.email)
        write_line(who=by.user, did="forgot the second steps of", kind="account", record=user.pk)


def keep_place(*, name: str, zone: str | None = None) -> Location:
    """The clinic's place of this name, made or brought up to date.

    Raises
    ------
    CannotKeep
        When there is no such time zone.
    """
    with transaction.atomic():
        place = Location.objects.filter(name=name).first() or Location(name=name)
        place.zone = zone or place.zone
        try:
            place.clean_fields(exclude=["closed_at"])
        except ValidationError as problem:
            raise CannotKeep(" ".join(problem.messages)) from None
        place.save()
        write_line(who=None, did="kept a place", kind="place", record=place.pk)
    return place


def end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
