"""What can a person write down, and what does leaving it out mean?

Leaving an item out means *not recorded*. It never means no. A yes-or-no item is a `Truth`; any
other item is None when it is not recorded. Times carry their offset from UTC, as they were when
and where they were written.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timezone
from enum import StrEnum

from reprieve.pathway.diary.drugs import Drug, identify
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

# A month: a dose that may lie on more days than that tells nothing of any of them.
MOST_DOSE_DAYS = 31


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
    """

    kind: AuraKind | None = None
    minutes: float | None = None
    spreads: Truth = NOT_KNOWN
    one_sided: Truth = NOT_KNOWN
    positive: Truth = NOT_KNOWN
    passes_completely: Truth = NOT_KNOWN

    def __post_init__(self) -> None:
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
            raise InvalidInput("the end must not be before the start. Check both times, and their dates.")
        if self.woke_at is not None and self.woke_at < self.start:
            raise InvalidInput("`woke_at` must not be before the start. Check both times, and their dates.")
        if self.end is not None and self.ongoing is YES:
            raise InvalidInput("an attack that is still going on cannot have an end. Leave one of them out.")
        if self.aura_symptoms and self.aura is NO:
            raise InvalidInput("an attack without aura cannot have aura symptoms. Leave one of them out.")
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
    """

    name: str
    time: datetime | None = None
    day: date | None = None
    days: int = 1
    attack_key: str = ""
    effect_at_2h: Effect | None = None
    helped: Helped | None = None
    entered_at: datetime | None = None

    def __post_init__(self) -> None:
        _fix_offsets(self, "time", "entered_at")
        if not self.name.strip():
            raise InvalidInput("a dose must name its drug.")
        if self.time is not None:
            object.__setattr__(self, "day", self.time.date())
        if self.day is None:
            raise InvalidInput("a dose must have a time or a day.")
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
    """What was written about one day as a whole: was there a headache, was a drug taken?"""

    day: date
    headache: Truth = NOT_KNOWN
    drug_taken: Truth = NOT_KNOWN
    entered_at: datetime | None = None

    def __post_init__(self) -> None:
        _fix_offsets(self, "entered_at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """A drug or measure that was tried, preventive or acute, and how it turned out.

    `adequate` says whether dose and time were enough to judge it.
    """

    name: str
    started: date | None = None
    stopped: date | None = None
    adequate: Truth = NOT_KNOWN
    outcome: Outcome | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InvalidInput("a treatment must be named.")
        if self.started and self.stopped and self.stopped < self.started:
            raise InvalidInput("a treatment must not stop before it started. Check both dates.")

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
    treatments: tuple[Treatment, ...] = ()

    def __post_init__(self) -> None:
        _must_be_within("birth_year", self.birth_year, 1880, 2200)
        _must_be_within("lifetime_migraine_attacks", self.lifetime_migraine_attacks, 0, 1_000_000)
        _must_be_within("lifetime_aura_attacks", self.lifetime_aura_attacks, 0, 1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Everything one person wrote, in order of time, and how it was read.

    The order in which records are given does not matter: they are sorted when the diary is built.
    """

    attacks: tuple[Attack, ...] = ()
    doses: tuple[Dose, ...] = ()
    days: tuple[DayEntry, ...] = ()
    profile: Profile = field(default_factory=Profile)
    readings: tuple[Reading, ...] = ()

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        set_(self, "attacks", tuple(sorted(self.attacks, key=lambda a: (a.start, a.key, repr(a)))))
        set_(self, "doses", tuple(sorted(self.doses, key=lambda d: (d.on, repr(d)))))
        set_(self, "days", tuple(sorted(self.days, key=lambda d: (d.day, repr(d)))))

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
            raise InvalidInput(f"`{name}` must carry its offset from UTC; got a time without one. Name the time zone.")
        object.__setattr__(record, name, time.replace(tzinfo=timezone(offset), fold=0))


def _must_be_within(name: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not low <= value <= high:
        raise InvalidInput(f"`{name}` must be between {low} and {high}; got {value}.")
