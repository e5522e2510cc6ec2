"""What are the items of a diary, their answers and the formats called, where they are told to a person?"""

from __future__ import annotations

from collections.abc import Mapping

from reprieve.pathway.diary.columns import KINDS
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.terms.text import a_list, later, say

_FACTS = {it.key: it.name for it in vars(facts).values() if isinstance(it, Fact) and it.key in KINDS}
ITEMS: Mapping[str, str] = _FACTS | {
    "start": later("beginning"),
    "end": later("end"),
    "ongoing": later("still going on"),
    "slept_through": later("fell asleep with it"),
    "woke_pain_free": later("woke without pain"),
    "woke_at": later("time of waking"),
    "pain_0_to_10": later("how strong the pain was"),
    "side": later("side of the pain"),
    "qualities": later("what the pain was like"),
    "around_eye_or_temple": later("around the eye or temple"),
    "autonomic": later("signs at the eye, nose or face"),
    "aura_symptoms": later("kinds of aura"),
    "aura_in_succession": later("aura symptoms one after another"),
    "headache_within_60_min": later("headache within 60 minutes of the aura"),
    "drug_taken": later("drug taken"),
    "like_previous": later("like the ones before"),
    "eased_by": later("what eased it"),
    "entered_at": later("when it was written down"),
    "note": later("note"),
    "name": later("name"),
    "number": later("number"),
    "kind": later("kind"),
    "minutes": later("minutes"),
    "spreads": later("spreads"),
    "one_sided": later("on one side"),
    "positive": later("something added"),
    "passes_completely": later("passes completely"),
    "brainstem": later("signs from the brainstem"),
    "confirmed_monocular": later("confirmed to be of one eye"),
    "time": later("time"),
    "day": later("day"),
    "days": later("days"),
    "effect_at_2h": later("effect after 2 h"),
    "helped": later("whether it helped"),
    "route": later("way of taking it"),
    "symptoms_relieved_at_2h": later("symptoms relieved after 2 h"),
    "relapse_within_24_h": later("came back within 24 h"),
    "adverse_effect": later("side effect"),
    "headache": later("headache"),
    "other_symptoms": later("other symptoms"),
    "menstruation": later("menstruation"),
    "menstruation_begins": later("first day of menstruation"),
    "birth_year": later("year of birth"),
    "sex": later("sex"),
    "headaches_since": later("headaches since"),
    "every_headache_written": later("every headache written"),
    "every_dose_written": later("every drug written"),
    "every_treatment_listed": later("every treatment written"),
    "started": later("beginning"),
    "stopped": later("end"),
    "target_reached_on": later("target dose reached on"),
    "cycles": later("cycles"),
    "adequate": later("an adequate trial"),
    "outcome": later("how it turned out"),
    "daily_since": later("daily since"),
    "hit6_total": later("HIT-6 total"),
    "pericranial_tenderness": later("tenderness of the scalp or neck"),
    "days_before_per_28": later("migraine days in 28 before it"),
    "days_with_per_28": later("migraine days in 28 with it"),
}
VALUES: Mapping[str, str] = {
    "yes": later("yes"),
    "no": later("no"),
    "none": later("none"),
    "mild": later("mild"),
    "moderate": later("moderate"),
    "severe": later("severe"),
    "left": later("left"),
    "right": later("right"),
    "one": later("one side"),
    "both": later("both sides"),
    "pulsating": later("throbbing"),
    "pressing": later("pressing"),
    "stabbing": later("stabbing"),
    "other": later("other"),
    "sleep": later("sleep"),
    "drug": later("a drug"),
    "itself": later("by itself"),
    "partly": later("partly"),
    "pain_free": later("free of pain"),
    "better": later("better"),
    "visual": later("of sight"),
    "sensory": later("of feeling"),
    "speech": later("of speech"),
    "motor": later("with weakness"),
    "brainstem": later("of the brainstem"),
    "retinal": later("of one eye"),
    "dysarthria": later("slurred speech"),
    "vertigo": later("spinning"),
    "tinnitus": later("ringing in the ears"),
    "hypacusis": later("hearing less"),
    "diplopia": later("double sight"),
    "ataxia": later("unsteady"),
    "decreased_consciousness": later("less awake"),
    "conjunctival_injection": later("red eye"),
    "lacrimation": later("watering eye"),
    "nasal": later("of the nose"),
    "eyelid_oedema": later("swollen eyelid"),
    "facial_sweating": later("sweating of the face"),
    "miosis_or_ptosis": later("small pupil or drooping lid"),
    "oral": later("by mouth"),
    "rectal": later("as a suppository"),
    "subcutaneous": later("under the skin"),
    "intramuscular": later("into a muscle"),
    "intravenous": later("into a vein"),
    "helped": later("helped"),
    "no_effect": later("no effect"),
    "adverse_effect": later("side effect"),
    "contraindicated": later("contraindicated"),
    "patient_choice": later("stopped by choice"),
    "cost_or_access": later("cost or access"),
    "pregnancy": later("pregnancy"),
    "F": later("female"),
    "M": later("male"),
}
FORMATS: Mapping[str, str] = {
    "reprieve": later("Reprieve"),
    "day_calendar": later("a calendar of days"),
    "apple_health": later("Apple Health"),
    "migraine_buddy": later("Migraine Buddy"),
    "aiding_migraine": later("AidingMigraine"),
    "cluster_headache_tracker": later("Cluster Headache Tracker"),
    "tonnta": later("Tonnta"),
    "bearable": later("Bearable"),
    "mapped": later("a table read by a mapping"),
}


def say_item(item: str) -> str:
    """An item by its name in words, such as `side` or `aura.spreads`."""
    of_aura, _, name = item.rpartition(".")
    said = say(ITEMS[name]) if name in ITEMS else name.replace("_", " ")
    return say("aura, {item}", item=said) if of_aura else said


def say_value(written: str) -> str:
    """A value as our own files have it, in words where it is a word."""
    return a_list([say(VALUES[part]) if part in VALUES else part for part in written.split(";")])


def say_format(name: str) -> str:
    """The format of a file; a mapping may bring a name of its own."""
    return say(FORMATS[name]) if name in FORMATS else name.replace("_", " ")
