"""A diary of which one file is a table that nobody here knows, and what its columns are said to mean.

The files travel in a hidden field where they are small enough, and else are asked for again.
"""

from __future__ import annotations

import io
from typing import Any, BinaryIO, cast

from django import forms
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from reprieve.clinic.bringing import columns
from reprieve.clinic.bringing.carried import MOST_BYTES, ChangedOnTheWay, pack_files, unpack_files
from reprieve.clinic.bringing.forms import FilesForm, sentence
from reprieve.clinic.bringing.reading_files import MOST_LINES, UnknownTable, read_files
from reprieve.clinic.bringing.table import read_table
from reprieve.pathway.diary.mapping import Mapping
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.errors import InvalidInput, ReprieveError

PURPOSE = "files"
# What is asked on the page itself; all other answers go along unseen.
ASKED_HERE = frozenset({"diary", "mapping", "zone", "carried"})


class ColumnsAnswered(FilesForm):
    """The answers of the first form again, the files, and the columns; stands before the first form's class."""

    carried = forms.CharField(required=False, strip=False)

    # What goes back to the page: the table, what was said of it, and what is wrong with that.
    said: columns.Said
    errors_of_columns: dict[int, str]
    problem: str = ""
    date_problem: str = ""
    lost: bool = False
    mapping_made: Mapping | None = None

    def __init__(self, data: MultiValueDict[str, Any], files: MultiValueDict[str, Any]) -> None:
        super().__init__(data, files)
        self.errors_of_columns = {}
        if data.get("carried"):
            self.fields["diary"].required = False

    def clean_carried(self) -> list[bytes]:
        carried: str = self.cleaned_data["carried"]
        if not carried:
            return []
        try:
            return unpack_files(PURPOSE, carried)
        except ChangedOnTheWay:
            self.lost = True
            raise forms.ValidationError(_("The files of this page were changed on the way.")) from None

    def streams(self) -> list[BinaryIO]:
        carried: list[bytes] = self.cleaned_data["carried"]
        return [io.BytesIO(file) for file in carried] if carried else super().streams()

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return self.cleaned_data
        found = self._find_table()
        if found is None:
            self.lost = True
            self.add_error("diary", _("The table is not among these files. Choose the same files as before."))
            return self.cleaned_data
        self.unknown = found
        self.said = columns.said_in(self.data, found.table)
        self._make_mapping(found)
        if self.mapping_made is None:
            self.add_error(None, _("The columns do not fit together yet."))
        elif not self.keeps_only:
            self._read_with(self.mapping_made)
        return self.cleaned_data

    @property
    def keeps_only(self) -> bool:
        """Whether the mapping is to be kept, and nothing to be read."""
        return bool(self.data.get("do") == "keep")

    @property
    def mapping_used(self) -> Mapping | None:
        return self.mapping_made

    def _find_table(self) -> UnknownTable | None:
        streams, place = self.streams(), self.data.get("table", "")
        if not (place.isdecimal() and len(place) < 3 and int(place) < len(streams)):
            return None
        number = int(place)
        table = read_table(streams[number], most_lines=MOST_LINES)
        return UnknownTable(number=number, table=table) if table is not None else None

    def _make_mapping(self, found: UnknownTable) -> None:
        table, said = found.table, self.said
        self.errors_of_columns = columns.errors_of(said)
        if columns.lacks_a_date(said):
            self.problem = _("Say which column is the date, or the date and time it began. Without it no day is known.")
        if columns.order_of_dates(table, said) is None and columns.doubtful_date(table, said) is not None:
            self.date_problem = _("Say which day is meant.")
        if self.errors_of_columns or self.problem or self.date_problem:
            return
        try:
            self.mapping_made = columns.mapping_of(table, said, zone=self.cleaned_data["zone"] or None)
        except InvalidInput as problem:
            self.problem = sentence(str(problem))

    def _read_with(self, mapping: Mapping) -> None:
        zone = self.cleaned_data["zone"] or None
        try:
            diary = read_files(self.streams(), zone=zone, mapping=mapping)
            if isinstance(diary, Diary):
                self.unknown = None
                self.take(diary)
                return
            self.problem = _("Another of the files is a table of another kind. Bring one of them at a time.")
        except ReprieveError as problem:
            self.problem = sentence(str(problem))
        self.add_error(None, self.problem)


class ColumnsPage:
    """What the page about the columns of a table shows."""

    def __init__(self, form: FilesForm, found: UnknownTable, carried: str | None) -> None:
        self.found = found
        self.carried = carried
        self.lost_mapping = not isinstance(form, ColumnsAnswered) and form.mapping_used is not None
        again = form if isinstance(form, ColumnsAnswered) else None
        self.said = again.said if again else columns.said_by_guess(found.table)
        self.problem = again.problem if again else ""
        self.date_problem = again.date_problem if again else ""
        errors = again.errors_of_columns if again else {}
        self.columns = columns.show_columns(found.table, self.said, errors)
        self.not_asked = len(found.table.guesses) - len(self.columns)
        self.doubtful_date = columns.doubtful_date(found.table, self.said)
        self.dates = columns.readings_of(self.doubtful_date) if self.doubtful_date else []
        self.number = found.number + 1
        self.several = len(form.streams()) > 1
        self.hidden = _answers_again(form)
        fields = FilesForm(initial={"zone": form.data.get("zone", "")})
        self.zone, self.diary = fields["zone"], fields["diary"]

    @property
    def wrong(self) -> bool:
        return bool(self.problem or self.date_problem or any(column.error for column in self.columns))


def page_about(form: FilesForm, found: UnknownTable) -> ColumnsPage:
    """The page that asks about a table among the files that came with a form."""
    return ColumnsPage(form, found, _carry(form))


def _carry(form: FilesForm) -> str | None:
    """The files in the text of a hidden field; None where they must be asked for again."""
    files, room = [], MOST_BYTES
    for stream in form.streams():
        stream.seek(0)
        files.append(stream.read(room + 1))
        room -= len(files[-1])
        if room < 0:
            return None
    return pack_files(PURPOSE, files)


def _answers_again(form: FilesForm) -> list[tuple[str, str]]:
    """What was answered, as it came, to go along unseen."""
    names = [name for name in form.fields if name not in ASKED_HERE]
    said = cast("QueryDict", form.data)
    return [(name, value) for name in names for value in said.getlist(name) if value]
