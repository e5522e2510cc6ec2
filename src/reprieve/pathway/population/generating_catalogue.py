"""What may be written of one attack, aura or treatment in a made-up registry, coded once by the same functions?

Rows are put together from these by number, so that whatever is generated is what the writer would have
written of some diary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Any

import numpy as np

from reprieve.pathway.diary.choices import AuraKind, Autonomic, BrainstemSymptom, EasedBy, Nausea, Outcome, Quality
from reprieve.pathway.diary.choices import Side as Where
from reprieve.pathway.diary.records import Attack, AuraSymptom, Profile, Treatment
from reprieve.pathway.population.encoding import (
    EPOCH_TIME,
    FROM_TREATMENTS,
    OF_A_SYMPTOM,
    OF_EVERY_SYMPTOM,
    _longest_min,
    _mark,
    attack_truths,
    bits,
    profile_columns,
)
from reprieve.pathway.population.kernels import Array
from reprieve.pathway.population.layout import AMOUNTS, ATTACK_BITS, PROFILE_BITS
from reprieve.pathway.population.told import as_text
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

BOOLEANS = (
    *("worse_with_activity", "vomiting", "photophobia", "phonophobia", "function_lost", "believed_migraine"),
    *("like_previous", "restless", "around_eye_or_temple", "drug_taken", "headache_within_60_min"),
)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """The ways a question may be answered, as bits; the first way is no answer."""

    flags: Array
    known: Array


def _coded(ways: Sequence[Mapping[str, Any]], *names: str) -> Answers:
    """Each way's bits of these names."""
    mask = sum(1 << ATTACK_BITS[name] for name in names)
    coded = [bits(attack_truths(Attack(start=EPOCH_TIME, **way)), ATTACK_BITS) for way in ways]
    flags, known = (np.array([one[n] & mask for one in coded], dtype=np.uint64) for n in range(2))
    return Answers(flags=flags, known=known)


# In the order of the shares in `generating`.
QUESTIONS: Mapping[str, Answers] = {
    "side": _coded([{}, {"side": Where.ONE}, {"side": Where.BOTH}], "one_sided", "both_sides"),
    "quality": _coded(
        [
            {},
            *({"qualities": it} for it in (frozenset({Quality.PULSATING}), frozenset({Quality.PRESSING}), frozenset())),
        ],
        *("pulsating", "pressing"),
    ),
    "nausea": _coded(
        [{}, {"nausea": Nausea.NONE}, {"nausea": Nausea.MILD}, {"nausea": Nausea.SEVERE}],
        *("nausea", "nausea_beyond_mild"),
    ),
    "face": _coded(
        [
            {},
            {"autonomic": frozenset()},
            {"autonomic": frozenset({Autonomic.NASAL})},
            {"autonomic": frozenset({Autonomic.LACRIMATION, Autonomic.CONJUNCTIVAL_INJECTION})},
        ],
        *("autonomic_sign", "conjunctival_injection", "lacrimation"),
    ),
    "eased": _coded([{}, {"eased_by": EasedBy.SLEEP}, {"eased_by": EasedBy.ITSELF}], "eased_by_sleep_or_drug"),
    **{name: _coded([{}, {name: YES}, {name: NO}], name) for name in BOOLEANS},
}

# Of what a record always says.
OF_AURA = (
    *OF_A_SYMPTOM,
    *OF_EVERY_SYMPTOM,
    "described",
    "aura",
    "aura_in_succession",
    "brainstem",
    "brainstem_unnamed",
)
OF_AURA += tuple(name for name in ATTACK_BITS if "brainstem_" in name and name not in OF_AURA)


@dataclass(frozen=True, kw_only=True)
class Auras:
    """Descriptions of auras: 0 no answer, 1 none, 2 one that nobody described, then those that somebody did."""

    answers: Answers
    least_min: Array
    most_min: Array
    mark: Array
    texts: tuple[str | None, ...]


def _symptoms() -> list[tuple[AuraSymptom, ...]]:
    usual = [
        AuraSymptom(
            kind=kind, minutes=minutes, spreads=spreads, one_sided=YES, positive=positive, passes_completely=YES
        )
        for kind, minutes, spreads, positive in product(
            (AuraKind.VISUAL, AuraKind.SENSORY, AuraKind.SPEECH), (20.0, 45.0, None), (YES, NOT_KNOWN), (YES, NO)
        )
    ]
    rare = [
        AuraSymptom(kind=AuraKind.MOTOR, minutes=600.0, passes_completely=YES),
        AuraSymptom(kind=AuraKind.RETINAL, minutes=15.0, passes_completely=YES, confirmed_monocular=YES),
        AuraSymptom(brainstem=BrainstemSymptom.VERTIGO, minutes=30.0, passes_completely=YES),
        AuraSymptom(kind=AuraKind.VISUAL, minutes=10_080.0, passes_completely=NO),
        AuraSymptom(minutes=30.0),
    ]
    brainstem = tuple(AuraSymptom(brainstem=it, passes_completely=YES) for it in tuple(BrainstemSymptom)[1:3])
    pairs = [(one, other) for one, other in zip(usual[::5], usual[3::5], strict=False)]
    return [*((it,) for it in usual), *pairs, *((it,) for it in rare), brainstem]


def _auras() -> Auras:
    described = _symptoms()
    ways: list[Mapping[str, Any]] = [
        {},
        {"aura": NO},
        {"aura": YES},
        *({"aura_symptoms": it, "aura_in_succession": YES if len(it) > 1 else NOT_KNOWN} for it in described),
    ]
    attacks = [Attack(start=EPOCH_TIME, **way) for way in ways]
    longest = [_longest_min(attack) for attack in attacks]
    return Auras(
        answers=_coded(ways, *OF_AURA),
        least_min=np.array([least for least, _ in longest]),
        most_min=np.array([most for _, most in longest]),
        mark=np.array([_mark(attack) for attack in attacks], dtype=np.uint32),
        texts=tuple(as_text(attack.aura_symptoms) for attack in attacks),
    )


AURAS = _auras()
FIRST_DESCRIBED, RARE_AURAS = 3, 6


# Treatments


@dataclass(frozen=True, kw_only=True)
class Histories:
    """What was tried, and whether that is all: (histories, listed) with listed not known, yes, no."""

    flags: Array
    known: Array
    triptans: Array
    amounts: Mapping[str, Array]
    texts: tuple[str | None, ...]


LISTED = (NOT_KNOWN, YES, NO)
_OUTCOMES = (Outcome.NO_EFFECT, Outcome.ADVERSE_EFFECT, Outcome.HELPED, Outcome.CONTRAINDICATED, None)
_PREVENTIVES = ("propranolol", "topiramate", "amitriptyline", "candesartan", "valproate", "flunarizine", "erenumab")
_ACUTE = ("sumatriptan", "rizatriptan", "ibuprofen", "Excedrin", "metoclopramide")


def _tried(name: str, number: int) -> Treatment:
    return Treatment(
        name=name,
        started=date(2023, 1 + number % 12, 1),
        stopped=date(2024, 1 + number % 12, 1),
        adequate=(YES, YES, NOT_KNOWN)[number % 3],
        outcome=_OUTCOMES[number % len(_OUTCOMES)],
    )


def _histories() -> Histories:
    histories: list[tuple[Treatment, ...]] = [()]
    for number in range(40):
        preventives = [_PREVENTIVES[(number + n) % len(_PREVENTIVES)] for n in range(number % 5)]
        acute = [_ACUTE[(number + n) % len(_ACUTE)] for n in range(number % 3)]
        histories.append(tuple(_tried(name, number + n) for n, name in enumerate([*preventives, *acute])))
    mask = sum(
        1 << PROFILE_BITS[name] for name in FROM_TREATMENTS if name not in ("menstruates_by_sex", "interference")
    )
    mask |= 1 << PROFILE_BITS["treatments_all_named"] | 1 << PROFILE_BITS["triptan_route_unclear"]
    coded = [
        [profile_columns(Profile(every_treatment_listed=listed, treatments=history)) for listed in LISTED]
        for history in histories
    ]
    amounts = np.array([[one[3] for one in row] for row in coded], dtype=np.int32)
    names = [f"{name}_{edge}" for name in AMOUNTS for edge in ("least", "most")]
    return Histories(
        flags=np.array([[one[0] & mask for one in row] for row in coded], dtype=np.uint64),
        known=np.array([[one[1] & mask for one in row] for row in coded], dtype=np.uint64),
        triptans=np.array([[one[2] for one in row] for row in coded], dtype=np.uint64),
        amounts={name: amounts[:, :, n] for n, name in enumerate(names)},
        texts=tuple(as_text(history) for history in histories),
    )


HISTORIES = _histories()
