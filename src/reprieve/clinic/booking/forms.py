"""What is asked of somebody who wants an appointment, and of a doctor who refers; and what is wrong with an answer."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.booking.bounds import FIRST_BIRTH_YEAR, MOST_REPORT_BYTES, MOST_REPORT_MB, MOST_WORDS
from reprieve.clinic.booking.models import TimeOfDay, Urgency, Weekday
from reprieve.clinic.booking.reports import CannotTake, ReportFile, look_at
from reprieve.clinic.booking.tokens import Doubt, FormToken
from reprieve.clinic.ui.choices import LargeCheckboxes, LargeRadios
from reprieve.pathway.safety.red_flags import RED_FLAGS
from reprieve.pathway.terms.text import say

PHONE = re.compile(r"[0-9+()./ x#\-]{7,40}")
FEWEST_DIGITS = 7
NONE_FOUND = "none"
# People never see this field and leave it empty; what fills in every field of a page gives itself away.
BAIT = "company"
DOUBTS = {
    Doubt.NOT_OURS: gettext_lazy("This page was open for very long, or was changed. Look it over and send it again."),
    Doubt.TOO_OLD: gettext_lazy("This page was open for more than a day. Look it over and send it again."),
    Doubt.TOO_SOON: gettext_lazy("That was very quick. To be sure that a person sends this, press the button again."),
}
BAIT_TAKEN = gettext_lazy(
    "A hidden field was filled in, perhaps by your browser. It is empty again: please send once more."
)


class PhoneField(forms.CharField):
    """A number as people write it; only that somebody could dial it."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Write a phone number with its area code."),
        "invalid": gettext_lazy("Write the phone number with its area code, in digits."),
    }

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"type": "tel", "autocomplete": more.pop("autocomplete", "off")})
        super().__init__(max_length=40, widget=widget, **more)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (not PHONE.fullmatch(value) or sum(it.isdigit() for it in value) < FEWEST_DIGITS):
            raise ValidationError(self.error_messages["invalid"], code="invalid")


def email_field(label: Any, *, autocomplete: str = "off", help_text: Any = "") -> forms.EmailField:
    return forms.EmailField(
        label=label,
        help_text=help_text,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": autocomplete}),
        error_messages={"invalid": gettext_lazy("Write a whole e-mail address, such as name@example.org.")},
    )


def line(
    label: Any, required: Any, *, most: int = 120, autocomplete: str = "off", help_text: Any = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
        error_messages={"required": required},
    )


def without_nul(sent: QueryDict) -> QueryDict:
    """What was sent without a character that nobody types and that neither a page nor a table can hold."""
    clean = QueryDict(mutable=True)
    for name, values in sent.lists():
        clean.setlist(name, [value.replace("\x00", "") for value in values])
    return clean


class SentForm(forms.Form):
    """A form that strangers send: with its token, and with a field that people leave empty."""

    token: FormToken

    def __init__(self, data: Any = None, files: Any = None, *, token: FormToken, initial: Any = None) -> None:
        super().__init__(data if data is None else without_nul(data), files, auto_id="%s", initial=initial)
        self.token = token

    @property
    def doubt(self) -> str:
        """Why it should be sent once more, although every answer can be used."""
        if self.data.get(BAIT):
            return str(BAIT_TAKEN)
        return str(DOUBTS[self.token.doubt]) if self.token.doubt else ""

    def focus_first_error(self, names: Any) -> None:
        first = next((name for name in names if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True


class AppointmentForm(SentForm):
    """Whom to call, when, and in what words."""

    STEPS: ClassVar[tuple[tuple[str, ...], ...]] = (
        ("name", "phone", "email", "call_at", "language"),
        ("days", "times"),
        ("words",),
    )

    name = line(
        gettext_lazy("Your name"),
        gettext_lazy("Write your name, as we should say it."),
        autocomplete="name",
        help_text=gettext_lazy("As we should say it when we call."),
    )
    phone = PhoneField(
        label=gettext_lazy("Phone"),
        help_text=gettext_lazy("A phone number, an e-mail address, or both."),
        required=False,
        autocomplete="tel",
    )
    email = email_field(gettext_lazy("E-mail"), autocomplete="email")
    call_at = forms.MultipleChoiceField(
        label=gettext_lazy("When is it good to call you?"),
        help_text=gettext_lazy("Tick none if any time is good."),
        choices=TimeOfDay.choices,
        widget=LargeCheckboxes,
        required=False,
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language?"),
        choices=settings.LANGUAGES,
        widget=LargeRadios,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )
    days = forms.MultipleChoiceField(
        label=gettext_lazy("On which days could you come?"),
        help_text=gettext_lazy("Tick none if any day is good."),
        choices=Weekday.choices,
        widget=LargeCheckboxes,
        required=False,
    )
    times = forms.MultipleChoiceField(
        label=gettext_lazy("At what time of day?"),
        help_text=gettext_lazy("Tick none if any time is good."),
        choices=TimeOfDay.choices,
        widget=LargeCheckboxes,
        required=False,
    )
    words = forms.CharField(
        label=gettext_lazy("Is there something we should know to call you?"),
        help_text=gettext_lazy(
            "You may leave this empty. Please write nothing about your health here: that belongs in the talk with us."
        ),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        unreachable = not said.get("phone") and not said.get("email")
        if unreachable and "phone" not in self.errors and "email" not in self.errors:
            self.add_error("phone", _("Write a phone number or an e-mail address, so that we can reach you."))
        return said

    def wrong_step(self, upto: int) -> int | None:
        """The first step, from 1, with something to correct."""
        wrong = (n for n, names in enumerate(self.STEPS[:upto], start=1) if any(name in self.errors for name in names))
        return next(wrong, None)

    def shown(self, step: int) -> list[forms.BoundField]:
        return [self[name] for name in self.STEPS[step - 1]]

    def carried(self, step: int) -> list[forms.BoundField]:
        """The fields of the other steps, as hidden ones."""
        return [self[name] for n, names in enumerate(self.STEPS, start=1) for name in names if n != step]

    def forget_errors_except(self, step: int) -> None:
        """Of a step that was not reached yet nothing can be wrong."""
        for name in [name for name in self.errors if name not in self.STEPS[step - 1]]:
            del self.errors[name]


def flag_choices() -> list[Any]:
    """The red flags under their headings; the last says that they were looked for."""
    groups = groupby(RED_FLAGS, key=lambda flag: flag.group)
    flags = [(say(group), [(flag.id, say(flag.ask)) for flag in of]) for group, of in groups]
    return [*flags, (NONE_FOUND, _("Looked for, and none found"))]


class ReportField(forms.FileField):
    """A report, judged by its content; its name is not looked at and not kept."""

    def clean(self, data: Any, initial: Any = None) -> ReportFile | None:
        file: UploadedFile[Any] | None = super().clean(data, initial)
        if not file:
            return None
        if (file.size or 0) > MOST_REPORT_BYTES:
            raise ValidationError(_("The report is too large: at most %(mb)d MB.") % {"mb": MOST_REPORT_MB})
        try:
            looked_at = look_at(file.read())
        except CannotTake as problem:
            raise ValidationError(str(problem)) from None
        if len(looked_at.content) > MOST_REPORT_BYTES:
            raise ValidationError(_("The report is too large: at most %(mb)d MB.") % {"mb": MOST_REPORT_MB})
        return looked_at


class ReferralForm(SentForm):
    """Who refers whom, why, and how soon."""

    DOCTOR: ClassVar = ("doctor", "practice", "doctor_phone", "doctor_fax", "doctor_email")
    PATIENT: ClassVar = ("patient", "patient_born", "patient_phone")
    WHY: ClassVar = ("reason", "urgency", "red_flags", "report")

    doctor = line(gettext_lazy("Your name"), gettext_lazy("Write your name."), autocomplete="name")
    practice = line(
        gettext_lazy("Practice"), gettext_lazy("Write the name of the practice."), most=160, autocomplete="organization"
    )
    doctor_phone = PhoneField(label=gettext_lazy("Phone of the practice"), autocomplete="tel")
    doctor_fax = PhoneField(label=gettext_lazy("Fax"), required=False)
    doctor_email = email_field(
        gettext_lazy("E-mail"),
        autocomplete="email",
        help_text=gettext_lazy("For a receipt that says nothing about the patient."),
    )
    patient = line(
        gettext_lazy("Patient: initials or name"), gettext_lazy("Write the initials or the name."), help_text=""
    )
    patient_born = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        min_value=FIRST_BIRTH_YEAR,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
        error_messages={
            "required": gettext_lazy("Write the year of birth."),
            "invalid": gettext_lazy("Write the year with four digits, such as 1984."),
            "min_value": gettext_lazy("Write the year with four digits, such as 1984."),
        },
    )
    patient_phone = PhoneField(label=gettext_lazy("Phone of the patient"))
    reason = forms.CharField(
        label=gettext_lazy("Reason for the referral"),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write the reason in a few words.")},
    )
    urgency = forms.ChoiceField(
        label=gettext_lazy("How soon?"),
        choices=Urgency.choices,
        widget=LargeRadios,
        error_messages={"required": gettext_lazy("Choose how soon.")},
    )
    red_flags = forms.MultipleChoiceField(
        label=gettext_lazy("Red flags that you found"),
        help_text=gettext_lazy("With nothing ticked they count as not looked for."),
        choices=flag_choices,
        widget=LargeCheckboxes,
        required=False,
    )
    report = ReportField(
        label=gettext_lazy("A report"),
        help_text=gettext_lazy(
            "A PDF, PNG or JPEG file of at most 10 MB. A picture is drawn anew, so that no place or other hidden "
            "data stays in it. A PDF with programs or other files in it is not taken."
        ),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,application/pdf,image/png,image/jpeg"}),
        error_messages={"empty": gettext_lazy("This file is empty. Choose another one, or none.")},
        required=False,
    )

    def clean_patient_born(self) -> int:
        year: int = self.cleaned_data["patient_born"]
        if year > timezone.now().year:
            raise ValidationError(_("Write the year with four digits, such as 1984."))
        return year

    def clean_red_flags(self) -> list[str]:
        ticked: list[str] = self.cleaned_data["red_flags"]
        if NONE_FOUND in ticked and len(ticked) > 1:
            raise ValidationError(_("Tick either the signs that you found, or that none was found."))
        return ticked

    def _group(self, names: Any) -> list[forms.BoundField]:
        return [self[name] for name in names]

    @property
    def about_doctor(self) -> list[forms.BoundField]:
        return self._group(self.DOCTOR)

    @property
    def about_patient(self) -> list[forms.BoundField]:
        return self._group(self.PATIENT)

    @property
    def red_flags_open(self) -> bool:
        return bool(self["red_flags"].errors or self["red_flags"].value())
