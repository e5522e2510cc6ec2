"""What is still not known, how could it become known, and who could say?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.pathway.diagnosis.diagnose import Verdict
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact, Unit, Who
from reprieve.pathway.rules.judge import Missing
from reprieve.pathway.terms.text import a_list, say

WHO: dict[Who, Promise] = {
    Who.PERSON: gettext_lazy("You can say."),
    Who.CLINICIAN: gettext_lazy("Your clinician can say."),
    Who.NOBODY: gettext_lazy("Nobody can say any more."),
}
OF_DAYS = frozenset({facts.HEADACHE_ON_EMPTY_DAYS, facts.DRUGS_ON_EMPTY_DAYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One missing fact as a question; `settles` names the verdicts that hang on it."""

    ask: str
    where: str
    who: str
    settles: str


def ask_questions(verdicts: Iterable[Verdict]) -> tuple[Question, ...]:
    """Each missing fact once, those that more verdicts hang on first."""
    records: dict[Fact, int] = {}
    codes: dict[Fact, list[str]] = {}
    for verdict in verdicts:
        for missing in verdict.missing:
            records[missing.fact] = max(records.get(missing.fact, 0), missing.records)
            codes.setdefault(missing.fact, []).append(_family(verdict))
    order = sorted(records, key=lambda fact: -len(codes[fact]))
    return tuple(
        Question(
            ask=say(fact.ask),
            where=_where(Missing(fact=fact, records=records[fact])),
            who=str(WHO[fact.who]),
            settles=a_list(list(dict.fromkeys(codes[fact]))),
        )
        for fact in order
    )


def _family(verdict: Verdict) -> str:
    """The rule as a clinician names it, subtypes of overuse under their head."""
    if verdict.code[0].isdigit():
        return "8.2" if verdict.code.startswith("8.2") else verdict.code
    return verdict.entity.source.id


def _where(missing: Missing) -> str:
    """In how many records the fact is missing, where that says something."""
    n = missing.records
    if missing.fact in OF_DAYS:
        return ngettext("%(n)d day is not written.", "%(n)d days are not written.", n) % {"n": n}
    if missing.fact is facts.MORE_ATTACKS:
        return ngettext("%(n)d more attack.", "%(n)d more attacks.", n) % {"n": n}
    if missing.fact.unit is Unit.ATTACK:
        return _("Missing in %(attacks)s.") % {"attacks": ngettext("%(n)d attack", "%(n)d attacks", n) % {"n": n}}
    return ""
