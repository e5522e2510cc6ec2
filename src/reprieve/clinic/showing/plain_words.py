"""How is a finding said so that a person of twelve could read it?

The medical term follows once, in brackets. Nothing here says "you have"; it says what the diary shows.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

PLAIN_NAMES: dict[str, Promise] = {
    "1.1": gettext_lazy("Migraine without passing changes before it"),
    "1.2": gettext_lazy("Migraine with passing changes of sight, feeling or speech"),
    "1.2.1": gettext_lazy("Migraine with the most common of these changes"),
    "1.3": gettext_lazy("Headache on half of all days, often as migraine"),
    "1.4.1": gettext_lazy("One migraine attack of more than three days"),
    "1.5.1": gettext_lazy("Almost migraine: one sign is missing"),
    "1.2.1.1": gettext_lazy("These changes, with headache"),
    "1.2.1.2": gettext_lazy("These changes, without headache"),
    "1.2.2": gettext_lazy("Migraine with spinning, double sight or slurred speech"),
    "1.2.3": gettext_lazy("Migraine with passing weakness of one side"),
    "1.2.3.1": gettext_lazy("Such weakness, known in the family"),
    "1.2.3.2": gettext_lazy("Such weakness, not known in the family"),
    "1.2.4": gettext_lazy("Migraine with passing loss of sight in one eye"),
    "1.4.2": gettext_lazy("Aura that stays for a week or longer"),
    "1.5.2": gettext_lazy("Almost migraine with aura: one sign is missing"),
    "A1.1.1": gettext_lazy("Migraine only around the first day of bleeding"),
    "A1.1.2": gettext_lazy("Migraine around the first day of bleeding, and at other times"),
    "A1.1.3": gettext_lazy("Migraine that does not follow the cycle"),
    "A1.2.0.1": gettext_lazy("Migraine with aura only around the first day of bleeding"),
    "A1.2.0.2": gettext_lazy("Migraine with aura around the first day of bleeding, and at other times"),
    "A1.2.0.3": gettext_lazy("Migraine with aura that does not follow the cycle"),
    "A1.4.5": gettext_lazy("Several auras within three days"),
    "2.1": gettext_lazy("Pressing headache now and then"),
    "2.2": gettext_lazy("Pressing headache on some days of a month"),
    "2.3": gettext_lazy("Pressing headache on half of all days"),
    "2.4": gettext_lazy("Almost pressing headache: one sign is missing"),
    "2.4.1": gettext_lazy("Of the kind that comes now and then"),
    "2.4.2": gettext_lazy("Of the kind that comes on some days of a month"),
    "2.4.3": gettext_lazy("Of the kind that comes on half of all days"),
    "3.1": gettext_lazy("Short, very strong attacks about one eye"),
    "3.1.1": gettext_lazy("In periods, with months free in between"),
    "3.1.2": gettext_lazy("For a year or longer without free months"),
    "3.2": gettext_lazy("Many short attacks a day about one eye"),
    "3.3": gettext_lazy("Stabs of seconds or minutes in one side of the face"),
    "3.3.1": gettext_lazy("With an eye both red and watering"),
    "3.3.2": gettext_lazy("Without an eye both red and watering"),
    "3.4": gettext_lazy("One-sided headache that hardly ever stops"),
    "3.4.1": gettext_lazy("With a free day now and then"),
    "3.4.2": gettext_lazy("For a year or longer without a free day"),
    "3.5": gettext_lazy("Almost one of the short one-sided kinds: one sign is missing"),
    "4.10": gettext_lazy("Headache that began one day and stayed"),
    "8.2": gettext_lazy("Headache kept going by frequent medicine"),
    "8.2.1": gettext_lazy("By ergotamine"),
    "8.2.2": gettext_lazy("By triptans"),
    "8.2.3": gettext_lazy("By plain pain relievers"),
    "8.2.4": gettext_lazy("By opioids"),
    "8.2.5": gettext_lazy("By combined pain relievers"),
    "8.2.6": gettext_lazy("By several kinds of medicine together"),
    "8.2.7": gettext_lazy("By medicine whose name is not clear"),
    "8.2.8": gettext_lazy("By other medicine against headache"),
    "everyday": gettext_lazy("Hard to stop, as people commonly say it"),
    "ehf2020_resistant": gettext_lazy("Three kinds of preventive medicine did not help enough"),
    "ehf2020_refractory": gettext_lazy("No kind of preventive medicine helped enough"),
}
FORMATS: dict[str, Promise] = {
    "migraine_buddy": gettext_lazy("Migraine Buddy"),
    "reprieve": gettext_lazy("Reprieve"),
    "day_calendar": gettext_lazy("Calendar of days"),
    "apple_health": gettext_lazy("Apple Health"),
    "aiding_migraine": gettext_lazy("AidingMigraine"),
    "cluster_headache_tracker": gettext_lazy("Cluster Headache Tracker"),
    "tonnta": gettext_lazy("Tonnta"),
    "bearable": gettext_lazy("Bearable"),
    "mapped": gettext_lazy("Your own table"),
}
DRUG_CLASSES: dict[str, Promise] = {
    "8.2.1": gettext_lazy("Ergotamine"),
    "8.2.2": gettext_lazy("Triptans"),
    "8.2.3": gettext_lazy("Plain pain relievers"),
    "8.2.4": gettext_lazy("Opioids"),
    "8.2.5": gettext_lazy("Combined pain relievers"),
    "8.2.6": gettext_lazy("Several kinds together"),
    "8.2.7": gettext_lazy("Medicines without a name"),
    "8.2.8": gettext_lazy("Other medicines against headache"),
}
# Their days are made up of the days of the others, or of what could not be named.
NOT_ONE_CLASS = frozenset({"8.2.6", "8.2.7"})
# A shape for each answer, so that it is not told by colour alone.
MARKS = {YES: "\u2713", NO: "\u2013", NOT_KNOWN: "?"}
STATUS_WORDS: dict[Truth, Promise] = {
    YES: gettext_lazy("met"),
    NO: gettext_lazy("not met"),
    NOT_KNOWN: gettext_lazy("not known"),
}
TRUTH_KEYS = {YES: "yes", NO: "no", NOT_KNOWN: "unknown"}


def plain_name(code: str, term: str) -> str:
    """The plain words for a diagnosis; its own term where there are none."""
    return str(PLAIN_NAMES.get(code) or say(term))


def in_quotes(name: str) -> str:
    return f"\u201c{name}\u201d"


def in_brackets(term: str) -> str:
    """A term as it stands inside brackets: small first letter, and no brackets of its own."""
    said = say(term).replace(" (", ", ").replace(")", "")
    return said if said[:2].isupper() else said[:1].lower() + said[1:]


def say_date(day: date) -> str:
    """A date nobody can misread: Tue 3 Mar 2026. What is translated is its format, in Django's letters."""
    return date_format(day, _("D j M Y"))


def say_moment(moment: datetime, zone: tzinfo) -> str:
    """A moment nobody can misread, by the clock of that zone and with its name: Tue 3 Mar 2026, 14:05 EST."""
    local = moment.astimezone(zone)
    name = local.tzname() or ""
    # Zones without letters of their own are named by their distance.
    return f"{date_format(local, _('D j M Y, H:i'))} {name if name[:1].isalpha() else f'UTC{name}'}"


def say_span(first: date, last: date) -> str:
    return _("%(first)s to %(last)s") % {"first": say_date(first), "last": say_date(last)}


def say_month(day: date) -> str:
    """March 2026."""
    return date_format(day, _("F Y"))


def say_days(number: int) -> str:
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def say_few_words(count: DayCount) -> str:
    """The same as `say_count`, for a heading that names the days."""
    if not count.missing:
        return str(count.yes)
    if not count.written:
        return _("not known")
    return _("%(seen)d, at most %(most)d") % {"seen": count.yes, "most": count.yes + count.missing}


def say_count(count: DayCount) -> str:
    """Days seen and days possible; they never travel alone."""
    if not count.missing:
        return say_days(count.yes)
    if not count.written:
        return _("not known")
    return _("%(seen)s seen, %(least)d to %(most)d possible") % {
        "seen": say_days(count.yes),
        "least": count.yes,
        "most": count.yes + count.missing,
    }
