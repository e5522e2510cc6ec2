"""What a visitor is asked who brings a diary, and what is wrong with an answer that cannot be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.bringing.forms import YES_OR_NOT_SURE, FilesForm, truth_said
from reprieve.clinic.site.going_on import NO_ATTACK, NOT_GOING_ON, going_on, may_go_on, now_by_its_clock
from reprieve.clinic.site.red_flag_fields import answers_from, red_flag_fields
from reprieve.clinic.ui.choices import LargeRadios
from reprieve.pathway.diagnosis.diagnose import Diagnosis, diagnose
from reprieve.pathway.diary.choices import Sex
from reprieve.pathway.diary.records import Diary, Profile
from reprieve.pathway.safety.red_flags import Answers, Safety, weigh

FIRST_BIRTH_YEAR = 1900


class DiaryForm(FilesForm):
    """A diary, what its reader must know besides, and what the diary cannot say."""

    still_going_on = forms.ChoiceField(
        label=gettext_lazy("Is your last attack still going on?"),
        help_text=gettext_lazy("The last one in your diary. An attack of over three days should be looked at."),
        choices=YES_OR_NOT_SURE,
        widget=LargeRadios,
        required=False,
    )
    born = forms.IntegerField(
        label=gettext_lazy("In which year were you born?"),
        help_text=gettext_lazy("Some rules are different below 18."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday-year", "maxlength": "4"}),
        error_messages={"invalid": gettext_lazy("Type the year with four digits, such as 1984, or leave it empty.")},
        required=False,
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Which sex was recorded when you were born?"),
        choices=(
            (Sex.FEMALE.value, gettext_lazy("Female")),
            (Sex.MALE.value, gettext_lazy("Male")),
            ("", gettext_lazy("I do not say")),
        ),
        widget=LargeRadios,
        required=False,
    )

    diagnosis: Diagnosis
    answers: Answers | None
    as_of: datetime | None
    # An answer that could not be used, said beside the result.
    notice: str = ""

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, initial=initial)
        self._red_flag_fields = red_flag_fields()
        self.fields.update(self._red_flag_fields)

    def clean_born(self) -> int | None:
        born: int | None = self.cleaned_data["born"]
        this_year = timezone.now().year
        if born is not None and not FIRST_BIRTH_YEAR <= born <= this_year:
            message = _("Type a year from %(first)d to %(last)d, or leave it empty.")
            raise ValidationError(message % {"first": FIRST_BIRTH_YEAR, "last": this_year})
        return born

    def take(self, diary: Diary) -> None:
        """Judge it."""
        said = self.cleaned_data
        diary = replace(diary, profile=_with_answers(diary.profile, said))
        diary, self.as_of = self._with_attack_going_on(diary)
        self.answers = answers_from(self._red_flag_fields, said)
        self.diagnosis = diagnose(diary, answers=self.answers, as_of=self.as_of)

    def _with_attack_going_on(self, diary: Diary) -> tuple[Diary, datetime | None]:
        """The diary with its last attack as the person says it is, and the moment of saying so."""
        if self.cleaned_data["still_going_on"] != "yes":
            return diary, None
        if not may_go_on(diary):
            self.notice = str(NOT_GOING_ON if diary.attacks else NO_ATTACK)
            return diary, None
        return going_on(diary), now_by_its_clock(diary)

    @property
    def urgent(self) -> Safety | None:
        """What was answered, where it means that somebody must look today, whatever became of the file."""
        answers = answers_from(self._red_flag_fields, getattr(self, "cleaned_data", {}))
        safety = weigh(answers) if answers is not None else None
        return safety if safety is not None and safety.withholds else None

    @property
    def red_flags(self) -> list[forms.BoundField]:
        """The red flags, group by group."""
        return [self[name] for name in self._red_flag_fields]

    @property
    def about_you(self) -> list[forms.BoundField]:
        return [self["born"], self["sex"]]

    @property
    def red_flags_open(self) -> bool:
        return any(field.errors or field.value() for field in self.red_flags)

    @property
    def about_you_open(self) -> bool:
        return any(field.errors or field.value() for field in self.about_you)


def _with_answers(profile: Profile, said: Mapping[str, Any]) -> Profile:
    """What the diary itself says of the person, with what was answered here in its place."""
    answers: dict[str, Any] = {
        "birth_year": said["born"] if said["born"] is not None else profile.birth_year,
        "sex": Sex(said["sex"]) if said["sex"] else profile.sex,
        "every_headache_written": truth_said(said["every_headache"], profile.every_headache_written),
        "every_dose_written": truth_said(said["every_dose"], profile.every_dose_written),
    }
    return replace(profile, **answers)
