"""Which signs do the words of lists stand for, where a mapping does not say?

Only words that leave no doubt stand here, in English, Spanish, German, French and Portuguese. They
are compared without case and accents. Blurred sight, flashes or dizziness alone are no aura here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from reprieve.pathway.diary import migraine_buddy_words
from reprieve.pathway.diary.mapping import MOST_CHARS, NO_SIDE, NONE

Meant = tuple[str, ...]


@lru_cache(maxsize=4_096)
def bare(word: str) -> str:
    """A word as it is looked up: without case, accents, outer blanks and what underscores and hyphens part.

    >>> bare(" Náuseas_fuertes ")
    'nauseas fuertes'
    """
    letters = unicodedata.normalize("NFKD", word[:MOST_CHARS].casefold().replace("_", " ").replace("-", " "))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _all(meant: str | Meant, *words: str) -> dict[str, Meant]:
    signs = (meant,) if isinstance(meant, str) else meant
    return {bare(word): signs for word in words}


# What Migraine Buddy's lists are known to say, in the same terms.
_OF_MIGRAINE_BUDDY: dict[str, Meant] = {
    **_all("nausea", *migraine_buddy_words.NAUSEA),
    **_all("vomiting", *migraine_buddy_words.VOMITING),
    **_all("photophobia", *migraine_buddy_words.PHOTOPHOBIA),
    **_all("phonophobia", *migraine_buddy_words.PHONOPHOBIA),
    **_all(("photophobia", "phonophobia"), "sensitivity to light and sound", "sensitivity to light and noise"),
    **_all(("nausea", "vomiting"), "nausea and vomiting"),
    **_all("worse_with_activity", *migraine_buddy_words.WORSE_WITH_ACTIVITY),
    **_all("function_lost", *(migraine_buddy_words.FUNCTION_LOST)),
    **{bare(word): (f"quality.{quality}",) for word, quality in migraine_buddy_words.QUALITIES.items()},
    **{
        bare(word): ("aura",) if kind is None else ("aura", f"aura.{kind}")
        for word, kind in migraine_buddy_words.AURA.items()
    },
}

SYMPTOMS: Mapping[str, Meant] = {
    **_OF_MIGRAINE_BUDDY,
    **_all("nausea", "ganas de vomitar", "feeling sick", "sick to my stomach", "nauseous", "enjoado", "enjoada"),
    **_all("nausea", "nauseas", "sick", "queasy", "ubelkeit", "übelkeit", "nausee", "nausées", "enjoo", "enjoos"),
    **_all("vomiting", "vómito", "vomita", "vomité", "devolver", "threw up", "throwing up", "vomit", "vomited"),
    **_all("vomiting", "vómito", "vómitos", "vomitos", "erbrechen", "vomissement", "vomissements", "vômito", "vômitos"),
    **_all(
        "photophobia",
        "light",
        "lights",
        "bright light",
        "light bothers me",
        "light hurts",
        "luz",
        "la luz",
        "molesta la luz",
        "me molesta la luz",
        "luz molesta",
        "molestia a la luz",
        "molestia por la luz",
        "licht",
        "lumière",
        "light sensitive",
        "photosensitivity",
        "fotofobia",
        "sensibilidad a la luz",
        "lichtempfindlichkeit",
        "lichtscheu",
        "photophobie",
        "sensibilité à la lumière",
        "sensibilidade à luz",
    ),
    **_all(
        "phonophobia",
        "sound",
        "sounds",
        "noise",
        "noises",
        "loud noise",
        "noise bothers me",
        "sound bothers me",
        "noise sensitivity",
        "ruido",
        "ruidos",
        "sonido",
        "sonidos",
        "el ruido",
        "molesta el ruido",
        "me molesta el ruido",
        "ruido molesto",
        "ruido molesta",
        "molestia al ruido",
        "molestia por el ruido",
        "lärm",
        "geräusche",
        "bruit",
        "barulho",
        "ruído",
        "sound sensitive",
        "fonofobia",
        "sensibilidad al ruido",
        "sensibilidad al sonido",
        "lärmempfindlichkeit",
        "geräuschempfindlichkeit",
        "phonophobie",
        "sensibilité au bruit",
        "sensibilidade ao som",
        "sensibilidade ao ruído",
    ),
    **_all(("aura", "aura.visual"), "aura visual", "visuelle aura", "aura visuelle"),
    **_all(("aura", "aura.sensory"), "sensory aura (tingling/numbness)", "aura sensitiva", "aura sensorial"),
    **_all(("aura", "aura.sensory"), "sensible aura", "aura sensitive"),
    **_all(("aura", "aura.speech"), "speech/language aura", "aura del lenguaje", "sprachaura"),
    **_all("restless", "restlessness", "agitation", "pacing", "inquietud", "unruhe", "inquietação"),
    **_all(
        "autonomic.lacrimation", "tearing", "tears", "watery eye", "lacrimation", "lagrimeo", "tränen", "larmoiement"
    ),
    **_all("autonomic.conjunctival_injection", "red eye", "ojo rojo", "rotes auge", "œil rouge", "olho vermelho"),
    **_all("autonomic.nasal", "nasal congestion", "runny nose", "blocked nose", "stuffy nose", "congestión nasal"),
    **_all("autonomic.eyelid_oedema", "swollen eyelid", "eyelid swelling", "párpado hinchado"),
    **_all("autonomic.miosis_or_ptosis", "drooping eyelid", "droopy eyelid", "ptosis", "miosis", "párpado caído"),
    **_all("autonomic.facial_sweating", "facial sweating", "forehead sweating", "sudor facial"),
    **_all(NONE, "none", "no symptoms", "no symptom", "ninguno", "ninguna", "keine", "aucun", "nenhum", "nenhuma"),
}

# What lists often name and no rule here asks for: known, and not read.
WITHOUT_PLACE: Mapping[str, Meant] = _all(
    (),
    *("smell", "smells", "odour", "odor", "odours", "odors", "sensitivity to smell", "sensitivity to smells"),
    *("olor", "olores", "sensibilidad a los olores", "molestan los olores", "osmofobia", "osmophobia", "gerüche"),
    *("dizziness", "dizzy", "vertigo", "mareo", "mareos", "mareado", "mareada", "vértigo", "schwindel", "vertige"),
    *("fatigue", "tired", "tiredness", "cansancio", "cansada", "cansado", "fatiga", "müdigkeit", "fadiga"),
    *("neck pain", "stiff neck", "dolor de cuello", "dolor cervical", "rigidez de cuello", "nackenschmerzen"),
)

QUALITIES: Mapping[str, Meant] = {
    **{word: meant for word, meant in _OF_MIGRAINE_BUDDY.items() if meant[0].startswith("quality.")},
    **_all(
        "quality.pulsating", "pulsátil", "pulsierend", "pochend", "pulsatile", "pulsante", "latejante", "palpitante"
    ),
    **_all("quality.pulsating", "pulsating / throbbing", "pulsating/throbbing", "throbbing/pulsating"),
    **_all("quality.pressing", "pressure", "tight", "opresivo", "opresiva", "drückend", "en étau", "pressão"),
    **_all("quality.pressing", "pressing / tight", "pressing/tight", "pressing/tightening", "opresión"),
    **_all("quality.stabbing", "sharp", "punzante", "stechend", "lancinante", "pontada", "stabbing / sharp"),
    **_all("quality.other", "burning", "dull", "dull ache", "aching", "ache"),
    **_all(NONE, "none", "none of these", "ninguno", "keine", "aucun", "nenhum"),
}

_EYE = "around_eye_or_temple"
SIDES: Mapping[str, Meant] = {
    **_all("side.left", "left", "left side", "izquierda", "izquierdo", "links", "gauche", "à gauche", "esquerda", "l"),
    **_all("side.right", "right", "right side", "derecha", "derecho", "rechts", "droite", "à droite", "direita", "r"),
    **_all("side.one", "one", "one side", "one sided", "unilateral", "un lado", "einseitig", "unilatéral", "um lado"),
    **_all("side.both", "both", "both sides", "bilateral", "ambos", "ambos lados", "beidseitig", "bilatéral"),
    **_all("side.both", "whole head", "entire head", "full head", "all over", "toda la cabeza", "beide seiten"),
}
PLACES: Mapping[str, Meant] = {
    **SIDES,
    **_all(("side.left", _EYE), "left temple", "left eye", "behind left eye", "sien izquierda", "ojo izquierdo"),
    **_all(("side.left", _EYE), "linke schläfe", "linkes auge", "tempe gauche", "œil gauche", "têmpora esquerda"),
    **_all(("side.right", _EYE), "right temple", "right eye", "behind right eye", "sien derecha", "ojo derecho"),
    **_all(("side.right", _EYE), "rechte schläfe", "rechtes auge", "tempe droite", "œil droit", "têmpora direita"),
    **_all((NO_SIDE, _EYE), "eye", "eyes", "temple", "temples", "behind eyes", "behind the eyes"),
    **_all(NO_SIDE, "forehead", "top of head", "back of head", "neck", "neck / base of skull", "crown", "face"),
    **_all(NO_SIDE, "frente", "nuca", "cuello", "stirn", "nacken", "hinterkopf", "front", "nuque", "testa", "pescoço"),
}
AUTONOMIC: Mapping[str, Meant] = {
    **{word: meant for word, meant in SYMPTOMS.items() if meant[0].startswith("autonomic.")},
    **_all(NONE, "none", "none of these", "ninguno", "keine", "aucun", "nenhum"),
}
# The words of each kind of list.
OF_LIST: Mapping[str, Mapping[str, Meant]] = {
    "symptoms": {**WITHOUT_PLACE, **AUTONOMIC, **QUALITIES, **SYMPTOMS},
    "qualities": QUALITIES,
    "places": PLACES,
    "side": SIDES,
    "autonomic": AUTONOMIC,
}

# 0/1 and yes/no in five languages, and a box that is ticked or crossed.
YES_WORDS = frozenset(
    {"yes", "y", "true", "1", "si", "s", "ja", "j", "oui", "o", "sim", "x", "✓", "✔", "verdadero", "wahr", "vrai"}
)
NO_WORDS = frozenset({"no", "n", "false", "0", "nein", "non", "nao", "falso", "falsch", "faux", "none"})
NOT_KNOWN_WORDS = frozenset({"?", "-", "n/a", "na", "unknown", "null", "not recorded", "unsure"})
NAUSEA_WORDS: Mapping[str, str] = {
    **dict.fromkeys(YES_WORDS, "yes"),
    **dict.fromkeys(NO_WORDS, "no"),
    **dict.fromkeys(NOT_KNOWN_WORDS, "not_recorded"),
    **dict.fromkeys(("mild", "slight", "leve", "leicht", "legere", "ligera"), "mild"),
    **dict.fromkeys(("moderate", "moderada", "moderado", "mittel", "moderee"), "moderate"),
    **dict.fromkeys(("severe", "strong", "intensa", "stark", "forte", "severa", "grave"), "severe"),
}

# A word for pain is no number. These stand in the middle of what each word covers on the scale of 0 to 10
# (1 to 3 mild, 4 to 6 moderate, 7 to 10 severe), and a note says so wherever they are used.
MILD, MODERATE, SEVERE = 2, 5, 8
PAIN_WORDS: Mapping[str, int] = {
    **dict.fromkeys(("none", "no pain", "no", "ninguno", "nada", "keine", "aucune", "nenhuma"), 0),
    **dict.fromkeys(("mild", "low", "slight", "leve", "leicht", "legere", "ligero", "suave", "fraca"), MILD),
    **dict.fromkeys(("moderate", "medium", "moderado", "moderada", "mittel", "maßig", "moderee", "media"), MODERATE),
    **dict.fromkeys(("severe", "strong", "high", "intenso", "intensa", "fuerte", "stark", "forte", "grave"), SEVERE),
    **dict.fromkeys(("very severe", "muy fuerte", "sehr stark", "tres forte", "muito forte"), 9),
    **dict.fromkeys(("unbearable", "worst", "insoportable", "unertraglich", "insupportable", "insuportavel"), 10),
}
