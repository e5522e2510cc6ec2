"""What can a column of somebody's own table hold, in plain words?

Each choice is a meaning of `pathway.diary.mapping`, with its unit or scale behind a colon where it has one.
"""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reprieve.clinic.showing.plain_words import in_quotes
from reprieve.pathway.diary.mapping import NOT_READ, Column

Words = dict[str, Promise]

WHEN: Words = {
    "date": gettext_lazy("The date"),
    "time": gettext_lazy("The time it began"),
    "start": gettext_lazy("Date and time it began"),
    "end": gettext_lazy("Date and time it ended"),
    "end_date": gettext_lazy("The date it ended"),
    "end_time": gettext_lazy("The time it ended"),
    "duration:hours": gettext_lazy("Length in hours"),
    "duration:minutes": gettext_lazy("Length in minutes"),
    "duration:days": gettext_lazy("Length in days"),
    "duration:seconds": gettext_lazy("Length in seconds"),
    "duration:text": gettext_lazy("Length, such as 4h 15m or 04:15"),
    "ongoing": gettext_lazy("It still goes on: yes or no"),
    "entered_at": gettext_lazy("When it was written down"),
}
PAIN: Words = {
    "pain:0-10": gettext_lazy("Pain, from 0 to 10"),
    "pain:0-5": gettext_lazy("Pain, from 0 to 5"),
    "pain:0-4": gettext_lazy("Pain, from 0 to 4"),
    "pain:0-3": gettext_lazy("Pain, from 0 to 3"),
    "pain:0-100": gettext_lazy("Pain, from 0 to 100"),
    "headache": gettext_lazy("Headache: yes or no"),
    "qualities": gettext_lazy("What it was like, in words"),
    "side": gettext_lazy("Which side, in words"),
    "places": gettext_lazy("Where it was, in words"),
    "quality.pulsating": gettext_lazy("Throbbing: yes or no"),
    "quality.pressing": gettext_lazy("Pressing: yes or no"),
    "quality.stabbing": gettext_lazy("Stabbing: yes or no"),
    "quality.other": gettext_lazy("Another kind of pain: yes or no"),
    "side.left": gettext_lazy("On the left: yes or no"),
    "side.right": gettext_lazy("On the right: yes or no"),
    "side.one": gettext_lazy("On one side: yes or no"),
    "side.both": gettext_lazy("On both sides: yes or no"),
    "side.not_told": gettext_lazy("In a place that has no side: yes or no"),
    "around_eye_or_temple": gettext_lazy("Around the eye or temple: yes or no"),
    "worse_with_activity": gettext_lazy("Worse when moving: yes or no"),
}
# Only where the words of the table are known: each then has its number.
PAIN_IN_WORDS: Words = {"pain:words": gettext_lazy("Pain, how strong in words")}
SIGNS: Words = {
    "symptoms": gettext_lazy("A list of symptoms"),
    "nausea": gettext_lazy("Nausea: yes or no"),
    "nausea.mild": gettext_lazy("Mild nausea: yes or no"),
    "nausea.moderate": gettext_lazy("Moderate nausea: yes or no"),
    "nausea.severe": gettext_lazy("Strong nausea: yes or no"),
    "vomiting": gettext_lazy("Vomiting: yes or no"),
    "photophobia": gettext_lazy("Light is hard to bear: yes or no"),
    "phonophobia": gettext_lazy("Sound is hard to bear: yes or no"),
    "function_lost": gettext_lazy("Could not do what was planned: yes or no"),
    "restless": gettext_lazy("Could not keep still: yes or no"),
    "aura": gettext_lazy("Aura: yes or no"),
    "aura.visual": gettext_lazy("Aura of sight: yes or no"),
    "aura.sensory": gettext_lazy("Aura of feeling: yes or no"),
    "aura.speech": gettext_lazy("Aura of speech: yes or no"),
    "aura.motor": gettext_lazy("Aura with weakness: yes or no"),
    "aura.brainstem": gettext_lazy("Aura of the brainstem: yes or no"),
    "aura.retinal": gettext_lazy("Aura of one eye: yes or no"),
    "aura_in_succession": gettext_lazy("Auras one after another: yes or no"),
    "headache_within_60_min": gettext_lazy("Headache within an hour of the aura: yes or no"),
    "autonomic": gettext_lazy("What the face did on the side of the pain, in words"),
    "autonomic.conjunctival_injection": gettext_lazy("Red eye: yes or no"),
    "autonomic.lacrimation": gettext_lazy("Watering eye: yes or no"),
    "autonomic.nasal": gettext_lazy("Blocked or running nose: yes or no"),
    "autonomic.eyelid_oedema": gettext_lazy("Swollen eyelid: yes or no"),
    "autonomic.facial_sweating": gettext_lazy("Sweating of the face: yes or no"),
    "autonomic.miosis_or_ptosis": gettext_lazy("Drooping eyelid or small pupil: yes or no"),
    "slept_through": gettext_lazy("Fell asleep with it: yes or no"),
    "woke_pain_free": gettext_lazy("Woke without pain: yes or no"),
    "believed_migraine": gettext_lazy("Taken for a migraine: yes or no"),
    "like_previous": gettext_lazy("Like earlier attacks: yes or no"),
}
DRUGS: Words = {
    "drugs": gettext_lazy("Names of medicines taken"),
    "drug_taken": gettext_lazy("Medicine taken: yes or no"),
    "drug_time": gettext_lazy("The time the medicine was taken"),
}
OTHER: Words = {
    "menstruation": gettext_lazy("Period (bleeding): yes or no"),
    "note": gettext_lazy("A note"),
}
NOTHING: Words = {NOT_READ: gettext_lazy("Leave out")}
GROUPS: tuple[tuple[Promise | str, Words], ...] = (
    ("", NOTHING),
    (gettext_lazy("When"), WHEN),
    (gettext_lazy("The pain"), PAIN),
    (gettext_lazy("Signs"), SIGNS),
    (gettext_lazy("Medicine"), DRUGS),
    (gettext_lazy("Other"), OTHER),
)
CHOICES: Words = {**NOTHING, **WHEN, **PAIN, **PAIN_IN_WORDS, **SIGNS, **DRUGS, **OTHER}

# Words of the mapping file that stand in the reasons of a guess.
_PARTS: Words = {
    "means": gettext_lazy("meaning"),
    "unit": gettext_lazy("unit"),
    "scale": gettext_lazy("scale"),
    "words": gettext_lazy("words"),
    "duration": gettext_lazy("Length"),
    "pain": gettext_lazy("Pain"),
}


def choice_of(column: Column) -> str:
    """The choice that says what a column means."""
    detail = column.unit or column.scale
    return f"{column.means}:{detail}" if detail else column.means


def say_meaning(name: str) -> str:
    """A meaning, or a part of a mapping, in plain words."""
    return str(_PARTS.get(name) or CHOICES.get(name) or name)


def say_why(why: str) -> str:
    """The reason of a guess as a sentence, without the words of the mapping file."""
    said = re.sub(r"`([^`]*)`", lambda found: in_quotes(say_meaning(found[1])), why)
    return _("%(reason)s.") % {"reason": said[:1].upper() + said[1:].rstrip(".")}
