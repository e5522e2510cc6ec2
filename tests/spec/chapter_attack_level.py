"""What can be said of one attack, as against the person."""

from __future__ import annotations

from reprieve.pathway.diary.choices import Effect, Nausea, Quality, Side
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.builders import (
    MIGRAINE,
    MIGRAINE_OR_TENSION,
    MIGRAINE_WITH_AURA,
    NOTHING_RECORDED,
    TENSION_TYPE,
    Items,
    attack,
    attacks,
    but,
    days,
    diary,
    treated,
)
from tests.spec.chapters import Chapter, Example, as_tests

# Pain of migraine without its companions: within 4 to 72 h it is probable migraine, and outside it is neither.
NEITHER = but(MIGRAINE, nausea=Nausea.NONE, vomiting=NO, photophobia=NO, phonophobia=NO)
# Two of 1.1 C by pain and activity, mild nausea; and two of 2.3 C by both sides and moderate pain.
MILD_NAUSEA = but(
    MIGRAINE,
    side=Side.BOTH,
    qualities=frozenset({Quality.PRESSING}),
    pain_0_to_10=5,
    nausea=Nausea.MILD,
    photophobia=NO,
    phonophobia=NO,
)


def _one(says: str, kind: Items, label: str, because: str = "", lasts: str | None = "10") -> Example:
    return Example(says=says, diary=diary(attack(kind, lasts=lasts)), expects={"attack 1": label}, because=because)


def _treated(
    says: str,
    kind: Items,
    label: str,
    because: str = "",
    *,
    lasts: str | None = "3",
    effect: Effect | None = Effect.PAIN_FREE,
) -> Example:
    return Example(
        says=says,
        diary=diary(treated(kind, "sumatriptan", lasts=lasts, effect_at_2h=effect)),
        expects={"attack 1": label},
        because=because,
    )


UNTREATED = (
    _one("all features of migraine", MIGRAINE, "without_aura"),
    _one("all features of migraine, and an aura", MIGRAINE_WITH_AURA, "with_aura"),
    _one("tension-type headache", TENSION_TYPE, "tension_type"),
    _one("both at once: definite tension-type, probable migraine", MIGRAINE_OR_TENSION, "tension_type", "G4."),
    _one("features of migraine for 3 h", MIGRAINE, "probable", lasts="3"),
    _one("features of migraine for 73 h", MIGRAINE, "probable", lasts="73"),
    _one("pain of migraine without companions, 4 h", NEITHER, "probable", lasts="4"),
    _one("pain of migraine without companions, 3:59 h", NEITHER, "other", lasts="3:59"),
    _one("pain of migraine without companions, 72:01 h", NEITHER, "other", lasts="72:01"),
    _one(
        "nothing but that it was there, untreated, for 5 h",
        but(NOTHING_RECORDED, drug_taken=NO),
        "not_known",
        lasts="5",
    ),
    _one(
        "pain of migraine without companions, untreated, without a written end",
        NEITHER,
        "not_known",
        "It may have lasted 4 h; and nothing says that it was treated.",
        lasts=None,
    ),
    Example(
        says="features of migraine for 3 h, in a person with migraine",
        diary=diary(attacks(5), attack(MIGRAINE, 50, lasts="3")),
        expects={"attack 6": "probable_counts"},
    ),
)


MILD = Example(
    says="3 h with mild nausea, moderate pain, worse with activity, on both sides, on one day of three months",
    diary=diary(
        attack(MILD_NAUSEA, 60, lasts="3"),
        days([0, 90], headache=NO),
        every_headache_written=YES,
    ),
    expects={"attack 1": "probable", "2.3": "not_met"},
    because="Mild nausea is allowed in 2.3 only, which is about 15 days a month.",
)

EARLY_TREATED = (
    _treated(
        "full features, ended by a triptan at 3 h",
        MIGRAINE,
        "treated_early",
        "It is 1.1 or 1.5.1; which cannot be told.",
    ),
    _treated("pain of migraine without companions, ended by a triptan at 3 h", NEITHER, "treated_early"),
    _treated(
        "pain of migraine without companions, a triptan of unknown effect, 3 h", NEITHER, "treated_early", effect=None
    ),
    _treated(
        "pain of migraine without companions, eased by a triptan, no written end",
        NEITHER,
        "treated_early",
        lasts=None,
        effect=Effect.BETTER,
    ),
    _treated(
        "pain of migraine without companions, eased by a triptan an hour after it began, 5 h",
        NEITHER,
        "probable",
        lasts="5",
        effect=Effect.BETTER,
    ),
    *(
        _treated(
            f"pain of migraine without companions, eased by a triptan, {lasts} h",
            NEITHER,
            label,
            why,
            lasts=lasts,
            effect=Effect.BETTER,
        )
        for lasts, label, why in (
            ("3:59", "treated_early", ""),
            ("4", "probable", "Four hours are long enough to have developed its features."),
            ("4:01", "probable", ""),
        )
    ),
    _treated(
        "pain of migraine without companions, the triptan did nothing, 3 h",
        NEITHER,
        "other",
        "Judged like untreated.",
        effect=Effect.NONE,
    ),
    Example(
        says="pain of migraine without companions, 3 h, and nobody wrote whether a drug was taken",
        diary=diary(attack(but(NEITHER, "drug_taken"), lasts="3")),
        expects={"attack 1": "not_known"},
        because="It may have been treated; that it was is not written.",
    ),
)

CHAPTER = Chapter(
    code="attack-level",
    title="One attack, as against the person",
    text=(
        "An attack that was treated early need not develop all features of a migraine. It may be left undecided; it "
        "is never called *neither*. Strict criteria on single attacks miss most attacks of people with migraine "
        "(8 of 98 in one study), which is why the person is classified, and not the attack."
    ),
    examples=(*UNTREATED, MILD, *EARLY_TREATED),
)
test_example = as_tests(CHAPTER)
