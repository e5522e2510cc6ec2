"""An auditor's page: who has looked at a record, and who changed it, without opening the record."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reprieve.clinic.audit.actions import GREATEST_NUMBER
from reprieve.clinic.desk.looks import looks_at, own_names
from reprieve.clinic.desk.opening import staff_record
from reprieve.clinic.desk.patients_forms import FocusedForm
from reprieve.clinic.desk.shown import clinic_clock
from reprieve.clinic.people.access import AUDITOR, Door, OpenRecord
from reprieve.clinic.people.models import Patient
from reprieve.clinic.people.signing_in import for_roles

MOST_SHOWN = 200


class NumberForm(FocusedForm):
    number = forms.IntegerField(
        label=gettext_lazy("Number of the record"),
        min_value=1,
        max_value=GREATEST_NUMBER,
        error_messages={
            it: gettext_lazy("Type the number of a record, such as 12.")
            for it in ("required", "invalid", "min_value", "max_value")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


@for_roles(AUDITOR)
@require_http_methods(["GET", "HEAD", "POST"])
def find_looks(request: HttpRequest) -> HttpResponse:
    """The form; or, sent by it, the last lines of the audit about that record. The number travels in the body."""
    form = NumberForm(request.POST if request.method == "POST" else None, auto_id="%s")
    context: dict[str, Any] = {"form": form, "most": MOST_SHOWN}
    if form.is_valid():
        opened = _opened(request, form.cleaned_data["number"])
        if opened is None:
            form.refuse("number", _("There is no record of this number that is open to you."))
        else:
            lines = looks_at(opened, own_too=True)[:MOST_SHOWN]
            context |= {"looks": own_names(lines, opened, clinic_clock(opened)), "number": opened.patient.pk}
    return render(request, "desk/looks.html", context, status=422 if form.errors else 200)


def _opened(request: HttpRequest, number: int) -> OpenRecord | None:
    key = Patient.objects.filter(pk=number).values_list("key", flat=True).first()
    if key is None:
        return None
    try:
        return staff_record(request, key, Door.LOOKS, did="saw who has looked", roles=frozenset({AUDITOR}))
    except Http404:
        return None
