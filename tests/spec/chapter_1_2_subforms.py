"""1.2.1.1 to 1.2.4: which migraine with aura."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reprieve.pathway.diagnosis.aura import (
    BRAINSTEM_AURA,
    FAMILIAL_HEMIPLEGIC,
    HEMIPLEGIC_MIGRAINE,
    RETINAL_MIGRAINE,
    SPORADIC_HEMIPLEGIC,
    TYPICAL_WITH_HEADACHE,
    TYPICAL_WITHOUT_HEADACHE,
)
from reprieve.pathway.diary.choices import AuraKind, BrainstemSymptom
from reprieve.pathway.diary.records import Attack, AuraSymptom
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, MIGRAINE_WITH_AURA, VISUAL_AURA, Items, attacks, but, diary
from tests.spec.chapters import Chapter, Example, as_tests

WITHOUT_HEADACHE = but(MIGRAINE_WITH_AURA, headache_within_60_min=NO)
WEAKNESS = replace(VISUAL_AURA, kind=AuraKind.MOTOR)
ONE_EYE = replace(VISUAL_AURA, kind=AuraKind.RETINAL, confirmed_monocular=YES)
UNSAID = replace(VISUAL_AURA, kind=AuraKind.BRAINSTEM)
VERTIGO, DIPLOPIA, TINNITUS = (
    replace(UNSAID, brainstem=which)
    for which in (BrainstemSymptom.VERTIGO, BrainstemSymptom.DIPLOPIA, BrainstemSymptom.TINNITUS)
)


def aura_of(*symptoms: AuraSymptom, **items: Any) -> Items:
    """An attack with these aura symptoms."""
    return but(MIGRAINE_WITH_AURA, aura_symptoms=symptoms, aura_in_succession=NO, **items)


def _two(says: str, kind: Items, because: str = "", number: int = 2, /, **expects: str) -> Example:
    return Example(
        says=says,
        diary=diary(attacks(number, kind)),
        expects={code.removeprefix("of_").replace("_", "."): verdict for code, verdict in expects.items()},
        because=because,
    )


HEADACHE = (
    *(
        Example(
            says=f"typical auras with headache: {number} written, {number} in life as told",
            diary=diary(attacks(number, MIGRAINE_WITH_AURA), lifetime_aura_attacks=number),
            expects={"1.2.1.1": verdict, "1.2.1.2": "not_met"},
        )
        for number, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
    *(
        Example(
            says=f"typical auras without headache: {number} written, {number} in life as told",
            diary=diary(attacks(number, WITHOUT_HEADACHE), lifetime_aura_attacks=number),
            expects={"1.2.1.1": "not_met", "1.2.1.2": verdict},
        )
        for number, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
    Example(
        says="one typical aura with headache and one without",
        diary=diary(attacks(1, MIGRAINE_WITH_AURA), attacks(1, WITHOUT_HEADACHE, from_day=20)),
        expects={"1.2.1": "met", "1.2.1.1": "not_known", "1.2.1.2": "not_known"},
        because="Each asks for attacks of its own; what was before the diary is not known.",
    ),
    Example(
        says="two typical auras with headache and two without",
        diary=diary(attacks(2, MIGRAINE_WITH_AURA), attacks(2, WITHOUT_HEADACHE, from_day=20)),
        expects={"1.2.1.1 stands": "yes", "1.2.1.2 stands": "yes"},
        because="Each distinct kind has its own code.",
    ),
    Example(
        says="one typical aura with headache, and twenty auras in life as told",
        diary=diary(attacks(1, MIGRAINE_WITH_AURA), lifetime_aura_attacks=20),
        expects={"1.2.1": "met", "1.2.1.1": "not_known"},
        because="The number told is of auras of every kind.",
    ),
    Example(
        says="two typical auras, and a headache with them is not recorded",
        diary=diary(attacks(2, but(MIGRAINE_WITH_AURA, "headache_within_60_min"))),
        expects={"1.2.1": "met", "1.2.1.1": "not_known", "1.2.1.2": "not_known"},
    ),
    _two("two auras of sight and strength with headache", aura_of(VISUAL_AURA, WEAKNESS), of_1_2_1_1="not_met"),
)

BRAINSTEM = (
    _two("one brainstem symptom", aura_of(VISUAL_AURA, VERTIGO), of_1_2_2="not_met"),
    _two("two brainstem symptoms", aura_of(VISUAL_AURA, VERTIGO, DIPLOPIA), of_1_2_2="met", of_1_2_1="not_met"),
    _two("three brainstem symptoms", aura_of(VISUAL_AURA, VERTIGO, DIPLOPIA, TINNITUS), of_1_2_2="met"),
    _two("two brainstem symptoms and no others", aura_of(VERTIGO, DIPLOPIA), of_1_2_2="met"),
    _two(
        "one brainstem symptom, written twice with two lengths",
        aura_of(VERTIGO, replace(VERTIGO, minutes=30)),
        "It is one symptom.",
        of_1_2_2="not_met",
    ),
    _two(
        "two brainstem symptoms, one of which does not pass",
        aura_of(VERTIGO, replace(DIPLOPIA, passes_completely=NO)),
        of_1_2_2="not_met",
    ),
    _two(
        "two brainstem symptoms, and not recorded whether one of them passes",
        aura_of(VERTIGO, replace(DIPLOPIA, passes_completely=NOT_KNOWN)),
        of_1_2_2="not_known",
    ),
    _two(
        "a brainstem aura, and not written which symptoms",
        aura_of(UNSAID),
        "It may have been one of the seven, or several.",
        of_1_2_2="not_known",
    ),
    _two(
        "one brainstem symptom, and a symptom whose kind is not recorded",
        aura_of(VERTIGO, replace(VISUAL_AURA, kind=None)),
        of_1_2_2="not_known",
    ),
    _two(
        "two brainstem symptoms, and weakness",
        aura_of(VISUAL_AURA, VERTIGO, DIPLOPIA, WEAKNESS),
        "With weakness it is hemiplegic.",
        of_1_2_2="not_met",
        of_1_2_3="met",
    ),
    _two("two brainstem symptoms, and one eye", aura_of(VERTIGO, DIPLOPIA, ONE_EYE), of_1_2_2="not_met"),
    _two("attacks without aura", MIGRAINE, of_1_2_2="not_met", of_1_2_3="not_met", of_1_2_4="not_met"),
    _two(
        "attacks of which nobody wrote whether there was an aura",
        but(MIGRAINE, "aura"),
        of_1_2_2="not_known",
        of_1_2_3="not_known",
        of_1_2_4="not_known",
    ),
    Example(
        says="one brainstem aura and no other aura in life as told",
        diary=diary(attacks(1, aura_of(VERTIGO, DIPLOPIA)), lifetime_aura_attacks=1),
        expects={"1.2.2": "not_met"},
    ),
    Example(
        says="one brainstem aura, and twenty auras in life as told",
        diary=diary(attacks(1, aura_of(VERTIGO, DIPLOPIA)), lifetime_aura_attacks=20),
        expects={"1.2": "met", "1.2.2": "not_known"},
        because="The number told is of auras of every kind.",
    ),
)

HEMIPLEGIC = (
    *(
        Example(
            says=f"weakness and sight: {number} written, {number} in life as told",
            diary=diary(attacks(number, aura_of(VISUAL_AURA, WEAKNESS)), lifetime_aura_attacks=number),
            expects={"1.2.3": verdict},
        )
        for number, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
    _two(
        "weakness alone",
        aura_of(WEAKNESS),
        "Sight, feeling or speech must be affected too.",
        of_1_2="met",
        of_1_2_3="not_met",
    ),
    *(
        _two(
            f"weakness and {kind.value}",
            aura_of(replace(VISUAL_AURA, kind=kind), WEAKNESS),
            of_1_2_3="met",
            of_1_2_1="not_met",
        )
        for kind in (AuraKind.SENSORY, AuraKind.SPEECH)
    ),
    _two(
        "weakness and one brainstem symptom",
        aura_of(WEAKNESS, VERTIGO),
        of_1_2_3="not_met",
        of_1_2_2="not_met",
    ),
    _two(
        "weakness that does not pass, and sight",
        aura_of(VISUAL_AURA, replace(WEAKNESS, passes_completely=NO)),
        of_1_2_3="not_met",
    ),
    _two(
        "weakness, not recorded whether it passes, and sight",
        aura_of(VISUAL_AURA, replace(WEAKNESS, passes_completely=NOT_KNOWN)),
        of_1_2_3="not_known",
    ),
    _two(
        "weakness for two weeks, and sight",
        aura_of(VISUAL_AURA, replace(WEAKNESS, minutes=20_160)),
        "Weakness may last for weeks; three others of the six are there.",
        of_1_2_3="met",
    ),
    *(
        Example(
            says=f"weakness and sight, a close relative with such attacks: {told.value.replace('_', ' ')}",
            diary=diary(attacks(2, aura_of(VISUAL_AURA, WEAKNESS)), family_hemiplegic=told),
            expects={"1.2.3.1": familial, "1.2.3.2": sporadic},
        )
        for told, familial, sporadic in (
            (YES, "met", "not_met"),
            (NO, "not_met", "met"),
            (NOT_KNOWN, "not_known", "not_known"),
        )
    ),
    Example(
        says="no weakness, and a close relative with hemiplegic migraine",
        diary=diary(attacks(2, MIGRAINE_WITH_AURA), family_hemiplegic=YES),
        expects={"1.2.3": "not_met", "1.2.3.1": "not_met", "1.2.3.2": "not_met"},
    ),
    Example(
        says="two attacks with weakness and sight, and two with sight alone",
        diary=diary(attacks(2, aura_of(VISUAL_AURA, WEAKNESS)), attacks(2, MIGRAINE_WITH_AURA, from_day=30)),
        expects={"1.2.1 stands": "yes", "1.2.3 stands": "yes", "verdicts": "shown", "codes": "G43.409 G43.109"},
        because="Each distinct kind has its own code. Weakness warns, and hides nothing.",
    ),
)


def _one_eye(confirmed: int, of: int) -> list[Attack]:
    sure, unsure = aura_of(ONE_EYE), aura_of(replace(ONE_EYE, confirmed_monocular=NO))
    return [*attacks(confirmed, sure), *attacks(of - confirmed, unsure, from_day=60)]


RETINAL = (
    *(
        Example(
            says=f"three auras of one eye, {confirmed} of them confirmed",
            diary=diary(_one_eye(confirmed, 3)),
            expects={"1.2.4": verdict},
        )
        for confirmed, verdict in ((0, "not_met"), (1, "not_known"), (2, "met"), (3, "met"))
    ),
    _two(
        "two auras of one eye, and not recorded whether that was confirmed",
        aura_of(replace(ONE_EYE, confirmed_monocular=NOT_KNOWN)),
        "Only a test of the field of vision, or a drawing made in the attack, can tell.",
        of_1_2="met",
        of_1_2_4="not_known",
    ),
    _two(
        "confirmed, and of the three none but the headache",
        aura_of(replace(ONE_EYE, minutes=90, spreads=NO)),
        of_1_2="met",
        of_1_2_4="not_met",
    ),
    _two("confirmed, it spreads, headache", aura_of(replace(ONE_EYE, minutes=90)), of_1_2_4="met"),
    _two("confirmed, 20 minutes, headache", aura_of(replace(ONE_EYE, spreads=NO)), of_1_2_4="met", of_1_2_1="not_met"),
    _two("confirmed, it spreads, 20 minutes", aura_of(ONE_EYE, headache_within_60_min=NO), of_1_2_4="met"),
    _two(
        "confirmed, headache; another symptom spreads",
        aura_of(VISUAL_AURA, replace(ONE_EYE, minutes=90, spreads=NO)),
        "It is the change in the one eye that must spread.",
        of_1_2_4="not_met",
    ),
    _two(
        "confirmed, and does not pass",
        aura_of(VISUAL_AURA, replace(ONE_EYE, passes_completely=NO)),
        of_1_2_4="not_met",
    ),
)

CHAPTER = Chapter(
    code="1.2-subforms",
    title="Migraine with aura: typical with and without headache, brainstem, hemiplegic, retinal (1.2.1.1 to 1.2.4)",
    text=(
        "Each subform asks for two attacks of its own kind. The number of auras in life as told is of auras of every "
        "kind, so that it can refuse a subform and never meet one. Retinal migraine is never met without a "
        "confirmation of the one-sided loss in the attacks themselves; an eye examination belongs to it."
    ),
    entities=(
        TYPICAL_WITH_HEADACHE,
        TYPICAL_WITHOUT_HEADACHE,
        BRAINSTEM_AURA,
        HEMIPLEGIC_MIGRAINE,
        FAMILIAL_HEMIPLEGIC,
        SPORADIC_HEMIPLEGIC,
        RETINAL_MIGRAINE,
    ),
    examples=(*HEADACHE, *BRAINSTEM, *HEMIPLEGIC, *RETINAL),
)
test_example = as_tests(CHAPTER)
