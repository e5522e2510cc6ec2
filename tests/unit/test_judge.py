"""How the judge decides, explains, and names what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest

from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit, Who
from reprieve.pathway.rules.gates import Amount, Attacks, Days, Gate, Is, Node, every, leaves, none_of, one_of
from reprieve.pathway.rules.judge import Memory, Subject, decide, explain
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds, DayCount
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

Y, N, U = YES, NO, NOT_KNOWN
NAUSEA = Is(fact=facts.NAUSEA, text="nausea")
LIGHT = Is(fact=facts.PHOTOPHOBIA, text="light")
SOUND = Is(fact=facts.PHONOPHOBIA, text="sound")
LAST = date(2026, 3, 31)


@dataclass(frozen=True, slots=True)
class OneAttack:
    """An attack with these answers; what is not among them is not known."""

    answers: dict[Fact, Truth | Bounds] = field(default_factory=dict)
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Truth | Bounds:
        return self.answers.get(fact, UNKNOWN_AMOUNT if fact.measure else NOT_KNOWN)


@dataclass(frozen=True, slots=True)
class OnePerson:
    """A person with these attacks, this count in life, and these (yes, missing) per window of 30 days."""

    attacks: tuple[OneAttack, ...] = ()
    in_life: Bounds = UNKNOWN_AMOUNT
    windows: tuple[tuple[int, int], ...] = ()
    span_days: int = 91
    memory: Memory = field(default_factory=Memory)

    def value(self, fact: Fact) -> Truth | Bounds:
        return self.in_life if fact is facts.LIFETIME_MIGRAINE_ATTACKS else NOT_KNOWN

    def attacks_within(self, days: int) -> tuple[Subject, ...]:
        del days
        return self.attacks

    def empty_days(self, node: Days) -> int:
        del node
        return sum(lack for _, lack in self.windows)

    def reaches_back(self, node: Days) -> bool:
        del node
        return True

    def day_counts(self, node: Days) -> tuple[DayCount, ...]:
        length = timedelta(days=node.window_days - 1)
        return tuple(DayCount(first=LAST - length, last=LAST, yes=yes, missing=lack) for yes, lack in self.windows)


def with_nausea(*truths: Truth) -> tuple[OneAttack, ...]:
    return tuple(OneAttack({facts.NAUSEA: truth}) for truth in truths)


FIVE = Attacks(that=NAUSEA, at_least=5, lifetime=facts.LIFETIME_MIGRAINE_ATTACKS)


@pytest.mark.parametrize(
    ("written", "in_life", "answer"),
    [
        ((Y,) * 4, UNKNOWN_AMOUNT, U),
        ((Y,) * 5, UNKNOWN_AMOUNT, Y),
        ((Y,) * 6, UNKNOWN_AMOUNT, Y),
        ((Y,) * 4, Bounds(4, 4), N),
        ((Y,) * 4, Bounds(5, 5), Y),
        ((Y,), Bounds(5, 5), Y),
        ((U,), Bounds(5, 5), U),
        ((), Bounds(5, 5), U),
        ((), Bounds(4, 4), N),
        ((N,) * 4, UNKNOWN_AMOUNT, U),
        ((N,) * 5, UNKNOWN_AMOUNT, N),
        ((N,) * 4 + (U,), UNKNOWN_AMOUNT, U),
        ((Y,) * 4 + (U,), Bounds(4, 4), U),
        ((Y,) * 3 + (U,), Bounds(4, 4), N),
        ((Y,) * 5, Bounds(2, 2), Y),
    ],
)
def test_at_least_five_attacks(written: tuple[Truth, ...], in_life: Bounds, answer: Truth) -> None:
    person = OnePerson(attacks=with_nausea(*written), in_life=in_life)
    assert decide(FIVE, person) is answer
    assert explain(FIVE, person).truth is answer


FIFTEEN = Days(unit=Unit.DAY, that=Is(fact=facts.HEADACHE_DAY), at_least=15, span_over_days=90)


@pytest.mark.parametrize(
    ("windows", "span", "answer"),
    [
        (((15, 0),) * 3, 91, Y),
        (((15, 0),) * 3, 90, U),
        (((14, 0), (30, 0), (30, 0)), 91, N),
        (((14, 0), (30, 0), (30, 0)), 20, N),
        (((14, 1), (30, 0), (30, 0)), 91, U),
        (((13, 1), (30, 0), (30, 0)), 91, N),
        (((15, 15),) * 3, 91, Y),
        (((0, 30),) * 3, 0, U),
        ((), 0, U),
    ],
)
def test_at_least_fifteen_days_in_each_window(windows: tuple[tuple[int, int], ...], span: int, answer: Truth) -> None:
    person = OnePerson(windows=windows, span_days=span)
    assert decide(FIFTEEN, person) is answer
    assert explain(FIFTEEN, person).truth is answer


@pytest.mark.parametrize(
    ("windows", "answer"),
    [
        (((1, 0), (14, 0), (7, 0)), Y),
        (((0, 0), (14, 0), (7, 0)), N),
        (((1, 0), (15, 0), (7, 0)), N),
        (((1, 0), (14, 1), (7, 0)), U),
        (((0, 1), (14, 0), (7, 0)), U),
    ],
)
def test_one_to_fourteen_days_in_each_window(windows: tuple[tuple[int, int], ...], answer: Truth) -> None:
    node = Days(unit=Unit.DAY, that=Is(fact=facts.HEADACHE_DAY), at_least=1, at_most=14)
    assert decide(node, OnePerson(windows=windows)) is answer


@pytest.mark.parametrize(
    ("hours", "answer"),
    [
        (Bounds(72, 72), N),
        (Bounds(72.1, 72.1), Y),
        (Bounds(70, 72), N),
        (Bounds(70, 73), U),
        (Bounds(72, 73), U),
        (Bounds(73, 200), Y),
        (UNKNOWN_AMOUNT, U),
    ],
)
def test_over_72_hours_leaves_72_out(hours: Bounds, answer: Truth) -> None:
    node = Amount(fact=facts.EVERYDAY_SPAN_H, above=72)
    assert decide(node, OneAttack({facts.EVERYDAY_SPAN_H: hours})) is answer


def test_what_is_asked_of_a_person_cannot_be_asked_of_an_attack() -> None:
    with pytest.raises(TypeError, match="counted for a person"):
        decide(FIVE, OneAttack())


def test_an_amount_is_not_a_yes_or_no() -> None:
    with pytest.raises(TypeError, match="ask for it with Amount"):
        decide(Is(fact=facts.LASTED_H), OneAttack())
    with pytest.raises(TypeError, match="ask for it with Is"):
        decide(Amount(fact=facts.NAUSEA, at_least=1), OneAttack())


def test_a_gate_that_cannot_be_met_is_refused_when_it_is_written() -> None:
    with pytest.raises(ValueError, match="of 2"):
        Gate(of=(LIGHT, SOUND), at_least=3)
    with pytest.raises(ValueError, match="of 2"):
        Gate(of=(LIGHT, SOUND), at_least=2, at_most=1)


def test_all_any_and_none_are_gates() -> None:
    attack = OneAttack({facts.PHOTOPHOBIA: YES, facts.PHONOPHOBIA: NO})
    assert decide(every(LIGHT, SOUND), attack) is NO
    assert decide(one_of(LIGHT, SOUND), attack) is YES
    assert decide(none_of(LIGHT, SOUND), attack) is NO
    assert leaves(every(LIGHT, one_of(SOUND, NAUSEA))) == (LIGHT, SOUND, NAUSEA)


COMPANIONS = one_of(NAUSEA, every(LIGHT, SOUND, text="light and sound"), text="companions")


def test_a_met_verdict_misses_nothing() -> None:
    found = explain(COMPANIONS, OneAttack({facts.NAUSEA: YES}))
    assert found.truth is YES
    assert found.missing == ()


def test_a_fact_that_can_no_longer_matter_is_not_asked_for() -> None:
    found = explain(COMPANIONS, OneAttack({facts.PHOTOPHOBIA: NO}))
    assert found.truth is NOT_KNOWN
    assert [missing.fact for missing in found.missing] == [facts.NAUSEA]


def test_the_broader_question_is_asked_first() -> None:
    node = Is(fact=facts.AURA_SPREADS)
    assert [one.fact for one in explain(node, OneAttack()).missing] == [facts.AURA]
    assert [one.fact for one in explain(node, OneAttack({facts.AURA: YES})).missing] == [facts.AURA_SPREADS]


def test_missing_facts_of_attacks_come_with_the_number_of_attacks() -> None:
    person = OnePerson(attacks=with_nausea(Y, Y, Y, U, U, N))
    (first, *_) = explain(FIVE, person).missing
    assert (first.fact, first.records) == (facts.NAUSEA, 2)


def test_more_attacks_are_asked_for_when_those_written_cannot_do() -> None:
    missing = explain(FIVE, OnePerson(attacks=with_nausea(N, N))).missing
    assert [one.fact for one in missing] == [facts.MORE_ATTACKS]


def test_the_count_in_life_is_asked_for_when_it_would_settle_it() -> None:
    missing = explain(FIVE, OnePerson(attacks=with_nausea(Y, Y))).missing
    assert missing[0].fact is facts.LIFETIME_MIGRAINE_ATTACKS


def test_empty_days_and_a_short_diary_are_named() -> None:
    missing = explain(FIFTEEN, OnePerson(windows=((14, 2), (15, 0), (15, 3)), span_days=80)).missing
    assert [(one.fact, one.records) for one in missing] == [
        (facts.HEADACHE_ON_EMPTY_DAYS, 5),
        (facts.LONGER_DIARY, 1),
    ]


def test_a_reason_counts_what_it_counts() -> None:
    person = OnePerson(attacks=with_nausea(Y, Y, U), in_life=Bounds(9, 9))
    reason = explain(FIVE, person).reason
    assert "2 of 3 attacks" in reason
    assert "9 in life" in reason
    assert "needs 5" in reason


@pytest.mark.parametrize("truth", [YES, NO, NOT_KNOWN])
def test_every_part_is_explained(truth: Truth) -> None:
    found = explain(COMPANIONS, OneAttack({facts.NAUSEA: truth}))
    assert [part.node for part in found.parts] == list(COMPANIONS.of)
    assert found.parts[0].truth is truth


def test_every_fact_says_what_to_ask_and_whom() -> None:
    written = [fact for fact in vars(facts).values() if isinstance(fact, Fact)]
    assert len({fact.key for fact in written}) == len(written)
    for fact in written:
        assert fact.ask.endswith(("?", "."))
        assert isinstance(fact.who, Who)


def test_a_node_is_itself_and_no_other_that_says_the_same() -> None:
    twins: list[Node] = [Is(fact=facts.NAUSEA), Is(fact=facts.NAUSEA)]
    assert twins[0] != twins[1]
