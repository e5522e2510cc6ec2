"""What was made of a record's diary, ready to be shown: made once for each state of the diary, day and language."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reprieve.clinic.desk.chart_data import as_json, pack_chart
from reprieve.clinic.diagnosis.access import Basis, basis_of, confirmations, judged, made, whole_diary
from reprieve.clinic.diagnosis.actions import codes_that_stand
from reprieve.clinic.diagnosis.models import Confirmation
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.plain_words import in_brackets, plain_name, say_date
from reprieve.clinic.showing.presenters import present
from reprieve.pathway.terms.text import a_list, say

PAGE, ANSWER, CHART, STANDS = "page", "answer", "chart", "stands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """The diagnoses that stand by the diary as it is, and whether a red flag keeps all of them back."""

    codes: tuple[str, ...]
    names: Mapping[str, str]
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One record as it is now; each piece is made when it is first asked for."""

    opened: OpenRecord
    basis: Basis

    def page(self) -> SafeString:
        """All that the diary shows, as the patient sees it."""
        return _markup(self._piece(PAGE))

    def answer(self) -> SafeString:
        """The explained diagnosis, for the chart."""
        return _markup(self._piece(ANSWER))

    def chart(self) -> dict[str, Any]:
        packed: dict[str, Any] = json.loads(self._piece(CHART))
        return packed

    def stands(self) -> Stands:
        said = json.loads(self._piece(STANDS))
        return Stands(codes=tuple(said["codes"]), names=said["names"], withheld=said["withheld"])

    def _piece(self, name: str) -> bytes:
        return made(self.opened, self.basis, name, self._make)

    def _make(self) -> dict[str, bytes]:
        diagnosis = judged(whole_diary(self.opened), self.basis)
        page = {"page": present(diagnosis, zone_told=True)}
        standing = [it for it in diagnosis.verdicts if it.stands]
        stands = {
            "codes": codes_that_stand(diagnosis),
            "names": {it.code: say(it.name) for it in standing},
            "withheld": diagnosis.withheld,
        }
        return {
            PAGE: render_to_string("me/shown.html", page).encode(),
            ANSWER: render_to_string("desk/answer.html", page).encode(),
            CHART: as_json(pack_chart(diagnosis)),
            STANDS: json.dumps(stands).encode(),
        }


def shown_of(opened: OpenRecord) -> Shown:
    return Shown(opened=opened, basis=basis_of(opened))


def _markup(piece: bytes) -> SafeString:
    return mark_safe(piece.decode())  # noqa: S308 # our own templates made it, and escaped what people wrote


# What a clinician confirmed, beside what the diary shows now -----------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmedShown:
    """The confirmation that holds, and what the diary shows now where that is something else than it did then."""

    number: int
    name: str
    agrees: bool
    day: str
    by: str
    reason: str
    now: str


def show_confirmed(opened: OpenRecord, stands: Stands) -> ConfirmedShown | None:
    last = confirmations(opened).first()
    return None if last is None else present_confirmation(last, stands)


def present_confirmation(it: Confirmation, stands: Stands) -> ConfirmedShown:
    return ConfirmedShown(
        number=it.pk,
        name=say_name(it.code, it.name),
        agrees=it.agrees,
        day=say_date(it.signed_at.date()),
        by=it.signed_name,
        reason=it.reason,
        now=_say_now(stands) if sorted(it.stood) != sorted(stands.codes) else "",
    )


def _say_now(stands: Stands) -> str:
    if stands.withheld:
        return _("signs for which somebody must look at you first")
    return a_list([say_name(code, name) for code, name in stands.names.items()]) or _("no kind of headache")


def say_name(code: str, term: str) -> str:
    plain = plain_name(code, term)
    return plain if plain == say(term) else f"{plain} ({in_brackets(term)})"
