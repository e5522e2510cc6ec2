"""Files exported by Migraine Buddy."""

import io
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reprieve.pathway.diary.choices import AuraKind, Helped, Nausea, Quality, Side
from reprieve.pathway.diary.findings import Findings
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.rules import facts
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

FILES = Path(__file__).parent / "diaries"
NEWER = FILES / "migraine_buddy.csv"
OLDER = FILES / "migraine_buddy_older.csv"


@pytest.fixture(scope="module")
def diary():
    return read_diary(NEWER)


def one_attack(**cells):
    """The attack of a file with one row, in the newer layout."""
    row = {"#": "1", "Started": "11/16/24 13:12", "Lasted": "01h 00m", "Start UTC Offset (min)": "60"} | cells
    text = ",".join(f'"{name}"' for name in row) + "\n" + ",".join(f'"{cell}"' for cell in row.values()) + "\n"
    return read_diary(io.BytesIO(text.encode()))


def test_the_good_half_of_a_file_half_wrong_is_read_and_the_rest_is_listed(diary):
    reading = diary.readings[0]
    assert reading.format == "migraine_buddy"
    assert (reading.rows_read, reading.duplicates) == (4, 1)
    assert [left.line for left in reading.left_out] == [2, 10, 11]
    assert "Started" in reading.left_out[1].reason
    assert "Pain Level" in reading.left_out[2].reason
    assert len(diary.attacks) == 4


def test_a_note_keeps_its_line_breaks_and_quotes(diary):
    assert diary.attacks[0].note == 'Woke me up at night,\nsecond one this week, "really" bad'


def test_an_attack_without_a_length_has_no_end_and_is_not_said_to_go_on(diary):
    open_attack = next(attack for attack in diary.attacks if attack.pain_0_to_10 == 6)
    assert open_attack.end is None
    assert open_attack.ongoing is NOT_KNOWN


def test_a_pain_of_14_is_not_recorded_and_its_attack_stays(diary):
    attack = next(attack for attack in diary.attacks if attack.start == datetime(2024, 11, 20, 5, tzinfo=UTC))
    assert attack.pain_0_to_10 is None


def test_start_and_end_keep_the_offsets_of_the_places_they_were_in(diary):
    attack = diary.attacks[1]
    assert attack.start.utcoffset() == timedelta(0)
    assert attack.end is not None
    assert attack.end.utcoffset() == timedelta(hours=1)
    assert attack.end - attack.start == timedelta(days=1, hours=2, minutes=15)


def test_where_the_person_was_is_nowhere_in_the_diary(diary):
    for place in ("ezjmgq", "Cellar"):
        assert place.encode() in NEWER.read_bytes()
        assert place not in repr(diary)


def test_only_what_is_ticked_is_known(diary):
    attack = diary.attacks[0]
    assert (attack.nausea, attack.photophobia) == (Nausea.YES, YES)
    assert (attack.vomiting, attack.phonophobia, attack.aura) == (NOT_KNOWN, NOT_KNOWN, NOT_KNOWN)
    assert (attack.qualities, attack.qualities_complete) == ({Quality.PULSATING}, False)
    assert (attack.side, attack.function_lost, attack.believed_migraine) == (Side.RIGHT, YES, YES)


def test_no_symptoms_ticked_says_no_to_the_four_symptoms(diary):
    attack = diary.attacks[1]
    assert (attack.nausea, attack.vomiting, attack.photophobia, attack.phonophobia) == (Nausea.NONE, NO, NO, NO)
    assert (attack.side, attack.function_lost) == (Side.BOTH, NO)


def test_no_symptoms_beside_a_symptom_says_no_to_nothing():
    attack = one_attack(Symptoms="No symptoms, Nausea").attacks[0]
    assert (attack.nausea, attack.photophobia) == (Nausea.YES, NOT_KNOWN)


def test_a_visual_aura_is_an_aura_with_a_symptom_of_sight(diary):
    attack = next(attack for attack in diary.attacks if attack.pain_0_to_10 == 6)
    assert attack.aura is YES
    assert [symptom.kind for symptom in attack.aura_symptoms] == [AuraKind.VISUAL]


@pytest.mark.parametrize("words", ["Blurred vision", "Flashing lights", "Migraine without aura"])
def test_words_that_leave_a_doubt_are_no_aura(words):
    assert one_attack(Symptoms=words).attacks[0].aura is NOT_KNOWN


def test_nausea_before_the_attack_is_not_nausea_in_it():
    assert one_attack(**{"Premonitory Symptoms": "Nausea"}).attacks[0].nausea is None


@pytest.mark.parametrize(
    ("places", "side"),
    [
        ("Left Eye", Side.LEFT),
        ("Left Eye, Left Temple", Side.LEFT),
        ("Left Eye, Right Temple, Forehead", Side.BOTH),
        ("Whole head", Side.BOTH),
        ("One side", Side.ONE),
        ("Forehead", None),
        ("Left Eye, Forehead", None),
        ("", None),
    ],
)
def test_the_side_is_known_only_if_every_place_has_one(places, side):
    assert one_attack(**{"Pain Positions": places}).attacks[0].side is side


@pytest.mark.parametrize(
    ("activities", "lost"),
    [
        ("Missed work", YES),
        ("Not affected", NO),
        ("Missed work, Not affected", NOT_KNOWN),
        ("Slower at work", NOT_KNOWN),
        ("Not affected, Slower at work", NOT_KNOWN),
        ("", NOT_KNOWN),
    ],
)
def test_function_is_lost_only_where_the_words_leave_no_doubt(activities, lost):
    assert one_attack(**{"Affected Activities": activities}).attacks[0].function_lost is lost


def test_drugs_are_doses_of_their_attack_on_any_of_its_days(diary):
    first, *_, long = diary.doses
    assert {(dose.name, dose.helped) for dose in diary.doses[:3]} == {
        ("Sumatriptan", Helped.YES),
        ("Ibuprofen", Helped.PARTLY),
        ("Paracetamol", Helped.NO),
    }
    assert (first.time, first.day, first.days) == (None, date(2024, 11, 16), 1)
    assert (long.day, long.days, long.attack_key) == (date(2024, 11, 18), 3, diary.attacks[1].key)


def test_an_attack_that_ends_at_midnight_does_not_reach_the_next_day():
    cells = {"Started": "11/16/24 20:00", "Lasted": "04h 00m", "Unsure Medication": "Advil"}
    dose = one_attack(**cells).doses[0]
    assert (dose.days, dose.helped) == (1, None)


def test_no_medication_is_an_answer_and_an_empty_cell_is_none(diary):
    assert diary.attacks[0].drug_taken is YES
    assert one_attack(**{"Unsure Medication": "No medication"}).attacks[0].drug_taken is NO
    assert one_attack(**{"Unsure Medication": ""}).attacks[0].drug_taken is NOT_KNOWN


def test_a_drug_that_is_not_known_is_listed():
    assert one_attack(**{"Helpful Medication": "Sumatriptan, Grandmas tea"}).readings[0].unknown_drugs == (
        "Grandmas tea",
    )


def test_the_older_layout_is_read_in_the_zone_given():
    diary = read_diary(OLDER, zone="Europe/Madrid")
    attack = diary.attacks[0]
    assert attack.end is not None
    assert (attack.start.utcoffset(), attack.end.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))
    assert attack.end - attack.start == timedelta(hours=4)
    assert (attack.start.hour, attack.end.hour) == (0, 5)


def test_the_older_layout_without_a_zone_is_read_as_utc_and_says_so():
    diary = read_diary(OLDER)
    assert all(attack.start.tzinfo is UTC for attack in diary.attacks)
    assert any(
        note.startswith("No time zone in the file") and "Name the zone" in note for note in diary.readings[0].notes
    )


def test_the_same_attack_in_two_exports_is_one():
    lines = NEWER.read_text().splitlines(keepends=True)
    later_export = "".join(line.replace('"3",', '"1",', 1) for line in (*lines[4:5], lines[8]))
    diary = read_diary(NEWER, io.BytesIO(later_export.encode()))
    assert diary.readings[1].duplicates == 1
    assert diary.attacks == read_diary(NEWER).attacks


def test_dates_that_a_spreadsheet_turned_around_are_read_as_the_file_shows_them():
    text = '"#","Started","Lasted"\n"1","16/11/2024 13:12","01h 00m"\n"2","05/11/2024 13:12","01h 00m"\n'
    diary = read_diary(io.BytesIO(text.encode()), zone="UTC")
    assert [attack.start.date() for attack in diary.attacks] == [date(2024, 11, 5), date(2024, 11, 16)]
    assert any("day first" in note for note in diary.readings[0].notes)


@pytest.mark.parametrize("lasted", ["soon", "99999d 00h 00m", "1h 2h", "-1h"])
def test_a_length_that_is_not_understood_leaves_the_end_open(lasted):
    diary = one_attack(Lasted=lasted)
    assert diary.attacks[0].end is None
    assert "Lasted" in diary.readings[0].left_out[0].reason


@pytest.mark.parametrize("offset", ["east", "901", "--60", "6e1"])
def test_an_offset_that_is_not_understood_is_not_guessed(offset):
    diary = one_attack(**{"Start UTC Offset (min)": offset})
    assert diary.attacks[0].start.tzinfo is UTC
    assert "offset" in diary.readings[0].left_out[0].reason
    assert any("No time zone" in note for note in diary.readings[0].notes)


def test_an_offset_west_of_greenwich_is_kept():
    attack = one_attack(**{"Start UTC Offset (min)": "-210", "End UTC Offset (min)": "-180"}).attacks[0]
    assert attack.start.tzinfo == timezone(-timedelta(hours=3, minutes=30))
    assert attack.end is not None
    assert attack.end.tzinfo == timezone(-timedelta(hours=3))


def test_words_without_a_place_in_the_diary_are_counted_and_free_text_is_not_repeated(diary):
    notes = " ".join(diary.readings[0].notes)
    assert "neck pain (1)" in notes
    assert "second one" not in notes


def test_a_quality_that_was_not_ticked_is_not_known():
    it = Findings(one_attack(Symptoms="Stabbing pain")).attacks[0]
    assert (it.value(facts.PULSATING), it.value(facts.PRESSING)) == (NOT_KNOWN, NOT_KNOWN)
    assert Findings(one_attack(Symptoms="Throbbing pain")).attacks[0].value(facts.PULSATING) is YES
    by_hand = read_diary(io.BytesIO(b"start,qualities\n2026-03-01 08:00Z,stabbing\n"))
    assert Findings(by_hand).attacks[0].value(facts.PULSATING) is NO


def test_a_preventive_among_the_drugs_is_no_drug_against_the_attack():
    attack = one_attack(**{"Unsure Medication": "Propranolol 40"}).attacks[0]
    assert attack.drug_taken is NOT_KNOWN
    attack = one_attack(**{"Unsure Medication": "Propranolol 40", "Helpful Medication": "Imitrex"}).attacks[0]
    assert attack.drug_taken is YES


def test_a_drug_of_a_very_long_attack_lies_on_one_of_31_days():
    diary = one_attack(Lasted="400d 00h 00m", **{"Helpful Medication": "Imitrex"})
    assert diary.doses[0].days == 31
    assert any("over 30 days" in note for note in diary.readings[0].notes)
