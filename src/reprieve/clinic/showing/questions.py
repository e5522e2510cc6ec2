"""What is still not known, how could it become known, and who could say?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.showing.plain_words import in_quotes, plain_name
from reprieve.pathway.diagnosis.diagnose import Verdict
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit, Who
from reprieve.pathway.rules.judge import Missing
from reprieve.pathway.terms.text import a_list, say

WHO: dict[Who, Promise] = {
    Who.PERSON: gettext_lazy("You can say."),
    Who.CLINICIAN: gettext_lazy("Your clinician can say."),
    Who.NOBODY: gettext_lazy("Nobody can say any more."),
}
# So many verdicts are named beside a question; the others are counted.
NAMED_VERDICTS = 3
OF_DAYS = frozenset({facts.HEADACHE_ON_EMPTY_DAYS, facts.DRUGS_ON_EMPTY_DAYS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One missing fact as a question; `settles` names the verdicts that hang on it."""

    ask: str
    where: str
    who: str
    settles: str


def ask_questions(verdicts: Iterable[Verdict]) -> tuple[Question, ...]:
    """Each question once, those that more verdicts hang on first; several facts may be asked by one sentence."""
    missing: dict[str, Missing] = {}
    judged: dict[str, dict[str, None]] = {}  # what hangs on it, each once, in order
    for verdict in verdicts:
        for one in verdict.missing:
            ask = say(one.fact.ask)
            if ask not in missing or one.records > missing[ask].records:
                missing[ask] = one
            judged.setdefault(ask, {})[_subject(verdict)] = None
    return tuple(
        Question(
            ask=ask,
            where=_where(missing[ask]),
            who=str(WHO[missing[ask].fact.who]),
            settles=_names(list(judged[ask])),
        )
        for ask in sorted(missing, key=lambda ask: -len(judged[ask]))
    )


def _subject(verdict: Verdict) -> str:
    """What is judged, as the page names it; kinds of overuse under their head, the rule sets as one question."""
    if not verdict.code[0].isdigit():
        return _("whether it is hard to treat")
    if verdict.code.startswith("8.2."):
        return in_quotes(plain_name("8.2", verdict.name))
    return in_quotes(plain_name(verdict.code, verdict.name))


def _names(names: list[str]) -> str:
    more = len(names) - NAMED_VERDICTS
    if more < 2:  # A name more says more than "1 more".
        return a_list(names)
    return a_list([*names[:NAMED_VERDICTS], ngettext("%(n)d more", "%(n)d more", more) % {"n": more}])


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
