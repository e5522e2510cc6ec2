"""1.5.2 Probable migraine with aura."""

from __future__ import annotations

from reprieve.pathway.diagnosis.aura import PROBABLE_WITH_AURA
from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES
from tests.spec.builders import MIGRAINE, MIGRAINE_WITH_AURA, Items, attacks, but, diary
from tests.spec.chapter_1_2 import symptom
from tests.spec.chapters import Chapter, Example, as_tests

# Pain that is no migraine: on both sides, pressing, mild, and nothing with it. Not migraine without aura, then.
MILD_PAIN = but(
    MIGRAINE_WITH_AURA,
    side=Side.BOTH,
    qualities=frozenset({Quality.PRESSING}),
    pain_0_to_10=3,
    worse_with_activity=NO,
    nausea=Nausea.MILD,
    photophobia=YES,
    phonophobia=NO,
)


def _aura(pain: Items = MILD_PAIN, **items: object) -> Items:
    """Spreads and one-sided, but 90 minutes, and without headache within the hour: two of six."""
    return but(
        pain,
        aura_symptoms=(symptom(**{"spreads": YES, "one_sided": YES, **items}),),
        headache_within_60_min=NO,
    )


TWO_OF_SIX = _aura()
DOES_NOT_PASS = _aura(positive=YES, passes_completely=NO)
NEITHER = _aura(passes_completely=NO)

TOO_FEW = tuple(
    Example(
        says=f"{number} attacks that fulfil 1.2 B and C, and {told}",
        diary=diary(attacks(number, MIGRAINE_WITH_AURA), lifetime_aura_attacks=in_life),
        expects={"1.2": definite, "1.5.2": probable},
        because=why,
    )
    for number, in_life, told, definite, probable, why in (
        (0, 0, "none in life", "not_met", "not_known", "Nothing is written."),
        (1, 1, "one in life", "not_met", "met", "Only A is missing: fewer than two."),
        (1, None, "earlier ones not asked about", "not_known", "not_known", "It may be 1.2."),
        (1, 2, "two in life", "met", "not_met", "It is 1.2."),
        (2, 2, "two in life", "met", "not_met", "It is 1.2."),
    )
)

ONE_MISSING = (
    *(
        Example(
            says=f"{number} attacks that miss only {letter} of 1.2 ({what})",
            diary=diary(attacks(number, kind), lifetime_aura_attacks=number),
            expects={"1.2": "not_met", "1.5.2": verdict},
            because="A is missing too." if number < 2 else "",
        )
        for letter, what, kind in (
            ("C", "two of six", TWO_OF_SIX),
            ("B", "an aura that does not pass completely", DOES_NOT_PASS),
        )
        for number, verdict in ((1, "not_met"), (2, "met"), (3, "met"))
    ),
    Example(
        says="one attack that misses only C of 1.2, and nobody asked how many there were before",
        diary=diary(attacks(1, TWO_OF_SIX)),
        expects={"1.5.2": "not_known"},
    ),
    Example(
        says="two attacks that miss both B and C of 1.2",
        diary=diary(attacks(2, NEITHER)),
        expects={"1.5.2": "not_met", "attack 1: 1.5.2": "not_met"},
    ),
    Example(
        says="two attacks with two of six, and whether it was positive is not recorded",
        diary=diary(attacks(2, _aura(positive=NOT_KNOWN))),
        expects={"1.2": "not_known", "1.5.2": "not_known"},
        because="Three of six would make it 1.2.",
    ),
    Example(
        says="two attacks without aura",
        diary=diary(attacks(2)),
        expects={"1.5.2": "not_met"},
    ),
    Example(
        says="two attacks of which nobody wrote whether there was an aura",
        diary=diary(attacks(2, but(MIGRAINE, "aura"))),
        expects={"1.5.2": "not_known"},
    ),
)

STANDS = (
    Example(
        says="attacks with two of six, in pain that is no migraine",
        diary=diary(attacks(2, TWO_OF_SIX)),
        expects={"1.5.2 stands": "yes", "codes": "G43.809"},
    ),
    Example(
        says="attacks of migraine with two of six",
        diary=diary(attacks(5, _aura(MIGRAINE_WITH_AURA))),
        expects={"1.1 stands": "yes", "1.5.2": "met", "1.5.2 stands": "no: G4"},
        because="The same attacks fulfil 1.1: a definite diagnosis beats a probable one.",
    ),
    Example(
        says="attacks of migraine, and two others with two of six",
        diary=diary(attacks(5), attacks(2, TWO_OF_SIX, from_day=60)),
        expects={"1.1 stands": "yes", "1.5.2 stands": "yes"},
    ),
)

CHAPTER = Chapter(
    code="1.5.2",
    title="Probable migraine with aura",
    text="All but one of 1.2 A to C. *One criterion missing* is one lettered criterion.",
    entities=(PROBABLE_WITH_AURA,),
    examples=(*TOO_FEW, *ONE_MISSING, *STANDS),
)
test_example = as_tests(CHAPTER)
