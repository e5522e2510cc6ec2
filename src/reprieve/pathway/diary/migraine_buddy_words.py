"""What do the words of Migraine Buddy's lists mean for a criterion?

Only words that leave no doubt stand here; everything else is counted and named, not guessed. The
words are those seen in exports and in the app's own lists (several wordings over the years).
"""

from __future__ import annotations

from reprieve.pathway.diary.choices import AuraKind, Quality

NAUSEA = frozenset({"nausea", "nauseous", "feeling sick", "nausea and vomiting", "nausea/vomiting"})
# "Nausea/vomiting" says one or the other: read as nausea, which weighs the same in every criterion.
VOMITING = frozenset({"vomiting", "vomit", "throwing up", "nausea and vomiting"})
PHOTOPHOBIA = frozenset(
    {
        "sensitivity to light",
        "light sensitivity",
        "sensitive to light",
        "photophobia",
        "sensitivity to light and sound",
        "sensitivity to light and noise",
    }
)
PHONOPHOBIA = frozenset(
    {
        "sensitivity to noise",
        "sensitivity to sound",
        "noise sensitivity",
        "sound sensitivity",
        "sensitive to noise",
        "sensitive to sound",
        "phonophobia",
        "sensitivity to light and sound",
        "sensitivity to light and noise",
    }
)
WORSE_WITH_ACTIVITY = frozenset(
    {
        "worse pain if moving",
        "pain worse if moving",
        "worse with movement",
        "worse when moving",
        "pain worsens with movement",
        "worse by physical activity",
        "worse with physical activity",
        "worse with activity",
    }
)
QUALITIES = {
    "pounding pain": Quality.PULSATING,
    "pounding": Quality.PULSATING,
    "pulsating pain": Quality.PULSATING,
    "pulsating": Quality.PULSATING,
    "throbbing pain": Quality.PULSATING,
    "throbbing": Quality.PULSATING,
    "hammering pain": Quality.PULSATING,
    "pressing pain": Quality.PRESSING,
    "pressing": Quality.PRESSING,
    "pressure pain": Quality.PRESSING,
    "tightening pain": Quality.PRESSING,
    "tightening": Quality.PRESSING,
    "squeezing pain": Quality.PRESSING,
    "stabbing pain": Quality.STABBING,
    "stabbing": Quality.STABBING,
}
# "Aura" says that there was one and not of which kind. Blurred sight or flashes alone say neither.
AURA: dict[str, AuraKind | None] = {
    "aura": None,
    "auras": None,
    "visual aura": AuraKind.VISUAL,
    "visual auras": AuraKind.VISUAL,
    "zigzag lines": AuraKind.VISUAL,
    "zigzags": AuraKind.VISUAL,
    "scintillating scotoma": AuraKind.VISUAL,
    "sensory aura": AuraKind.SENSORY,
    "speech aura": AuraKind.SPEECH,
    "language aura": AuraKind.SPEECH,
    "motor aura": AuraKind.MOTOR,
    "brainstem aura": AuraKind.BRAINSTEM,
    "retinal aura": AuraKind.RETINAL,
}
NO_SYMPTOMS = frozenset({"no symptoms", "no symptom", "none"})

NOT_AFFECTED = frozenset({"not affected", "no activities affected", "none", "nothing affected"})
FUNCTION_LOST = frozenset(
    {
        "missed work",
        "missed school",
        "missed work or school",
        "missed work/school",
        "missed family or social activities",
        "missed social activities",
        "missed family activities",
        "stayed in bed",
        "stuck in bed",
        "bedridden",
        "in bed",
        "bed rest",
        "unable to work",
        "could not work",
        "couldn't work",
        "unable to do anything",
        "could not do anything",
        "couldn't do anything",
        "unable to function",
        "could not function",
        "couldn't function",
    }
)

BOTH_SIDES = frozenset({"both sides", "whole head", "entire head", "all over", "full head", "bilateral"})
ONE_SIDE = frozenset({"one side", "one-sided", "unilateral"})
