"""What diary is in the files that came, and if there is none: which of them is a table nobody here knows yet?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

from django.utils import timezone
from django.utils.translation import gettext as _

from reprieve.clinic.bringing.table import Table, read_table
from reprieve.clinic.bringing.weighing import MOST_EXPORT_BYTES, MOST_TEXT_BYTES, taking_turns, weigh
from reprieve.pathway.diary.mapping import Mapping
from reprieve.pathway.diary.reading import must_hold_entries, read_diary
from reprieve.pathway.diary.records import Diary
from reprieve.pathway.terms.errors import NeedsMapping, ReprieveError

# Three entries a day for eighteen years. More is not one person's diary, and would keep others waiting.
MOST_ENTRIES = 20_000
# Of one file; counted before any line is read.
MOST_LINES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownTable:
    """A table among the files whose columns must be explained first; `number` is its place, from 0."""

    number: int
    table: Table


def read_files(files: Sequence[BinaryIO], *, zone: str | None, mapping: Mapping | None = None) -> Diary | UnknownTable:
    """One person's diary; or the first of the files that could become one once its columns are explained.

    Raises
    ------
    ReprieveError
        If a file is neither: which, by its place in the list and not by its name, since a name may tell too much.
    """
    try:
        heavy = weigh(files)
        with taking_turns(heavy=heavy):
            diary = _diary_in(files, zone=zone, mapping=mapping)
    except ReprieveError as problem:
        unknown, problems = _what_is_wrong(files, zone=zone, mapping=mapping)
        if unknown is not None and not problems:
            return unknown
        if len(files) == 1 or not problems:
            raise ReprieveError(say_problem(problem)) from None
        raise ReprieveError(none_was_read(problems)) from None
    must_hold_entries(diary)
    _must_be_one_person_s(diary)
    return diary


def say_problem(problem: ReprieveError) -> str:
    """What is wrong with a file, as far as it can be put right from a page."""
    if not isinstance(problem, NeedsMapping):
        return str(problem)
    return _(
        "This file is no diary in a format that is known here, and no table that could be explained: in a table the "
        "first line names each column once, one column holds dates, and each headache or day has a row of its own. Of "
        "two lines of names, delete the upper one. Save it as CSV and bring it again."
    )


def none_was_read(problems: Sequence[str]) -> str:
    """Why several files were refused together: read in part, a diary would miss days without saying so."""
    head = _("None of the files was read.")
    tail = _("Correct it, or choose the others again without it.")
    return " ".join((head, *problems, tail))


def _diary_in(files: Sequence[BinaryIO], *, zone: str | None, mapping: Mapping | None) -> Diary:
    for file in files:
        file.seek(0)
    return read_diary(
        *files,
        zone=zone,
        mapping=mapping,
        max_bytes=MOST_TEXT_BYTES,
        max_rows=MOST_LINES,
        max_export_bytes=MOST_EXPORT_BYTES,
        # The last day on which it can be today anywhere.
        today=(timezone.now() + timedelta(hours=14)).date(),
    )


def _what_is_wrong(
    files: Sequence[BinaryIO], *, zone: str | None, mapping: Mapping | None
) -> tuple[UnknownTable | None, list[str]]:
    """The first table that is not known, and what is wrong with each file that is not even that."""
    unknown, problems = None, []
    for number, problem in _refused(files, zone=zone, mapping=mapping):
        table = read_table(files[number], most_lines=MOST_LINES)
        if table is None:
            problems.append(_("File %(n)d: %(problem)s") % {"n": number + 1, "problem": say_problem(problem)})
        elif unknown is None:
            unknown = UnknownTable(number=number, table=table)
    return unknown, problems


def _refused(
    files: Sequence[BinaryIO], *, zone: str | None, mapping: Mapping | None
) -> Iterator[tuple[int, ReprieveError]]:
    """The files that cannot be read by themselves."""
    for number, file in enumerate(files):
        try:
            with taking_turns(heavy=weigh([file])):
                _diary_in([file], zone=zone, mapping=mapping)
        except ReprieveError as problem:
            yield number, problem


def _must_be_one_person_s(diary: Diary) -> None:
    entries = len(diary.attacks) + len(diary.doses) + len(diary.days)
    if entries > MOST_ENTRIES:
        message = _(
            "The diary must have at most %(most)d entries on this page; it has %(entries)d. Bring the last years only."
        )
        raise ReprieveError(message % {"most": MOST_ENTRIES, "entries": entries})
