"""What a nurse or a prescriber types at a chart: a span, a note, a file, a reason, a signature."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.booking.reports import CannotTake, ReportFile, look_at
from reprieve.clinic.desk.patients_forms import FocusedForm
from reprieve.clinic.desk.shown import Stands, say_name
from reprieve.clinic.diagnosis.actions import NAMES, WITHHELD
from reprieve.clinic.diagnosis.bounds import MOST_NOTE_CHARS, MOST_REASON_CHARS, MOST_TITLE_CHARS
from reprieve.clinic.people.proving import NotProved, prove
from reprieve.clinic.ui.choices import LargeRadios

OTHER = "other"


class NoteForm(FocusedForm):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=MOST_NOTE_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Type the note.")},
    )
    about = forms.IntegerField(required=False, widget=forms.HiddenInput)
    # Made with the page, so that a button pressed twice keeps one note; what else stands here is passed over.
    sent = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    @property
    def page_id(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self.cleaned_data["sent"])
        except ValueError:
            return None


class FileForm(FocusedForm):
    title = forms.CharField(
        label=gettext_lazy("What it is"),
        max_length=MOST_TITLE_CHARS,
        help_text=gettext_lazy("Such as: MRI of the head, 3 Mar 2026."),
        error_messages={"required": gettext_lazy("Type what the file is.")},
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"}),
        error_messages={
            "required": gettext_lazy("Choose the file."),
            "empty": gettext_lazy("This file is empty. Choose another."),
        },
    )

    def clean_file(self) -> ReportFile:
        """The file as it is to be kept: known by what is in it, and nothing in it that acts."""
        try:
            return look_at(self.cleaned_data["file"].read())
        except CannotTake as why:
            raise ValidationError(str(why)) from None


class RetractForm(FocusedForm):
    reason = forms.CharField(
        label=gettext_lazy("Why is it withdrawn?"),
        min_length=10,
        max_length=MOST_REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "required": gettext_lazy("Type the reason."),
            "min_length": gettext_lazy("Type the reason in at least ten letters."),
        },
    )


def say_choice(code: str, name: str) -> str:
    return name if code == WITHHELD else f"{code} {say_name(code, name)}"


class SignForm(FocusedForm):
    """A prescriber's word: one of the diagnoses that stand, or another one with a reason."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Which diagnosis?"),
        widget=LargeRadios,
        error_messages={"required": gettext_lazy("Choose a diagnosis.")},
    )
    other_code = forms.ChoiceField(label=gettext_lazy("Another diagnosis"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Needed when you sign another diagnosis than the diary shows. The patient reads it."),
        max_length=MOST_REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        required=False,
    )
    code = forms.CharField(
        label=gettext_lazy("Or a code of your app"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        required=False,
    )
    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput, required=False)
    basis = forms.CharField(max_length=64, widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stands: Stands, signer: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="%s", initial=initial)
        self._signer = signer
        self.proved_by = ""
        self.not_proved: NotProved | None = None
        standing = [(code, say_choice(code, name)) for code, name in stands.names.items()]
        choices: Any = self.fields["choice"]
        choices.choices = [*standing, (OTHER, _("I disagree: another diagnosis"))]
        others: Any = self.fields["other_code"]
        others.choices = [
            ("", _("Choose")),
            *((code, f"{code} {say_name(code, name)}") for code, name in NAMES.items() if code not in stands.names),
        ]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("choice") == OTHER:
            if not said.get("other_code"):
                self.add_error("other_code", _("Choose the diagnosis you sign."))
            if not said.get("reason", "").strip():
                self.add_error("reason", _("Say why the diagnosis is another one than the diary shows."))
        elif said.get("choice") and said.get("other_code"):
            self.add_error(
                "other_code", _("You chose one that the diary shows. Leave this one out, or disagree above.")
            )
        if not self.errors:  # a code works once: it is not used up by a form that is refused for something else
            self._prove(said)
        return said

    def _prove(self, said: dict[str, Any]) -> None:
        try:
            self.proved_by = prove(self._signer, said)
        except NotProved as why:
            self.not_proved = why
            self.add_error(why.field, why.words)

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["choice"] != OTHER)

    @property
    def signed_code(self) -> str:
        return str(self.cleaned_data["choice"] if self.agrees else self.cleaned_data["other_code"])
