"""A way in that is sent by e-mail: to a role of the staff, to a record of one's own, or to one to care for.

Its link works once, for seven days, for whoever has the mailbox. It can be recalled, and stands only as long as who
sent it could send it still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.messages.actions import recall as recall_letter
from reprieve.clinic.messages.actions import waiting, write_letter
from reprieve.clinic.messages.kinds import Kind
from reprieve.clinic.messages.links import find_link, make_link, recall_links, use_link
from reprieve.clinic.messages.models import Purpose
from reprieve.clinic.people.access import (
    NURSE,
    OPEN_TO,
    PRESCRIBER,
    Door,
    OpenRecord,
    Who,
    find_patient,
    is_minor,
    numbers_of,
    places_owned,
    standing,
)
from reprieve.clinic.people.addresses import address_of
from reprieve.clinic.people.joining import open_account
from reprieve.clinic.people.merging import accounts_below, locked_root
from reprieve.clinic.people.models import Carer, Invitation, Location, Patient, Role, StaffRole, User
from reprieve.clinic.people.telling import tell_patient
from reprieve.pathway.terms.errors import ReprieveError

LASTS = timedelta(days=7)
MOST_TRIES = 3
NAMES_GUARDIAN = frozenset({NURSE, PRESCRIBER})


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
    if accounts_below(opened.patient):
        raise CannotInvite(_("This record has an account already."))
    return _invite(by=opened.who.user, email=email, patient=opened.patient, opened=opened)


def invite_carer(*, opened: OpenRecord, email: str) -> tuple[Invitation, str]:
    """Somebody whom the patient allows to act for them."""
    _must_be(opened, Door.ALLOW)
    return _invite(by=opened.who.user, email=email, patient=opened.patient, carer=Carer.Kind.CARER, opened=opened)


def invite_guardian(*, opened: OpenRecord, email: str) -> tuple[Invitation, str]:
    """The guardian of a minor, named by who cares for them: a guardian reads what the front desk does not."""
    _must_be(opened, Door.CHANGE_IDENTITY)
    if not opened.held & NAMES_GUARDIAN:
        raise CannotInvite(_("Only a nurse or a prescriber names a guardian. Ask one of them."))
    if not is_minor(opened.patient):
        raise CannotInvite(_("Only somebody who is known to be under age has a guardian. Check the date of birth."))
    with transaction.atomic():
        tell_patient(opened)
        guardian = Carer.Kind.GUARDIAN
        return _invite(by=opened.who.user, email=email, patient=opened.patient, carer=guardian, opened=opened)


def may_give(who: Who, location: Location | None) -> bool:
    """Whether somebody is an owner there; only an owner of all places gives a role at all of them."""
    places = places_owned(who)
    return None in places or (location is not None and location.pk in places)


def recall(*, by: Who, invitation: Invitation) -> None:
    """The link works no longer."""
    with transaction.atomic():
        take_back(Invitation.objects.filter(pk=invitation.pk), by=by.user)


def take_back(invitations: QuerySet[Invitation], *, by: User | None) -> None:
    """Those of them that are open lead nowhere any more, and a letter that has not left yet stays here."""
    unused = invitations.filter(used_at=None, recalled_at=None, expires_at__gt=timezone.now())
    with transaction.atomic():
        for kept in unused.select_for_update().order_by("pk"):
            kept.recalled_at = timezone.now()
            kept.save(update_fields=["recalled_at"])
            recall_links(Purpose.INVITATION, about={"invitation": kept.pk})
            _recall_letters(kept.email)
            _write(by, "recalled an invitation", kept)


def _recall_letters(email: str) -> None:
    """Unless another invitation to the same address waits for its letter."""
    open_ones = Invitation.objects.filter(email=email, used_at=None, recalled_at=None, expires_at__gt=timezone.now())
    if not open_ones.exists():
        for letter in waiting(Kind.INVITATION, to=email):
            recall_letter(letter)


def open_invitation(token: str) -> Invitation | None:
    """The invitation whose link this is, if it may still be used."""
    link = find_link(token, Purpose.INVITATION)
    if link is None:
        return None
    everything = Invitation.objects.select_related("patient__location", "location", "made_by")
    found = everything.filter(pk=link.about["invitation"]).first()
    return found if found is not None and _is_open(found) else None


def accept(*, token: str, user: User, born: date | None = None) -> None:
    """Give what the link of a letter invites to.

    Raises
    ------
    CannotAccept
        When it is used, recalled or too old; when it was sent to another address; or when the date of birth is not
        the one in the record, which may be tried three times.
    """
    _accept(token, born, lambda _email: user)


def accept_as_new(*, token: str, password: str, first_name: str, last_name: str, born: date | None = None) -> User:
    """The same for somebody without an account, who gets one with the address the letter went to.

    Raises
    ------
    CannotAccept, HasAccount
    """
    return _accept(
        token,
        born,
        lambda email: open_account(email=email, password=password, first_name=first_name, last_name=last_name),
    )


def _accept(token: str, born: date | None, who: Callable[[str], User]) -> User:
    """Looked at and given under the invitation's lock: of two who accept or guess at once, one waits."""
    with transaction.atomic():
        kept = _locked(token)
        if kept is None or not _is_open(kept):
            raise CannotAccept(_("This invitation does not work any more, or was sent to another address."))
        right = not asks_born(kept) or (kept.patient is not None and kept.patient.born == born)
        if right:
            user = who(kept.email)
            _take(kept, token, user)
        else:
            _count_try(kept)  # is kept, because the refusal comes after the transaction
    if not right:
        raise CannotAccept(_("That is not the date of birth that we have. Check it, or call us."))
    return user


def _locked(token: str) -> Invitation | None:
    link = find_link(token, Purpose.INVITATION)
    everything = Invitation.objects.select_related("patient__location", "location", "made_by")
    locked = everything.select_for_update(of=("self",))
    return locked.filter(pk=link.about["invitation"]).first() if link is not None else None


def _count_try(kept: Invitation) -> None:
    kept.tries += 1
    if kept.tries >= MOST_TRIES:
        kept.recalled_at = timezone.now()
        recall_links(Purpose.INVITATION, about={"invitation": kept.pk})
    kept.save(update_fields=["tries", "recalled_at"])
    _write(None, "gave a wrong date of birth", kept)


def _take(kept: Invitation, token: str, user: User) -> None:
    if kept.email != user.email.lower() or use_link(token, Purpose.INVITATION) is None:
        raise CannotAccept(_("This invitation does not work any more, or was sent to another address."))
    _give(kept, user)
    kept.used_at, kept.used_by = timezone.now(), user
    kept.save(update_fields=["used_at", "used_by"])
    _write(user, f"accepted: {kept.role or kept.carer or PATIENT}", kept)


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
    try:
        to = address_of(email)
    except ValidationError as problem:
        raise CannotInvite(" ".join(problem.messages)) from None
    if carer and opened is not None and holds_one_of(opened.numbers, Q(account__email__iexact=to)):
        raise CannotInvite(_("This is the patient's own address. Invite somebody else, by theirs."))
    with transaction.atomic():
        same = Invitation.objects.filter(email=to, role=role, location=location, patient=patient, carer=carer)
        take_back(same, by=by)
        made = Invitation.objects.create(
            email=to,
            role=role,
            location=location,
            patient=patient,
            carer=carer,
            made_by=by,
            expires_at=timezone.now() + LASTS,
        )
        _write(by, f"invited: {role or carer or PATIENT}", made, role=opened.role if opened else "")
        token = make_link(Purpose.INVITATION, about={"invitation": made.pk}, lasts=LASTS, by=by)
        link = f"{settings.WAGTAILADMIN_BASE_URL}{reverse('accept_invitation', args=[token])}"
        language = patient.language if patient else settings.LANGUAGE_CODE
        write_letter(Kind.INVITATION, to=to, language=language, link=link)
    return made, link


def holds_one_of(numbers: Iterable[int], whose: Q) -> bool:
    """Whether one of these records belongs to such an account: nobody acts for themselves."""
    return Patient.objects.filter(whose, pk__in=list(numbers)).exists()


def _give(kept: Invitation, user: User) -> None:
    if kept.carer and kept.patient is not None and holds_one_of(numbers_of(locked_root(kept.patient)), Q(account=user)):
        raise CannotAccept(_("This is your own record: nobody acts for themselves."))
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
        _give_record(kept.patient, user)


def _give_record(patient: Patient, user: User) -> None:
    """One account for a record and all that are read with it, and one record for an account."""
    root = locked_root(patient)
    taken = accounts_below(root) > 0
    try:
        with transaction.atomic():
            if taken or not Patient.objects.filter(pk=patient.pk, account=None).update(account=user):
                raise CannotAccept(_("This record, or your account, belongs together with another already. Call us."))
    except IntegrityError:  # the account has a record of its own
        raise CannotAccept(_("This record, or your account, belongs together with another already. Call us.")) from None


def _is_open(kept: Invitation) -> bool:
    if kept.used_at is not None or kept.recalled_at is not None or kept.expires_at <= timezone.now():
        return False
    return _still_stands(kept)


def _still_stands(kept: Invitation) -> bool:
    """Whether who sent it could send it today: nobody leaves a way in behind that they no longer have themselves."""
    if kept.made_by is None:
        return True  # by the command line of the machine itself
    sender = Who(user=kept.made_by, second_factor=True)
    if kept.patient is None:
        return may_give(sender, kept.location)
    opens = frozenset(OPEN_TO[Door.ALLOW if kept.carer == Carer.Kind.CARER else Door.CHANGE_IDENTITY])
    if kept.carer == Carer.Kind.GUARDIAN:
        opens = NAMES_GUARDIAN if is_minor(kept.patient) else frozenset()
    root = find_patient(kept.patient.key)
    return root is not None and bool(standing(sender, root) & opens)


def _must_be(opened: OpenRecord, door: Door) -> None:
    if opened.door is not door:
        raise CannotInvite(_("This record was not opened for that."))


def _write(by: User | None, did: str, made: Invitation, *, role: str = "") -> None:
    """In the chain of the record, or of the account of who gives a role."""
    chain = chain_of(PATIENT, made.patient_id) if made.patient_id else chain_of("account", by.pk if by else None)
    write_line(who=by, did=did, kind="invitation", record=made.pk, chain=chain, role=role)
