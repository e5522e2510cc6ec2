"""Finding a patient, and saying who one is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.bringing.forms import zone_choices
from reprieve.clinic.people.models import Location, Sex
from reprieve.clinic.ui.choices import LargeRadios, LongSelect
from reprieve.pathway.terms.text import LANGUAGES


class Born(forms.DateField):
    """A date typed as 1984-03-01, or chosen where the browser offers it."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "min": "1900-01-01"})
    default_error_messages = {  # noqa: RUF012 # Django's own name for it
        "invalid": gettext_lazy("Type the date as year-month-day, such as 1984-03-01."),
    }

    def __init__(self, **named: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **named)


class FocusedForm(forms.Form):
    """The first error takes the focus."""

    def full_clean(self) -> None:
        super().full_clean()
        self._focus()

    def refuse(self, field: str, problem: str) -> None:
        """What only the action could find."""
        self.add_error(field, problem)
        self._focus()

    def _focus(self) -> None:
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True


class FindForm(FocusedForm):
    name = forms.CharField(label=gettext_lazy("Name, or part of it"), max_length=120, required=False)
    born = Born(label=gettext_lazy("Born"))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not said["name"].strip() and said["born"] is None:
            self.add_error("name", _("Type a name, or a date of birth."))
        return said


class IdentityForm(FocusedForm):
    """Who somebody is and how to reach them."""

    given_name = forms.CharField(
        label=gettext_lazy("Given name"),
        max_length=120,
        error_messages={"required": gettext_lazy("Type the given name.")},
    )
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=120, required=False)
    called = forms.CharField(
        label=gettext_lazy("Wants to be called"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("If it is another name than the given name."),
    )
    born = Born(label=gettext_lazy("Born"))
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex recorded at birth"),
        choices=(*Sex.choices, ("", gettext_lazy("Not known"))),
        widget=LargeRadios,
        required=False,
    )
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        required=False,
        error_messages={"invalid": gettext_lazy("Type an address such as name@example.org, or leave it empty.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=tuple(LANGUAGES.items()), widget=LargeRadios)
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices, widget=LongSelect)
    location = forms.TypedChoiceField(label=gettext_lazy("Place"), choices=())

    def __init__(
        self, data: Any = None, *, places: tuple[Location, ...], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, auto_id="%s", initial=initial)
        self._places = {str(place.pk): place for place in places}
        field = self.fields["location"]
        field.choices = [(number, place.name) for number, place in self._places.items()]  # type: ignore[attr-defined]

    def clean_born(self) -> Any:
        born = self.cleaned_data["born"]
        if born is not None and not (born.year >= 1900 and born <= timezone.now().date()):
            raise ValidationError(_("Type a date of birth from 1900 to today, or leave it empty."))
        return born

    def clean_location(self) -> Location:
        return self._places[self.cleaned_data["location"]]
