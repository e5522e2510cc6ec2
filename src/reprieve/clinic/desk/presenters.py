"""How does a request read at the front desk?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reprieve.clinic.booking.access import appointment_of, referral_of, report_of
from reprieve.clinic.booking.models import (
    AppointmentRequest,
    Referral,
    Report,
    Request,
    RequestEvent,
    Status,
    TimeOfDay,
    Urgency,
    Weekday,
)
from reprieve.clinic.showing.plain_words import say_moment
from reprieve.pathway.safety.red_flags import BY_ID
from reprieve.pathway.terms.text import LANGUAGES, a_list, say


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One request in the list."""

    id: int
    kind: str
    who: str
    asked: str
    status: str
    pressing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """One request with all that it says, what became of it, and what may become of it.

    `call` is the number to be called, as a link takes it; empty where there is none.
    """

    id: int
    kind: str
    who: str
    call: str
    facts: tuple[tuple[str, str], ...]
    words_title: str
    words: str
    flags: tuple[str, ...]
    report: str
    events: tuple[str, ...]
    status: str
    last_event: int
    may_become: tuple[tuple[str, str], ...]


def show_line(request: Request, zone: tzinfo) -> RequestLine:
    referral = referral_of(request)
    return RequestLine(
        id=request.pk,
        kind=_kind(request),
        who=_who(request),
        asked=say_moment(request.made_at, zone),
        status=str(Status(request.status).label),  # type: ignore[attr-defined] # annotated by access.requests
        pressing=referral is not None and referral.urgency == Urgency.URGENT,
    )


def show_request(request: Request, zone: tzinfo) -> RequestPage:
    """`zone` is the clinic's."""
    appointment, referral = appointment_of(request), referral_of(request)
    facts = _of_appointment(appointment) if appointment else _of_referral(referral) if referral else ()
    events = list(request.events.select_related("by"))
    status = Status(events[-1].status)
    return RequestPage(
        id=request.pk,
        kind=_kind(request),
        who=_who(request),
        call=_to_call(appointment.phone if appointment else referral.patient_phone if referral else ""),
        facts=(
            (_("Asked"), say_moment(request.made_at, zone)),
            *((name, said or _("not said")) for name, said in facts),
        ),
        words_title=_("Reason") if referral else _("In their own words"),
        words=referral.reason if referral else appointment.words if appointment else "",
        flags=tuple(say(BY_ID[flag].ask) for flag in referral.red_flags if flag in BY_ID) if referral else (),
        report=_report(report_of(request)),
        events=tuple(_event(event, zone) for event in events),
        status=str(status.label),
        last_event=events[-1].pk,
        may_become=tuple((it.value, str(it.label)) for it in Status if it is not status),
    )


def _to_call(phone: str) -> str:
    """A number as a telephone dials it; empty where it holds more than a number, such as two of them."""
    dialled = re.sub(r"[\s().-]", "", phone)
    return dialled if re.fullmatch(r"\+?[0-9]{5,15}", dialled) else ""


def _kind(request: Request) -> str:
    return _("Referral") if referral_of(request) else _("Appointment")


def _who(request: Request) -> str:
    appointment, referral = appointment_of(request), referral_of(request)
    return appointment.name if appointment else referral.patient if referral else ""


def _of_appointment(asked: AppointmentRequest) -> Iterator[tuple[str, str]]:
    yield _("Phone"), asked.phone
    yield _("E-mail"), asked.email
    yield _("Language"), LANGUAGES.get(asked.language, asked.language)
    yield _("Good times to call"), _labels(TimeOfDay, asked.call_at) or _("any")
    yield _("Days"), _labels(Weekday, asked.days) or _("any")
    yield _("Times of day"), _labels(TimeOfDay, asked.times) or _("any")


def _of_referral(sent: Referral) -> Iterator[tuple[str, str]]:
    yield _("Year of birth"), str(sent.patient_born)
    yield _("Phone of the patient"), sent.patient_phone
    yield _("How soon?"), str(Urgency(sent.urgency).label)
    yield _("Doctor"), sent.doctor
    yield _("Practice"), sent.practice
    yield _("Phone of the practice"), sent.doctor_phone
    yield _("Fax"), sent.doctor_fax
    yield _("E-mail"), sent.doctor_email
    yield _("Red flags"), _say_flags(sent)


def _say_flags(sent: Referral) -> str:
    found = len(sent.red_flags)
    if found:
        return ngettext("%(n)d found", "%(n)d found", found) % {"n": found}
    return _("looked for, none found") if sent.no_red_flag else _("not known: not looked for")


def _labels(choices: type[TimeOfDay] | type[Weekday], values: Iterable[str]) -> str:
    return a_list([str(choices(value).label) for value in values])


def _report(report: Report | None) -> str:
    if report is None:
        return ""
    kilobytes = -(-report.size_bytes // 1024)
    return _("%(kind)s, %(pages)s, %(size)d kB") % {
        "kind": report.get_kind_display(),
        "pages": ngettext("%(n)d page", "%(n)d pages", report.pages or 1) % {"n": report.pages or 1},
        "size": kilobytes,
    }


def _event(event: RequestEvent, zone: tzinfo) -> str:
    said = {"status": Status(event.status).label, "at": say_moment(event.at, zone), "by": event.by}
    return _("%(status)s, %(at)s, by %(by)s") % said if event.by else _("%(status)s, %(at)s") % said
