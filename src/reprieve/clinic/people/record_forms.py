"""What the staff say when they open a closed record, merge two, or invite somebody to one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reprieve.clinic.people.break_glass import LONGEST_REASON
from reprieve.clinic.people.joining_forms import EmailForm, LargeRadios


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": _("Say why.")},
    )


class MergeForm(ReasonForm):
    keeps = forms.ChoiceField(label=_("Which record goes on?"), widget=LargeRadios)

    def __init__(self, *args: Any, choices: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.fields["keeps"].choices = choices  # type: ignore[attr-defined]
        self.fields["keeps"].error_messages["required"] = _("Choose one of the two.")
        self.order_fields(["keeps", "reason"])


class InviteToRecordForm(EmailForm):
    as_whom = forms.ChoiceField(
        label=_("As whom?"),
        choices=[("patient", _("The patient")), ("guardian", _("The guardian of somebody under age"))],
        widget=LargeRadios,
        initial="patient",
    )
