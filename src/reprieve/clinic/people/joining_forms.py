"""What is asked of somebody who opens an account."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.people.access import is_under_age
from reprieve.clinic.people.addresses import NO_EMAIL, address_of
from reprieve.clinic.people.models import Location, Role, User


class LargeRadios(forms.RadioSelect):
    template_name = "ui/choices.html"


class Born(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01", "autocomplete": "bday"})
    default_error_messages = {  # noqa: RUF012 # Django's own name for it
        "invalid": gettext_lazy("Type the date as year-month-day, such as 1984-03-01."),
        "required": gettext_lazy("Type the date of birth, such as 1984-03-01."),
    }

    def __init__(self, **named: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **named)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 1900 <= value.year <= timezone.now().year:
            raise ValidationError(_("Check the year of birth."))


class EmailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": NO_EMAIL, "invalid": NO_EMAIL},
    )

    def clean_email(self) -> str:
        return address_of(self.cleaned_data["email"])


def password_field() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Password"),
        help_text=gettext_lazy("At least 12 signs. A few words in a row are good."),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": gettext_lazy("Type a password.")},
    )


class _WithPassword(forms.Form):
    email = ""

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(email=self.email))
        return password


class NewPatientForm(_WithPassword):
    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Type your given name.")},
    )
    family_name = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    born = Born(label=gettext_lazy("Born"))
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES, widget=LargeRadios)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), widget=forms.Select(attrs={"data-device-zone": ""}))
    location: Any = forms.ModelChoiceField(label=gettext_lazy("Which of our places?"), queryset=None, empty_label=None)
    password = password_field()

    def __init__(self, *args: Any, email: str, **named: Any) -> None:
        super().__init__(*args, **named)
        self.email = email
        places = Location.objects.filter(closed_at=None)
        zones = [(it, it.replace("_", " ")) for it in sorted(zoneinfo.available_timezones()) if "/" in it]
        self.fields["zone"].choices = [("", "…"), *zones]  # type: ignore[attr-defined]
        self.fields["location"].queryset = places  # type: ignore[attr-defined]
        if len(places) == 1:
            self.fields["location"].widget = forms.HiddenInput()
            self.fields["location"].initial = places[0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("born") and said.get("location") and is_under_age(said["born"], said["location"]):
            self.add_error("born", _("A parent or guardian opens this together with the clinic. Please call us."))
        return said


class InvitedForm(_WithPassword):
    first_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Type your given name.")},
    )
    last_name = forms.CharField(
        label=gettext_lazy("Family name"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
    )
    born = Born(label=gettext_lazy("Your date of birth"))
    password = password_field()

    def __init__(self, *args: Any, email: str, asks_born: bool, new: bool, **named: Any) -> None:
        super().__init__(*args, **named)
        self.email = email
        if not asks_born:
            del self.fields["born"]
        if not new:
            for name in ("first_name", "last_name", "password"):
                del self.fields[name]


EVERYWHERE = "everywhere"


class InviteStaffForm(EmailForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices, widget=LargeRadios)
    location = forms.ChoiceField(
        label=gettext_lazy("Place"), error_messages={"required": gettext_lazy("Choose a place, or every place.")}
    )

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        places = [(str(it.pk), it.name) for it in Location.objects.filter(closed_at=None)]
        one = places[0][0] if len(places) == 1 else ""
        self.fields["location"].choices = [("", _("Choose")), *places, (EVERYWHERE, _("Every place"))]  # type: ignore[attr-defined]
        self.fields["location"].initial = one
        self.fields["role"].error_messages["required"] = _("Choose a role.")

    def clean_location(self) -> Location | None:
        chosen = self.cleaned_data["location"]
        return None if chosen == EVERYWHERE else Location.objects.get(pk=chosen)
