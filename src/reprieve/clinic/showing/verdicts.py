"""How is a verdict said: in plain words first, its criteria folded beneath?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reprieve.clinic.showing.plain_words import (
    MARKS,
    PLAIN_NAMES,
    STATUS_WORDS,
    TRUTH_KEYS,
    in_brackets,
    in_quotes,
    plain_name,
    say_date,
)
from reprieve.clinic.showing.questions import Question, ask_questions
from reprieve.pathway.diagnosis.diagnose import Verdict
from reprieve.pathway.rules.judge import Explanation
from reprieve.pathway.terms.text import a_list, say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionShown:
    """One lettered criterion with its answer and why."""

    letter: str
    text: str
    reason: str
    status: str
    mark: str
    status_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictShown:
    """One diagnosis or rule set; `kinds` are its own subtypes, shown inside it."""

    code: str
    name: str
    term: str
    status: str
    mark: str
    status_words: str
    sentence: str
    remark: str
    criteria: tuple[CriterionShown, ...]
    questions: tuple[Question, ...]
    for_clinician: str
    source: str
    kinds: tuple[VerdictShown, ...] = ()

    @property
    def prints(self) -> bool:
        """Whether its criteria stand on paper too; of what the diary does not show, or not yet, one line is enough.

        Every criterion with its reason is on the page for the doctor.
        """
        return self.status in ("yes", "aside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Verdicts with the same answer, or the rare ones of which nothing makes one think."""

    key: str
    title: str
    folded: bool
    verdicts: tuple[VerdictShown, ...]


def group_verdicts(verdicts: Sequence[Verdict]) -> tuple[Group, ...]:
    """What the diary shows, what cannot be told yet, what it does not show, and what is rare, in this order."""
    if not verdicts:
        return ()
    rare = tuple(_shown([it for it in verdicts if it.quiet]))
    shown = _shown([it for it in verdicts if not it.quiet])
    titles = (
        ("yes", _("Your diary shows this"), False),
        ("aside", _("The signs are there, but something else fits better"), False),
        ("unknown", _("This cannot be told yet"), False),
        ("no", _("Your diary does not show this"), True),
    )
    groups = (
        Group(key=key, title=title, folded=folded, verdicts=tuple(it for it in shown if it.status == key))
        for key, title, folded in titles
    )
    last = Group(key="rare", title=_("Rare kinds that nothing in your diary points to"), folded=True, verdicts=rare)
    return tuple(group for group in (*groups, last) if group.verdicts)


def _shown(verdicts: Sequence[Verdict]) -> list[VerdictShown]:
    """Each verdict, its own subtypes inside it."""
    kinds = {it.code: _kinds_of(it, verdicts) for it in verdicts}
    inner = {kind.code for of_one in kinds.values() for kind in of_one}
    return [
        show_verdict(it, kinds=tuple(show_verdict(kind) for kind in kinds[it.code]))
        for it in verdicts
        if it.code not in inner
    ]


def _kinds_of(verdict: Verdict, verdicts: Iterable[Verdict]) -> list[Verdict]:
    """The subtypes of a diagnosis: codes that begin with its own."""
    return [it for it in verdicts if it.code.startswith(f"{verdict.code}.")]


def say_lead(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """The diagnoses whose signs are all there and that stand, in plain words with their terms."""
    said = _("%(name)s (%(term)s)%(remark)s")
    return tuple(
        said % {"name": plain_name(it.code, it.name), "term": in_brackets(it.name), "remark": _unless(it)}
        for it in verdicts
        if it.stands and not any(it in _kinds_of(other, verdicts) for other in verdicts)
    )


def show_verdict(verdict: Verdict, *, kinds: tuple[VerdictShown, ...] = ()) -> VerdictShown:
    """One verdict with its criteria."""
    aside = verdict.set_aside is not None
    return VerdictShown(
        code=verdict.code,
        name=plain_name(verdict.code, verdict.name),
        term=in_brackets(verdict.name) if verdict.code in PLAIN_NAMES else "",
        status="aside" if aside else TRUTH_KEYS[verdict.status],
        mark=MARKS[verdict.status],
        status_words=_("met, set aside") if aside else str(STATUS_WORDS[verdict.status]),
        sentence=_sentence(verdict),
        remark=_remark(verdict),
        criteria=tuple(_criteria(verdict.criteria)),
        questions=ask_questions((verdict,)),
        for_clinician=verdict.for_clinician,
        source=verdict.entity.source.edition or verdict.entity.source.id,
        kinds=kinds,
    )


def _sentence(verdict: Verdict) -> str:
    if verdict.set_aside is not None:
        why = _("All signs are there. It is set aside: %(reason)s (rule %(rule)s).")
        return why % {"reason": verdict.set_aside.reason, "rule": verdict.set_aside.rule}
    if verdict.not_assessable:
        needs = a_list(list(verdict.not_assessable))
        return _("This cannot be told from a diary like yours. It needs %(needs)s.") % {"needs": needs}
    sentences: dict[Truth, str] = {
        YES: _("All signs are there."),
        NO: _("At least one sign is not there."),
        NOT_KNOWN: _("What is written does not settle it."),
    }
    return sentences[verdict.status]


def _remark(verdict: Verdict) -> str:
    """What goes with the status: when the last such attack was, and what could still set it aside."""
    if verdict.last_attack is None:
        return _unless(verdict)
    return _("; last such attack: %(day)s") % {"day": say_date(verdict.last_attack)} + _unless(verdict)


def _unless(verdict: Verdict) -> str:
    if not verdict.stands or not verdict.unless:
        return ""
    names = a_list([in_quotes(plain_name(code, code)) for code in verdict.unless], last="or")
    return _("; unless %(names)s is met, which is not known yet") % {"names": names}


def as_sentence(said: str) -> str:
    """With a large first letter, and a full stop where it has no end of its own."""
    said = said.strip()
    ended = said[-1:] in (".", "!", "?", ":", "")
    return said[:1].upper() + said[1:] + ("" if ended else ".")


def _criteria(explanations: Iterable[Explanation]) -> Iterable[CriterionShown]:
    for explanation in explanations:
        yield CriterionShown(
            letter=explanation.node.letter,
            text=say(explanation.node.text),
            reason=as_sentence(explanation.reason),
            status=TRUTH_KEYS[explanation.truth],
            mark=MARKS[explanation.truth],
            status_words=str(STATUS_WORDS[explanation.truth]),
        )
