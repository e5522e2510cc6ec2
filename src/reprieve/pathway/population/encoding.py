"""How does a diary become rows of a registry?

What a record says to each question is asked of the same functions as the judge's, once, when it is
written. A row says nothing about several records together: which are one attack, and what was taken
for it, is for whoever reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zlib import crc32

from reprieve.pathway.diary.attack_facts import OF_ATTACK, AttackFacts
from reprieve.pathway.diary.attacks import WholeAttack, _known_until, end_of
from reprieve.pathway.diary.aura_facts import OF_AURA
from reprieve.pathway.diary.choices import AuraKind, BrainstemSymptom, EasedBy, Effect, Helped, Outcome, Route, Sex
from reprieve.pathway.diary.dose_effects import _history, triptan_of
from reprieve.pathway.diary.drug_table import drug_table
from reprieve.pathway.diary.drugs import Drug, identify
from reprieve.pathway.diary.findings import OF_PERSON, Findings
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.diary.spells import Run
from reprieve.pathway.population.layout import (
    A_TRIPTAN,
    AMOUNTS,
    ATTACK_BITS,
    DAY_BITS,
    ENDLESS,
    EPOCH,
    MISSING,
    NOT_WRITTEN,
    PROFILE_BITS,
    TRIPTAN_BITS,
)
from reprieve.pathway.population.told import as_text
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Fact
from reprieve.pathway.rules.memory import Memory
from reprieve.pathway.terms.bounds import UNKNOWN_AMOUNT, Bounds
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth, opposite, truth_of

Row = tuple[Any, ...]

EPOCH_TIME = datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=UTC)
TRIPTANS = tuple(sorted(name for name in drug_table().ingredients if name.endswith("triptan")))
BRAINSTEM = tuple(BrainstemSymptom)
# An amount of minutes that is not told has no upper limit.
NO_LIMIT = math.inf
SEVERAL_SYMPTOMS = 2**32 - 1

# How the answers to a dose stand in its `effects`: first bit, number of bits, and the answers from 1 on.
EFFECTS: Mapping[str, tuple[int, int, tuple[Any, ...]]] = {
    "effect_at_2h": (0, 2, tuple(Effect)),
    "helped": (2, 2, tuple(Helped)),
    "route": (4, 3, tuple(Route)),
    "symptoms_relieved_at_2h": (7, 2, (YES, NO)),
    "relapse_within_24_h": (9, 2, (YES, NO)),
    "adverse_effect": (11, 2, (YES, NO)),
}


@dataclass
class DrugNames:
    """The names of the drugs in a registry, by number; 0 is a drug that is not known."""

    names: list[str] = field(default_factory=lambda: [""])
    _numbers: dict[Drug, int] = field(default_factory=dict)

    def number(self, name_as_written: str) -> int:
        """The number of the drug that is meant."""
        drug = identify(name_as_written)
        if drug is None:
            return 0
        if drug not in self._numbers:
            self._numbers[drug] = len(self.names)
            # A few combinations are known by a brand only.
            self.names.append(drug.name if identify(drug.name) == drug else name_as_written)
        return self._numbers[drug]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One person's rows, in the order of the columns of each table."""

    attacks: list[Row]
    doses: list[Row]
    days: list[Row]
    profiles: list[Row]


def rows_of(person: int, diary: Diary, drugs: DrugNames) -> Rows:
    """The diary of one person as rows.

    Raises
    ------
    InvalidInput
        If a time lies outside 1932 to 2068.
    """
    keys: dict[str, int] = {}
    for position, attack in enumerate(diary.attacks):
        if attack.key:
            keys.setdefault(attack.key, position)
    own: dict[str, list[Dose]] = {}
    for dose in diary.doses:
        own.setdefault(dose.attack_key, []).append(dose)
    return Rows(
        attacks=[
            _attack_row(person, it, own.get(it.key, []) if it.key else [], keys.get(it.key, MISSING))
            for it in diary.attacks
        ],
        doses=[_dose_row(person, it, keys.get(it.attack_key, MISSING), drugs) for it in diary.doses],
        days=[_day_row(person, it) for it in diary.days],
        profiles=[_profile_row(person, diary.vouched_profile)],
    )


# Times


def seconds(moment: datetime) -> int:
    """Whole seconds from the epoch; a fraction of one is cut off."""
    found = math.floor((moment - EPOCH_TIME).total_seconds())
    if not -ENDLESS < found < ENDLESS:
        raise InvalidInput(
            say("a time in a registry must lie from 1932 to 2068; got another. Is its year right? Correct it.")
        )
    return found


def offset_min(moment: datetime) -> int:
    """The clock's offset from UTC in whole minutes."""
    return int((moment.utcoffset() or timedelta()).total_seconds() // 60)


def day_number(day: date) -> int:
    """Days from the epoch."""
    return (day - EPOCH).days


# Attacks

OF_ONE_RECORD: Mapping[str, Fact] = {
    "one_sided": facts.ONE_SIDED,
    "both_sides": facts.BOTH_SIDES,
    "pulsating": facts.PULSATING,
    "pressing": facts.PRESSING,
    "nausea": facts.NAUSEA,
    "nausea_beyond_mild": facts.NAUSEA_BEYOND_MILD,
    "autonomic_sign": facts.AUTONOMIC_SIGN,
}
ITEMS = (
    *("worse_with_activity", "vomiting", "photophobia", "phonophobia", "function_lost", "believed_migraine"),
    *("like_previous", "drug_taken", "restless", "around_eye_or_temple", "aura", "headache_within_60_min"),
)
# Of the aura's symptoms: that one of them is so; of a question about every symptom, that one is not.
OF_A_SYMPTOM: Mapping[str, Fact] = {
    "aura_symptom": facts.AURA_SYMPTOM,
    "visual_aura_5_to_60_min": facts.VISUAL_AURA_5_TO_60_MIN,
    "typical_aura": facts.TYPICAL_AURA,
    "unusual_aura": facts.UNUSUAL_AURA,
    "aura_spreads": facts.AURA_SPREADS,
    "aura_one_sided": facts.AURA_ONE_SIDED,
    "aura_positive": facts.AURA_POSITIVE,
    "motor_aura": facts.MOTOR_AURA,
    "motor_or_retinal_aura": facts.MOTOR_OR_RETINAL_AURA,
    "retinal_aura_confirmed": facts.RETINAL_AURA_CONFIRMED,
    "retinal_aura_spreads": facts.RETINAL_AURA_SPREADS,
    "retinal_aura_5_to_60_min": facts.RETINAL_AURA_5_TO_60_MIN,
}
OF_EVERY_SYMPTOM: Mapping[str, Fact] = {
    "aura_not_all_passes": facts.AURA_ALL_PASSES,
    "aura_not_all_5_to_60_min": facts.AURA_5_TO_60_MIN,
}
NOTHING = Run(span_h=UNKNOWN_AMOUNT, so_far_h=UNKNOWN_AMOUNT, function_lost=NOT_KNOWN, like_previous=NOT_KNOWN)


def bits(truths: Mapping[str, Truth], numbers: Mapping[str, int]) -> tuple[int, int]:
    """The truths as `flags` and `known`."""
    flags = known = 0
    for name, truth in truths.items():
        flags |= (truth is YES) << numbers[name]
        known |= truth.known << numbers[name]
    return flags, known


def _attack_row(person: int, attack: Attack, own: list[Dose], key: int) -> Row:
    end = end_of(attack)
    until = end or _known_until(attack, own, None)
    flags, known = bits(attack_truths(attack), ATTACK_BITS)
    least_min, most_min = _longest_min(attack)
    return (
        person,
        seconds(attack.start),
        offset_min(attack.start),
        seconds(until),
        offset_min(until),
        flags,
        known,
        NOT_WRITTEN if attack.pain_0_to_10 is None else attack.pain_0_to_10,
        key,
        least_min,
        most_min,
        _mark(attack),
        as_text(attack.aura_symptoms),
    )


def attack_truths(attack: Attack) -> dict[str, Truth]:
    """What one record says to each bit of an attack."""
    whole = WholeAttack(records=(attack,), known_until=attack.start, end=None)
    it = AttackFacts(attack=whole, profile=Profile(), status=NOTHING, everyday_span_h=UNKNOWN_AMOUNT, memory=Memory())
    described = bool(attack.aura_symptoms)
    truths = {name: _truth(OF_ATTACK[fact](it)) for name, fact in OF_ONE_RECORD.items()}
    truths |= {name: getattr(attack, name) for name in ITEMS}
    truths |= {name: _truth(OF_AURA[fact](whole)) if described else NO for name, fact in OF_A_SYMPTOM.items()}
    truths |= {
        name: opposite(_truth(OF_AURA[fact](whole))) if described else NO for name, fact in OF_EVERY_SYMPTOM.items()
    }
    truths["aura_in_succession"] = NO if attack.aura is NO else attack.aura_in_succession
    truths |= {
        "conjunctival_injection": _sign(attack, "conjunctival_injection"),
        "lacrimation": _sign(attack, "lacrimation"),
        "described": truth_of(described),
        "going_on": truth_of(attack.ongoing is YES),
        "timeless": truth_of(attack.ongoing is YES and attack.entered_at is None),
        "endless": truth_of(end_of(attack) is None),
        "eased_by_sleep_or_drug": _eased(attack),
    }
    return truths | _brainstem(attack)


def _truth(value: Truth | Bounds) -> Truth:
    if not isinstance(value, Truth):
        raise TypeError("a bit is yes or no")
    return value


def _sign(attack: Attack, sign: str) -> Truth:
    if attack.autonomic is None:
        return NOT_KNOWN
    if any(one.value == sign for one in attack.autonomic):
        return YES
    return NO if attack.autonomic_complete else NOT_KNOWN


def _eased(attack: Attack) -> Truth:
    if attack.eased_by is not None:
        return NO if attack.eased_by is EasedBy.ITSELF else YES
    return YES if attack.slept_through is YES and attack.woke_pain_free is YES else NOT_KNOWN


def _brainstem(attack: Attack) -> dict[str, Truth]:
    maybe = [
        it for it in attack.aura_symptoms if it.kind in (None, AuraKind.BRAINSTEM) and it.passes_completely is not NO
    ]
    sure = [it for it in maybe if it.kind is AuraKind.BRAINSTEM and it.passes_completely is YES]
    which, maybe_which = {it.brainstem for it in sure}, {it.brainstem for it in maybe}
    found = {"brainstem": truth_of(bool(sure)), "brainstem_unnamed": truth_of(None in maybe_which)}
    found |= {f"brainstem_{number}": truth_of(one in which) for number, one in enumerate(BRAINSTEM)}
    return found | {f"maybe_brainstem_{number}": truth_of(one in maybe_which) for number, one in enumerate(BRAINSTEM)}


def _longest_min(attack: Attack) -> tuple[float, float]:
    others = [it for it in attack.aura_symptoms if it.kind is not AuraKind.MOTOR]
    least = max((it.minutes or 0.0 for it in others if it.kind is not None), default=0.0)
    return least, max((NO_LIMIT if it.minutes is None else it.minutes for it in others), default=0.0)


def _mark(attack: Attack) -> int:
    """0 for no symptom, a number that stands for the only one, or that of several."""
    different = set(attack.aura_symptoms)
    if len(different) > 1:
        return SEVERAL_SYMPTOMS
    return crc32((as_text(attack.aura_symptoms[:1]) or "").encode()) % (SEVERAL_SYMPTOMS - 1) + 1 if different else 0


# Doses and days


def _dose_row(person: int, dose: Dose, key: int, drugs: DrugNames) -> Row:
    time_s = MISSING if dose.time is None else seconds(dose.time)
    offset = 0 if dose.time is None else offset_min(dose.time)
    return (person, key, time_s, offset, day_number(dose.on), dose.days, drugs.number(dose.name), effects_of(dose))


def effects_of(dose: Dose) -> int:
    """What is told of a dose, as one number."""
    found = 0
    for name, (first, _, answers) in EFFECTS.items():
        value = getattr(dose, name)
        found |= (answers.index(value) + 1 if value in answers else 0) << first
    return found


def _day_row(person: int, entry: DayEntry) -> Row:
    return (person, day_number(entry.day), *bits({name: getattr(entry, name) for name in DAY_BITS}, DAY_BITS))


# The person

TOLD = tuple(name for name in PROFILE_BITS if name in Profile.__dataclass_fields__)
FROM_TREATMENTS: Mapping[str, Fact] = {
    "menstruates_by_sex": facts.MENSTRUATES,
    "interference": facts.SIGNIFICANT_INTERFERENCE,
    "a_triptan_failed": facts.A_TRIPTAN_FAILED,
    "dihydroergotamine_failed": facts.DIHYDROERGOTAMINE_FAILED,
    "nsaid_failed": facts.NSAID_FAILED,
    "combination_failed": facts.COMBINATION_FAILED,
    "non_specific_failed": facts.NON_SPECIFIC_FAILED,
    "triptan_or_ergot_failed": facts.TRIPTAN_OR_ERGOT_FAILED,
    "dopamine_or_injected_nsaid_failed": facts.DOPAMINE_OR_INJECTED_NSAID_FAILED,
    "strong_acute_failed": facts.STRONG_ACUTE_FAILED,
    "triptans_ruled_out": facts.TRIPTANS_RULED_OUT,
}
AMOUNT_FACTS: Mapping[str, Fact] = {fact.key: fact for fact in OF_PERSON if fact.key in AMOUNTS}
SEXES = (None, Sex.FEMALE, Sex.MALE)


def _profile_row(person: int, profile: Profile) -> Row:
    flags, known, triptans, amounts = profile_columns(profile)
    return (
        person,
        profile.birth_year or NOT_WRITTEN,
        SEXES.index(profile.sex),
        MISSING if profile.headaches_since is None else day_number(profile.headaches_since),
        MISSING if profile.daily_since is None else day_number(profile.daily_since),
        NOT_WRITTEN if profile.midas_total is None else profile.midas_total,
        NOT_WRITTEN if profile.hit6_total is None else profile.hit6_total,
        flags,
        known,
        triptans,
        *amounts,
        as_text(profile.treatments),
    )


def profile_columns(profile: Profile) -> tuple[int, int, int, list[int]]:
    """A profile's flags, what of them is known, its triptans, and its amounts in the order of the columns."""
    alone = Findings(Diary(profile=profile))
    truths = {name: getattr(profile, name) for name in TOLD}
    truths |= {name: _truth(OF_PERSON[fact](alone)) for name, fact in FROM_TREATMENTS.items()}
    tried = [it for it in profile.treatments if it.drug is not None and triptan_of(it.drug)]
    routes = [it.route for it in _tried(tried)]
    truths["treatments_all_named"] = truth_of(all(it.drug is not None for it in profile.treatments))
    truths["triptan_route_unclear"] = truth_of(any(route in (None, Route.OTHER) for route in routes))
    amounts: list[int] = []
    for name in AMOUNTS:
        bounds = OF_PERSON[AMOUNT_FACTS[name]](alone)
        if isinstance(bounds, Truth):
            raise TypeError("an amount is no truth")
        amounts += [int(bounds.lower), ENDLESS if math.isinf(bounds.upper) else int(bounds.upper)]
    return *bits(truths, PROFILE_BITS), _triptans(tried), amounts


def _tried(treatments: Iterable[Treatment]) -> list[Treatment]:
    """Those of the triptans that were not only ruled out."""
    listed = list(treatments)
    taken = {
        name
        for it in listed
        if it.drug is not None and it.outcome is not Outcome.CONTRAINDICATED
        for name in triptan_of(it.drug)
    }
    return [it for it in listed if it.drug is not None and taken & set(triptan_of(it.drug))]


def _triptans(treatments: Iterable[Treatment]) -> int:
    listed = list(treatments)
    found = 0
    for number, name in enumerate(TRIPTANS):
        own = [it for it in listed if it.drug is not None and name in triptan_of(it.drug)]
        if all(it.outcome is Outcome.CONTRAINDICATED for it in own):
            continue
        by_skin = [it for it in own if it.route is Route.SUBCUTANEOUS]
        worked, worked_by_skin = _history(own), _history(by_skin)
        answers = {
            "tried": True,
            "worked": worked is YES,
            "failed": worked is NO,
            "by_skin": bool(by_skin),
            "worked_by_skin": worked_by_skin is YES,
            "failed_by_skin": worked_by_skin is NO,
        }
        for answer, bit in TRIPTAN_BITS.items():
            found |= answers[answer] << (number * A_TRIPTAN + bit)
    return found
