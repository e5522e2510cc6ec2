"""Of which two kinds of headache is it certainly one, while it is not known which?

A probable kind is all but one criterion of the definite one, and not that itself. Where the first
is met and only the second is open, one of the two must be met, though neither is.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from reprieve.pathway.diagnosis import aura, migraine
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.precedence import PRECEDENCES, When
from reprieve.pathway.diary.attack_facts import AttackFacts
from reprieve.pathway.diary.findings import Findings, SomeAttacks
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.gates import Is, Node
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.terms.spans import PRESENT_DAYS
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

CUT_SHORT = Is(fact=facts.CUT_SHORT, text="cut short by a drug")


@dataclass(frozen=True, slots=True, kw_only=True)
class Either:
    """A definite kind and its probable one, of which one is met; `treated` where drugs cut attacks short."""

    definite: Entity
    probable: Entity
    treated: bool

    def __str__(self) -> str:
        one_of_them = say(
            "It is one of these two: {definite} ({code}); {probable} ({probable_code}).",
            definite=say(self.definite.name),
            code=self.definite.code,
            probable=say(self.probable.name),
            probable_code=self.probable.code,
        )
        if self.treated:
            why = say(
                "Which of them is not known: attacks were treated, and how long they would have lasted otherwise "
                "cannot be told."
            )
        else:
            why = say("Which of them hangs on what is still not known.")
        return f"{one_of_them} {why}"


PAIRS = ((migraine.WITHOUT_AURA, migraine.PROBABLE_WITHOUT_AURA), (migraine.WITH_AURA, aura.PROBABLE_WITH_AURA))


def undecided(standing: Collection[Entity], not_known: Collection[str], findings: Findings) -> tuple[Either, ...]:
    """The pairs of which one is met and it is not known which.

    Parameters
    ----------
    standing : collection of Entity
        Those that are met and not set aside: what one of them explains is explained.
    not_known : collection of str
        Codes of those that are not known.
    findings : Findings
    """
    found: list[Either] = []
    for definite, probable in PAIRS:
        if definite.code not in not_known or probable.code not in not_known:
            continue
        left = _unexplained(probable, standing, findings)
        if left is None or decide(probable.criteria[0], left) is not YES or not _present(definite, findings):
            continue
        open_ = [it for it in left.attacks if _attack(definite, it) is NOT_KNOWN]
        found.append(
            Either(
                definite=definite,
                probable=probable,
                treated=any(decide(CUT_SHORT, it) is YES for it in open_),
            )
        )
    return tuple(found)


def _unexplained(probable: Entity, standing: Collection[Entity], findings: Findings) -> SomeAttacks | None:
    """The attacks that nothing that stands explains; None where it explains all that there is."""
    beaten_by = {rule.winner: rule.when for rule in PRECEDENCES if rule.loser == probable.code}
    winners = [it for it in standing if it.code in beaten_by]
    if any(beaten_by[it.code] is When.BOTH_MET or it.attack is None for it in winners):
        return None
    kinds: list[Node] = [it.attack for it in winners if it.attack is not None]
    return SomeAttacks(
        findings=findings,
        attacks=tuple(it for it in findings.attacks if not any(decide(kind, it) is YES for kind in kinds)),
    )


def _present(definite: Entity, findings: Findings) -> bool:
    return any(_attack(definite, it) is not NO for it in findings.attacks_within(PRESENT_DAYS))


def _attack(definite: Entity, attack: AttackFacts) -> Truth:
    return NOT_KNOWN if definite.attack is None else decide(definite.attack, attack)
