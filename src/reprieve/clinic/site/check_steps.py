"""Which screen comes next, and which were there before it?

The way is not stored: it is walked anew from the answers each time. First the red flags, group by group, ended by
one that cannot wait; then whether it hurts now and for how long; then the questions of the interview. So a changed
answer drops just what would not be asked any more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reprieve.clinic.site.check_state import Checked, Given
from reprieve.clinic.site.red_flag_fields import RedFlagField, red_flag_fields
from reprieve.pathway.diagnosis.interview import BY_CODE, Answer, Interview, begin
from reprieve.pathway.diagnosis.interview_questions import Question, questions_for
from reprieve.pathway.diagnosis.interview_tree import asked_entity
from reprieve.pathway.rules.gates import Amount, Gate, Is, Node
from reprieve.pathway.rules.judge import decide
from reprieve.pathway.safety.red_flags import Action, Answers, Safety, weigh
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

NOW = "now"
# Instead of ticked signs: the person does not know, or would rather not say.
NOT_SAID = "?"
CANNOT_WAIT = frozenset({Action.EMERGENCY, Action.CRISIS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One screen: a group of red flags, the question whether it hurts now, or a question of the interview."""

    key: str
    flags: RedFlagField | None = None
    question: Question | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The screens that were answered, the next one, and what is known by now.

    Parameters
    ----------
    answered : tuple of Step
    open : Step or None
        None at the end.
    interview : Interview
        With the answers that were asked for, and no others.
    at_most_more : tuple of int
        For each answered screen and for the open one, how many may follow it at most.
    """

    answered: tuple[Step, ...]
    open: Step | None
    safety: Safety
    over_72_h: Truth
    interview: Interview
    at_most_more: tuple[int, ...]

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(step.key for step in self.answered)

    @property
    def steps(self) -> tuple[Step, ...]:
        return self.answered if self.open is None else (*self.answered, self.open)

    @property
    def may_end(self) -> bool:
        """Whether there is something to say: at the end, and before it once the warning signs are behind."""
        return self.open is None or self.open.question is not None

    def place(self, key: str) -> int | None:
        return next((n for n, step in enumerate(self.steps) if step.key == key), None)


def safety_keys() -> frozenset[str]:
    """The steps whose answers grow old."""
    return frozenset({*red_flag_fields(), NOW})


def walk(checked: Checked) -> Way:
    """The way that these answers make."""
    walker = _Walker(checked)
    for step in walker.steps():
        walker.path.append(step)
        if step.key not in checked.given:
            return walker.way(step)
        walker.take(step, checked.given[step.key])
    return walker.way(None)


class _Walker:
    """One walk; `steps` is asked for the next step only after the one before was taken."""

    def __init__(self, checked: Checked) -> None:
        self.given = checked.given
        self.path: list[Step] = []
        self.more: list[int] = []
        self.said: dict[str, Truth] = {}
        self.over_72_h: Truth = NOT_KNOWN
        self.interview = begin()

    def steps(self) -> Iterator[Step]:
        fields = red_flag_fields()
        after = len(fields) + 1 + at_most_more(self.interview)
        for key, flags in fields.items():
            after -= 1
            self.more.append(after)
            yield Step(key=key, flags=flags)
            if any(flag.action in CANNOT_WAIT for flag in self.safety().raised):
                return
        if self.safety().withholds:
            return
        self.more.append(after - 1)
        yield Step(key=NOW)
        while (question := self.interview.question) is not None:
            self.more.append(at_most_more(self.interview) - 1)
            yield Step(key=question.key, question=question)

    def take(self, step: Step, given: Given) -> None:
        if step.flags is not None:
            self.said |= step.flags.answers(given if isinstance(given, list) else [])
        elif step.question is None:
            self.over_72_h = YES if given == "yes" else NO if given == "no" else NOT_KNOWN
        else:
            self.interview = _answered(self.interview, step.question, given)

    def safety(self) -> Safety:
        return weigh(Answers(answers=self.said))

    def way(self, open_: Step | None) -> Way:
        return Way(
            answered=tuple(self.path if open_ is None else self.path[:-1]),
            open=open_,
            safety=self.safety(),
            over_72_h=self.over_72_h,
            interview=self.interview,
            at_most_more=tuple(self.more),
        )


def _answered(interview: Interview, question: Question, given: Given) -> Interview:
    """With the answer; one that the question does not take any more counts as *I do not know*."""
    answer: Answer = None if isinstance(given, list) else given
    try:
        return interview.answer(question.key, answer)
    except InvalidInput:
        return interview.answer(question.key, None)


# How many more


def at_most_more(interview: Interview) -> int:
    """How many questions could still be asked: those about facts that hang on something still open."""
    questions: dict[str, None] = {}
    for code in interview.codes:
        for leaf in _open_leaves(asked_entity(BY_CODE[code]).node, interview):
            questions |= dict.fromkeys(_could_be_asked(leaf, interview))
    return len(questions)


def _open_leaves(node: Node, interview: Interview) -> Iterator[Is | Amount]:
    if decide(node, interview.told) is not NOT_KNOWN:
        return
    if isinstance(node, Gate):
        for part in node.of:
            yield from _open_leaves(part, interview)
    elif isinstance(node, (Is, Amount)):
        yield node


def _could_be_asked(leaf: Is | Amount, interview: Interview) -> Iterator[str]:
    broader = leaf.fact.ask_first
    for fact in (leaf.fact,) if broader is None else (broader, leaf.fact):
        for question in questions_for(fact, amount=fact in interview.told.amounts):
            answer = interview.answers.get(question.key)
            if answer is not None:
                break  # what is asked after it is asked only when it was not known
            if question.key not in interview.answers and question.about.who in interview.who:
                yield question.key
