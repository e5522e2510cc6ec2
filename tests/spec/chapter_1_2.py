"""1.2 Migraine with aura, and 1.2.1 with typical aura."""

from __future__ import annotations

from typing import Any

from reprieve.pathway.diagnosis.migraine import TYPICAL_AURA, WITH_AURA
from reprieve.pathway.diary.choices import AuraKind
from reprieve.pathway.diary.records import AuraSymptom
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import MIGRAINE, MIGRAINE_WITH_AURA, VISUAL_AURA, attack, attacks, but, diary
from tests.spec.chapters import Chapter, Example, as_tests


def symptom(**items: Any) -> AuraSymptom:
    """A visual symptom of 90 minutes that passes, and has none of the six characteristics unless said."""
    plain: dict[str, Any] = {"minutes": 90, "spreads": NO, "one_sided": NO, "positive": NO}
    return AuraSymptom(**{"kind": AuraKind.VISUAL, "passes_completely": YES, **plain, **items})


def with_aura(*symptoms: AuraSymptom, succession: Truth = NO, headache: Truth = NO) -> list[Any]:
    """One attack with these symptoms."""
    return [
        attack(
            but(
                MIGRAINE_WITH_AURA,
                aura_symptoms=symptoms,
                aura_in_succession=succession,
                headache_within_60_min=headache,
            )
        )
    ]


HOW_MANY = (
    *(
        Example(
            says=f"attacks with aura: {number} written, {number} in life as told",
            diary=diary(attacks(number, MIGRAINE_WITH_AURA), lifetime_aura_attacks=number),
            expects={"1.2": verdict, "1.2.1": verdict},
        )
        for number, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
    Example(
        says="one attack with aura, and nobody asked how many there were before",
        diary=diary(attacks(1, MIGRAINE_WITH_AURA)),
        expects={"1.2": "not_known", "1.2.1": "not_known"},
    ),
    Example(
        says="one attack with aura written, two in life as told",
        diary=diary(attacks(1, MIGRAINE_WITH_AURA), lifetime_aura_attacks=2),
        expects={"1.2": "met"},
    ),
    Example(
        says="two attacks without aura and no others",
        diary=diary(attacks(2)),
        expects={"1.2": "not_met", "1.2.1": "not_met"},
    ),
    Example(
        says="five attacks of which nobody wrote whether there was an aura",
        diary=diary(attacks(5, but(MIGRAINE, "aura"))),
        expects={"1.1": "met", "1.2": "not_known"},
    ),
    Example(
        says="two attacks with an aura that is not described",
        diary=diary(attacks(2, but(MIGRAINE, aura=YES))),
        expects={"1.2": "not_known", "1.2.1": "not_known"},
    ),
    Example(
        says="two auras that are not known to pass completely",
        diary=diary(attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(symptom(passes_completely=NOT_KNOWN),)))),
        expects={"1.2 B": "not_known"},
    ),
    Example(
        says="two auras that do not pass completely",
        diary=diary(attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(symptom(passes_completely=NO),)))),
        expects={"1.2": "not_met", "1.2 B": "not_met"},
    ),
)

HOW_MANY_OF_SIX = tuple(
    Example(says=f"aura: {says}", diary=diary(written), expects={"attack 1: 1.2 C": verdict})
    for says, written, verdict in (
        ("none of the six", with_aura(symptom()), "not_met"),
        ("two of six: spreads, one-sided", with_aura(symptom(spreads=YES, one_sided=YES)), "not_met"),
        (
            "three of six: spreads, one-sided, headache after it",
            with_aura(symptom(spreads=YES, one_sided=YES), headache=YES),
            "met",
        ),
        (
            "four of six: spreads, one-sided, positive, headache after it",
            with_aura(symptom(spreads=YES, one_sided=YES, positive=YES), headache=YES),
            "met",
        ),
        (
            "three of six, by two symptoms in succession",
            with_aura(symptom(one_sided=YES), symptom(positive=YES), succession=YES),
            "met",
        ),
        (
            "two of six, and whether it was positive is not recorded",
            with_aura(symptom(spreads=YES, one_sided=YES, positive=NOT_KNOWN)),
            "not_known",
        ),
        (
            "speech counts as one-sided",
            with_aura(symptom(kind=AuraKind.SPEECH, one_sided=NO, spreads=YES), headache=YES),
            "met",
        ),
    )
)


def _minutes(minutes: float, kind: AuraKind | None, verdict: str, because: str = "") -> Example:
    named = kind.value if kind else "not recorded"
    return Example(
        says=f"spreads, one-sided, and lasts {minutes:g} minutes (kind: {named})",
        diary=diary(with_aura(symptom(kind=kind, minutes=minutes, spreads=YES, one_sided=YES))),
        expects={"attack 1: 1.2 C": verdict},
        because=because,
    )


HOW_LONG = (
    *(
        _minutes(minutes, AuraKind.VISUAL, verdict)
        for minutes, verdict in (
            (4, "not_met"),
            (5, "met"),
            (6, "met"),
            (59, "met"),
            (60, "met"),
            (61, "not_met"),
        )
    ),
    *(
        _minutes(minutes, AuraKind.MOTOR, verdict, "Weakness may last up to 72 h.")
        for minutes, verdict in ((4, "not_met"), (61, "met"), (4319, "met"), (4320, "met"), (4321, "not_met"))
    ),
    _minutes(60, None, "met", "Short enough for every kind."),
    _minutes(61, None, "not_known", "Too long, unless it was weakness."),
    _minutes(4321, None, "not_met", "Too long for every kind."),
    Example(
        says="of two symptoms, one lasts 61 minutes",
        diary=diary(with_aura(symptom(minutes=60, spreads=YES, one_sided=YES), symptom(minutes=61))),
        expects={"attack 1: 1.2 C": "not_met"},
        because="Each must last 5 to 60 minutes.",
    ),
    Example(
        says="of two symptoms, the length of one is not recorded",
        diary=diary(with_aura(symptom(minutes=60, spreads=YES, one_sided=YES), symptom(minutes=None))),
        expects={"attack 1: 1.2 C": "not_known"},
    ),
)


def _kinds(says: str, kinds: tuple[AuraKind | None, ...], verdict: str, because: str = "") -> Example:
    symptoms = tuple(
        symptom(kind=kind, minutes=20, spreads=YES, one_sided=YES, positive=YES, passes_completely=YES)
        for kind in kinds
    )
    return Example(
        says=says,
        diary=diary(attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=symptoms))),
        expects={"1.2.1": verdict, "1.2": "met"},
        because=because,
    )


TYPICAL = (
    _kinds("aura of sight", (AuraKind.VISUAL,), "met"),
    _kinds("aura of feeling", (AuraKind.SENSORY,), "met"),
    _kinds("aura of speech", (AuraKind.SPEECH,), "met"),
    _kinds("aura of sight and of strength", (AuraKind.VISUAL, AuraKind.MOTOR), "not_met"),
    _kinds("aura of sight and of the brainstem", (AuraKind.VISUAL, AuraKind.BRAINSTEM), "not_met"),
    _kinds("aura of sight and of one eye", (AuraKind.VISUAL, AuraKind.RETINAL), "not_met"),
    _kinds("aura of strength alone", (AuraKind.MOTOR,), "not_met"),
    _kinds(
        "aura of sight, and one symptom whose kind is not recorded",
        (AuraKind.VISUAL, None),
        "not_known",
        "It is an aura, and may be weakness.",
    ),
)

BOTH_KINDS = Example(
    says="two attacks with aura among five with the features of 1.1",
    diary=diary(attacks(5), attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(VISUAL_AURA,)), from_day=50)),
    expects={"1.1 stands": "yes", "1.2 stands": "yes", "1.2.1 stands": "yes"},
    because="Each distinct kind has its own code.",
)

CHAPTER = Chapter(
    code="1.2",
    title="Migraine with aura, and with typical aura (1.2.1)",
    text=(
        "The final edition asks for three of six characteristics; the beta edition asked for two of four. The "
        "symptoms written for an attack are taken to be all there were."
    ),
    entities=(WITH_AURA, TYPICAL_AURA),
    examples=(*HOW_MANY, *HOW_MANY_OF_SIX, *HOW_LONG, *TYPICAL, BOTH_KINDS),
)
test_example = as_tests(CHAPTER)
