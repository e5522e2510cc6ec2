"""How does a registry lie on disk, column by column?

A registry is a folder with four Parquet tables (attacks, doses, days, profiles), each cut into the
same parts, and `registry.json`, which is written last and names them. Everything is sorted by person.
The row groups of one position in the four files of a part hold the same people, and no person lies
in two of them; so a row group of each table is all that is needed to judge the people in it.

Times are whole seconds UTC and days are whole days, both from 1 January 2000; a clock's offset from UTC
stands beside each time. What is yes or no is one bit of `flags` and one of `known`; a bit that is not
in `known` is *not recorded*, and is 0 in `flags` too.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import pyarrow as pa

VERSION: Final = 1
MANIFEST: Final = "registry.json"
TABLES: Final = ("attacks", "doses", "days", "profiles")

EPOCH: Final = date(2000, 1, 1)
DAY_S: Final = 86_400
# What stands where a time, a day or a key is not written.
MISSING: Final = -(2**31)
# What stands for an amount without an upper limit.
ENDLESS: Final = 2**31 - 1

# People in a row group and in a part, unless the writer is told otherwise.
GROUP_PEOPLE: Final = 16_384
PART_PEOPLE: Final = 262_144


def bit_numbers(*names: str) -> dict[str, int]:
    """Each name's bit, from the lowest on."""
    return {name: number for number, name in enumerate(names)}


# Of an attack. Several records of one attack are joined by: yes where one says yes, no where all say no.
ATTACK_BITS: Final = bit_numbers(
    # the pain, and what came with it
    *("one_sided", "both_sides", "pulsating", "pressing", "worse_with_activity", "nausea", "nausea_beyond_mild"),
    *("vomiting", "photophobia", "phonophobia", "function_lost", "believed_migraine", "like_previous"),
    *("drug_taken", "restless", "around_eye_or_temple", "autonomic_sign", "conjunctival_injection", "lacrimation"),
    # the aura; of its symptoms: whether one of those that are described is so
    *("aura", "headache_within_60_min", "aura_in_succession"),
    *("aura_symptom", "visual_aura_5_to_60_min", "aura_not_all_passes", "typical_aura", "unusual_aura"),
    *("aura_spreads", "aura_not_all_5_to_60_min", "aura_one_sided", "aura_positive", "motor_aura"),
    *("motor_or_retinal_aura", "retinal_aura_confirmed", "retinal_aura_spreads", "retinal_aura_5_to_60_min"),
    # what is never unknown: marks of the record itself
    *("described", "going_on", "timeless", "endless"),
    # brainstem symptoms that passed: one for certain; one of which it is not written which
    *("brainstem", "brainstem_unnamed"),
    *(f"brainstem_{number}" for number in range(7)),
    *(f"maybe_brainstem_{number}" for number in range(7)),
    # of the last record alone: whether sleep or a drug brought the end
    "eased_by_sleep_or_drug",
)
DAY_BITS: Final = bit_numbers("headache", "drug_taken", "other_symptoms", "menstruation", "menstruation_begins")
PROFILE_BITS: Final = bit_numbers(
    # what the person, or a clinician, tells
    *("headache_before_overuse", "every_headache_written", "every_dose_written", "every_treatment_listed"),
    *("other_preventives_failed", "family_hemiplegic", "infarct_on_imaging", "daily_onset_remembered"),
    *("unremitting_within_24_h", "headaches_rose_before_daily", "overuse_before_daily", "pain_between_attacks"),
    *("drugs_cannot_be_verified", "indomethacin_response", "pericranial_tenderness"),
    *("triggers_and_lifestyle_addressed", "comorbidity_addressed", "significant_interference"),
    *("infusion_or_inpatient_failed", "detoxification_failed"),
    # what follows from it and from the treatments that were tried
    *("menstruates_by_sex", "interference", "a_triptan_failed", "dihydroergotamine_failed", "nsaid_failed"),
    *("combination_failed", "non_specific_failed", "triptan_or_ergot_failed", "dopamine_or_injected_nsaid_failed"),
    *("strong_acute_failed", "triptans_ruled_out", "treatments_all_named", "triptan_route_unclear"),
)
# Amounts of a person, each as the least and the most it can be.
AMOUNTS: Final = (
    *("lifetime_migraine_attacks", "lifetime_aura_attacks", "midas_total", "triptans_failed"),
    *("preventive_classes_failed", "named_classes_failed", "ahs2008_classes_failed", "goadsby2006_classes_failed"),
    *("goadsby2006_first_failed", "dantona2019_classes_failed", "dantona2019_first_failed", "ehf2014_drugs_failed"),
    *("silberstein2010_drugs_failed", "silberstein2010_first_failed"),
)
# Of each triptan six bits, in this order.
TRIPTAN_BITS: Final = bit_numbers("tried", "worked", "failed", "by_skin", "worked_by_skin", "failed_by_skin")
A_TRIPTAN: Final = len(TRIPTAN_BITS)

_PERSON = ("person", pa.int64())
SCHEMAS: Final = {
    "attacks": pa.schema(
        [
            _PERSON,
            ("start_s", pa.int32()),
            ("start_offset_min", pa.int16()),
            ("until_s", pa.int32()),
            ("until_offset_min", pa.int16()),
            ("flags", pa.uint64()),
            ("known", pa.uint64()),
            ("pain_0_to_10", pa.int8()),
            ("key", pa.int32()),
            ("aura_least_min", pa.float64()),
            ("aura_most_min", pa.float64()),
            ("symptoms_mark", pa.uint32()),
            ("symptoms", pa.string()),
        ]
    ),
    "doses": pa.schema(
        [
            _PERSON,
            ("key", pa.int32()),
            ("time_s", pa.int32()),
            ("offset_min", pa.int16()),
            ("day", pa.int32()),
            ("days", pa.int8()),
            ("drug", pa.int16()),
            ("effects", pa.uint16()),
        ]
    ),
    "days": pa.schema([_PERSON, ("day", pa.int32()), ("flags", pa.uint8()), ("known", pa.uint8())]),
    "profiles": pa.schema(
        [
            _PERSON,
            ("birth_year", pa.int16()),
            ("sex", pa.int8()),
            ("headaches_since", pa.int32()),
            ("daily_since", pa.int32()),
            ("midas", pa.int16()),
            ("hit6", pa.int16()),
            ("flags", pa.uint64()),
            ("known", pa.uint64()),
            ("triptans", pa.uint64()),
            *((f"{name}_{edge}", pa.int32()) for name in AMOUNTS for edge in ("least", "most")),
            ("treatments", pa.string()),
        ]
    ),
}
# By what the rows of a table are sorted.
SORTED: Final = {
    "attacks": ("person", "start_s"),
    "doses": ("person", "day"),
    "days": ("person", "day"),
    "profiles": ("person",),
}
# Columns that rise from row to row, or nearly, and so are written as differences.
RISING: Final = {
    "attacks": ("person", "start_s", "until_s"),
    "doses": ("person", "time_s", "day"),
    "days": ("person", "day"),
    "profiles": ("person",),
}
# Columns for looking one person up again; no criterion is asked of them.
ONLY_TO_READ_BACK: Final = frozenset({"symptoms", "treatments", "hit6", "midas"})
# Pain, birth year and questionnaires: what stands where nothing is written.
NOT_WRITTEN: Final = -1


def part_name(number: int) -> str:
    """The file name of a part, the same in each table's folder."""
    return f"part-{number:05d}.parquet"
