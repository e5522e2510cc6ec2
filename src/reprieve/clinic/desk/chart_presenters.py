"""How does a chart read: its span, its table, its notes and files?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reprieve.clinic.desk.chart_data import ChartData, Column, cut, reach, shown_classes, totals
from reprieve.clinic.desk.chart_picture import draw, draw_rows
from reprieve.clinic.desk.chart_words import CLASSES, DAYS, STRENGTHS, UNITS
from reprieve.clinic.diagnosis.models import Note, PatientFile
from reprieve.clinic.people.models import Patient, Role
from reprieve.clinic.showing.plain_words import say_date, say_moment, say_span
from reprieve.pathway.terms.text import a_list

# The spans that can be chosen with one press, by how many months they reach back.
MONTHS = {"3": 3, "12": 12, "36": 36}
ALL = "all"
DEFAULT = "12"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineShown:
    """The picture, what it says in words, and the table behind it."""

    span: str
    unit: str
    picture: SafeString
    words: str
    heads: tuple[str, ...]
    rows: SafeString
    treatments: tuple[tuple[str, str], ...]
    day_legend: tuple[tuple[str, str], ...]
    attack_legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteShown:
    number: int
    head: str
    text: str
    addenda: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    number: int
    title: str
    about: str
    retracted: str
    reason: str


LOOKS = {"m": "migraine", "h": "headache", "u": "unsure", "n": "none", "-": "unwritten"}


def span_asked(asked: Mapping[str, str], packed: Mapping[str, Any]) -> tuple[date, date] | None:
    """The span that the address asks for, within what there is: `from` and `to` as months, or `span`."""
    reached = reach(packed)
    if reached is None:
        return None
    first, last = reached
    from_month, to_month = _month(asked.get("from", "")), _month(asked.get("to", ""))
    if from_month is not None or to_month is not None:
        begin = from_month or first
        end = _end_of(to_month) if to_month is not None else last
        if begin <= end and begin <= last and end >= first:
            return max(begin, first), min(end, last)
    span = asked.get("span", DEFAULT)
    if span == ALL:
        return first, last
    return max(first, _months_before(last, MONTHS.get(span, MONTHS[DEFAULT]))), last


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01") if len(text) == 7 else None
    except ValueError:
        return None


def _end_of(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _months_before(last: date, months: int) -> date:
    """The first day of the span of so many calendar months that ends in the month of `last`."""
    number = last.year * 12 + last.month - 1 - (months - 1)
    return date(number // 12, number % 12 + 1, 1)


def show_timeline(packed: Mapping[str, Any], first: date, last: date) -> TimelineShown:
    data = cut(packed, first, last)
    whole = totals(data)
    classes = shown_classes(data)
    words = _say(data, whole, classes)
    return TimelineShown(
        span=say_span(first, last),
        unit=str(UNITS[data.unit]),
        picture=draw(data, about=words),
        words=words,
        heads=tuple(_heads(classes)),
        rows=draw_rows(_rows(data, classes)),
        treatments=tuple((it.name, it.words) for it in data.treatments),
        day_legend=tuple((LOOKS[key], str(said)) for key, said in DAYS.items() if whole.days.get(key)),
        attack_legend=tuple((key, str(said)) for key, said in STRENGTHS.items() if whole.attacks.get(key)),
    )


def _say(data: ChartData, whole: Column, classes: Iterable[str]) -> str:
    days = [f"{DAYS[key]!s}: {whole.days[key]}" for key in DAYS if whole.days.get(key)]
    attacks = sum(whole.attacks.values())
    parts = [
        _("%(span)s. Days: %(days)s.") % {"span": say_span(data.first, data.last), "days": a_list(days)},
        ngettext("%(n)d attack begun.", "%(n)d attacks begun.", attacks) % {"n": attacks},
    ]
    if classes:
        drugs = [f"{str(CLASSES[name]).lower()}: {whole.drugs[name]}" for name in classes]
        parts.append(_("Days with medicine: %(drugs)s.") % {"drugs": a_list(drugs)})
    if data.treatments:
        names = a_list(list(dict.fromkeys(it.name for it in data.treatments)))
        parts.append(_("Preventive treatments: %(names)s.") % {"names": names})
    return " ".join(parts)


def _heads(classes: Iterable[str]) -> Iterator[str]:
    yield from (str(said) for said in DAYS.values())
    yield _("attacks begun")
    yield _("of these strong")
    yield from (str(CLASSES[name]) for name in classes)


def _rows(data: ChartData, classes: tuple[str, ...]) -> Iterator[tuple[str, str, tuple[int, ...]]]:
    """Of each column its name, the month that can be opened by days, and its counts in the order of the heads."""
    for column in data.columns:
        counts = (
            *(column.days.get(key, 0) for key in DAYS),
            sum(column.attacks.values()),
            column.attacks.get("severe", 0),
            *(column.drugs.get(name, 0) for name in classes),
        )
        yield column.name, f"{column.first:%Y-%m}" if data.unit == "month" else "", counts


# At the side -------------------------------------------------------------------------------------


def say_patient(patient: Patient) -> str:
    """Born, sex and place, in one line."""
    born = _("born %(day)s") % {"day": say_date(patient.born)} if patient.born else _("date of birth not known")
    sex = str(patient.get_sex_display()).lower() if patient.sex else _("sex not known")
    return f"{born} · {sex} · {patient.location.name}"


def show_note(note: Note, zone: tzinfo) -> NoteShown:
    return NoteShown(
        number=note.pk,
        head=_head(note, zone),
        text=note.text,
        addenda=tuple((_head(it, zone), it.text) for it in sorted(note.addenda.all(), key=lambda it: it.pk)),
    )


def _head(note: Note, zone: tzinfo) -> str:
    words = {"at": say_moment(note.written_at, zone), "who": str(note.by), "role": str(Role(note.role).label)}
    return _("%(at)s, %(who)s (%(role)s)") % words


def show_file(file: PatientFile, zone: tzinfo) -> FileShown:
    retraction = getattr(file, "retraction", None)
    pages = ngettext("%(n)d page", "%(n)d pages", file.pages) % {"n": file.pages}
    return FileShown(
        number=file.pk,
        title=file.title,
        about=f"{file.get_kind_display()}, {pages}, {say_moment(file.kept_at, zone)}, {file.by}",
        retracted=""
        if retraction is None
        else _("Withdrawn %(at)s by %(who)s") % {"at": say_moment(retraction.at, zone), "who": retraction.by},
        reason="" if retraction is None else retraction.reason,
    )
