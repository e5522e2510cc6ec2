"""What is asked of anybody who brings a diary, and what is wrong with an answer that cannot be used."""

from __future__ import annotations

import zoneinfo
from functools import cache
from typing import Any, BinaryIO, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.bringing.reading_files import UnknownTable, none_was_read, read_files
from reprieve.clinic.bringing.uploads import MOST_BYTES
from reprieve.clinic.ui.choices import LargeRadios, LongSelect
from reprieve.pathway.diary import mapping_file
from reprieve.pathway.diary.mapping import Mapping as ColumnMapping
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.errors import ReprieveError
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth

MOST_FILES = 10
# As the names of zones begin, and as one says it.
REGIONS: dict[str, Promise] = {
    "America": gettext_lazy("America"),
    "Pacific": gettext_lazy("Pacific"),
    "Atlantic": gettext_lazy("Atlantic"),
    "Europe": gettext_lazy("Europe"),
    "Africa": gettext_lazy("Africa"),
    "Asia": gettext_lazy("Asia"),
    "Indian": gettext_lazy("Indian Ocean"),
    "Australia": gettext_lazy("Australia"),
    "Antarctica": gettext_lazy("Antarctica"),
    "Arctic": gettext_lazy("Arctic"),
}


class DiaryFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[UploadedFile[Any]]:
        return list(files.getlist(name))


class DiaryFilesField(forms.Field):
    """One or several files, each with something in it."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Choose the file of your diary. It ends in .csv, .json, .xml or .zip."),
        "empty": gettext_lazy("This file is empty. Export your diary again, then choose it here."),
        "too_many": gettext_lazy("Choose at most %(most)d files at a time."),
    }

    def validate(self, value: list[UploadedFile[Any]]) -> None:
        if not value:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return
        if len(value) > MOST_FILES:
            raise ValidationError(self.error_messages["too_many"], code="too_many", params={"most": MOST_FILES})
        empty = [number for number, file in enumerate(value, start=1) if not file.size]
        if empty and len(value) == 1:
            raise ValidationError(self.error_messages["empty"], code="empty")
        if empty:
            raise ValidationError(none_was_read([_("File %(n)d is empty.") % {"n": number} for number in empty]))


class MappingField(forms.FileField):
    """A mapping that was kept; none is brought by most."""

    def clean(self, data: Any, initial: Any = None) -> ColumnMapping | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if file.size > mapping_file.MAX_BYTES:
            raise ValidationError(_("This is no mapping: it is too large. Choose the file mapping.json, or none."))
        try:
            return mapping_file.mapping_from_json(file.read().decode("utf-8-sig"))
        except (ReprieveError, UnicodeDecodeError):
            raise ValidationError(
                _("This is no mapping that can be used. Choose the file mapping.json, or none: then you are asked.")
            ) from None


ACCEPTED = ".csv,.tsv,.txt,.json,.xml,.zip,text/csv,application/json,application/zip"
YES_OR_NOT_SURE = (("yes", gettext_lazy("Yes")), ("not_sure", gettext_lazy("No, or I am not sure")))


@cache
def zone_choices() -> list[tuple[Any, Any]]:
    """Every zone with a place in its name, under its part of the world; the first says that none is chosen."""
    names = sorted(zoneinfo.available_timezones())
    regions = [
        (said, [(name, _place(name)) for name in names if name.startswith(f"{region}/")])
        for region, said in REGIONS.items()
    ]
    return [("", gettext_lazy("I do not know")), *regions, ("UTC", "UTC")]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", ", ")


class FilesForm(forms.Form):
    """A diary as files, and what their reader must know besides."""

    diary = DiaryFilesField(
        label=gettext_lazy("Your diary"),
        help_text=gettext_lazy(
            "The export of an app, or any table saved as CSV. From an iPhone the file export.zip of Apple Health. "
            "You may choose several: what they say twice is counted once."
        ),
        widget=DiaryFilesInput(attrs={"accept": ACCEPTED, "data-max-bytes": str(MOST_BYTES)}),
    )
    mapping = MappingField(
        label=gettext_lazy("A mapping you kept"),
        help_text=gettext_lazy(
            "For a table of your own, if you explained its columns before: the file mapping.json. Else leave it empty."
        ),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"empty": gettext_lazy("This file is empty. Choose the file mapping.json, or none.")},
        required=False,
    )
    every_headache = forms.ChoiceField(
        label=gettext_lazy("Did you write down every headache?"),
        help_text=gettext_lazy(
            "If yes, an empty day counts as a day without headache. If not, it counts as not written."
        ),
        choices=YES_OR_NOT_SURE,
        widget=LargeRadios,
        required=False,
    )
    every_dose = forms.ChoiceField(
        label=gettext_lazy("Did you write down every drug you took against it?"),
        help_text=gettext_lazy(
            "If yes, a day without a drug counts as a day without one. If not, it counts as not written."
        ),
        choices=YES_OR_NOT_SURE,
        widget=LargeRadios,
        required=False,
    )
    zone = forms.ChoiceField(
        label=gettext_lazy("Where did you keep the diary?"),
        help_text=gettext_lazy("Some diaries hold times without saying of which time zone. This tells which."),
        choices=zone_choices,
        widget=LongSelect(attrs={"data-device-zone": ""}),
        error_messages={"invalid_choice": gettext_lazy("Choose a place from the list.")},
        required=False,
    )

    # The diary, once it is read.
    diary_read: Diary
    # A table among the files whose columns must be explained before anything is read.
    unknown: UnknownTable | None = None

    def __init__(self, data: Any = None, files: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, files, auto_id="%s", initial=initial)

    def full_clean(self) -> None:
        super().full_clean()
        first = next((name for name in self.fields if name in self.errors), None)
        if first:
            self.fields[first].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors:
            try:
                diary = self.read()
                if isinstance(diary, UnknownTable):
                    self.unknown = diary
                else:
                    self.take(diary)
            except ReprieveError as problem:
                self.add_error("diary", sentence(str(problem)))
        return said

    def take(self, diary: Diary) -> None:
        """What becomes of the diary that was read."""
        self.diary_read = diary

    def streams(self) -> list[BinaryIO]:
        """The files that were brought, open for reading."""
        return [cast(BinaryIO, file.file) for file in self.cleaned_data["diary"]]

    @property
    def mapping_used(self) -> ColumnMapping | None:
        """The mapping that was brought."""
        mapping: ColumnMapping | None = self.cleaned_data["mapping"]
        return mapping

    def read(self) -> Diary | UnknownTable:
        return read_files(self.streams(), zone=self.cleaned_data["zone"] or None, mapping=self.mapping_used)

    @property
    def mapping_open(self) -> bool:
        return bool(self["mapping"].errors)


def sentence(message: str) -> str:
    return message[:1].upper() + message[1:]


def truth_said(answer: str, otherwise: Truth) -> Truth:
    """What was answered to a question that nobody can answer with a sure no; `otherwise` where it was left out."""
    if answer == "yes":
        return YES
    return NOT_KNOWN if answer == "not_sure" else otherwise
