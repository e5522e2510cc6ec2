"""What is a migraine day, and a headache day? Named definitions, because no two trials agree.

The default is the proposal of 2023. A count is never given without the name of its definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reprieve.pathway.diagnosis.migraine import (
    ANY_HEADACHE,
    ATTACK_1_1,
    ATTACK_1_2,
    FEATURES_1_1,
    MIGRAINE_ON_A_DAY,
    MODERATE_OR_SEVERE,
)
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Amount, Is, Node, OnDay, every, none_of, one_of
from reprieve.pathway.terms.sources import ICHD3, ICHD3_UNVERIFIED, MIGRAINE_DAY_2023, OURS, TRIALS_UNVERIFIED, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DayDefinition:
    """A named kind of day: it counts when one of its attacks (or the day itself) fulfils `that`."""

    key: str
    name: str
    unit: Unit
    that: Node
    source: Source


_ANY_ACUTE_DRUG = Is(fact=facts.TAKEN_ANY_ACUTE, text="any drug against headache")

HEADACHE_DAY = DayDefinition(
    key="headache",
    name="headache day: at least 30 minutes, or any length if treated",
    unit=Unit.DAY,
    that=ANY_HEADACHE,
    source=OURS,
)
_MIGRAINE_DRUG_ON_A_HEADACHE_DAY = every(
    ANY_HEADACHE,
    OnDay(unit=Unit.DOSE, that=Is(fact=facts.TAKEN_MIGRAINE_DRUG)),
    text="a headache and a migraine drug that day, whatever its effect",
)
MIGRAINE_DAY = DayDefinition(
    key="migraine_2023",
    name="migraine day (2023 proposal)",
    unit=Unit.DAY,
    that=one_of(
        every(
            ANY_HEADACHE,
            OnDay(
                unit=Unit.ATTACK,
                that=every(Amount(fact=facts.LASTED_H, at_least=0.5, text="at least 30 minutes"), FEATURES_1_1),
            ),
            text="at least 30 minutes, with features of migraine",
        ),
        OnDay(
            unit=Unit.ATTACK,
            that=Is(fact=facts.VISUAL_AURA_5_TO_60_MIN),
            at_its_start=True,
            text="a visual aura of 5 to 60 minutes",
        ),
        _MIGRAINE_DRUG_ON_A_HEADACHE_DAY,
        text="30 minutes with features of migraine, or a visual aura, or a migraine drug",
        source=MIGRAINE_DAY_2023,
    ),
    source=MIGRAINE_DAY_2023,
)
_HALF_AN_HOUR = Amount(fact=facts.LASTED_H, at_least=0.5, text="at least 30 minutes")
_FOUR_HOURS = Amount(fact=facts.LASTED_H, at_least=4, text="at least 4 h")


def _a_headache_that(attack: Node) -> Node:
    """A headache day on which an attack is so; an attack whose pain is written as nought makes none."""
    return every(ANY_HEADACHE, OnDay(unit=Unit.ATTACK, that=attack))


DEFINITIONS: Mapping[str, DayDefinition] = {
    definition.key: definition
    for definition in (
        HEADACHE_DAY,
        MIGRAINE_DAY,
        DayDefinition(
            key="migraine_ichd3_chronic",
            name="migraine day as chronic migraine counts it (ICHD-3 1.3 C)",
            unit=Unit.DAY,
            that=MIGRAINE_ON_A_DAY,
            source=ICHD3,
        ),
        DayDefinition(
            key="migraine_strict",
            name="migraine day by the full attack criteria (ICHD-3 1.1 B to D, or 1.2 B and C)",
            unit=Unit.DAY,
            that=one_of(_a_headache_that(ATTACK_1_1), OnDay(unit=Unit.ATTACK, that=ATTACK_1_2)),
            source=ICHD3,
        ),
        DayDefinition(
            key="migraine_4h",
            name="migraine day of at least 4 h with features of migraine, or a migraine drug taken (erenumab-type)",
            unit=Unit.DAY,
            that=one_of(_a_headache_that(every(_FOUR_HOURS, FEATURES_1_1)), _MIGRAINE_DRUG_ON_A_HEADACHE_DAY),
            source=ICHD3_UNVERIFIED,
        ),
        DayDefinition(
            key="moderate_severe_4h",
            name="day with a moderate or severe headache of at least 4 h",
            unit=Unit.ATTACK,
            that=every(_FOUR_HOURS, MODERATE_OR_SEVERE),
            source=ICHD3_UNVERIFIED,
        ),
        DayDefinition(
            key="headache_erenumab",
            name="headache day of at least 4 h, or of any length with a drug against it (erenumab-type)",
            unit=Unit.DAY,
            that=one_of(
                _a_headache_that(_FOUR_HOURS),
                every(ANY_HEADACHE, OnDay(unit=Unit.DOSE, that=_ANY_ACUTE_DRUG)),
            ),
            source=TRIALS_UNVERIFIED,
        ),
        DayDefinition(
            key="headache_galcanezumab",
            name="headache day of at least 30 minutes (galcanezumab-type)",
            unit=Unit.DAY,
            that=_a_headache_that(_HALF_AN_HOUR),
            source=TRIALS_UNVERIFIED,
        ),
        DayDefinition(
            key="headache_preempt",
            name="headache day of at least 4 h (PREEMPT-type)",
            unit=Unit.DAY,
            that=_a_headache_that(_FOUR_HOURS),
            source=TRIALS_UNVERIFIED,
        ),
        DayDefinition(
            key="migraine_galcanezumab",
            name="migraine day of at least 30 minutes with features of migraine (galcanezumab-type)",
            unit=Unit.DAY,
            that=_a_headache_that(every(_HALF_AN_HOUR, FEATURES_1_1)),
            source=TRIALS_UNVERIFIED,
        ),
        DayDefinition(
            key="migraine_preempt",
            name="migraine day of at least 4 h with features of migraine (PREEMPT-type)",
            unit=Unit.ATTACK,
            that=every(_FOUR_HOURS, FEATURES_1_1),
            source=TRIALS_UNVERIFIED,
        ),
        DayDefinition(
            key="gepant_or_ditan",
            name="day with a gepant or a ditan: counted and not scored, because ICHD-3 has no limit for them",
            unit=Unit.DOSE,
            that=Is(fact=facts.TAKEN_GEPANT_OR_DITAN, text="a gepant or ditan"),
            source=OURS,
        ),
    )
}

# The one kind of day of which more are better: it is named here, and is no kind of headache day.
CRYSTAL_CLEAR = DayDefinition(
    key="crystal_clear",
    name="crystal-clear day: no pain, no other symptom of migraine, no drug against it",
    unit=Unit.DAY,
    that=none_of(
        Is(fact=facts.ANY_PAIN, text="pain of any length"),
        Is(fact=facts.OTHER_SYMPTOMS, text="another symptom of migraine"),
        OnDay(unit=Unit.DOSE, that=_ANY_ACUTE_DRUG),
        text="no pain, no other symptom, no drug against it",
    ),
    source=TRIALS_UNVERIFIED,
)
NAMED_DAYS: Mapping[str, DayDefinition] = {**DEFINITIONS, CRYSTAL_CLEAR.key: CRYSTAL_CLEAR}
