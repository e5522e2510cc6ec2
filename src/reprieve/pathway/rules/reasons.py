"""How is it said what is recorded of one fact?"""

from __future__ import annotations

from reprieve.pathway.rules.facts import Fact, say_measure
from reprieve.pathway.rules.gates import Amount, Course
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.text import amount, say
from reprieve.pathway.terms.truth import NOT_KNOWN, YES, Truth


def say_truth(fact: Fact, truth: Truth) -> str:
    """A yes-or-no fact with its answer."""
    if truth is NOT_KNOWN:
        return say("{name}: not recorded", name=say(fact.name))
    return say("{name}: yes", name=say(fact.name)) if truth is YES else say("{name}: no", name=say(fact.name))


def say_amount(node: Amount | Course, bounds: Bounds) -> str:
    """An amount as far as it is known: exactly, at least, or between two."""
    name = say(node.fact.name)
    measure = say_measure(
        node.fact, bounds.lower if bounds.exact or bounds.upper >= UNKNOWN_AMOUNT.upper else bounds.upper
    )
    if bounds.exact:
        return say("{name}: {value}{measure}", name=name, value=amount(bounds.lower), measure=measure)
    if bounds.lower <= 0 and bounds.upper >= UNKNOWN_AMOUNT.upper:
        return say("{name}: not recorded", name=name)
    if bounds.upper >= UNKNOWN_AMOUNT.upper:
        return say("{name}: at least {value}{measure}", name=name, value=amount(bounds.lower), measure=measure)
    return say(
        "{name}: {lower} to {upper}{measure}",
        name=name,
        lower=amount(bounds.lower),
        upper=amount(bounds.upper),
        measure=measure,
    )
