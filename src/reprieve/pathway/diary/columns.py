"""Which columns does our own CSV have, and what stands in each?

One table for the reader, the writer and the manual (`docs/diary-format.md`). A column means the
same in every record that has it.
"""

from __future__ import annotations

from collections.abc import Mapping

from reprieve.pathway.diary.cells import (
    AURA_KIND,
    AUTONOMIC,
    BRAINSTEM,
    COMPLETE,
    DAY,
    EASED_BY,
    EFFECT,
    HELPED,
    NAUSEA,
    NUMBER,
    OUTCOME,
    PAIN,
    QUALITIES,
    ROUTE,
    SEX,
    SIDE,
    TEXT,
    TIME,
    TIME_OR_DAY,
    TRUTH,
    WHOLE,
    Kind,
)
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NOT_KNOWN

Columns = Mapping[str, Kind]

ATTACK: Columns = {
    "start": TIME,
    "end": TIME,
    "ongoing": TRUTH,
    "slept_through": TRUTH,
    "woke_pain_free": TRUTH,
    "woke_at": TIME,
    "pain_0_to_10": PAIN,
    "side": SIDE,
    "qualities": QUALITIES,
    "qualities_complete": COMPLETE,
    "around_eye_or_temple": TRUTH,
    "autonomic": AUTONOMIC,
    "autonomic_complete": COMPLETE,
    "restless": TRUTH,
    "worse_with_activity": TRUTH,
    "nausea": NAUSEA,
    "vomiting": TRUTH,
    "photophobia": TRUTH,
    "phonophobia": TRUTH,
    "aura": TRUTH,
    "aura_in_succession": TRUTH,
    "headache_within_60_min": TRUTH,
    "function_lost": TRUTH,
    "drug_taken": TRUTH,
    "believed_migraine": TRUTH,
    "like_previous": TRUTH,
    "eased_by": EASED_BY,
    "entered_at": TIME,
    "note": TEXT,
    "key": TEXT,
}
AURA: Columns = {
    "kind": AURA_KIND,
    "minutes": NUMBER,
    "spreads": TRUTH,
    "one_sided": TRUTH,
    "positive": TRUTH,
    "passes_completely": TRUTH,
    "brainstem": BRAINSTEM,
    "confirmed_monocular": TRUTH,
}
DOSE: Columns = {
    "name": TEXT,
    "time": TIME_OR_DAY,
    "day": DAY,
    "days": WHOLE,
    "attack_key": TEXT,
    "effect_at_2h": EFFECT,
    "helped": HELPED,
    "route": ROUTE,
    "symptoms_relieved_at_2h": TRUTH,
    "relapse_within_24_h": TRUTH,
    "adverse_effect": TRUTH,
    "entered_at": TIME,
}
DAY_ENTRY: Columns = {
    "day": DAY,
    "headache": TRUTH,
    "drug_taken": TRUTH,
    "other_symptoms": TRUTH,
    "menstruation": TRUTH,
    "menstruation_begins": TRUTH,
    "entered_at": TIME,
}
PROFILE: Columns = {
    "birth_year": WHOLE,
    "sex": SEX,
    "headaches_since": DAY,
    # Attacks without aura and attacks with aura: counted apart, neither holds the other.
    "lifetime_migraine_attacks": WHOLE,
    "lifetime_aura_attacks": WHOLE,
    "headache_before_overuse": TRUTH,
    "every_headache_written": TRUTH,
    "every_dose_written": TRUTH,
    "every_treatment_listed": TRUTH,
    "other_preventives_failed": TRUTH,
    "family_hemiplegic": TRUTH,
    "infarct_on_imaging": TRUTH,
    "daily_since": DAY,
    "daily_onset_remembered": TRUTH,
    "unremitting_within_24_h": TRUTH,
    "headaches_rose_before_daily": TRUTH,
    "overuse_before_daily": TRUTH,
    "pain_between_attacks": TRUTH,
    "drugs_cannot_be_verified": TRUTH,
    "indomethacin_response": TRUTH,
    "pericranial_tenderness": TRUTH,
    "triggers_and_lifestyle_addressed": TRUTH,
    "comorbidity_addressed": TRUTH,
    "significant_interference": TRUTH,
    "midas_total": WHOLE,
    "hit6_total": WHOLE,
    "infusion_or_inpatient_failed": TRUTH,
    "detoxification_failed": TRUTH,
}
TREATMENT: Columns = {
    "name": TEXT,
    "started": DAY,
    "stopped": DAY,
    "target_reached_on": DAY,
    "cycles": WHOLE,
    "route": ROUTE,
    "adequate": TRUTH,
    "outcome": OUTCOME,
    "days_before_per_28": NUMBER,
    "days_with_per_28": NUMBER,
}

# What a row needs besides the fields of its record.
# `ref` names an attack whose key is empty or shared, so that its aura rows find it.
# `number` keeps the order of aura symptoms and treatments whatever the order of rows.
# `drugs` is for writing by hand: the names of what was taken in this attack.
RECORDS: Mapping[str, Columns] = {
    "attack": {**ATTACK, "ref": TEXT, "drugs": TEXT},
    "aura": {"key": TEXT, "number": WHOLE, **AURA},
    "dose": DOSE,
    "day": DAY_ENTRY,
    "profile": PROFILE,
    "treatment": {"number": WHOLE, **TREATMENT},
}
KINDS: Columns = {name: kind for columns in RECORDS.values() for name, kind in columns.items()}

# Shorter names that people write.
ALIASES = {
    "pain": "pain_0_to_10",
    "quality": "qualities",
    "notes": "note",
    "drug": "drugs",
    "medication": "drugs",
    "medications": "drugs",
    "medicine": "drugs",
}


def written_cells(
    record: Attack | AuraSymptom | Dose | DayEntry | Profile | Treatment, columns: Columns
) -> dict[str, str]:
    """The cells of a record that are not empty."""
    cells = {}
    for name, kind in columns.items():
        value = getattr(record, name)
        if value is not None and value is not NOT_KNOWN and value != "":
            cells[name] = kind.write(value)
    return {name: cell for name, cell in cells.items() if cell}
