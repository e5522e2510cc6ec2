"""What the diary's longer pages ask, and what is wrong with an answer.

A form says only what its writer changed in what they saw: what was written elsewhere since the page was made stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.diary.clock import FIRST, SECOND, CameTwice, NoSuchTime, moment_of, now_of, which_of
from reprieve.clinic.diary.taps import EFFECTS, QUESTIONS
from reprieve.clinic.people.models import Patient
from reprieve.pathway.diary.book import MOST_CELL_CHARS
from reprieve.pathway.diary.cells import TIME, unguard
from reprieve.pathway.diary.wall_clock import FIRST_YEAR

NOT_KNOWN = ("", gettext_lazy("not known"))
WHICH = (("", "\u2013"), (FIRST, gettext_lazy("the first time")), (SECOND, gettext_lazy("the second time")))
MOST_NOTE_CHARS = MOST_CELL_CHARS - 100
WRONG_DAY = {"invalid": gettext_lazy("Write the day as 2026-03-01.")}
WRONG_TIME = {"invalid": gettext_lazy("Write the time as 14:05.")}


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=["%Y-%m-%d"],
        error_messages={**WRONG_DAY, "required": gettext_lazy("Write the day.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def time_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=required,
        help_text=help_text,
        input_formats=["%H:%M", "%H:%M:%S"],
        error_messages={**WRONG_TIME, "required": gettext_lazy("Write the time.")},
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )


def which_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Which of the two?"),
        required=False,
        choices=WHICH,
        help_text=gettext_lazy("Only where the clock was put back and showed this hour twice."),
    )


class DiaryForm(forms.Form):
    """A form that is sent once, however often it is pressed, and keeps the first error in focus."""

    sent = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, patient: Patient, initial: Any = None, prefix: str | None = None) -> None:
        super().__init__(_without_nul(data), initial=initial, prefix=prefix)
        self.patient = patient

    def say_it_is_wrong(self) -> None:
        """Put the focus where the first error is."""
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True

    def moment(self, name: str, day: date | None, at: time | None) -> datetime | None:
        """What the clock showed, as a moment; an error of `name` where there was none, or two."""
        if day is None or at is None:
            return None
        if day.year < FIRST_YEAR:
            self.add_error(f"{name}_day", _("Check the year."))
            return None
        try:
            moment = moment_of(self.patient, day, at, which=self.cleaned_data.get(f"{name}_which", ""))
        except NoSuchTime:
            self.add_error(f"{name}_time", _("The clock was put forward over this time. Write the time after it."))
            return None
        except CameTwice:
            self.add_error(f"{name}_which", _("The clock showed this time twice that night. Say which you mean."))
            return None
        if moment > now_of(self.patient) + timedelta(minutes=1):
            self.add_error(f"{name}_time", _("This time is still to come. Check the day and the time."))
            return None
        return moment

    @property
    def asks_which(self) -> tuple[str, ...]:
        """The fields for an hour that came twice are shown only where it is asked."""
        return tuple(
            name
            for name in self.fields
            if name.endswith("_which") and (name in self.errors or self.data.get(name) or self.initial.get(name))
        )

    @property
    def shown(self) -> list[forms.BoundField]:
        return [
            it for it in self if not it.is_hidden and (not it.name.endswith("_which") or it.name in self.asks_which)
        ]


def carry(cells: Mapping[str, str], *of: str) -> str:
    """What is recorded of something when its page is made, as that page's form carries it."""
    return signing.dumps(dict(cells), salt=_salt(of), compress=True)


def carried(data: Any, otherwise: Mapping[str, str], *of: str) -> Mapping[str, str]:
    """What was recorded when the page was made that sends this; `otherwise` where it does not say so."""
    if data is None or not data.get("seen"):
        return otherwise
    try:
        cells: dict[str, str] = signing.loads(data["seen"], salt=_salt(of))
    except signing.BadSignature:
        return otherwise
    return cells


def _salt(of: tuple[str, ...]) -> str:
    return ":".join(("diary form", *of))


def _without_nul(data: Any) -> Any:
    return None if data is None else {name: data.get(name, "").replace("\x00", "") for name in data}


class OverForm(DiaryForm):
    """When a headache was over."""

    end_day = day_field(gettext_lazy("Day"), required=True)
    end_time = time_field(gettext_lazy("Time"), required=True)
    end_which = which_field()

    def __init__(self, data: Any = None, *, started: datetime, **more: Any) -> None:
        super().__init__(data, **more)
        self.started = started

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        end = self.moment("end", said.get("end_day"), said.get("end_time"))
        if end is not None and end < self.started:
            self.add_error("end_time", _("The end must not be before the start. Check the day and the time."))
        said["end"] = end
        return said


class AttackForm(DiaryForm):
    """A whole headache: a past one, or the correction of one that is written."""

    start_day = day_field(gettext_lazy("It began on"), required=True)
    start_time = time_field(gettext_lazy("at"), required=True)
    start_which = which_field()
    end_day = day_field(gettext_lazy("It was over on"))
    end_time = time_field(gettext_lazy("at"), help_text=gettext_lazy("Leave both empty if you do not know the end."))
    end_which = which_field()
    still = forms.BooleanField(label=gettext_lazy("It still goes on"), required=False)
    pain_0_to_10 = forms.ChoiceField(
        label=gettext_lazy("Strongest pain, 0 to 10"),
        required=False,
        choices=(NOT_KNOWN, *((str(n), str(n)) for n in range(11))),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=MOST_NOTE_CHARS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        note = self.fields.pop("note")
        for it in QUESTIONS:
            ask: Any = it.ask
            field = forms.ChoiceField(label=ask, required=False, choices=(NOT_KNOWN, *it.answers))
            given = self.initial.get(it.column)
            if given and given not in dict(it.answers):
                field.choices = [*field.choices, (given, _("as it was written"))]  # type: ignore[misc]
            self.fields[it.column] = field
        self.fields["note"] = note

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        start = self.moment("start", said.get("start_day"), said.get("start_time"))
        end_time = said.get("end_time")
        end_day = said.get("end_day") or (said.get("start_day") if end_time else None)
        if end_day and not end_time and "end_time" not in self.errors:
            self.add_error("end_time", _("Write the time too, or leave the day empty."))
        end = self.moment("end", end_day, end_time)
        if end and said.get("still"):
            self.add_error("still", _("A headache that still goes on has no end. Leave one of them out."))
        if start and end and end < start:
            self.add_error("end_time", _("The end must not be before the start. Check both days and times."))
        said["start"], said["end"] = start, end
        return said

    def cells(self, before: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        """All that the form can say, as cells. A time that was not touched stays as it was written, to the second and
        with its offset."""
        said = self.cleaned_data
        kept = {name: before[name] for name in ("start", "end") if name in before and not self._touched(name)}
        ongoing = "yes" if said["still"] else ("no" if said["end"] else "")
        cells = {
            "start": kept.get("start") or TIME.write(said["start"]),
            "end": kept.get("end") or (TIME.write(said["end"]) if said["end"] else ""),
            "ongoing": ongoing if self._touched("end") or "still" in self.changed_data else before.get("ongoing", ""),
            "pain_0_to_10": said["pain_0_to_10"],
            "note": said["note"].strip(),
        }
        return cells | {it.column: said[it.column] for it in QUESTIONS}

    def _touched(self, name: str) -> bool:
        return bool({f"{name}_day", f"{name}_time", f"{name}_which"} & {*self.changed_data})

    @staticmethod
    def initial_of(cells: Mapping[str, str], patient: Patient) -> dict[str, Any]:
        given: dict[str, Any] = {it.column: cells.get(it.column, "") for it in QUESTIONS}
        for name in ("start", "end"):
            at = TIME.read(cells.get(name, ""))
            if isinstance(at, datetime):
                given |= {f"{name}_day": at.date(), f"{name}_time": _to_the_minute(at)}
                given[f"{name}_which"] = which_of(patient, at)
        note = unguard(cells.get("note", ""))
        return given | {
            "pain_0_to_10": cells.get("pain_0_to_10", ""),
            "note": note,
            "still": cells.get("ongoing") == "yes",
        }


class DoseForm(DiaryForm):
    """One dose: what, on which day, at what time if known, how it worked."""

    name = forms.CharField(
        label=gettext_lazy("Medicine"),
        max_length=200,
        error_messages={"required": gettext_lazy("Write the name of the medicine.")},
        widget=forms.TextInput(attrs={"list": "drug-names", "autocomplete": "off"}),
    )
    dose_day = day_field(gettext_lazy("Day"), required=True)
    dose_time = time_field(gettext_lazy("Time"), help_text=gettext_lazy("Leave it empty if you do not know."))
    dose_which = which_field()
    attack_key = forms.ChoiceField(label=gettext_lazy("Taken for"), required=False)
    effect_at_2h = forms.ChoiceField(
        label=gettext_lazy("Two hours later"),
        required=False,
        choices=(NOT_KNOWN, *(it for it in EFFECTS if it[0])),
    )

    def __init__(self, data: Any = None, *, attacks: tuple[tuple[str, str], ...] = (), **more: Any) -> None:
        super().__init__(data, **more)
        field = self.fields["attack_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("no headache that is written here")), *attacks]
        if not attacks:
            del self.fields["attack_key"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day = said.get("dose_day")
        if day and day > now_of(self.patient).date():
            self.add_error("dose_day", _("This day is still to come. Check it."))
        if day and day.year < FIRST_YEAR:
            self.add_error("dose_day", _("Check the year."))
        said["time"] = self.moment("dose", day, said.get("dose_time"))
        return said

    def cells(self, before: Mapping[str, str] = MappingProxyType({})) -> dict[str, str]:
        said = self.cleaned_data
        touched = {"dose_day", "dose_time", "dose_which"} & {*self.changed_data}
        time_cell = TIME.write(said["time"]) if said["time"] else ""
        cells = {
            "name": said["name"].strip(),
            "time": before["time"] if "time" in before and not touched else time_cell,
            "day": said["dose_day"].isoformat(),
            "effect_at_2h": said["effect_at_2h"],
        }
        if "attack_key" in self.fields:
            cells["attack_key"] = said["attack_key"]
        return cells

    @staticmethod
    def initial_of(cells: Mapping[str, str], patient: Patient, day: date | None) -> dict[str, Any]:
        at = TIME.read(cells.get("time", ""))
        given = {"name": unguard(cells.get("name", "")), "dose_day": day, "effect_at_2h": cells.get("effect_at_2h", "")}
        return given | {
            "dose_time": _to_the_minute(at) if isinstance(at, datetime) else None,
            "dose_which": which_of(patient, at) if isinstance(at, datetime) else "",
            "attack_key": cells.get("attack_key", ""),
        }


def _to_the_minute(at: datetime) -> time:
    return at.time().replace(second=0, microsecond=0)


def changed(cells: Mapping[str, str], before: Mapping[str, str]) -> dict[str, str]:
    """What differs from what is recorded; a text is recorded guarded (`cells.guard`)."""
    return {name: cell for name, cell in cells.items() if cell != unguard(before.get(name, ""))}
