"""What may be asked about an attack, a dose, a day or a person, and who could answer?

A `Fact` is a question, not an answer. Rules are trees over facts; whoever judges a record looks
its facts up there. When a verdict is not known, the facts that would settle it are named in the
words below, with the one who could supply them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from reprieve.pathway.terms.text import later, say


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
    settled_by : str
        What it takes to supply it, where an entry about a day cannot: an examination, a trial of a drug,
        or times written to the minute.
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
    settled_by: str = ""

    def __repr__(self) -> str:
        return f"<Fact {self.key}>"


# What one of them is called, where a measure is counted.
_ONE = {
    "attacks": later("attack"),
    "cycles": later("cycle"),
    "days": later("day"),
    "drugs": later("drug"),
    "headaches": later("headache"),
    "kinds": later("kind"),
    "months": later("month"),
    "points": later("point"),
    "symptoms": later("symptom"),
    "triptans": later("triptan"),
    "years": later("year"),
}


def say_measure(fact: Fact, number: float) -> str:
    """What an amount of so much is counted in, with a space before it; empty where it is counted in nothing."""
    if not fact.measure:
        return ""
    return f" {say(_ONE.get(fact.measure, fact.measure) if number == 1 else fact.measure)}"


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
NAUSEA = _of_attack("nausea", "nausea", "Did you feel sick to your stomach (nauseated)?")
NAUSEA_BEYOND_MILD = _of_attack(
    "nausea_beyond_mild", "how strong the nausea was", "Was the nausea more than mild?", first=NAUSEA
)
VOMITING = _of_attack("vomiting", "vomiting", "Did you vomit?")
PHOTOPHOBIA = _of_attack("photophobia", "sensitivity to light", "Did light bother you?")
PHONOPHOBIA = _of_attack("phonophobia", "sensitivity to sound", "Did sounds bother you?")
FUNCTION_LOST = _of_attack(
    "function_lost", "unable to do what one usually does", "Did it keep you from what you usually do?"
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
AURA_ALL_PASSES = _of_attack(
    "aura_all_passes",
    "an aura of which everything passes completely",
    "Did every one of these changes go away completely?",
    first=AURA,
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

# One attack: aura of one kind
BRAINSTEM_SYMPTOMS = _of_attack(
    "brainstem_symptoms",
    "how many brainstem symptoms there were",
    "Which of these came and went: slurred speech, spinning, ringing in the ears, hearing less, double vision, "
    "unsteady movement, being hard to rouse?",
    measure="symptoms",
    first=AURA,
)
MOTOR_OR_RETINAL_AURA = _of_attack(
    "motor_or_retinal_aura",
    "an aura of strength or of one eye",
    "Was there weakness, or loss of sight in one eye?",
    first=AURA,
)
MOTOR_AURA = _of_attack(
    "motor_aura",
    "weakness that passes completely",
    "Was there weakness, and did it go away completely?",
    first=AURA,
)
RETINAL_AURA_CONFIRMED = Fact(
    key="retinal_aura_confirmed",
    name="a change of sight in one eye, confirmed in the attack",
    ask="Was it confirmed during an attack that only one eye was affected: by a test of the field of vision, or by "
    "your own drawing after clear instruction? An eye examination is needed.",
    unit=Unit.ATTACK,
    who=Who.CLINICIAN,
    ask_first=AURA,
    settled_by=later("a test of the field of vision, or a drawing by the person, during an attack"),
)
RETINAL_AURA_SPREADS = _of_attack(
    "retinal_aura_spreads",
    "a change of sight in one eye that spreads",
    "Did the change of sight in one eye spread over 5 minutes or more?",
    first=AURA,
)
RETINAL_AURA_5_TO_60_MIN = _of_attack(
    "retinal_aura_5_to_60_min",
    "how long the change of sight in one eye lasted",
    "Did the change of sight in one eye last 5 to 60 minutes?",
    first=AURA,
)
AURA_LONGEST_MIN = _of_attack(
    "aura_longest_min",
    "how long its longest aura symptom lasted, weakness aside",
    "How many minutes did the longest aura symptom last, weakness aside?",
    measure="min",
    first=AURA,
)
AURA_LIKE_PREVIOUS = _of_attack(
    "aura_like_previous",
    "an aura like earlier ones",
    "Apart from its length, was the aura like your others?",
    first=AURA,
)

# One attack: drugs
ACUTE_DRUG = _of_attack("acute_drug", "a drug taken for it", "Did you take a drug against it?")
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
FAMILY_HEMIPLEGIC = _of_person(
    "family_hemiplegic",
    "a close relative who has auras with weakness",
    "Has a parent, brother, sister, child, grandparent, uncle, aunt, nephew, niece or grandchild auras with weakness?",
)
INFARCT_ON_IMAGING = Fact(
    key="infarct_on_imaging",
    name="an infarct on imaging",
    ask="Was imaging of the brain done because of the long aura, and does it show an infarct?",
    unit=Unit.PERSON,
    who=Who.CLINICIAN,
    settled_by=later("imaging of the brain"),
)
MENSTRUATES = _of_person("menstruates", "monthly bleeding", "Is there monthly bleeding? Write the days of it.")

# The person: how attacks follow one another
MOST_AURAS_IN_3_DAYS = _of_person(
    "most_auras_in_3_days",
    "most attacks with aura within three days",
    "How many attacks with aura have you had within three days, at most?",
    measure="attacks",
)
CYCLES_WITH_ATTACK = _of_person(
    "cycles_with_attack",
    "of the last three cycles, those with such an attack around the first day of bleeding",
    "On which days did your last three periods begin, and was there a headache on the two days before or the "
    "first three days?",
    measure="cycles",
)
ATTACKS_OUTSIDE_CYCLE_DAYS = _of_person(
    "attacks_outside_cycle_days",
    "such attacks at other times of the last three cycles",
    "Was there a headache on the other days of your last three cycles? Every day of them must be written.",
    measure="attacks",
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
DRUGS_CANNOT_BE_VERIFIED = Fact(
    key="drugs_cannot_be_verified",
    name="drugs that nobody can identify",
    ask="Is there no way to find out which drugs were taken?",
    unit=Unit.PERSON,
    who=Who.CLINICIAN,
    settled_by=later("a look at packages, prescriptions or what the pharmacy gave out"),
)
UNNAMED_DRUGS = _of_person(
    "unnamed_drugs", "which drugs were taken", "Which drugs are the names that were not recognised, or not written?"
)
LONGER_DIARY = _of_person(
    "longer_diary",
    "what the time before was like",
    "How was it in the months before the first entry? More than three months are needed.",
)

# One attack: of the trigeminal kinds
TO_THE_MINUTE = later("attacks written with the minute they began and ended")
TO_THE_SECOND = later("attacks timed to the second")
UNTREATED_MIN = Fact(
    key="untreated_min",
    name="how long it lasts without a drug",
    ask="When, to the minute, did the pain begin and end, and was a drug taken?",
    unit=Unit.ATTACK,
    measure="min",
    lost_if=CUT_SHORT,
    instead=UNTREATED_COURSE,
    settled_by=TO_THE_MINUTE,
)
LASTED_MIN = Fact(
    key="lasted_min",
    name="how long it lasted",
    ask="When, to the minute, did the pain begin and end?",
    unit=Unit.ATTACK,
    measure="min",
    settled_by=TO_THE_MINUTE,
)
LASTED_S = Fact(
    key="lasted_s",
    name="how long it lasted",
    ask="How many seconds did the pain last?",
    unit=Unit.ATTACK,
    measure="s",
    settled_by=TO_THE_SECOND,
)
AROUND_EYE_OR_TEMPLE = _of_attack(
    "around_eye_or_temple",
    "pain in or above the eye, or in the temple",
    "Was the pain in, behind or above the eye, or in the temple?",
)
TRIGEMINAL_SITE = _of_attack(
    "trigeminal_site",
    "pain in the face: eye, brow, temple, cheek or jaw",
    "Was the pain in the face: eye, brow, temple, cheek or jaw?",
)
AUTONOMIC_SIGN = _of_attack(
    "autonomic_sign",
    "a sign of the face on the side of the pain",
    "On the side of the pain: a red or watering eye, a blocked or running nose, a swollen or drooping lid, "
    "a small pupil, or sweat on the face?",
)
RED_AND_WATERING_EYE = _of_attack(
    "red_and_watering_eye",
    "an eye both red and watering",
    "On the side of the pain, was the eye both red and watering?",
)
RESTLESS = _of_attack("restless", "unable to keep still", "Could you not keep still during the pain?")

# The course of the trigeminal kinds
SHARE_BETWEEN_EVERY_OTHER_DAY_AND_8 = _of_person(
    "share_between_every_other_day_and_8",
    "share of the days with such attacks on which they come between once every other day and 8 times a day",
    "How often did such attacks come? Every attack, and every day without one, must be written.",
    measure="%",
)
SHARE_OF_DAYS_WITH_OVER_5 = _of_person(
    "share_of_days_with_over_5",
    "share of the days with such attacks that had more than 5",
    "How often did such attacks come? Every attack, and every day without one, must be written.",
    measure="%",
)
SHARE_DAILY = _of_person(
    "share_daily",
    "share of the days with such attacks that have others the day before or after",
    "How often did such attacks come? Every attack, and every day without one, must be written.",
    measure="%",
)
CLUSTER_PERIODS = _of_person(
    "cluster_periods",
    "how many periods of 7 days to a year, with 3 months without such attacks between them",
    "In which months did such attacks come, and in which did none?",
)
LONGEST_STRETCH_DAYS = _of_person(
    "longest_stretch_days",
    "the longest time without 3 months free of such attacks",
    "In which months did such attacks come, and in which did none?",
    measure="days",
)

# The person: trials, examinations, and how a daily headache began
INDOMETHACIN_RESPONSE = Fact(
    key="indomethacin_response",
    name="indomethacin takes it away wholly",
    ask="Did a full trial of indomethacin take the headache away wholly?",
    unit=Unit.PERSON,
    who=Who.CLINICIAN,
    settled_by=later("a full trial of indomethacin"),
)
DAILY_FOR_DAYS = _of_person(
    "daily_for_days",
    "how long there has been headache every day, as told",
    "Since when have you had headache every day, without a break?",
    measure="days",
)
DAILY_ONSET_REMEMBERED = _of_person(
    "daily_onset_remembered",
    "a clearly remembered beginning of the daily headache",
    "Do you clearly remember how and when the daily headache began?",
)
UNREMITTING_WITHIN_24_H = _of_person(
    "unremitting_within_24_h",
    "without a break within 24 hours of its beginning",
    "When the daily headache began, was it there without a break within 24 hours?",
)
PAIN_BETWEEN_ATTACKS = _of_person(
    "pain_between_attacks",
    "pain between the headaches that are written",
    "Is there pain between the headaches you wrote down too, only weaker?",
)
HEADACHES_ROSE_BEFORE_DAILY = _of_person(
    "headaches_rose_before_daily",
    "headaches that had become more frequent before",
    "Before the daily headache began, had your headaches become more frequent?",
)
OVERUSE_BEFORE_DAILY = _of_person(
    "overuse_before_daily",
    "drugs taken too often before the daily headache began",
    "Before the daily headache began, did you take drugs against headache on ten or more days a month?",
)

# One dose: drugs without a class of their own
TAKEN_OTHER = _of_dose("other", "another drug against headache", "Was it another drug against headache?")
TAKEN_GEPANT_OR_DITAN = _of_dose("gepant_or_ditan", "a gepant or ditan", "Was it a gepant or a ditan?")
TAKEN_OTHER_OR_GEPANT_OR_DITAN = _of_dose(
    "other_or_gepant_or_ditan",
    "another drug against headache, gepants and ditans included",
    "Was it another drug against headache, a gepant or a ditan?",
)

# Treatments, as the published definitions of intractable headache count them
_WHICH_PREVENTIVES = "Which preventive drugs have you tried, how long, at which dose, and why were they stopped?"
_WHICH_ACUTE = "Which drugs against an attack have you tried, how were they given, and did they help?"


def _kinds_failed(key: str, name: str, measure: str = "kinds") -> Fact:
    return _of_person(key, name, _WHICH_PREVENTIVES, measure=measure)


def _acute_failed(key: str, name: str) -> Fact:
    return _of_person(key, name, _WHICH_ACUTE)


AHS2008_CLASSES_FAILED = _kinds_failed(
    "ahs2008_classes_failed", "how many of beta-blocker, anticonvulsant, tricyclic and calcium channel blocker failed"
)
GOADSBY2006_CLASSES_FAILED = _kinds_failed("goadsby2006_classes_failed", "how many of the seven kinds failed")
GOADSBY2006_FIRST_FAILED = _kinds_failed("goadsby2006_first_failed", "how many of the first four kinds failed")
DANTONA2019_CLASSES_FAILED = _kinds_failed("dantona2019_classes_failed", "how many of the eight kinds failed")
DANTONA2019_FIRST_FAILED = _kinds_failed(
    "dantona2019_first_failed", "how many of topiramate, onabotulinumtoxinA and a CGRP antibody failed"
)
EHF2014_DRUGS_FAILED = _kinds_failed("ehf2014_drugs_failed", "how many of the named preventives failed", "drugs")
SILBERSTEIN2010_DRUGS_FAILED = _kinds_failed(
    "silberstein2010_drugs_failed", "how many preventives failed", measure="drugs"
)
SILBERSTEIN2010_FIRST_FAILED = _kinds_failed(
    "silberstein2010_first_failed", "how many preventives of the first six kinds failed", measure="drugs"
)
A_TRIPTAN_FAILED = _acute_failed("a_triptan_failed", "a triptan that failed")
DIHYDROERGOTAMINE_FAILED = _acute_failed(
    "dihydroergotamine_failed", "dihydroergotamine, by the nose or injected, that failed"
)
NSAID_FAILED = _acute_failed("nsaid_failed", "an anti-inflammatory pain reliever that failed")
COMBINATION_FAILED = _acute_failed("combination_failed", "a combined pain reliever that failed")
NON_SPECIFIC_FAILED = _acute_failed("non_specific_failed", "a plain or combined pain reliever that failed")
TRIPTAN_OR_ERGOT_FAILED = _acute_failed("triptan_or_ergot_failed", "a triptan or ergot that failed")
DOPAMINE_OR_INJECTED_NSAID_FAILED = _acute_failed(
    "dopamine_or_injected_nsaid_failed",
    "a drug against nausea by mouth, or an injected anti-inflammatory pain reliever, that failed",
)
STRONG_ACUTE_FAILED = _acute_failed(
    "strong_acute_failed", "an opioid, a corticosteroid, or an injected drug against nausea that failed"
)
SIGNIFICANT_INTERFERENCE = _of_person(
    "significant_interference",
    "headaches that keep interfering with work, school, home or free time",
    "Do headaches keep interfering with your work, school, home or free time?",
)
MIDAS_TOTAL = _of_person(
    "midas_total", "the MIDAS total", "What was the total of your last MIDAS questionnaire?", measure="points"
)
TRIGGERS_AND_LIFESTYLE_ADDRESSED = _of_person(
    "triggers_and_lifestyle_addressed",
    "triggers and ways of life seen to",
    "Have triggers and ways of life (sleep, meals, movement, stress) been seen to, and it goes on nevertheless?",
)
COMORBIDITY_ADDRESSED = _of_person(
    "comorbidity_addressed",
    "other illness, of the mind too, treated",
    "Has other illness, of the mind too, been looked for and treated?",
    who=Who.CLINICIAN,
)
INFUSION_OR_INPATIENT_FAILED = _of_person(
    "infusion_or_inpatient_failed",
    "infusions or a stay in hospital that failed",
    "Have infusions, or a stay in hospital for the headache, been tried without success?",
)
DETOXIFICATION_FAILED = _of_person(
    "detoxification_failed",
    "withdrawal of overused drugs that failed",
    "Was a withdrawal of overused drugs tried, and the headache went on?",
)
ATTESTED_INTRACTABLE = Fact(
    key="attested_intractable",
    name="a clinician's word that it is intractable",
    ask="Is it pharmacoresistant, treatment resistant, refractory or poorly controlled? ICD-10-CM gives no number.",
    unit=Unit.PERSON,
    who=Who.CLINICIAN,
    settled_by="a clinician's judgement",
)

# Response to drugs against an attack
_WELL_AGAIN = (
    "After each triptan: was the pain better and everything else gone after 2 hours, without side effects, "
    "and did it stay so for 24 hours?"
)
TRIPTANS_THAT_WORK = _of_person(
    "triptans_that_work", "how many triptans bring an effective treatment", _WELL_AGAIN, measure="triptans"
)
TRIPTANS_THAT_DO_NOT = _of_person(
    "triptans_that_do_not", "how many triptans do not bring it", _WELL_AGAIN, measure="triptans"
)
INJECTED_TRIPTAN_FAILED = _of_person(
    "injected_triptan_failed",
    "a triptan under the skin that failed",
    "Was a triptan tried as an injection under the skin, and did it help?",
)
TRIPTANS_RULED_OUT = _of_person(
    "triptans_ruled_out",
    "a contraindication to triptans",
    "Has a clinician told you that you must not take triptans?",
    who=Who.CLINICIAN,
)

# One day as a whole
ANY_PAIN = Fact(key="any_pain", name="any pain that day", ask="Was there any head pain that day?", unit=Unit.DAY)
OTHER_SYMPTOMS = Fact(
    key="other_symptoms",
    name="a symptom of migraine besides pain",
    ask="Was there nausea, vomiting, trouble with light or sound, or an aura that day?",
    unit=Unit.DAY,
)
