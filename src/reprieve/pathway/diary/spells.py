"""How long did it go on when the quiet spells in between are counted in?

Two rules bridge quiet spells, and differently: status migrainosus only those that sleep or a drug
brought, the everyday sense of *intractable* any. What brought a spell and is not written is not
known, and then the span is known only to lie between two lengths.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reprieve.pathway.diary.attacks import WholeAttack, end_of, hours
from reprieve.pathway.diary.records import EasedBy, Effect
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, any_of

# ICHD-3 1.4.1: remissions of up to 12 h due to medication or sleep are accepted.
LONGEST_QUIET_SPELL_H = 12.0

Bridge = Callable[[WholeAttack], Truth]


def brought_by_sleep_or_drug(attack: WholeAttack) -> Truth:
    """Whether sleep or a drug is written as what ended the attack's pain."""
    last = max(attack.records, key=lambda record: end_of(record) or record.start)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The attacks that run together with one attack, as far as that is certain and as far as it is possible.

    Parameters
    ----------
    span_h : Bounds
        How long the run went on, in hours: certainly, and at most.
    function_lost, like_previous : Truth
        Whether it is written of any part of the run; not known where only a possible part says so.
    """

    span_h: Bounds
    function_lost: Truth
    like_previous: Truth


def runs_of(attacks: Sequence[WholeAttack], bridge: Bridge) -> list[Run]:
    """For each attack, the run it belongs to."""
    certain = _runs(attacks, bridge, accept=frozenset({YES}))
    possible = _runs(attacks, bridge, accept=frozenset({YES, NOT_KNOWN}))
    return [_run(attacks, certain[n], possible[n]) for n in range(len(attacks))]


def _run(attacks: Sequence[WholeAttack], certain: range, possible: range) -> Run:
    least = hours(attacks[certain[0]].start, attacks[certain[-1]].known_until)
    most = hours(attacks[possible[0]].start, attacks[possible[-1]].known_until)
    open_ended = attacks[possible[-1]].end is None
    return Run(
        span_h=Bounds(least, math.inf if open_ended else most),
        function_lost=_written_of("function_lost", attacks, certain, possible),
        like_previous=_written_of("like_previous", attacks, certain, possible),
    )


def _written_of(item: str, attacks: Sequence[WholeAttack], certain: range, possible: range) -> Truth:
    surely = any_of(attacks[n].recorded(item) for n in certain)
    if surely is not NO:
        return surely
    return NO if all(attacks[n].recorded(item) is NO for n in possible) else NOT_KNOWN


def _runs(attacks: Sequence[WholeAttack], bridge: Bridge, *, accept: frozenset[Truth]) -> list[range]:
    """For each attack, the positions of those that run together with it over spells the bridge accepts."""
    found: list[range] = []
    start = 0
    for position in range(1, len(attacks) + 1):
        if position < len(attacks) and _bridged(attacks[position - 1], attacks[position], bridge) in accept:
            continue
        found += [range(start, position)] * (position - start)
        start = position
    return found


def _bridged(before: WholeAttack, after: WholeAttack, bridge: Bridge) -> Truth:
    """Whether the quiet between two attacks is bridged; not known where the first one's end is not."""
    if before.end is None:
        return NOT_KNOWN
    if hours(before.end, after.start) > LONGEST_QUIET_SPELL_H:
        return NO
    return bridge(before)
