"""Calendars of days with and without headache."""

import io
from datetime import date
from pathlib import Path

import pytest

from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

SPANISH = Path(__file__).parent / "diaries" / "day_calendar.csv"


def read(text):
    return read_diary(io.BytesIO(text.encode()))


def test_a_spanish_calendar_is_read():
    diary = read_diary(SPANISH)
    assert diary.readings[0].format == "day_calendar"
    assert diary.days == (
        DayEntry(day=date(2026, 3, 1), headache=YES, drug_taken=YES),
        DayEntry(day=date(2026, 3, 2), headache=NO),
        DayEntry(day=date(2026, 3, 4), headache=NO, drug_taken=NO),
    )


def test_an_empty_answer_is_a_day_not_written():
    assert read("date,headache\n2026-03-01,\n2026-03-02,yes\n").days == (DayEntry(day=date(2026, 3, 2), headache=YES),)


def test_two_lines_that_contradict_each_other_leave_the_day_not_known():
    diary = read("date,headache\n2026-03-01,yes\n2026-03-02,no\n2026-03-01,no\n")
    assert [entry.day.day for entry in diary.days] == [2]
    assert [left.line for left in diary.readings[0].left_out] == [2, 4]


def test_a_line_that_says_the_same_again_is_a_duplicate():
    reading = read("date,headache\n2026-03-01,yes\n2026-03-01,YES\n").readings[0]
    assert (reading.rows_read, reading.duplicates, reading.left_out) == (1, 1, ())


@pytest.mark.parametrize(
    ("first", "second", "days"),
    [
        ("03/04/2026", "13/04/2026", [date(2026, 4, 3), date(2026, 4, 13)]),
        ("03/04/2026", "03/13/2026", [date(2026, 3, 4), date(2026, 3, 13)]),
        ("3.4.2026", "31.12.2026", [date(2026, 4, 3), date(2026, 12, 31)]),
    ],
)
def test_dates_in_another_order_are_read_if_the_file_leaves_no_doubt(first, second, days):
    diary = read(f"date,headache\n{first},yes\n{second},yes\n")
    assert [entry.day for entry in diary.days] == days
    assert "the only order" in diary.readings[0].notes[0]


def test_dates_that_can_be_read_in_two_ways_are_refused_with_advice():
    with pytest.raises(UnreadableFile, match="YYYY-MM-DD"):
        read("date,headache\n03/04/2026,yes\n05/06/2026,no\n")


def test_doubtful_dates_beside_clear_ones_are_left_out_line_by_line():
    diary = read("date,headache\n2026-03-01,yes\n05/06/2026,no\n")
    assert len(diary.days) == 1
    assert [left.line for left in diary.readings[0].left_out] == [3]


def test_dates_that_fit_neither_order_together_are_doubtful():
    with pytest.raises(UnreadableFile):
        read("date,headache\n13/04/2026,yes\n04/13/2026,no\n")


def test_no_migraine_does_not_say_no_headache():
    diary = read("date,migraine\n2026-03-01,yes\n2026-03-02,no\n")
    assert diary.days == (DayEntry(day=date(2026, 3, 1), headache=YES),)
    assert [left.line for left in diary.readings[0].left_out] == [3]


def test_an_answer_that_is_not_understood_is_not_recorded_and_the_rest_of_the_line_stays():
    diary = read("date,headache,medication\n2026-03-01,perhaps,yes\n2026-03-02,no,\n")
    assert diary.days[0] == DayEntry(day=date(2026, 3, 1), headache=NOT_KNOWN, drug_taken=YES)
    assert diary.readings[0].rows_left_out == 1, "its answer may have been a headache"


def test_a_spreadsheet_that_parts_cells_with_semicolons_is_read():
    diary = read("sep=;\r\nFecha;Dolor\r\n2026-03-01;no\r\n")
    assert diary.days[0].headache is NO


def test_two_columns_for_the_same_thing_are_refused():
    with pytest.raises(UnreadableFile, match="two for one"):
        read("date,day,headache\n2026-03-01,2026-03-02,yes\n")


def test_a_date_that_does_not_exist_is_left_out():
    diary = read("date,headache\n2026-02-30,yes\n2026-02-28,no\n")
    assert [entry.day.day for entry in diary.days] == [28]
    assert [left.line for left in diary.readings[0].left_out] == [2]


@pytest.mark.parametrize(
    "table",
    [
        "Fecha;Dolor;Medicación\n13/04/2026;7;ibuprofeno\n14/04/2026;5;sumatriptán\n",
        "date,headache\n2026-03-01,0\n2026-03-02,0\n2026-03-03,1\n2026-03-04,6\n",
        "date,headache\n2026-03-01,6.5\n",
        "date,headache,medication\n2026-03-01,yes,no\n2026-03-02,no,no\n2026-03-03,yes,Imitrex 50 mg\n",
        "date,headache\n2026-03-01,mild\n2026-03-02,strong\n",
    ],
)
def test_a_table_that_holds_figures_or_drugs_is_no_calendar_and_asks_to_be_explained(table):
    with pytest.raises(UnreadableFile, match="reprieve mapping FILE"):
        read(table)


def test_a_calendar_of_0_and_1_is_one():
    diary = read("date,headache,medication\n2026-03-01,1,0\n2026-03-02,0,\n2026-03-03,,1\n")
    assert [entry.headache for entry in diary.days] == [YES, NO, NOT_KNOWN]
