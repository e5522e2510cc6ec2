"""Times, zones, and the hours that clocks skip or show twice."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import InvalidInput


def attack(start, end="", zone=None):
    diary = read_diary(io.BytesIO(f"start,end,pain\n{start},{end},5\n".encode()), zone=zone)
    return diary.attacks[0], diary.readings[0]


@pytest.mark.parametrize("name", ["Madrid", "", "../../etc/passwd", "America", "Europe/Madrid\x00", "/etc/localtime"])
def test_a_zone_that_does_not_exist_is_refused(name):
    with pytest.raises(InvalidInput, match="zone"):
        attack("2026-03-01 08:00", zone=name)


def test_a_time_with_an_offset_keeps_it_whatever_the_zone():
    found, reading = attack("2026-03-01T08:00:59-05:00", "2026-03-01 20:00:01.25+05:45", zone="Europe/Madrid")
    assert found.start.isoformat() == "2026-03-01T08:00:59-05:00"
    assert found.end.isoformat() == "2026-03-01T20:00:01.250000+05:45"
    assert reading.notes == ()


def test_a_time_without_an_offset_is_read_in_the_zone():
    found, reading = attack("2026-07-01 8:05", zone="America/New_York")
    assert found.start.isoformat() == "2026-07-01T08:05:00-04:00"
    assert "America/New_York" in reading.notes[0]


def test_without_a_zone_it_is_read_as_utc_and_a_note_says_so():
    found, reading = attack("2026-07-01 08:05", "2026-07-01 09:00")
    assert found.start == datetime(2026, 7, 1, 8, 5, tzinfo=UTC)
    assert reading.notes[0].startswith("No time zone in the file: 2 times")
    assert "--zone" not in reading.notes[0]


def test_an_attack_across_the_change_of_clocks_has_its_true_length():
    found, _ = attack("2026-03-29 01:00", "2026-03-29 04:00", zone="Europe/Madrid")
    assert found.end - found.start == timedelta(hours=2)


def test_an_hour_that_the_clock_skipped_is_read_with_the_offset_before_the_change():
    found, reading = attack("2026-03-29 02:30", zone="Europe/Madrid")
    assert found.start.isoformat() == "2026-03-29T02:30:00+01:00"
    assert any("skipped" in note and "line 2" in note for note in reading.notes)


def test_of_an_hour_shown_twice_the_first_is_taken():
    found, reading = attack("2026-10-25 02:30", zone="Europe/Madrid")
    assert found.start.isoformat() == "2026-10-25T02:30:00+02:00"
    assert any("twice" in note for note in reading.notes)


def test_of_an_hour_shown_twice_the_second_is_taken_where_the_attack_would_end_before_it_starts():
    found, _ = attack("2026-10-25 02:50", "2026-10-25 02:10", zone="Europe/Madrid")
    assert found.end is not None
    assert found.end - found.start == timedelta(minutes=20)


@pytest.mark.parametrize(
    "start",
    [
        "2026-03-01",
        "2026-02-30 08:00",
        "2026-03-01 24:00",
        "01/03/2026 08:00",
        "2026-03-01 08:00+25:00",
        "1500-01-01 08:00",
    ],
)
def test_what_is_not_a_time_costs_its_row(start):
    diary = read_diary(io.BytesIO(f"start,pain\n{start},5\n2026-03-02 08:00Z,4\n".encode()))
    assert len(diary.attacks) == 1
    assert {left.line for left in diary.readings[0].left_out} == {2}
