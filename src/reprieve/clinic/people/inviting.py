"""A way in that is sent by e-mail: to a role of the staff, to a record of one's own, or to one to care for.

The link holds a random token, of which a keyed hash is kept. It works once, for seven days, for whoever has the
mailbox; it can be recalled.
"""

from __future__ import annotations

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.people import letters
from reprieve.clinic.people.access import OWNER, Door, OpenRecord, Who, is_minor
from reprieve.clinic.people.joining import open_account
from reprieve.clinic.people.models import Carer, Invitation, Location, Patient, Role, StaffRole, User
from reprieve.pathway.terms.errors import ReprieveError

LASTS = timedelta(days=7)
MOST_TRIES = 3


class CannotInvite(ReprieveError):
    """Why nobody was invited, and what to do."""


class CannotAccept(ReprieveError):
    """Why an invitation was not accepted, and what to do."""


def invite_staff(*, by: Who | None, email: str, role: Role, location: Location | None = None) -> tuple[Invitation, str]:
    """The invitation and its link; without `by`, from the command line of the machine itself."""
    if by is not None and not may_give(by, location):
        raise CannotInvite(_("Only an owner of that place may give a role there."))
    return _invite(by=by.user if by else None, email=email, role=role, location=location)


def invite_patient(*, opened: OpenRecord, email: str) -> tuple[Invitation, str]:
    """An account for somebody whose record the clinic keeps."""
    _must_be(opened, Door.CHANGE_IDENTITY)
    if opened.patient.account_id is not None:
        raise CannotInvite(_("This record has an account already."))
    return _invite(by=opened.who.user, email=email, patient=opened.patient, opened=opened)


def invite_carer(*, opened: OpenRecord, email: str) -> tuple[Invitation, str]:
    """Somebody whom the patient allows to act for them."""
    _must_be(opened, Door.ALLOW)
    return _invite(by=opened.who.user, email=email, patient=opened.patient, carer=Carer.Kind.CARER, opened=opened)


def invite_guardian(*, opened: OpenRecord, email: str) -> tuple[Invitation, str]:
    """The guardian of a minor, named by the clinic."""
    _must_be(opened, Door.CHANGE_IDENTITY)
    if not is_minor(opened.patient):
        raise CannotInvite(_("Only somebody who is known to be under age has a guardian. Check the date of birth."))
    return _invite(by=opened.who.user, email=email, patient=opened.patient, carer=Carer.Kind.GUARDIAN, opened=opened)


def may_give(who: Who, location: Location | None) -> bool:
    """Whether somebody is an owner there; only an owner of all places gives a role at all of them."""
    if not who.second_factor or not who.user.is_active:
        return False
    owned = StaffRole.objects.filter(user=who.user, role=OWNER, ended_at=None)
    places = set(owned.values_list("location_id", flat=True))
    return None in places or (location is not None and location.pk in places)


def recall(*, by: Who, invitation: Invitation) -> None:
    """The link works no longer."""
    with transaction.atomic():
        kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if kept.used_at is None and kept.recalled_at is None:
            kept.recalled_at = timezone.now()
            kept.save(update_fields=["recalled_at"])
            _write(by.user, "recalled an invitation", kept)


def open_invitation(token: str) -> Invitation | None:
    """The invitation whose link this is, if it may still be used."""
    found = Invitation.objects.select_related("patient__location", "location").filter(token_hmac=_hmac(token)).first()
    return found if found is not None and _is_open(found) else None


def accept(*, invitation: Invitation, user: User, born: date | None = None) -> None:
    """Give what it invites to.

    Raises
    ------
    CannotAccept
        When it is used, recalled or too old; when it was sent to another address; or when the date of birth is not
        the one in the record, which may be tried three times.
    """
    _check_born(invitation, born)
    with transaction.atomic():
        _take(invitation, user)


def accept_as_new(
    *, invitation: Invitation, password: str, first_name: str, last_name: str, born: date | None = None
) -> User:
    """The same for somebody without an account, who gets one.

    Raises
    ------
    CannotAccept, HasAccount
    """
    _check_born(invitation, born)
    with transaction.atomic():
        user = open_account(email=invitation.email, password=password, first_name=first_name, last_name=last_name)
        _take(invitation, user)
    return user


def _check_born(invitation: Invitation, born: date | None) -> None:
    """A wrong date is counted in a transaction of its own, which the refusal does not undo."""
    if not asks_born(invitation) or invitation.patient is None or invitation.patient.born == born:
        return
    with transaction.atomic():
        kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
        kept.tries += 1
        if kept.tries >= MOST_TRIES:
            kept.recalled_at = timezone.now()
        kept.save(update_fields=["tries", "recalled_at"])
        _write(None, "gave a wrong date of birth", kept)
    raise CannotAccept(_("That is not the date of birth that we have. Check it, or call us."))


def _take(invitation: Invitation, user: User) -> None:
    kept = Invitation.objects.select_for_update(of=("self",)).select_related("patient").get(pk=invitation.pk)
    if not _is_open(kept) or kept.email.casefold() != user.email.casefold():
        raise CannotAccept(_("This invitation does not work any more, or was sent to another address."))
    _give(kept, user)


def asks_born(invitation: Invitation) -> bool:
    """Who comes to a record of their own says when they were born: the letter may have gone to another mailbox."""
    return invitation.patient_id is not None and not invitation.carer


def _invite(
    *,
    by: User | None,
    email: str,
    role: str = "",
    location: Location | None = None,
    patient: Patient | None = None,
    carer: str = "",
    opened: OpenRecord | None = None,
) -> tuple[Invitation, str]:
    if patient is not None and not carer and patient.born is None:
        raise CannotInvite(_("Write the date of birth into the record first: it is asked of who comes."))
    token = secrets.token_urlsafe(24)
    with transaction.atomic():
        made = Invitation.objects.create(
            email=email.strip().lower(),
            token_hmac=_hmac(token),
            role=role,
            location=location,
            patient=patient,
            carer=carer,
            made_by=by,
            expires_at=timezone.now() + LASTS,
        )
        _write(by, f"invited: {role or carer or PATIENT}", made, role=opened.role if opened else "")
        link = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('accept_invitation', args=[token])}"
        letters.send_invitation(made.email, link, language=patient.language if patient else settings.LANGUAGE_CODE)
    return made, link


def _give(kept: Invitation, user: User) -> None:
    if kept.role:
        StaffRole.objects.get_or_create(
            user=user, role=kept.role, location=kept.location, ended_at=None, defaults={"given_by": kept.made_by}
        )
    elif kept.carer and kept.patient is not None:
        Carer.objects.get_or_create(
            patient=kept.patient,
            user=user,
            ended_at=None,
            defaults={"kind": kept.carer, "allowed_by": kept.made_by or user},
        )
    elif kept.patient is not None:
        # Looked at in the statement itself: of two who accept at once, one has the record.
        has_another = Patient.objects.filter(account=user).exists()
        if has_another or not Patient.objects.filter(pk=kept.patient.pk, account=None).update(account=user):
            raise CannotAccept(_("This record, or your account, belongs together with another already. Call us."))
    kept.used_at, kept.used_by = timezone.now(), user
    kept.save(update_fields=["used_at", "used_by"])
    _write(user, f"accepted: {kept.role or kept.carer or PATIENT}", kept)


def _is_open(kept: Invitation) -> bool:
    return kept.used_at is None and kept.recalled_at is None and kept.expires_at > timezone.now()


def _must_be(opened: OpenRecord, door: Door) -> None:
    if opened.door is not door:
        raise CannotInvite(_("This record was not opened for that."))


def _write(by: User | None, did: str, made: Invitation, *, role: str = "") -> None:
    """In the chain of the record, or of the account of who gives a role."""
    chain = chain_of(PATIENT, made.patient_id) if made.patient_id else chain_of("account", by.pk if by else None)
    write_line(who=by, did=did, kind="invitation", record=made.pk, chain=chain, role=role)


def _hmac(token: str) -> str:
    return salted_hmac("reprieve.clinic.people.invitation", token, algorithm="sha256").hexdigest()
