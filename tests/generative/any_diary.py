"""Diaries made by chance, with everything in them that people write: ties, gaps, midnight, overlaps, contradictions.

Unlike the worlds of `diaries.py` nothing is kept consistent: a record may overlap another, name an attack that
is not there, say twice what another says, or end at the stroke of midnight in another time zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from random import Random
from typing import Any, TypeVar

from reprieve.pathway.diary.choices import (
    AuraKind,
    Autonomic,
    BrainstemSymptom,
    EasedBy,
    Effect,
    Helped,
    Nausea,
    Outcome,
    Quality,
    Route,
    Sex,
    Side,
)
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

T = TypeVar("T")

FIRST = date(2025, 11, 20)
DRUGS = (
    *("sumatriptan", "rizatriptan", "naproxen and sumatriptan", "ibuprofen", "paracetamol", "Excedrin", "tramadol"),
    *("ergotamine", "rimegepant", "propranolol", "oxygen", "metoclopramide", "a blue pill", "another pill"),
)
PREVENTIVES = (
    *("amitriptyline", "venlafaxine", "topiramate", "propranolol", "onabotulinumtoxinA", "erenumab", "a tonic"),
    *("sumatriptan", "rizatriptan", "zolmitriptan", "dihydroergotamine", "ibuprofen", "metoclopramide", "prednisone"),
)
OFFSETS_MIN = (0, 0, 0, 60, -300, 330, 765, -720)
GAPS_MIN = (-300, -1, 0, 1, 30, 90, 180, 719, 720, 721, 780, 1440, 2880, 7200, 20_000)
LENGTHS_MIN = (0, 1, 5, 10, 15, 29, 30, 31, 59, 60, 119, 120, 179, 180, 240, 600, 1440, 2880, 4319, 4320, 4321, 6000)
TOLD = tuple(name for name, field in Profile.__dataclass_fields__.items() if field.type == "Truth")


def any_diary(by: Random) -> Diary:
    """One diary. Some people write nothing, only doses, only days, or hundreds of short attacks."""
    kind = by.choice(("attacks", "attacks", "attacks", "short", "long", "doses", "days", "nothing", "daily"))
    known = by.choice((0.3, 0.7, 0.95, 1.0))
    attacks: list[Attack] = []
    if kind in ("attacks", "short", "long", "daily"):
        attacks = _attacks(by, kind, known)
    doses = _doses(by, attacks, kind, known) if kind not in ("days", "nothing") else []
    days = _days(by, attacks, kind) if kind not in ("doses", "nothing") and by.random() < 0.85 else []
    if attacks and by.random() < 0.1:
        later = attacks[-1].start.date() + timedelta(days=by.choice((364, 365, 366, 367, 700)))
        days.append(DayEntry(day=later, headache=_said(by, 0.9)))
    return Diary(attacks=tuple(attacks), doses=tuple(doses), days=tuple(days), profile=_profile(by, known))


def _said(by: Random, known: float, yes: float = 0.6) -> Truth:
    if by.random() > known:
        return NOT_KNOWN
    return YES if by.random() < yes else NO


def _told(by: Random, known: float, of: Sequence[T]) -> T | None:
    return by.choice(of) if by.random() < known else None


def _zone(by: Random, usual: int) -> timezone:
    return timezone(timedelta(minutes=by.choice(OFFSETS_MIN) if by.random() < 0.1 else usual))


def _attacks(by: Random, kind: str, known: float) -> list[Attack]:
    usual = by.choice(OFFSETS_MIN)
    number = {"attacks": by.choice((1, 2, 5, 6, 9, 14, 30)), "short": 40, "long": 12, "daily": 60}[kind]
    alike = [_features(by, known) for _ in range(by.choice((1, 1, 2, 4)))]
    start = datetime(2025, 12, 1, by.choice((0, 8, 23)), by.choice((0, 0, 30)), tzinfo=_zone(by, usual))
    midnight, one_key = by.random() < 0.1, by.random() < 0.1
    found: list[Attack] = []
    for position in range(number):
        gap = {
            "attacks": by.choice(GAPS_MIN),
            "short": by.choice((60, 180, 300, 720, 1440, 1440, 150_000)),
            "long": by.choice((1440, 20_000, 43_000, 130_000)),
            "daily": by.choice((600, 900, 1440)),
        }[kind]
        start += timedelta(minutes=1440 if midnight else gap)
        length = by.choice((0, 1, 15, 30, 60, 180) if kind == "short" else LENGTHS_MIN)
        end = start + timedelta(minutes=1440 if midnight else length, seconds=by.choice((0, 0, 0, 30)))
        zone = _zone(by, usual)
        key = by.choice((str(position), "", "0" if one_key else str(position)))
        found.append(_attack(by, start.astimezone(zone), end.astimezone(zone), key, by.choice(alike), known))
        start = end if by.random() < 0.8 else start
    return found


def _attack(by: Random, start: datetime, end: datetime, key: str, like: dict[str, Any], known: float) -> Attack:
    ended: dict[str, Any] = {"end": end}
    if by.random() > known or by.random() < 0.1:
        ended = by.choice(
            (
                {},
                {"ongoing": YES},
                {"ongoing": YES, "entered_at": end},
                {"woke_at": end, "slept_through": YES},
                {"woke_at": end, "slept_through": YES, "woke_pain_free": YES},
                {"woke_at": end, "slept_through": YES, "woke_pain_free": NO},
            )
        )
    attack = Attack(start=start, key=key, **ended, **like)
    if by.random() < 0.3:
        attack = replace(attack, eased_by=_told(by, known, tuple(EasedBy)), pain_0_to_10=_told(by, known, range(11)))
    return attack


def _features(by: Random, known: float) -> dict[str, Any]:
    found: dict[str, Any] = {
        "pain_0_to_10": _told(by, known, (0, 1, 3, 4, 6, 7, 9)),
        "side": _told(by, known, (Side.ONE, Side.LEFT, Side.BOTH)),
        "qualities": _told(by, known, (frozenset(), frozenset({Quality.PULSATING}), frozenset({Quality.PRESSING}))),
        "qualities_complete": by.random() < 0.7,
        "autonomic": _told(
            by,
            known,
            (
                frozenset(),
                frozenset({Autonomic.NASAL}),
                frozenset({Autonomic.LACRIMATION}),
                frozenset({Autonomic.LACRIMATION, Autonomic.CONJUNCTIVAL_INJECTION}),
            ),
        ),
        "autonomic_complete": by.random() < 0.7,
        "nausea": _told(by, known, tuple(Nausea)),
        "eased_by": _told(by, known / 2, tuple(EasedBy)),
    }
    names = (
        *("around_eye_or_temple", "restless", "worse_with_activity", "vomiting", "photophobia", "phonophobia"),
        *("function_lost", "drug_taken", "believed_migraine", "like_previous", "headache_within_60_min"),
    )
    found |= {name: _said(by, known) for name in names}
    return found | _aura(by, known)


def _aura(by: Random, known: float) -> dict[str, Any]:
    if by.random() < 0.5:
        return {"aura": _said(by, known, yes=0.2)}
    symptoms = tuple(_symptom(by, known) for _ in range(by.choice((1, 1, 2, 3))))
    return {"aura_symptoms": symptoms, "aura_in_succession": _said(by, known)}


def _symptom(by: Random, known: float) -> AuraSymptom:
    kind = _told(by, known, tuple(AuraKind))
    names = ("spreads", "one_sided", "positive", "passes_completely", "confirmed_monocular")
    return AuraSymptom(
        kind=kind,
        minutes=_told(by, known, (4.0, 5.0, 20.0, 60.0, 61.0, 4320.0, 10_079.5, 10_080.0)),
        brainstem=_told(by, known, tuple(BrainstemSymptom)) if kind is AuraKind.BRAINSTEM else None,
        **{name: _said(by, known, yes=0.7) for name in names},
    )


def _doses(by: Random, attacks: list[Attack], kind: str, known: float) -> list[Dose]:
    usual = [by.choice(DRUGS) for _ in range(3)]
    found: list[Dose] = []
    for attack in attacks:
        for _ in range(by.choice((0, 0, 1, 1, 2))):
            time = attack.start + timedelta(minutes=by.choice((-30, 0, 10, 60, 200, 239, 240, 241, 1440, 1441, 3000)))
            told = _effects(by, known)
            if by.random() < 0.8:
                key = by.choice((attack.key, attack.key, "", "nowhere"))
                found.append(Dose(name=by.choice(usual), time=time, attack_key=key, **told))
            else:
                key = by.choice((attack.key, ""))
                found.append(Dose(name=by.choice(usual), day=time.date(), attack_key=key, **told))
            if by.random() < 0.1:
                found.append(replace(found[-1], name=by.choice(DRUGS)))
    every = by.choice((0, 1, 2, 3, 5))
    for number in range(0, 130, every) if every and kind in ("doses", "attacks", "daily") else ():
        found.append(Dose(name=by.choice(usual), day=FIRST + timedelta(days=number + 11), **_effects(by, known)))
    if found and by.random() < 0.15:
        place = by.randrange(len(found))
        found[place] = Dose(name=found[place].name, day=found[place].on, days=by.choice((2, 3)))
    return found


def _effects(by: Random, known: float) -> dict[str, Any]:
    return {
        "effect_at_2h": _told(by, known, tuple(Effect)),
        "helped": _told(by, known / 2, tuple(Helped)),
        "route": _told(by, known, (Route.ORAL, Route.SUBCUTANEOUS, Route.SUBCUTANEOUS, Route.OTHER)),
        "symptoms_relieved_at_2h": _said(by, known, yes=0.8),
        "relapse_within_24_h": _said(by, known, yes=0.2),
        "adverse_effect": _said(by, known, yes=0.1),
    }


def _days(by: Random, attacks: list[Attack], kind: str) -> list[DayEntry]:
    last = max((attack.start.date() for attack in attacks), default=FIRST + timedelta(days=by.choice((1, 40, 130))))
    length = min((last - FIRST).days + by.choice((0, 1, 2)), 900)
    written, aches, cycle = by.choice((0.05, 0.5, 0.95, 1.0)), by.choice((0.0, 0.1, 0.6, 1.0)), by.choice((0, 21, 28))
    days: list[DayEntry] = []
    for number in range(length):
        day = FIRST + timedelta(days=number)
        bleeds = bool(cycle) and number % cycle < 4
        while by.random() < written:
            days.append(
                DayEntry(
                    day=day,
                    headache=_said(by, 0.9, yes=aches),
                    drug_taken=_said(by, 0.5, yes=0.3),
                    other_symptoms=_said(by, 0.3, yes=0.3),
                    menstruation=(YES if bleeds else NO) if cycle and by.random() < 0.9 else NOT_KNOWN,
                    menstruation_begins=YES if cycle and number % cycle == 0 and by.random() < 0.7 else NOT_KNOWN,
                )
            )
            if by.random() < 0.98:
                break
    return days


def _profile(by: Random, known: float) -> Profile:
    return Profile(
        birth_year=_told(by, known, (1970, 2000, 2008, 2009, 2015)),
        sex=_told(by, known, tuple(Sex)),
        headaches_since=_told(by, known, (date(2010, 1, 1), date(2026, 1, 20), date(2027, 1, 1))),
        daily_since=_told(by, known / 2, (date(2025, 8, 1), date(2026, 2, 1), date(2027, 1, 1))),
        lifetime_migraine_attacks=_told(by, known / 2, (0, 1, 4, 5, 100)),
        lifetime_aura_attacks=_told(by, known / 2, (0, 1, 2, 50)),
        midas_total=_told(by, known / 2, (0, 10, 11, 60)),
        hit6_total=_told(by, known / 2, (36, 60)),
        treatments=tuple(_treatment(by, known) for _ in range(by.choice((0, 0, 1, 3, 8)))),
        **{name: _said(by, known) for name in TOLD},
    )


def _treatment(by: Random, known: float) -> Treatment:
    return Treatment(
        name=by.choice(PREVENTIVES),
        started=_told(by, known, (date(2024, 1, 1),)),
        target_reached_on=_told(by, known, (date(2024, 1, 20),)),
        stopped=_told(by, known, (date(2024, 3, 1), date(2024, 3, 21), date(2024, 6, 1))),
        cycles=_told(by, known, (1, 2, 3)),
        route=_told(by, known, tuple(Route)),
        adequate=_said(by, known, yes=0.8),
        outcome=_told(by, known, tuple(Outcome)),
        days_before_per_28=_told(by, known, (12.0,)),
        days_with_per_28=_told(by, known, (6.0, 6.5, 9.0)),
    )
