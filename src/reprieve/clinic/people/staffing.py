"""Ending what somebody may do here. Roles are given by invitation (`inviting.py`)."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import write_line
from reprieve.clinic.messages.actions import write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.people.access import OWNER, Who
from reprieve.clinic.people.inviting import may_give, take_back
from reprieve.clinic.people.models import Invitation, Location, Patient, StaffRole, User
from reprieve.clinic.people.standing import MAY_EDIT
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
            again = Invitation.objects.filter(email=role.user.email.lower(), role=role.role, location=role.location)
            take_back(again, by=by.user)
            write_line(who=by.user, did=f"ended a role: {role.role}", kind="account", record=role.user_id)


def forget_second_steps(*, by: Who | None, user: User) -> None:
    """For somebody who lost telephone and codes: at the next sign-in they set up new ones. They get a letter.

    Without `by`, from the command line of the machine itself: for the last owner, and after the secret key was changed.

    Raises
    ------
    CannotEnd
    """
    if by is not None and not all(may_give(by, place) for place in _places_of(user)):
        raise CannotEnd(_("Only an owner of all the places that somebody belongs to may do this."))
    with transaction.atomic():
        Authenticator.objects.filter(user=user).delete()
        end_sessions(user)
        write_letter(Kind.CHANGED, to=user.email, language=get_language())
        write_line(who=by.user if by else None, did="forgot the second steps of", kind="account", record=user.pk)


def _places_of(user: User) -> set[Location | None]:
    """Where they work, and where the records are that they may open. None is every place: it is said of editors, and of
    whoever belongs nowhere."""
    roles = StaffRole.objects.filter(user=user, ended_at=None).select_related("location")
    theirs = Q(account=user) | Q(carers__user=user, carers__ended_at=None)
    records = Patient.objects.filter(theirs).select_related("location")
    found = {it.location for it in roles} | {it.location for it in records}
    return found | {None} if not found or user.has_perm(MAY_EDIT) else found


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


def close_account(user: User) -> None:
    """For an account of nobody's, from the machine itself: its roles end, and no password lets it in any more."""
    with transaction.atomic():
        for role in StaffRole.objects.filter(user=user, ended_at=None):
            StaffRole.objects.filter(pk=role.pk).update(ended_at=timezone.now())
            write_line(who=None, did=f"ended a role: {role.role}", kind="account", record=user.pk)
        user.is_active = False
        user.set_unusable_password()
        user.save(update_fields=["is_active", "password"])
        end_sessions(user)
