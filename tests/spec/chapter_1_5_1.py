"""1.5.1 Probable migraine without aura."""

from __future__ import annotations

from reprieve.pathway.diagnosis.migraine import PROBABLE_WITHOUT_AURA
from reprieve.pathway.diary.choices import Effect, Nausea, Quality, Side
from reprieve.pathway.terms.truth import NO
from tests.spec.builders import MIGRAINE, TENSION_TYPE, Record, attacks, but, diary, treated
from tests.spec.chapters import Chapter, Example, as_tests

NO_PAIN_FEATURES = but(
    MIGRAINE, side=Side.BOTH, qualities=frozenset({Quality.PRESSING}), pain_0_to_10=3, worse_with_activity=NO
)
NO_COMPANIONS = but(MIGRAINE, nausea=Nausea.NONE, vomiting=NO, photophobia=NO, phonophobia=NO)
NEITHER = but(NO_PAIN_FEATURES, nausea=Nausea.NONE, vomiting=NO, photophobia=NO, phonophobia=NO)

TOO_FEW = tuple(
    Example(
        says=f"{number} attacks that fulfil 1.1 B to D, and {told}",
        diary=diary(attacks(number), lifetime_migraine_attacks=in_life),
        expects={"1.1": definite, "1.5.1": probable, "1.5.1 stands": stands},
        because=why,
    )
    for number, in_life, told, definite, probable, stands, why in (
        (0, 0, "none in life", "not_met", "not_known", "no", "Nothing is written."),
        (1, 1, "one in life", "not_met", "met", "yes", "Only A is missing: fewer than five."),
        (3, 3, "three in life", "not_met", "met", "yes", ""),
        (4, 4, "four in life", "not_met", "met", "yes", ""),
        (4, None, "earlier ones not asked about", "not_known", "not_known", "no", "It may be 1.1."),
        (5, 5, "five in life", "met", "not_met", "no", "It is 1.1."),
    )
)

ONE_MISSING = (
    *(
        Example(
            says=f"{number} attacks that miss only {letter} of 1.1 ({what})",
            diary=diary(attacks(number, kind), lifetime_migraine_attacks=number),
            expects={"1.1": "not_met", "1.5.1": verdict},
            because="A is missing too." if number < 5 else "",
        )
        for letter, what, kind in (
            ("C", "pain without its features", NO_PAIN_FEATURES),
            ("D", "no companions", NO_COMPANIONS),
        )
        for number, verdict in ((4, "not_met"), (5, "met"), (6, "met"))
    ),
    Example(
        says="four attacks that miss only D, and nobody asked how many there were before",
        diary=diary(attacks(4, NO_COMPANIONS)),
        expects={"1.5.1": "not_known"},
    ),
    Example(
        says="five attacks that miss C and D",
        diary=diary(attacks(5, NEITHER)),
        expects={"1.1": "not_met", "1.5.1": "not_met"},
    ),
)


def _lasting(lasts: str) -> list[Record]:
    return [
        record
        for n in range(5)
        for record in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, lasts=lasts, effect_at_2h=Effect.NONE)
    ]


DURATION_MISSING = (
    *(
        Example(
            says=f"five attacks of {lasts} h, treated without success",
            diary=diary(_lasting(lasts)),
            expects={"1.1": definite, "1.5.1": probable},
        )
        for lasts, definite, probable in (
            ("3:59", "not_met", "met"),
            ("4", "met", "not_met"),
            ("72", "met", "not_met"),
            ("72:01", "not_met", "met"),
        )
    ),
    Example(
        says="five attacks of 3 h, each ended by a drug",
        diary=diary(
            [
                record
                for n in range(5)
                for record in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, effect_at_2h=Effect.PAIN_FREE)
            ]
        ),
        expects={"1.1": "not_known", "1.5.1": "not_known", "one of": "1.1 or 1.5.1"},
        because="Whether they would have lasted 4 h cannot be seen; that they are one or the other is certain.",
    ),
)

EASED = {"lasts": "3", "effect_at_2h": Effect.PAIN_FREE}
ONE_OF_THEM = tuple(
    Example(says=says, diary=diary(written, **profile), expects={"one of": pairs}, because=why)
    for says, written, profile, pairs, why in (
        (
            "twelve attacks of 3 h, each ended by a drug",
            [one for n in range(12) for one in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, **EASED)],
            {},
            "1.1 or 1.5.1",
            "",
        ),
        (
            "the same beside five of tension type",
            [
                *(one for n in range(12) for one in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, **EASED)),
                *attacks(5, TENSION_TYPE, from_day=4),
            ],
            {},
            "1.1 or 1.5.1",
            "",
        ),
        (
            "the same beside five that lasted 10 h",
            [
                *(one for n in range(12) for one in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, **EASED)),
                *attacks(5, from_day=4),
            ],
            {},
            "",
            "It is 1.1.",
        ),
        (
            "four attacks of 3 h, each ended by a drug",
            [one for n in range(4) for one in treated(MIGRAINE, "sumatriptan", 1 + 7 * n, **EASED)],
            {},
            "",
            "There may be too few for either.",
        ),
        (
            "twelve attacks of 3 h, of which nothing but the length and a drug is written",
            [one for n in range(12) for one in treated({}, "sumatriptan", 1 + 7 * n, **EASED)],
            {},
            "",
            "They may be neither.",
        ),
        (
            "five attacks of 3 h in someone of unknown age",
            attacks(5, lasts="3"),
            {"birth_year": None},
            "1.1 or 1.5.1",
            "Under 18 it is 1.1, else 1.5.1.",
        ),
    )
)

OTHERS = Example(
    says="five attacks of tension-type headache and no others",
    diary=diary(attacks(5, TENSION_TYPE)),
    expects={"1.5.1": "not_met"},
)

CHILDREN = tuple(
    Example(
        says=f"five untreated attacks of {lasts} h in {who}",
        diary=diary(attacks(5, lasts=lasts), birth_year=born),
        expects={"1.1": definite, "1.5.1": probable},
        because=why,
    )
    for lasts, who, born, definite, probable, why in (
        ("1:59", "someone of 16 or 17", 2009, "not_met", "met", "B is missing: under 18 it takes 2 h."),
        ("2", "someone of 16 or 17", 2009, "met", "not_met", ""),
        ("3", "someone of unknown age", None, "not_known", "not_known", "Under 18 it is 1.1, else 1.5.1."),
        ("1:59", "someone of unknown age", None, "not_met", "met", "B is missing at any age."),
        ("3", "an adult", 1980, "not_met", "met", ""),
    )
)

CHAPTER = Chapter(
    code="1.5.1",
    title="Probable migraine without aura",
    text=(
        "All but one of 1.1 A to D. What is missing is a lettered criterion, not one item of it. Criterion B here "
        "(not another headache) is judged against 1.1; what else stands in its place is in the chapter on precedence."
    ),
    entities=(PROBABLE_WITHOUT_AURA,),
    examples=(*TOO_FEW, *ONE_MISSING, *DURATION_MISSING, *CHILDREN, *ONE_OF_THEM, OTHERS),
)
test_example = as_tests(CHAPTER)
