"""Is the criterion met, not met or not known, why, and which missing fact would settle it?

The slow, obvious interpreter of a criterion's tree. Every faster one must agree with it.
`decide` gives the truth alone; `explain` gives the same truth with reasons for each part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Amount, Attacks, Course, Days, Gate, Is, Node, OnDay, leaves
from reprieve.pathway.rules.memory import DECIDED, Memory, attacks_alike
from reprieve.pathway.rules.reasons import say_amount, say_truth
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds, DayCount
from reprieve.pathway.terms.text import a_list, amount, count, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of

# A reason names at most so many parts; more would bury it.
MOST_NAMED = 3


class Subject(Protocol):
    """What a tree is judged on: an attack, a dose, a day, or a person."""

    @property
    def memory(self) -> Memory:
        """What was decided before, so that nothing is decided twice."""

    def value(self, fact: Fact) -> Truth | Bounds:
        """The recorded value: a truth, or an amount within bounds."""


class Person(Subject, Protocol):
    """A subject that has attacks and days to count."""

    def attacks_within(self, days: int) -> Sequence[Subject]:
        """The attacks as they are judged, of the last so many days; of 0 days, all of them."""

    @property
    def span_days(self) -> int:
        """Days from the first to the last written one, both included; 0 when nothing is written."""

    def empty_days(self, node: Days) -> int:
        """Days of the node's windows, within the diary's span, about which nothing of the kind is written."""

    def reaches_back(self, node: Days) -> bool:
        """Whether the diary holds the whole of the node's windows."""

    def day_counts(self, node: Days) -> tuple[DayCount, ...]:
        """The node's windows, the oldest first; empty when nothing is written."""

    def measured(self, node: Course) -> Bounds:
        """The node's measure of the attacks of its kind."""


class OneDay(Subject, Protocol):
    """A subject that is one day, with its attacks and doses."""

    def has(self, node: OnDay) -> Truth:
        """Whether one of the day's attacks, or of its doses, fulfils the node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact that would help to settle a verdict, and in how many records it is missing."""

    fact: Fact
    records: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A node's truth with its reason, its parts and what is missing."""

    node: Node
    truth: Truth
    reason: str
    parts: tuple[Explanation, ...] = ()
    missing: tuple[Missing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many attacks certainly and possibly fulfil a node, of how many written."""

    written: int
    certain: int
    possible: int


def decide(node: Node, subject: Subject) -> Truth:
    """Whether the subject fulfils the node."""
    memory = subject.memory
    row = memory.truths.get(node) or memory.row(node)
    known = DECIDED[row[memory.position]]
    if known is None:
        known = _decide(node, subject)
        row[memory.position] = DECIDED.index(known)
    return known


def _decide(node: Node, subject: Subject) -> Truth:
    match node:
        case Is():
            return _truth(subject, node.fact)
        case Amount():
            return _amount_within(node, _bounds(subject, node.fact))
        case Gate():
            return _open(node, subject)
        case Attacks():
            person = _person(subject)
            return _enough_attacks(node, tally(node, person), person)
        case Days():
            person = _person(subject)
            return _enough_days(node, person.day_counts(node), person.span_days)
        case Course():
            return _course_within(node, _person(subject))
        case OnDay():
            return _one_day(subject).has(node)
    raise TypeError(f"a criterion cannot hold a {type(node).__name__}")


def _open(node: Gate, subject: Subject) -> Truth:
    """Whether enough parts hold, as `truth.between` says; no more parts are looked at than decide it."""
    most = len(node.of) if node.at_most is None else node.at_most
    certain, possible = 0, len(node.of)
    for part in node.of:
        if certain >= node.at_least and possible <= most:
            return YES
        truth = decide(part, subject)
        if truth is YES:
            certain += 1
        elif truth is NO:
            possible -= 1
        if possible < node.at_least or certain > most:
            return NO
    return YES if certain >= node.at_least and possible <= most else NOT_KNOWN


def _one_day(subject: Subject) -> OneDay:
    if not hasattr(subject, "has"):
        raise TypeError("what is on one day is asked of a day")
    return subject  # type: ignore[return-value]  # checked by its door just above


def _truth(subject: Subject, fact: Fact) -> Truth:
    value = subject.value(fact)
    if not isinstance(value, Truth):
        raise TypeError(f"{fact.key} is an amount; ask for it with Amount")
    return value


def _bounds(subject: Subject, fact: Fact) -> Bounds:
    value = subject.value(fact)
    if not isinstance(value, Bounds):
        raise TypeError(f"{fact.key} is yes or no; ask for it with Is")
    return value


def _person(subject: Subject) -> Person:
    if not hasattr(subject, "day_counts"):
        raise TypeError("attacks and days are counted for a person")
    return subject  # type: ignore[return-value]  # checked by its door just above


def _amount_within(node: Amount | Course, bounds: Bounds) -> Truth:
    within = bounds.reaches(at_least=node.at_least, at_most=node.at_most)
    if bounds.upper <= node.above:
        return NO
    if within is YES and bounds.lower <= node.above:
        return NOT_KNOWN
    return within


def _course_within(node: Course, person: Person) -> Truth:
    found = _amount_within(node, person.measured(node))
    if found is NO and len(person.attacks_within(node.within_days)) < node.attacks_needed:
        return NOT_KNOWN
    return found


def tally(node: Attacks, person: Person) -> Tally:
    """Count the person's attacks of the node's kind."""
    tallies = person.memory.tallies
    found = tallies.get((node.that, node.within_days))
    if found is None:
        written = certain = unknown = 0
        for attack, times in attacks_alike(person, node.within_days):
            truth = decide(node.that, attack)
            written += times
            certain += times if truth is YES else 0
            unknown += times if truth is NOT_KNOWN else 0
        found = Tally(written=written, certain=certain, possible=certain + unknown)
        tallies[node.that, node.within_days] = found
    return found


def _lifetime(node: Attacks, person: Person) -> Bounds:
    return _bounds(person, node.lifetime) if node.lifetime else UNKNOWN_AMOUNT


def _enough_attacks(node: Attacks, found: Tally, person: Person) -> Truth:
    lifetime = _lifetime(node, person)
    if found.certain >= node.at_least or (found.certain and lifetime.lower >= node.at_least):
        return YES
    if found.possible < node.at_least and lifetime.upper < node.at_least:
        return NO
    if found.possible == 0 and found.written >= node.at_least:
        return NO
    return NOT_KNOWN


def _enough_days(node: Days, windows: Sequence[DayCount], span_days: int) -> Truth:
    if not windows:
        return NOT_KNOWN
    answer = all_of(_window_within(node, window) for window in windows)
    if answer is YES and span_days <= node.span_over_days:
        return NOT_KNOWN
    return answer


def _window_within(node: Days, window: DayCount) -> Truth:
    most = window.days if node.at_most is None else node.at_most
    return window.bounds.reaches(at_least=node.at_least, at_most=most)


def unsettled(node: Node, subject: Subject) -> tuple[Fact, ...]:
    """The facts, not known, on which the node's verdict still hangs; empty when it is settled."""
    if decide(node, subject) is not NOT_KNOWN:
        return ()
    before = subject.memory.missing.get(node)
    found = None if before is None else before[subject.memory.position]
    if found is None:
        found = _unsettled(node, subject)
        subject.memory.keep_missing(node, found)
    return found


def _unsettled(node: Node, subject: Subject) -> tuple[Fact, ...]:
    match node:
        case Is() | Amount():
            return (_to_ask(node.fact, subject),)
        case Gate():
            return tuple(dict.fromkeys(fact for part in node.of for fact in unsettled(part, subject)))
        case Attacks():
            return tuple(missing.fact for missing in _missing_attacks(node, _person(subject)))
        case Days():
            return tuple(missing.fact for missing in _missing_days(node, _person(subject)))
        case Course():
            return tuple(missing.fact for missing in _missing_course(node, _person(subject)))
    return ()


def _to_ask(fact: Fact, subject: Subject) -> Fact:
    """The broadest missing fact: whether there was an aura at all, before how long it lasted."""
    while fact.ask_first is not None and subject.value(fact.ask_first) is NOT_KNOWN:
        fact = fact.ask_first
    if fact.lost_if is not None and fact.instead is not None and subject.value(fact.lost_if) is YES:
        return fact.instead
    return fact


def explain(node: Node, subject: Subject) -> Explanation:
    """The same truth as `decide`, with a reason for every part."""
    explanations, key = subject.memory.explanations, (node, subject.memory.position)
    if key not in explanations:
        explanations[key] = _explain(node, subject)
    return explanations[key]


def _explain(node: Node, subject: Subject) -> Explanation:
    truth = decide(node, subject)
    match node:
        case Is():
            return _explain_fact(node, truth, subject, say_truth(node.fact, truth))
        case Amount():
            return _explain_fact(node, truth, subject, say_amount(node, _bounds(subject, node.fact)))
        case Gate():
            return _explain_gate(node, truth, subject)
        case Attacks():
            return _explain_attacks(node, truth, _person(subject))
        case Days():
            return _explain_days(node, truth, _person(subject))
        case Course():
            return _explain_course(node, truth, _person(subject))
    raise TypeError(f"a criterion cannot hold a {type(node).__name__}")


def _explain_fact(node: Is | Amount, truth: Truth, subject: Subject, reason: str) -> Explanation:
    missing = (Missing(fact=_to_ask(node.fact, subject)),) if truth is NOT_KNOWN else ()
    return Explanation(node=node, truth=truth, reason=reason, missing=missing)


def _explain_gate(node: Gate, truth: Truth, subject: Subject) -> Explanation:
    parts = tuple(explain(part, subject) for part in node.of)
    missing = _merge(missing for part in parts if part.truth is NOT_KNOWN for missing in part.missing)
    return Explanation(
        node=node,
        truth=truth,
        reason=_say_gate(node, truth, parts),
        parts=parts,
        missing=missing if truth is NOT_KNOWN else (),
    )


def _say_gate(node: Gate, truth: Truth, parts: Sequence[Explanation]) -> str:
    """Why the gate stands as it does: the parts that decide it where they can be named, else their number."""
    if node.at_most is None and node.at_least == len(node.of):
        return say("all {n} parts met", n=len(parts)) if truth is YES and len(parts) > 1 else _say_parts(parts, truth)
    if node.at_most == 0:
        return say("none of it") if truth is YES else _say_parts(parts, YES if truth is NO else NOT_KNOWN)
    if node.at_most is None and node.at_least == 1:
        return _say_none(parts) if truth is NO else _say_parts(parts, truth)
    found = Counter(part.truth for part in parts)
    pieces = [say("{yes} of {n} met", yes=found[YES], n=len(parts))]
    if found[NOT_KNOWN]:
        pieces.append(say("{unknown} not known", unknown=found[NOT_KNOWN]))
    if node.at_most is not None and node.at_least == 0:
        pieces.append(say("needs at most {most}", most=node.at_most))
    else:
        pieces.append(say("needs {least}", least=node.at_least))
    return "; ".join(pieces)


_LEADS = {YES: "met: {parts}", NO: "not met: {parts}", NOT_KNOWN: "not known: {parts}"}


def _say_parts(parts: Sequence[Explanation], truth: Truth) -> str:
    decisive = [part for part in parts if part.truth is truth]
    named = [say(part.node.text) for part in decisive if part.node.text]
    if not named:
        return say(_LEADS[truth], parts=say("{k} of its {n} parts", k=len(decisive), n=len(parts)))
    if len(decisive) == 1 and len(named) == 1:
        return say(_LEADS[truth], parts=say("{part} ({why})", part=named[0], why=decisive[0].reason))
    return say(_LEADS[truth], parts=_a_few(named))


def _say_none(parts: Sequence[Explanation]) -> str:
    named = [say(part.node.text) for part in parts if part.node.text]
    return say("not met: none of {parts}", parts=_a_few(named)) if named else say("none of {n} parts met", n=len(parts))


def _a_few(named: Sequence[str]) -> str:
    """The first of them, and how many more there are."""
    if len(named) <= MOST_NAMED:
        return "; ".join(named)
    return say("{parts}; and {n} more", parts="; ".join(named[:MOST_NAMED]), n=len(named) - MOST_NAMED)


def _merge(missing: Iterable[Missing]) -> tuple[Missing, ...]:
    most: dict[Fact, int] = {}
    for one in missing:
        most[one.fact] = max(most.get(one.fact, 0), one.records)
    return tuple(Missing(fact=fact, records=records) for fact, records in most.items())


def _explain_attacks(node: Attacks, truth: Truth, person: Person) -> Explanation:
    found = tally(node, person)
    pieces = [count(found.written, "{yes} of {n} attack written", "{yes} of {n} attacks written", yes=found.certain)]
    if found.possible > found.certain:
        pieces.append(say("for {unclear} it is not known", unclear=found.possible - found.certain))
    lifetime = _lifetime(node, person)
    if node.lifetime and lifetime.exact:
        pieces.append(say("{n} in life as told", n=amount(lifetime.lower)))
    pieces.append(say("needs {least}", least=node.at_least))
    return Explanation(
        node=node,
        truth=truth,
        reason="; ".join(pieces),
        missing=_missing_attacks(node, person) if truth is NOT_KNOWN else (),
    )


def _missing_attacks(node: Attacks, person: Person) -> tuple[Missing, ...]:
    missing = _missing_on_attacks([node.that], person, node.within_days)
    found = tally(node, person)
    if found.possible < node.at_least or not missing:
        if node.lifetime and found.certain and not _lifetime(node, person).exact:
            missing.insert(0, Missing(fact=node.lifetime))
        else:
            missing.append(Missing(fact=facts.MORE_ATTACKS, records=node.at_least - found.certain))
    return tuple(missing)


def _explain_days(node: Days, truth: Truth, person: Person) -> Explanation:
    windows = person.day_counts(node)
    if not windows:
        return Explanation(node=node, truth=truth, reason=say("no day is written"), missing=_missing_days(node, person))
    said = [_say_window(window) for window in windows]
    reason = count(
        len(windows),
        "{counts} days in the last window of {days} days; needs {needs}",
        "{counts} days in the last {n} windows of {days} days, oldest first; needs {needs} in each",
        counts=a_list(said),
        days=node.window_days,
        needs=_say_range(node),
    )
    if person.span_days <= node.span_over_days:
        reason += "; " + count(
            person.span_days,
            "the diary spans {n} day, and more than {over} are needed",
            "the diary spans {n} days, and more than {over} are needed",
            over=node.span_over_days,
        )
    return Explanation(
        node=node,
        truth=truth,
        reason=reason,
        missing=_missing_days(node, person) if truth is NOT_KNOWN else (),
    )


def _say_window(window: DayCount) -> str:
    if not window.missing:
        return str(window.yes)
    return say("{yes} (at most {most})", yes=window.yes, most=window.yes + window.missing)


def _say_range(node: Days) -> str:
    if node.at_most is None:
        return say("at least {least}", least=node.at_least)
    return say("{least} to {most}", least=node.at_least, most=node.at_most)


def _missing_days(node: Days, person: Person) -> tuple[Missing, ...]:
    within = node.windows * node.window_days
    missing = _missing_on_attacks(_on_attacks(node), person, within)
    empty = person.empty_days(node)
    if empty:
        fact = facts.DRUGS_ON_EMPTY_DAYS if node.unit is Unit.DOSE else facts.HEADACHE_ON_EMPTY_DAYS
        missing.append(Missing(fact=fact, records=empty))
    if person.span_days <= node.span_over_days or not person.reaches_back(node):
        missing.append(Missing(fact=facts.LONGER_DIARY))
    if not missing:
        missing.append(Missing(fact=facts.UNNAMED_DRUGS if node.unit is Unit.DOSE else facts.WHEN_WITHIN_ATTACKS))
    return tuple(missing)


def _explain_course(node: Course, truth: Truth, person: Person) -> Explanation:
    return Explanation(
        node=node,
        truth=truth,
        reason=say_amount(node, person.measured(node)),
        missing=_missing_course(node, person) if truth is NOT_KNOWN else (),
    )


def _missing_course(node: Course, person: Person) -> tuple[Missing, ...]:
    return (*_missing_on_attacks([node.that], person, node.within_days), Missing(fact=node.fact))


def _on_attacks(node: Days) -> list[Node]:
    """What a count of days asks of single attacks."""
    if node.unit is Unit.ATTACK:
        return [node.that]
    return [leaf.that for leaf in leaves(node.that) if isinstance(leaf, OnDay) and leaf.unit is Unit.ATTACK]


def _missing_on_attacks(asked: Sequence[Node], person: Person, within_days: int) -> list[Missing]:
    """The facts that keep attacks undecided, the most often missing first."""
    counted = person.memory.lacking
    if (*asked, within_days) not in counted:
        counted[*asked, within_days] = _count_lacking(asked, attacks_alike(person, within_days))
    return list(counted[*asked, within_days])


def _count_lacking(asked: Sequence[Node], attacks: Sequence[tuple[Subject, int]]) -> tuple[Missing, ...]:
    # Most attacks lack the same facts: they are counted together first.
    alike: dict[tuple[Fact, ...], int] = {}
    for attack, times in attacks:
        missing = unsettled(asked[0], attack) if len(asked) == 1 else _unsettled_of_all(asked, attack)
        alike[missing] = alike.get(missing, 0) + times
    lacking: Counter[Fact] = Counter()
    for missing, records in alike.items():
        for fact in missing:
            lacking[fact] += records
    return tuple(Missing(fact=fact, records=records) for fact, records in lacking.most_common())


def _unsettled_of_all(asked: Sequence[Node], attack: Subject) -> tuple[Fact, ...]:
    return tuple(dict.fromkeys(fact for node in asked for fact in unsettled(node, attack)))
