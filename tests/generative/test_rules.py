"""The three values and the gates, against trying out every completion."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from reprieve.pathway.rules.facts import Fact, Unit
from reprieve.pathway.rules.gates import Amount, Gate, Is, Node
from reprieve.pathway.rules.judge import Memory, decide, explain, unsettled
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of, any_of, between, opposite

ALWAYS = settings(max_examples=200, deadline=None, derandomize="REPRIEVE_FREE_SEEDS" not in os.environ, database=None)
truths = st.sampled_from(list(Truth))
FACTS = tuple(Fact(key=f"fact_{n}", name=f"fact {n}", ask=f"Is it so, {n}?", unit=Unit.PERSON) for n in range(5))


@dataclass(frozen=True, slots=True)
class Someone:
    """A subject with these answers."""

    answers: dict[Fact, Truth | Bounds]
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Truth | Bounds:
        return self.answers[fact]


def completions(truths: list[Truth]) -> list[list[Truth]]:
    """Every way in which what is not known may turn out."""
    return [list(one) for one in product(*([YES, NO] if truth is NOT_KNOWN else [truth] for truth in truths))]


def settled(outcomes: set[bool]) -> Truth:
    """The truth that all completions agree on."""
    return NOT_KNOWN if len(outcomes) == 2 else YES if outcomes == {True} else NO


@ALWAYS
@given(st.lists(truths, max_size=7), st.integers(0, 8), st.none() | st.integers(0, 8))
def test_between_says_what_every_completion_says(given_: list[Truth], least: int, most: int | None) -> None:
    outcomes = {least <= one.count(YES) <= (len(one) if most is None else most) for one in completions(given_)}
    if most is not None and most < least:
        return
    assert between(given_, at_least=least, at_most=most) is settled(outcomes)


@ALWAYS
@given(st.lists(truths, max_size=7))
def test_all_and_any_say_what_every_completion_says(given_: list[Truth]) -> None:
    assert all_of(given_) is settled({all(t is YES for t in one) for one in completions(given_)})
    assert any_of(given_) is settled({any(t is YES for t in one) for one in completions(given_)})
    assert all_of(map(opposite, given_)) is opposite(any_of(given_))


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Node:
    """Gates over distinct facts: each fact at most once, so that completions settle the tree exactly."""
    leaves: list[Node] = [Is(fact=fact, text=fact.name) for fact in FACTS]
    while len(leaves) > 1:
        number = draw(st.integers(2, len(leaves)))
        of = tuple(leaves[:number])
        least = draw(st.integers(0, number))
        most = draw(st.none() | st.integers(least, number))
        leaves = [Gate(of=of, at_least=least, at_most=most, text="gate"), *leaves[number:]]
    return leaves[0]


def fulfils(node: Node, so: dict[Fact, bool]) -> bool:
    """The tree with everything known, without three values."""
    if isinstance(node, Is):
        return so[node.fact]
    assert isinstance(node, Gate)
    number = sum(fulfils(part, so) for part in node.of)
    return node.at_least <= number <= (len(node.of) if node.at_most is None else node.at_most)


@ALWAYS
@given(trees(), st.lists(truths, min_size=len(FACTS), max_size=len(FACTS)))
def test_a_tree_over_separate_facts_is_known_exactly_when_all_completions_agree(
    tree: Node, given_: list[Truth]
) -> None:
    outcomes = {
        fulfils(tree, {fact: truth is YES for fact, truth in zip(FACTS, one, strict=True)})
        for one in completions(given_)
    }
    someone = Someone(dict(zip(FACTS, given_, strict=True)))
    assert decide(tree, someone) is settled(outcomes)
    assert explain(tree, someone).truth is settled(outcomes)


@ALWAYS
@given(trees(), st.lists(truths, min_size=len(FACTS), max_size=len(FACTS)))
def test_the_facts_named_as_missing_settle_the_tree_and_were_not_known(tree: Node, given_: list[Truth]) -> None:
    answers = dict(zip(FACTS, given_, strict=True))
    missing = [one.fact for one in explain(tree, Someone(dict(answers))).missing]
    assert tuple(missing) == unsettled(tree, Someone(dict(answers)))
    assert all(answers[fact] is NOT_KNOWN for fact in missing)
    for chosen in product([YES, NO], repeat=len(missing)):
        told = {**answers, **dict(zip(missing, chosen, strict=True))}
        assert decide(tree, Someone(told)).known


HOURS = Fact(key="hours", name="how long", ask="How long?", unit=Unit.PERSON, measure="h")
numbers = st.integers(0, 8)


@ALWAYS
@given(numbers, numbers, numbers, numbers, st.none() | numbers)
def test_an_amount_is_within_when_every_value_it_may_have_is(
    a: int, b: int, least: int, most: int, above: int | None
) -> None:
    low, high = sorted((a, b))
    node = Amount(fact=HOURS, at_least=least, at_most=most, **({} if above is None else {"above": above}))
    values = [low + n / 4 for n in range(4 * (high - low) + 1)]
    outcomes = {least <= value <= most and (above is None or value > above) for value in values}
    found = decide(node, Someone({HOURS: Bounds(low, high)}))
    if found.known:
        assert outcomes == {found is YES}
    else:
        assert len(outcomes) == 2 or most < least or (above is not None and above >= most)
