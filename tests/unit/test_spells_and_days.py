"""Which records are one attack, how long it went on, and on which days."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from reprieve.pathway.diary.attacks import whole_attacks
from reprieve.pathway.diary.calendar import Calendar, count_days, dates
from reprieve.pathway.diary.choices import EasedBy, Effect
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose, Profile
from reprieve.pathway.diary.spells import brought_by_anything, brought_by_sleep_or_drug, runs_of
from reprieve.pathway.terms.bounds import Bounds
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES, Truth

NEW_YORK = ZoneInfo("America/New_York")


def at(hour: float) -> datetime:
    """So many hours after Thursday 1 January 2026, 00:00."""
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hour)


def attack(start: float, end: float | None, **items: object) -> Attack:
    return Attack(start=at(start), end=None if end is None else at(end), **items)  # type: ignore[arg-type]


def spans(*attacks: Attack) -> list[tuple[float, float]]:
    """(least, most) hours of each whole attack as 1.4.1 counts them."""
    runs = runs_of(whole_attacks(Diary(attacks=attacks)), brought_by_sleep_or_drug)
    return [(run.span_h.lower, run.span_h.upper) for run in runs]


def calendar(
    *attacks: Attack, days: tuple[DayEntry, ...] = (), doses: tuple[Dose, ...] = (), **profile: Truth
) -> Calendar:
    diary = Diary(attacks=attacks, days=days, doses=doses, profile=Profile(**profile))  # type: ignore[arg-type]
    return Calendar(diary, whole_attacks(diary))


def entry(day: int, headache: Truth = NOT_KNOWN, drug_taken: Truth = NOT_KNOWN) -> DayEntry:
    return DayEntry(day=date(2026, 1, day), headache=headache, drug_taken=drug_taken)


def test_records_that_overlap_or_touch_are_one_attack() -> None:
    joined = whole_attacks(Diary(attacks=(attack(8, 10), attack(10, 12), attack(11, 13), attack(14, 15))))
    assert [(whole.start, whole.end) for whole in joined] == [(at(8), at(13)), (at(14), at(15))]


def test_a_record_inside_another_does_not_shorten_it() -> None:
    (whole,) = whole_attacks(Diary(attacks=(attack(8, 20), attack(9, 10))))
    assert whole.lasted_h == Bounds(12, 12)


def test_a_record_without_an_end_leaves_the_end_of_the_whole_not_known() -> None:
    (whole,) = whole_attacks(Diary(attacks=(attack(8, 20), attack(9, None))))
    assert whole.end is None
    assert whole.lasted_h == Bounds(12, math.inf)


def test_one_record_written_twice_is_one_attack() -> None:
    assert len(whole_attacks(Diary(attacks=(attack(8, None), attack(8, None))))) == 1


def test_a_dose_shows_that_the_attack_went_on() -> None:
    dose = Dose(name="ibuprofen", time=at(13), attack_key="a")
    (whole,) = whole_attacks(Diary(attacks=(attack(8, None, key="a"),), doses=(dose,)))
    assert whole.lasted_h == Bounds(5, math.inf)


@pytest.mark.parametrize(("dosed_at", "belongs"), [(8, True), (10, True), (12, True), (13, False), (7, False)])
def test_a_dose_without_a_key_belongs_to_the_attack_that_was_going_on(dosed_at: float, belongs: bool) -> None:
    (whole,) = whole_attacks(Diary(attacks=(attack(8, 12),), doses=(Dose(name="ibuprofen", time=at(dosed_at)),)))
    assert bool(whole.doses) is belongs


def test_a_dose_of_a_day_with_two_attacks_is_of_neither() -> None:
    dose = Dose(name="ibuprofen", day=date(2026, 1, 1))
    assert [it.doses for it in whole_attacks(Diary(attacks=(attack(1, 2), attack(8, 9)), doses=(dose,)))] == [(), ()]


@pytest.mark.parametrize(("month", "day", "end"), [(3, 8, 5), (11, 1, 3)])
def test_an_attack_lasts_real_hours_when_the_clocks_change(month: int, day: int, end: int) -> None:
    midnight = datetime(2026, month, day, tzinfo=NEW_YORK)
    (whole,) = whole_attacks(Diary(attacks=(Attack(start=midnight, end=midnight.replace(hour=end)),)))
    assert whole.lasted_h == Bounds(4, 4)


@pytest.mark.parametrize(("month", "day", "asked"), [(3, 8, 5), (11, 1, 3)])
def test_so_does_one_that_still_goes_on_when_somebody_asks(month: int, day: int, asked: int) -> None:
    midnight = datetime(2026, month, day, tzinfo=NEW_YORK)
    diary = Diary(attacks=(Attack(start=midnight, ongoing=YES),))
    (whole,) = whole_attacks(diary, as_of=midnight.replace(hour=asked))
    assert whole.lasted_h == Bounds(4, math.inf)


def test_two_records_in_the_hour_that_comes_twice_are_two_attacks() -> None:
    first = datetime(2026, 11, 1, 1, 10, tzinfo=NEW_YORK), datetime(2026, 11, 1, 1, 20, tzinfo=NEW_YORK)
    second = tuple(time.replace(minute=15 + 10 * n, fold=1) for n, time in enumerate(first))
    written = (Attack(start=first[0], end=first[1]), Attack(start=second[0], end=second[1]))
    assert len(whole_attacks(Diary(attacks=written))) == 2


def test_an_attack_over_the_date_line_is_on_the_days_of_the_persons_own_clock() -> None:
    tokyo, honolulu = timezone(timedelta(hours=9)), timezone(timedelta(hours=-10))
    written = Attack(start=datetime(2026, 1, 10, 20, tzinfo=tokyo), end=datetime(2026, 1, 10, 8, tzinfo=honolulu))
    (whole,) = whole_attacks(Diary(attacks=(written,)))
    assert whole.lasted_h == Bounds(7, 7)
    assert whole.days == [date(2026, 1, 10)]


@pytest.mark.parametrize(("end", "days"), [(23.9, 1), (24, 1), (24.1, 2), (48, 2), (48.1, 3)])
def test_an_end_at_midnight_does_not_reach_the_new_day(end: float, days: int) -> None:
    (whole,) = whole_attacks(Diary(attacks=(attack(8, end),)))
    assert len(whole.days) == days


def test_an_attack_of_no_length_at_midnight_is_on_the_day_that_begins() -> None:
    (whole,) = whole_attacks(Diary(attacks=(attack(24, 24),)))
    assert whole.days == [date(2026, 1, 2)]


# Quiet spells


@pytest.mark.parametrize(
    ("gap", "eased_by", "span"),
    [
        (12, EasedBy.SLEEP, (52, 52)),
        (12, EasedBy.DRUG, (52, 52)),
        (12, EasedBy.ITSELF, (20, 20)),
        (12, None, (20, 52)),
        (12.01, EasedBy.SLEEP, (20, 20)),
        (12.01, None, (20, 20)),
    ],
)
def test_quiet_spells_of_up_to_12_h_from_sleep_or_a_drug_are_bridged(
    gap: float, eased_by: EasedBy | None, span: tuple[float, float]
) -> None:
    first, _ = spans(attack(0, 20, eased_by=eased_by), attack(20 + gap, 40 + gap))
    assert first == pytest.approx(span)


def test_any_spell_is_bridged_in_the_everyday_sense() -> None:
    written = whole_attacks(Diary(attacks=(attack(0, 20, eased_by=EasedBy.ITSELF), attack(32, 52))))
    assert [run.span_h for run in runs_of(written, brought_by_anything)] == [Bounds(52, 52)] * 2


def test_a_drug_after_which_the_pain_was_gone_brought_the_spell() -> None:
    def runs_with_a_dose(hour: float) -> list[Bounds]:
        dose = Dose(name="sumatriptan", time=at(hour), attack_key="a", effect_at_2h=Effect.PAIN_FREE)
        written = whole_attacks(Diary(attacks=(attack(0, 20, key="a"), attack(26, 30)), doses=(dose,)))
        return [run.span_h for run in runs_of(written, brought_by_sleep_or_drug)]

    assert runs_with_a_dose(16) == [Bounds(30, 30)] * 2
    assert runs_with_a_dose(15) == [Bounds(20, 30), Bounds(4, 30)]


def test_after_an_attack_without_an_end_the_next_may_be_the_same() -> None:
    assert spans(attack(0, None), attack(40, 60)) == [(0, 60), (20, 60)]


def test_three_parts_run_together_pair_by_pair() -> None:
    parts = spans(attack(0, 20, eased_by=EasedBy.SLEEP), attack(30, 40), attack(45, 60))
    assert parts == [(40, 60), (40, 60), (15, 60)]


# Days


def test_a_day_with_no_entry_is_not_a_day_without_headache() -> None:
    found = calendar(days=(entry(1, NO), entry(3, NO)))
    assert [found.day(date(2026, 1, n)).headache for n in (1, 2, 3)] == [NO, NOT_KNOWN, NO]


def test_a_person_may_say_that_every_headache_is_written_between_the_first_entry_and_the_last() -> None:
    found = calendar(days=(entry(2, NO), entry(4, NO)), every_headache_written=YES)
    assert [found.day(date(2026, 1, n)).headache for n in (1, 2, 3, 4, 5)] == [NOT_KNOWN, NO, NO, NO, NOT_KNOWN]


def test_that_every_headache_is_written_says_nothing_of_drugs() -> None:
    found = calendar(days=(entry(2, NO), entry(4, NO)), every_headache_written=YES)
    assert found.day(date(2026, 1, 3)).drug_taken is NOT_KNOWN


def test_entries_that_contradict_each_other_leave_the_day_not_known() -> None:
    found = calendar(days=(entry(1, YES), entry(1, NO), entry(2, NO)), every_headache_written=NO)
    assert found.day(date(2026, 1, 1)).headache is NOT_KNOWN


def test_an_entry_that_says_nothing_is_no_written_day() -> None:
    assert calendar(days=(entry(1),)).span_days == 0


@pytest.mark.parametrize(("last", "span"), [(1, 1), (30, 30), (31, 31)])
def test_the_span_counts_both_its_ends(last: int, span: int) -> None:
    assert calendar(days=(entry(1, NO), entry(last, NO))).span_days == span


def test_windows_end_on_the_last_written_day_and_do_not_overlap() -> None:
    found = calendar(days=(entry(1, NO), entry(31, NO)))
    assert found.window(30) == (date(2026, 1, 2), date(2026, 1, 31))
    assert found.window(30, back=1) == (date(2025, 12, 3), date(2026, 1, 1))


def test_a_count_is_of_the_days_given() -> None:
    first, last = date(2026, 1, 1), date(2026, 1, 4)
    count = count_days(first, last, [YES, NO, NOT_KNOWN, YES])
    assert (count.yes, count.missing, count.days) == (2, 1, 4)
    assert dates(first, last)[-1] == last
