"""How are the red flags asked on a page: one group after another, each with its *none of these*?

A box that is ticked is a yes. A box left empty is a no only once the person says so for its group; else
it was not asked.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.ui.choices import LargeCheckboxes
from reprieve.pathway.safety.red_flags import RED_FLAGS, Answers, RedFlag
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, YES, Truth

NONE_OF_THESE = "none"

GROUPS: tuple[tuple[str, tuple[RedFlag, ...]], ...] = tuple(
    (group, tuple(flags)) for group, flags in groupby(RED_FLAGS, key=lambda flag: flag.group)
)


class RedFlagField(forms.MultipleChoiceField):
    """One group of red flags."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "invalid_choice": gettext_lazy("Choose from the signs in the list.")
    }

    def __init__(self, group: str, flags: tuple[RedFlag, ...]) -> None:
        self.flags = flags
        super().__init__(label=say(group), required=False, widget=LargeCheckboxes, choices=self._signs)

    def _signs(self) -> list[tuple[str, str]]:
        signs = [(flag.id, say(flag.ask)) for flag in self.flags]
        return [*signs, (NONE_OF_THESE, _("None of these: no to all I did not tick here"))]

    def answers(self, ticked: list[str]) -> dict[str, Truth]:
        """The truth of each flag of the group about which something was said."""
        said = {flag.id: YES for flag in self.flags if flag.id in ticked}
        if NONE_OF_THESE in ticked:
            said |= {flag.id: NO for flag in self.flags if flag.id not in ticked}
        return said


def red_flag_fields() -> dict[str, RedFlagField]:
    """A field for each group, by its name in the form."""
    return {f"red_flags_{n}": RedFlagField(group, flags) for n, (group, flags) in enumerate(GROUPS, start=1)}


def answers_from(fields: Mapping[str, RedFlagField], cleaned: Mapping[str, list[str]]) -> Answers | None:
    """All answers together; None when nothing was answered."""
    answers: dict[str, Truth] = {}
    for name, field in fields.items():
        answers |= field.answers(cleaned.get(name, []))
    return Answers(answers=answers) if answers else None
