"""A tiny diary on a few lines: records that say the same on many days share one line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any

from reprieve.pathway.diary.choices import AuraKind
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.terms.text import a_list, amount
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth
from tests.spec.builders import FIRST, KINDS, Items

NO_ITEMS = ("start", "end", "key", "note", "woke_at", "entered_at")
ITEM_NAMES = [field.name for field in fields(Attack) if field.name not in NO_ITEMS]


def rows(diary: Diary) -> Iterator[tuple[str, str]]:
    """(when, what) for each line of the diary."""
    yield from _grouped((attack.start.date(), _attack(attack)) for attack in diary.attacks)
    yield from _grouped((dose.on, _dose(dose)) for dose in diary.doses)
    yield from _grouped((entry.day, _entry(entry)) for entry in diary.days)
    profile = a_list(_profile(diary.profile))
    if profile:
        yield "person", profile


def _grouped(records: Iterable[tuple[date, str]]) -> Iterator[tuple[str, str]]:
    on: dict[str, list[int]] = defaultdict(list)
    for day, what in records:
        on[what].append((day - FIRST).days + 1)
    for what, numbers in on.items():
        yield _day_numbers(numbers), what


def _day_numbers(numbers: list[int]) -> str:
    """Day numbers with runs joined, and several records of one day counted: "1-8, 31 (2 records)"."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    shown = ", ".join(str(first) if first == last else f"{first} to {last}" for first, last in runs)
    return f"day {shown}" if len(runs) == 1 and runs[0][0] == runs[0][1] else f"days {shown}"


def _attack(attack: Attack) -> str:
    return f"attack {_times(attack)}: {describe({name: getattr(attack, name) for name in ITEM_NAMES})}"


def _times(attack: Attack) -> str:
    zone = attack.start.strftime(" %z") if attack.start.utcoffset() else ""
    said = [f"{attack.start:%H:%M}{zone}"]
    if attack.end is not None:
        said.append(f"until {_clock(attack.end, attack.start)}")
    if attack.woke_at is not None:
        said.append(f"woke {_clock(attack.woke_at, attack.start)}")
    if attack.entered_at is not None:
        said.append(f"written {_clock(attack.entered_at, attack.start)}")
    return ", ".join(said)


def _clock(time: datetime, start: datetime) -> str:
    zone = time.strftime(" %z") if time.utcoffset() != start.utcoffset() else ""
    later = (time.date() - start.date()) // timedelta(days=1)
    return f"{time:%H:%M}{zone}" + (f" (+{later} d)" if later else "")


def describe(items: Items) -> str:
    """The kind of attack with the fewest differences, and the differences."""
    best = min(KINDS, key=lambda name: len(_differences(items, KINDS[name])))
    different = _differences(items, KINDS[best])
    return best if not different else f"{best}; {', '.join(different)}"


def _differences(items: Items, kind: Items) -> list[str]:
    plain = {name: _default(name) for name in items}
    return [
        f"{name.replace('_', ' ')}: {say_value(value)}"
        for name, value in items.items()
        if value != {**plain, **kind}[name]
    ]


def _default(name: str) -> Any:
    return next(field.default for field in fields(Attack) if field.name == name)


def say_value(value: Any) -> str:
    """A recorded value in words."""
    if value is None or value is NOT_KNOWN:
        return "not recorded"
    if isinstance(value, Truth | Enum):
        return str(value.value).replace("_", " ")
    if isinstance(value, frozenset):
        return a_list(sorted(say_value(one) for one in value)) or "none"
    if isinstance(value, tuple):
        return "; ".join(_symptom(one) if isinstance(one, AuraSymptom) else _treatment(one) for one in value)
    return amount(value) if isinstance(value, float) else str(value)


def _symptom(symptom: AuraSymptom) -> str:
    parts = [say_value(symptom.brainstem or symptom.kind) if symptom.kind else "kind not recorded"]
    parts.append("length not recorded" if symptom.minutes is None else f"{amount(symptom.minutes)} min")
    for name in ("spreads", "one_sided", "positive", "passes_completely"):
        value = getattr(symptom, name)
        parts.append(name.replace("_", " ") if value is YES else f"{name.replace('_', ' ')}: {say_value(value)}")
    if symptom.kind is AuraKind.RETINAL:
        parts.append(f"confirmed to be of one eye: {say_value(symptom.confirmed_monocular)}")
    return f"[{', '.join(parts)}]"


def _treatment(treatment: Treatment) -> str:
    said = [say_value(treatment.outcome), f"adequate: {say_value(treatment.adequate)}"]
    said += [
        f"{field.name.replace('_', ' ')}: {say_value(getattr(treatment, field.name))}"
        for field in fields(Treatment)
        if field.name not in ("name", "outcome", "adequate") and getattr(treatment, field.name) is not None
    ]
    return f"{treatment.name} ({', '.join(said)})"


def _dose(dose: Dose) -> str:
    said = [dose.name]
    if dose.time is not None:
        said.append(f"at {dose.time:%H:%M}")
    if dose.days > 1:
        said.append(f"on this day or one of the next {dose.days - 1}")
    if dose.effect_at_2h is not None:
        said.append(f"after 2 h: {say_value(dose.effect_at_2h)}")
    for name in ("helped", "route", "symptoms_relieved_at_2h", "relapse_within_24_h", "adverse_effect"):
        value = getattr(dose, name)
        if value is not None and value is not NOT_KNOWN:
            said.append(f"{name.replace('_', ' ')}: {say_value(value)}")
    return ", ".join(said)


def _entry(entry: DayEntry) -> str:
    said = [(field.name.replace("_", " "), getattr(entry, field.name)) for field in fields(DayEntry)]
    return "entry: " + ", ".join(
        f"{name} {say_value(value)}" for name, value in said if isinstance(value, Truth) and value.known
    )


def _profile(profile: Profile) -> list[str]:
    return [
        f"{field.name.replace('_', ' ')}: {say_value(getattr(profile, field.name))}"
        for field in fields(Profile)
        if getattr(profile, field.name) != field.default
    ]
