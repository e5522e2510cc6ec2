"""What was made of a record's diary, ready to be shown: made once for each state of the diary, day and language."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from reprieve.clinic.desk.chart_data import as_json, pack_chart
from reprieve.clinic.diagnosis.access import Basis, basis_of, confirmations, judged, made, whole_diary
from reprieve.clinic.diagnosis.actions import WITHHELD, codes_that_stand, name_of, tell_of_change
from reprieve.clinic.diagnosis.models import Confirmation
from reprieve.clinic.diary.access import diary_with, other_hands
from reprieve.clinic.diary.models import DiaryUpload
from reprieve.clinic.diary.nearby import STILL_SAID
from reprieve.clinic.people.access import OpenRecord
from reprieve.clinic.showing.merge_words import show_merge
from reprieve.clinic.showing.plain_words import in_brackets, plain_name, say_date
from reprieve.clinic.showing.presenters import present
from reprieve.pathway.safety.from_diary import SEEN_TODAY_OVER_H
from reprieve.pathway.terms.text import a_list, say

PAGE, ANSWER, CHART, STANDS, MISSED = "page", "answer", "chart", "stands", "missed"
SEEN_TODAY_OVER = timedelta(hours=SEEN_TODAY_OVER_H)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """The diagnoses that stand by the diary as it is, and whether a red flag keeps all of them back."""

    codes: tuple[str, ...]
    names: Mapping[str, str]
    withheld: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One record as it is now, in the pieces that a page asks for."""

    basis: Basis
    pieces: Mapping[str, bytes]

    def page(self) -> SafeString:
        """All that the diary shows, as the patient sees it."""
        return _markup(self.pieces[PAGE])

    def answer(self) -> SafeString:
        """The explained diagnosis, for the chart."""
        return _markup(self.pieces[ANSWER])

    def chart(self) -> dict[str, Any]:
        packed: dict[str, Any] = json.loads(self.pieces[CHART])
        return packed

    def stands(self) -> Stands:
        said = json.loads(self.pieces[STANDS])
        return Stands(codes=tuple(said["codes"]), names=said["names"], withheld=said["withheld"])

    def missed(self) -> frozenset[str]:
        """The items that the judge misses, of whatever kind."""
        return frozenset(json.loads(self.pieces[MISSED]))


def shown_of(opened: OpenRecord, *wanted: str) -> Shown:
    """The pieces that are named, read at once; what is not kept of this state of the record is made."""
    basis = basis_of(opened)
    return Shown(basis=basis, pieces=made(opened, basis, wanted, lambda: _make(opened, basis)))


def missed_of(opened: OpenRecord) -> frozenset[str]:
    return shown_of(opened, MISSED).missed()


def _make(opened: OpenRecord, basis: Basis) -> dict[str, bytes]:
    diagnosis = judged(whole_diary(opened), basis)
    shown = present(diagnosis, zone_told=True)
    page = {"page": replace(shown, advice=(*shown.advice, *_advice_if_it_goes_on(basis)))}
    names = {it.code: say(it.name) for it in diagnosis.verdicts if it.stands}
    stands = {
        "codes": codes_that_stand(diagnosis),
        "names": {WITHHELD: name_of(WITHHELD)} if diagnosis.withheld else names,
        "withheld": diagnosis.withheld,
    }
    return {
        PAGE: render_to_string("me/shown.html", page).encode(),
        ANSWER: render_to_string("desk/answer.html", page).encode(),
        CHART: as_json({**pack_chart(diagnosis), "hands": other_hands(opened)}),
        STANDS: json.dumps(stands).encode(),
        MISSED: json.dumps(sorted({it.fact.key for verdict in diagnosis.verdicts for it in verdict.missing})).encode(),
    }


def _advice_if_it_goes_on(basis: Basis) -> Iterator[str]:
    """Nothing was said lately of a headache that was begun long ago: perhaps forgotten, perhaps too ill to write."""
    going = basis.going
    if going is not None and basis.moment - going.start > SEEN_TODAY_OVER and basis.moment - going.until >= STILL_SAID:
        yield _(
            "A headache that is written as still going on began over 72 hours ago. If it still goes on, that is a "
            "reason to be seen by a doctor today. If it is over, write when."
        )


def merge_of(opened: OpenRecord, upload: DiaryUpload) -> SafeString:
    """What a brought diary and all that counts have in common, and where they contradict; joined once for a state."""
    piece = f"b{upload.pk}"

    def make() -> dict[str, bytes]:
        merge = show_merge(diary_with(opened, upload).merge)
        return {piece: render_to_string("me/merge.html", {"merge": merge}).encode()}

    return _markup(made(opened, basis_of(opened), [piece], make)[piece])


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


def clinic_clock(opened: OpenRecord) -> tzinfo:
    """By which the clinic writes: that of the patient's place."""
    return ZoneInfo(opened.patient.location.zone)


def show_confirmed(opened: OpenRecord, stands: Stands) -> ConfirmedShown | None:
    last = confirmations(opened).first()
    tell_of_change(opened, stands.codes)
    return None if last is None else present_confirmation(last, stands, clinic_clock(opened), to_patient=True)


def present_confirmation(it: Confirmation, stands: Stands, zone: tzinfo, *, to_patient: bool = False) -> ConfirmedShown:
    return ConfirmedShown(
        number=it.pk,
        name=say_name(it.code, it.name),
        agrees=it.agrees,
        day=say_date(it.signed_at.astimezone(zone).date()),
        by=it.signed_name,
        reason=it.reason,
        now=_say_now(stands, to_patient=to_patient) if sorted(it.stood) != sorted(stands.codes) else "",
    )


def _say_now(stands: Stands, *, to_patient: bool) -> str:
    if stands.withheld and to_patient:
        return _("signs for which somebody must look at you first")
    if stands.withheld:
        return _("a red flag, for which every diagnosis is withheld")
    return a_list([say_name(code, name) for code, name in stands.names.items()]) or _("no kind of headache")


def say_name(code: str, term: str) -> str:
    plain = plain_name(code, term)
    return plain if plain == say(term) else f"{plain} ({in_brackets(term)})"
