"""What was answered on a screen of the check, and what is wrong with an answer that cannot be used?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from reprieve.clinic.site.check_state import Given
from reprieve.clinic.site.check_steps import NOT_SAID, Step
from reprieve.clinic.site.red_flag_fields import NONE_OF_THESE
from reprieve.pathway.diagnosis.interview_questions import Question, meaning

# "1,000" and "1.000" are a thousand in one country and one in another; nobody means one by it.
THOUSANDS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{3})+")
PLAIN = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,3})?")
LONGEST_TYPED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Why an answer cannot be used; what was typed or ticked stays on the screen."""

    why: str
    typed: str = ""
    ticked: tuple[str, ...] = ()


def read_answer(step: Step, sent: QueryDict) -> Given | Refused:
    """The answer to a step, as it is kept."""
    if sent.get("answer") == NOT_SAID:
        return [NOT_SAID] if step.flags is not None else None
    if step.flags is not None:
        return read_flags(step, sent.getlist("signs"))
    if step.question is None:
        chosen = sent.get("answer", "")
        return chosen if chosen in ("yes", "no") else Refused(why=choose_one())
    if step.question.number is None:
        return read_choice(step.question, sent.get("answer", ""))
    return read_number(step.question, sent.get("number", ""))


def read_flags(step: Step, ticked: list[str]) -> list[str] | Refused:
    """Signs that are there, or none of them; a screen without a tick is not an answer, and never a no."""
    assert step.flags is not None  # noqa: S101 # the caller looked
    known = [flag.id for flag in step.flags.flags if flag.id in ticked]
    if NONE_OF_THESE in ticked:
        known.append(NONE_OF_THESE)
    if len(known) < len(set(ticked)):
        return Refused(why=_("Choose from the signs in the list."), ticked=tuple(known))
    if not known:
        return Refused(
            why=_("Tick what is true for you, or \u201cNone of these\u201d. If you do not know, say so below.")
        )
    return known


def read_choice(question: Question, chosen: str) -> str | Refused:
    return chosen if any(it.key == chosen for it in question.choices) else Refused(why=choose_one())


def read_number(question: Question, typed: str) -> float | Refused:
    typed = typed.strip()
    assert question.number is not None  # noqa: S101 # the caller looked
    must_be = _("Type a number from %(low)s to %(high)s, such as %(example)s. If you do not know, say so below.") % {
        "low": f"{question.number.lowest:g}",
        "high": f"{question.number.highest:.0f}",
        "example": "4",
    }
    shown = typed[:LONGEST_TYPED].replace("\x00", "")
    if THOUSANDS.fullmatch(typed):
        written = typed.replace(".", "").replace(",", "")
    elif PLAIN.fullmatch(typed):
        written = typed.replace(",", ".")
    else:
        return Refused(why=must_be, typed=shown)
    number = float(written)
    try:
        meaning(question, number)
    except ValueError:
        return Refused(why=must_be, typed=shown)
    return number


def choose_one() -> str:
    return _("Choose one of the answers. \u201cI do not know\u201d is one of them.")
