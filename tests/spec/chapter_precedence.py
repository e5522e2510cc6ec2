"""Which diagnosis stands when several are met: the general rules G1 to G8."""

from __future__ import annotations

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.precedence import GENERAL_RULES, PRECEDENCES
from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_OR_TENSION,
    MIGRAINE_WITH_AURA,
    TENSION_TYPE,
    Record,
    attack,
    attacks,
    but,
    days,
    diary,
    doses,
    in_each_month,
    months,
)
from tests.spec.chapters import Chapter, Example, as_tests

NO_PAIN_FEATURES = but(
    MIGRAINE, side=Side.BOTH, qualities=frozenset({Quality.PRESSING}), pain_0_to_10=3, worse_with_activity=NO
)
DISABLING = but(MIGRAINE, function_lost=YES)
EIGHT, SEVEN = (8, 8, 8), (7, 7, 7)


def ten_tension(kind: object = TENSION_TYPE) -> list[Record]:
    """Ten attacks over three months, so that 2.2 is met."""
    return months(tension=(4, 3, 3), tension_kind=kind)  # type: ignore[arg-type]


LEVELS = Example(
    says="G1: the subtype is listed beside its parent",
    diary=diary(attacks(2, MIGRAINE_WITH_AURA)),
    expects={"1.2 stands": "yes", "1.2.1 stands": "yes"},
)
LAST_YEAR = (
    *(
        Example(
            says=f"G2: five attacks, the last of them {ago} days before the last entry",
            diary=diary(attacks(5, every_days=1), days([5 + ago], headache=NO)),
            expects={"1.1": "met", "1.1 stands": stands},
        )
        for ago, stands in ((364, "yes"), (365, "yes"), (366, "no: G2"))
    ),
    Example(
        says="G2: five old attacks and a new one that may be of the kind",
        diary=diary(attacks(5, every_days=1), attack({}, 500, lasts=None)),
        expects={"1.1 stands": "yes"},
        because="What may be present is not set aside.",
    ),
    Example(
        says="G2: three complete attacks, the last of them today",
        diary=diary(attacks(3), lifetime_migraine_attacks=3),
        expects={"1.5.1": "met", "1.5.1 stands": "yes"},
        because="They are the attacks that 1.5.1 rests on, and they are present.",
    ),
)
SEVERAL = Example(
    says="G3: attacks with and without aura",
    diary=diary(attacks(5), attacks(2, MIGRAINE_WITH_AURA, from_day=50)),
    expects={"1.1 stands": "yes", "1.2 stands": "yes"},
)
DEFINITE_FIRST = (
    Example(
        says="G4: ten attacks that fit both 2.2 and 1.5.1",
        diary=diary(ten_tension(MIGRAINE_OR_TENSION)),
        expects={"2.2": "met", "1.5.1": "met", "2.2 stands": "yes", "1.5.1 stands": "no: G4"},
    ),
    Example(
        says="G4: ten attacks that fit 2.2, and five others that fit 1.5.1",
        diary=diary(ten_tension(), attacks(5, NO_PAIN_FEATURES, every_days=1, from_day=40)),
        expects={"2.2 stands": "yes", "1.5.1 stands": "yes"},
        because="Other attacks, another code.",
    ),
    Example(
        says="G4: ten attacks that fit both, and one that fits 1.5.1 alone; there were no more in life",
        diary=diary(ten_tension(MIGRAINE_OR_TENSION), attack(NO_PAIN_FEATURES, 40), lifetime_migraine_attacks=1),
        expects={"2.2 stands": "yes", "1.5.1 stands": "no: G4"},
        because="The ten are coded 2.2, and one attack is too few for 1.5.1.",
    ),
    Example(
        says="G4: three complete attacks of 1.1 and ten of 2.2",
        diary=diary(ten_tension(), attacks(3, every_days=1, from_day=40), lifetime_migraine_attacks=3),
        expects={"2.2 stands": "yes", "1.5.1": "met", "1.5.1 stands": "yes"},
        because="No attack fits both.",
    ),
    Example(
        says="G4: five attacks with aura, whose headache of 3 h has the features of migraine",
        diary=diary([attack(MIGRAINE_WITH_AURA, 1 + 7 * n, lasts="3") for n in range(5)]),
        expects={"1.1": "not_met", "1.2 stands": "yes", "1.5.1 stands": "no: G4"},
        because="The same attacks are 1.2, which is definite.",
    ),
)
CHRONIC_FIRST = (
    Example(
        says="1.3: chronic migraine with tension-type headache on seven more days a month",
        diary=diary(months(migraine=EIGHT, tension=SEVEN)),
        expects={"1.3 stands": "yes", "2.2": "met", "2.2 stands": "no: 1.3"},
    ),
    Example(
        says="1.3: chronic migraine and chronic tension-type headache both met",
        diary=diary(months(migraine=EIGHT, tension=(15, 15, 15))),
        expects={"1.3 stands": "yes", "2.3": "met", "2.3 stands": "no: 1.3"},
    ),
)
ONE_HEADACHE = Example(
    says="G6: a probable attack in a person without migraine",
    diary=diary(attack(NO_PAIN_FEATURES)),
    expects={"attack 1": "probable"},
)
COUNTS = Example(
    says="G6: a probable attack in a person with migraine",
    diary=diary(attacks(5), attack(NO_PAIN_FEATURES, 50)),
    expects={"1.1": "met", "attack 6": "probable_counts"},
)
DRUG_MONTHS = [
    *months(migraine=EIGHT, tension=SEVEN, migraine_kind=but(MIGRAINE, "drug_taken")),
    *doses("sumatriptan", in_each_month((10, 10, 10))),
]
BOTH_CODES = (
    Example(
        says="G8: chronic migraine with triptans on ten days a month",
        diary=diary(DRUG_MONTHS, headache_before_overuse=YES, every_dose_written=YES),
        expects={"1.3 stands": "yes", "8.2 stands": "yes", "8.2.2 stands": "yes"},
        because="The headache and what makes it worse are both coded.",
    ),
    Example(
        says="1.4.1: a status in a person whose medication overuse is met",
        diary=diary(
            DRUG_MONTHS,
            attack(DISABLING, 64, "20:00", lasts="80", key="long"),
            headache_before_overuse=YES,
            every_dose_written=YES,
        ),
        expects={"8.2 stands": "yes", "1.4.1": "met", "1.4.1 stands": "no: 1.4.1"},
    ),
    Example(
        says="1.4.1: a status without medication overuse",
        diary=diary(attacks(5), attack(DISABLING, 60, lasts="80")),
        expects={"1.4.1 stands": "yes", "1.1 stands": "yes"},
    ),
)
BY_WHICH_KNOWN = Example(
    says="chapter 2 and probable migraine with moderate nausea",
    diary=diary(attacks(5, but(TENSION_TYPE, nausea=Nausea.MODERATE))),
    expects={"1.5.1 stands": "yes", "2.2": "not_known"},
)

CHAPTER = Chapter(
    code="precedence",
    title="Which diagnosis stands: the general rules",
    text="A rule never changes whether criteria are met. It says which of the met diagnoses is coded.\n\n"
    + "\n".join(f"- **{rule.id}** {rule.text} {rule.done_by}" for rule in GENERAL_RULES),
    examples=(
        LEVELS,
        *LAST_YEAR,
        SEVERAL,
        *DEFINITE_FIRST,
        *CHRONIC_FIRST,
        ONE_HEADACHE,
        COUNTS,
        *BOTH_CODES,
        BY_WHICH_KNOWN,
    ),
)
test_example = as_tests(CHAPTER)


def test_the_eight_general_rules_are_written_down_in_order() -> None:
    assert [rule.id for rule in GENERAL_RULES] == [f"G{n}" for n in range(1, 9)]


def test_probable_migraine_comes_before_probable_tension_type_headache() -> None:
    assert ("G5", "1.5.1", "2.4") in [(rule.rule, rule.winner, rule.loser) for rule in PRECEDENCES]


def test_every_ichd3_verdict_leaves_its_last_criterion_to_the_clinician() -> None:
    for verdict in diagnose(diary(attacks(5))).verdicts:
        letter, _, text = verdict.for_clinician.partition(": ")
        assert letter[-1] in "CDEF"  # a subform names its parent's: 1.2 D
        assert text.startswith("no other disorder explains it better")
