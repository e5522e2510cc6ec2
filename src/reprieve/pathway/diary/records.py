"""What can a person write down, and what does leaving it out mean?

Leaving an item out means *not recorded*. It never means no. A yes-or-no item is a `Truth`; any
other item is None when it is not recorded. Times carry their offset from UTC, as they were when
and where they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from itertools import groupby
from typing import Any, TypeVar

from reprieve.pathway.diary.choices import (
    AuraKind,
    Autonomic,
    BrainstemSymptom,
    EasedBy,
    Effect,
    Helped,
    Nausea,
    Outcome,
    Quality,
    Route,
    Sex,
    Side,
)
from reprieve.pathway.diary.drugs import Drug, identify
from reprieve.pathway.diary.merge_report import MergeReport
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.text import say
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

R = TypeVar("R")

# A month: a dose that may lie on more days than that tells nothing of any of them.
MOST_DOSE_DAYS = 31


@dataclass(frozen=True, slots=True, kw_only=True)
class AuraSymptom:
    """One symptom of one aura.

    Parameters
    ----------
    kind : AuraKind or None
    minutes : float or None
        How long it lasted, 0 or more.
    spreads : Truth
        Spread gradually over 5 minutes or more.
    one_sided, positive, passes_completely : Truth
    brainstem : BrainstemSymptom or None
        Which brainstem symptom, where `kind` is of the brainstem.
    confirmed_monocular : Truth
        Sight changed in one eye only, shown in the attack by a test of the visual field or by the person's own drawing.
    """

    kind: AuraKind | None = None
    minutes: float | None = None
    spreads: Truth = NOT_KNOWN
    one_sided: Truth = NOT_KNOWN
    positive: Truth = NOT_KNOWN
    passes_completely: Truth = NOT_KNOWN
    brainstem: BrainstemSymptom | None = None
    confirmed_monocular: Truth = NOT_KNOWN

    def __post_init__(self) -> None:
        if self.brainstem is not None and self.kind not in (None, AuraKind.BRAINSTEM):
            raise InvalidInput(
                say("a brainstem symptom must be of the kind `brainstem`. Correct its kind, or leave it out.")
            )
        if self.brainstem is not None and self.kind is None:
            object.__setattr__(self, "kind", AuraKind.BRAINSTEM)
        _must_be_within("minutes", self.minutes, 0, 100_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One headache attack as written.

    Parameters
    ----------
    start : datetime
        Aware.
    end : datetime or None
        When the pain ended, or when the person woke without it; aware, not before `start`.
    ongoing : Truth
        Whether it was still going on when this was written. Yes excludes an end.
    woke_at : datetime or None
        When the person woke, if they slept through it.
    pain_0_to_10 : int or None
        At its worst.
    qualities : frozenset of Quality or None
        Empty is an answer too: none of these.
    qualities_complete : bool
        Whether a quality that is not in `qualities` was not there. False where only what was ticked
        is known: then it is not recorded.
    around_eye_or_temple : Truth
        Whether the pain was in, behind or above the eye, or in the temple.
    autonomic : frozenset of Autonomic or None
        What the face did on the side of the pain. Empty is an answer too: nothing of it.
    autonomic_complete : bool
        Whether a sign that is not in `autonomic` was not there, as for `qualities_complete`.
    restless : Truth
        Could not keep still during the pain.
    worse_with_activity : Truth
        Worse with, or made the person avoid, walking or stairs.
    aura : Truth
        Whether there was an aura; yes as soon as a symptom of it is written.
    aura_in_succession : Truth
        Two or more aura symptoms followed one another.
    headache_within_60_min : Truth
        Headache came with the aura or within 60 minutes of it.
    function_lost : Truth
        Could not do what the person usually does (debilitating).
    drug_taken : Truth
        Whether any drug was taken against it; yes as soon as a dose of it is written.
    like_previous : Truth
        Apart from length and strength, like the person's other attacks.
    eased_by : EasedBy or None
        What brought its end.
    entered_at : datetime or None
        When it was written down; aware.
    key : str
        What doses of this attack refer to; empty when nothing does.
    """

    start: datetime
    end: datetime | None = None
    ongoing: Truth = NOT_KNOWN
    slept_through: Truth = NOT_KNOWN
    woke_pain_free: Truth = NOT_KNOWN
    woke_at: datetime | None = None
    pain_0_to_10: int | None = None
    side: Side | None = None
    qualities: frozenset[Quality] | None = None
    qualities_complete: bool = True
    around_eye_or_temple: Truth = NOT_KNOWN
    autonomic: frozenset[Autonomic] | None = None
    autonomic_complete: bool = True
    restless: Truth = NOT_KNOWN
    worse_with_activity: Truth = NOT_KNOWN
    nausea: Nausea | None = None
    vomiting: Truth = NOT_KNOWN
    photophobia: Truth = NOT_KNOWN
    phonophobia: Truth = NOT_KNOWN
    aura: Truth = NOT_KNOWN
    aura_symptoms: tuple[AuraSymptom, ...] = ()
    aura_in_succession: Truth = NOT_KNOWN
    headache_within_60_min: Truth = NOT_KNOWN
    function_lost: Truth = NOT_KNOWN
    drug_taken: Truth = NOT_KNOWN
    believed_migraine: Truth = NOT_KNOWN
    like_previous: Truth = NOT_KNOWN
    eased_by: EasedBy | None = None
    entered_at: datetime | None = None
    note: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        _fix_offsets(self, "start", "end", "woke_at", "entered_at")
        _must_be_within("pain_0_to_10", self.pain_0_to_10, 0, 10)
        if self.end is not None and self.end < self.start:
            raise InvalidInput(say("the end must not be before the start. Check both times, and their dates."))
        if self.woke_at is not None and self.woke_at < self.start:
            raise InvalidInput(say("`woke_at` must not be before the start. Check both times, and their dates."))
        if self.end is not None and self.ongoing is YES:
            raise InvalidInput(say("an attack that is still going on cannot have an end. Leave one of them out."))
        if self.aura_symptoms and self.aura is NO:
            raise InvalidInput(say("an attack without aura cannot have aura symptoms. Leave one of them out."))
        if self.aura_symptoms and self.aura is NOT_KNOWN:
            object.__setattr__(self, "aura", YES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """One drug taken against a headache, as written.

    Parameters
    ----------
    name : str
        As the person wrote it.
    time : datetime or None
        Aware; None when only the day is known.
    day : date or None
        Given when `time` is not; with `time`, it is the time's own date.
    days : int
        Over how many days, from `day` on, the dose may lie: 1 unless the day itself is uncertain,
        as when an app lists a drug for an attack of three days. At most `MOST_DOSE_DAYS`.
    attack_key : str
        The `key` of the attack it was taken for, if one.
    route : Route or None
    symptoms_relieved_at_2h : Truth
        Whether what came with the pain (nausea, light, sound) had eased two hours later.
    relapse_within_24_h : Truth
        Whether the headache came back, or a second drug was needed, within 24 hours.
    adverse_effect : Truth
        Whether it did harm that the person minded.
    """

    name: str
    time: datetime | None = None
    day: date | None = None
    days: int = 1
    attack_key: str = ""
    effect_at_2h: Effect | None = None
    helped: Helped | None = None
    route: Route | None = None
    symptoms_relieved_at_2h: Truth = NOT_KNOWN
    relapse_within_24_h: Truth = NOT_KNOWN
    adverse_effect: Truth = NOT_KNOWN
    entered_at: datetime | None = None

    def __post_init__(self) -> None:
        _fix_offsets(self, "time", "entered_at")
        if not self.name.strip():
            raise InvalidInput(say("a dose must name its drug."))
        if self.time is not None:
            object.__setattr__(self, "day", self.time.date())
        if self.day is None:
            raise InvalidInput(say("a dose must have a time or a day."))
        _must_be_within("days", self.days, 1, MOST_DOSE_DAYS)

    @property
    def drug(self) -> Drug | None:
        """The drug the name stands for; None when the name is not known."""
        return identify(self.name)

    @property
    def on(self) -> date:
        """The day it was taken, or the first it may have been."""
        if self.day is None:
            raise AssertionError("a dose is built with a day")
        return self.day

    @property
    def relieved(self) -> Truth:
        """Whether it eased the pain, by the two-hour effect where known, else by whether it helped."""
        if self.effect_at_2h is not None:
            return NO if self.effect_at_2h is Effect.NONE else YES
        if self.helped is not None:
            return NO if self.helped is Helped.NO else YES
        return NOT_KNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class DayEntry:
    """What was written about one day as a whole.

    Parameters
    ----------
    day : date
    headache, drug_taken : Truth
        Was there a headache; was a drug taken against one?
    other_symptoms : Truth
        Was there a symptom of migraine besides pain: nausea, vomiting, light, sound, aura?
    menstruation : Truth
        Was there bleeding?
    menstruation_begins : Truth
        Was it the first day of it?
    """

    day: date
    headache: Truth = NOT_KNOWN
    drug_taken: Truth = NOT_KNOWN
    other_symptoms: Truth = NOT_KNOWN
    menstruation: Truth = NOT_KNOWN
    menstruation_begins: Truth = NOT_KNOWN
    entered_at: datetime | None = None

    def __post_init__(self) -> None:
        _fix_offsets(self, "entered_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A drug or measure that was tried, preventive or acute, and how it turned out.

    Parameters
    ----------
    name : str
    started, stopped : date or None
    target_reached_on : date or None
        When the target dose, or the highest that was tolerated, was reached.
    cycles : int or None
        Cycles of injections, for onabotulinumtoxinA.
    route : Route or None
    adequate : Truth
        Whether dose and time were enough to judge it.
    outcome : Outcome or None
    days_before_per_28, days_with_per_28 : float or None
        Migraine days in 28 days before it, and with it.
    """

    name: str
    started: date | None = None
    stopped: date | None = None
    target_reached_on: date | None = None
    cycles: int | None = None
    route: Route | None = None
    adequate: Truth = NOT_KNOWN
    outcome: Outcome | None = None
    days_before_per_28: float | None = None
    days_with_per_28: float | None = None

    def __post_init__(self) -> None:
        _must_be_within("cycles", self.cycles, 0, 1_000)
        _must_be_within("days_before_per_28", self.days_before_per_28, 0, 28)
        _must_be_within("days_with_per_28", self.days_with_per_28, 0, 28)
        if self.target_reached_on and self.started and self.target_reached_on < self.started:
            raise InvalidInput(say("a treatment must not reach its dose before it started. Check both dates."))
        if self.target_reached_on and self.stopped and self.stopped < self.target_reached_on:
            raise InvalidInput(say("a treatment must not reach its dose after it stopped. Check both dates."))
        if not self.name.strip():
            raise InvalidInput(say("a treatment must be named."))
        if self.started and self.stopped and self.stopped < self.started:
            raise InvalidInput(say("a treatment must not stop before it started. Check both dates."))

    @property
    def drug(self) -> Drug | None:
        """The drug the name stands for; None when the name is not known."""
        return identify(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What is known of the person besides the days.

    Parameters
    ----------
    birth_year : int or None
    headaches_since : date or None
        When the headaches began.
    lifetime_migraine_attacks, lifetime_aura_attacks : int or None
        How many attacks in life without aura, and how many with aura. They are counted apart:
        neither number holds the other.
    headache_before_overuse : Truth
        Whether there were headaches before drugs were taken often.
    every_headache_written : Truth
        The person says that between the first and the last entry every headache is written, so that
        an empty day was a day without. Nobody else may say so.
    every_dose_written : Truth
        The same for drugs taken against headache.
    every_treatment_listed : Truth
        Whether `treatments` is all that was ever tried.
    other_preventives_failed : Truth
        A clinician's statement: every preventive of established effect outside the seven named
        classes of EHF 2020 has failed or is ruled out.
    family_hemiplegic : Truth
        Whether a first- or second-degree relative has auras with weakness.
    infarct_on_imaging : Truth
        Whether imaging showed an infarct that fits the aura.
    daily_since : date or None
        Since when there has been headache every day without a break.
    daily_onset_remembered, unremitting_within_24_h : Truth
        Whether the person clearly remembers how that began, and whether it was continuous within 24 hours.
    headaches_rose_before_daily, overuse_before_daily : Truth
        Whether headaches had become more frequent before, and whether drugs were overused before.
    pain_between_attacks : Truth
        Whether there is pain between the headaches that are written too.
    drugs_cannot_be_verified : Truth
        Whether it cannot be found out which drugs were taken against headache.
    indomethacin_response : Truth
        Whether a full trial of indomethacin took the headache away wholly.
    pericranial_tenderness : Truth
        Whether an examiner found the muscles of the head tender.
    triggers_and_lifestyle_addressed, comorbidity_addressed : Truth
        Whether triggers and ways of life, and other illness (of the mind too), have been seen to.
    significant_interference : Truth
        Whether headaches keep interfering with work, school, home or free time.
    midas_total, hit6_total : int or None
        Totals of these questionnaires.
    infusion_or_inpatient_failed, detoxification_failed : Truth
        Whether infusions or a stay in hospital, and whether withdrawal of overused drugs, were tried and failed.
    """

    birth_year: int | None = None
    sex: Sex | None = None
    headaches_since: date | None = None
    lifetime_migraine_attacks: int | None = None
    lifetime_aura_attacks: int | None = None
    headache_before_overuse: Truth = NOT_KNOWN
    every_headache_written: Truth = NOT_KNOWN
    every_dose_written: Truth = NOT_KNOWN
    every_treatment_listed: Truth = NOT_KNOWN
    other_preventives_failed: Truth = NOT_KNOWN
    family_hemiplegic: Truth = NOT_KNOWN
    infarct_on_imaging: Truth = NOT_KNOWN
    daily_since: date | None = None
    daily_onset_remembered: Truth = NOT_KNOWN
    unremitting_within_24_h: Truth = NOT_KNOWN
    headaches_rose_before_daily: Truth = NOT_KNOWN
    overuse_before_daily: Truth = NOT_KNOWN
    pain_between_attacks: Truth = NOT_KNOWN
    drugs_cannot_be_verified: Truth = NOT_KNOWN
    indomethacin_response: Truth = NOT_KNOWN
    pericranial_tenderness: Truth = NOT_KNOWN
    triggers_and_lifestyle_addressed: Truth = NOT_KNOWN
    comorbidity_addressed: Truth = NOT_KNOWN
    significant_interference: Truth = NOT_KNOWN
    midas_total: int | None = None
    hit6_total: int | None = None
    infusion_or_inpatient_failed: Truth = NOT_KNOWN
    detoxification_failed: Truth = NOT_KNOWN
    treatments: tuple[Treatment, ...] = ()

    def __post_init__(self) -> None:
        _must_be_within("birth_year", self.birth_year, 1880, 2200)
        _must_be_within("lifetime_migraine_attacks", self.lifetime_migraine_attacks, 0, 1_000_000)
        _must_be_within("lifetime_aura_attacks", self.lifetime_aura_attacks, 0, 1_000_000)
        _must_be_within("midas_total", self.midas_total, 0, 270)
        _must_be_within("hit6_total", self.hit6_total, 36, 78)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Everything one person wrote, in order of time, and how it was read.

    `merge` tells how several files were put together; it is no part of what makes two diaries equal.
    The order in which records are given does not matter: they are sorted when the diary is built.
    """

    attacks: tuple[Attack, ...] = ()
    doses: tuple[Dose, ...] = ()
    days: tuple[DayEntry, ...] = ()
    profile: Profile = field(default_factory=Profile)
    readings: tuple[Reading, ...] = ()
    merge: MergeReport = field(default_factory=MergeReport, compare=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "attacks", _in_order(self.attacks, lambda attack: (attack.start, attack.key)))
        set_(self, "doses", _in_order(self.doses, lambda dose: dose.on))
        set_(self, "days", _in_order(self.days, lambda entry: entry.day))

    @property
    def vouched_profile(self) -> Profile:
        """The profile, without the person's word that all is written where a row of it was lost in reading."""
        if not any(reading.rows_left_out for reading in self.readings):
            return self.profile
        return replace(
            self.profile,
            every_headache_written=NOT_KNOWN,
            every_dose_written=NOT_KNOWN,
            every_treatment_listed=NOT_KNOWN,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A line, or an item of it, that was not read, and why. Never holds what the line said.

    `whole_row` says that a headache or a dose may have been lost with it, and not only an item of one.
    """

    line: int
    reason: str
    whole_row: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading one file came to.

    Parameters
    ----------
    format : str
        "reprieve", "migraine_buddy", "day_calendar".
    rows_read : int
        Rows of which something was kept.
    duplicates : int
        Rows that say again what an earlier row said.
    left_out : tuple of LeftOut
        What was not read, as far as it is listed.
    rows_left_out : int
        Rows with which a headache or a dose may have been lost, listed or not.
    notes : tuple of str
        What the reader assumed or dropped, in words.
    unknown_drugs : tuple of str
        Names that could not be identified, as written.
    """

    format: str
    rows_read: int = 0
    duplicates: int = 0
    left_out: tuple[LeftOut, ...] = ()
    rows_left_out: int = 0
    notes: tuple[str, ...] = ()
    unknown_drugs: tuple[str, ...] = ()


def _fix_offsets(record: object, *names: str) -> None:
    """Require an offset from UTC, and keep it as it was at that moment.

    Two times that share one time zone object are compared and subtracted by Python as wall-clock
    times, which is wrong by an hour over a change of clocks. A fixed offset has no such trap.
    """
    for name in names:
        time: datetime | None = getattr(record, name)
        if time is None:
            continue
        offset = time.utcoffset()
        if offset is None:
            raise InvalidInput(
                say("`{name}` must carry its offset from UTC; got a time without one. Name the time zone.", name=name)
            )
        object.__setattr__(record, name, time.replace(tzinfo=timezone(offset), fold=0))


def _must_be_within(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InvalidInput(
            say("`{name}` must be between {low} and {high}; got {value}.", name=name, low=low, high=high, value=value)
        )


def _in_order(records: Iterable[R], key: Callable[[R], Any]) -> tuple[R, ...]:
    """Sorted by the key and, among those of one key, by all they hold."""
    found: list[R] = []
    for _, alike in groupby(sorted(records, key=key), key):
        ties = list(alike)
        found += ties if len(ties) == 1 else sorted(ties, key=repr)
    return tuple(found)
