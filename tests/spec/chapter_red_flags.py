"""Red flags: asked first, and what each answer leads to."""

from __future__ import annotations

from datetime import date

import pytest

from reprieve.pathway.safety.red_flags import RED_FLAGS, Answers, Clearance, weigh
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth
from tests.spec.builders import attacks, diary
from tests.spec.chapters import Chapter, Example, as_tests

# By hand from the published list and the actions beside it: what a yes leads to.
ACTIONS = {
    "thunderclap": "EMERGENCY",
    "first_exertional_thunderclap": "EMERGENCY",
    "strain": "URGENT",
    "head_injury": "URGENT",
    "head_injury_with_blood_thinner": "EMERGENCY",
    "fever_with_stiff_neck": "EMERGENCY",
    "feeling_ill": "URGENT",
    "neurological": "EMERGENCY",
    "vision_lost": "EMERGENCY",
    "red_eye_with_vision_loss": "EMERGENCY",
    "other_eye_signs": "SAME_DAY",
    "raised_pressure": "SAME_DAY",
    "scalp_or_jaw": "SAME_DAY",
    "onset_after_50": "SAME_DAY",
    "new_or_different": "PROMPT",
    "worsening": "URGENT",
    "position": "URGENT",
    "aura_first_or_motor": "PROMPT",
    "aura_over_60_min": "URGENT",
    "first_aura_after_50": "URGENT",
    "cancer": "URGENT",
    "immune": "URGENT",
    "pregnancy": "SAME_DAY",
    "others_ill": "EMERGENCY",
    "drugs": "CLINIC",
    "self_harm": "CRISIS",
}
WITHHOLDS = ("EMERGENCY", "SAME_DAY", "CRISIS")
EVERY_NO: dict[str, Truth] = dict.fromkeys(ACTIONS, NO)
FIVE = diary(attacks(5))


def _example(says: str, answers: Answers | None, because: str = "", **expects: str) -> Example:
    return Example(says=says, diary=FIVE, answers=answers, expects=expects, because=because)


ALL_SHOWN, NONE_SHOWN = "shown", "withheld"
EXAMPLES = (
    _example("nothing was asked", None, "All is shown, under a banner.", safety="not_asked", verdicts=ALL_SHOWN),
    _example("every flag is no", Answers(answers=EVERY_NO), safety="clear", verdicts=ALL_SHOWN),
    _example(
        "one flag was not asked, the others are no",
        Answers(answers={**EVERY_NO, "cancer": NOT_KNOWN}),
        "Not asked is never no.",
        safety="not_asked",
        verdicts=ALL_SHOWN,
    ),
    _example(
        "an emergency, and nothing else was asked",
        Answers(answers={"thunderclap": YES}),
        "The classification is withheld.",
        safety="withhold",
        verdicts=NONE_SHOWN,
    ),
    _example(
        "an emergency, examined and cleared by a clinician",
        Answers(
            answers={**EVERY_NO, "thunderclap": YES},
            cleared={"thunderclap": Clearance(by="Dr Example", on=date(2026, 3, 1))},
        ),
        safety="clear",
        verdicts=ALL_SHOWN,
    ),
    _example(
        "drugs on ten days a month",
        Answers(answers={**EVERY_NO, "drugs": YES}),
        "Most people of an intractable-migraine clinic have it; it warns.",
        safety="warn",
        verdicts=ALL_SHOWN,
    ),
    _example(
        "a first aura, or one with weakness",
        Answers(answers={**EVERY_NO, "aura_first_or_motor": YES}),
        "It warns and asks; it hides nothing.",
        safety="warn",
        verdicts=ALL_SHOWN,
    ),
    *(
        _example(
            f"{flag} is yes",
            Answers(answers={**EVERY_NO, flag: YES}),
            safety="withhold" if action in WITHHOLDS else "warn",
            verdicts=NONE_SHOWN if action in WITHHOLDS else ALL_SHOWN,
        )
        for flag, action in ACTIONS.items()
    ),
)

CHAPTER = Chapter(
    code="red-flags",
    title="Red flags",
    text=(
        "Each is yes, no or not asked. A yes whose action is today or sooner withholds the classification; the others "
        "warn. A clinician may record that a flag was examined and is cleared, with name and date.\n\n"
        + "\n".join(f"- `{flag.id}` (row {flag.number}): {flag.ask} *{flag.action.value}*" for flag in RED_FLAGS)
    ),
    examples=EXAMPLES,
)
test_example = as_tests(CHAPTER)


def test_every_red_flag_leads_to_the_action_found_by_hand() -> None:
    assert {flag.id: flag.action.name for flag in RED_FLAGS} == ACTIONS


def test_the_fifteen_published_rows_are_all_asked() -> None:
    assert {flag.number for flag in RED_FLAGS} == {*map(str, range(1, 16)), "extra"}


def test_a_first_aura_after_the_age_of_50_is_asked_about() -> None:
    assert any("aura" in flag.ask and "50" in flag.ask for flag in RED_FLAGS)


@pytest.mark.parametrize("flag", ACTIONS)
def test_a_cleared_flag_is_not_raised(flag: str) -> None:
    cleared = weigh(Answers(answers={flag: YES}, cleared={flag: Clearance(by="Dr Example", on=date(2026, 3, 1))}))
    assert cleared.raised == ()
