"""How is each fact asked of a person, and what may they answer?

One question may settle several facts: where the pain is settles both *on one side* and *on both
sides*. *I do not know* is always an answer. The words are about the headache that troubles the
person most; a fact without words of its own here is asked in those of its `Fact`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from reprieve.pathway.diagnosis import told_facts as told
from reprieve.pathway.diagnosis.told_facts import Value
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Who
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, YES

MOST_HEADACHES = 100_000
MOST_HOURS = 100_000
MOST_MONTHS = 1_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer that may be chosen, and what it says of the facts."""

    key: str
    text: str
    means: tuple[tuple[Fact, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An answer in numbers, from `lowest` to `highest`, and the facts that equal it."""

    measure: str
    lowest: float
    highest: float
    equals: tuple[Fact, ...]
    means: tuple[tuple[Fact, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the interview.

    Parameters
    ----------
    key : str
        Stable; what an answer refers to.
    text : str
        The question, in English; said through `say`.
    about : Fact
        The fact for which it is asked.
    choices : tuple of Choice
        What may be chosen; empty where a number is asked.
    number : Number or None
        Which numbers may be told; None where there are choices.
    """

    key: str
    text: str
    about: Fact
    choices: tuple[Choice, ...] = ()
    number: Number | None = None

    @property
    def settles(self) -> frozenset[Fact]:
        """The facts that an answer other than *I do not know* says something of."""
        of_choices = (fact for choice in self.choices for fact, _ in choice.means)
        if self.number is None:
            return frozenset(of_choices)
        return frozenset((*self.number.equals, *(fact for fact, _ in self.number.means)))


def _choose(key: str, text: str, about: Fact, *choices: Choice) -> Question:
    return Question(key=key, text=text, about=about, choices=choices)


def _tell(text: str, about: Fact, highest: float, *also: Fact, means: tuple[tuple[Fact, Value], ...] = ()) -> Question:
    number = Number(measure=about.measure, lowest=0, highest=highest, equals=(about, *also), means=means)
    return Question(key=about.key, text=text, about=about, number=number)


WHERE = _choose(
    "where",
    "Where is the pain?",
    facts.ONE_SIDED,
    Choice(key="one", text="on one side of the head", means=((facts.ONE_SIDED, YES), (facts.BOTH_SIDES, NO))),
    Choice(key="both", text="on both sides of the head", means=((facts.ONE_SIDED, NO), (facts.BOTH_SIDES, YES))),
)
SICK = _choose(
    "sick",
    "Do you feel sick to your stomach (nauseated) with it?",
    facts.NAUSEA,
    Choice(key="no", text="no", means=((facts.NAUSEA, NO), (facts.NAUSEA_BEYOND_MILD, NO))),
    Choice(key="a_little", text="a little", means=((facts.NAUSEA, YES), (facts.NAUSEA_BEYOND_MILD, NO))),
    Choice(key="more", text="more than a little", means=((facts.NAUSEA, YES), (facts.NAUSEA_BEYOND_MILD, YES))),
)
LASTS = _tell(
    "How many hours does it last when you take nothing, or when what you take does not help?",
    facts.UNTREATED_H,
    MOST_HOURS,
    facts.LASTED_H,
    means=((facts.CUT_SHORT, NO),),
)
LASTS_TREATED = _tell("How many hours does it usually last, with what you take against it?", facts.LASTED_H, MOST_HOURS)
PASSES = _choose(
    "aura_passes",
    "Do these changes go away completely?",
    facts.AURA_SYMPTOM,
    Choice(key="all", text="all of them", means=((facts.AURA_SYMPTOM, YES), (facts.AURA_ALL_PASSES, YES))),
    Choice(key="some", text="some of them", means=((facts.AURA_SYMPTOM, YES), (facts.AURA_ALL_PASSES, NO))),
    Choice(key="none", text="none of them", means=((facts.AURA_SYMPTOM, NO), (facts.AURA_ALL_PASSES, NO))),
)
_OWN = (
    WHERE,
    SICK,
    PASSES,
    LASTS,
    LASTS_TREATED,
    _tell("How strong is the pain at its worst, from 0 (none) to 10?", facts.PAIN, 10),
    _tell("How old are you?", facts.AGE_YEARS, 130),
    _tell(
        "How many hours did the longest one of the last year go on, quiet spells of up to 12 hours counted in?",
        facts.EVERYDAY_SPAN_H,
        MOST_HOURS,
    ),
    _tell(
        "How many hours did the longest one go on, with quiet spells that sleep or a drug brought?",
        facts.STATUS_SPAN_H,
        MOST_HOURS,
        facts.STATUS_SO_FAR_H,
    ),
    _tell(told.SUCH_HEADACHES.ask, told.SUCH_HEADACHES, MOST_HEADACHES),
    _tell(told.MONTHS_SO.ask, told.MONTHS_SO, MOST_MONTHS),
    *(
        _tell(fact.ask, fact, told.LONGEST_MONTH_DAYS)
        for fact in dict.fromkeys((told.HEADACHE_DAYS, told.SUCH_DAYS, *told.DRUG_DAYS.values()))
    ),
)
_WORDS: Mapping[Fact, str] = {
    facts.CUT_SHORT: "Does a drug end it within four hours?",
    facts.PULSATING: "Does the pain throb or beat?",
    facts.PRESSING: "Does the pain press or tighten, without throbbing?",
    facts.WORSE_WITH_ACTIVITY: "Do walking or stairs make it worse, or do you avoid them because of it?",
    facts.VOMITING: "Do you vomit with it?",
    facts.PHOTOPHOBIA: "Does light bother you while you have it?",
    facts.PHONOPHOBIA: "Do sounds bother you while you have it?",
    facts.BELIEVED_MIGRAINE: "When one begins, do you take it for a migraine?",
    facts.FUNCTION_LOST: "Does it keep you from what you usually do?",
    facts.AURA: "Do your sight, feeling, speech, strength or balance change for a while, before it or with it?",
    facts.TYPICAL_AURA: "Are these changes of sight, feeling or speech?",
    facts.UNUSUAL_AURA: "Is there weakness, double vision, spinning, or loss of sight in one eye?",
    facts.AURA_SPREADS: "Does one of these changes spread over 5 minutes or more?",
    facts.AURA_IN_SUCCESSION: "Do two or more of these changes follow one another?",
    facts.AURA_5_TO_60_MIN: "Does each of these changes last 5 to 60 minutes?",
    facts.AURA_ONE_SIDED: "Is one of these changes on one side?",
    facts.AURA_POSITIVE: "Is something added: flickering, zigzags, pins and needles?",
    facts.AURA_THEN_HEADACHE: "Does the headache come with it or within an hour?",
    facts.ACUTE_DRUG: "Do you take a drug against it?",
    facts.RELIEVED_BY_TRIPTAN_OR_ERGOT: "Does a triptan or an ergot drug ease it?",
    facts.NO_ANSWER_TO_DRUGS: (
        "In the last year, was there one for which you took both a triptan and a pain reliever, and neither eased it?"
    ),
    facts.STATUS_DISABLING: "Did that long one keep you from what you usually do?",
    facts.STATUS_LIKE_PREVIOUS: "Apart from its length and strength, was that long one like your others?",
}
# Where one question is not enough: the next is asked when the one before was answered *I do not know*.
_BY_FACT: Mapping[Fact, tuple[Question, ...]] = {question.about: (question,) for question in _OWN} | {
    facts.LASTED_H: (LASTS, LASTS_TREATED),
    facts.BOTH_SIDES: (WHERE,),
    facts.AURA_ALL_PASSES: (PASSES,),
    facts.NAUSEA_BEYOND_MILD: (SICK,),
    facts.STATUS_SO_FAR_H: tuple(question for question in _OWN if question.about is facts.STATUS_SPAN_H),
    # What a person cannot name they cannot describe either.
    facts.UNNAMED_DRUGS: (),
}


@cache
def questions_for(fact: Fact, *, amount: bool) -> tuple[Question, ...]:
    """The questions that supply a fact, the best first; none where nobody who is asked could know it.

    Parameters
    ----------
    fact : Fact
    amount : bool
        Whether the fact is an amount.
    """
    if fact.who is Who.NOBODY:
        return ()
    own = _BY_FACT.get(fact)
    if own is not None:
        return own
    text = _WORDS.get(fact, fact.ask)
    if amount:
        return (_tell(text, fact, MOST_HEADACHES),)
    yes = Choice(key="yes", text="yes", means=((fact, YES),))
    no = Choice(key="no", text="no", means=((fact, NO),))
    return (_choose(fact.key, text, fact, yes, no),)


def meaning(question: Question, answer: str | float) -> dict[Fact, Value]:
    """What an answer says of the facts.

    Raises
    ------
    KeyError
        If the answer is none of the question's choices.
    ValueError
        If it is no number the question allows.
    """
    if question.number is None:
        return dict(next(it.means for it in question.choices if it.key == answer))
    number = float(answer)
    if not question.number.lowest <= number <= question.number.highest:
        raise ValueError("out of range")
    return {fact: Bounds(number, number) for fact in question.number.equals} | dict(question.number.means)
