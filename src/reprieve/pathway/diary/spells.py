"""How long did it go on when the quiet spells in between are counted in?

Two rules bridge quiet spells, and differently: status migrainosus only those that sleep or a drug
brought, the everyday sense of *intractable* any. What brought a spell and is not written is not
known, and then the span is known only to lie between two lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reprieve.pathway.diary.attacks import WholeAttack, hours
from reprieve.pathway.diary.records import EasedBy, Effect
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# ICHD-3 1.4.1: remissions of up to 12 h due to medication or sleep are accepted.
LONGEST_QUIET_SPELL_H = 12.0

Bridge = Callable[[WholeAttack], Truth]


def brought_by_sleep_or_drug(attack: WholeAttack) -> Truth:
    """Whether sleep or a drug is written as what ended the attack's pain."""
    last = attack.records[-1]
    if last.eased_by is not None:
        return NO if last.eased_by is EasedBy.ITSELF else YES
    if last.slept_through is YES and last.woke_pain_free is YES:
        return YES
    if any(dose.effect_at_2h is Effect.PAIN_FREE for dose in attack.doses):
        return YES
    return NOT_KNOWN


def brought_by_anything(attack: WholeAttack) -> Truth:
    """Any quiet spell counts."""
    del attack
    return YES


def runs(attacks: Sequence[WholeAttack], bridge: Bridge, *, accept: frozenset[Truth]) -> list[range]:
    """The attacks, by position, that run together over quiet spells the bridge accepts."""
    found: list[range] = []
    start = 0
    for position in range(1, len(attacks) + 1):
        if position < len(attacks) and _bridged(attacks[position - 1], attacks[position], bridge, accept):
            continue
        if attacks:
            found.append(range(start, position))
        start = position
    return found


def _bridged(before: WholeAttack, after: WholeAttack, bridge: Bridge, accept: frozenset[Truth]) -> bool:
    if before.end is None:
        return False
    return hours(before.end, after.start) <= LONGEST_QUIET_SPELL_H and bridge(before) in accept


def spans_h(attacks: Sequence[WholeAttack], bridge: Bridge) -> list[Bounds]:
    """For each attack, how long the run it belongs to went on, in hours: certainly, and at most."""
    least = [0.0] * len(attacks)
    most = [0.0] * len(attacks)
    for run in runs(attacks, bridge, accept=frozenset({YES})):
        length = hours(attacks[run[0]].start, attacks[run[-1]].known_until)
        for position in run:
            least[position] = length
    for run in runs(attacks, bridge, accept=frozenset({YES, NOT_KNOWN})):
        open_ended = any(attacks[position].end is None for position in run)
        length = hours(attacks[run[0]].start, attacks[run[-1]].known_until)
        for position in run:
            most[position] = float("inf") if open_ended else length
    return [Bounds(low, high) for low, high in zip(least, most, strict=True)]
