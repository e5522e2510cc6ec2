"""Opening the record of another place in an emergency, where one knows only who lies there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from reprieve.clinic.audit.actions import PATIENT, chain_of, write_line
from reprieve.clinic.booking.limits import count
from reprieve.clinic.bringing.refusals import show_too_often
from reprieve.clinic.desk.patients_forms import Born, FocusedForm
from reprieve.clinic.people.access import NURSE, PRESCRIBER, Closed, Who
from reprieve.clinic.people.break_glass import LONGEST_REASON, NeedsReason, break_glass
from reprieve.clinic.people.models import Patient
from reprieve.clinic.people.signing_in import for_roles, who_is

# Tries in an hour: somebody who types names to see which there are soon comes to the end.
MOST_TRIES = 10


class EmergencyForm(FocusedForm):
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Type the given name.")},
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120, required=False)
    born = Born(label=gettext_lazy("Born"))
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Say why.")},
    )

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if "born" not in self.errors and said.get("born") is None:
            self.add_error("born", _("Type the date of birth."))
        return said


@for_roles(NURSE, PRESCRIBER)
@require_http_methods(["GET", "HEAD", "POST"])
def find_closed_record(request: HttpRequest) -> HttpResponse:
    """Whole name, date of birth and reason at once: nothing is said of a record that is not opened."""
    form = EmergencyForm(request.POST if request.method == "POST" else None, auto_id="%s")
    if form.is_valid():
        who = who_is(request)
        wait_s = count(f"person {who.user.pk}", of="emergency", most=MOST_TRIES)
        if wait_s:
            return show_too_often(request, wait_s)
        try:
            patient = _the_one(form.cleaned_data)
            if patient is not None:
                break_glass(who=who, key=patient.key, reason=form.cleaned_data["reason"])
                return redirect("show_glass_broken", key=patient.key)
            _write_miss(who, form.cleaned_data["reason"])
            form.refuse("given_name", _("No single record has this name and date of birth. Nothing was opened."))
        except Closed:
            raise Http404 from None
        except NeedsReason as problem:
            form.refuse("reason", str(problem))
    return render(request, "desk/emergency.html", {"form": form}, status=422 if form.errors else 200)


def _the_one(said: dict[str, Any]) -> Patient | None:
    found = Patient.objects.filter(
        merged_into=None,
        given_name__iexact=said["given_name"].strip(),
        family_name__iexact=said["family_name"].strip(),
        born=said["born"],
    )
    few = list(found[:2])
    return few[0] if len(few) == 1 else None


def _write_miss(who: Who, reason: str) -> None:
    chain = chain_of("account", who.user.pk)
    write_line(who=who.user, did="was refused, no such record", kind=PATIENT, record=None, chain=chain, why=reason)
