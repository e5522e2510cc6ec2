"""A registry of a few invented people, small enough to be judged in a second and cut into several parts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from reprieve.pathway.diary.choices import AuraKind, Nausea, Outcome, Quality, Sex, Side
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.population.writing import write_registry
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

PEOPLE, GROUP_PEOPLE, PART_PEOPLE = 24, 4, 8
FIRST = date(2026, 1, 5)
# People's numbers are such that one would be seen wherever it is said.
FIRST_NUMBER = 7_700_000


def write_small_registry(path: Path, *, people: int = PEOPLE) -> Path:
    """Three parts of two row groups, where it is not told otherwise."""
    write_registry(path, small_people(people), group_people=GROUP_PEOPLE, part_people=PART_PEOPLE)
    return path


def small_people(people: int = PEOPLE) -> Iterator[tuple[int, Diary]]:
    """People whose numbers have gaps; every fifth wrote nothing, or took drugs only."""
    return ((FIRST_NUMBER + 3 * number, _diary(random.Random(number), number)) for number in range(people))


def _diary(chance: random.Random, number: int) -> Diary:
    if number % 5 == 4:
        return Diary(doses=tuple(_dose(chance, FIRST + timedelta(days=n), "") for n in range(number % 2 * 12)))
    attacks = tuple(_attack(chance, day) for day in range(chance.randrange(4, 15)))
    doses = tuple(_dose(chance, it.start.date(), it.key) for it in attacks if it.drug_taken is YES)
    days = tuple(DayEntry(day=FIRST + timedelta(days=day), headache=NO) for day in range(1, 90, 3))
    return Diary(attacks=attacks, doses=doses, days=days, profile=_profile(chance))


def _attack(chance: random.Random, number: int) -> Attack:
    start = datetime(FIRST.year, FIRST.month, FIRST.day, 8, tzinfo=UTC) + timedelta(days=6 * number)
    aura = chance.random() < 0.3
    symptom = AuraSymptom(kind=AuraKind.VISUAL, minutes=chance.choice([10, 30]), passes_completely=YES)
    return Attack(
        start=start,
        end=None if chance.random() < 0.2 else start + timedelta(hours=chance.randrange(2, 60)),
        pain_0_to_10=chance.randrange(3, 10),
        side=chance.choice([Side.ONE, Side.BOTH, None]),
        qualities=frozenset({Quality.PULSATING}),
        nausea=chance.choice([Nausea.NONE, Nausea.MODERATE, None]),
        photophobia=chance.choice([YES, NO, NOT_KNOWN]),
        phonophobia=YES,
        aura=YES if aura else NO,
        aura_symptoms=(symptom,) if aura else (),
        drug_taken=chance.choice([YES, NO]),
        key=str(number),
    )


def _dose(chance: random.Random, day: date, key: str) -> Dose:
    return Dose(name=chance.choice(["sumatriptan", "ibuprofen", "tramadol"]), day=day, attack_key=key)


def _profile(chance: random.Random) -> Profile:
    failed = Treatment(name="topiramate", started=date(2024, 1, 1), outcome=Outcome.NO_EFFECT, adequate=YES)
    return Profile(
        birth_year=chance.randrange(1950, 2005),
        sex=chance.choice([Sex.FEMALE, Sex.MALE]),
        every_headache_written=YES,
        treatments=(failed,) if chance.random() < 0.4 else (),
    )
