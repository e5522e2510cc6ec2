"""How is it said that several files became one diary?"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reprieve.clinic.showing.meaning_words import CHOICES
from reprieve.clinic.showing.plain_words import in_quotes, say_date
from reprieve.pathway.diagnosis.putting_together import say_merge
from reprieve.pathway.diary.merge_report import Conflict, MergeReport, Told, What
from reprieve.pathway.terms.text import a_list

SHOWN_CONFLICTS = 10

WHAT: dict[What, Promise] = {
    What.ATTACK: gettext_lazy("headache"),
    What.DOSE: gettext_lazy("medicine"),
    What.DAY: gettext_lazy("day"),
    What.TREATMENT: gettext_lazy("treatment"),
    What.PROFILE: gettext_lazy("about you"),
}
# What the files may tell differently, in short; what is not here is said by its name in our own files.
ITEMS: dict[str, Promise] = {
    "start": gettext_lazy("beginning"),
    "end": gettext_lazy("end"),
    "ongoing": gettext_lazy("still going on"),
    "pain_0_to_10": gettext_lazy("strength of the pain"),
    "side": gettext_lazy("side"),
    "qualities": gettext_lazy("what the pain was like"),
    "autonomic": gettext_lazy("what the face did"),
    "aura_symptoms": gettext_lazy("kind of aura"),
    "slept_through": gettext_lazy("fell asleep with it"),
    "woke_pain_free": gettext_lazy("woke without pain"),
    "woke_at": gettext_lazy("time of waking"),
    "around_eye_or_temple": gettext_lazy("around the eye or temple"),
    "restless": gettext_lazy("could not keep still"),
    "worse_with_activity": gettext_lazy("worse when moving"),
    "nausea": gettext_lazy("nausea"),
    "vomiting": gettext_lazy("vomiting"),
    "photophobia": gettext_lazy("light is hard to bear"),
    "phonophobia": gettext_lazy("sound is hard to bear"),
    "aura": gettext_lazy("aura"),
    "function_lost": gettext_lazy("could not do what was planned"),
    "drug_taken": gettext_lazy("medicine taken"),
    "believed_migraine": gettext_lazy("taken for a migraine"),
    "eased_by": gettext_lazy("what eased it"),
    "entered_at": gettext_lazy("when it was written down"),
    "note": gettext_lazy("note"),
    "name": gettext_lazy("name"),
    "time": gettext_lazy("time"),
    "day": gettext_lazy("day"),
    "effect_at_2h": gettext_lazy("effect after two hours"),
    "helped": gettext_lazy("whether it helped"),
    "headache": gettext_lazy("headache"),
    "other_symptoms": gettext_lazy("other signs"),
    "menstruation": gettext_lazy("period (bleeding)"),
    "menstruation_begins": gettext_lazy("first day of the period"),
    "birth_year": gettext_lazy("year of birth"),
    "sex": gettext_lazy("sex"),
    "outcome": gettext_lazy("how it turned out"),
    "started": gettext_lazy("beginning"),
    "stopped": gettext_lazy("end"),
}
# Values as our own files have them.
VALUES: dict[str, Promise] = {
    "yes": gettext_lazy("yes"),
    "no": gettext_lazy("no"),
    "mild": gettext_lazy("mild"),
    "moderate": gettext_lazy("moderate"),
    "severe": gettext_lazy("severe"),
    "left": gettext_lazy("left"),
    "right": gettext_lazy("right"),
    "one": gettext_lazy("one side"),
    "both": gettext_lazy("both sides"),
    "pulsating": gettext_lazy("throbbing"),
    "pressing": gettext_lazy("pressing"),
    "stabbing": gettext_lazy("stabbing"),
    "other": gettext_lazy("other"),
    "sleep": gettext_lazy("sleep"),
    "drug": gettext_lazy("medicine"),
    "itself": gettext_lazy("by itself"),
    "partly": gettext_lazy("partly"),
    "visual": gettext_lazy("of sight"),
    "sensory": gettext_lazy("of feeling"),
    "speech": gettext_lazy("of speech"),
    "motor": gettext_lazy("with weakness"),
    "brainstem": gettext_lazy("of the brainstem"),
    "retinal": gettext_lazy("of one eye"),
    "F": gettext_lazy("female"),
    "M": gettext_lazy("male"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeShown:
    """How several files became one diary: sentences, then each item that they tell differently."""

    sentences: tuple[str, ...]
    apart: tuple[str, ...]
    conflicts: tuple[str, ...]
    conflicts_more: tuple[str, ...]


def show_merge(merge: MergeReport) -> MergeShown:
    """What was put together."""
    conflicts = tuple(_say_conflict(conflict) for conflict in merge.conflicts)
    return MergeShown(
        sentences=tuple(_as_sentence(said) for said in say_merge(merge)),
        apart=tuple(f"{say_date(one.on)} ({_files(one.files)})" for one in merge.apart),
        conflicts=conflicts[:SHOWN_CONFLICTS],
        conflicts_more=conflicts[SHOWN_CONFLICTS:],
    )


def _as_sentence(said: str) -> str:
    return said[:-1] + "." if said.endswith(":") else said


def _say_conflict(conflict: Conflict) -> str:
    about = str(WHAT[conflict.what])
    if conflict.on is not None:
        about = _("%(day)s, %(what)s") % {"day": say_date(conflict.on), "what": about}
    words = {"about": about, "item": in_quotes(_item(conflict.item))}
    if conflict.kept is None:
        others = a_list([_told(told) for told in conflict.dropped])
        return _("%(about)s: %(item)s counts as not known, for the files contradict each other: %(others)s.") % {
            **words,
            "others": others,
        }
    if conflict.in_own_words:
        kept = _files(conflict.kept.files)
        return _("%(about)s: %(item)s was kept as it stands in %(kept)s.") % {**words, "kept": kept}
    others = a_list([_told(told) for told in conflict.dropped])
    return _("%(about)s: %(item)s was kept as %(kept)s, not %(others)s.") % {
        **words,
        "kept": _told(conflict.kept),
        "others": others,
    }


def _item(item: str) -> str:
    return str(ITEMS.get(item) or CHOICES.get(item) or item.removeprefix("aura.").replace("_", " "))


def _told(told: Told) -> str:
    said = a_list([str(VALUES.get(part, part)) for part in told.value.split(";")]) if told.value else _("nothing")
    return _("%(value)s (%(files)s)") % {"value": said, "files": _files(told.files)}


def _files(numbers: tuple[int, ...]) -> str:
    said = a_list([str(number) for number in numbers])
    return ngettext("file %(numbers)s", "files %(numbers)s", len(numbers)) % {"numbers": said}
