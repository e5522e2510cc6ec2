"""ICD-10-CM codes proposed to a clinician, with their two flags."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reprieve.pathway.diagnosis.icd10cm import propose
from reprieve.pathway.diary.choices import AuraKind
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_WITH_AURA,
    TENSION_TYPE,
    VISUAL_AURA,
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

EIGHT, SEVEN = (8, 8, 8), (7, 7, 7)
LONG_TENSION = attack(TENSION_TYPE, 60, lasts="80")
DISABLING = but(MIGRAINE, function_lost=YES)

EXAMPLES = (
    Example(says="nothing is written", diary=diary(), expects={"codes": ""}),
    Example(says="1.1", diary=diary(attacks(5)), expects={"codes": "G43.009"}),
    Example(says="1.2", diary=diary(attacks(2, MIGRAINE_WITH_AURA)), expects={"codes": "G43.109"}),
    Example(
        says="1.2, and the same attacks fulfil 1.1 B to D",
        diary=diary(attacks(5, MIGRAINE_WITH_AURA)),
        expects={"codes": "G43.109"},
        because="Without aura is for attacks without aura, and there was none.",
    ),
    Example(
        says="1.2.3: weakness in the aura, and sight",
        diary=diary(
            attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(VISUAL_AURA, replace(VISUAL_AURA, kind=AuraKind.MOTOR))))
        ),
        expects={"codes": "G43.409"},
        because="Weakness with an aura of sight makes it hemiplegic.",
    ),
    Example(
        says="1.2, with weakness alone in the aura",
        diary=diary(attacks(2, but(MIGRAINE_WITH_AURA, aura_symptoms=(replace(VISUAL_AURA, kind=AuraKind.MOTOR),)))),
        expects={"1.2.3": "not_met", "codes": "G43.109"},
    ),
    Example(
        says="1.4.2: an aura of a week without infarct",
        diary=diary(
            attacks(2, MIGRAINE_WITH_AURA),
            attacks(1, but(MIGRAINE_WITH_AURA, aura_symptoms=(replace(VISUAL_AURA, minutes=10_080),)), from_day=30),
            infarct_on_imaging=NO,
        ),
        expects={"1.2 stands": "yes", "codes": "G43.509"},
        because="Persistent aura excludes the code of migraine with aura.",
    ),
    Example(
        says="1.1 and 1.2",
        diary=diary(attacks(5), attacks(2, MIGRAINE_WITH_AURA, from_day=50)),
        expects={"codes": "G43.109 G43.009"},
    ),
    Example(
        says="1.1, with an attack of 80 h a month ago",
        diary=diary(attacks(5), attack(MIGRAINE, 60, lasts="80"), days([90], headache=NO)),
        expects={"everyday": "met", "1.4.1": "not_met", "codes": "G43.019"},
    ),
    Example(
        says="1.1, with a status that reaches the last written day",
        diary=diary(attacks(5), attack(DISABLING, 60, lasts="80")),
        expects={"1.4.1": "met", "codes": "G43.011"},
    ),
    Example(
        says="1.1, with a status a month ago",
        diary=diary(attacks(5), attack(DISABLING, 60, lasts="80"), days([90], headache=NO)),
        expects={"1.4.1": "met", "codes": "G43.019"},
        because="*With status* is for now, never from the past.",
    ),
    Example(
        says="1.3 without aura",
        diary=diary(months(migraine=EIGHT, tension=SEVEN)),
        expects={"1.1 stands": "yes", "codes": "G43.709"},
        because="Chronic replaces episodic.",
    ),
    Example(
        says="1.3 with attacks with aura among them",
        diary=diary(months(migraine=EIGHT, tension=SEVEN), attacks(2, MIGRAINE_WITH_AURA, every_days=1, from_day=-30)),
        expects={"codes": "G43.E09"},
    ),
    Example(
        says="1.3, and whether there was an aura is not recorded",
        diary=diary(
            months(
                migraine=EIGHT,
                tension=SEVEN,
                migraine_kind=but(MIGRAINE, "aura"),
                tension_kind=but(TENSION_TYPE, "aura"),
            )
        ),
        expects={"1.2": "not_known", "codes": "G43.709"},
    ),
    Example(
        says="1.5.1",
        diary=diary([attack(MIGRAINE, 7 * n + 1, lasts="3") for n in range(5)]),
        expects={"codes": "G43.809"},
    ),
    Example(says="2.2", diary=diary(months(tension=(4, 3, 3))), expects={"codes": "G44.219"}),
    Example(says="2.3", diary=diary(months(tension=(15, 15, 15))), expects={"codes": "G44.229"}),
    Example(
        says="2.3, one of the headaches of 80 h",
        diary=diary(months(tension=(15, 15, 15)), attack(TENSION_TYPE, 63, lasts="80")),
        expects={"everyday": "met", "codes": "G44.229"},
        because="The rule sets are about migraine; a tension-type headache may last 7 days.",
    ),
    Example(
        says="1.3 and 8.2.2",
        diary=diary(
            months(migraine=EIGHT, tension=SEVEN, migraine_kind=but(MIGRAINE, "drug_taken")),
            doses("sumatriptan", in_each_month((10, 10, 10))),
            every_dose_written=YES,
        ),
        expects={"codes": "G43.709 G44.40"},
        because="Overuse is a second code.",
    ),
)

CHAPTER = Chapter(
    code="icd10cm",
    title="ICD-10-CM codes, proposed",
    text=(
        "A proposal for the clinician, who alone attests *intractable*; a rule set that is met supports it. *With "
        "status migrainosus* is proposed only while 1.4.1 is met by an attack that reaches the last written day. "
        "G43 carries *intractable* as its fifth character (0 or 1; menstrual migraine: 2 or 3) and *status* as its "
        "sixth (1 with, 9 without); G44.2 carries *intractable* as its last (1 or 9), and G44.4 as its fifth (0 or "
        "1); the rule sets are about migraine and never set these two."
    ),
    examples=EXAMPLES,
)
test_example = as_tests(CHAPTER)

# By hand from the published table: without flags; intractable; with status; both.
CODES = {
    "1.1": ("G43.009", "G43.019", "G43.001", "G43.011"),
    "1.2": ("G43.109", "G43.119", "G43.101", "G43.111"),
    "1.3": ("G43.709", "G43.719", "G43.701", "G43.711"),
    "1.3 with aura": ("G43.E09", "G43.E19", "G43.E01", "G43.E11"),
    "1.2.3": ("G43.409", "G43.419", "G43.401", "G43.411"),
    "1.4.2": ("G43.509", "G43.519", "G43.501", "G43.511"),
    "1.5.1": ("G43.809", "G43.819", "G43.801", "G43.811"),
    "1.5.2": ("G43.809", "G43.819", "G43.801", "G43.811"),
    # With 1.1, whose code it replaces; the fifth character is 2 or 3.
    "A1.1.1": ("G43.829", "G43.839", "G43.821", "G43.831"),
    "A1.1.2": ("G43.829", "G43.839", "G43.821", "G43.831"),
    # The rule sets are about migraine: no other headache is proposed as intractable by them.
    "2.2": ("G44.219",) * 4,
    "2.3": ("G44.229",) * 4,
    "8.2": ("G44.40",) * 4,
}
FLAGS = ((NO, NO), (YES, NO), (NO, YES), (YES, YES))


@pytest.mark.parametrize("met", CODES)
@pytest.mark.parametrize("number", range(4))
def test_each_diagnosis_has_its_code_for_each_pair_of_flags(met: str, number: int) -> None:
    intractable, status = FLAGS[number]
    with_others = {"1.3 with aura": ["1.2", "1.3"], "A1.1.1": ["1.1", "A1.1.1"], "A1.1.2": ["1.1", "A1.1.2"]}
    codes = with_others.get(met, [met])
    (proposal,) = propose(codes, intractable={"a rule set": intractable}, status_now=status)
    assert proposal.code == CODES[met][number]


@pytest.mark.parametrize("unknown", [NOT_KNOWN, NO])
def test_a_flag_that_is_not_known_is_not_set_and_says_so(unknown: Truth) -> None:
    (proposal,) = propose(["1.1"], intractable={"a rule set": unknown}, status_now=unknown)
    assert proposal.code == "G43.009"
    assert proposal.status is not None
    assert ("not known" in proposal.status.reason) is (unknown is NOT_KNOWN)
    assert ("not all can be judged" in proposal.intractable.reason) is (unknown is NOT_KNOWN)
