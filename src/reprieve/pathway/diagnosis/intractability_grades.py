"""How intractable, by the grades of Silberstein 2010: one scale for preventive drugs, one for acute ones.

Each grade is a verdict of its own. A grade asks for what the grades below it ask for, and more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.intractability_ehf import migraine_first
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Amount, Gate, Is, Node, one_of
from reprieve.pathway.terms.sources import SILBERSTEIN2010, SILBERSTEIN2010_UNVERIFIED
from reprieve.pathway.terms.text import later, say
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth


def _drugs(at_least: int, text: str) -> Amount:
    return Amount(fact=facts.SILBERSTEIN2010_DRUGS_FAILED, at_least=at_least, text=text)


def _first(at_least: int, text: str) -> Amount:
    return Amount(
        fact=facts.SILBERSTEIN2010_FIRST_FAILED, at_least=at_least, text=text, source=SILBERSTEIN2010_UNVERIFIED
    )


def _entity(code: str, name: str, *of: Node, text: str) -> Entity:
    return Entity(
        code=code,
        name=name,
        criteria=(
            migraine_first(),
            Gate(of=of, at_least=len(of), text=text, letter="B", source=SILBERSTEIN2010),
        ),
        clinician_letter="C",
        clinician_text="the trials were adequate",
        source=SILBERSTEIN2010,
        group="intractability",
    )


_THREE = _drugs(3, "three preventives")
_TWO_OF_THEM = _first(2, "two of them of the first six classes")

PREVENTIVE_GRADES = (
    _entity(
        "silberstein2010_preventive_mild",
        "Intractable to preventives, mild (Silberstein 2010)",
        _drugs(1, "one preventive"),
        text="one preventive failed",
    ),
    _entity(
        "silberstein2010_preventive_moderate",
        "Intractable to preventives, moderate (Silberstein 2010)",
        _drugs(2, "two preventives"),
        _first(1, "one of them of the first six classes"),
        text="two preventives failed, one of them of the first six classes",
    ),
    _entity(
        "silberstein2010_preventive_severe",
        "Intractable to preventives, severe (Silberstein 2010)",
        _THREE,
        _TWO_OF_THEM,
        text="three preventives failed, two of them of the first six classes",
    ),
    _entity(
        "silberstein2010_preventive_very_severe",
        "Intractable to preventives, very severe (Silberstein 2010)",
        _THREE,
        _TWO_OF_THEM,
        one_of(
            Is(fact=facts.INFUSION_OR_INPATIENT_FAILED, text="infusions or a stay in hospital"),
            Is(fact=facts.DETOXIFICATION_FAILED, text="withdrawal of overused drugs"),
            text="infusions, a stay in hospital, or a withdrawal failed too",
        ),
        text="as severe, and infusions, a stay in hospital, or a withdrawal failed too",
    ),
)

_CLASS_1 = Is(fact=facts.NON_SPECIFIC_FAILED, text="plain or combined pain relievers")
_CLASS_2 = Is(fact=facts.TRIPTAN_OR_ERGOT_FAILED, text="a triptan or ergot")
_CLASS_3 = Is(
    fact=facts.DOPAMINE_OR_INJECTED_NSAID_FAILED,
    text="a dopamine antagonist by mouth, or an injected anti-inflammatory pain reliever",
)
_CLASS_4 = Is(fact=facts.STRONG_ACUTE_FAILED, text="an opioid, a corticosteroid, or an injected dopamine antagonist")

ACUTE_GRADES = (
    _entity(
        "silberstein2010_acute_mild",
        "Intractable to acute drugs, mild (Silberstein 2010)",
        _CLASS_1,
        text="plain or combined pain relievers failed",
    ),
    _entity(
        "silberstein2010_acute_moderate",
        "Intractable to acute drugs, moderate (Silberstein 2010)",
        _CLASS_1,
        _CLASS_2,
        _CLASS_3,
        text="acute drugs of the first three classes failed",
    ),
    _entity(
        "silberstein2010_acute_severe",
        "Intractable to acute drugs, severe (Silberstein 2010)",
        _CLASS_1,
        _CLASS_2,
        _CLASS_3,
        _CLASS_4,
        text="acute drugs of all four classes failed",
    ),
)

RULE_SETS = (*PREVENTIVE_GRADES, *ACUTE_GRADES)


class Judged(Protocol):
    """A verdict on one rule set."""

    @property
    def code(self) -> str:
        """The rule set's short name."""

    @property
    def name(self) -> str:
        """It in words."""

    @property
    def status(self) -> Truth:
        """Whether it is met."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """The highest grade met on one scale, and the highest that may be.

    Parameters
    ----------
    scale : str
        What is graded.
    met, may_be : str
        Codes of the rule sets; empty where no grade is met, or none above it may be.
    """

    scale: str
    met: str
    may_be: str

    def __str__(self) -> str:
        if not self.met and not self.may_be:
            return say("{scale}: no grade is met", scale=say(self.scale))
        parts = [_said(self.met) if self.met else say("no grade is known to be met")]
        if self.may_be:
            parts.append(say("{grade} is not known", grade=_said(self.may_be)))
        return f"{say(self.scale)}: {'; '.join(parts)}"


_SCALES = (
    (later("Intractable to preventives (Silberstein 2010)"), PREVENTIVE_GRADES),
    (later("Intractable to acute drugs (Silberstein 2010)"), ACUTE_GRADES),
)
_WORDS = {
    "mild": later("mild"),
    "moderate": later("moderate"),
    "very_severe": later("very severe"),
    "severe": later("severe"),
}


def _said(code: str) -> str:
    return say(next(word for ending, word in _WORDS.items() if code.endswith(ending)))


def highest_grades(verdicts: Iterable[Judged]) -> tuple[Grade, ...]:
    """The highest grade met on each scale, among verdicts on the grades."""
    status = {verdict.code: verdict.status for verdict in verdicts}
    found: list[Grade] = []
    for scale, grades in _SCALES:
        codes = [grade.code for grade in grades if grade.code in status]
        if not codes:
            continue
        met = max((n for n, code in enumerate(codes) if status[code] is YES), default=-1)
        may_be = max((n for n, code in enumerate(codes) if n > met and status[code] is NOT_KNOWN), default=-1)
        found.append(
            Grade(
                scale=scale,
                met=codes[met] if met >= 0 else "",
                may_be=codes[may_be] if may_be >= 0 else "",
            )
        )
    return tuple(found)
