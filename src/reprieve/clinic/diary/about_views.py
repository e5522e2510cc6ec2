"""What was tried, and the few questions about the person."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from reprieve.clinic.diary.access import kept_thing, treatments, treatments_taken_back
from reprieve.clinic.diary.clock import this_moment
from reprieve.clinic.diary.door import back_to, opened_for
from reprieve.clinic.diary.forms import carried, carry, changed
from reprieve.clinic.diary.forms_about import ProfileForm, TreatmentForm
from reprieve.clinic.diary.models import DiaryThing
from reprieve.clinic.diary.now import show_done
from reprieve.clinic.diary.once import entry_id, new_id, write_once
from reprieve.clinic.diary.tried import show_things
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.clinic.people.signing_in import signed_in
from reprieve.pathway.diary.book import PROFILE_THING, THE_PROFILE, TREATMENT_THING, Entry

Key = uuid.UUID | None
# The rooms that judge a diary say here which questions of the profile they miss an answer to (`desk.apps`).
MISSED_BY: list[Callable[[OpenRecord], frozenset[str]]] = []


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def list_treatments(request: HttpRequest, key: Key = None) -> HttpResponse:
    """All that was tried, with a form for one more."""
    opened = _opened(request, key)
    form = TreatmentForm(_sent(request), patient=opened.patient, initial={"sent": new_id()})
    if request.method == "POST" and form.is_valid():
        return back_to("list_treatments", key, query=_write(opened, form, TREATMENT_THING, None, {}))
    form.say_it_is_wrong()
    context = {
        "key": key,
        "whose": opened.patient,
        "here": "treatments",
        "form": form,
        "tried": show_things(opened, treatments(opened)),
        "gone": show_things(opened, treatments_taken_back(opened)),
        "done": show_done(opened, request.GET.get("done", "")),
        "sends": new_id(),
    }
    return render(request, "diary/treatments.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_treatment(request: HttpRequest, about: str, key: Key = None) -> HttpResponse:
    """How one of them turned out."""
    opened = _opened(request, key)
    kept = kept_thing(opened, TREATMENT_THING, about)
    if kept is None or kept.taken_back:
        raise Http404
    before = carried(_sent(request), kept.cells, TREATMENT_THING, about)
    seen = carry(before, TREATMENT_THING, about)
    initial = {**TreatmentForm.initial_of(before), "sent": new_id(), "seen": seen}
    form = TreatmentForm(_sent(request), patient=opened.patient, initial=initial)
    if request.method == "POST" and form.is_valid():
        return back_to("list_treatments", key, query=_write(opened, form, TREATMENT_THING, kept, before))
    form.say_it_is_wrong()
    (shown,) = show_things(opened, [kept])
    context = {"key": key, "whose": opened.patient, "here": "treatments", "form": form, "it": shown}
    return render(request, "diary/treatment.html", context, status=422 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write_about_me(request: HttpRequest, key: Key = None) -> HttpResponse:
    """The questions about the person; those on which a verdict hangs stand first."""
    opened = _opened(request, key)
    kept = kept_thing(opened, PROFILE_THING, THE_PROFILE)
    before = carried(_sent(request), kept.cells if kept is not None else {}, PROFILE_THING)
    first = frozenset() if request.method == "POST" else most_missed(opened)
    initial = {**before, "sent": new_id(), "seen": carry(before, PROFILE_THING)}
    form = ProfileForm(_sent(request), patient=opened.patient, initial=initial, first=first)
    if request.method == "POST" and form.is_valid():
        return back_to("write_about_me", key, query=_write(opened, form, PROFILE_THING, kept, before))
    form.say_it_is_wrong()
    context = {
        "key": key,
        "whose": opened.patient,
        "here": "about",
        "form": form,
        "it": next(iter(show_things(opened, [kept])), None) if kept is not None else None,
        "done": show_done(opened, request.GET.get("done", "")),
        "sends": new_id(),
    }
    return render(request, "diary/about_me.html", context, status=422 if form.errors else 200)


def most_missed(opened: OpenRecord) -> frozenset[str]:
    """The questions that whoever judges the diary misses an answer to."""
    return frozenset().union(*(missed(opened) for missed in MISSED_BY))


def _opened(request: HttpRequest, key: Key) -> OpenRecord:
    if request.method == "POST":
        return opened_for(request, key, Door.WRITE, did="opened it to write")
    return opened_for(request, key, Door.READ, did="saw what was tried and asked")


def _sent(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _write(
    opened: OpenRecord,
    form: TreatmentForm | ProfileForm,
    thing: str,
    kept: DiaryThing | None,
    before: Mapping[str, str],
) -> str:
    """Write what changed against what its writer saw; the query by which the next page says so."""
    said = changed(form.cells(), before)
    if not said:
        return ""
    of = kept.about if kept is not None else THE_PROFILE if thing == PROFILE_THING else ""
    id_ = entry_id(str(form.cleaned_data["sent"]), thing, of, said=said)
    write_once(opened, [Entry(id=id_, thing=thing, about=of or id_, said=said, said_at=this_moment(opened.patient))])
    return f"?done={id_}"
