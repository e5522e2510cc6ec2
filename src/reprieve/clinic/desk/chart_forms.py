"""What a nurse or a prescriber types at a chart: a span, a note, a file, a reason, a signature."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.booking.reports import CannotTake, ReportFile, look_at
from reprieve.clinic.desk.patients_forms import FocusedForm
from reprieve.clinic.desk.shown import Stands, say_name
from reprieve.clinic.diagnosis.actions import NAMES
from reprieve.clinic.diagnosis.bounds import MOST_NOTE_CHARS, MOST_REASON_CHARS, MOST_TITLE_CHARS
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
        help_text=gettext_lazy("Needed when you sign another diagnosis than the diary shows."),
        max_length=MOST_REASON_CHARS,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    password = forms.CharField(
        label=gettext_lazy("Your password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": gettext_lazy("Type your password: it is your signature.")},
    )
    basis = forms.CharField(max_length=64, widget=forms.HiddenInput)
    after = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, stands: Stands, signer: Any, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id="%s", initial=initial)
        self._signer = signer
        standing = [(code, f"{code} {say_name(code, name)}") for code, name in stands.names.items()]
        choices: Any = self.fields["choice"]
        choices.choices = [*standing, (OTHER, _("I disagree: another diagnosis"))]
        others: Any = self.fields["other_code"]
        others.choices = [
            ("", _("Choose")),
            *((code, f"{code} {say_name(code, name)}") for code, name in NAMES.items() if code not in stands.names),
        ]

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not self._signer.check_password(password):
            raise ValidationError(_("This is not your password. Nothing was signed."))
        return password

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("choice") == OTHER:
            if not said.get("other_code"):
                self.add_error("other_code", _("Choose the diagnosis you sign."))
            if not said.get("reason", "").strip():
                self.add_error("reason", _("Say why the diagnosis is another one than the diary shows."))
        return said

    @property
    def agrees(self) -> bool:
        return bool(self.cleaned_data["choice"] != OTHER)

    @property
    def code(self) -> str:
        code: str = self.cleaned_data["choice"] if self.agrees else self.cleaned_data["other_code"]
        return code
