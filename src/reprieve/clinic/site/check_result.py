"""What did the check come to, in plain words, and what should one do next?

Never a diagnosis: it says what the answers sound like. How soon somebody must look comes before what it may be, and
what cannot wait is all that is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.showing.presenters import SafetyShown, show_safety
from reprieve.clinic.showing.verdicts import VerdictShown, say_lead, show_verdict
from reprieve.clinic.site.check_screen import asked, say_given
from reprieve.clinic.site.check_state import Checked
from reprieve.clinic.site.check_steps import CANNOT_WAIT, Step, Way
from reprieve.pathway.diagnosis.diagnose import Verdict
from reprieve.pathway.rules.facts import EVERYDAY_SPAN_H, STATUS_SPAN_H
from reprieve.pathway.safety.red_flags import Action
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

MIGRAINE = ("1.1", "1.2", "1.3")
ALMOST_MIGRAINE = "1.5.1"
OVERUSE = "8.2"
EVERYDAY = "everyday"
# How long the longest lasted: one that goes on for more than this is not shorter.
LONGEST = frozenset({EVERYDAY_SPAN_H, STATUS_SPAN_H})
OVER_H = 72
SOON = frozenset({Action.URGENT, Action.PROMPT})


class Haste(StrEnum):
    """How soon somebody must look."""

    NOW = "now"
    TODAY = "today"
    SOON = "soon"
    NONE = "none"


class Kind(StrEnum):
    """What the answers sound like."""

    INTRACTABLE = "intractable"
    REGULAR = "regular"
    MIGRAINE = "migraine"
    ALMOST = "almost"
    OTHER = "other"
    CANNOT_TELL = "cannot_tell"


HASTE_TITLES: dict[Haste, Promise] = {
    Haste.NOW: gettext_lazy("Get help now"),
    Haste.TODAY: gettext_lazy("See a doctor today"),
    Haste.SOON: gettext_lazy("See a doctor soon"),
}
KIND_TITLES: dict[Kind, Promise] = {
    Kind.INTRACTABLE: gettext_lazy("This sounds like intractable migraine: migraine that is hard to stop"),
    Kind.REGULAR: gettext_lazy("This sounds like a regular migraine"),
    Kind.MIGRAINE: gettext_lazy("This sounds like migraine. Whether it is one that is hard to stop cannot be told yet"),
    Kind.ALMOST: gettext_lazy("This sounds almost like migraine: one sign is missing"),
    Kind.OTHER: gettext_lazy("This sounds like another headache, not like migraine"),
    Kind.CANNOT_TELL: gettext_lazy("What it is cannot be told from your answers"),
}
NEXT_OF_HASTE: dict[Haste, tuple[Promise, ...]] = {
    Haste.NOW: (
        gettext_lazy("Do not drive there yourself. If you are alone, tell somebody, or call 911."),
        gettext_lazy("Show this page there."),
    ),
    Haste.TODAY: (
        gettext_lazy("Call your doctor now and say that you need to be seen today. Show this page there."),
        gettext_lazy("If nobody can see you today, go to urgent care or to an emergency department."),
        gettext_lazy("If it gets suddenly worse, or a new sign comes, call 911."),
    ),
    Haste.SOON: (
        gettext_lazy("Make an appointment with your doctor in the next days, and show this page there."),
        gettext_lazy("If it gets suddenly worse, or a new sign comes, call 911."),
    ),
}
NEXT_OF_KIND: dict[Kind, tuple[Promise, ...]] = {
    Kind.INTRACTABLE: (
        gettext_lazy("Show this page to a doctor who knows headaches. A doctor confirms it, or finds another cause."),
        gettext_lazy("Write down every headache and every medicine from today. It answers what memory cannot."),
        gettext_lazy("You can ask us for an appointment. Whether ketamine may be tried is looked at there, not here."),
    ),
    Kind.REGULAR: (
        gettext_lazy("Show this page to your doctor. There is medicine to stop an attack, and medicine to have fewer."),
        gettext_lazy("These come first. Ketamine is not where the treatment of a regular migraine begins."),
        gettext_lazy("If an attack goes on for more than 72 hours, see a doctor the same day."),
    ),
    Kind.MIGRAINE: (
        gettext_lazy("Show this page to your doctor. There is medicine to stop an attack, and medicine to have fewer."),
        gettext_lazy("Write down how long each attack goes on, what you take, and whether it helps."),
        gettext_lazy("If an attack goes on for more than 72 hours, see a doctor the same day."),
    ),
    Kind.ALMOST: (
        gettext_lazy("Show this page to your doctor. It often becomes clear once more attacks are written down."),
        gettext_lazy("Write down each headache: how long, how strong, which side, and what came with it."),
    ),
    Kind.OTHER: (
        gettext_lazy("Show this page to your doctor. Other headaches need other treatments."),
        gettext_lazy("If it changes, or a new sign comes, do not wait for an appointment."),
    ),
    Kind.CANNOT_TELL: (
        gettext_lazy("That is no bad sign. It only means that these questions are not enough."),
        gettext_lazy("Write down each headache for some weeks, then bring the diary here or to a doctor."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One question with what was answered, and the key by which it can be changed."""

    key: str
    group: str
    ask: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Everything the last page says. What it may be is empty while somebody must look first."""

    haste: Haste
    title: str
    kind_title: str
    lead: tuple[str, ...]
    safety: SafetyShown
    over_72_h: bool
    contradiction: str
    next: tuple[str, ...]
    overuse: bool
    groups: tuple[tuple[str, bool, tuple[VerdictShown, ...]], ...]
    answers: tuple[AnswerShown, ...]
    sources: tuple[str, ...]
    invites: bool
    unfinished: bool


def haste_of(way: Way) -> Haste:
    """The most pressing of all that was answered."""
    actions = {flag.action for flag in way.safety.raised}
    if actions & CANNOT_WAIT:
        return Haste.NOW
    if Action.SAME_DAY in actions or way.over_72_h is YES:
        return Haste.TODAY
    return Haste.SOON if actions & SOON else Haste.NONE


def kind_of(verdicts: Sequence[Verdict]) -> Kind:
    """What the answers sound like; what is not known is never taken for a no."""
    standing = {it.code for it in verdicts if it.stands}
    status = {it.code: it.status for it in verdicts}
    if standing.intersection(MIGRAINE):
        return {YES: Kind.INTRACTABLE, NO: Kind.REGULAR, NOT_KNOWN: Kind.MIGRAINE}[status[EVERYDAY]]
    if any(status[code] is NOT_KNOWN for code in MIGRAINE):
        return Kind.CANNOT_TELL
    if ALMOST_MIGRAINE in standing:
        return Kind.ALMOST
    if status[ALMOST_MIGRAINE] is NOT_KNOWN and not standing - {EVERYDAY}:
        return Kind.CANNOT_TELL
    return Kind.OTHER


def present_check(checked: Checked, way: Way) -> CheckResult:
    """The last page of a check."""
    haste = haste_of(way)
    withheld = way.safety.withholds
    verdicts = () if withheld else way.interview.verdicts()
    kind = kind_of(verdicts) if verdicts else None
    kind_title = str(KIND_TITLES[kind]) if kind is not None else ""
    next_ = [str(it) for it in NEXT_OF_HASTE.get(haste, ())]
    next_ += [str(it) for it in NEXT_OF_KIND[kind]] if kind is not None else []
    return CheckResult(
        haste=haste,
        title=str(HASTE_TITLES[haste]) if haste in HASTE_TITLES else kind_title,
        kind_title=kind_title if haste in HASTE_TITLES else "",
        lead=say_lead([it for it in verdicts if it.code != EVERYDAY]),
        safety=show_safety(way.safety),
        over_72_h=way.over_72_h is YES and not withheld,
        contradiction=contradiction_in(checked, way),
        next=tuple(dict.fromkeys(next_)),
        overuse=any(it.code == OVERUSE and it.stands for it in verdicts),
        groups=tuple(grouped(verdicts)),
        answers=tuple(show_answer(checked, step) for step in way.answered),
        sources=tuple(dict.fromkeys(it.entity.source.edition or it.entity.source.id for it in verdicts)),
        unfinished=way.open is not None,
        invites=kind in (Kind.INTRACTABLE, Kind.MIGRAINE) and haste is not Haste.NOW,
    )


def contradiction_in(checked: Checked, way: Way) -> str:
    """What was answered of how long it lasts, where it cannot both be so; empty where it can."""
    if way.over_72_h is not YES:
        return ""
    for step in way.answered:
        hours = checked.given.get(step.key)
        about = step.question.about if step.question is not None else None
        if about in LONGEST and isinstance(hours, float) and hours < OVER_H:
            return _(
                "Two answers do not fit together: that it has hurt for more than 72 hours now, and that the longest "
                "lasted %(hours)s hours. Change the one that is not so."
            ) % {"hours": f"{hours:g}"}
    return ""


def grouped(verdicts: Sequence[Verdict]) -> list[tuple[str, bool, tuple[VerdictShown, ...]]]:
    """Met, not known, not met: a title, whether it is folded, and the verdicts."""
    shown = [show_verdict(it) for it in verdicts]
    titles = (
        (_("Met: your answers fit this"), False, ("yes", "aside")),
        (_("Not known: your answers do not settle this"), False, ("unknown",)),
        (_("Not met: your answers do not fit this"), False, ("no",)),
    )
    groups = [(title, folded, tuple(it for it in shown if it.status in keys)) for title, folded, keys in titles]
    return [group for group in groups if group[2]]


def show_answer(checked: Checked, step: Step) -> AnswerShown:
    return AnswerShown(
        key=step.key,
        group=str(step.flags.label) if step.flags is not None else "",
        ask=_("Warning signs: %(group)s") % {"group": step.flags.label} if step.flags is not None else asked(step),
        answer=say_given(step, checked.given[step.key]),
    )
