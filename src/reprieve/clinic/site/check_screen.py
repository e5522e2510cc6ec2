"""What stands on one screen of the check: the question, its answers, and how many may follow?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.site.check_answers import Refused
from reprieve.clinic.site.check_state import Checked, Given
from reprieve.clinic.site.check_steps import NOT_SAID, Step, Way
from reprieve.clinic.site.red_flag_fields import NONE_OF_THESE
from reprieve.pathway.terms.text import amount, say
from reprieve.pathway.terms.truth import YES

NOW_ASK: Promise = gettext_lazy("Does your head hurt now, and has it hurt for more than 72 hours (3 days)?")
NOW_HELP: Promise = gettext_lazy("Sleep, and quiet spells of up to 12 hours, count in.")
# From so many on a number may frighten; it falls quickly.
MANY = 10
# What stands behind the number; in the science a measure is short.
MEASURES: dict[str, Promise] = {
    "h": gettext_lazy("hours"),
    "days": gettext_lazy("days"),
    "months": gettext_lazy("months"),
    "years": gettext_lazy("years"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer that can be chosen; `chosen` when it was before."""

    key: str
    text: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One question as it is shown. `sort` is flags, choice or number."""

    key: str
    sort: str
    group: str
    ask: str
    help: str
    options: tuple[Option, ...]
    typed: str
    measure: str
    not_known: bool
    progress: str
    may_go_back: bool
    may_go_forward: bool
    may_stop: bool
    wrong: str
    urgent: bool


def show_screen(checked: Checked, way: Way, place: int, refused: Refused | None = None) -> Screen:
    """The screen of one step of the way, with the answer it was given before."""
    step = way.steps[place]
    given = checked.given.get(step.key)
    was_given = step.key in checked.given
    return Screen(
        key=step.key,
        sort=sort_of(step),
        group=str(step.flags.label) if step.flags is not None else "",
        ask=asked(step),
        help=helped(step),
        options=options_of(step, given, refused),
        typed=refused.typed if refused else amount(given) if isinstance(given, float) else "",
        measure=measure_of(step),
        not_known=was_given and (given is None or given == [NOT_SAID]),
        progress=say_progress(way.at_most_more[place]),
        may_go_back=place > 0,
        may_go_forward=was_given,
        may_stop=step.question is not None,
        wrong=refused.why if refused else "",
        urgent=way.over_72_h is YES and step.question is not None,
    )


def sort_of(step: Step) -> str:
    if step.flags is not None:
        return "flags"
    return "number" if step.question is not None and step.question.number is not None else "choice"


def asked(step: Step) -> str:
    if step.flags is not None:
        return _("Is any of this true for you now?")
    return str(NOW_ASK) if step.question is None else say(step.question.text)


def helped(step: Step) -> str:
    if step.flags is not None:
        return _("Tick all that is true, or \u201cNone of these\u201d.")
    return str(NOW_HELP) if step.question is None else ""


def options_of(step: Step, given: Given, refused: Refused | None) -> tuple[Option, ...]:
    if step.flags is not None:
        ticked = refused.ticked if refused else given if isinstance(given, list) else ()
        signs = [(flag.id, say(flag.ask)) for flag in step.flags.flags]
        signs.append((NONE_OF_THESE, _("None of these: no to all I did not tick here")))
        return tuple(Option(key=key, text=text, chosen=key in ticked) for key, text in signs)
    if step.question is None:
        choices = [("yes", _("Yes")), ("no", _("No"))]
    else:
        choices = [(it.key, first_large(say(it.text))) for it in step.question.choices]
    return tuple(Option(key=key, text=text, chosen=key == given) for key, text in choices)


def measure_of(step: Step) -> str:
    if step.question is None or step.question.number is None:
        return ""
    measure = step.question.number.measure
    return str(MEASURES[measure]) if measure in MEASURES else ""


def say_progress(more: int) -> str:
    if not more:
        return _("This is the last question.")
    said = ngettext("After this, at most %(n)d more question.", "After this, at most %(n)d more questions.", more)
    said = said % {"n": more}
    return f"{said} {_('Most people need far fewer.')}" if more >= MANY else said


def say_given(step: Step, given: Given) -> str:
    """An answer as it is listed at the end."""
    if given is None or given == [NOT_SAID]:
        return _("I do not know")
    if step.flags is not None:
        return "" if not isinstance(given, list) else say_signs(step, given)
    if isinstance(given, float):
        return f"{amount(given)} {measure_of(step)}".strip()
    return next((option.text for option in options_of(step, given, None) if option.chosen), _("I do not know"))


def say_signs(step: Step, given: list[str]) -> str:
    """How many signs of a group are there; which they are stands with what to do about them."""
    signs = [it for it in given if it != NONE_OF_THESE]
    if not signs:
        return _("None of these")
    return ngettext("%(n)d sign", "%(n)d signs", len(signs)) % {"n": len(signs)}


def first_large(text: str) -> str:
    return text[:1].upper() + text[1:]
