"""What the tiles show, against what the diary says."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from reprieve.clinic.showing.months import SHOWN_MONTHS, show_months
from reprieve.clinic.showing.plain_words import say_date, say_few_words
from reprieve.clinic.showing.presenters import present
from reprieve.pathway.diagnosis.diagnose import diagnose
from reprieve.pathway.diary.choices import Nausea, Quality, Side
from reprieve.pathway.diary.records import Attack, DayEntry, Diary, Dose
from reprieve.pathway.terms.bounds import DayCount
from reprieve.pathway.terms.truth import NO, YES


def at(day: int, hour: int = 8, *, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def migraine(start: datetime, hours: float) -> Attack:
    return Attack(
        start=start,
        end=start + timedelta(hours=hours),
        pain_0_to_10=8,
        side=Side.LEFT,
        qualities=frozenset({Quality.PULSATING}),
        nausea=Nausea.SEVERE,
        photophobia=YES,
        phonophobia=YES,
    )


def mild(start: datetime) -> Attack:
    return Attack(
        start=start,
        end=start + timedelta(hours=2),
        pain_0_to_10=2,
        side=Side.BOTH,
        qualities=frozenset({Quality.PRESSING}),
        worse_with_activity=NO,
        nausea=Nausea.NONE,
        vomiting=NO,
        photophobia=NO,
        phonophobia=NO,
        aura=NO,
        drug_taken=NO,
    )


DIARY = Diary(
    attacks=(
        migraine(at(2), 10),
        mild(at(4)),
        Attack(start=at(6), end=at(6, 12)),
        migraine(at(10), 80),
    ),
    doses=(Dose(name="sumatriptan", time=at(2, 9)),),
    days=(DayEntry(day=date(2026, 3, 5), headache=NO),),
)


def tiles() -> dict[int, str]:
    months = show_months(diagnose(DIARY).findings)
    return {tile.number: tile.words.partition(": ")[2] for tile in months.latest[0].tiles}


def test_each_kind_of_day_is_told_apart_in_words():
    said = tiles()
    assert said[2] == "migraine; medicine taken"
    assert said[3] == "not written"
    assert said[4] == "headache, not migraine"
    assert said[5] == "no headache"
    assert said[6] == "headache; whether migraine is not known"
    assert said[10] == said[13] == "long attack, over 72 hours"


def test_none_and_not_written_differ_in_shape_and_not_in_colour_alone():
    months = show_months(diagnose(DIARY).findings)
    none, unwritten = (next(t for t in months.latest[0].tiles if t.number == n) for n in (5, 3))
    assert (none.look, unwritten.look) == ("none", "unwritten")
    assert none.mark
    assert not unwritten.mark


def test_an_attack_of_72_hours_is_not_yet_long_and_one_of_more_is():
    for hours, look in ((72, "migraine"), (72.1, "long")):
        diary = Diary(attacks=(migraine(at(2), hours),))
        assert show_months(diagnose(diary).findings).latest[0].tiles[0].look == look


def test_the_first_tile_stands_under_its_weekday():
    months = show_months(diagnose(DIARY).findings)
    assert months.weekdays[0] == "Su"
    assert months.latest[0].column == 2  # Monday 2 March 2026


def test_the_months_count_as_the_diagnosis_counts():
    found = diagnose(DIARY)
    shown = show_months(found.findings).latest
    for month, of_diagnosis in zip(shown, reversed(found.months()), strict=True):
        assert month.headache == say_few_words(of_diagnosis.headache)
        assert month.migraine == say_few_words(of_diagnosis.migraine)
        assert month.drugs == say_few_words(of_diagnosis.drugs)


def test_only_the_latest_twelve_months_are_unfolded():
    diary = Diary(attacks=tuple(migraine(at(1, month=m).replace(year=y), 5) for y in range(2016, 2027) for m in (1, 7)))
    months = show_months(diagnose(diary).findings)
    assert len(months.latest) == SHOWN_MONTHS
    assert months.earlier[0].year == 2025
    assert sum(len(year.months) for year in months.earlier) + SHOWN_MONTHS == 10 * 12 + 7


def test_two_entries_three_hundred_years_apart_do_not_become_a_page_of_tiles():
    long_ago = Attack(start=datetime(1900, 1, 1, 8, tzinfo=UTC))
    months = show_months(diagnose(Diary(attacks=(long_ago, migraine(at(2), 10)))).findings)
    assert sum(len(year.months) for year in months.earlier) < 16 * 12
    assert months.not_drawn_before.startswith("The days from Mon 1 Jan 1900 to January 2011 are not drawn.")


def test_an_empty_diary_has_a_page_too():
    page = present(diagnose(Diary()), zone_told=True)
    assert page.months is not None
    assert page.months.latest == ()
    assert page.coverage == (("Days in your diary", "none"),)


def test_dates_cannot_be_misread():
    assert say_date(date(2026, 3, 3)) == "Tue 3 Mar 2026"


def test_what_is_not_known_is_said_and_never_shown_as_0():
    month = {"first": date(2026, 3, 1), "last": date(2026, 3, 30)}
    assert say_few_words(DayCount(**month, yes=0, missing=30)) == "not known"
    assert say_few_words(DayCount(**month, yes=3, missing=4)) == "3, at most 7"
    assert say_few_words(DayCount(**month, yes=3, missing=0)) == "3"
