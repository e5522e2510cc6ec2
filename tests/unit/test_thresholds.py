"""Just below each number, at it, and just above: where a verdict alone does not show it."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from tests.spec.builders import MIGRAINE, Items, Record, at, attack, attacks, but, days, diary, on_day, treated

from reprieve.pathway.diagnosis import told_facts
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diagnosis.end_points import Period, monthly_days
from reprieve.pathway.diagnosis.told_facts import DRUG_DAYS, Told
from reprieve.pathway.diary.attacks import WholeAttack, whole_attacks
from reprieve.pathway.diary.choices import AuraKind, Effect, Route
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.records import Attack, AuraSymptom, DayEntry, Diary, Dose
from reprieve.pathway.diary.spells import brought_by_anything, brought_by_sleep_or_drug, runs_of
from reprieve.pathway.diary.trigeminal_facts import lasted_s
from reprieve.pathway.rules import facts
from reprieve.pathway.rules.facts import Unit
from reprieve.pathway.rules.gates import Is
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

MINUTE = timedelta(minutes=1)


def lasting(length: timedelta | None, *, second: int = 0, **items: object) -> Attack:
    start = at(1).replace(second=second)
    return Attack(start=start, end=None if length is None else start + length, **items)  # type: ignore[arg-type]


def whole(*records: Attack, doses: tuple[Dose, ...] = ()) -> WholeAttack:
    (one,) = whole_attacks(Diary(attacks=records, doses=doses))
    return one


# One attack


@pytest.mark.parametrize(
    ("length_s", "begun_at_s", "seconds"),
    [
        (0, 0, Bounds(0, 60)),
        (0, 1, Bounds(0, 0)),
        (1, 0, Bounds(1, 1)),
        (59, 0, Bounds(59, 59)),
        (60, 0, Bounds(60, 60)),
        (3600, 0, Bounds(3600, 3600)),
    ],
)
def test_only_what_began_and_ended_in_the_same_minute_lasted_anything_up_to_one(
    length_s: int, begun_at_s: int, seconds: Bounds
) -> None:
    assert lasted_s(whole(lasting(timedelta(seconds=length_s), second=begun_at_s))) == seconds


@pytest.mark.parametrize(
    ("woke_after_end", "ended"),
    [(-MINUTE, True), (timedelta(0), True), (MINUTE, False)],
)
def test_an_end_written_before_the_waking_is_none_where_nobody_says_how_the_person_woke(
    woke_after_end: timedelta, ended: bool
) -> None:
    woke_at = at(1) + timedelta(hours=8) + woke_after_end
    slept = whole(lasting(timedelta(hours=8), woke_at=woke_at, slept_through=YES))
    assert (slept.end is not None) is ended


@pytest.mark.parametrize(
    ("after", "belongs"),
    [
        (-MINUTE, False),
        (timedelta(0), True),
        (timedelta(hours=24) - MINUTE, True),
        (timedelta(hours=24), True),
        (timedelta(hours=24) + MINUTE, False),
    ],
)
def test_a_dose_reaches_back_a_day_to_an_attack_without_an_end(after: timedelta, belongs: bool) -> None:
    dose = Dose(name="ibuprofen", time=at(1) + after)
    assert bool(whole(lasting(None), doses=(dose,)).doses) is belongs


@pytest.mark.parametrize(("day", "belongs"), [(0, False), (1, True), (2, True), (3, True), (4, False)])
def test_a_dose_of_a_day_belongs_to_an_attack_that_touches_the_day(day: int, belongs: bool) -> None:
    dose = Dose(name="ibuprofen", day=on_day(day))
    assert bool(whole(lasting(timedelta(hours=50)), doses=(dose,)).doses) is belongs


@pytest.mark.parametrize(("free_day", "most_h"), [(1, math.inf), (2, 16), (3, 40)])
def test_an_attack_without_an_end_was_over_before_a_later_day_that_is_written_as_free(
    free_day: int, most_h: float
) -> None:
    (one,) = whole_attacks(diary(attack(MIGRAINE, 1, lasts=None), days([free_day], headache=NO)))
    assert one.lasted_h == Bounds(0, most_h)


@pytest.mark.parametrize(("written_on", "most_h"), [(None, math.inf), (1, 40), (3, math.inf)])
def test_one_that_went_on_when_it_was_written_was_over_before_a_free_day_after_that(
    written_on: int | None, most_h: float
) -> None:
    going = but(MIGRAINE, ongoing=YES, entered_at=None if written_on is None else at(written_on, "12:00"))
    (one,) = whole_attacks(diary(attack(going, 1, lasts=None), days([3], headache=NO)))
    assert one.lasted_h.upper == most_h


@pytest.mark.parametrize(
    ("kind", "minutes", "in_time"),
    [
        (None, 60, YES),
        (None, 61, NOT_KNOWN),
        (None, 72 * 60, NOT_KNOWN),
        (None, 72 * 60 + 1, NO),
        (AuraKind.MOTOR, 72 * 60, YES),
        (AuraKind.MOTOR, 72 * 60 + 1, NO),
        (AuraKind.VISUAL, 61, NO),
    ],
)
def test_an_aura_of_a_kind_nobody_wrote_may_be_one_of_strength_of_up_to_72_hours(
    kind: AuraKind | None, minutes: int, in_time: Truth
) -> None:
    aura = but(MIGRAINE, aura=YES, aura_symptoms=(AuraSymptom(kind=kind, minutes=minutes),))
    (one,) = Findings(diary(attack(aura))).attacks
    assert one.value(facts.AURA_5_TO_60_MIN) is in_time


@pytest.mark.parametrize(
    ("length", "advised"),
    [(timedelta(hours=72) - MINUTE, False), (timedelta(hours=72), False), (timedelta(hours=72) + MINUTE, True)],
)
def test_over_72_hours_that_still_go_on_are_a_reason_to_be_seen(length: timedelta, advised: bool) -> None:
    still = replace(attack(MIGRAINE, 1, lasts=None), ongoing=YES)
    assert bool(diagnose(diary(still), as_of=still.start + length).advice) is advised


# Quiet spells


def span_h(gap: timedelta, *, taken_before_end: timedelta | None = None) -> Bounds:
    """The run of an attack of ten hours and one of five, so long apart, by 1.4.1."""
    first = lasting(timedelta(hours=10), key="first")
    assert first.end is not None
    doses = []
    if taken_before_end is not None:
        time_ = first.end - taken_before_end
        doses = [Dose(name="sumatriptan", time=time_, attack_key="first", effect_at_2h=Effect.PAIN_FREE)]
    second = Attack(start=first.end + gap, end=first.end + gap + timedelta(hours=5))
    written = whole_attacks(Diary(attacks=(first, second), doses=tuple(doses)))
    bridge = brought_by_anything if taken_before_end is None else brought_by_sleep_or_drug
    return runs_of(written, bridge)[0].span_h


@pytest.mark.parametrize(
    ("gap", "length_h"),
    [
        (timedelta(hours=12) - MINUTE, 27 - 1 / 60),
        (timedelta(hours=12), 27),
        (timedelta(hours=12) + MINUTE, 10),
    ],
)
def test_twelve_quiet_hours_are_bridged_and_not_a_minute_more(gap: timedelta, length_h: float) -> None:
    span = span_h(gap)
    assert (span.lower, span.upper) == pytest.approx((length_h, length_h))


@pytest.mark.parametrize(
    ("taken_before_end", "at_least_h"),
    [
        (timedelta(hours=4) - MINUTE, 21),
        (timedelta(hours=4), 21),
        (timedelta(hours=4) + MINUTE, 10),
    ],
)
def test_a_drug_taken_four_hours_before_the_end_may_have_brought_it_and_no_earlier_one(
    taken_before_end: timedelta, at_least_h: float
) -> None:
    assert span_h(timedelta(hours=6), taken_before_end=taken_before_end) == Bounds(at_least_h, 21)


@pytest.mark.parametrize(
    ("clock", "most_h"),
    [("11:59", 33 - 1 / 60), ("12:00", 33), ("12:01", 16)],
)
def test_an_attack_without_an_end_is_apart_from_one_over_12_h_into_the_next_free_day(clock: str, most_h: float) -> None:
    # It began on day 1 at 08:00 and was over before day 2, on which another of five hours is written.
    open_ended, second = attack(MIGRAINE, 1, lasts=None), attack(MIGRAINE, 2, clock, "5")
    written = whole_attacks(diary(open_ended, second, days([2], headache=NO)))
    span = runs_of(written, brought_by_sleep_or_drug)[0].span_h
    assert (span.lower, span.upper) == pytest.approx((0, most_h))


# Days


TRIPTAN = Is(fact=facts.TAKEN_TRIPTAN, text="a triptan")


@pytest.mark.parametrize(
    ("first", "last", "certain"),
    [(1, 2, 0), (2, 3, 1), (1, 3, 1), (2, 4, 1), (3, 4, 0)],
)
def test_a_dose_on_one_of_two_days_counts_where_both_lie_within(first: int, last: int, certain: int) -> None:
    findings = Findings(diary([Dose(name="sumatriptan", day=on_day(2), days=2)], days(range(1, 6), headache=NO)))
    assert findings.count(Unit.DOSE, TRIPTAN, on_day(first), on_day(last)).yes == certain


@pytest.mark.parametrize(
    ("written", "per_28"),
    [(13, None), (14, 14.0), (15, 28 * 7 / 15)],
)
def test_half_of_a_month_must_be_written_for_a_prorated_figure(written: int, per_28: float | None) -> None:
    findings = Findings(diary(attacks(7, every_days=1), days(range(8, written + 1), headache=NO)))
    month = monthly_days(findings, Period(first=on_day(1), last=on_day(28)))
    assert month.count.written == written
    assert month.prorated == per_28


@pytest.mark.parametrize(
    ("after", "late"),
    [(timedelta(hours=48) - MINUTE, 0), (timedelta(hours=48), 0), (timedelta(hours=48) + MINUTE, 1)],
)
def test_what_is_written_over_48_hours_after_is_late(after: timedelta, late: int) -> None:
    of_an_attack = lasting(timedelta(hours=4))
    assert of_an_attack.end is not None
    of_a_moment = lasting(None)
    entries: list[list[Record]] = [
        [replace(of_an_attack, entered_at=of_an_attack.end + after)],
        [replace(of_a_moment, entered_at=of_a_moment.start + after)],
        # A day is over at midnight.
        [DayEntry(day=on_day(1), headache=NO, entered_at=datetime.combine(on_day(2), time(), at(1).tzinfo) + after)],
    ]
    assert [diagnose(diary(entry)).coverage.late_entries for entry in entries] == [late] * 3


@pytest.mark.parametrize(("since", "before"), [(0, YES), (1, NOT_KNOWN), (2, NOT_KNOWN)])
def test_headaches_were_there_before_overuse_where_they_began_before_its_three_months(
    since: int, before: Truth
) -> None:
    # The three months are days 1 to 90.
    findings = Findings(diary(days(range(-30, 91), headache=NO), headaches_since=on_day(since)))
    assert findings.value(facts.HEADACHE_BEFORE_OVERUSE) is before


# What a person tells


@pytest.mark.parametrize(
    ("triptan_days", "together"),
    [(15, Bounds(15, 30)), (16, Bounds(16, 31)), (17, Bounds(17, 31)), (31, Bounds(31, 31))],
)
def test_several_drugs_are_taken_on_no_more_days_than_a_month_has(triptan_days: int, together: Bounds) -> None:
    none = {fact: Bounds(0, 0) for fact in DRUG_DAYS.values() if fact not in told_facts.TOGETHER}
    answers = {
        **none,
        told_facts.TRIPTAN_DAYS: Bounds(triptan_days, triptan_days),
        told_facts.NON_OPIOID_DAYS: Bounds(15, 15),
    }
    told = Told(answers=answers, amounts=frozenset({*answers, *told_facts.TOGETHER}))
    assert told.value(told_facts.ANY_OF_THESE_DAYS) == together


# Injected triptans

EFFECTIVE: Items = {
    "effect_at_2h": Effect.PAIN_FREE,
    "symptoms_relieved_at_2h": YES,
    "relapse_within_24_h": NO,
    "adverse_effect": NO,
}
IN_VAIN = but(EFFECTIVE, effect_at_2h=Effect.NONE)


def injected(outcomes: list[Items], *, from_day: int, and_a_tablet: bool = False) -> list[Record]:
    """An attack a week with sumatriptan under the skin, and a tablet of it at the same time."""
    written: list[Record] = []
    for week, outcome in enumerate(outcomes):
        shot = treated(MIGRAINE, "sumatriptan", from_day + 7 * week, route=Route.SUBCUTANEOUS, **outcome)
        written += shot
        if and_a_tablet:
            written += [replace(one, route=Route.ORAL) for one in shot if isinstance(one, Dose)]
    return written


@pytest.mark.parametrize(("effective", "failed"), [(2, YES), (3, NO), (4, NO)])
def test_an_injection_is_judged_by_the_attacks_in_which_it_was_given_alone(effective: int, failed: Truth) -> None:
    alone = [EFFECTIVE] * effective + [IN_VAIN] * (4 - effective)
    # What helped in the others, the injection or the tablet, nobody can tell.
    findings = Findings(
        diary(
            injected(alone, from_day=1),
            injected([EFFECTIVE] * 4, from_day=40, and_a_tablet=True),
            every_treatment_listed=YES,
        )
    )
    assert findings.triptans.injected_failed is failed


@pytest.mark.parametrize(("outcome", "failed"), [(IN_VAIN, YES), (EFFECTIVE, NOT_KNOWN)])
def test_an_injection_and_a_tablet_in_vain_are_both_in_vain(outcome: Items, failed: Truth) -> None:
    findings = Findings(diary(injected([outcome] * 4, from_day=1, and_a_tablet=True), every_treatment_listed=YES))
    assert findings.triptans.injected_failed is failed
