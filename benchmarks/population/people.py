"""Who is in the data set?

Adults who wrote everything down for 91 to 120 days of 2024, in the registry's own layout: about ten records
of attacks and six doses each, 8 % of people with several times as many, 5 % with none. Each fifth
attack lies in two records that overlap, touch or lie within one another. Of nobody is anything not
known that the reduced job asks: every attack ended, there was no aura, an attack that was treated and
short was treated in vain. Nobody travels. Made from a seed, row group by row group, in little memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.population.job import DRUGS, NUMBERS_OF_CLASS

from reprieve.pathway.diary.choices import EasedBy, Nausea, Quality, Sex, Side
from reprieve.pathway.diary.records import Attack, Profile
from reprieve.pathway.population.encoding import attack_truths, bits, day_number, profile_columns
from reprieve.pathway.population.layout import (
    AMOUNTS,
    ATTACK_BITS,
    DAY_BITS,
    MISSING,
    NOT_WRITTEN,
)
from reprieve.pathway.population.writing import Group, RegistryWriter
from reprieve.pathway.terms.truth import NO, YES

Arrays = dict[str, np.ndarray]

# Half a million rows of attacks to a row group: these people wrote a quarter of what the registry's own people write.
GROUP_PEOPLE = 49_152
PART_PEOPLE = 5 * GROUP_PEOPLE
DAY_MIN = 24 * 60
LAST_DAYS_FROM = day_number(date(2024, 5, 10))
# Pain never goes on over the border of two blocks of 28 days, nor do quiet spells of 12 h reach over it, so
# that nothing lasts over 30 days: whether that is one attack is for a clinician.
BLOCK_MIN, QUIET_MIN = 28 * DAY_MIN, 13 * 60
OFFSETS_MIN = np.array([-480, -360, -300, 0, 60], dtype=np.int64)

# How often a record says yes.
FLAGS = {
    "one_sided": 0.62,
    "pulsating": 0.58,
    "worse_with_activity": 0.6,
    "nausea": 0.5,
    "vomiting": 0.15,
    "photophobia": 0.6,
    "phonophobia": 0.55,
    "function_lost": 0.4,
    "believed_migraine": 0.35,
    "like_previous": 0.8,
}
CLASS_SHARES = {"ergotamine": 0.05, "triptan": 0.38, "non_opioid": 0.37, "opioid": 0.08, "combination": 0.12}
EFFECT_SHARES = (0.25, 0.35, 0.4)  # pain-free, better, none


def make_people(path: Path, people: int, seed: int) -> None:
    """Write a registry of so many people into a new folder."""
    with RegistryWriter(path, part_people=PART_PEOPLE) as writer:
        for first in range(0, people, GROUP_PEOPLE):
            rng = np.random.default_rng([seed, first])
            writer.add(some_people(rng, first, min(GROUP_PEOPLE, people - first)))
        writer.finish(["", *DRUGS])


def some_people(rng: np.random.Generator, first: int, people: int) -> Group:
    """The rows of one row group."""
    persons = _persons(rng, first, people)
    episodes = _episodes(rng, persons)
    records = _records(rng, episodes)
    doses = _doses(rng, persons, records)
    return {
        "attacks": _attack_rows(rng, persons, records),
        "doses": _dose_rows(persons, doses),
        "days": _day_rows(persons, doses),
        "profiles": _profile_rows(rng, persons),
    }


def _persons(rng: np.random.Generator, first: int, people: int) -> Arrays:
    last = LAST_DAYS_FROM + rng.integers(0, 200, people)
    kind = rng.random(people)
    many = kind < 0.08
    attacks = np.where(many, rng.integers(26, 50, people), np.minimum(rng.gamma(1.3, 5.4, people), 22))
    return {
        "person": np.arange(first, first + people, dtype=np.int64),
        "last": last,
        "first": last - rng.integers(90, 120, people),
        "phase_min": rng.integers(0, BLOCK_MIN, people),
        "offset_min": rng.choice(OFFSETS_MIN, people),
        "many": many,
        "attacks": np.where(kind > 0.97, 0, attacks).astype(np.int64),
        # Some of those with many attacks take something for each.
        "treats": rng.random(people) * np.where(many, 2, 0.8),
        "own_class": rng.choice(len(CLASS_SHARES), people, p=list(CLASS_SHARES.values())),
    }


# Attacks. Times are minutes by the person's clock, from the epoch.


def _episodes(rng: np.random.Generator, persons: Arrays) -> Arrays:
    """One attack each, as it was; some overlap by chance."""
    who = np.repeat(np.arange(len(persons["person"])), persons["attacks"])
    begin, end = persons["first"][who] * DAY_MIN, (persons["last"][who] + 1) * DAY_MIN
    start = begin + (rng.random(len(who)) * (end - begin - 60)).astype(np.int64)
    # Many write whole hours, so that durations and gaps of exactly 4, 12 and 72 h, and midnight, occur.
    start = np.where(rng.random(len(who)) < 0.5, np.maximum(start // 60 * 60, begin), start)
    block_end = _block_end(start, persons["phase_min"][who])
    start = np.where(block_end - start < DAY_MIN, block_end - DAY_MIN, start)
    start = np.maximum(start, begin)
    lasted = np.exp(rng.normal(np.log(9 * 60), 1.1, len(who))) * np.where(persons["many"][who], 2, 1)
    lasted = np.where(rng.random(len(who)) < 0.01, lasted + 72 * 60, lasted).astype(np.int64)
    lasted = np.where(rng.random(len(who)) < 0.5, (lasted + 30) // 60 * 60, lasted)
    lasted = np.where(rng.random(len(who)) < 0.02, rng.choice([240, 72 * 60, 12 * 60], len(who)), lasted)
    latest = np.minimum(end, _block_end(start, persons["phase_min"][who]) - QUIET_MIN)
    until = np.minimum(start + np.clip(lasted, 10, 240 * 60), latest)
    return {"who": who, "start": start, "until": np.maximum(until, start + 10)}


def _block_end(moment: np.ndarray, phase: np.ndarray) -> np.ndarray:
    return (moment - phase) // BLOCK_MIN * BLOCK_MIN + phase + BLOCK_MIN


def _records(rng: np.random.Generator, episodes: Arrays) -> Arrays:
    """The episodes as they were written: each fifth in two records."""
    split = rng.random(len(episodes["who"])) < 0.2
    who, start, until = (episodes[name][split] for name in ("who", "start", "until"))
    a, b = (start + (rng.random(len(who)) * (until - start)).astype(np.int64) for _ in range(2))
    early, late = np.minimum(a, b), np.maximum(a, b)
    nested = rng.random(len(who)) < 0.3
    touching = rng.random(len(who)) < 0.3
    late = np.where(touching, early, late)
    # Within it, touching it, or overlapping it.
    second_start = np.minimum(early, until - 1)
    second_until = np.where(nested, np.maximum(late, second_start + 1), until)
    first_until = np.where(nested, until, np.maximum(late, start + 1))
    # Where rounding would part the two records, they touch.
    second_start = np.minimum(second_start, first_until)
    whole_until = episodes["until"].copy()
    whole_until[split] = first_until
    found = {
        "who": np.concatenate([episodes["who"], who]),
        "start": np.concatenate([episodes["start"], second_start]),
        "until": np.concatenate([whole_until, second_until]),
        # A short attack is one of which every record is short.
        "short": np.concatenate([episodes["until"] - episodes["start"], until - start]) < 4 * 60,
    }
    order = np.lexsort((found["start"], found["who"]))
    found = {name: values[order] for name, values in found.items()}
    found["key"] = np.arange(len(order)) - np.searchsorted(found["who"], found["who"])
    return found


def _doses(rng: np.random.Generator, persons: Arrays, records: Arrays) -> Arrays:
    """What was taken for the attacks, and by some who wrote no attack."""
    who = records["who"]
    treated = rng.random(len(who)) < persons["treats"][who]
    again = np.where(persons["many"][who], 0.6, 0.25)
    times = np.where(treated, 1 + (rng.random(len(who)) < again), 0)
    row = np.repeat(np.arange(len(who)), times)
    span = records["until"][row] - records["start"][row]
    moment = records["start"][row] + (rng.random(len(row)) * span).astype(np.int64)
    effect = rng.choice(3, len(row), p=EFFECT_SHARES) + 1
    only = np.repeat(np.flatnonzero((persons["attacks"] == 0) & (persons["treats"] > 0.6)), 12)
    begin, end = persons["first"][only] * DAY_MIN, (persons["last"][only] + 1) * DAY_MIN
    moment = np.concatenate([moment, begin + (rng.random(len(only)) * (end - begin)).astype(np.int64)])
    whose = np.concatenate([who[row], only])
    found = {
        "who": whose,
        "key": np.concatenate([records["key"][row], np.full(len(only), MISSING)]),
        "moment": moment,
        "drug": _drugs(rng, persons["own_class"][whose]),
        "effect": np.concatenate([np.where(records["short"][row], 3, effect), np.full(len(only), 3)]),
    }
    records["treated"] = treated
    order = np.lexsort((found["moment"], whose))
    return {name: values[order] for name, values in found.items()}


def _drugs(rng: np.random.Generator, own_class: np.ndarray) -> np.ndarray:
    """Mostly of the class the person is used to."""
    other = rng.choice(len(CLASS_SHARES), len(own_class), p=list(CLASS_SHARES.values()))
    chosen = np.where(rng.random(len(own_class)) < 0.85, own_class, other)
    drug = np.zeros(len(chosen), dtype=np.int64)
    for number, name in enumerate(CLASS_SHARES):
        which = chosen == number
        drug[which] = rng.choice(NUMBERS_OF_CLASS[name], which.sum())
    return drug


# Rows


def _attack_rows(rng: np.random.Generator, persons: Arrays, records: Arrays) -> Mapping[str, Any]:
    who, rows = records["who"], len(records["who"])
    fixed, known = bits(attack_truths(_an_attack()), ATTACK_BITS)
    flags = np.full(rows, fixed, dtype=np.uint64)
    said = {name: rng.random(rows) < share for name, share in FLAGS.items()}
    said["both_sides"], said["pressing"] = ~said["one_sided"], ~said["pulsating"]
    said["nausea_beyond_mild"] = said["nausea"]
    said["drug_taken"] = records["treated"]
    # Made from the end itself, so that records that end together agree on what brought it.
    said["eased_by_sleep_or_drug"] = (records["until"] * 7919 + persons["person"][who] * 104_729) % 1_009 < 500
    for name, truths in said.items():
        bit = np.uint64(ATTACK_BITS[name])
        flags = flags & ~(np.uint64(1) << bit) | truths.astype(np.uint64) << bit
    offset = persons["offset_min"][who]
    return {
        "person": persons["person"][who],
        "start_s": _seconds(records["start"], offset),
        "start_offset_min": offset.astype(np.int16),
        "until_s": _seconds(records["until"], offset),
        "until_offset_min": offset.astype(np.int16),
        "flags": flags,
        "known": np.full(rows, known, dtype=np.uint64),
        "pain_0_to_10": rng.integers(1, 11, rows).astype(np.int8),
        "key": records["key"].astype(np.int32),
        "aura_least_min": np.zeros(rows),
        "aura_most_min": np.zeros(rows),
        "symptoms_mark": np.zeros(rows, dtype=np.uint32),
        "symptoms": np.full(rows, None),
    }


def _an_attack() -> Attack:
    """An attack of which everything is known and no to whatever differs from attack to attack."""
    start = datetime(2024, 5, 1, tzinfo=UTC)
    items = ("worse_with_activity", "vomiting", "photophobia", "phonophobia", "function_lost", "believed_migraine")
    others = ("like_previous", "drug_taken", "restless", "around_eye_or_temple", "aura", "headache_within_60_min")
    attack = Attack(start=start, end=start + timedelta(hours=5), pain_0_to_10=5, **dict.fromkeys((*items, *others), NO))
    return replace(
        attack,
        headache_within_60_min=YES,
        side=Side.BOTH,
        qualities=frozenset({Quality.PRESSING}),
        nausea=Nausea.NONE,
        autonomic=frozenset(),
        eased_by=EasedBy.ITSELF,
    )


def _seconds(local_min: np.ndarray, offset_min: np.ndarray) -> np.ndarray:
    return ((local_min - offset_min) * 60).astype(np.int32)


def _dose_rows(persons: Arrays, doses: Arrays) -> Mapping[str, Any]:
    who = doses["who"]
    offset = persons["offset_min"][who]
    return {
        "person": persons["person"][who],
        "key": doses["key"].astype(np.int32),
        "time_s": _seconds(doses["moment"], offset),
        "offset_min": offset.astype(np.int16),
        "day": (doses["moment"] // DAY_MIN).astype(np.int32),
        "days": np.ones(len(who), dtype=np.int8),
        "drug": doses["drug"].astype(np.int16),
        "effects": doses["effect"].astype(np.uint16),
    }


def _day_rows(persons: Arrays, doses: Arrays) -> Mapping[str, Any]:
    """The first and the last day of each person, which say whether a drug was taken."""
    person = np.repeat(persons["person"], 2)
    day = np.stack([persons["first"], persons["last"]], axis=1).ravel()
    dosed = persons["person"][doses["who"]] * 2**20 + doses["moment"] // DAY_MIN
    taken = np.isin(person * 2**20 + day, dosed)
    bit = DAY_BITS["drug_taken"]
    return {
        "person": person,
        "day": day.astype(np.int32),
        "flags": (taken.astype(np.uint8) << bit).astype(np.uint8),
        "known": np.full(len(person), 1 << bit, dtype=np.uint8),
    }


def _profile_rows(rng: np.random.Generator, persons: Arrays) -> Mapping[str, Any]:
    people = len(persons["person"])
    told = Profile(
        sex=Sex.FEMALE,
        every_headache_written=YES,
        every_dose_written=YES,
        headache_before_overuse=YES,
        lifetime_migraine_attacks=0,
        lifetime_aura_attacks=0,
    )
    male = rng.random(people) < 0.25
    rows = [profile_columns(it) for it in (told, replace(told, sex=Sex.MALE))]
    flags, known, triptans = (np.where(male, rows[1][n], rows[0][n]).astype(np.uint64) for n in range(3))
    amounts = {
        f"{name}_{edge}": np.full(people, rows[0][3][2 * place + side], dtype=np.int32)
        for place, name in enumerate(AMOUNTS)
        for side, edge in enumerate(("least", "most"))
    }
    return {
        "person": persons["person"],
        "birth_year": rng.integers(1940, 2005, people).astype(np.int16),
        "sex": np.where(male, 2, 1).astype(np.int8),
        "headaches_since": np.full(people, MISSING, dtype=np.int32),
        "daily_since": np.full(people, MISSING, dtype=np.int32),
        "midas": np.full(people, NOT_WRITTEN, dtype=np.int16),
        "hit6": np.full(people, NOT_WRITTEN, dtype=np.int16),
        "flags": flags,
        "known": known,
        "triptans": triptans,
        **amounts,
        "treatments": np.full(people, None),
    }
