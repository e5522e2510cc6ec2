"""Times, items and entries of a diary in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils.formats import time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.diary.models import WrittenBy
from reprieve.clinic.showing.merge_words import ITEMS, VALUES
from reprieve.clinic.showing.plain_words import say_date
from reprieve.pathway.diary.book import (
    ATTACK_THING,
    AURA_THING,
    DAY_THING,
    DOSE_THING,
    PAIN_THING,
    PROFILE_THING,
    TREATMENT_THING,
)
from reprieve.pathway.diary.cells import TIME, TIME_OR_DAY, unguard
from reprieve.pathway.terms.text import a_list

THINGS: Mapping[str, Promise] = {
    ATTACK_THING: gettext_lazy("headache"),
    AURA_THING: gettext_lazy("aura"),
    PAIN_THING: gettext_lazy("strength of the pain"),
    DOSE_THING: gettext_lazy("medicine"),
    DAY_THING: gettext_lazy("day"),
    TREATMENT_THING: gettext_lazy("treatment"),
    PROFILE_THING: gettext_lazy("about you"),
}
HANDS: Mapping[str, Promise] = {
    WrittenBy.SELF.value: gettext_lazy("the patient"),
    WrittenBy.CARER.value: gettext_lazy("a carer"),
    WrittenBy.CLINIC.value: gettext_lazy("the clinic"),
}
OUTCOMES: Mapping[str, Promise] = {
    "helped": gettext_lazy("It helped"),
    "no_effect": gettext_lazy("It did not help"),
    "adverse_effect": gettext_lazy("It did harm that I could not put up with"),
    "contraindicated": gettext_lazy("I may not take it, for another illness"),
    "patient_choice": gettext_lazy("I did not want it"),
    "cost_or_access": gettext_lazy("It cost too much, or I could not get it"),
    "pregnancy": gettext_lazy("Because of a pregnancy"),
}
EFFECT_WORDS: Mapping[str, Promise] = {
    "pain_free": gettext_lazy("the pain was gone"),
    "better": gettext_lazy("less pain"),
    "none": gettext_lazy("no change"),
}
# Items whose answers have words of their own.
VALUES_OF: Mapping[str, Mapping[str, Promise]] = {
    "effect_at_2h": EFFECT_WORDS,
    "outcome": OUTCOMES,
    "nausea": {"no": gettext_lazy("none")},
}
MORE_ITEMS: Mapping[str, Promise] = {
    "every_headache_written": gettext_lazy("every headache is written here"),
    "every_dose_written": gettext_lazy("every medicine is written here"),
    "every_treatment_listed": gettext_lazy("every treatment is listed here"),
    "headaches_since": gettext_lazy("headaches since"),
    "lifetime_migraine_attacks": gettext_lazy("attacks without aura in life"),
    "lifetime_aura_attacks": gettext_lazy("attacks with aura in life"),
    "headache_before_overuse": gettext_lazy("headaches before medicine was frequent"),
    "significant_interference": gettext_lazy("headaches get in the way"),
    "family_hemiplegic": gettext_lazy("auras with weakness in the family"),
    "daily_since": gettext_lazy("headache every day since"),
    "adequate": gettext_lazy("long enough, with enough of it"),
}
NOT_SAID = frozenset({"attack_key", "ongoing", "qualities_complete"})


def say_time(at: datetime) -> str:
    return str(time_format(at, "TIME_FORMAT"))


def say_when(at: datetime, today: date) -> str:
    """Today at 14:05; yesterday at 9:00; Tue 3 Mar 2026, 14:05."""
    if at.date() == today:
        return _("today at %(time)s") % {"time": say_time(at)}
    if at.date() == today - timedelta(days=1):
        return _("yesterday at %(time)s") % {"time": say_time(at)}
    return f"{say_date(at.date())}, {say_time(at)}"


def say_trail(pains: Iterable[tuple[datetime, str]]) -> str:
    """Pain time by time, 9 (14:05), 4 (18:00); where it was on several days, each day before its first time."""
    ordered = sorted(pains, key=lambda one: one[0])
    days = {at.date() for at, _pain in ordered}
    words, before = [], next(iter(days)) if len(days) == 1 else None
    for at, pain in ordered:
        time = say_time(at) if at.date() == before else f"{say_date(at.date())}, {say_time(at)}"
        words.append(f"{pain} ({time})")
        before = at.date()
    return ", ".join(words)


def say_length(length: timedelta) -> str:
    """3 h 20 min; from two days on, in days."""
    minutes = max(0, int(length.total_seconds() // 60))
    days, hours = minutes // 1440, minutes // 60
    if days >= 2:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if hours:
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes % 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def say_item(column: str) -> str:
    return str(ITEMS.get(column) or MORE_ITEMS.get(column) or column.replace("_", " "))


def say_value(column: str, cell: str) -> str:
    """A cell as a person reads it."""
    if not cell:
        return _("not known")
    own = VALUES_OF.get(column, {}).get(cell)
    if own is not None:
        return str(own)
    if column in ("note", "name"):
        return unguard(cell)
    moment = TIME.read(cell) if column in ("start", "end", "woke_at") else TIME_OR_DAY.read(cell)
    if isinstance(moment, datetime):
        return f"{say_date(moment.date())}, {say_time(moment)}"
    if isinstance(moment, date):
        return say_date(moment)
    return a_list([str(VALUES.get(part, part)) for part in cell.split(";")])


def say_cells(said: Mapping[str, str], *, leave_out: frozenset[str] = NOT_SAID) -> tuple[str, ...]:
    """Items with their answers: *light is hard to bear: yes*."""
    return tuple(f"{say_item(name)}: {say_value(name, cell)}" for name, cell in said.items() if name not in leave_out)


def say_entry(thing: str, said: Mapping[str, str], taken_back: bool | None) -> str:
    """One entry as a line of the history."""
    said_here = dict(said)
    if thing == DAY_THING:
        # What a tap empties with what it says, or takes back, goes without saying.
        quiet = {name for name, cell in said.items() if not cell and (taken_back or name == "menstruation_begins")}
        said_here = {name: cell for name, cell in said.items() if name not in quiet | {"day"}}
    parts = [*say_cells(said_here)]
    if said.get("ongoing") == "yes":
        parts.append(_("still going on"))
    if taken_back:
        parts.append(_("taken back: it was a mistake"))
    elif taken_back is False and not parts:
        parts.append(_("put back"))
    return "; ".join(parts) or str(THINGS[thing])
