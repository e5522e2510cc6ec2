"""What may be asked about an attack, a dose, a day or a person, and who could answer?

A `Fact` is a question, not an answer. Rules are trees over facts; whoever judges a record looks
its facts up there. When a verdict is not known, the facts that would settle it are named in the
words below, with the one who could supply them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Unit(Enum):
    """What a fact, or a count, is about."""

    ATTACK = "attack"
    DOSE = "dose"
    DAY = "day"
    PERSON = "person"


class Who(Enum):
    """Who could supply a missing fact."""

    PERSON = "you"
    CLINICIAN = "your clinician"
    NOBODY = "nobody: it cannot be known any more"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fact:
    """One thing that may be recorded.

    Parameters
    ----------
    key : str
        Its stable name, in outputs and file formats.
    name : str
        How one says it in a sentence: "sensitivity to light".
    ask : str
        The question that would supply it.
    unit : Unit
        What it is a fact about.
    who : Who
        Who could supply it.
    measure : str
        What an amount is counted in; empty for a yes-or-no fact.
    ask_first : Fact or None
        The broader fact to ask while that is itself not recorded: whether there was an aura at all,
        before how long it lasted.
    lost_if, instead : Fact or None
        Where `lost_if` holds, nobody can supply this fact any more, and `instead` is named for it.
    """

    key: str
    name: str
    ask: str
    unit: Unit
    who: Who = Who.PERSON
    measure: str = ""
    ask_first: Fact | None = None
    lost_if: Fact | None = None
    instead: Fact | None = None

    def __repr__(self) -> str:
        return f"<Fact {self.key}>"


def _of_attack(key: str, name: str, ask: str, *, measure: str = "", first: Fact | None = None) -> Fact:
    return Fact(key=key, name=name, ask=ask, unit=Unit.ATTACK, measure=measure, ask_first=first)


def _of_person(key: str, name: str, ask: str, *, measure: str = "", who: Who = Who.PERSON) -> Fact:
    return Fact(key=key, name=name, ask=ask, unit=Unit.PERSON, measure=measure, who=who)


def _of_dose(key: str, name: str, ask: str) -> Fact:
    return Fact(key=key, name=name, ask=ask, unit=Unit.DOSE)


# One attack: how long
LASTED_H = _of_attack("lasted_h", "how long it lasted", "When did the pain end?", measure="h")
CUT_SHORT = _of_attack(
    "cut_short",
    "cut short by a drug",
    "Was a drug taken, did it help, and when did the pain end?",
)
UNTREATED_COURSE = Fact(
    key="untreated_course",
    name="how it would have gone on without the drug",
    ask="How these attacks would have gone on without the drug cannot be known any more; others may tell.",
    unit=Unit.ATTACK,
    who=Who.NOBODY,
)
UNTREATED_H = Fact(
    key="untreated_h",
    name="how long it lasts without a drug",
    ask="Was a drug taken, did it help, and when did the pain end?",
    unit=Unit.ATTACK,
    measure="h",
    lost_if=CUT_SHORT,
    instead=UNTREATED_COURSE,
)
STATUS_SPAN_H = _of_attack(
    "status_span_h",
    "how long it went on, quiet spells from sleep or a drug included",
    "What brought the quiet spell: sleep, a drug, or neither?",
    measure="h",
)
EVERYDAY_SPAN_H = _of_attack(
    "everyday_span_h", "how long it went on, quiet spells included", "When did the pain end for good?", measure="h"
)
STATUS_SO_FAR_H = _of_attack(
    "status_so_far_h", "how long it went on so far", "Is it still going on, or when did it end?", measure="h"
)
STATUS_WITHIN_CONTINUOUS_PAIN = Fact(
    key="status_within_continuous_pain",
    name="an attack of its own within continuous pain",
    ask="Is there an attack of its own within pain that has not stopped for over 30 days?",
    unit=Unit.ATTACK,
    who=Who.CLINICIAN,
)
STATUS_DISABLING = _of_attack(
    "status_disabling",
    "disabling at some time of it",
    "Did it keep you from what you usually do?",
)
STATUS_LIKE_PREVIOUS = _of_attack(
    "status_like_previous",
    "like earlier attacks",
    "Apart from length and strength, was it like your other attacks?",
)
AGE_YEARS = _of_attack("age_years", "age at the attack", "In which year were you born?", measure="years")

# One attack: the pain
ONE_SIDED = _of_attack("one_sided", "pain on one side", "Was the pain on one side of the head?")
BOTH_SIDES = _of_attack("both_sides", "pain on both sides", "Was the pain on both sides of the head?")
PULSATING = _of_attack("pulsating", "throbbing pain", "Did the pain throb or beat?")
PRESSING = _of_attack("pressing", "pressing pain", "Did the pain press or tighten, without throbbing?")
PAIN = _of_attack(
    "pain_0_to_10", "how strong the pain was", "How strong was the pain at its worst, 0 to 10?", measure="of 10"
)
WORSE_WITH_ACTIVITY = _of_attack(
    "worse_with_activity",
    "worse with activity",
    "Did walking or stairs make it worse, or did you avoid them because of it?",
)

# One attack: what came with it
NAUSEA = _of_attack("nausea", "nausea", "Did you feel sick?")
NAUSEA_BEYOND_MILD = _of_attack(
    "nausea_beyond_mild", "how strong the nausea was", "Was the nausea more than mild?", first=NAUSEA
)
VOMITING = _of_attack("vomiting", "vomiting", "Did you vomit?")
PHOTOPHOBIA = _of_attack("photophobia", "sensitivity to light", "Did light bother you?")
PHONOPHOBIA = _of_attack("phonophobia", "sensitivity to sound", "Did sounds bother you?")
FUNCTION_LOST = _of_attack(
    "function_lost", "unable to do what one usually does", "Did it keep you from what you usually do?"
)
LIKE_PREVIOUS = _of_attack(
    "like_previous", "like earlier attacks", "Apart from length and strength, was it like your other attacks?"
)
BELIEVED_MIGRAINE = _of_attack(
    "believed_migraine", "taken for a migraine when it began", "When it began, did you take it for a migraine?"
)

# One attack: aura
AURA = _of_attack(
    "aura",
    "an aura",
    "Did your sight, feeling, speech, strength or balance change for a while, before or with the pain?",
)
VISUAL_AURA_5_TO_60_MIN = _of_attack(
    "visual_aura_5_to_60_min",
    "an aura of sight of 5 to 60 minutes",
    "Did your sight change before or with it, for 5 to 60 minutes?",
    first=AURA,
)
AURA_SYMPTOM = _of_attack(
    "aura_symptom",
    "an aura that passes completely",
    "Were there passing changes of sight, feeling, speech, strength or balance, and did they go away completely?",
    first=AURA,
)
TYPICAL_AURA = _of_attack(
    "typical_aura", "an aura of sight, feeling or speech", "Was the aura of sight, feeling or speech?", first=AURA
)
UNUSUAL_AURA = _of_attack(
    "unusual_aura",
    "an aura of strength, brainstem or one eye",
    "Was there weakness, double vision, spinning, or loss of sight in one eye?",
    first=AURA,
)
AURA_SPREADS = _of_attack(
    "aura_spreads", "aura that spreads", "Did an aura symptom spread over 5 minutes or more?", first=AURA
)
AURA_IN_SUCCESSION = _of_attack(
    "aura_in_succession",
    "aura symptoms one after another",
    "Did two or more aura symptoms follow one another?",
    first=AURA,
)
AURA_5_TO_60_MIN = _of_attack(
    "aura_5_to_60_min", "how long each aura symptom lasted", "Did each aura symptom last 5 to 60 minutes?", first=AURA
)
AURA_ONE_SIDED = _of_attack("aura_one_sided", "aura on one side", "Was an aura symptom on one side?", first=AURA)
AURA_POSITIVE = _of_attack(
    "aura_positive",
    "aura that adds something",
    "Were there added sensations: flickering, zigzags, pins and needles?",
    first=AURA,
)
AURA_THEN_HEADACHE = _of_attack(
    "aura_then_headache",
    "headache with or within 60 minutes of the aura",
    "Did a headache come with it or within an hour?",
    first=AURA,
)

# One attack: drugs
ACUTE_DRUG = _of_attack("acute_drug", "a drug taken for it", "Did you take a drug against it?")
MIGRAINE_SPECIFIC_DRUG = _of_attack(
    "migraine_specific_drug",
    "a migraine drug taken for it",
    "Did you take a triptan or another migraine drug?",
    first=ACUTE_DRUG,
)
RELIEVED_BY_TRIPTAN_OR_ERGOT = _of_attack(
    "relieved_by_triptan_or_ergot",
    "eased by a triptan or ergot",
    "Did a triptan or ergot drug ease it?",
    first=ACUTE_DRUG,
)
NO_ANSWER_TO_DRUGS = _of_attack(
    "no_answer_to_drugs",
    "no answer to a triptan and a pain reliever",
    "Did you take a triptan and a pain reliever, and did either help?",
    first=ACUTE_DRUG,
)

# One day
HEADACHE_DAY = Fact(key="headache_day", name="headache that day", ask="Was there a headache that day?", unit=Unit.DAY)

# One dose
TAKEN_ERGOTAMINE = _of_dose("ergotamine", "ergotamine", "Was it an ergotamine?")
TAKEN_TRIPTAN = _of_dose("triptan", "triptan", "Was it a triptan?")
TAKEN_NON_OPIOID = _of_dose("non_opioid", "plain pain reliever", "Was it a plain pain reliever?")
TAKEN_OPIOID = _of_dose("opioid", "opioid", "Was it an opioid?")
TAKEN_COMBINATION = _of_dose("combination", "combined pain reliever", "Was it a combined pain reliever?")
TAKEN_ANY_OF_THESE = _of_dose(
    "any_of_these", "any of these drugs", "Was it an ergotamine, a triptan, a pain reliever or an opioid?"
)
CONTAINS_ERGOTAMINE = _of_dose("contains_ergotamine", "ergotamine in it", "Was there ergotamine in it?")
CONTAINS_TRIPTAN = _of_dose("contains_triptan", "a triptan in it", "Was there a triptan in it?")
CONTAINS_NON_OPIOID = _of_dose(
    "contains_non_opioid", "a plain pain reliever in it", "Was there a plain pain reliever in it?"
)
CONTAINS_OPIOID = _of_dose("contains_opioid", "an opioid in it", "Was there an opioid in it?")
TAKEN_MIGRAINE_DRUG = _of_dose("migraine_drug", "a migraine drug", "Was it a triptan or another migraine drug?")
TAKEN_UNNAMED = _of_dose("unnamed", "a drug that is not named", "Which drug was it?")
TAKEN_ANY_OR_UNNAMED = _of_dose("any_or_unnamed", "one of these drugs, or one that is not named", "Which drug was it?")
TAKEN_ANY_ACUTE = _of_dose("any_acute", "any drug against headache", "Was a drug taken against a headache?")
TAKEN_STRONG_OR_UNNAMED = _of_dose(
    "strong_or_unnamed",
    "a drug that is not named, or one other than a plain pain reliever",
    "Which drug was it?",
)

# The person
LIFETIME_MIGRAINE_ATTACKS = _of_person(
    "lifetime_migraine_attacks",
    "how many such attacks there were in life",
    "How many attacks like these, without aura, have you had in your life?",
)
LIFETIME_AURA_ATTACKS = _of_person(
    "lifetime_aura_attacks",
    "how many attacks with aura there were in life",
    "How many attacks with aura have you had in your life?",
)
LIFETIME_ANY_MIGRAINE_ATTACKS = _of_person(
    "lifetime_any_migraine_attacks",
    "how many attacks of migraine there were in life",
    "How many attacks of migraine, with and without aura, have you had in your life?",
)
HEADACHE_BEFORE_OVERUSE = _of_person(
    "headache_before_overuse",
    "a headache disorder before the drugs became frequent",
    "Did you have headaches before you took drugs this often?",
)
TRIPTANS_FAILED = _of_person(
    "triptans_failed",
    "how many triptans failed",
    "Which triptans have you tried, and did they help?",
    measure="triptans",
)
PREVENTIVE_CLASSES_FAILED = _of_person(
    "preventive_classes_failed",
    "how many kinds of preventive failed",
    "Which preventive drugs have you tried, how long, at which dose, and why were they stopped?",
)
NAMED_CLASSES_FAILED = _of_person(
    "named_classes_failed",
    "how many of the named kinds of preventive failed",
    "Which preventive drugs have you tried, how long, at which dose, and why were they stopped?",
)
OTHER_PREVENTIVES_FAILED = _of_person(
    "other_preventives_failed",
    "whether every other effective preventive failed",
    "Have all other preventives with established effect failed or been ruled out?",
    who=Who.CLINICIAN,
)

# The record itself
MORE_ATTACKS = _of_person("more_attacks", "more attacks", "Keep writing: more attacks are needed to tell.")
HEADACHE_ON_EMPTY_DAYS = _of_person(
    "headache_on_empty_days",
    "days without an entry",
    "Was there a headache on the days without an entry?",
)
DRUGS_ON_EMPTY_DAYS = _of_person(
    "drugs_on_empty_days",
    "drugs on days where none is written",
    "Was a drug taken on the days where none is written?",
)
WHEN_WITHIN_ATTACKS = _of_person(
    "when_within_attacks",
    "on which days of the longer attacks it was so",
    "On which days of your longer attacks was it so? Only their first day is told.",
)
UNNAMED_DRUGS = _of_person(
    "unnamed_drugs", "which drugs were taken", "Which drugs are the names that were not recognised, or not written?"
)
LONGER_DIARY = _of_person(
    "longer_diary",
    "what the time before was like",
    "How was it in the months before the first entry? More than three months are needed.",
)
