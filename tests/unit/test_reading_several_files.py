"""Several files of one person, and the same file twice."""

import io
from dataclasses import replace
from pathlib import Path

import pytest

from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import InvalidInput
from reprieve.pathway.terms.truth import NO, YES

FILES = Path(__file__).parent / "diaries"


def stream(text):
    return io.BytesIO(text.encode())


def test_naming_no_file_is_refused():
    with pytest.raises(InvalidInput):
        read_diary()


@pytest.mark.parametrize("name", ["migraine_buddy.csv", "by_hand.csv", "day_calendar.csv"])
def test_the_same_file_twice_changes_nothing(name):
    once, twice = read_diary(FILES / name, zone="UTC"), read_diary(FILES / name, FILES / name, zone="UTC")
    assert replace(twice, readings=()) == replace(once, readings=())
    assert twice.readings[0] == once.readings[0]
    assert twice.readings[1].rows_read == 0
    assert twice.readings[1].duplicates == once.readings[0].rows_read + once.readings[0].duplicates


def test_files_of_different_formats_become_one_diary():
    diary = read_diary(FILES / "migraine_buddy.csv", FILES / "by_hand.csv", FILES / "day_calendar.csv", zone="UTC")
    assert [reading.format for reading in diary.readings] == ["migraine_buddy", "reprieve", "day_calendar"]
    assert (len(diary.attacks), len(diary.days)) == (6, 3)


def test_a_dose_does_not_move_to_an_attack_of_another_file_with_the_same_key():
    first = "record,key,start,name,day,attack_key\nattack,1,2026-03-01 08:00Z,,,\n"
    second = "record,key,start,name,day,attack_key\nattack,1,2026-04-01 08:00Z,,,\ndose,,,advil,2026-04-01,1\n"
    diary = read_diary(stream(first), stream(second))
    march, april = diary.attacks
    assert march.key == "1"
    assert april.key != "1"
    assert diary.doses[0].attack_key == april.key
    again = read_diary(stream(first), stream(second), stream(second))
    assert (again.attacks, again.doses) == (diary.attacks, diary.doses)


def test_of_the_profile_what_is_known_first_stays_and_a_conflict_is_told_without_its_content():
    first = "record,birth_year,sex\nprofile,1984,\n"
    second = "record,birth_year,sex\nprofile,1985,F\n"
    diary = read_diary(stream(first), stream(second))
    assert (diary.profile.birth_year, diary.profile.sex) == (1984, "F")
    note = diary.readings[1].notes[0]
    assert "birth_year" in note
    assert "1985" not in note


def test_days_that_contradict_each_other_across_files_are_told():
    diary = read_diary(stream("date,headache\n2026-03-01,yes\n"), stream("date,headache\n2026-03-01,no\n"))
    assert {entry.headache for entry in diary.days} == {YES, NO}
    assert "contradict" in diary.readings[1].notes[0]


def test_the_same_instant_written_in_two_places_is_two_records():
    text = "start,pain\n2026-03-01 08:00+01:00,5\n2026-03-01 07:00+00:00,5\n"
    diary = read_diary(stream(text), stream(text))
    assert {attack.start.isoformat()[-6:] for attack in diary.attacks} == {"+01:00", "+00:00"}
    assert (diary.readings[0].rows_read, diary.readings[1].duplicates) == (2, 2)


def test_a_dose_of_an_attack_that_is_not_there_is_kept_and_told():
    diary = read_diary(stream("record,name,day,attack_key\ndose,advil,2026-03-01,x\n"))
    assert len(diary.doses) == 1
    assert "not here" in diary.readings[0].notes[0]
