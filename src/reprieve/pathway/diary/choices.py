"""Which answers may be chosen from, where an item of a record is neither yes or no nor a number?"""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Where the pain was."""

    LEFT = "left"
    RIGHT = "right"
    ONE = "one"
    BOTH = "both"


class Quality(StrEnum):
    """What the pain was like."""

    PULSATING = "pulsating"
    PRESSING = "pressing"
    STABBING = "stabbing"
    OTHER = "other"


class Nausea(StrEnum):
    """Nausea and, where it was told, how strong."""

    NONE = "no"
    YES = "yes"
    MILD = "mild"
    MODERATE = "moderate"
    SEVERE = "severe"


class EasedBy(StrEnum):
    """What brought the end of the pain, or a quiet spell."""

    SLEEP = "sleep"
    DRUG = "drug"
    ITSELF = "itself"


class AuraKind(StrEnum):
    """What an aura symptom was of. Speech is trouble finding or understanding words (aphasia)."""

    VISUAL = "visual"
    SENSORY = "sensory"
    SPEECH = "speech"
    MOTOR = "motor"
    BRAINSTEM = "brainstem"
    RETINAL = "retinal"


class BrainstemSymptom(StrEnum):
    """Which brainstem symptom an aura had. Vertigo is not dizziness, diplopia is not blurred sight."""

    DYSARTHRIA = "dysarthria"
    VERTIGO = "vertigo"
    TINNITUS = "tinnitus"
    HYPACUSIS = "hypacusis"
    DIPLOPIA = "diplopia"
    ATAXIA = "ataxia"
    DECREASED_CONSCIOUSNESS = "decreased_consciousness"


class Autonomic(StrEnum):
    """What the face did on the side of the pain (ICHD-3 chapter 3)."""

    CONJUNCTIVAL_INJECTION = "conjunctival_injection"
    LACRIMATION = "lacrimation"
    NASAL = "nasal"
    EYELID_OEDEMA = "eyelid_oedema"
    FACIAL_SWEATING = "facial_sweating"
    MIOSIS_OR_PTOSIS = "miosis_or_ptosis"


class Route(StrEnum):
    """How a drug was given."""

    ORAL = "oral"
    NASAL = "nasal"
    RECTAL = "rectal"
    SUBCUTANEOUS = "subcutaneous"
    INTRAMUSCULAR = "intramuscular"
    INTRAVENOUS = "intravenous"
    OTHER = "other"


class Effect(StrEnum):
    """How the pain was two hours after a dose."""

    PAIN_FREE = "pain_free"
    BETTER = "better"
    NONE = "none"


class Helped(StrEnum):
    """Whether a dose helped, where nobody asked when."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Sex(StrEnum):
    """Sex as recorded at birth, where a criterion or a code asks for it."""

    FEMALE = "F"
    MALE = "M"


class Outcome(StrEnum):
    """How a treatment that was tried turned out, or why it was never begun or was stopped."""

    HELPED = "helped"
    NO_EFFECT = "no_effect"
    ADVERSE_EFFECT = "adverse_effect"
    CONTRAINDICATED = "contraindicated"
    PATIENT_CHOICE = "patient_choice"
    COST_OR_ACCESS = "cost_or_access"
    PREGNANCY = "pregnancy"
