"""*Calendar*, a day of it, and the longer forms of a day: a headache, a dose."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from reprieve.clinic.diary.access import kept_thing, things_between, things_of_attacks
from reprieve.clinic.diary.clock import now_of, this_moment
from reprieve.clinic.diary.day import attack_title, present_day
from reprieve.clinic.diary.door import back_to, opened_for
from reprieve.clinic.diary.forms import AttackForm, DiaryForm, DoseForm, carried, carry, changed
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.month import present_month
from reprieve.clinic.diary.now import drug_names, usual_drugs
from reprieve.clinic.diary.once import entry_id, new_id, write_once
from reprieve.clinic.diary.rows import thing_of
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.signing_in import signed_in
from reprieve.pathway.diary.book import ATTACK_THING, DOSE_THING, PAIN_THING, Entry, strongest_pain
from reprieve.pathway.diary.wall_clock import FIRST_YEAR

Key = uuid.UUID | None


@signed_in
@require_safe
def show_calendar(request: HttpRequest, key: Key = None) -> HttpResponse:
    opened = opened_for(request, key, Door.READ, did="saw the calendar")
    page = present_month(opened, request.GET.get("month", ""))
    return render(request, "diary/calendar.html", _context(opened, key, page=page, here="calendar"))


@signed_in
@require_safe
def show_day(request: HttpRequest, day: date, key: Key = None) -> HttpResponse:
    opened = opened_for(request, key, Door.READ, did="saw a day of the diary")
    _must_be_past(opened, day)
    page = present_day(opened, day, done=request.GET.get("done", ""))
    return render(request, "diary/day.html", _context(opened, key, page=page, here="calendar"))


def _must_be_past(opened: OpenRecord, day: date) -> None:
    if day > now_of(opened.patient).date() or day.year <= FIRST_YEAR:
        raise Http404


def _context(opened: OpenRecord, key: Key, **more: Any) -> dict[str, Any]:
    return {"key": key, "whose": opened.patient, **more}


# A headache and a dose, as a whole ---------------------------------------------------------------


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_attack(request: HttpRequest, day: date, key: Key = None) -> HttpResponse:
    """A headache that began on that day."""
    return _write_attack(request, key, day=day)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct_attack(request: HttpRequest, about: str, key: Key = None) -> HttpResponse:
    """One that is written; only what is changed is said anew."""
    return _write_attack(request, key, about=about)


def _write_attack(request: HttpRequest, key: Key, *, day: date | None = None, about: str = "") -> HttpResponse:
    opened = _opened(request, key)
    kept = _kept(opened, ATTACK_THING, about)
    before = carried(_sent(request), _with_pain(opened, kept) if kept is not None else {}, ATTACK_THING, about)
    initial = AttackForm.initial_of(before, opened.patient) if kept is not None else {"start_day": day, "end_day": day}
    initial |= {"sent": new_id(), "seen": carry(before, ATTACK_THING, about)}
    form = AttackForm(_sent(request), patient=opened.patient, initial=initial)
    if request.method == "POST" and form.is_valid():
        number = _write(opened, form, ATTACK_THING, kept, changed(form.cells(before), before))
        return back_to("show_day", key, day=form.cleaned_data["start"].date(), query=number)
    title = _("Correct this headache") if kept is not None else _("A headache that is over")
    return _form_page(request, opened, key, form, title, day or _first_day(kept))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_dose(request: HttpRequest, day: date, key: Key = None) -> HttpResponse:
    """A dose of that day."""
    return _write_dose(request, key, day=day)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def correct_dose(request: HttpRequest, about: str, key: Key = None) -> HttpResponse:
    """One that is written."""
    return _write_dose(request, key, about=about)


def _write_dose(request: HttpRequest, key: Key, *, day: date | None = None, about: str = "") -> HttpResponse:
    opened = _opened(request, key)
    kept = _kept(opened, DOSE_THING, about)
    on = day or _first_day(kept)
    before = carried(_sent(request), kept.cells if kept is not None else {}, DOSE_THING, about)
    initial = DoseForm.initial_of(before, opened.patient, on)
    form = DoseForm(
        _sent(request),
        patient=opened.patient,
        attacks=_attacks_on(opened, on, before),
        initial={**initial, "sent": new_id(), "seen": carry(before, DOSE_THING, about)},
    )
    if request.method == "POST" and form.is_valid():
        number = _write(opened, form, DOSE_THING, kept, changed(form.cells(before), before))
        return back_to("show_day", key, day=form.cleaned_data["dose_day"], query=number)
    title = _("Correct this dose") if kept is not None else _("A medicine that was taken")
    return _form_page(request, opened, key, form, title, on)


def _opened(request: HttpRequest, key: Key) -> OpenRecord:
    if request.method == "POST":
        return opened_for(request, key, Door.WRITE, did="opened it to write")
    return opened_for(request, key, Door.READ, did="opened a page to write")


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _kept(opened: OpenRecord, thing: str, about: str) -> DiaryThing | None:
    """What is corrected; None where something new is written. What was taken back is put back first."""
    if not about:
        return None
    kept = kept_thing(opened, thing, about)
    if kept is None or kept.first_day is None or kept.taken_back:
        raise Http404
    return kept


def _with_pain(opened: OpenRecord, kept: DiaryThing) -> Mapping[str, str]:
    """What is recorded of an attack, with how strong it was at most of all that was written of it."""
    pains = [thing_of(it) for it in things_of_attacks(opened, [kept]) if it.thing == PAIN_THING]
    strongest = strongest_pain(thing_of(kept), pains)
    return {**kept.cells, "pain_0_to_10": strongest} if strongest else kept.cells


def _first_day(kept: DiaryThing | None) -> date:
    if kept is None or kept.first_day is None:
        raise Http404
    return kept.first_day


def _attacks_on(opened: OpenRecord, day: date, before: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    there = [it for it in things_between(opened, day, day) if it.thing == ATTACK_THING]
    found = {it.about: attack_title(it) for it in there}
    named = before.get("attack_key", "")
    if named and named not in found:
        found[named] = _("another headache")
    return tuple(found.items())


def _write(opened: OpenRecord, form: DiaryForm, thing: str, kept: DiaryThing | None, said: Mapping[str, str]) -> str:
    """Write what changed; the query by which the next page says so."""
    if not said:
        return ""
    id_ = entry_id(str(form.cleaned_data["sent"]), thing, kept.about if kept is not None else "", said=said)
    about = kept.about if kept is not None else id_
    write_once(opened, [Entry(id=id_, thing=thing, about=about, said=said, said_at=this_moment(opened.patient))])
    return f"?done={id_}"


def _form_page(
    request: HttpRequest, opened: OpenRecord, key: Key, form: DiaryForm, title: str, day: date
) -> HttpResponse:
    _must_be_past(opened, day)
    form.say_it_is_wrong()
    context = _context(
        opened,
        key,
        form=form,
        title=title,
        day=day,
        here="calendar",
        drug_names=drug_names(),
        usual=usual_drugs(opened),
    )
    return render(request, "diary/form.html", context, status=422 if form.errors else 200)
