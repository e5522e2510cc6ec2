"""Which attacks, auras, doses and treatments can an invented person have?

Each is built as a record of the diary and coded once, by the functions that code a real diary, so that
whatever follows from it stands in the columns as it would for a person. All shares are made up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeVar

import numpy as np
import pyarrow as pa

from reprieve.pathway.diary.choices import (
    AuraKind,
    Autonomic,
    BrainstemSymptom,
    Effect,
    Helped,
    Nausea,
    Outcome,
    Quality,
    Route,
    Side,
)
from reprieve.pathway.diary.records import Attack, AuraSymptom, Diary, Dose, Profile, Treatment
from reprieve.pathway.population.encoding import DrugNames, effects_of, profile_columns, rows_of
from reprieve.pathway.population.layout import ATTACK_BITS, SCHEMAS
from reprieve.pathway.population.told import as_text
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

T = TypeVar("T")

# The catalogues are the same for every seed of a registry.
CATALOGUE_SEED: Final = 2018
PATTERNS, ANSWERED_MASKS, RESPONSES, HISTORIES = 512, 1024, 256, 40
MIGRAINE, WITH_AURA, TENSION, CLUSTER = range(4)
# A kind of attack: how often each is so; the least and the most pain.
SHARES: Final[Sequence[Mapping[str, float]]] = (
    {
        **{"one_sided": 0.62, "pulsating": 0.65, "pressing": 0.2, "nausea": 0.7, "autonomic": 0.12},
        **{"worse_with_activity": 0.8, "vomiting": 0.2, "photophobia": 0.8, "phonophobia": 0.72},
        **{"function_lost": 0.45, "believed_migraine": 0.85, "restless": 0.06, "around_eye_or_temple": 0.5},
    },
    {
        **{"one_sided": 0.6, "pulsating": 0.62, "pressing": 0.22, "nausea": 0.68, "autonomic": 0.1},
        **{"worse_with_activity": 0.76, "vomiting": 0.2, "photophobia": 0.86, "phonophobia": 0.72},
        **{"function_lost": 0.5, "believed_migraine": 0.93, "restless": 0.05, "around_eye_or_temple": 0.45},
    },
    {
        **{"one_sided": 0.12, "pulsating": 0.1, "pressing": 0.85, "nausea": 0.08, "autonomic": 0.02},
        **{"worse_with_activity": 0.12, "vomiting": 0.01, "photophobia": 0.15, "phonophobia": 0.12},
        **{"function_lost": 0.06, "believed_migraine": 0.12, "restless": 0.03, "around_eye_or_temple": 0.3},
    },
    {
        **{"one_sided": 0.98, "pulsating": 0.2, "pressing": 0.2, "nausea": 0.25, "autonomic": 0.93},
        **{"worse_with_activity": 0.1, "vomiting": 0.05, "photophobia": 0.4, "phonophobia": 0.3},
        **{"function_lost": 0.8, "believed_migraine": 0.3, "restless": 0.85, "around_eye_or_temple": 0.97},
    },
)
PAIN: Final = ((4, 9), (3, 9), (1, 6), (7, 10))
# A strong attack has more of everything than a weak one: by so much from the weakest to the strongest.
STRENGTH_SHARE: Final = 0.24
PLAIN_ITEMS: Final = ("worse_with_activity", "vomiting", "photophobia", "phonophobia", "function_lost")
OTHER_ITEMS: Final = ("believed_migraine", "restless", "around_eye_or_temple")
# Answers that a person gives, or leaves out, together.
ASKED_TOGETHER: Final = (
    *(("one_sided", "both_sides"), ("pulsating", "pressing"), ("nausea", "nausea_beyond_mild")),
    *(("autonomic_sign", "conjunctival_injection", "lacrimation"), ("like_previous",), ("headache_within_60_min",)),
    *((name,) for name in (*PLAIN_ITEMS, *OTHER_ITEMS)),
    ("aura", "aura_in_succession"),
)
# How much of what is asked a person answers, by level of completeness.
ANSWERED: Final = (0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0, 1.0)
# The drugs, and how many take each for the first; the one without a name is a drug that is not known.
DRUGS: Final[Mapping[str, float]] = {
    **{"": 0.02, "sumatriptan": 0.16, "rizatriptan": 0.09, "zolmitriptan": 0.03, "eletriptan": 0.03},
    **{"naratriptan": 0.01, "frovatriptan": 0.01, "almotriptan": 0.01, "ibuprofen": 0.18, "naproxen": 0.09},
    **{"diclofenac": 0.02, "aspirin": 0.05, "ketorolac": 0.01, "paracetamol": 0.12, "Excedrin": 0.07},
    **{"Fioricet": 0.02, "codeine": 0.01, "tramadol": 0.01, "ubrogepant": 0.02, "rimegepant": 0.02},
    **{"ergotamine": 0.01, "dihydroergotamine": 0.01},
}
PREVENTIVES: Final = (
    *("propranolol", "metoprolol", "topiramate", "valproate", "amitriptyline", "venlafaxine", "candesartan"),
    *("flunarizine", "verapamil", "onabotulinumtoxinA", "erenumab", "fremanezumab", "galcanezumab", "atogepant"),
)
TRIED_ACUTE: Final = (
    *("sumatriptan", "rizatriptan", "eletriptan", "naratriptan", "zolmitriptan", "ibuprofen", "naproxen"),
    *("paracetamol", "Excedrin", "dihydroergotamine", "ketorolac", "metoclopramide", "tramadol", "a blue pill"),
)


def _one(rng: np.random.Generator, of: Sequence[T]) -> T:
    return of[int(rng.integers(len(of)))]


def _so(rng: np.random.Generator, share: float) -> Truth:
    return YES if rng.random() < share else NO


# Auras


def aura_descriptions() -> tuple[tuple[AuraSymptom, ...], ...]:
    """What auras are described as: from the usual, over several symptoms in one, to the rare and the half told."""
    whole = AuraSymptom(kind=AuraKind.VISUAL, minutes=20, spreads=YES, one_sided=YES, positive=YES)
    whole = replace(whole, passes_completely=YES)
    visual = [replace(whole, minutes=minutes) for minutes in (5, 10, 15, 20, 25, 30, 40, 60, 90, None)]
    visual += [replace(it, spreads=NO, one_sided=NO) for it in visual[:6]]
    visual += [replace(it, spreads=NOT_KNOWN, positive=NOT_KNOWN) for it in visual[:4]]
    sensory = [replace(whole, kind=AuraKind.SENSORY, minutes=minutes) for minutes in (10, 30, 60)]
    speech = [replace(whole, kind=AuraKind.SPEECH, minutes=minutes, positive=NO) for minutes in (15, 40)]
    motor = [replace(whole, kind=AuraKind.MOTOR, minutes=minutes, positive=NO) for minutes in (45, 600)]
    stem = [replace(whole, kind=AuraKind.BRAINSTEM, one_sided=NO, brainstem=it) for it in BrainstemSymptom]
    retinal = [replace(whole, kind=AuraKind.RETINAL, confirmed_monocular=it) for it in (YES, NO, NOT_KNOWN)]
    odd = [AuraSymptom(), AuraSymptom(minutes=30), AuraSymptom(kind=AuraKind.VISUAL, passes_completely=YES)]
    odd += [AuraSymptom(kind=AuraKind.BRAINSTEM, passes_completely=YES), replace(whole, passes_completely=NO)]
    several = [(a, b) for a in visual[1:5] for b in (*sensory, *speech)]
    rare = [(visual[3], it) for it in motor] + [(stem[0], stem[1]), (stem[1], stem[4], stem[5]), (visual[2], stem[3])]
    alone = [(it,) for it in (*visual, *sensory, *speech, *motor[:1], *stem[:4], *retinal, *odd)]
    return (*alone, *several, *rare)


def _chosen_aura(rng: np.random.Generator, listed: Sequence[tuple[AuraSymptom, ...]]) -> tuple[AuraSymptom, ...]:
    """Mostly sight alone: the first of the list."""
    return listed[min(int(rng.standard_exponential() * 16), len(listed) - 1)] if rng.random() < 0.8 else ()


# Attacks


@dataclass(frozen=True, kw_only=True)
class Patterns:
    """Descriptions of attacks as they stand in columns, `PATTERNS` of each kind, each answered in full.

    Parameters
    ----------
    columns : mapping of str to array
        `flags`, `known`, `pain_0_to_10` and what follows from the aura.
    symptoms : array
        Which of `texts` tells of its aura; -1: none.
    answered : array
        Masks of the bits that are answered, `ANSWERED_MASKS` for each level of `ANSWERED`.
    """

    columns: Mapping[str, np.ndarray]
    symptoms: np.ndarray
    texts: pa.Array
    answered: np.ndarray


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The descriptions, made and coded once."""
    rng = np.random.default_rng(CATALOGUE_SEED)
    auras = aura_descriptions()
    listed = [
        # One after the other, so that they keep their order in a diary.
        _attack(rng, kind, auras, datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=kind * PATTERNS + number))
        for kind in range(len(SHARES))
        for number in range(PATTERNS)
    ]
    rows = rows_of(0, Diary(attacks=tuple(listed)), DrugNames()).attacks
    names = SCHEMAS["attacks"].names
    wanted = ("flags", "known", "pain_0_to_10", "aura_least_min", "aura_most_min", "symptoms_mark")
    columns = {
        name: np.array([row[names.index(name)] for row in rows], SCHEMAS["attacks"].field(name).type.to_pandas_dtype())
        for name in wanted
    }
    texts = [as_text(it) for it in auras]
    told = [row[names.index("symptoms")] for row in rows]
    symptoms = np.array([-1 if it is None else texts.index(it) for it in told], np.int16)
    return Patterns(columns=columns, symptoms=symptoms, texts=pa.array(texts), answered=_answered_masks(rng))


def _attack(rng: np.random.Generator, kind: int, auras: Sequence[tuple[AuraSymptom, ...]], start: datetime) -> Attack:
    strength = rng.random()
    shares = {name: share + STRENGTH_SHARE * (strength - 0.5) for name, share in SHARES[kind].items()}
    least, most = PAIN[kind]
    complete = rng.random() < 0.9
    return Attack(
        start=start,
        end=start,
        pain_0_to_10=0 if kind == WITH_AURA and rng.random() < 0.04 else round(least + (most - least) * strength),
        side=_one(rng, (Side.LEFT, Side.RIGHT, Side.ONE)) if rng.random() < shares["one_sided"] else Side.BOTH,
        qualities=frozenset(it for it in (Quality.PULSATING, Quality.PRESSING) if rng.random() < shares[it]),
        qualities_complete=complete,
        autonomic=_signs(rng, shares["autonomic"]),
        autonomic_complete=complete,
        nausea=_one(rng, tuple(Nausea)[1:]) if rng.random() < shares["nausea"] else Nausea.NONE,
        aura=_so(rng, kind == WITH_AURA),
        aura_symptoms=_chosen_aura(rng, auras) if kind == WITH_AURA else (),
        aura_in_succession=_one(rng, (YES, NO, NOT_KNOWN)),
        headache_within_60_min=_so(rng, 0.85) if kind == WITH_AURA else NOT_KNOWN,
        like_previous=_so(rng, 0.92),
        **{name: _so(rng, shares[name]) for name in (*PLAIN_ITEMS, *OTHER_ITEMS)},
    )


def _signs(rng: np.random.Generator, share: float) -> frozenset[Autonomic]:
    some = [it for it in Autonomic if rng.random() < 0.5]
    return frozenset(some or [Autonomic.LACRIMATION]) if rng.random() < share else frozenset()


def _answered_masks(rng: np.random.Generator) -> np.ndarray:
    """All bits but those of what is left out."""
    share = np.repeat(ANSWERED, ANSWERED_MASKS)
    found = np.full(len(share), ~np.uint64(0))
    for names in ASKED_TOGETHER:
        found &= np.where(rng.random(len(share)) < share, ~np.uint64(0), ~bits_of(names))
    return found


def bits_of(names: Sequence[str], numbers: Mapping[str, int] = ATTACK_BITS) -> np.uint64:
    """The bits of these names."""
    return np.uint64(sum(1 << numbers[name] for name in names))


# Doses


@lru_cache(maxsize=1)
def responses() -> np.ndarray:
    """What may be told of a dose, `RESPONSES` for each of three answers to drugs: seldom, sometimes, mostly."""
    rng = np.random.default_rng(CATALOGUE_SEED)
    listed = [effects_of(_dose(rng, share)) for share in (0.15, 0.5, 0.85) for _ in range(RESPONSES)]
    return np.array(listed, np.uint16)


def _dose(rng: np.random.Generator, relief: float) -> Dose:
    dose = Dose(name="?", day=date(2000, 1, 1), route=Route.ORAL if rng.random() < 0.3 else None)
    if rng.random() < 0.15:
        return replace(dose, helped=_one(rng, (Helped.YES, Helped.PARTLY)) if rng.random() < relief else Helped.NO)
    if rng.random() < 0.4:
        return dose
    effect = _one(rng, (Effect.PAIN_FREE, Effect.BETTER)) if rng.random() < relief else Effect.NONE
    dose = replace(dose, effect_at_2h=effect)
    if rng.random() < 0.4:
        return dose
    relieved = _so(rng, 0.75 if effect is not Effect.NONE else 0.1)
    return replace(
        dose, symptoms_relieved_at_2h=relieved, relapse_within_24_h=_so(rng, 0.3), adverse_effect=_so(rng, 0.1)
    )


# Treatments


@dataclass(frozen=True, kw_only=True)
class Histories:
    """Histories of treatment, the first an empty one; each three times, by whether all that was tried is listed.

    Parameters
    ----------
    flags, known, triptans : array
        Row 3 * history + 0 where that is not known, + 1 where it is, + 2 where it is not.
    amounts : array
        Columns in the order of `AMOUNTS`, each as least and most.
    texts : arrow array
        One for each history.
    """

    flags: np.ndarray
    known: np.ndarray
    triptans: np.ndarray
    amounts: np.ndarray
    texts: pa.Array


LISTED: Final = (NOT_KNOWN, YES, NO)


@lru_cache(maxsize=1)
def histories() -> Histories:
    """The histories, made and coded once."""
    rng = np.random.default_rng(CATALOGUE_SEED)
    tried = [(), *(_history(rng) for _ in range(HISTORIES))]
    rows = [profile_columns(Profile(treatments=it, every_treatment_listed=listed)) for it in tried for listed in LISTED]
    flags, known, triptans = (np.array([row[n] for row in rows], np.uint64) for n in range(3))
    return Histories(
        flags=flags,
        known=known,
        triptans=triptans,
        amounts=np.array([row[3] for row in rows], np.int32),
        texts=pa.array([as_text(it) for it in tried], pa.string()),
    )


def _history(rng: np.random.Generator) -> tuple[Treatment, ...]:
    """A few preventives, and a few drugs against attacks."""
    preventives = rng.choice(PREVENTIVES, int(rng.integers(0, 7)), replace=False)
    acute = rng.choice(TRIED_ACUTE, int(rng.integers(1, 5)), replace=False)
    return tuple(
        _treatment(rng, str(name), preventive=n < len(preventives)) for n, name in enumerate((*preventives, *acute))
    )


OUTCOMES: Final = (*(Outcome.NO_EFFECT,) * 4, *(Outcome.HELPED, Outcome.ADVERSE_EFFECT) * 2, *Outcome)


def _treatment(rng: np.random.Generator, name: str, *, preventive: bool) -> Treatment:
    outcome = None if rng.random() < 0.1 else _one(rng, OUTCOMES)
    if not preventive:
        route = _one(rng, (Route.ORAL, Route.ORAL, Route.NASAL, Route.SUBCUTANEOUS, None))
        return Treatment(name=name, route=route, outcome=outcome, adequate=_one(rng, (YES, YES, NO, NOT_KNOWN)))
    started = date(2016, 1, 1) + timedelta(days=int(rng.integers(0, 2_500)))
    reached = started + timedelta(days=int(rng.integers(7, 60)))
    told = rng.random() < 0.7
    before = float(rng.integers(6, 28))
    return Treatment(
        name=name,
        started=started if told else None,
        target_reached_on=reached if told else None,
        stopped=reached + timedelta(days=int(rng.integers(20, 400))) if told else None,
        cycles=int(rng.integers(1, 6)) if name == "onabotulinumtoxinA" else None,
        adequate=_one(rng, (YES, YES, NO, NOT_KNOWN)),
        outcome=outcome,
        days_before_per_28=before if told else None,
        days_with_per_28=float(rng.integers(1, int(before) + 1)) if told else None,
    )
