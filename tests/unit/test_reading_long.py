"""Long tables as Bearable exports them: one row for each thing."""

import io
from datetime import date
from pathlib import Path

import pytest

from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.diary.records import DayEntry
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FILE = Path(__file__).parent / "diaries" / "bearable.csv"


@pytest.fixture(scope="module")
def diary():
    return read_diary(FILE, zone="UTC")


def rows(*lines):
    header = "date,weekday,time of day,category,rating/amount,detail,notes\n"
    return read_diary(io.BytesIO((header + "\n".join(lines) + "\n").encode()), zone="UTC")


def test_days_are_read_and_no_attack_is_made_of_them(diary):
    assert diary.attacks == ()
    assert diary.days == (
        DayEntry(day=date(2022, 1, 5), headache=YES, other_symptoms=YES),
        DayEntry(day=date(2022, 1, 6), headache=NO),
        DayEntry(day=date(2022, 1, 8), headache=YES),
    )


def test_what_is_not_understood_is_listed_and_repeats_are_counted(diary):
    reading = diary.readings[0]
    assert (reading.format, reading.duplicates, reading.rows_left_out) == ("bearable", 1, 2)
    assert [left.line for left in reading.left_out] == [11, 12]
    assert any("2 rows are of things that are not read" in note for note in reading.notes)


def test_a_dose_is_as_sure_of_its_time_as_the_file(diary):
    assert [(dose.day, dose.time is None) for dose in diary.doses] == [
        (date(2022, 1, 5), True),
        (date(2022, 1, 8), False),
    ]


def test_a_morning_without_headache_is_not_a_day_without():
    assert rows("7th Jan 2022,Friday,am,Symptom,0,Headache,").days == ()


def test_a_day_of_which_every_part_is_without_is_a_day_without():
    parts = [f"7th Jan 2022,Friday,{part},Symptom,0,Headache," for part in ("pre", "am", "mid", "pm")]
    assert rows(*parts).days == (DayEntry(day=date(2022, 1, 7), headache=NO),)
    assert rows(*parts[:3]).days == ()


def test_no_migraine_is_not_no_headache():
    assert rows("7th Jan 2022,Friday,all day,Symptom,0,Migraine,").days == ()


def test_a_drug_with_amount_0_was_not_taken():
    assert rows("7th Jan 2022,Friday,am,Medication,0,Ibuprofen,").doses == ()


def test_nausea_without_headache_leaves_the_headache_open():
    (entry,) = rows("7th Jan 2022,Friday,am,Symptom,2,Nausea (Moderate),").days
    assert (entry.headache, entry.other_symptoms) == (NOT_KNOWN, YES)
