"""The words of the chart: kinds of days, strengths of attacks, classes of drugs, how treatments turned out."""

from __future__ import annotations

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.showing.plain_words import DRUG_CLASSES, say_date

Words = dict[str, str | Promise]

# The letters of `chart_data.LETTERS`, from the bottom of a column to its top.
DAYS: Words = {
    "m": gettext_lazy("migraine"),
    "h": gettext_lazy("headache, not migraine or not known whether"),
    "u": gettext_lazy("pain, not known whether it counts"),
    "n": gettext_lazy("no headache"),
    "-": gettext_lazy("not written"),
}
STRENGTHS: Words = {
    "severe": gettext_lazy("strong (7 to 10)"),
    "moderate": gettext_lazy("moderate (4 to 6)"),
    "mild": gettext_lazy("mild (0 to 3)"),
    "unknown": gettext_lazy("strength not recorded"),
}
# By `OveruseClass`.
CLASSES: Words = {
    "triptan": DRUG_CLASSES["8.2.2"],
    "non_opioid": DRUG_CLASSES["8.2.3"],
    "combination": DRUG_CLASSES["8.2.5"],
    "opioid": DRUG_CLASSES["8.2.4"],
    "ergotamine": DRUG_CLASSES["8.2.1"],
    "other": DRUG_CLASSES["8.2.8"],
    "unknown": gettext_lazy("Medicines whose name is not known here"),
}
OUTCOMES: Words = {
    "helped": gettext_lazy("helped"),
    "no_effect": gettext_lazy("no effect"),
    "adverse_effect": gettext_lazy("stopped for an adverse effect"),
    "contraindicated": gettext_lazy("contraindicated"),
    "patient_choice": gettext_lazy("the patient chose otherwise"),
    "cost_or_access": gettext_lazy("cost or access"),
    "pregnancy": gettext_lazy("pregnancy"),
}
UNITS: Words = {
    "day": gettext_lazy("Each column is a day."),
    "week": gettext_lazy("Each column is a week."),
    "month": gettext_lazy("Each column is a month."),
}


def say_treatment(started: date | None, stopped: date | None, outcome: str | Promise | None) -> str:
    """When and with what outcome; what is not known is said so."""
    words = {
        "first": say_date(started) if started else _("beginning not known"),
        "last": say_date(stopped) if stopped else _("end not recorded"),
        "outcome": str(outcome) if outcome else _("outcome not known"),
    }
    return _("%(first)s to %(last)s; %(outcome)s") % words
