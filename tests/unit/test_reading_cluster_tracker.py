"""Files exported by Cluster Headache Tracker."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.truth import NOT_KNOWN, YES

FILE = Path(__file__).parent / "diaries" / "cluster_headache_tracker.csv"


@pytest.fixture(scope="module")
def diary():
    return read_diary(FILE, zone="UTC")


def test_minutes_and_seconds_are_kept(diary):
    attack = diary.attacks[-1]
    assert attack.start == datetime(2026, 3, 5, 3, 5, 30, tzinfo=UTC)
    assert attack.end - attack.start == timedelta(hours=1, minutes=6, seconds=40)


def test_the_good_half_of_a_file_half_wrong_is_read_and_the_rest_is_listed(diary):
    reading = diary.readings[0]
    assert (reading.format, reading.rows_read, reading.duplicates) == ("cluster_headache_tracker", 5, 1)
    assert [(left.line, left.whole_row) for left in reading.left_out] == [(6, True), (7, False), (7, False)]
    assert diary.attacks[0].pain_0_to_10 is None
    assert diary.attacks[0].end is None


def test_an_attack_without_an_end_is_not_said_to_go_on(diary):
    assert (diary.attacks[1].end, diary.attacks[1].ongoing) == (None, NOT_KNOWN)


def test_a_list_of_drugs_becomes_doses_on_the_day_of_the_attack(diary):
    assert [dose.name for dose in diary.doses] == ["Sumatriptan + Oxygen", "oxygen", "sumatriptan", "oxygen"]
    assert [attack.drug_taken for attack in diary.attacks] == [NOT_KNOWN, NOT_KNOWN, YES, YES, YES]


def test_an_export_without_the_barometer_is_read_too(tmp_path):
    file = tmp_path / "logs.csv"
    file.write_text(
        "start_time,end_time,intensity,medication,triggers,notes\n2024-03-01 08:00:00,2024-03-01 10:30:00,7,,,\n"
    )
    assert read_diary(file, zone="UTC").attacks[0].pain_0_to_10 == 7
