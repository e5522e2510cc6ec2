"""Which diagnosis stands when several fit, and which code would a clinician be asked to confirm? For all at once.

The rules between diagnoses are those of `diagnosis.precedence`, and codes are proposed by `diagnosis.icd10cm`,
once for all people for whom the same stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from reprieve.pathway.diagnosis import migraine, tension_type, trigeminal
from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.icd10cm import propose
from reprieve.pathway.diagnosis.intractability import SUPPORTING
from reprieve.pathway.diagnosis.precedence import PRECEDENCES, When
from reprieve.pathway.population.asking import Asking, Others
from reprieve.pathway.population.kernels import Array, pack
from reprieve.pathway.population.layout import MISSING
from reprieve.pathway.population.results import BETWEEN
from reprieve.pathway.terms.spans import PRESENT_DAYS
from reprieve.pathway.terms.truth import NO, YES

BY_CODE: Mapping[str, Entity] = {entity.code: entity for entity in ENTITIES}
# What a code hangs on besides the diagnoses that stand.
INTRACTABLE, STATUS_NOW, CHRONIC_PAROXYSMAL = (1 << len(ENTITIES) + n for n in range(3))


def standing(it: Asking) -> dict[str, Array]:
    """Which diagnoses are met and not set aside, by their codes."""
    stands = {entity.code: _on_its_own(it, entity) for entity in ENTITIES}
    for rule in PRECEDENCES:
        if rule.winner not in stands or rule.loser not in stands:
            continue
        beaten = stands[rule.winner] & stands[rule.loser]
        if rule.when is When.SAME_ATTACKS and beaten.any():
            others = _others(it, BY_CODE[rule.winner], np.flatnonzero(beaten))
            beaten &= ~others.person(BY_CODE[rule.loser].node).certain
        stands[rule.loser] = stands[rule.loser] & ~beaten
    return stands


def _on_its_own(it: Asking, entity: Entity) -> Array:
    """Met, in the last year, and not denied by the person's own word."""
    found = it.person(entity.node).certain
    if entity.attack is not None:
        found = found & (it.tally(entity.attack, PRESENT_DAYS)[2] > 0)
    if entity.code.split(".")[:2] == ["8", "2"]:
        found = found & it.people.told("headache_before_overuse").possible
    return found


def _others(it: Asking, winner: Entity, people: Array) -> Others:
    """Some people without the attacks that fulfil the winner."""
    kept = it.within(0) if winner.attack is None else ~it.attacks.ask(winner.attack).certain
    return Others(it, kept, people)


def codes(it: Asking, stands: Mapping[str, Array]) -> Array:
    """The codes proposed for each person, as one text."""
    key = np.zeros(len(it.people), dtype=np.int64)
    for bit, entity in enumerate(ENTITIES):
        key |= stands[entity.code].astype(np.int64) << bit
    key |= np.where(_intractable(it), INTRACTABLE, 0)
    key |= np.where(_status_now(it, stands["1.4.1"]), STATUS_NOW, 0)
    key |= np.where(it.person(trigeminal.CHRONIC_PAROXYSMAL).certain & stands["3.2"], CHRONIC_PAROXYSMAL, 0)
    kinds, of_kind = np.unique(key, return_inverse=True)
    texts = np.array([_codes_for(int(kind)) for kind in kinds], dtype=object)
    return np.asarray(texts[of_kind])


@lru_cache(maxsize=100_000)
def _codes_for(key: int) -> str:
    proposed = propose(
        [entity.code for bit, entity in enumerate(ENTITIES) if key >> bit & 1],
        intractable={"": YES if key & INTRACTABLE else NO},
        status_now=YES if key & STATUS_NOW else NO,
        chronic_paroxysmal=bool(key & CHRONIC_PAROXYSMAL),
    )
    return BETWEEN.join(it.code for it in proposed)


def _intractable(it: Asking) -> Array:
    """Whether a rule set that is about migraine supports it."""
    found = np.zeros(len(it.people), dtype=np.bool_)
    for rule_set in RULE_SETS:
        if rule_set.code not in SUPPORTING:
            continue
        met = it.person(rule_set.node).certain
        if rule_set.attack is not None:
            # One that speaks of attacks: met by one that is not of tension type.
            others = (it.attacks.ask(kind).certain for kind in (tension_type.ATTACK_2_2, tension_type.ATTACK_2_3))
            met = met & (it.people.number(it.attacks.ask(rule_set.attack).certain & ~np.bitwise_or(*others)) > 0)
        found |= met
    return found


def _status_now(it: Asking, stands: Array) -> Array:
    """Whether status migrainosus is met by an attack that reaches the last written day."""
    last = it.people.for_attacks(it.span.last)
    now = it.attacks.ask(migraine.STATUS_ATTACK).certain & pack(it.people.wholes.last_day == last)
    return stands & (it.people.number(now) > 0) & (it.span.last != MISSING)
