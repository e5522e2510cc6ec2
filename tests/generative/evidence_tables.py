"""Made-up studies for trying the pooling; figures are drawn, names say that they are made up."""

from __future__ import annotations

from typing import Any

from reprieve.pathway.evidence.fitness import Row
from reprieve.pathway.evidence.studies import (
    Ages,
    Certainty,
    Counted,
    Definition,
    Design,
    Giving,
    Indication,
    Kind,
    Outcome,
    Part,
    ReadAs,
    Route,
    Setting,
    Study,
)
from reprieve.pathway.terms.sources import Check

HALF = Definition(id="half", kind=Kind.PROPORTION, says="Pain fell by half", says_es="El dolor bajó a la mitad")
TWO = Definition(id="two", kind=Kind.PROPORTION, says="Pain fell by 2 points", says_es="El dolor bajó 2 puntos")
FALL = Definition(
    id="fall", kind=Kind.MEAN, says="Fall in pain", says_es="Reducción del dolor", scale="points", scale_es="puntos"
)


def a_study(name: str, **changes: Any) -> Study:
    """A study with nothing odd about it, but for what is changed."""
    fields: dict[str, Any] = {
        "id": name,
        "label": name.capitalize(),
        "citation": "Made up for this test.",
        "year": 2020,
        "registry": "none",
        "read_as": ReadAs.PAPER,
        "design": Design.RETROSPECTIVE,
        "setting": Setting.HOSPITAL,
        "n": 50,
        "counted": Counted.PEOPLE,
        "ages": Ages.ADULTS,
        "population": "made up",
        "population_es": "inventada",
        "indication": Indication.INTRACTABLE_MIGRAINE,
        "route": Route.INTRAVENOUS,
        "giving": Giving.LONG_INFUSION,
        "dose": "made up",
        "dose_es": "inventada",
        "finished": True,
        "certainty": Certainty.VERY_LOW,
        "mark": Check.CHECKED,
        "found": "made up",
        "found_es": "inventado",
    }
    return Study(**{**fields, **changes})


def an_outcome(**changes: Any) -> Outcome:
    fields: dict[str, Any] = {
        "id": "response",
        "definition": HALF,
        "when": "at the end",
        "when_es": "al final",
        "counted": Counted.PEOPLE,
        "mark": Check.CHECKED,
    }
    return Outcome(**{**fields, **changes})


def share_row(name: str, events: int, n: int, *, outcome: dict[str, Any] | None = None, **study: Any) -> Row:
    """So many of so many."""
    part = Part(events=events, n=n)
    return Row(study=a_study(name, **study), outcome=an_outcome(ketamine=part, **(outcome or {})))


def difference_row(name: str, with_ketamine: Part, with_other: Part, **study: Any) -> Row:
    """A mean against a comparator's."""
    fields: dict[str, Any] = {"design": Design.RANDOMISED, "comparator": "saline", "comparator_es": "solución salina"}
    outcome = an_outcome(definition=FALL, ketamine=with_ketamine, comparator=with_other)
    return Row(study=a_study(name, **{**fields, **study}), outcome=outcome)
