"""What do the rows of some made-up people say? Drawn by chance, all people of a row group at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
import pyarrow as pa
from numpy.random import Generator

from reprieve.pathway.diary.choices import Effect, Route
from reprieve.pathway.population.encoding import EFFECTS
from reprieve.pathway.population.generating_catalogue import (
    AURAS,
    FIRST_DESCRIBED,
    HISTORIES,
    LISTED,
    QUESTIONS,
    RARE_AURAS,
)
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.layout import (
    ATTACK_BITS,
    DAY_BITS,
    DAY_S,
    ENDLESS,
    MISSING,
    NOT_WRITTEN,
    PROFILE_BITS,
)
from reprieve.pathway.terms.truth import YES

Columns = dict[str, Any]

# The diaries begin on 1 September 2026.
BEGIN_DAY: Final = 9740
YEAR: Final = 2026

# Kinds of people, and their shares.
KINDS: Final = ("migraine", "aura", "mixed", "tension", "cluster", "doses_only", "nothing")
KIND_SHARES: Final = (0.47, 0.22, 0.10, 0.175, 0.003, 0.012, 0.02)
MIGRAINE, AURA, MIXED, TENSION, CLUSTER, DOSES_ONLY, NOTHING = range(len(KINDS))

# Attacks in 120 days: three groups of people, a geometric number around a mean in the first two.
FEW_SHARE, MORE_SHARE = 0.70, 0.22
FEW_MEAN, MORE_MEAN, MANY = 5.0, 18.0, (40, 110)
CLUSTER_MEAN: Final = 150.0
DRAWN_FOR_DAYS: Final = 120

# Shares of the answers to each question, in the catalogue's order without *no answer*, by kind of headache: of
# migraine, of tension type, of cluster. Of a mixed person each attack is of one or the other.
SHARES: Final[Mapping[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]]] = {
    "side": ((0.65, 0.35), (0.15, 0.85), (0.98, 0.02)),
    "quality": ((0.62, 0.25, 0.13), (0.08, 0.82, 0.10), (0.10, 0.20, 0.70)),
    "nausea": ((0.25, 0.35, 0.40), (0.92, 0.07, 0.01), (0.80, 0.15, 0.05)),
    "face": ((0.85, 0.10, 0.05), (0.97, 0.02, 0.01), (0.05, 0.35, 0.60)),
    "eased": ((0.60, 0.40), (0.40, 0.60), (0.10, 0.90)),
    "worse_with_activity": ((0.75, 0.25), (0.12, 0.88), (0.10, 0.90)),
    "vomiting": ((0.25, 0.75), (0.01, 0.99), (0.03, 0.97)),
    "photophobia": ((0.80, 0.20), (0.15, 0.85), (0.30, 0.70)),
    "phonophobia": ((0.75, 0.25), (0.15, 0.85), (0.25, 0.75)),
    "function_lost": ((0.45, 0.55), (0.10, 0.90), (0.50, 0.50)),
    "believed_migraine": ((0.80, 0.20), (0.10, 0.90), (0.05, 0.95)),
    "like_previous": ((0.90, 0.10), (0.90, 0.10), (0.95, 0.05)),
    "restless": ((0.05, 0.95), (0.03, 0.97), (0.85, 0.15)),
    "around_eye_or_temple": ((0.50, 0.50), (0.20, 0.80), (0.98, 0.02)),
    "headache_within_60_min": ((0.85, 0.15), (0.50, 0.50), (0.50, 0.50)),
}
PAIN_MEAN: Final = (6.8, 4.0, 9.0)
# Median and spread (of the logarithm) of an attack's length in minutes.
LENGTH: Final = ((720.0, 1.1), (300.0, 1.2), (60.0, 0.6))
ENDLESS_SHARE, GOING_ON_SHARE, OVERLAP_SHARE = 0.03, 0.03, 0.05

# Diary days beside the attacks: a tenth of the people write nearly every day.
FAITHFUL_SHARE, FAITHFUL, SELDOM = 0.10, 0.95, 0.07
TREATED, DAILY_DRUG_SHARE, SOME_DAY_SHARE = 0.40, 0.04, 0.01
NAMED_SHARE, TIMED_SHARE = 0.9, 0.95
TRACKS_CYCLE_SHARE: Final = 0.3
OFFSETS_MIN: Final = (-300, -360, -420, -480)
TOLD_YES: Final = 0.3


@dataclass(frozen=True, kw_only=True)
class People:
    """The people of one row group, and what their rows hang on."""

    DRUGS: ClassVar[tuple[str, ...]] = (
        *("", "sumatriptan", "rizatriptan", "zolmitriptan", "eletriptan", "ibuprofen", "naproxen", "paracetamol"),
        *("aspirin + caffeine + paracetamol", "diclofenac", "tramadol", "codeine + paracetamol", "ergotamine"),
        *("rimegepant", "metoclopramide", "metamizole", "aspirin"),
    )
    DRUG_SHARES: ClassVar[tuple[float, ...]] = (
        *(0.04, 0.16, 0.09, 0.03, 0.03, 0.22, 0.08, 0.14),
        *(0.07, 0.02, 0.02, 0.02, 0.005, 0.02, 0.015, 0.02, 0.02),
    )

    first: int
    days: int
    kind: Array
    known: Array
    female: Array
    age: Array
    offset_min: Array
    drug: Array
    skin: Array

    def __len__(self) -> int:
        return len(self.kind)

    @property
    def ids(self) -> Array:
        """Their numbers."""
        return np.arange(self.first, self.first + len(self), dtype=np.int64)


def group_of(by: Generator, first: int, number: int, days: int) -> Mapping[str, Columns]:
    """All rows of so many people, numbered from `first` on."""
    people = People(
        first=first,
        days=days,
        kind=by.choice(len(KINDS), number, p=KIND_SHARES).astype(np.int8),
        known=by.beta(5.0, 1.0, number).astype(np.float32),
        female=by.random(number) < 0.75,
        age=np.clip(by.normal(40, 14, number), 8, 88).astype(np.int16),
        offset_min=by.choice(OFFSETS_MIN, number).astype(np.int16),
        drug=by.choice(len(People.DRUGS), number, p=People.DRUG_SHARES).astype(np.int16),
        skin=by.random(number) < 0.05,
    )
    attacks, whose = _attacks(by, people)
    doses = _doses(by, people, attacks, whose)
    return {
        "attacks": attacks,
        "doses": doses,
        "days": _days(by, people, attacks, whose),
        "profiles": _profiles(by, people),
    }


def _pick(by: Generator, number: int, shares: Array) -> Array:
    """Which answer, 1 or more, by shares that may differ from row to row."""
    drawn = by.random(number, dtype=np.float32)
    return 1 + (drawn[:, None] >= np.cumsum(shares, axis=1)[:, :-1]).sum(axis=1)


# Attacks


def _numbers(by: Generator, people: People) -> Array:
    group, scale = by.random(len(people)), people.days / DRAWN_FOR_DAYS
    few = 1 + by.geometric(1 / FEW_MEAN, len(people))
    more, many = by.geometric(1 / MORE_MEAN, len(people)), by.integers(*MANY, len(people))
    number = np.where(group < FEW_SHARE, few, np.where(group < FEW_SHARE + MORE_SHARE, more, many))
    number = np.where(people.kind == CLUSTER, by.poisson(CLUSTER_MEAN, len(people)), number)
    return np.where(people.kind >= DOSES_ONLY, 0, np.ceil(number * scale)).astype(np.int64)


def _attacks(by: Generator, people: People) -> tuple[Columns, Array]:
    """The records of attacks, and whose each is, by position."""
    whose = np.repeat(np.arange(len(people)), _numbers(by, people))
    number = len(whose)
    tension = (people.kind == TENSION)[whose] | ((people.kind == MIXED)[whose] & (by.random(number) < 0.5))
    like = np.where((people.kind == CLUSTER)[whose], 2, np.where(tension, 1, 0))
    minute = (
        np.sort(whose * people.days * 1440 + by.integers(0, people.days * 1440, number)) - whose * people.days * 1440
    )
    offset_min = people.offset_min[whose]
    start_s = (BEGIN_DAY * DAY_S + (minute - offset_min) * 60).astype(np.int32)
    median, spread = np.array(LENGTH)[like].T
    length_min = np.minimum(median * np.exp(spread * by.standard_normal(number)), 20_000).astype(np.int64)
    last = np.append(whose[1:] != whose[:-1], True)[:number]
    # Most records end before the next begins; a few overlap it, or touch it.
    gap_min = np.where(last, 20_000, np.append(minute[1:], 0)[:number] - minute)
    apart = by.random(number) >= OVERLAP_SHARE
    length_min = np.where(apart, np.minimum(length_min, np.maximum(gap_min - 1, 0)), length_min)
    endless, going_on, timeless = _open_ends(by, last)
    until_s = np.where(endless, start_s, start_s + 60 * length_min).astype(np.int32)
    flags, known, aura = _answers(by, people, whose, like)
    pain = np.clip(by.normal(np.array(PAIN_MEAN)[like], 1.6), 0, 10).astype(np.int8)
    for name, marked in (("endless", endless), ("going_on", going_on), ("timeless", timeless)):
        flags |= np.where(marked, np.uint64(1 << ATTACK_BITS[name]), np.uint64(0))
        known |= np.uint64(1 << ATTACK_BITS[name])
    key = np.arange(number) - np.searchsorted(whose, np.arange(len(people)))[whose]
    return {
        "person": people.ids[whose],
        "start_s": start_s,
        "start_offset_min": offset_min,
        "until_s": until_s,
        "until_offset_min": offset_min,
        "flags": flags,
        "known": known,
        "pain_0_to_10": np.where(by.random(number) < people.known[whose], pain, NOT_WRITTEN).astype(np.int8),
        "key": key.astype(np.int32),
        "aura_least_min": AURAS.least_min[aura],
        "aura_most_min": AURAS.most_min[aura],
        "symptoms_mark": AURAS.mark[aura],
        "symptoms": _texts(AURAS.texts, aura),
    }, whose


def _open_ends(by: Generator, last: Array) -> tuple[Array, Array, Array]:
    """Which records have no end; which last ones of a person still went on, and of which nobody wrote when."""
    number = len(last)
    going_on = last & (by.random(number) < GOING_ON_SHARE)
    return going_on | (by.random(number) < ENDLESS_SHARE), going_on, going_on & (by.random(number) < 0.5)


def _texts(texts: tuple[str | None, ...], which: Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(which.astype(np.int16)), pa.array(texts, pa.string())).cast(
        pa.string()
    )


def _answers(by: Generator, people: People, whose: Array, like: Array) -> tuple[Array, Array, Array]:
    """The bits of each record, what of them is known, and which aura it had."""
    number = len(whose)
    flags, known = np.zeros(number, dtype=np.uint64), np.zeros(number, dtype=np.uint64)
    completeness = people.known[whose]
    for name, shares in SHARES.items():
        answer = _pick(by, number, np.array(shares, dtype=np.float32)[like])
        answer[by.random(number, dtype=np.float32) >= completeness] = 0
        flags |= QUESTIONS[name].flags[answer]
        known |= QUESTIONS[name].known[answer]
    aura = _aura(by, people, whose)
    flags |= AURAS.answers.flags[aura]
    known |= AURAS.answers.known[aura]
    return flags, known, aura


def _aura(by: Generator, people: People, whose: Array) -> Array:
    number, described = len(whose), len(AURAS.texts) - FIRST_DESCRIBED
    share = np.where(people.kind[whose] == AURA, 0.5, 0.01)
    # A person's auras are alike.
    usual = by.integers(0, described - RARE_AURAS, len(people))
    usual = np.where(by.random(len(people)) < 0.02, by.integers(0, described, len(people)), usual)
    had = np.where(by.random(number) < 0.7, FIRST_DESCRIBED + usual[whose], 2)
    found = np.where(by.random(number) < share, had, 1)
    return np.where(by.random(number) < people.known[whose], found, 0)


# Doses


def _doses(by: Generator, people: People, attacks: Columns, whose: Array) -> Columns:
    treated = np.flatnonzero(by.random(len(whose)) < TREATED)
    taken = np.repeat(treated, 1 + (by.random(len(treated)) < 0.2))
    after_s = (by.integers(5, 240, len(taken)) * 60).astype(np.int32)
    daily = _daily_doses(by, people)
    owner = np.concatenate([whose[taken], daily[0]])
    time_s = np.concatenate([attacks["start_s"][taken] + after_s, np.full(len(daily[0]), MISSING)]).astype(np.int64)
    timed = (time_s != MISSING) & (by.random(len(owner)) < TIMED_SHARE)
    local_s = time_s + people.offset_min[owner].astype(np.int64) * 60
    day = np.where(
        time_s == MISSING, np.concatenate([np.zeros(len(taken), dtype=np.int64), daily[1]]), local_s // DAY_S
    )
    key = np.concatenate([attacks["key"][taken], np.full(len(daily[0]), MISSING)])
    key = np.where(by.random(len(owner)) < NAMED_SHARE, key, MISSING).astype(np.int32)
    _prolong(
        attacks,
        np.concatenate([taken, np.full(len(daily[0]), -1)]),
        np.where(timed & (key != MISSING), time_s, MISSING),
    )
    _mark_drug_taken(by, attacks, taken)
    order = np.lexsort((day, owner))
    some_day = ~timed & (by.random(len(owner)) < SOME_DAY_SHARE)
    usual = by.random(len(owner)) < 0.85
    other = by.choice(len(People.DRUGS), len(owner), p=People.DRUG_SHARES)
    found = {
        "person": people.ids[owner],
        "key": key,
        "time_s": np.where(timed, time_s, MISSING).astype(np.int32),
        "offset_min": np.where(timed, people.offset_min[owner], 0).astype(np.int16),
        "day": day.astype(np.int32),
        "days": np.where(some_day, 2, 1).astype(np.int8),
        "drug": np.where(usual, people.drug[owner], other).astype(np.int16),
        "effects": _effects(by, people, owner),
    }
    return {name: column[order] for name, column in found.items()}


def _daily_doses(by: Generator, people: People) -> tuple[Array, Array]:
    """Doses of people who take a drug on most days, or of whom only doses are written: whose, and on which day."""
    often = (by.random(len(people)) < DAILY_DRUG_SHARE) & (people.kind != NOTHING)
    share = np.where(often, 0.55, np.where(people.kind == DOSES_ONLY, 0.08, 0.0))
    whose, day = np.nonzero(by.random((len(people), people.days), dtype=np.float32) < share[:, None])
    return whose, day + BEGIN_DAY


def _prolong(attacks: Columns, attack: Array, time_s: Array) -> None:
    """An attack without an end is known to have gone on until the last dose that names it."""
    named = np.flatnonzero((attack >= 0) & (time_s != MISSING))
    which = attack[named]
    endless = (attacks["flags"][which] & np.uint64(1 << ATTACK_BITS["endless"])) != 0
    until_s = attacks["until_s"].astype(np.int64)
    np.maximum.at(until_s, which[endless], time_s[named][endless])
    attacks["until_s"] = until_s.astype(np.int32)


def _mark_drug_taken(by: Generator, attacks: Columns, taken: Array) -> None:
    treated = np.zeros(len(attacks["key"]), dtype=bool)
    treated[taken] = True
    answer = np.where(by.random(len(treated)) < 0.6, np.where(treated, 1, 2), 0)
    attacks["flags"] |= QUESTIONS["drug_taken"].flags[answer]
    attacks["known"] |= QUESTIONS["drug_taken"].known[answer]


_AT_2H, _ROUTES = EFFECTS["effect_at_2h"], EFFECTS["route"]
_SKIN, _MOUTH = (_ROUTES[2].index(it) + 1 for it in (Route.SUBCUTANEOUS, Route.ORAL))
_EFFECT_SHARES = {Effect.PAIN_FREE: 0.25, Effect.BETTER: 0.4, Effect.NONE: 0.35}


def _effects(by: Generator, people: People, owner: Array) -> Array:
    number, known = len(owner), people.known[owner] * 0.7
    found = np.zeros(number, dtype=np.uint16)
    shares = np.array([[_EFFECT_SHARES[it] for it in _AT_2H[2]]], dtype=np.float32)
    answers = {"effect_at_2h": _pick(by, number, shares), "route": np.where(people.skin[owner], _SKIN, _MOUTH)}
    for name, yes in (("symptoms_relieved_at_2h", 0.6), ("relapse_within_24_h", 0.25), ("adverse_effect", 0.08)):
        answers[name] = np.where(by.random(number) < yes, 1, 2)
    for name, answer in answers.items():
        told = np.where(by.random(number) < known, answer, 0)
        found |= (told << EFFECTS[name][0]).astype(np.uint16)
    return found


# Days


def _days(by: Generator, people: People, attacks: Columns, whose: Array) -> Columns:
    written = np.where(by.random(len(people)) < FAITHFUL_SHARE, FAITHFUL, SELDOM) * (people.kind < DOSES_ONLY)
    rows, day = np.nonzero(by.random((len(people), people.days), dtype=np.float32) < written[:, None])
    aches = _days_with_attack(people, attacks, whose)[rows, day]
    number = len(rows)
    said = {
        "headache": (0.95, np.where(aches, 0.97, 0.04)),
        "drug_taken": (0.5, np.where(aches, 0.5, 0.02)),
        "other_symptoms": (0.2, np.where(aches, 0.7, 0.05)),
    }
    flags, known = np.zeros(number, dtype=np.uint8), np.zeros(number, dtype=np.uint8)
    for item, (told, yes) in said.items():
        answered = by.random(number) < told
        known |= (answered << DAY_BITS[item]).astype(np.uint8)
        flags |= ((answered & (by.random(number) < yes)) << DAY_BITS[item]).astype(np.uint8)
    cycle, shift = by.integers(24, 34, len(people)), by.integers(0, 28, len(people))
    fertile = people.female & (people.age >= 13) & (people.age < 50)
    tracks = (fertile & (by.random(len(people)) < TRACKS_CYCLE_SHARE))[rows]
    of_cycle = (day + shift[rows]) % cycle[rows]
    for item, yes in (("menstruation", of_cycle < 5), ("menstruation_begins", of_cycle == 0)):
        answered = tracks if item == "menstruation" else tracks & yes
        known |= (answered << DAY_BITS[item]).astype(np.uint8)
        flags |= ((answered & yes) << DAY_BITS[item]).astype(np.uint8)
    return {"person": people.ids[rows], "day": (day + BEGIN_DAY).astype(np.int32), "flags": flags, "known": known}


def _days_with_attack(people: People, attacks: Columns, whose: Array) -> Array:
    """Of each person and day, whether an attack was going on."""
    changes = np.zeros((len(people), people.days + 1), dtype=np.int32)
    offset_s = attacks["start_offset_min"].astype(np.int64) * 60
    for edge, step, more in (("start_s", 1, 0), ("until_s", -1, 1)):
        day = np.clip((attacks[edge] + offset_s) // DAY_S - BEGIN_DAY + more, 0, people.days)
        np.add.at(changes, (whose, day), step)
    return np.cumsum(changes, axis=1)[:, : people.days] > 0


# The person

_TOLD: Final = tuple(name for name, bit in PROFILE_BITS.items() if bit < PROFILE_BITS["menstruates_by_sex"])
_OFTEN_YES: Final = frozenset({"every_headache_written", "every_dose_written", "every_treatment_listed"})
MIDAS_SIGNIFICANT: Final = 11


def _profiles(by: Generator, people: People) -> Columns:
    number = len(people)
    flags, known = np.zeros(number, dtype=np.uint64), np.zeros(number, dtype=np.uint64)
    told: dict[str, tuple[Array, Array]] = {}
    for name in _TOLD:
        answered = by.random(number) < people.known * 0.6
        yes = answered & (by.random(number) < (0.7 if name in _OFTEN_YES else TOLD_YES))
        told[name] = yes, answered
    history = np.where(by.random(number) < 0.4, by.integers(1, len(HISTORIES.texts), number), 0)
    listed_yes, listed = told["every_treatment_listed"]
    which = np.where(listed, np.where(listed_yes, LISTED.index(YES), 2), 0)
    midas = np.where(by.random(number) < 0.3, by.integers(0, 120, number), NOT_WRITTEN).astype(np.int16)
    interferes, answered = told["significant_interference"]
    contradicted = answered & ~interferes & (midas >= MIDAS_SIGNIFICANT)
    told["interference"] = interferes & ~contradicted, answered & ~contradicted
    told["menstruates_by_sex"] = np.zeros(number, dtype=bool), ~people.female
    for name, (yes, answered) in told.items():
        flags |= yes.astype(np.uint64) << np.uint64(PROFILE_BITS[name])
        known |= answered.astype(np.uint64) << np.uint64(PROFILE_BITS[name])
    amounts = {name: column[history, which] for name, column in HISTORIES.amounts.items()}
    for name in ("lifetime_migraine_attacks", "lifetime_aura_attacks"):
        answered, count = by.random(number) < 0.2, by.integers(0, 300, number)
        amounts |= {f"{name}_least": np.where(answered, count, 0), f"{name}_most": np.where(answered, count, ENDLESS)}
    sure = (midas != NOT_WRITTEN) & ~contradicted
    amounts |= {
        "midas_total_least": np.where(sure, midas, 0),
        "midas_total_most": np.where(sure, midas.astype(np.int32), ENDLESS),
    }
    return {
        "person": people.ids,
        "birth_year": np.where(by.random(number) < 0.95, YEAR - people.age, NOT_WRITTEN).astype(np.int16),
        "sex": np.where(people.female, 1, 2).astype(np.int8),
        "headaches_since": _some_days(by, number, 0.3),
        "daily_since": _some_days(by, number, 0.02),
        "midas": midas,
        "hit6": np.where(by.random(number) < 0.2, by.integers(36, 79, number), NOT_WRITTEN).astype(np.int16),
        "flags": flags | HISTORIES.flags[history, which],
        "known": known | HISTORIES.known[history, which],
        "triptans": HISTORIES.triptans[history, which],
        **{name: column.astype(np.int32) for name, column in amounts.items()},
        "treatments": _texts(HISTORIES.texts, history),
    }


def _some_days(by: Generator, number: int, share: float) -> Array:
    day = BEGIN_DAY - by.integers(-100, 3650, number)
    return np.where(by.random(number) < share, day, MISSING).astype(np.int32)
