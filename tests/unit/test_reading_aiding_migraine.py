"""Files exported by AidingMigraine."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from reprieve.pathway.diary.choices import AuraKind, Nausea, Quality, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FILES = Path(__file__).parent / "diaries"
NEW_YORK = ZoneInfo("America/New_York")
HEADER = (FILES / "aiding_migraine.csv").read_text("utf-8-sig").splitlines()[0]
OLDER_HEADER = (FILES / "aiding_migraine_older.csv").read_text("utf-8-sig").splitlines()[0]


@pytest.fixture(scope="module")
def diary():
    return read_diary(FILES / "aiding_migraine.csv", zone="America/New_York")


def one_row(zone="America/New_York", header=HEADER, **cells):
    """The diary of a file with one row."""
    row = {"Date": "2026-01-15", "Start Time": "14:30", "Status": "completed"} | cells
    line = ",".join(f'"{row.get(name, "")}"' for name in header.split(","))
    return read_diary(io.BytesIO(f"{header}\n{line}\n".encode()), zone=zone)


def test_the_good_half_of_a_file_half_wrong_is_read_and_the_rest_is_listed(diary):
    reading = diary.readings[0]
    assert (reading.format, reading.rows_read, reading.rows_left_out) == ("aiding_migraine", 5, 1)
    assert [(left.line, left.whole_row) for left in reading.left_out] == [(5, False), (6, True)]
    assert "`Pain Level` must be a number from 0 to 10" in reading.left_out[0].reason


def test_only_what_is_ticked_is_known(diary):
    attack = diary.attacks[0]
    assert (attack.nausea, attack.photophobia, attack.aura) == (Nausea.YES, YES, YES)
    assert (attack.vomiting, attack.phonophobia) == (NOT_KNOWN, NOT_KNOWN)
    assert [symptom.kind for symptom in attack.aura_symptoms] == [AuraKind.VISUAL]
    assert (attack.qualities, attack.qualities_complete) == ({Quality.PULSATING}, False)
    assert (attack.side, attack.around_eye_or_temple) == (Side.LEFT, YES)


def test_a_symptom_before_or_after_the_attack_is_not_one_of_it():
    attack = one_row(Prodrome="Early light sensitivity", Postdrome="Lingering light/sound sensitivity").attacks[0]
    assert (attack.photophobia, attack.phonophobia) == (NOT_KNOWN, NOT_KNOWN)


@pytest.mark.parametrize(
    ("places", "side"),
    [
        ("Left side", Side.LEFT),
        ("Left temple; Right temple", Side.BOTH),
        ("Left side; Forehead", None),
        ("Neck / base of skull", None),
    ],
)
def test_the_side_is_known_only_if_every_place_has_one(places, side):
    assert one_row(**{"Pain Location": places}).attacks[0].side is side


def test_the_day_of_the_end_is_told_by_the_length(diary):
    attack = diary.attacks[1]
    assert attack.start == datetime(2026, 1, 20, 22, 0, tzinfo=NEW_YORK)
    assert attack.end == datetime(2026, 1, 22, 3, 30, tzinfo=NEW_YORK)


def test_an_end_after_midnight_lies_on_the_next_day():
    attack = one_row(**{"Start Time": "23:50", "End Time": "00:20"}).attacks[0]
    assert attack.end - attack.start == timedelta(minutes=30)


def test_an_end_of_which_no_date_is_known_is_told():
    reading = one_row(**{"Start Time": "23:50", "End Time": "00:20"}).readings[0]
    assert any("1 end is a time of day without a date" in note for note in reading.notes)


def test_an_end_far_from_the_length_is_told():
    reading = one_row(**{"End Time": "20:30", "Duration (hours)": "1.00"}).readings[0]
    assert "the length and the end do not fit" in reading.left_out[0].reason


def test_a_length_over_a_change_of_clocks_is_what_elapsed():
    attack = one_row(
        Date="2026-03-07", **{"Start Time": "22:00", "End Time": "09:00", "Duration (hours)": "10.00"}
    ).attacks[0]
    assert attack.end - attack.start == timedelta(hours=10)


def test_an_active_episode_is_still_going_on_and_a_completed_one_is_not(diary):
    assert [attack.ongoing for attack in diary.attacks] == [NO, NO, YES, NO, NO]


def test_the_guard_against_formulas_is_taken_away(diary):
    assert diary.attacks[1].note == "=went to bed"


def test_drugs_lie_on_any_day_of_their_attack(diary):
    doses = [(dose.name, dose.days) for dose in diary.doses]
    assert doses == [("Sumatriptan 100mg", 1), ("Ibuprofen 800mg", 3), ("Sumatriptan 50mg", 3)]
    assert diary.attacks[4].drug_taken is NO
    assert diary.attacks[2].drug_taken is NOT_KNOWN


def test_notes_and_resolution_are_kept_and_weather_is_named_as_not_read(diary):
    assert diary.attacks[0].note == "Sunday brunch\nSlept it off"
    assert any("Columns not read: “Category”, “Pressure (hPa)”" in note for note in diary.readings[0].notes)


# Before 4.1.0 the date was in UTC and the time local ------------------------------------------------


def about_utc(diary):
    return [note for note in diary.readings[0].notes if "4.1.0" in note]


def test_with_a_column_of_symptoms_the_dates_are_local_and_nothing_is_said():
    assert about_utc(one_row(**{"Start Time": "23:50"})) == []


def test_without_it_the_lines_near_midnight_are_named_and_stay_as_written():
    diary = read_diary(FILES / "aiding_migraine_older.csv", zone="America/New_York")
    assert diary.attacks[1].start == datetime(2025, 3, 6, 21, 40, tzinfo=NEW_YORK)
    assert [note[:7] for note in about_utc(diary)] == ["Line 3:"]


def test_at_midday_nothing_is_doubtful():
    assert about_utc(one_row(header=OLDER_HEADER)) == []


def test_without_a_zone_it_is_said_of_the_whole_file():
    assert "Name the zone" in about_utc(one_row(zone=None, header=OLDER_HEADER))[0]
