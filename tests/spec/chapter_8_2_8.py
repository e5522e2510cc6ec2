"""8.2.8 Overuse of acute drugs that have no class of their own."""

from __future__ import annotations

from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.medication_overuse import other_drug_days
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.truth import NO, YES
from tests.spec.chapter_8_2 import taken
from tests.spec.chapters import Chapter, Example, as_tests

TEN = (10, 10, 10)

LIMITS = tuple(
    Example(
        says=f"metoclopramide on {number} days of each month",
        diary=taken(("metoclopramide", (number, number, number), 0)),
        expects={"8.2.8": verdict, "8.2": verdict},
    )
    for number, verdict in ((9, "not_met"), (10, "met"), (11, "met"))
)
DRUGS = (
    Example(
        says="metoclopramide on 5 days and prochlorperazine on 5 others",
        diary=taken(("metoclopramide", (5, 5, 5), 0), ("prochlorperazine", (5, 5, 5), 5)),
        expects={"8.2.8": "met"},
        because="They are one group: a day counts once for all of them.",
    ),
    *(
        Example(
            says=f"{drug} on 20 days of each month",
            diary=taken((drug, (20, 20, 20), 0)),
            expects={"8.2.8": "not_met", "8.2": "not_met", "days: gepant_or_ditan": counted},
            because=why,
        )
        for drug, counted, why in (
            ("ubrogepant", "20", "ICHD-3 has no limit for gepants: the days are counted, not scored."),
            ("rimegepant", "20", ""),
            ("lasmiditan", "20", "Nor for ditans."),
            ("oxygen", "0", "It is no drug one can take too often."),
            ("propranolol", "0", "It prevents, and is not taken against an attack."),
        )
    ),
    Example(
        says="metoclopramide and sumatriptan on the same 10 days",
        diary=taken(("metoclopramide", TEN, 0), ("sumatriptan", TEN, 0)),
        expects={"8.2.8": "met", "8.2.2": "met", "8.2": "met"},
        because="Each class that reaches its limit is coded.",
    ),
    Example(
        says="ibuprofen on 20 days of each month, as 8.2.8 sees it",
        diary=taken(("ibuprofen", (20, 20, 20), 0)),
        expects={"8.2.8": "not_met", "8.2.3": "met"},
    ),
    Example(
        says="a blue pill on 10 days of each month",
        diary=taken(("a blue pill", TEN, 0)),
        expects={"8.2.8": "not_known"},
        because="It may be any drug.",
    ),
    Example(
        says="metoclopramide on 9 days, and a blue pill on another",
        diary=taken(("metoclopramide", (9, 9, 9), 0), ("a blue pill", (1, 1, 1), 9)),
        expects={"8.2.8": "not_known"},
    ),
)

CHAPTER = Chapter(
    code="8.2.8",
    title="Overuse of other drugs against headache",
    text=(
        "Acute drugs that none of 8.2.1 to 8.2.5 names, as one group. The limit of 10 days is not verified. "
        "Gepants and ditans are counted apart and not scored unless that is asked for. The criteria stand with 8.2."
    ),
    examples=(*LIMITS, *DRUGS),
)
test_example = as_tests(CHAPTER)


def test_gepants_and_ditans_are_scored_only_where_that_is_asked_for() -> None:
    findings = diagnose(taken(("ubrogepant", (6, 6, 6), 0), ("lasmiditan", (4, 4, 4), 6))).findings
    assert decide(other_drug_days(), findings) is NO
    assert decide(other_drug_days(gepants_and_ditans=True), findings) is YES
