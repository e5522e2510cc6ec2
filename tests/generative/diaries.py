"""Small worlds in which everything is known, and the diaries that people might keep of them.

A *world* is a diary in which every item is written and nothing contradicts anything. A *diary of
the world* leaves items out. Whatever is concluded from a diary must hold in every world it can be
a diary of, so it must still be concluded when an item that was left out is written after all.

What is never left out, because leaving it out is no mere *not recorded*:

- the first and the last day's entry, on which the windows hang;
- a headache outside an attack, when the person says that every headache is written (the statement would be false);
- how long an attack was and how strong its pain, when it was under 30 minutes or without pain: an
  attack counts as a headache unless it is written to be so, by its documented meaning;
- the entry *headache* of a day with such an attack only, which nothing else speaks for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from reprieve.pathway.diary.choices import (
    AuraKind,
    Autonomic,
    BrainstemSymptom,
    EasedBy,
    Effect,
    Nausea,
    Outcome,
    Quality,
    Route,
    Side,
)
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose, Profile, Treatment
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

FIRST = date(2026, 1, 5)
DRUGS = ("sumatriptan", "rizatriptan", "ibuprofen", "paracetamol", "Excedrin", "tramadol", "ergotamine", "a blue pill")
PREVENTIVES = (
    *("amitriptyline", "venlafaxine", "topiramate", "propranolol", "onabotulinumtoxinA", "erenumab"),
    *("sumatriptan", "rizatriptan", "ibuprofen", "metoclopramide", "a tonic"),
)
LENGTHS_H = (0.05, 0.25, 0.5, 2.0, 3.0, 4.0, 10.0, 30.0, 50.0, 72.0, 80.0)
GAPS_H = (0.5, 3.0, 6.0, 12.0, 13.0, 40.0, 200.0)

STARTED = date(2024, 3, 1)
# What a person or a clinician tells besides the diary, yes or no.
TOLD = (
    "family_hemiplegic",
    "infarct_on_imaging",
    "daily_onset_remembered",
    "unremitting_within_24_h",
    "headaches_rose_before_daily",
    "overuse_before_daily",
    "pain_between_attacks",
    "drugs_cannot_be_verified",
    "indomethacin_response",
    "pericranial_tenderness",
    "triggers_and_lifestyle_addressed",
    "comorbidity_addressed",
    "significant_interference",
    "infusion_or_inpatient_failed",
    "detoxification_failed",
)

Hidden = frozenset[tuple[str, int, str]]
truths = st.sampled_from([YES, NO])


@dataclass(frozen=True, kw_only=True)
class World:
    """A diary in which everything is written, and what of it may be left out: (records, position, item)."""

    diary: Diary
    may_be_left_out: tuple[tuple[str, int, str], ...]

    def but(self, hidden: Collection[tuple[str, int, str]]) -> Diary:
        """The diary without these items."""
        return replace(
            self.diary,
            attacks=tuple(_without(it, "attacks", n, hidden) for n, it in enumerate(self.diary.attacks)),
            doses=tuple(_without(it, "doses", n, hidden) for n, it in enumerate(self.diary.doses)),
            days=tuple(_without(it, "days", n, hidden) for n, it in enumerate(self.diary.days)),
            profile=replace(
                _without(self.diary.profile, "profile", 0, hidden),
                treatments=tuple(
                    _without(it, "treatments", n, hidden) for n, it in enumerate(self.diary.profile.treatments)
                ),
            ),
        )


def _without(record: Any, records: str, position: int, hidden: Collection[tuple[str, int, str]]) -> Any:
    items = [item for where, number, item in hidden if (where, number) == (records, position)]
    if not items:
        return record
    defaults = {field.name: field.default for field in fields(record)}
    if "aura" in items:  # without the question whether there was an aura, nothing is said of it
        items += ["aura_symptoms", "aura_in_succession", "headache_within_60_min"]
    return replace(record, **{item: defaults[item] for item in items})


@st.composite
def pains(draw: st.DrawFn) -> dict[str, Any]:
    """What an attack was like."""
    return {
        "pain_0_to_10": draw(st.sampled_from([2, 3, 4, 6, 7, 9, 0])),
        "side": draw(st.sampled_from([Side.LEFT, Side.BOTH])),
        "qualities": draw(
            st.sampled_from([frozenset({Quality.PULSATING}), frozenset({Quality.PRESSING}), frozenset()])
        ),
        "around_eye_or_temple": draw(truths),
        "autonomic": draw(
            st.sampled_from(
                [
                    frozenset(),
                    frozenset({Autonomic.LACRIMATION}),
                    frozenset({Autonomic.LACRIMATION, Autonomic.CONJUNCTIVAL_INJECTION}),
                ]
            )
        ),
        "restless": draw(truths),
        "worse_with_activity": draw(truths),
        "nausea": draw(st.sampled_from([Nausea.NONE, Nausea.MILD, Nausea.MODERATE])),
        "vomiting": draw(truths),
        "photophobia": draw(truths),
        "phonophobia": draw(truths),
        "function_lost": draw(truths),
        "believed_migraine": draw(truths),
        "like_previous": draw(truths),
    }


@st.composite
def auras(draw: st.DrawFn) -> dict[str, Any]:
    """Whether there was an aura, and which."""
    if draw(st.booleans()):
        return {"aura": NO}
    symptoms = tuple(draw(_aura_symptoms()) for _ in range(draw(st.integers(1, 2))))
    return {
        "aura": YES,
        "aura_symptoms": symptoms,
        "aura_in_succession": draw(truths) if len(set(symptoms)) > 1 else NO,
        "headache_within_60_min": draw(truths),
    }


@st.composite
def _aura_symptoms(draw: st.DrawFn) -> AuraSymptom:
    kind = draw(st.sampled_from(AuraKind))
    return AuraSymptom(
        kind=kind,
        minutes=draw(st.sampled_from([4.0, 5.0, 60.0, 61.0, 10_080.0])),
        spreads=draw(truths),
        one_sided=draw(truths),
        positive=draw(truths),
        passes_completely=draw(truths),
        brainstem=draw(st.sampled_from(BrainstemSymptom)) if kind is AuraKind.BRAINSTEM else None,
        confirmed_monocular=draw(truths) if kind is AuraKind.RETINAL else NO,
    )


@st.composite
def attacks_in_order(draw: st.DrawFn) -> tuple[list[Attack], list[Dose]]:
    """Attacks that do not overlap, some of them much alike, with the doses taken for them."""
    kinds = [{**draw(pains()), **draw(auras())} for _ in range(draw(st.integers(1, 2)))]
    attacks: list[Attack] = []
    doses: list[Dose] = []
    start = datetime.combine(FIRST + timedelta(days=2), datetime.min.time(), tzinfo=UTC)
    for number in range(draw(st.integers(0, 7))):
        start += timedelta(hours=draw(st.sampled_from(GAPS_H)))
        end = start + timedelta(hours=draw(st.sampled_from(LENGTHS_H)))
        own = draw(_doses_for(number, start, end))
        attacks.append(_attack(draw, number, start, end, own, draw(st.sampled_from(kinds))))
        doses += own
        start = end
    return attacks, doses


@st.composite
def _doses_for(draw: st.DrawFn, number: int, start: datetime, end: datetime) -> list[Dose]:
    names = draw(st.lists(st.sampled_from(DRUGS), max_size=2, unique=True))
    effect = st.sampled_from([Effect.NONE, Effect.BETTER, Effect.PAIN_FREE])
    return [
        Dose(
            name=name,
            time=start + (end - start) / 2,
            attack_key=str(number),
            effect_at_2h=draw(effect),
            route=draw(st.sampled_from([Route.ORAL, Route.SUBCUTANEOUS])),
            symptoms_relieved_at_2h=draw(truths),
            relapse_within_24_h=draw(truths),
            adverse_effect=draw(truths),
        )
        for name in names
    ]


def _attack(
    draw: st.DrawFn, number: int, start: datetime, end: datetime, own: list[Dose], kind: Mapping[str, Any]
) -> Attack:
    free = any(dose.effect_at_2h is Effect.PAIN_FREE for dose in own)
    eased = EasedBy.DRUG if free else draw(st.sampled_from([EasedBy.SLEEP, EasedBy.ITSELF]))
    slept = eased is EasedBy.SLEEP
    return Attack(
        start=start,
        end=end,
        ongoing=NO,
        slept_through=YES if slept else NO,
        woke_pain_free=YES if slept else NO,
        woke_at=end if slept else None,
        drug_taken=YES if own else NO,
        eased_by=eased,
        key=str(number),
        **kind,
    )


@st.composite
def treatments(draw: st.DrawFn) -> Treatment:
    """A treatment whose items do not contradict each other.

    Enough for every definition, for none, or for some: then nobody has said that it was enough, or that it was not.
    """
    days, adequate = draw(st.sampled_from([(55, NO), (61, NOT_KNOWN), (92, YES)]))
    outcome = draw(st.sampled_from(Outcome))
    return Treatment(
        name=draw(st.sampled_from(PREVENTIVES)),
        started=STARTED,
        target_reached_on=STARTED + timedelta(days=28),
        stopped=STARTED + timedelta(days=28 + days),
        cycles=1 if adequate is NO else 2,
        route=draw(st.sampled_from([Route.ORAL, Route.SUBCUTANEOUS, Route.NASAL])),
        adequate=adequate,
        outcome=outcome,
        days_before_per_28=12.0,
        days_with_per_28=draw(st.sampled_from([6.5, 9.0] if outcome is Outcome.NO_EFFECT else [6.0, 6.5, 9.0])),
    )


@st.composite
def profiles(draw: st.DrawFn, attacks: int) -> Profile:
    """The person besides the days. Counts in life are never below what the diary holds."""
    return Profile(
        birth_year=draw(st.sampled_from([1980, 2008, 2012])),
        lifetime_migraine_attacks=attacks + draw(st.sampled_from([0, 1, 5])),
        lifetime_aura_attacks=attacks + draw(st.sampled_from([0, 1, 5])),
        headache_before_overuse=draw(truths),
        every_headache_written=draw(truths),
        every_dose_written=YES,
        every_treatment_listed=YES,
        other_preventives_failed=draw(truths),
        daily_since=draw(st.sampled_from([FIRST - timedelta(days=200), FIRST + timedelta(days=3)])),
        midas_total=draw(st.sampled_from([10, 11])),
        hit6_total=draw(st.sampled_from([50, 60])),
        **{item: draw(truths) for item in TOLD},
        treatments=tuple(draw(st.lists(treatments(), max_size=4, unique_by=lambda it: it.name))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A world of a few attacks, with or without three months full of headache around them."""
    attacks, doses = draw(attacks_in_order())
    last = max(
        [FIRST + timedelta(days=4), *(attack.end.date() + timedelta(days=1) for attack in attacks if attack.end)]
    )
    more_days = draw(st.sampled_from([0, 0, 10, 86, 87, 100]))
    last = max(last, FIRST + timedelta(days=more_days))
    on_attack_days = {day for attack in attacks for day in _days_of(attack)}
    headache_every = draw(st.sampled_from([0, 0, 2, 1]))
    drug_every = draw(st.sampled_from([0, 2, 3]))
    drug = draw(st.sampled_from(DRUGS))
    symptoms_every = draw(st.sampled_from([0, 4]))
    cycle = draw(st.sampled_from([26, 30]))
    days: list[DayEntry] = []
    for number in range((last - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        inner = day not in (FIRST, last)
        if inner and day not in on_attack_days and drug_every and number % drug_every == 0:
            doses.append(Dose(name=drug, day=day))
        aches = inner and headache_every and number % headache_every == 0
        taken = any(dose.on == day for dose in doses)
        days.append(
            DayEntry(
                day=day,
                headache=YES if aches or day in on_attack_days else NO,
                drug_taken=YES if taken else NO,
                other_symptoms=YES if symptoms_every and number % symptoms_every == 0 else NO,
                menstruation=YES if number % cycle < 4 else NO,
                menstruation_begins=YES if number % cycle == 0 else NO,
            )
        )
    diary = Diary(attacks=tuple(attacks), doses=tuple(doses), days=tuple(days), profile=draw(profiles(len(attacks))))
    return World(diary=diary, may_be_left_out=tuple(_may_be_left_out(diary)))


def _days_of(attack: Attack) -> list[date]:
    last = (attack.end or attack.start) - timedelta(microseconds=1)
    return [attack.start.date() + timedelta(days=n) for n in range((last.date() - attack.start.date()).days + 1)]


NEVER_LEFT_OUT = ("start", "key", "note", "entered_at", "aura_symptoms", "name", "time", "day", "days", "attack_key")
NOT_TRIED = ("treatments", "helped", "started", "sex", "headaches_since", "brainstem")


def _may_be_left_out(diary: Diary) -> list[tuple[str, int, str]]:
    found = [("profile", 0, field.name) for field in fields(Profile) if field.name not in NOT_TRIED]
    for records, written in (
        ("attacks", diary.attacks),
        ("doses", diary.doses),
        ("days", diary.days[1:-1]),
        ("treatments", diary.profile.treatments),
    ):
        for number, record in enumerate(written, start=1 if records == "days" else 0):
            names = [field.name for field in fields(record) if field.name not in (*NEVER_LEFT_OUT, *NOT_TRIED)]
            found += [(records, number, name) for name in names if _may_miss(diary, record, name)]
    return found


def _may_miss(diary: Diary, record: object, item: str) -> bool:
    if isinstance(record, DayEntry) and item == "headache" and record.headache is YES:
        there = [attack for attack in diary.attacks if record.day in _days_of(attack)]
        if there:
            return all(_counts(attack) for attack in there)
        return diary.profile.every_headache_written is not YES
    if isinstance(record, Attack) and item in ("end", "woke_at"):
        return _long_enough(record)
    if isinstance(record, Attack) and item == "pain_0_to_10":
        return record.pain_0_to_10 != 0
    return True


def _long_enough(attack: Attack) -> bool:
    return attack.end is not None and attack.end - attack.start >= timedelta(minutes=30)


def _counts(attack: Attack) -> bool:
    return _long_enough(attack) and attack.pain_0_to_10 != 0


@st.composite
def diaries(draw: st.DrawFn) -> Diary:
    """A diary that leaves things out."""
    world = draw(worlds())
    return world.but(draw(left_out(world)))


def left_out(world: World) -> st.SearchStrategy[Hidden]:
    """Some of the items that may be left out, few or many."""
    every = world.may_be_left_out
    few = st.sets(st.sampled_from(every), max_size=8)
    most = few.map(lambda kept: set(every) - kept)
    kinds = st.sets(st.sampled_from(sorted({item for _, _, item in every})), max_size=6)
    by_kind = kinds.map(lambda items: {one for one in every if one[2] in items})
    return st.one_of(few, by_kind, most).map(frozenset)


@st.composite
def tellings(draw: st.DrawFn) -> tuple[Diary, Diary]:
    """Two diaries of one world: one that leaves things out, and one in which some of them are written."""
    world = draw(worlds())
    less = draw(left_out(world))
    in_order = sorted(less)
    written = draw(st.one_of(st.just(set(in_order)), st.sets(st.sampled_from(in_order)))) if in_order else set()
    return world.but(less), world.but(less - written)


def is_known(truth: Truth) -> bool:
    """Whether a truth is yes or no."""
    return truth in (YES, NO)
