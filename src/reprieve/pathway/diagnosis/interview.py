"""Which question should be asked next, and when is there nothing more to ask?

An interview answers the criteria from what a person tells, without a diary. It goes through the
same gates as the diary does (`interview_tree`). The next question is one of the fewest that can
still settle the verdict that is nearest to being settled; *I do not know* is an answer and is not
asked again. When no answer could change a verdict any more, it stops.

>>> it = begin(["1.1"])
>>> it.question.text
'How many headaches like this have you had in your life, about?'
>>> it.answer("such_headaches", 2).statuses()
{'1.1': <Truth.NO: 'no'>}
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from reprieve.pathway.diagnosis.diagnose import ENTITIES, RULE_SETS, SetAside, Verdict
from reprieve.pathway.diagnosis.entities import Entity
from reprieve.pathway.diagnosis.interview_questions import Question, meaning, questions_for
from reprieve.pathway.diagnosis.interview_tree import asked_entity
from reprieve.pathway.diagnosis.precedence import PRECEDENCES
from reprieve.pathway.diagnosis.told_facts import HEADACHE_DAYS, MONTHS_SO, SUCH_DAYS, SUCH_HEADACHES, Told, Value
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Who, say_measure
from reprieve.pathway.rules.gates import Amount, Gate, Is, Node
from reprieve.pathway.rules.judge import Explanation, decide, explain
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import a_list, amount, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, all_of

# What a person is asked about when nobody says otherwise.
SELF_CHECK = ("1.1", "1.2", "1.3", "1.5.1", "2.2", "2.3", "8.2", "everyday")
BY_CODE: Mapping[str, Entity] = {entity.code: entity for entity in (*ENTITIES, *RULE_SETS)}

Answer = str | float | None


@dataclass(frozen=True, slots=True)
class Price:
    """The fewest questions whose answers could prove a node met, and not met; infinite where none can."""

    met: float
    not_met: float

    @property
    def nearest(self) -> float:
        """The fewest that could settle it either way."""
        return min(self.met, self.not_met)


SETTLED = Price(0, 0)
OUT_OF_REACH = Price(math.inf, math.inf)


@dataclass(frozen=True, kw_only=True)
class Interview:
    """An interview as far as it has come. Nothing in it changes: an answer gives a new one.

    Parameters
    ----------
    codes : tuple of str
        ICHD-3 codes and rule sets to be settled.
    answers : mapping of str to str, float or None
        The answer to each question that was asked, by its key; None is *I do not know*.
    who : frozenset of Who
        Who is there to answer.
    """

    codes: tuple[str, ...]
    answers: Mapping[str, Answer] = field(default_factory=dict)
    who: frozenset[Who] = frozenset({Who.PERSON})

    @cached_property
    def told(self) -> Told:
        """The facts that follow from the answers."""
        values: dict[Fact, Value] = {}
        for key, question in _questions(self.codes).items():
            answer = self.answers.get(key)
            if answer is not None:  # of two questions for one fact the better one comes first, and stays
                values = meaning(question, answer) | values
        return Told(answers=values, amounts=_amounts(self.codes))

    @cached_property
    def question(self) -> Question | None:
        """What to ask next; None when no answer could change a verdict any more."""
        asking = _Asking(self)
        worth: dict[Question, float] = {}
        for code in self.codes:
            node = asked_entity(BY_CODE[code]).node
            nearest = asking.price(node).nearest
            if decide(node, self.told) is NOT_KNOWN and not math.isinf(nearest):
                question = asking.first(node)
                worth[question] = worth.get(question, 0) + 1 / nearest
        return max(worth, key=worth.__getitem__, default=None)

    def answer(self, key: str, answer: Answer) -> Interview:
        """The interview with one more answer, or with one answered anew.

        Parameters
        ----------
        key : str
            The question's key.
        answer : str, float or None
            The key of a choice, a number, or None for *I do not know*.

        Raises
        ------
        InvalidInput
            If there is no such question, or it cannot be answered so.
        """
        question = _questions(self.codes).get(key)
        if question is None:
            raise InvalidInput(say("there is no question with this key in the interview. Ask for its next question."))
        if answer is not None:
            _must_answer(question, answer)
        return replace(self, answers={**self.answers, key: answer})

    @property
    def remarks(self) -> tuple[str, ...]:
        """What does not fit together in the answers; empty where nothing is remarked."""
        remarks = []
        if self.told.more_such_days_than_days:
            told = self._as_told(SUCH_DAYS, HEADACHE_DAYS)
            remarks.append(say("These answers do not fit together: {told}. Correct one of them.", told=told))
        if self.told.fewer_headaches_than_days:
            told = self._as_told(SUCH_DAYS, HEADACHE_DAYS, MONTHS_SO, facts.LASTED_H, SUCH_HEADACHES)
            remarks.append(
                say(
                    "These answers do not fit together: {told}. Until one of them is corrected, there were at least so "
                    "many headaches, and how many more is not known.",
                    told=told,
                )
            )
        return tuple(remarks)

    def _as_told(self, *about: Fact) -> str:
        numbers = {fact: told.lower for fact in about if isinstance(told := self.told.answers.get(fact), Bounds)}
        return "; ".join(f"{say(fact.name)}: {amount(n)}{say_measure(fact, n)}" for fact, n in numbers.items())

    def statuses(self) -> dict[str, Truth]:
        """Met, not met or not known, for each code."""
        return {code: decide(asked_entity(BY_CODE[code]).node, self.told) for code in self.codes}

    def verdicts(self) -> tuple[Verdict, ...]:
        """Each verdict with its criteria and reasons, and which stands, as a diary gives them.

        What is told is one kind of headache, so that of two met diagnoses the same headaches fulfil both.
        """
        by_code = {code: self._verdict(BY_CODE[code]) for code in self.codes}
        for rule in PRECEDENCES:
            winner, loser = by_code.get(rule.winner), by_code.get(rule.loser)
            if winner is not None and loser is not None and winner.stands and loser.stands:
                aside = SetAside(rule=rule.rule, by=rule.winner, reason=say(rule.reason))
                by_code[rule.loser] = replace(loser, set_aside=aside)
        return tuple(by_code.values())

    def _verdict(self, entity: Entity) -> Verdict:
        criteria = tuple(explain(criterion, self.told) for criterion in asked_entity(entity).criteria)
        missing = {one.fact: one for criterion in criteria for one in criterion.missing}
        status = all_of(criterion.truth for criterion in criteria)
        return Verdict(
            entity=entity,
            status=status,
            criteria=criteria,
            missing=tuple(missing.values()) if status is NOT_KNOWN else (),
        )


def begin(codes: Sequence[str] = SELF_CHECK, *, who: Iterable[Who] = (Who.PERSON,)) -> Interview:
    """An interview that is to settle these diagnoses and rule sets.

    Raises
    ------
    InvalidInput
        If a code is not known.
    """
    unknown = [code for code in codes if code not in BY_CODE]
    if unknown or not codes:
        raise InvalidInput(
            say(
                "a code must be one of ICHD-3 that is judged here, such as 1.1, 2.3 or 8.2, or a rule set such as "
                "everyday; got {unknown}. All of them are named by: reprieve diagnose --help",
                unknown=a_list(unknown) or say("nothing"),
            )
        )
    return Interview(codes=tuple(codes), who=frozenset(who))


def because(part: Explanation) -> tuple[str, ...]:
    """The answers by which a criterion is met, not met or not known, each once; the fewest that suffice."""
    return tuple(dict.fromkeys(_deciding(part)))


def _deciding(part: Explanation) -> list[str]:
    node = part.node
    if not isinstance(node, Gate):
        return [part.reason]
    truths = [one.truth for one in part.parts]
    if node.at_most is not None and part.truth is NO and truths.count(YES) > node.at_most:
        sought, enough = YES, node.at_most + 1
    elif node.at_most == 0:
        sought, enough = {YES: NO, NO: YES}.get(part.truth, NOT_KNOWN), len(truths)
    else:
        sought = part.truth
        enough = len(truths) - node.at_least + 1 if part.truth is NO else len(truths)
    found = sorted((_deciding(one) for one in part.parts if one.truth is sought), key=len)
    return [reason for reasons in found[:enough] for reason in reasons]


def everything(interview: Interview) -> tuple[Question, ...]:
    """All questions that bear on the interview's verdicts: what a form would ask."""
    return tuple(question for question in _questions(interview.codes).values() if question.about.who in interview.who)


def _must_answer(question: Question, answer: str | float) -> None:
    try:
        meaning(question, answer)
    except (StopIteration, KeyError, ValueError, TypeError):
        if question.number is None:
            allowed = a_list([choice.key for choice in question.choices], last="or")
        else:
            allowed = say(
                "a number from {low} to {high}",
                low=amount(question.number.lowest),
                high=amount(question.number.highest),
            )
        raise InvalidInput(
            say("the answer to `{key}` must be {allowed}, or left unknown.", key=question.key, allowed=allowed)
        ) from None


# The fewest questions


class _Asking:
    """Prices of the nodes of one interview, each worked out once."""

    def __init__(self, interview: Interview) -> None:
        self._interview = interview
        self._told = interview.told
        self._prices: dict[Node, Price] = {}

    def price(self, node: Node) -> Price:
        """What it takes to settle a node."""
        known = self._prices.get(node)
        if known is None:
            known = self._prices[node] = self._price(node)
        return known

    def _price(self, node: Node) -> Price:
        truth = decide(node, self._told)
        if truth is not NOT_KNOWN:
            return SETTLED
        if isinstance(node, Gate):
            return self._price_of_gate(node)
        return self._price_of_fact(_fact_of(node))

    def _price_of_fact(self, fact: Fact) -> Price:
        """One question; one more to have it, if a broader one comes first whose *no* would do."""
        if self._question(fact) is None:
            return OUT_OF_REACH
        broader = fact.ask_first
        if broader is None or self._told.value(broader) is not NOT_KNOWN:
            return Price(1, 1)
        if self._question(broader) is None:
            return OUT_OF_REACH
        return Price(2, 1)

    def _question(self, fact: Fact) -> Question | None:
        """The question for a fact, unless it was asked or nobody who is there could answer it."""
        if fact.who not in self._interview.who:
            return None
        answers = self._interview.answers
        for question in questions_for(fact, amount=fact in self._told.amounts):
            if question.key not in answers:
                return question
            if answers[question.key] is not None:
                return None
        return None

    def _price_of_gate(self, gate: Gate) -> Price:
        need = _Need.of(gate, self._told)
        prices = [self.price(part) for part in need.open]
        met = _cheapest([it.met for it in prices], need.more_met) + _cheapest(
            [it.not_met for it in prices], need.more_not_met
        )
        not_met = min(
            _cheapest([it.not_met for it in prices], need.to_fail),
            _cheapest([it.met for it in prices], need.to_exceed),
        )
        return Price(met, not_met)

    def first(self, node: Node) -> Question:
        """The question to begin with: one that is on the shortest way to *met* and to *not met* alike."""
        while isinstance(node, Gate):
            node = self._part_to_ask(node)
        fact = _fact_of(node)
        if fact.ask_first is not None and self._told.value(fact.ask_first) is NOT_KNOWN:
            fact = fact.ask_first
        question = self._question(fact)
        if question is None:
            raise AssertionError("only what can be asked is chosen")
        return question

    def _part_to_ask(self, gate: Gate) -> Node:
        """Of at least *k* of *n*, some part is among the k cheapest to be met and the n-k+1 cheapest to fail."""
        need = _Need.of(gate, self._told)
        reachable = [part for part in need.open if not math.isinf(self.price(part).nearest)]
        by_met = sorted(reachable, key=lambda part: self.price(part).met)
        by_not_met = sorted(reachable, key=lambda part: self.price(part).not_met)
        if gate.at_least == 0:  # none of it, or at most so many: the two ways change places
            to_meet, to_fail = by_not_met[: need.more_not_met], by_met[: need.to_exceed_or_all(len(by_met))]
        else:
            to_meet, to_fail = by_met[: need.more_met], by_not_met[: need.to_fail]
        both = [part for part in to_meet if part in to_fail]
        return min(both or reachable, key=lambda part: self.price(part).nearest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    """What a gate still needs: of its open parts, so many met (or not) to be met itself, so many to fail."""

    open: tuple[Node, ...]
    more_met: int
    more_not_met: int
    to_fail: int
    to_exceed: float

    @classmethod
    def of(cls, gate: Gate, told: Told) -> _Need:
        truths = [decide(part, told) for part in gate.of]
        met, not_met = truths.count(YES), truths.count(NO)
        most = len(gate.of) if gate.at_most is None else gate.at_most
        return cls(
            open=tuple(part for part, truth in zip(gate.of, truths, strict=True) if truth is NOT_KNOWN),
            more_met=max(0, gate.at_least - met),
            more_not_met=max(0, len(gate.of) - most - not_met),
            to_fail=len(gate.of) - gate.at_least + 1 - not_met,
            to_exceed=math.inf if gate.at_most is None else most + 1 - met,
        )

    def to_exceed_or_all(self, parts: int) -> int:
        return parts if math.isinf(self.to_exceed) else int(self.to_exceed)


def _cheapest(prices: list[float], number: float) -> float:
    """The sum of so many lowest prices; infinite where there are not so many."""
    return math.inf if number > len(prices) else sum(sorted(prices)[: int(number)])


def _fact_of(node: Node) -> Fact:
    if isinstance(node, (Is, Amount)):
        return node.fact
    raise TypeError(f"a {type(node).__name__} is not asked as it stands")


# What a set of codes asks


def _leaves(node: Node) -> Iterable[Is | Amount]:
    if isinstance(node, Gate):
        for part in node.of:
            yield from _leaves(part)
    elif isinstance(node, (Is, Amount)):
        yield node


@cache
def _amounts(codes: tuple[str, ...]) -> frozenset[Fact]:
    found = (leaf for code in codes for leaf in _leaves(asked_entity(BY_CODE[code]).node) if isinstance(leaf, Amount))
    return frozenset(leaf.fact for leaf in found)


@cache
def _questions(codes: tuple[str, ...]) -> Mapping[str, Question]:
    """Every question that may come up, by its key."""
    asked = dict.fromkeys(leaf.fact for code in codes for leaf in _leaves(asked_entity(BY_CODE[code]).node))
    with_broader = [fact.ask_first for fact in asked if fact.ask_first is not None] + list(asked)
    found = (questions_for(fact, amount=fact in _amounts(codes)) for fact in dict.fromkeys(with_broader))
    return {question.key: question for questions in found for question in questions}
