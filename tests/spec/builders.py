"""Words to write tiny diaries with. Day 1 is Thursday 1 January 2026; day 0 is the day before it.

What is left out of a kind of attack is left out of the record, and so *not recorded*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import zip_longest
from typing import Any

from reprieve.pathway.diary.choices import AuraKind, Nausea, Outcome, Quality, Side
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, YES

FIRST = date(2026, 1, 1)
Record = Attack | Dose | DayEntry
Items = Mapping[str, Any]

# Kinds of attack, every item answered. Untreated unless a dose is written beside them.
MIGRAINE: Items = {
    "side": Side.LEFT,
    "qualities": frozenset({Quality.PULSATING}),
    "pain_0_to_10": 7,
    "worse_with_activity": YES,
    "nausea": Nausea.MODERATE,
    "vomiting": NO,
    "photophobia": YES,
    "phonophobia": YES,
    "aura": NO,
    "drug_taken": NO,
    "function_lost": NO,
    "like_previous": YES,
    "believed_migraine": YES,
}
TENSION_TYPE: Items = {
    **MIGRAINE,
    "side": Side.BOTH,
    "qualities": frozenset({Quality.PRESSING}),
    "pain_0_to_10": 3,
    "worse_with_activity": NO,
    "nausea": Nausea.NONE,
    "photophobia": NO,
    "phonophobia": NO,
    "believed_migraine": NO,
}
VISUAL_AURA = AuraSymptom(
    kind=AuraKind.VISUAL, minutes=20, spreads=YES, one_sided=YES, positive=YES, passes_completely=YES
)
MIGRAINE_WITH_AURA: Items = {
    **MIGRAINE,
    "aura": YES,
    "aura_symptoms": (VISUAL_AURA,),
    "aura_in_succession": NO,
    "headache_within_60_min": YES,
}
# Fits both: throbbing and moderate as migraine, on both sides and not worse with activity as tension-type.
MIGRAINE_OR_TENSION: Items = {
    **TENSION_TYPE,
    "qualities": frozenset({Quality.PULSATING}),
    "pain_0_to_10": 5,
}
NOTHING_RECORDED: Items = {}
KINDS: Mapping[str, Items] = {
    "migraine": MIGRAINE,
    "migraine with aura": MIGRAINE_WITH_AURA,
    "tension-type": TENSION_TYPE,
    "migraine or tension-type": MIGRAINE_OR_TENSION,
    "nothing recorded": NOTHING_RECORDED,
}


def but(kind: Items, *left_out: str, **items: Any) -> Items:
    """The kind with some items left out (not recorded) and others changed."""
    return {name: value for name, value in {**kind, **items}.items() if name not in left_out}


def on_day(day: int) -> date:
    return FIRST + timedelta(days=day - 1)


def at(day: int, clock: str = "08:00", zone: tzinfo = UTC) -> datetime:
    hour, minute = clock.split(":")
    return datetime.combine(on_day(day), datetime.min.time(), tzinfo=zone).replace(hour=int(hour), minute=int(minute))


def hours_of(text: str) -> float:
    """Hours from "3:59" or "72"."""
    hours, _, minutes = text.partition(":")
    return int(hours) + int(minutes or 0) / 60


def attack(
    kind: Items = MIGRAINE, day: int = 1, clock: str = "08:00", lasts: str | None = "10", **items: Any
) -> Attack:
    """One attack; `lasts` is in hours ("10", "3:59"), None when its end is not recorded."""
    start = at(day, clock)
    end = None if lasts is None else start + timedelta(minutes=round(60 * hours_of(lasts)))
    return Attack(start=start, end=end, **{**kind, **items})


def attacks(
    number: int, kind: Items = MIGRAINE, *, every_days: int = 7, from_day: int = 1, **items: Any
) -> list[Attack]:
    """So many attacks, one every so many days."""
    return [attack(kind, from_day + n * every_days, **items) for n in range(number)]


def treated(
    kind: Items, drug: str, day: int = 1, clock: str = "08:00", lasts: str | None = "3", **dose: Any
) -> list[Record]:
    """One attack with a drug taken an hour after it began."""
    key = f"{drug} {day}"
    one = attack(but(kind, "drug_taken"), day, clock, lasts, key=key)
    return [one, Dose(name=drug, time=one.start + timedelta(hours=1), attack_key=key, **dose)]


def days(numbers: Iterable[int], **said: Any) -> list[DayEntry]:
    """Entries about whole days."""
    return [DayEntry(day=on_day(day), **said) for day in numbers]


def doses(drug: str, numbers: Iterable[int], **dose: Any) -> list[Dose]:
    """The drug, once on each of these days."""
    return [Dose(name=drug, day=on_day(day), **dose) for day in numbers]


def in_each_month(numbers: Sequence[int], *, after: int = 0) -> list[int]:
    """Day numbers: the first so many days of each window of 30, after skipping `after` of them."""
    return [30 * month + after + n for month, number in enumerate(numbers) for n in range(1, number + 1)]


def months(
    *,
    migraine: Sequence[int] = (),
    tension: Sequence[int] = (),
    empty: Sequence[int] = (),
    headache: Sequence[int] = (),
    migraine_kind: Items = MIGRAINE,
    tension_kind: Items = TENSION_TYPE,
    days_before: int = 1,
    lasts: str = "10",
) -> list[Record]:
    """Windows of 30 days from day 1 on, each filled in this order; the rest of each is written *no headache*.

    `migraine` and `tension` days have an attack of that kind, `headache` days only the entry
    *headache*, `empty` days nothing. `days_before` lengthens the diary before day 1 by days without
    headache: with one, three windows span 91 days.
    """
    written: list[Record] = [*days(range(1 - days_before, 1), headache=NO)]
    filled = zip_longest(migraine, tension, empty, headache, fillvalue=0)
    for month, (of_migraine, of_tension, of_nothing, of_headache) in enumerate(filled):
        day = 30 * month + 1
        for kind, number in ((migraine_kind, of_migraine), (tension_kind, of_tension)):
            written += [attack(kind, day + n, lasts=lasts) for n in range(number)]
            day += number
        day += of_nothing
        written += days(range(day, day + of_headache), headache=YES)
        written += days(range(day + of_headache, 30 * month + 31), headache=NO)
    return written


def tried(drug: str, outcome: Outcome | None = Outcome.NO_EFFECT, **items: Any) -> Treatment:
    """A treatment that failed at an adequate dose, unless said otherwise."""
    return Treatment(name=drug, outcome=outcome, **{"adequate": YES, **items})


def diary(*parts: Record | Sequence[Record], **profile: Any) -> Diary:
    """A diary of these records, of a person born in 1980 unless said otherwise."""
    records = [record for part in parts for record in (part if isinstance(part, Sequence) else [part])]
    return Diary(
        attacks=tuple(record for record in records if isinstance(record, Attack)),
        doses=tuple(record for record in records if isinstance(record, Dose)),
        days=tuple(record for record in records if isinstance(record, DayEntry)),
        profile=Profile(**{"birth_year": 1980, **profile}),
    )
