"""What of a diary does a chart draw? Once made it is a few kilobytes for ten years, and any span is cut from it."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from reprieve.clinic.desk.chart_words import CLASSES, OUTCOMES, STRENGTHS, say_treatment
from reprieve.clinic.showing.months import (
    HEADACHE,
    HEADACHE_OR_MIGRAINE,
    LONG,
    MIGRAINE,
    NONE,
    NOT_WRITTEN,
    UNSURE,
    judge_days,
)
from reprieve.clinic.showing.plain_words import say_date, say_month
from reprieve.pathway.diagnosis.diagnose import Diagnosis
from reprieve.pathway.diary.records import Diary, Treatment

LETTERS = {
    LONG.key: "m",
    MIGRAINE.key: "m",
    HEADACHE.key: "h",
    HEADACHE_OR_MIGRAINE.key: "h",
    UNSURE.key: "u",
    NONE.key: "n",
    NOT_WRITTEN.key: "-",
}
# Up to so many days each has a column of its own, then each week, then each month.
BY_DAY_DAYS, BY_WEEK_DAYS = 100, 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One day, week or month of the chart: days by kind, attacks begun by strength, days with each class of drug."""

    first: date
    last: date
    name: str
    days: Mapping[str, int]
    attacks: Mapping[str, int]
    drugs: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentLine:
    """One treatment, with its place in the span; `began` is False where it began before, `ended` where it goes on."""

    name: str
    words: str
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartData:
    """One span of a diary."""

    first: date
    last: date
    unit: str
    columns: tuple[Column, ...]
    treatments: tuple[TreatmentLine, ...]


def pack_chart(diagnosis: Diagnosis) -> dict[str, Any]:
    """All that can be drawn, as JSON can hold it."""
    days = judge_days(diagnosis.findings)
    if not days:
        return {"first": None, "kinds": "", "attacks": [], "doses": {}, "treatments": _treatments(diagnosis)}
    first = days[0].day
    diary = diagnosis.findings.diary
    return {
        "first": first.isoformat(),
        "kinds": "".join(LETTERS[it.kind.key] for it in days),
        "attacks": sorted(
            ((it.start.date() - first).days, -1 if it.pain_0_to_10 is None else it.pain_0_to_10)
            for it in diary.attacks
            if it.start.date() >= first
        ),
        "doses": _doses(diary, first),
        "treatments": _treatments(diagnosis),
    }


def _doses(diary: Diary, first: date) -> dict[str, list[int]]:
    """The days with each class of drug, each once; a name that is not known is a class of its own."""
    found: dict[str, set[int]] = {}
    for dose in diary.doses:
        if dose.on < first:
            continue
        drug = dose.drug
        classes = [it.value for it in drug.overuse_classes] if drug is not None else ["unknown"]
        for name in classes or ["other"]:
            found.setdefault(name, set()).add((dose.on - first).days)
    return {name: sorted(days) for name, days in found.items()}


def _treatments(diagnosis: Diagnosis) -> list[list[str]]:
    return [
        [
            it.name,
            it.started.isoformat() if it.started else "",
            it.stopped.isoformat() if it.stopped else "",
            it.outcome.value if it.outcome else "",
        ]
        for it in diagnosis.findings.diary.profile.treatments
        if _prevents(it)
    ]


def _prevents(treatment: Treatment) -> bool:
    """Whether it was not for single attacks; what is not known is shown."""
    return treatment.drug is None or not treatment.drug.overuse_classes


# A span of it ------------------------------------------------------------------------------------


def reach(packed: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and last day there is; None where no day is written."""
    if packed["first"] is None:
        return None
    first = date.fromisoformat(packed["first"])
    return first, first + timedelta(days=len(packed["kinds"]) - 1)


def cut(packed: Mapping[str, Any], first: date, last: date) -> ChartData:
    """The chart from `first` to `last`, both included; they must lie within its reach."""
    begins = date.fromisoformat(packed["first"])
    unit = unit_of((last - first).days + 1)
    kinds, attacks, doses = packed["kinds"], packed["attacks"], packed["doses"]
    starts = [offset for offset, _pain in attacks]
    columns = []
    for one, other in spans(first, last, unit):
        low, high = (one - begins).days, (other - begins).days
        columns.append(
            Column(
                first=one,
                last=other,
                name=name_of(one, other, unit),
                days=Counter(kinds[low : high + 1]),
                attacks=Counter(
                    strength(pain) for _day, pain in attacks[bisect_left(starts, low) : bisect_right(starts, high)]
                ),
                drugs={name: bisect_right(on, high) - bisect_left(on, low) for name, on in doses.items()},
            )
        )
    return ChartData(
        first=first,
        last=last,
        unit=unit,
        columns=tuple(columns),
        treatments=tuple(_in_span(packed["treatments"], first, last)),
    )


def unit_of(days: int) -> str:
    """What one column stands for.

    >>> unit_of(100), unit_of(101), unit_of(401)
    ('day', 'week', 'month')
    """
    return "day" if days <= BY_DAY_DAYS else "week" if days <= BY_WEEK_DAYS else "month"


def spans(first: date, last: date, unit: str) -> Iterator[tuple[date, date]]:
    """The span in days, weeks or calendar months, the first and last cut off where it is."""
    while first <= last:
        if unit == "month":
            end = (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        else:
            end = first + timedelta(days={"day": 0, "week": 6}[unit])
        yield first, min(end, last)
        first = end + timedelta(days=1)


def name_of(first: date, last: date, unit: str) -> str:
    if unit == "day":
        return say_date(first)
    if unit == "month":
        return say_month(first)
    return _("from %(first)s") % {"first": say_date(first)}


def strength(pain_0_to_10: int) -> str:
    """Of an attack, by its worst pain; -1 is not recorded.

    >>> [strength(pain) for pain in (-1, 3, 4, 6, 7)]
    ['unknown', 'mild', 'moderate', 'moderate', 'severe']
    """
    if pain_0_to_10 < 0:
        return "unknown"
    return "severe" if pain_0_to_10 >= 7 else "moderate" if pain_0_to_10 >= 4 else "mild"


def _in_span(rows: Sequence[Sequence[str]], first: date, last: date) -> Iterator[TreatmentLine]:
    for name, started, stopped, outcome in rows:
        start = date.fromisoformat(started) if started else None
        stop = date.fromisoformat(stopped) if stopped else None
        if (start is None or start <= last) and (stop is None or stop >= first):
            # Of what has neither date, only that it was tried is known: no line can be drawn.
            drawn = start is not None or stop is not None
            yield TreatmentLine(
                name=name,
                words=say_treatment(start, stop, OUTCOMES.get(outcome)),
                first=max(start or first, first) if drawn else None,
                last=min(stop or last, last) if drawn else None,
            )


def shown_classes(data: ChartData) -> tuple[str, ...]:
    """The classes of drugs of which a day lies in the span, in their order."""
    return tuple(name for name in CLASSES if any(column.drugs.get(name) for column in data.columns))


def totals(data: ChartData) -> Column:
    """The whole span as one."""
    days: Counter[str] = Counter()
    attacks: Counter[str] = Counter()
    drugs: Counter[str] = Counter()
    for column in data.columns:
        days.update(column.days)
        attacks.update({name: column.attacks.get(name, 0) for name in STRENGTHS})
        drugs.update(column.drugs)
    return Column(first=data.first, last=data.last, name="", days=days, attacks=attacks, drugs=drugs)


def as_json(packed: Mapping[str, Any]) -> bytes:
    return json.dumps(packed, separators=(",", ":")).encode()
