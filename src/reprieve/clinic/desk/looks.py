"""Who has looked at a record, and who changed it, as its patient reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.audit.actions import PATIENT, chain_of
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.desk.did_words import ON_THE_WAY, say_did
from reprieve.clinic.diary.clock import zone_of
from reprieve.clinic.people.access import CARER, GUARDIAN, SELF, OpenRecord
from reprieve.clinic.people.break_glass import broken_glass_of
from reprieve.clinic.people.models import BrokenGlass, Role
from reprieve.clinic.showing.plain_words import say_moment

ROLES: dict[str, str | Promise] = {
    SELF: gettext_lazy("Patient"),
    CARER: gettext_lazy("Carer"),
    GUARDIAN: gettext_lazy("Guardian"),
    **{role.value: role.label for role in Role},
}
# An opening belongs to what the same person did so soon after: both are written while one page is answered.
ONE_ANSWER = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One person doing one thing, once or several times in a row."""

    at: str
    who: str
    role: str
    did: str
    why: str
    refused: bool


def looks_at(opened: OpenRecord, *, own_too: bool) -> QuerySet[AuditLine]:
    """The lines of the audit about this record and all that are read with it, the latest first."""
    lines = AuditLine.objects.select_related("who").filter(chain__in=[chain_of(PATIENT, n) for n in opened.numbers])
    if not own_too:
        lines = lines.exclude(Q(role=SELF) | Q(who=opened.who.user))
    return lines.order_by("-pk")


def own_names(lines: Iterable[AuditLine], opened: OpenRecord, zone: tzinfo) -> tuple[Look, ...]:
    """The lines as they are read, by the clock of `zone`; the reason of broken glass stands with every look that came
    of it."""
    glass = list(BrokenGlass.objects.filter(patient__in=opened.numbers))
    return tuple(_looks(lines, glass, zone))


def _without_openings(lines: Iterable[AuditLine]) -> Iterator[AuditLine]:
    """The latest first: an opening that led to something at once is told by what it led to."""
    after: AuditLine | None = None
    for line in lines:
        if after is None or not _led_to(line, after):
            yield line
        after = line


def _led_to(opening: AuditLine, after: AuditLine) -> bool:
    return (
        opening.did.startswith(ON_THE_WAY)
        and not after.did.startswith(ON_THE_WAY)
        and after.who_id == opening.who_id
        and after.written_at - opening.written_at <= ONE_ANSWER
    )


def _looks(lines: Iterable[AuditLine], glass: list[BrokenGlass], zone: tzinfo) -> Iterator[Look]:
    def alike(line: AuditLine) -> tuple[object, ...]:
        return line.who_id, line.role, say_did(line.did), line.why, line.written_at.astimezone(zone).date()

    for _key, group in groupby(_without_openings(lines), key=alike):
        same = list(group)
        last = same[0]
        times = "" if len(same) == 1 else ngettext(" (%(n)d time)", " (%(n)d times)", len(same)) % {"n": len(same)}
        yield Look(
            at=say_moment(last.written_at, zone),
            who=str(last.who) if last.who is not None else _("nobody who had signed in"),
            role=str(ROLES.get(last.role, last.role)),
            did=say_did(last.did) + times,
            why=last.why or next((it.reason for it in glass if _came_of(last, it)), ""),
            refused=last.did.startswith("was refused"),
        )


def _came_of(line: AuditLine, glass: BrokenGlass) -> bool:
    return line.who_id == glass.user_id and glass.at <= line.written_at <= glass.until


@dataclass(frozen=True, slots=True, kw_only=True)
class GlassShown:
    """Somebody opened the record although it was closed to them: who, from when to when, and why."""

    who: str
    at: str
    until: str
    why: str


def show_glass(opened: OpenRecord) -> tuple[GlassShown, ...]:
    zone = zone_of(opened.patient)
    return tuple(
        GlassShown(who=str(it.user), at=say_moment(it.at, zone), until=say_moment(it.until, zone), why=it.reason)
        for it in broken_glass_of(opened)
    )
