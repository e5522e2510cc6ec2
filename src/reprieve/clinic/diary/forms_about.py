"""What is asked about treatments and about the person, and what is wrong with an answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.diary.clock import now_of
from reprieve.clinic.diary.forms import NOT_KNOWN, DiaryForm, day_field
from reprieve.clinic.diary.taps import YES_OR_NO
from reprieve.clinic.diary.words import OUTCOMES
from reprieve.pathway.diary.cells import unguard
from reprieve.pathway.diary.wall_clock import FIRST_YEAR


def truth_field(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=(NOT_KNOWN, *YES_OR_NO))


class TreatmentForm(DiaryForm):
    """A preventive or another treatment that was tried, and how it turned out."""

    name = forms.CharField(
        label=gettext_lazy("Name of the medicine or treatment"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name.")},
    )
    started = day_field(gettext_lazy("Since"))
    stopped = day_field(gettext_lazy("Until"))
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it turned out"), required=False, choices=(NOT_KNOWN, *OUTCOMES.items())
    )
    adequate = truth_field(gettext_lazy("Was it taken long enough, and enough of it, to judge?"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        started, stopped = said.get("started"), said.get("stopped")
        if started and stopped and stopped < started:
            self.add_error("stopped", _("It must not stop before it started. Check both days."))
        for name in ("started", "stopped"):
            if said.get(name) and said[name].year < FIRST_YEAR:
                self.add_error(name, _("Check the year."))
            elif said.get(name) and said[name] > now_of(self.patient).date():
                self.add_error(name, _("This day lies in the future. While it goes on, leave “Until” empty."))
        return said

    def cells(self) -> dict[str, str]:
        said = self.cleaned_data
        days = {name: said[name].isoformat() if said[name] else "" for name in ("started", "stopped")}
        return {"name": said["name"].strip(), **days, "outcome": said["outcome"], "adequate": said["adequate"]}

    @staticmethod
    def initial_of(cells: Mapping[str, str]) -> dict[str, Any]:
        return {**cells, "name": unguard(cells.get("name", ""))}


# Each with the words it is asked by, those first on which most hangs.
PROFILE_QUESTIONS = (
    ("every_headache_written", gettext_lazy("Is every headache written, from the first day here to the last?")),
    ("every_dose_written", gettext_lazy("Is every medicine against headache written here?")),
    ("every_treatment_listed", gettext_lazy("Are all the treatments you ever tried listed under Treatments?")),
    ("headache_before_overuse", gettext_lazy("Did you have headaches before you took medicine often?")),
    ("significant_interference", gettext_lazy("Do headaches keep getting in the way of work, home or free time?")),
    ("family_hemiplegic", gettext_lazy("Has a parent, child, brother or sister auras with weakness?")),
)
PROFILE_NUMBERS = (
    ("lifetime_migraine_attacks", gettext_lazy("About how many such attacks without aura in your life?")),
    ("lifetime_aura_attacks", gettext_lazy("About how many attacks with aura in your life?")),
)


class ProfileForm(DiaryForm):
    """The few questions about the person on which most hangs."""

    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"),
        required=False,
        min_value=FIRST_YEAR,
        error_messages={
            "invalid": gettext_lazy("Write the year in four digits, such as 1984."),
            "min_value": gettext_lazy("Check the year: nobody who lives now was born so long ago."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year"}),
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Sex recorded at birth"),
        required=False,
        choices=(NOT_KNOWN, ("F", gettext_lazy("female")), ("M", gettext_lazy("male"))),
    )
    headaches_since = day_field(gettext_lazy("Headaches since about"))
    daily_since = day_field(gettext_lazy("Headache every day without a break since (leave empty if not)"))

    def __init__(self, data: Any = None, *, first: frozenset[str] = frozenset(), **more: Any) -> None:
        super().__init__(data, **more)
        for column, ask in PROFILE_QUESTIONS:
            self.fields[column] = truth_field(ask)
        for column, ask in PROFILE_NUMBERS:
            self.fields[column] = forms.IntegerField(
                label=ask,
                required=False,
                min_value=0,
                max_value=100_000,
                error_messages=dict.fromkeys(
                    ("invalid", "min_value", "max_value"), gettext_lazy("Write a whole number.")
                ),
                widget=forms.TextInput(attrs={"inputmode": "numeric"}),
            )
        # What the record knows is not asked; a clinician reads the record.
        for name in [name for name, known in (("birth_year", self.patient.born), ("sex", self.patient.sex)) if known]:
            del self.fields[name]
        self.order_fields([name for name in self.fields if name in first])
        for name in first & self.fields.keys():
            self.fields[name].help_text = _("Your diary needs this answer most.")

    def clean_birth_year(self) -> int | None:
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and year > now_of(self.patient).year:
            raise forms.ValidationError(_("Check the year: it lies in the future."))
        return year

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for name in ("headaches_since", "daily_since"):
            if said.get(name) and not date(FIRST_YEAR, 1, 1) <= said[name] <= now_of(self.patient).date():
                self.add_error(name, _("Check the year."))
            elif said.get(name) and self.patient.born is not None and said[name] < self.patient.born:
                self.add_error(name, _("This day lies before your birth. Check the year."))
        return said

    def cells(self) -> dict[str, str]:
        cells = {}
        for name in self.fields.keys() - {"sent", "seen"}:
            value = self.cleaned_data[name]
            cells[name] = "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
        return cells
