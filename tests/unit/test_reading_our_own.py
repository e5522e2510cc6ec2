"""Files in our own format, written by hand or by us."""

import io
from datetime import date
from pathlib import Path

import pytest

from reprieve.pathway.diary.choices import AuraKind, Nausea, Quality, Side
from reprieve.pathway.diary.reading import read_diary
from reprieve.pathway.terms.errors import UnreadableFile
from reprieve.pathway.terms.truth import NO, NOT_KNOWN, YES

BY_HAND = Path(__file__).parent / "diaries" / "by_hand.csv"


def read(text):
    return read_diary(io.BytesIO(text.encode()), zone="UTC")


def attack(**cells):
    row = {"start": "2026-03-01 08:00"} | cells
    diary = read(",".join(row) + "\n" + ",".join(row.values()) + "\n")
    return diary.attacks[0], diary.readings[0]


def test_a_simple_file_written_by_hand_is_read():
    diary = read_diary(BY_HAND, zone="Europe/Madrid")
    first, second = diary.attacks
    assert (first.pain_0_to_10, first.side, first.nausea) == (7, Side.ONE, Nausea.YES)
    assert (first.photophobia, first.phonophobia) == (YES, NO)
    assert (second.end, second.photophobia) == (None, NOT_KNOWN)
    assert diary.readings[0].left_out == ()


@pytest.mark.parametrize("word", ["yes", "Y", "TRUE", "1", "si", "Sí", " yes "])
def test_yes_is_understood_in_english_and_spanish(word):
    assert attack(vomiting=word)[0].vomiting is YES


@pytest.mark.parametrize("word", ["no", "N", "False", "0", "NO"])
def test_no_is_understood_in_english_and_spanish(word):
    assert attack(vomiting=word)[0].vomiting is NO


@pytest.mark.parametrize("word", ["maybe", "yess", "2", "?", "-"])
def test_anything_else_is_not_recorded_and_listed(word):
    found, reading = attack(vomiting=word)
    assert found.vomiting is NOT_KNOWN
    assert [left.line for left in reading.left_out] == [2]
    assert word not in reading.left_out[0].reason.replace("it was taken as not recorded", "").split()


@pytest.mark.parametrize(
    ("pain", "read_as"), [("0", 0), ("10", 10), ("7.0", 7), ("11", None), ("10.1", None), ("-1", None), ("x", None)]
)
def test_pain_is_a_number_from_0_to_10(pain, read_as):
    found, reading = attack(pain=pain)
    assert found.pain_0_to_10 == read_as
    assert len(reading.left_out) == (read_as is None)
    assert not any("rounded" in note for note in reading.notes)


@pytest.mark.parametrize(("pain", "read_as"), [("7.4", 7), ("7.5", 8), ('"6,5"', 7), ("9.6", 10), ("0.4", 0)])
def test_pain_between_two_numbers_is_rounded_a_half_upwards_and_told(pain, read_as):
    found, reading = attack(pain=pain)
    assert found.pain_0_to_10 == read_as
    assert any("The pain of 1 entry was rounded" in note for note in reading.notes)


@pytest.mark.parametrize(
    ("cell", "qualities"),
    [
        ("pulsating", {Quality.PULSATING}),
        ("throbbing; pressing", {Quality.PULSATING, Quality.PRESSING}),
        ("none_of_these", set()),
        ("None of these", set()),
        ("", None),
        ("odd", None),
        ("pulsating;odd", None),
        ("pulsating;none_of_these", None),
    ],
)
def test_qualities_may_be_several_or_none_of_these(cell, qualities):
    assert attack(qualities=cell, pain="5")[0].qualities == qualities


def test_an_end_before_the_start_is_left_out_and_the_attack_stays():
    found, reading = attack(end="2026-02-01 08:00")
    assert found.end is None
    assert "before the start" in reading.left_out[0].reason


def test_an_attack_that_goes_on_and_has_an_end_keeps_neither():
    found, reading = attack(end="2026-03-01 10:00", ongoing="yes")
    assert (found.end, found.ongoing) == (None, NOT_KNOWN)
    assert len(reading.left_out) == 2


def test_drugs_named_beside_an_attack_are_its_doses():
    diary = read("start,end,pain,medication\n2026-03-01 20:00,2026-03-02 05:00,6,sumatriptan; advil\n")
    assert {dose.name for dose in diary.doses} == {"sumatriptan", "advil"}
    assert {(dose.day, dose.days, dose.attack_key) for dose in diary.doses} == {
        (date(2026, 3, 1), 2, diary.attacks[0].key)
    }
    assert diary.attacks[0].drug_taken is YES


def test_a_drug_only_known_to_prevent_does_not_say_that_one_was_taken():
    diary = read("start,pain,drug_taken,drugs\n2026-03-01 20:00,6,,propranolol 40\n2026-03-03 20:00,6,no,topiramate\n")
    assert [found.drug_taken for found in diary.attacks] == [NOT_KNOWN, NO]
    assert len(diary.doses) == 2
    beside_another = read("start,pain,drugs\n2026-03-01 20:00,6,propranolol 40; a blue pill\n")
    assert beside_another.attacks[0].drug_taken is YES


def test_more_drugs_than_anybody_takes_are_left_out():
    diary = read("start,pain,drugs\n2026-03-01 20:00,6," + ";".join(f"pill {'x' * n}" for n in range(1, 80)) + "\n")
    assert len(diary.doses) == 50
    assert "at most 50 drugs" in diary.readings[0].left_out[0].reason


@pytest.mark.parametrize(("days", "read_as"), [("", 1), ("3", 3), ("31", 31), ("32", 31), ("0", 31), ("few", 31)])
def test_days_on_which_a_dose_may_lie_are_never_fewer_than_written(days, read_as):
    diary = read(f"record,name,day,days\ndose,advil,2026-03-01,{days}\n")
    assert diary.doses[0].days == read_as
    assert len(diary.readings[0].left_out) == (days in ("32", "0", "few"))


def test_a_drug_in_a_long_attack_lies_on_one_of_its_first_31_days():
    diary = read("start,end,drugs\n2026-03-01 20:00,2026-05-01 20:00,advil\n")
    assert diary.doses[0].days == 31


def test_a_list_of_qualities_that_is_not_complete_says_so():
    assert attack(qualities="stabbing")[0].qualities_complete
    assert not attack(qualities="stabbing", qualities_complete="no")[0].qualities_complete


def test_an_attack_whose_start_cannot_be_read_is_one_line_of_the_list():
    diary = read("start,end,pain\nlost,lost,99\n2026-03-01 08:00,,5\n")
    assert [left.line for left in diary.readings[0].left_out] == [2]
    assert "`start` cannot be read" in diary.readings[0].left_out[0].reason
    assert diary.readings[0].rows_left_out == 1


@pytest.mark.parametrize(
    "rows",
    [
        "attack,a,2026-03-01 08:00,2026-02-01 08:00,,,,,\n",
        "attack,a,2026-03-01 08:00,2026-03-01 09:00,yes,,,,\n",
        "attack,a,2026-03-01 08:00,,,,visual,,\n",
        "attack,a,2026-03-01 08:00,,,99,,,\n",
        "attack,a,2026-03-01 08:00,,,5,,,\naura,b,,,,,visual,,\n",
        "attack,a,2026-03-01 08:00,,,5,,,\naura,,,,,,visual,,\n",
    ],
)
def test_an_item_left_out_is_no_lost_row(rows):
    reading = read("record,key,start,end,ongoing,pain,kind,day,headache\n" + rows).readings[0]
    assert reading.left_out
    assert reading.rows_left_out == 0


@pytest.mark.parametrize(
    "row",
    ["attack,,soon,,", "mood,,,,", "dose,,,2026-03-01,", "dose,advil,,soon,", "day,,,soon,yes", "day,,,2026-03-01,?"],
)
def test_what_may_have_been_a_headache_or_a_dose_is_a_lost_row(row):
    reading = read(f"record,name,start,day,headache\n{row}\nday,,,2026-03-02,no\n").readings[0]
    assert [left.line for left in reading.left_out] == [2]
    assert reading.rows_left_out == 1


def test_an_attack_of_over_30_days_and_a_silence_of_over_two_years_are_pointed_out():
    notes = read("start,end,pain\n2020-03-01 08:00,2020-03-31 08:00,5\n2022-03-01 08:00,,5\n").readings[0].notes
    assert not any("check" in note for note in notes)
    notes = read("start,end,pain\n2020-03-01 08:00,2020-03-31 08:01,5\n2022-03-03 08:00,,5\n").readings[0].notes
    assert any(note.startswith("Line 2: this attack lasts over 30 days") for note in notes)
    assert any("more than two years" in note for note in notes)


def test_many_long_attacks_are_pointed_out_in_one_note():
    rows = "".join(f"2020-03-{day:02} 08:00,2020-05-31 08:01\n" for day in range(1, 13))
    notes = [note for note in read("start,end\n" + rows).readings[0].notes if "30 days" in note]
    assert len(notes) == 1
    assert "10, 11 and 2 more" in notes[0]


def test_drugs_none_says_that_no_drug_was_taken():
    diary = read("start,pain,drugs\n2026-03-01 20:00,6,none\n2026-03-03 20:00,6,\n")
    assert [found.drug_taken for found in diary.attacks] == [NO, NOT_KNOWN]
    assert diary.doses == ()


def test_aura_rows_belong_to_the_attack_whose_key_they_carry():
    diary = read(
        "record,key,start,kind,minutes,number\n"
        "aura,a,,sensory,10,2\naura,a,,visual,20.5,1\nattack,a,2026-03-01 08:00,,,\nattack,b,2026-03-02 08:00,,,\n"
    )
    assert [symptom.kind for symptom in diary.attacks[0].aura_symptoms] == [AuraKind.VISUAL, AuraKind.SENSORY]
    assert diary.attacks[0].aura is YES
    assert diary.attacks[1].aura_symptoms == ()


def test_an_aura_row_of_no_attack_or_of_two_is_left_out():
    diary = read(
        "record,key,start,pain,kind\nattack,a,2026-03-01 08:00,1,\nattack,a,2026-03-02 08:00,2,\n"
        "aura,a,,,visual\naura,x,,,visual\naura,,,,visual\n"
    )
    assert [left.line for left in diary.readings[0].left_out] == [4, 5, 6]
    assert all(found.aura is NOT_KNOWN for found in diary.attacks)


def test_an_aura_denied_and_described_keeps_the_description():
    diary = read("record,key,start,aura,kind\nattack,a,2026-03-01 08:00,no,\naura,a,,,visual\n")
    assert diary.attacks[0].aura is YES
    assert "aura" in diary.readings[0].left_out[0].reason


def test_columns_not_known_are_named_and_left_out():
    reading = read("start,pain,weather\n2026-03-01 08:00,5,rain\n").readings[0]
    assert "Columns not known and left out: weather." in reading.notes
    assert "rain" not in repr(reading)


def test_a_column_named_twice_is_refused():
    with pytest.raises(UnreadableFile, match="more than once"):
        read("start,pain,pain_0_to_10\n2026-03-01 08:00,5,6\n")


def test_another_programs_list_of_starts_and_ends_is_not_a_diary():
    with pytest.raises(UnreadableFile):
        read("start,end,title,room\n2026-03-01 08:00,2026-03-01 09:00,Meeting,4\n")


def test_a_row_that_says_the_same_again_is_counted_as_a_duplicate():
    reading = read("start,pain\n2026-03-01 08:00,5\n2026-03-01 08:00,5\n 2026-03-01 08:00,5.0\n").readings[0]
    assert (reading.rows_read, reading.duplicates) == (1, 2)


def test_a_row_that_is_too_short_or_too_long_is_left_out():
    diary = read("start,end,pain\n2026-03-01 08:00,5\n2026-03-02 08:00,,5,6\n2026-03-03 08:00,,5,,\n")
    assert [found.start.day for found in diary.attacks] == [3]
    assert [left.line for left in diary.readings[0].left_out] == [2, 3]


def test_an_unknown_record_and_a_cell_of_another_record_are_listed():
    diary = read("record,start,pain,minutes\nmood,,5,\nattack,2026-03-01 08:00,5,20\n")
    assert len(diary.attacks) == 1
    assert [(left.line, "record" in left.reason, "minutes" in left.reason) for left in diary.readings[0].left_out] == [
        (2, True, False),
        (3, False, True),
    ]


def test_a_date_alone_in_the_time_of_a_dose_is_its_day():
    dose = read("record,name,time\ndose,advil,2026-03-01\n").doses[0]
    assert (dose.time, dose.day) == (None, date(2026, 3, 1))


def test_records_without_what_they_must_have_are_left_out_with_their_lines():
    diary = read(
        "record,name,day,started,stopped\ndose,,2026-03-01,,\ndose,advil,,,\nday,,,,\ntreatment,,,2026-01-01,\n"
    )
    assert (diary.doses, diary.days, diary.profile.treatments) == ((), (), ())
    assert [left.line for left in diary.readings[0].left_out] == [2, 3, 4, 5]
