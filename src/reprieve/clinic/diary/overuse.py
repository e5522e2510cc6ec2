"""Do the days with a medicine come near the number from which on it can itself keep headaches going?

The limits are those of the diagnosis (ICHD-3 8.2), the days are counted as it counts them. The diagnosis asks for
three months; this is said of the last month, while there is time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.pathway.diagnosis.medication_overuse import COUNTED_DAYS, TOGETHER_DAYS, UNNAMED_DAYS
from reprieve.pathway.diary.findings import OVERUSE_WINDOW_DAYS, Findings
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Is
from reprieve.pathway.terms.bounds import DayCount

SAID_FROM_DAYS_UNDER = 2  # [ours]
TOGETHER, UNNAMED = (
    next(code for code, node in COUNTED_DAYS.items() if node is one) for one in (TOGETHER_DAYS, UNNAMED_DAYS)
)
CLASSES: dict[str, Promise] = {
    "8.2.1": gettext_lazy("ergotamine"),
    "8.2.2": gettext_lazy("a triptan"),
    "8.2.3": gettext_lazy("a plain pain reliever"),
    "8.2.4": gettext_lazy("an opioid"),
    "8.2.5": gettext_lazy("a combined pain reliever"),
    "8.2.6": gettext_lazy("medicines of several kinds, taken together"),
    "8.2.7": gettext_lazy("a medicine whose name is not known here"),
    "8.2.8": gettext_lazy("another medicine against headache"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearing:
    """One kind of medicine that is near its limit; `reached` says that it is there."""

    text: str
    more: str
    reached: bool


def window_of(today: date) -> tuple[date, date]:
    return today - timedelta(days=OVERUSE_WINDOW_DAYS - 1), today


def warn(findings: Findings, today: date) -> tuple[Nearing, ...]:
    """The kinds of medicine near their limit in the days up to today, the nearest first."""
    first, last = window_of(today)
    counts = {code: findings.count(node.unit, node.that, first, last) for code, node in COUNTED_DAYS.items()}
    near = [code for code, node in COUNTED_DAYS.items() if counts[code].yes >= node.at_least - SAID_FROM_DAYS_UNDER]
    single = [code for code in near if code not in (TOGETHER, UNNAMED)]
    said = single or [code for code in near if _says_more(code, findings, first, last, counts)]
    said.sort(key=lambda code: COUNTED_DAYS[code].at_least - counts[code].yes)
    return tuple(_say(code, counts[code], COUNTED_DAYS[code].at_least) for code in said)


def _says_more(code: str, findings: Findings, first: date, last: date, counts: dict[str, DayCount]) -> bool:
    """Whether a count that is made up of others says something that none of them does."""
    if code == TOGETHER:
        return sum(bool(count.yes) for of, count in counts.items() if of not in (TOGETHER, UNNAMED)) > 1
    return bool(findings.count(Unit.DOSE, Is(fact=facts.TAKEN_UNNAMED), first, last).yes)


def _say(code: str, count: DayCount, limit_days: int) -> Nearing:
    reached = count.yes >= limit_days
    words = {"drug": CLASSES[code], "n": count.yes, "of": count.days, "limit": limit_days}
    text = ngettext(
        "%(n)d of the last %(of)d days with %(drug)s.", "%(n)d of the last %(of)d days with %(drug)s.", count.yes
    )
    limit = _("From %(limit)d days a month on, the medicine itself can keep headaches going.")
    advice = _("This is common and it can be helped. Talk with your clinician before you change anything.")
    more = ""
    if count.missing:
        more = ngettext(
            "For %(n)d of these days nothing is written about medicine; it may be more.",
            "For %(n)d of these days nothing is written about medicine; it may be more.",
            count.missing,
        ) % {"n": count.missing}
    said = [text % words, limit % words, *([advice] if reached else [])]
    return Nearing(text=" ".join(said), more=more, reached=reached)
