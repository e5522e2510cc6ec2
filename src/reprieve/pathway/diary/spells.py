"""How long did it go on when the quiet spells in between are counted in?

Two rules bridge quiet spells, and differently: status migrainosus only those that sleep or a drug
brought, the everyday sense of *intractable* any. What brought a spell and is not written is not
known, and then the span is known only to lie between two lengths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reprieve.pathway.diary.attacks import WholeAttack, end_of, hours
from reprieve.pathway.diary.choices import EasedBy, Effect
from reprieve.pathway.diary.records import Dose
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, any_of

# ICHD-3 1.4.1: remissions of up to 12 h due to medication or sleep are accepted.
LONGEST_QUIET_SPELL_H = 12.0

# A drug that took the pain away at 2 h is taken for what ended it when it was taken at most this long before. [ours]
DRUG_ENDED_WITHIN_H = 4.0

Bridge = Callable[[WholeAttack], Truth]


def brought_by_sleep_or_drug(attack: WholeAttack) -> Truth:
    """Whether sleep or a drug is written as what ended the attack's pain."""
    last = max(attack.records, key=lambda record: end_of(record) or record.start)
    if last.eased_by is not None:
        return NO if last.eased_by is EasedBy.ITSELF else YES
    if last.slept_through is YES and last.woke_pain_free is YES:
        return YES
    if any(_ended_it(dose, attack) for dose in attack.doses):
        return YES
    return NOT_KNOWN


def _ended_it(dose: Dose, attack: WholeAttack) -> bool:
    """A dose that took the pain away, taken shortly before the pain ended."""
    if dose.effect_at_2h is not Effect.PAIN_FREE or dose.time is None or attack.end is None:
        return False
    return hours(dose.time, attack.end) <= DRUG_ENDED_WITHIN_H


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
    so_far_h : Bounds
        The same, but what is written as still going on is counted only as far as it is written.
    function_lost, like_previous : Truth
        Whether it is written of any part of the run; not known where only a possible part says so.
    """

    span_h: Bounds
    so_far_h: Bounds
    function_lost: Truth
    like_previous: Truth


def runs_of(attacks: Sequence[WholeAttack], bridge: Bridge) -> list[Run]:
    """For each attack, the run it belongs to; each run is looked at once, however many attacks share it."""
    certain = _runs(attacks, bridge, accept=frozenset({YES}))
    possible = _runs(attacks, bridge, accept=frozenset({YES, NOT_KNOWN}))
    parts = {run: _part(attacks, run) for run in {*certain, *possible}}
    return [_run(parts[sure], parts[maybe]) for sure, maybe in zip(certain, possible, strict=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """What is written of some attacks in a row."""

    length_h: float
    most_h: float | None
    going_on: bool
    function_lost: Truth
    like_previous: Truth


def _part(attacks: Sequence[WholeAttack], run: range) -> _Part:
    first, last = attacks[run[0]], attacks[run[-1]]
    return _Part(
        length_h=hours(first.start, last.known_until),
        most_h=hours(first.start, last.start) + last.lasted_h.upper if last.end is None else None,
        going_on=attacks[run[-1]].ongoing,
        function_lost=any_of(attacks[n].recorded("function_lost") for n in run),
        like_previous=any_of(attacks[n].recorded("like_previous") for n in run),
    )


def _run(certain: _Part, possible: _Part) -> Run:
    most = possible.length_h if possible.most_h is None else possible.most_h
    return Run(
        span_h=Bounds(certain.length_h, most),
        so_far_h=Bounds(certain.length_h, possible.length_h if possible.going_on else most),
        function_lost=_written(certain.function_lost, possible.function_lost),
        like_previous=_written(certain.like_previous, possible.like_previous),
    )


def _written(of_certain: Truth, of_possible: Truth) -> Truth:
    """What the certain part says; where it says no, a possible part that does not leaves it not known."""
    if of_certain is not NO:
        return of_certain
    return NO if of_possible is NO else NOT_KNOWN


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
        surely_quiet = before.no_later_than is not None and hours(before.no_later_than, after.start)
        return NO if surely_quiet and surely_quiet > LONGEST_QUIET_SPELL_H else NOT_KNOWN
    if hours(before.end, after.start) > LONGEST_QUIET_SPELL_H:
        return NO
    return bridge(before)
