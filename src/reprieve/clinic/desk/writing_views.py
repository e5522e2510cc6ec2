"""A headache that a patient tells the clinic of, as on the telephone: written into the diary as the clinic's words."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from reprieve.clinic.desk.opening import for_staff, staff_record
from reprieve.clinic.diary.clock import now_of, this_moment
from reprieve.clinic.diary.forms import AttackForm, changed
from reprieve.clinic.diary.once import entry_id, new_id, write_once
from reprieve.clinic.people.access import Door, OpenRecord
from reprieve.pathway.diary.book import ATTACK_THING, Entry


@for_staff
@require_http_methods(["GET", "HEAD", "POST"])
def write_for_patient(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The form of a whole headache; its times are those of the patient's clock."""
    opened = staff_record(request, key, Door.WRITE, did="opened it to write")
    form = AttackForm(
        request.POST if request.method == "POST" else None,
        patient=opened.patient,
        initial={"sent": new_id(), "start_day": now_of(opened.patient).date()},
    )
    if request.method == "POST" and form.is_valid():
        _write(opened, form)
        return redirect("show_chart", key=opened.patient.key)
    form.say_it_is_wrong()
    context = {"patient": opened.patient, "form": form}
    return render(request, "desk/write.html", context, status=422 if form.errors else 200)


def _write(opened: OpenRecord, form: AttackForm) -> None:
    said = changed(form.cells(), {})
    id_ = entry_id(str(form.cleaned_data["sent"]), ATTACK_THING, said=said)
    at = this_moment(opened.patient)
    write_once(opened, [Entry(id=id_, thing=ATTACK_THING, about=id_, said=said, said_at=at)])
