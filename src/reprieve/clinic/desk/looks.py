"""Who has looked at a record, and who changed it, as its patient reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.audit.actions import PATIENT, chain_of
from reprieve.clinic.audit.models import AuditLine
from reprieve.clinic.desk.presenters import say_moment
from reprieve.clinic.people.access import CARER, GUARDIAN, SELF, OpenRecord
from reprieve.clinic.people.models import BrokenGlass, Role

ROLES: dict[str, str | Promise] = {
    SELF: gettext_lazy("Patient"),
    CARER: gettext_lazy("Carer"),
    GUARDIAN: gettext_lazy("Guardian"),
    **{role.value: role.label for role in Role},
}
# What stands in the audit, in the patient's words; what is not here is said as it stands there.
DID: dict[str, str | Promise] = {
    "saw what the diary shows": gettext_lazy("saw what the diary shows"),
    "saw what is kept": gettext_lazy("saw the list of what is kept"),
    "saw who has looked": gettext_lazy("saw who has looked"),
    "saw the calendar": gettext_lazy("saw the calendar"),
    "saw a day": gettext_lazy("saw a day of the diary"),
    "saw now": gettext_lazy("saw the page Now"),
    "saw the chart": gettext_lazy("saw the chart"),
    "saw in the list of patients": gettext_lazy("saw the name in a list of patients"),
    "saw who it is": gettext_lazy("saw the name and how to reach you"),
    "changed who it is": gettext_lazy("changed the name or how to reach you"),
    "made a record": gettext_lazy("made this record"),
    "wrote in the diary": gettext_lazy("wrote in the diary"),
    "brought a diary": gettext_lazy("brought a diary as a file"),
    "let a brought diary count": gettext_lazy("let a brought diary count"),
    "took a brought diary back": gettext_lazy("took a brought diary back"),
    "took the diary away (CSV)": gettext_lazy("saved the diary as a table"),
    "took the diary away (JSON)": gettext_lazy("saved the diary for a program"),
    "took the report away (PDF)": gettext_lazy("saved the report"),
    "signed a diagnosis": gettext_lazy("signed a diagnosis"),
    "saw a confirmation": gettext_lazy("saw a signed diagnosis"),
    "was refused a signature": gettext_lazy("was refused when signing"),
    "wrote a note": gettext_lazy("wrote a note"),
    "wrote an addendum": gettext_lazy("added to a note"),
    "kept a file": gettext_lazy("put a file into the record"),
    "took a file out": gettext_lazy("opened a file of the record"),
    "retracted a file": gettext_lazy("withdrew a file of the record"),
    "broke the glass": gettext_lazy("opened a record that was closed to them"),
}
# Opening the record on the way to something that has a line of its own.
ON_THE_WAY = ("opened it to ",)


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
    for words in ON_THE_WAY:
        lines = lines.exclude(did__startswith=words)
    if not own_too:
        lines = lines.exclude(Q(role=SELF) | Q(who=opened.who.user))
    return lines.order_by("-pk")


def own_names(lines: Iterable[AuditLine], opened: OpenRecord) -> tuple[Look, ...]:
    """The lines as they are read; the reason of broken glass stands with every look that came of it."""
    glass = list(BrokenGlass.objects.filter(patient__in=opened.numbers))
    return tuple(_looks(lines, glass))


def _looks(lines: Iterable[AuditLine], glass: list[BrokenGlass]) -> Iterator[Look]:
    def alike(line: AuditLine) -> tuple[object, ...]:
        return line.who_id, line.role, line.did, line.why, line.written_at.date()

    for _key, group in groupby(lines, key=alike):
        same = list(group)
        last = same[0]
        times = "" if len(same) == 1 else ngettext(" (%(n)d time)", " (%(n)d times)", len(same)) % {"n": len(same)}
        yield Look(
            at=say_moment(last.written_at),
            who=str(last.who) if last.who is not None else _("nobody who had signed in"),
            role=str(ROLES.get(last.role, last.role)),
            did=say_did(last.did) + times,
            why=last.why or next((it.reason for it in glass if _came_of(last, it)), ""),
            refused=last.did.startswith("was refused"),
        )


def _came_of(line: AuditLine, glass: BrokenGlass) -> bool:
    return line.who_id == glass.user_id and glass.at <= line.written_at <= glass.until


def say_did(did: str) -> str:
    if did.startswith("was refused: "):
        return _("tried to open it, and was refused")
    return str(DID.get(did, did))
